"""A notice computed again: after a skip on the control list, and just before its letter is made."""

import json
from dataclasses import dataclass, field, replace

from ...rules.base import lateness
from ...rules.base.charges import FINE, INTEREST
from ...rules.base.money import decimal_of
from ...rules.decide import reasons
from ...rules.decide.notices import compensated_invoices, needing_rate, rebuild
from ...rules.decide.on_law import LawStop, carried_elsewhere
from ...rules.decide.selection import Verdict, decide
from ...rules.decide.values import Item
from ..ledger import asked_before, customer_facts, item_facts, law_facts
from ..store import bulk, deletions
from ..terms import company_laws
from . import address, list_warnings, list_words, said_signs


@dataclass(frozen=True, slots=True)
class Revised:
    """What a second look says about one notice.

    :ivar notice: :class:`rules.decide.notices.Notice`, or None when there is none to send any more
    :ivar reason: why there is none, the code of a :class:`rules.decide.reasons.Reason`
    :ivar left_out: line -> reason, claims that leave the notice
    :ivar blocked: line -> :class:`rules.decide.values.Item` of those that leave because of a hold
    :ivar note: figures of ``reason``, when it is one of the law
    :ivar way: :class:`.address.Way` to its recipient, when the ledger was read
    """

    notice: object
    reason: str
    left_out: dict
    blocked: dict = field(default_factory=dict)
    note: dict | None = None
    way: object = None


def from_lines(notices, settings):
    """Compute notices of one run from their own lines, as they stand on the control list.

    :return: dict notice -> :class:`Revised`
    """
    lines = notices.line_ids
    lines.fetch(_COMPUTED_FROM)
    lines.move_id.fetch(["dunning_notice_id"])
    lines.move_line_id.fetch(_OF_ITEM)
    claims = lines.filtered(lambda line: line.outcome == "claim")
    before = asked_before.of_claims(claims)
    verdicts = {}
    for notice in notices:
        sheet = settings.sheet(notice.sheet_id.id)
        own = notice.line_ids.filtered(lambda line: line.outcome == "claim")
        verdicts[notice] = [_verdict(line, sheet, settings, before[line]) for line in own]
    laws = {notice: company_laws.of_notice(notice, settings) for notice in notices}
    asking = {notice: own for notice, own in verdicts.items() if own and laws[notice]}
    verdicts |= _with_law(asking, settings)
    ways = address.ways_to(notices)
    return {
        notice: _computed(notice, own, settings, laws[notice], ways[notice])
        for notice, own in verdicts.items()
    }


#: fields of a line that a notice is computed from
_COMPUTED_FROM = (
    "notice_id",
    "outcome",
    "move_line_id",
    "move_id",
    "partner_id",
    "currency_id",
    "date_maturity",
    "invoice_date",
    "amount_residual",
    "level_before",
    "level_after",
    *said_signs.FIELDS,
)
#: fields of the item that are not on its line
_OF_ITEM = ["dunning_announced_amount"]


def _computed(notice, verdicts, settings, law, way):
    if not verdicts:
        return Revised(None, reasons.SKIPPED.code, {})
    credits = notice.line_ids.filtered(lambda line: line.outcome == "credit")

    def channel_of(level):
        if level.id == notice.level_id.id:
            return notice.channel
        return address.fitting_channel(way, level.channel)[0]

    credit_items = [_item(line) for line in credits]
    return _rebuild(notice, verdicts, credit_items, channel_of, settings, law, {}, {})


def _with_law(verdicts, settings):
    """The verdicts with what the law asks about their items.

    :param dict verdicts: notice of the run -> its verdicts
    """
    if not verdicts:
        return {}
    notices = next(iter(verdicts)).union(*verdicts)
    env, company = notices.env, notices.company_id
    customers = customer_facts.read_customers(
        env, company, notices.partner_id.ids, settings.context.key_date
    )
    # branches stand on the letter of their head office
    items = {
        notice: [v.item._replace(customer_id=notice.partner_id.id) for v in own]
        for notice, own in verdicts.items()
    }
    known = law_facts.read_facts(
        env, company, settings, customers, [item for own in items.values() for item in own]
    )
    return {
        notice: [
            verdict._replace(item=item._replace(law=known.get(item.id)))
            for verdict, item in zip(own, items[notice], strict=True)
        ]
        for notice, own in verdicts.items()
    }


