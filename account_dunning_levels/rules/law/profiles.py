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


def _named():
    own = [country.profile_names for country in countries.COUNTRIES.values()]
    return {code: name for names in own for code, name in names.items()}


#: code -> country and kind of customer, in English; not of ``none``
NAMES = Derived(_named)


def profile_for(country_code, consumer, public=False):
    """The profile of a creditor's country towards one kind of customer.

    :param str country_code: of the creditor, two letters in either case
    :param bool public: a public body, which most laws treat as a business
    :return: :class:`country.Profile`, or None when the addon knows no law of that country: the
        caller says so and the sheet's own figures apply only when the user chooses ``none``
    """
    country = countries.of(country_code)
    if not country:
        return None
    if consumer:
        return country.consumer
    return (public and country.public) or country.business


def of_public_body(profile):
    """The profile by which a public body is charged where a business is by ``profile``."""
    country = countries.of(profile.country)
    return country.public if country and country.public and not profile.consumer else profile


#: code as it is stored with a letter -> :class:`fee_rules.FeeRule`
_FEE_RULES = Derived(lambda: {one.fee_rule.code: one.fee_rule for one in PROFILES.values()})


def fee_rule_of(code):
    """The fee rule by which a stored figure came about.

    :param str code: ``Calculation.rule``
    :return: :class:`fee_rules.FeeRule`; one without any property for what is no fee by law
    """
    return _FEE_RULES.get(code) or fee_rules.FeeRule(code)
