"""Values for the tests of the law, each built in one line; amounts and days are text.

The creditor looks from 31 March 2026. A claim of 1,000.00 fell due on 31 January; its first
reminder left by e-mail on 9 February, so a Belgian consumer may be charged from 24 February and a
Dutch one, whose letter it was, too.
"""

from datetime import date
from decimal import Decimal

from rules.law.charging import Charging
from rules.law.claims import LEGAL, Claim, Facts, Terms
from rules.law.profiles import PROFILES
from rules.law.rate_tables import Rate, RateTable

D = Decimal
KEY_DAY = "2026-03-31"


def day(text):
    return date.fromisoformat(text)


def facts(warned="2026-02-09", by="email", **rest):
    for name in ("invoice_date", "delivery"):
        if name in rest:
            rest[name] = day(rest[name])
    paid = tuple((day(on), D(amount)) for on, amount in rest.pop("payments", ()))
    return Facts(day(warned) if warned else None, by, payments=paid, **rest)


def claim(residual="1000.00", due="2026-01-31", number=2, id=1, **rest):
    known = rest.pop("facts", facts())
    amounts = {
        name: D(v) if isinstance(v, str) and name != "mode" else v for name, v in rest.items()
    }
    return Claim(id, D(residual), day(due), number, facts=known, **amounts)


def law(profile, key_day=KEY_DAY, tables=None, is_holiday=None, **terms):
    if "real_cost" in terms:
        terms["real_cost"] = D(terms["real_cost"])
    return Charging(PROFILES[profile], Terms(**terms), day(key_day), tables, is_holiday)


def by_law(profile, key_day=KEY_DAY, **rest):
    return law(profile, key_day, figures=LEGAL, **rest)


def table(*rows, name="test"):
    return RateTable(name, [Rate(day(first), day(last), D(p)) for first, last, p in rows])


def fee(charging, *claims, **rest):
    """Amount and reason of the fee of each claim."""
    return [(f"{one.amount:.2f}", one.reason) for one in charging.fees.of(list(claims), **rest)]


def interest(charging, one):
    allowed = charging.interest.of(one)
    return f"{allowed.amount:.2f}", allowed.reason
