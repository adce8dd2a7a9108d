"""How the charges of a letter came about, as data that is kept with it.

``account.dunning.notice.line.calculation`` of a claim, all numbers as text::

    {"version": 1,
     "fine": CALCULATION or None,    # None: one fine for the whole letter
     "interest": CALCULATION,
     "fine_before": "0.00", "interest_before": "0.00",
                                     # booked or waived before; the letter asks the rest
     "agreed": {"level": 2, "fine_percent": "10", "fine_minimum": "25.00",
                "interest_minimum": "0.00"},     # what the level says, in the claim's currency
     "credited": "400.00",           # where credits of the letter pay a part of the claim
     "announced": "100.00",          # where more is open than reminders announced
     "stated": "40.00"}              # where an earlier letter stated the fine

CALCULATION is :meth:`rules.law.calculation.Calculation.to_json`. Where no law applies its
``profile`` is ``none`` and its rule ``agreed``. A claim that asks for charges itself has none.

Of a line that was left out for a reason of the law: ``{"law_waiting": {"day": "2026-02-24"}}``,
``{"no_rate": {"table": "be_trade", "day": "2027-01-01"}}`` or
``{"no_euro_rate": {"currency_id": 3}}``.

``account.dunning.notice.calculation``::

    {"version": 1,
     "profile": "be_consumer",
     "key_date": "2026-03-31",       # last day of interest
     "fine": CALCULATION or None,    # the one fine of the letter, with ``dunning_single_fine``
     "credits": "0.00"}              # euro that credits take off the base of ceilings

What the letter announces is on the notice itself (``announced_amount``, see
:mod:`notice.letter_law`).
"""

from ...rules.decide import bases, notices
from ...rules.decide.on_law import LetterUnderLaw
from ...rules.law import profiles
from ..terms import company_laws, run_settings
from . import recompute

VERSION = 1


def write(notice, built, settings):
    """Keep what was computed with the letter that is being made.

    :param Notice built: of :mod:`rules.decide.notices`
    """
    lines, calculation = of_letter(notice, built, settings)
    # an assignment to the field would copy all of it twice more
    notice.write({"calculation": calculation})
    for line in notice.line_ids:
        if line.outcome == "claim":
            line.write({"calculation": lines.get(line.move_line_id.id)})


def of_letter(notice, built, settings):
    """What was computed for a letter.

    :return: ``(lines, letter)``: item id -> data of the line, and that of the notice
    :raises LawStop: a rate that the law's figures need is missing
    """
    context, currencies = settings.context, settings.currencies
    law = company_laws.of_notice(notice, settings) or company_laws.without_law(context)
    verdicts = [claim.verdict for claim in built.claims]
    letter = LetterUnderLaw(
        law,
        built.channel,
        verdicts,
        built.credits,
        built.currency_id,
        context,
        currencies,
        bases={claim.verdict.item.id: claim.interest.base for claim in built.claims},
    )
    lines = {
        item_id: {
            "version": VERSION,
            "fine": own_fine and own_fine.to_json(),
            "interest": own_interest.to_json(),
        }
        for item_id, (own_fine, own_interest) in letter.explain().items()
    }
    taken_of = _bases(letter, built, currencies)
    for verdict in letter.verdicts:
        item_id = verdict.item.id
        lines[item_id].update(_agreed(verdict, currencies) | taken_of.get(item_id, {}))
    return lines, _of_whole(built, letter, settings)


def of_proposal(notice):
    """The same for a notice that is not made yet, as it stands on the control list.

    :return: ``(lines, letter)``, two empty dicts when nothing can be computed
    """
    settings = run_settings.frozen(notice.run_id)
    revised = recompute.from_lines(notice, settings)[notice]
    if not revised.notice:
        return {}, {}
    return of_letter(notice, revised.notice, settings)


def _bases(letter, built, currencies):
    """What makes the base of charges other than what is open: item id -> dict, for few items."""
    items = [verdict.item for verdict in letter.verdicts]
    credits = built.credits if _nets_credits(letter) else ()
    credited = bases.credited(items, credits, currencies)
    found = {}
    for item, claim in zip(items, letter.claims, strict=True):
        of_item = {}
        if credited.get(item.id):
            of_item["credited"] = str(credited[item.id])
        most = bases.announced_of(item)
        if most is not None and item.residual > most:
            of_item["announced"] = str(most)
        if claim.facts.stated and claim.own_fine == claim.facts.stated:
            of_item["stated"] = str(claim.facts.stated)
        if of_item:
            found[item.id] = of_item
    return found


def _nets_credits(letter):
    law, items = letter.law, [verdict.item for verdict in letter.verdicts]
    lawful = law.profile is not profiles.NONE and not law.leaves_alone(items)
    return notices.nets_credits(lawful, letter.context)


def _agreed(verdict, currencies):
    item, level = verdict.item, verdict.level
    fine_minimum, interest_minimum = (
        currencies.from_company(amount, item.currency_id)
        for amount in (level.fine_minimum, level.interest_minimum)
    )
    return {
        "fine_before": str(item.fine_before),
        "interest_before": str(item.interest_before),
        "agreed": {
            "level": level.number,
            "fine_percent": str(level.fine_percent),
            "fine_minimum": str(fine_minimum),
            "interest_minimum": str(interest_minimum),
        },
    }


def _of_whole(built, letter, settings):
    law = letter.law
    single = None
    if built.single_fine:
        own = built.law_fine.own if built.law_fine else built.single_fine.amount
        single = letter.explain_single(own, built.single_fine.base).to_json()
    return {
        "version": VERSION,
        "profile": law.profile.code,
        "key_date": settings.context.key_date.isoformat(),
        "fine": single,
        "credits": str(letter.credits),
    }
