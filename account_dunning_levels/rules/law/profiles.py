"""Which law applies to a customer: a profile per country and nature, derived from the countries.

``none`` allows what the sheet says.
"""

from . import countries, fee_rules
from .countries import Derived
from .country import Profile

NONE = Profile("none")


def _by_code():
    own = [profile for country in countries.COUNTRIES.values() for profile in country.profiles]
    return {profile.code: profile for profile in (NONE, *own)}


#: code -> :class:`country.Profile`, of all countries
PROFILES = Derived(_by_code)


def profile_for(country_code, consumer):
    """The profile of a creditor's country towards one kind of customer.

    :param str country_code: of the creditor, two letters in either case
    :return: :class:`country.Profile`, or None when the addon knows no law of that country: the
        caller says so and the sheet's own figures apply only when the user chooses ``none``
    """
    country = countries.of(country_code)
    if not country:
        return None
    return country.consumer if consumer else country.business


#: code as it is stored with a letter -> :class:`fee_rules.FeeRule`
_FEE_RULES = Derived(lambda: {one.fee_rule.code: one.fee_rule for one in PROFILES.values()})


def fee_rule_of(code):
    """The fee rule by which a stored figure came about.

    :param str code: ``Calculation.rule``
    :return: :class:`fee_rules.FeeRule`; one without any property for what is no fee by law
    """
    return _FEE_RULES.get(code) or fee_rules.FeeRule(code)


# Codes of the values above, for those who still compare them: ask ``profile.waiting_rule``,
# ``profile.fee_rule`` and ``profile.start_rule`` instead.
BELGIAN_REMINDER, DUTCH_LETTER = "be_first_reminder", "nl_fourteen_day_letter"
FREE, NO_FEE, LUMP_SUM, SCALE, REAL_COST, COMPENSATION = (
    "free",
    "no_fee",
    "be_lump_sum",
    "nl_scale",
    "real_cost",
    "fixed_compensation",
)
AFTER_DUE, AFTER_REMINDER, FROM_DEFAULT, THIRD_MONTH = (
    "after_due_date",
    "after_first_reminder",
    "from_default",
    "after_third_month",
)
