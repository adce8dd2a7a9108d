"""What several countries share: the law of the European Union and the rates it refers to.

The same parts as a country's folder has: descriptions of rate tables and their rates.
"""

from decimal import Decimal

from ..rate_tables import rates_beside

#: euro per unpaid invoice between undertakings: Directive 2011/7/EU art. 6
COMPENSATION = Decimal(40)
#: name -> what it holds: percent a year
TABLES = {
    # on the first day of each half-year
    "ecb_main_refinancing": "ECB main refinancing rate",
}
RATES = rates_beside(__file__)
