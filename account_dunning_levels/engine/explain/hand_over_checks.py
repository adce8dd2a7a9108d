"""What is looked at before customers are handed over: for each customer and question yes or no,
and why."""

from dataclasses import dataclass

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date

from ...rules.decide import notice_states
from ..ledger import in_force, time_bars
from ..signs import windows
from ..store import company_day
from ..store.access import as_engine

UNDISPUTED, SOLVENT, IN_TIME, LETTERS = "undisputed", "solvent", "in_time", "letters"
#: names that a sentence lists at most
MOST = 5


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question about one customer.

    :ivar result: ``yes``, ``no``, or ``look`` where a person has to look
    :ivar why: a sentence
    """

    partner: object
    question: str
    result: str
    why: str


def checks(partners, company):
    """The checks of customers, four each, in the order of the customers.

    Reads in a fixed number of statements. Users of reminders need no right on invoices to hand
    customers over, nor to see what is looked at before it.

    :return: list of :class:`Check`
    :raises AccessError: no user of reminders, or not of this company
    """
    _refuse_strangers(partners.env, company)
    debtors = as_engine(partners.commercial_partner_id)
    facts = _Facts(debtors, company)
    found = []
    for debtor in debtors:
        found += [
            _undisputed(facts, debtor),
            _solvent(facts, debtor),
            _in_time(facts, debtor),
            _letters(facts, debtor),
        ]
    return found


def _refuse_strangers(env, company):
    if not env.su and company not in env.user.company_ids:
        raise AccessError(env._("Company: choose one that you work in."))


class _Facts:
    """What the checks go by, read once for all customers."""

    def __init__(self, debtors, company):
        self.env, self.company = debtors.env, company
        self.today = company_day.today(company)
        env = self.env
        items = env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "child_of", debtors.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual_currency", ">", 0),
                ("move_type", "not in", ("in_invoice", "in_refund", "in_receipt")),
            ]
        )
        signs = windows.of_items(items)
        items = items.filtered(lambda item: item.id not in signs)
        self.items = items.grouped(lambda item: item.partner_id.commercial_partner_id)
        self.disputes = (
            env["account.dunning.hold"]
            .search(
                Domain(
                    [
                        ("company_id", "=", company.id),
                        ("debtor_id", "in", debtors.ids),
                        ("kind", "=", "disputed"),
                    ]
                )
                & in_force.domain(env)
            )
            .grouped("debtor_id")
        )
        self.losses = (
            env["account.dunning.loss"]
            .search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", debtors.ids),
                    ("ground", "!=", "other"),
                ]
            )
            .grouped("partner_id")
        )
        self.bars = time_bars.bars_of(company)
        self.lost = {row.id: lost for row, lost in time_bars.of_items(company, items.ids)}
        self.lines = (
            env["account.dunning.notice.line"]
            .search(
                [
                    ("move_line_id", "in", items.ids),
                    ("outcome", "=", "claim"),
                    ("notice_id.state", "in", notice_states.valid()),
                ],
                order="level_after",
            )
            .grouped("move_line_id")
        )

    def of(self, debtor):
        return self.items.get(debtor) or self.env["account.move.line"]


def _undisputed(facts, debtor):
    env, holds = facts.env, facts.disputes.get(debtor)
    if not holds:
        return Check(debtor, UNDISPUTED, "yes", env._("No dispute is noted."))
    what = _names([hold.document_id.name or debtor.name for hold in holds])
    return Check(debtor, UNDISPUTED, "no", env._("Disputed: %s.", what))


def _solvent(facts, debtor):
    env, losses = facts.env, facts.losses.get(debtor)
    if not losses:
        return Check(
            debtor, SOLVENT, "yes", env._("No insolvency is noted; look in the public register.")
        )
    grounds = dict(losses._fields["ground"]._description_selection(env))
    why = env._(
        "%(ground)s since %(day)s: %(reason)s. File the claim with the insolvency practitioner.",
        ground=grounds[losses[0].ground],
        day=format_date(env, losses[0].date),
        reason=losses[0].reason.rstrip("."),
    )
    return Check(debtor, SOLVENT, "no", why)


def _in_time(facts, debtor):
    env, items = facts.env, facts.of(debtor)
    if not facts.bars:
        words = env._("The time bars of the country of the company are not known here.")
        return Check(debtor, IN_TIME, "look", words)
    dated = [(facts.lost[item.id], item) for item in items if facts.lost.get(item.id)]
    if len(dated) < len(items):
        missing = items - items.browse(item.id for _lost, item in dated)
        words = env._("No due date, or due before the law in force: %s.", _numbers(missing))
        return Check(debtor, IN_TIME, "look", words)
    if not dated:
        return Check(debtor, IN_TIME, "look", env._("Nothing is open that can be claimed."))
    gone = [item for lost, item in dated if lost.last_day < facts.today]
    first = min((lost for lost, _item in dated), key=lambda lost: lost.last_day)
    if gone:
        why = env._(
            "Can be lost by %(article)s, since %(day)s: %(numbers)s.",
            article=first.bar.article,
            day=format_date(env, first.last_day),
            numbers=_numbers(items.browse(item.id for item in gone)),
        )
    else:
        why = env._(
            "The first claim is lost after %(day)s, by %(article)s.",
            article=first.bar.article,
            day=format_date(env, first.last_day),
        )
    if not first.bar.is_certain:
        why = env._("%s This rule was not checked in an official text.", why)
    if first.bar.note:
        why = f"{why} {first.bar.note}"
    return Check(debtor, IN_TIME, "no" if gone else "yes", why)


def _letters(facts, debtor):
    """Whether each claim had its letters up to the last level of its sheet, all of them kept."""
    env, items = facts.env, facts.of(debtor)
    never = items.filtered(lambda item: item not in facts.lines)
    if never or not items:
        words = env._("No reminder was sent for: %s.", _numbers(never) or debtor.name)
        return Check(debtor, LETTERS, "no", words)
    lost = items.filtered(lambda item: _not_kept(facts.lines[item]))
    if lost:
        words = env._("A letter is not kept for: %s.", _numbers(lost))
        return Check(debtor, LETTERS, "no", words)
    early = items.filtered(lambda item: _before_last(facts, facts.lines[item]))
    if early:
        words = env._("Not at the last level yet: %s.", _numbers(early))
        return Check(debtor, LETTERS, "no", words)
    return Check(debtor, LETTERS, "yes", env._("Every claim had its letters up to the last level."))


def _not_kept(lines):
    return any(notice.channel_has_letter and not notice.attachment_id for notice in lines.notice_id)


def _before_last(facts, lines):
    levels = lines[-1].notice_id.sheet_id.level_ids.filtered("active")
    return lines[-1].level_after < min(len(levels), facts.company.dunning_max_level)


def _numbers(items):
    return _names([item.move_name or item.name for item in items])


def _names(names):
    names = list(dict.fromkeys(filter(None, names)))
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" (+{more})" if more > 0 else "")
