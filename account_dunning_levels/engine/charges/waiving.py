"""Waiving charges of a letter that was sent; the letter stays as it was."""

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ...rules.base.charges import FINE, KINDS
from ...rules.base.money import ZERO, decimal_of
from ...rules.decide import notice_states
from ..store import chatter
from ..store.access import as_engine
from ..terms import run_settings
from . import outstanding, reversing

# ------------------------------------------------------------------------ waiving


def waive(notice, lines, kinds, reason):
    """Let charges of a reminder go; the letter that was sent stays as it was.

    :param lines: claims of the reminder; empty = all, and the one fine of the whole reminder
    :param kinds: of ``fine`` and ``interest``
    :raises UserError: no reason, a reminder that counts no more, or nothing left to waive
    """
    notice = as_engine(notice)
    lines = lines.sudo() & notice.line_ids  # sudo: as in as_engine
    _require_waivable(notice, reason)
    claims = notice.line_ids.filtered(lambda line: line.outcome == "claim")
    whole = not lines
    before = notice.waived_fine_amount + notice.waived_interest_amount
    for line in lines or claims:
        _waive_line(line, kinds, reason)
    _sum_up(notice, claims, whole and FINE in kinds)
    amount = notice.waived_fine_amount + notice.waived_interest_amount - before
    if notice.currency_id.is_zero(amount):
        raise UserError(
            notice.env._("Reminder %s: there are no such charges left to waive.", notice.name)
        )
    notice.waive_reason = reason
    charges = reversing.live_charges(notice).filtered(
        lambda charge: charge.kind in kinds and (whole or charge.line_id in lines)
    )
    reversing.take_out(charges, reason)
    _tell_waived(notice, amount, reason, lines)


def _require_waivable(notice, reason):
    if not (reason or "").strip():
        raise UserError(notice.env._("Reason: say why these charges are waived."))
    if notice.state not in notice_states.valid():
        raise UserError(
            notice.env._(
                "Reminder %s was not sent, or it was cancelled: there are no charges to waive.",
                notice.name,
            )
        )


def _waive_line(line, kinds, reason):
    values = {
        f"waived_{kind}_amount": line[f"{kind}_amount"] for kind in kinds if line[f"{kind}_amount"]
    }
    if any(line[name] != value for name, value in values.items()):
        line.write({**values, "waive_reason": reason})


def _sum_up(notice, claims, waive_single):
    """The waived amounts of the reminder, in its own currency."""
    single = outstanding.has_single_fine(notice, claims)
    for kind in KINDS:
        name, stated = f"waived_{kind}_amount", f"{kind}_amount"
        if kind == FINE and single:
            if waive_single:
                notice[name] = notice[stated]
        elif all(line[name] == line[stated] for line in claims):
            notice[name] = notice[stated]
        else:
            notice[name] = float(_sum_in(notice, claims, name))


def _sum_in(notice, lines, name):
    own = [line for line in lines if line.currency_id == notice.currency_id]
    foreign = [line for line in lines if line.currency_id != notice.currency_id and line[name]]
    total = sum((decimal_of(line[name]) for line in own), ZERO)
    if foreign:
        currencies = run_settings.frozen(notice.run_id).currencies
        for line in foreign:
            total += currencies.to_company(decimal_of(line[name]), line.currency_id.id)
    return total


def _tell_waived(notice, amount, reason, lines):
    env = notice.env
    words = env._(
        "Charges of %(amount)s waived on reminder %(name)s%(items)s: %(reason)s",
        amount=formatLang(env, amount, currency_obj=notice.currency_id),
        name=notice.name,
        items=f" ({', '.join(lines.mapped('name'))})" if lines else "",
        reason=reason,
    )
    body = Markup("<p>%s</p>") % words
    notice.message_post(body=body)
    chatter.post_notes(env, "res.partner", [(notice.partner_id.id, body)], notice.company_id)
