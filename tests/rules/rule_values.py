"""Values for the tests of the rules, each built in one line.

Amounts and days are written as text. The company's currency is the euro; a run looks from
31 March 2026 and an item fell due on 1 March 2026, so it is 30 days late: one month by
``days_30``, and one whole month less a day by the calendar.
"""

import itertools
from datetime import date
from decimal import Decimal

from rules.decide import notices, selection
from rules.decide.values import Criteria, Currencies, Item, Level, Options, Sheet

EUR, USD, JPY, CHF = 1, 2, 3, 4
STEPS = {EUR: Decimal("0.01"), USD: Decimal("0.01"), JPY: Decimal(1), CHF: Decimal("0.05")}
#: 1 euro = 1.25 dollar = 160 yen = 0.95 franc
RATES = {USD: Decimal("1.25"), JPY: Decimal(160), CHF: Decimal("0.95")}
CURRENCIES = Currencies(EUR, STEPS, RATES)

KEY_DAY = "2026-03-31"
AMOUNTS = {"fine_percent", "fine_minimum", "interest_monthly_percent", "interest_minimum"}
_ids = itertools.count(1)


def day(text):
    return date.fromisoformat(text)


def item(due="2026-03-01", residual="100.00", *, invoiced=None, last=None, **facts):
    facts = {"id": next(_ids), "customer_id": 7, "currency_id": EUR} | facts
    return Item(
        due_date=day(due),
        residual=Decimal(residual),
        invoice_date=day(invoiced) if invoiced else None,
        last_date=day(last) if last else None,
        **facts,
    )


def level(number=1, **parameters):
    return Level(number, **{k: Decimal(v) if k in AMOUNTS else v for k, v in parameters.items()})


def sheet(*levels, **parameters):
    """``sheet(3)`` has three plain levels, ``sheet(level(1, ...), level(2, ...))`` its own."""
    if len(levels) == 1 and isinstance(levels[0], int):
        levels = tuple(level(number) for number in range(1, levels[0] + 1))
    return Sheet(**({"id": 1, "levels": levels} | parameters))


def criteria(**limits):
    return Criteria(**{k: Decimal(v) if k == "min_amount" else v for k, v in limits.items()})


def run(on=KEY_DAY, narrowed_to=None, **options):
    """A run of the company with these options; ``narrowed_to`` are its own criteria."""
    if "min_amount" in options:
        options["min_amount"] = Decimal(options["min_amount"])
    return selection.Context(day(on), Options(**options), narrowed_to or Criteria())


THREE_LEVELS = sheet(3)
PLAIN_RUN = run()


def decide(one_item, by=THREE_LEVELS, context=PLAIN_RUN):
    return selection.decide(one_item, by, context)


def reason(one_item, by=THREE_LEVELS, context=PLAIN_RUN):
    return decide(one_item, by, context).reason


def propose(*items, by=THREE_LEVELS, context=PLAIN_RUN):
    return notices.propose(list(items), by, context, CURRENCIES)


def only_notice(*items, **settings):
    (notice,) = propose(*items, **settings).notices
    return notice


def left_out(proposal):
    """Item id -> reason."""
    return {verdict.item.id: why for verdict, why in proposal.left_out}


def claim_ids(notice):
    return {claim.verdict.item.id for claim in notice.claims}


def credit_ids(notice):
    return {credit.id for credit in notice.credits}


def other_ids(notice):
    return {verdict.item.id for verdict in notice.others}
