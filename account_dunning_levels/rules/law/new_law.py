"""What newer law makes of invoices, to be told and not to be computed with.

Watched, not in force: French bill 83 (2025-2026), adopted by the Senate on 19 February 2026, would
make a waiver of late-payment penalties towards a business void (Code de commerce art. L441-10 II
bis); the help of the dialog that waives charges says so.
"""

from datetime import date

#: Directive (EU) 2023/2225 on consumer credit applies to what is agreed from this day on
CONSUMER_CREDIT_FROM = date(2026, 11, 20)
#: payment put off by the seller himself, free of charge, is no credit up to so many days after
#: delivery (art. 2 par. 2 h)
CREDIT_FREE_DAYS = 50
#: invoices between Belgian businesses go as structured electronic invoices from this day on (law of
#: 6 February 2024; the tolerance ended on 31 March 2026)
PEPPOL_FROM = date(2026, 1, 1)