def _rebuild(notice, verdicts, credits, channel_of, settings, law, left_out, blocked):
    try:
        built, reason = rebuild(
            verdicts,
            credits,
            notice.currency_id.id,
            channel_of,
            settings.context,
            settings.currencies,
            law,
        )
    except LawStop as stop:
        return Revised(None, stop.reason, left_out, blocked, {stop.reason: stop.note})
    return Revised(built, reason, left_out, blocked)


def _verdict(line, sheet, settings, before):
    announced = line.move_line_id.dunning_announced_amount
    item = _item(line)._replace(
        announced=decimal_of(announced) if announced else None,
        is_charge=bool(line.move_id.dunning_notice_id),
        interest_before=before[INTEREST],
        fine_before=before[FINE],
    )
    level = next(level for level in sheet.levels if level.number == line.level_after)
    days = lateness.days_overdue(item.due_date, settings.context.key_date)
    return Verdict(item, "", level, sheet, days)


def _item(line):
    return Item(
        id=line.move_line_id.id,
        customer_id=line.partner_id.id,
        currency_id=line.currency_id.id,
        due_date=line.date_maturity,
        residual=decimal_of(line.amount_residual),
        invoice_date=line.invoice_date,
        level=line.level_before,
        signs=said_signs.of_line(line),
    )


def from_ledger(notices, settings, today):
    """Look at the ledger again for notices of one run that are about to be sent.

    Items that were paid, cancelled, held or reminded elsewhere drop out; part payments lower
    amounts; credits that came in up to ``today`` are netted.

    :return: dict notice -> (:class:`Revised`, facts by item id)
    """
    run = notices.run_id
    company = run.company_id
    key_date = settings.context.key_date
    customers = customer_facts.read_customers(
        run.env, company, notices.partner_id.ids, today, skip_run_id=run.id
    )
    address.renew_recipients(notices, customers)
    ways = address.ways_to(notices)
    # a credit is netted on one letter of the run only
    taken = _credits_of_other_letters(notices)
    rows = item_facts.read_items(
        run.env,
        company,
        today,
        customers,
        settings,
        ids=notices.line_ids.move_line_id.ids,
        credit_date=max(today, key_date),
    )
    everything = {fact.item.id: fact for facts in rows.values() for fact in facts}
    said_signs.write_lines(notices.line_ids, everything)
    result, carried = {}, set()
    for notice in notices:
        found = {fact.item.id: fact for fact in rows.get(notice.partner_id.id, [])}
        revised = _revise_one(notice, found, settings, taken, carried, ways[notice])
        result[notice] = (replace(revised, way=ways[notice]), found)
        if revised.notice:
            taken.update({item.id: notice.id for item in revised.notice.credits})
            carried |= compensated_invoices(revised.notice)
    return result


def _credits_of_other_letters(notices):
    """Item id -> id of the notice of the run that nets this credit."""
    lines = notices.env["account.dunning.notice.line"].search_fetch(
        [
            ("run_id", "in", notices.run_id.ids),
            ("outcome", "=", "credit"),
            ("notice_id.partner_id", "in", notices.partner_id.ids),
            ("notice_id.state", "not in", ("skipped", "cancelled", "failed")),
        ],
        ["move_line_id", "notice_id"],
    )
    return {line.move_line_id.id: line.notice_id.id for line in lines}


