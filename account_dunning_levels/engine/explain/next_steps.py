"""What happens next with open items, by the rules of the run, for as many as are shown."""

from dataclasses import dataclass
from datetime import date

from ...rules.decide import reasons, selection
from ...rules.decide.levels import next_level
from ..terms import run_settings
from . import cases


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the next run does with a claim.

    :ivar reason: empty when a run of today reminds it, else a code of SPEC section 4
    :ivar block: why it is blocked: a code of ``Item.blocked``, or empty
    :ivar sheet_id: the sheet that applies to the customer
    :ivar level: the next level, or None
    :ivar day: first day on which it can be reminded, as things stand; None when nothing
        happens by itself
    """

    reason: str
    block: str
    sheet_id: int | None
    level: int | None
    day: date | None


def next_steps(move_lines):
    """The next step of open claims on customers; others are not in the result.

    :param move_lines: with the rights to read them
    :return: dict id -> :class:`NextStep`
    """
    result = {}
    for company, lines in move_lines.grouped("company_id").items():
        debtors = lines.partner_id.commercial_partner_id.ids
        case = cases.open_case(company, debtors, company._dunning_today())
        wanted = set(lines.ids)
        for debtor_id, facts in case.rows.items():
            sheet = run_settings.sheet_of(case.customers[debtor_id], case.settings)
            by_item = _reasons(case.proposals[debtor_id])
            for fact in facts:
                if fact.item.id in wanted and fact.item.residual > 0:
                    result[fact.item.id] = _step(fact.item, sheet, by_item, case)
    return result


def _reasons(proposal):
    """Item id -> reason, empty for what is reminded."""
    by_item = {verdict.item.id: reason for verdict, reason in proposal.left_out}
    for notice in proposal.notices:
        by_item.update({verdict.item.id: verdict.reason for verdict in notice.others})
        by_item.update({claim.verdict.item.id: "" for claim in notice.claims})
    return by_item


def _step(item, sheet, by_item, case):
    settings = case.settings
    options = settings.context.options
    # items that are not due are on no proposal
    reason = by_item.get(item.id)
    if reason is None:
        reason = selection.decide(item, sheet, settings.context).reason
    level = next_level(sheet, options.max_level, item.level) if sheet else None
    by_itself = not reason or reasons.of(reason).ends != reasons.WITH_CHANGE
    return NextStep(
        reason,
        item.blocked,
        sheet.id if sheet else None,
        level.number if level else None,
        selection.next_action_date(item, sheet, options, case.law_of(item)) if by_itself else None,
    )