def _revise_one(notice, found, settings, taken, carried, way):
    """
    :param dict taken: credit -> id of the notice that nets it
    :param set carried: invoices whose EUR 40 another letter of the batch asks
    """
    sheet = settings.sheet(notice.sheet_id.id)
    law = company_laws.of_notice(notice, settings)
    verdicts, left_out, blocked = [], {}, {}
    for line in notice.line_ids.filtered(lambda line: line.outcome == "claim"):
        fact = found.get(line.move_line_id.id)
        reason, verdict = _decide_again(line, fact, sheet, settings, law)
        if reason:
            left_out[line] = reason
            if reason == reasons.BLOCKED.code:
                blocked[line] = fact.item
        else:
            verdicts.append(verdict)
    if not verdicts:
        return Revised(None, next(iter(left_out.values()), reasons.PAID.code), left_out, blocked)
    if carried:
        verdicts = carried_elsewhere(verdicts, carried)
    split = settings.context.options.split_by_currency
    credits = [
        fact.item
        for fact in found.values()
        if fact.item.residual < 0
        and not fact.item.blocked
        and (not split or fact.item.currency_id == notice.currency_id.id)
        and taken.get(fact.item.id, notice.id) == notice.id
    ]

    def channel_of(level):
        return address.fitting_channel(way, address.wanted_channel(notice, level))[0]

    return _rebuild(notice, verdicts, credits, channel_of, settings, law, left_out, blocked)


def _decide_again(line, fact, sheet, settings, law):
    """Return ``(reason, verdict)`` of a claim; a reason means that it leaves the notice."""
    if fact is None and _is_open(line.move_line_id):
        return reasons.CHANGED.code, None  # its letters go to somebody else now
    if fact is None or fact.item.residual <= 0:
        return reasons.PAID.code, None
    if fact.item.level != line.level_before:
        return reasons.CHANGED.code, None
    verdict = decide(fact.item, sheet, settings.context)
    if law:
        verdict = law.wait(verdict)
    if not verdict.reason:
        verdict = needing_rate(verdict, settings.currencies, law)
    return verdict.reason, verdict


def _is_open(item):
    return item.parent_state == "posted" and not item.reconciled and item.amount_residual > 0


def write_back(notice, revised, settings, found=None):
    """Store what a second look found, writing only what differs.

    :param dict found: item id -> fact, when the ledger was read
    :raises ValueError: ``revised`` has no notice
    """
    if not revised.notice:
        raise ValueError("there is no notice to write back")
    leave_out(revised.left_out, revised.blocked)
    by_item = {line.move_line_id.id: line for line in notice.line_ids}
    for claim in revised.notice.claims:
        _write_changed(by_item[claim.verdict.item.id], _claim_values(claim))
    _write_credits(notice, revised.notice.credits, by_item, found)
    if found is not None:
        _write_others(notice, found)
    _write_changed(notice, _notice_values(revised.notice, settings))
    list_warnings.update({notice: revised.notice}, settings)


def write_all_back(revised, settings):
    """Store what :func:`from_lines` found: one statement for the lines and one for the notices.

    :param dict revised: notice -> :class:`Revised`, all with a notice
    :raises ValueError: one has no notice
    """
    lines, notices = {}, {}
    for notice, one in revised.items():
        if not one.notice:
            raise ValueError("there is no notice to write back")
        by_item = {line.move_line_id.id: line for line in notice.line_ids}
        lines |= {by_item[c.verdict.item.id]: _claim_values(c) for c in one.notice.claims}
        notices[notice] = _notice_values(one.notice, settings)
    for rows in (lines, notices):
        bulk.write_each(rows)
    list_warnings.update({notice: one.notice for notice, one in revised.items()}, settings)


def _claim_values(claim):
    verdict = claim.verdict
    return {
        "amount_residual": float(verdict.item.residual),
        "fine_amount": float(claim.fine.amount) if claim.fine else 0.0,
        "interest_amount": float(claim.interest.amount),
        "interest_before": float(verdict.item.interest_before),
        "fine_before": float(verdict.item.fine_before),
        "has_compensation": claim.has_compensation,
        "has_instalment_costs": claim.has_instalment_costs,
        "days_overdue": verdict.days_overdue,
        "level_after": verdict.level.number,
        "date_maturity": verdict.item.due_date,
    }


def _notice_values(built, settings):
    return {
        "level": built.level.number,
        "level_id": built.level.id,
        "line_count": len(built.claims),
        "amount_residual": float(built.net),
        "fine_amount": float(built.fine_amount),
        "interest_amount": float(built.interest_amount),
        "amount_total": float(built.total),
        "amount_company": float(settings.currencies.to_company(built.net, built.currency_id)),
    }


def leave_out(left_out, blocked=None):
    """Take claims off a notice; they stay in the run as left out, with the reason.

    :param dict left_out: line -> reason
    :param dict blocked: line -> :class:`rules.decide.values.Item`, to keep which hold it was
    """
    for line, item in (blocked or {}).items():
        line.write({"detail": item.blocked, "hold_id": item.hold_id})
    for line, reason in left_out.items():
        line.write(_left_out(line, reason))


def leave_out_all(reasons):
    """Take claims off their notices as :func:`leave_out`, in one statement.

    :param dict reasons: line -> (reason, note); note: figures of a reason of the law, see
        :class:`Revised`
    """
    bulk.write_each(
        {
            line: {**_left_out(line, reason), "calculation": json.dumps(note) if note else None}
            for line, (reason, note) in reasons.items()
        }
    )


def _left_out(line, reason):
    return {
        "outcome": "left_out",
        "reason": reason,
        "notice_id": None,
        "origin_notice_id": line.notice_id.id,
        "level_after": line.level_before,
        "fine_amount": 0,
        "interest_amount": 0,
        "calculation": None,
        "has_compensation": False,
        "has_instalment_costs": False,
    }


def _write_credits(notice, credits, by_item, found):
    wanted = {item.id: item for item in credits}
    for line in notice.line_ids.filtered(lambda line: line.outcome == "credit"):
        item = wanted.get(line.move_line_id.id)
        if item is None:
            line.unlink()
        else:
            _write_changed(line, {"amount_residual": float(item.residual)})
    new = [item for item in credits if item.id not in by_item]
    if new and found:
        template = notice.line_ids[:1]
        deletions.guard(notice.env, [item.id for item in new])
        notice.env["account.dunning.notice.line"].create(
            [_credit_values(notice, template, found[item.id]) for item in new]
        )


def _credit_values(notice, sibling, fact):
    return {
        "run_id": notice.run_id.id,
        "notice_id": notice.id,
        "position": notice.position,
        "company_id": notice.company_id.id,
        "partner_id": fact.debtor_id,
        "user_id": sibling.user_id.id,
        "sheet_id": notice.sheet_id.id,
        "move_line_id": fact.item.id,
        "move_id": fact.move_id,
        "name": fact.name,
        "reference": fact.reference,
        "invoice_date": fact.document_date,
        "date_maturity": fact.item.due_date,
        "outcome": "credit",
        "currency_id": fact.item.currency_id,
        "amount_original": float(fact.original),
        "amount_residual": float(fact.item.residual),
    }


def _write_others(notice, found):
    """The second table shows what is still open."""
    for line in notice.line_ids.filtered(lambda line: line.outcome == "other"):
        fact = found.get(line.move_line_id.id)
        if fact is None or fact.item.residual <= 0:
            line.write(
                {
                    "outcome": "left_out",
                    "reason": reasons.PAID.code,
                    "notice_id": False,
                    "origin_notice_id": notice.id,
                }
            )
        else:
            _write_changed(line, {"amount_residual": float(fact.item.residual)})


def _write_changed(record, values):
    changed = {
        name: value
        for name, value in values.items()
        if record._fields[name].convert_to_write(record[name], record) != value
    }
    if changed:
        record.write(changed)


def cancel_emptied(found):
    """Cancel notices that have nothing left to ask; their claims stay as left out.

    :param dict found: notice -> (reason, note); note: figures of a reason of the law, see
        :class:`notice.recompute.Revised`
    """
    if not found:
        return
    words = list_words.reason_words(next(iter(found)).env)
    leave_out_all(
        {
            line: why
            for notice, why in found.items()
            for line in notice.line_ids
            if line.outcome == "claim"
        }
    )
    bulk.write_each(
        {
            notice: {
                "state": "cancelled",
                "reason": words.get(reason, reason),
                "amount_company": 0,
            }
            for notice, (reason, _note) in found.items()
        }
    )
