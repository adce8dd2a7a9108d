"""What the control list of a run shows, on paper and in the workbook."""

from collections import defaultdict
from dataclasses import dataclass

from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..rules.decide import notice_states


def on_the_list():
    """States that are still, or were, part of what the run sends."""
    return (*notice_states.OPEN, *notice_states.valid(), "failed")


_NOTICE_FIELDS = (
    "name",
    "partner_id",
    "recipient_id",
    "sheet_id",
    "level",
    "channel",
    "lang",
    "state",
    "line_count",
    "currency_id",
    "amount_residual",
    "fine_amount",
    "interest_amount",
    "amount_total",
    "warning",
)
_LINE_FIELDS = (
    "notice_id",
    "partner_id",
    "sheet_id",
    "name",
    "reference",
    "invoice_date",
    "date_maturity",
    "days_overdue",
    "outcome",
    "reason",
    "detail",
    "hold_id",
    "level_before",
    "level_after",
    "currency_id",
    "amount_residual",
    "fine_amount",
    "interest_amount",
)


@dataclass(frozen=True, slots=True)
class ListTotal:
    """The sum of reminders in one currency."""

    currency: object
    count: int
    residual: float
    fine: float
    interest: float
    total: float


@dataclass(frozen=True, slots=True)
class ControlList:
    """A run as it is checked before sending.

    :ivar sheets: list of (sheet, notices, totals per currency), in list order
    :ivar items: dict notice -> its lines
    :ivar totals: one :class:`ListTotal` per currency, over all sheets
    :ivar left_out: list of (reason in words, lines), in the order in which rules are tried
    :ivar channels, languages, states: words for the values of the notices
    :ivar outcomes: words for the outcomes of the lines
    """

    env: object
    sheets: list
    items: dict
    totals: list
    left_out: list
    channels: dict
    languages: dict
    states: dict
    outcomes: dict

    def money(self, amount, currency):
        """An amount as text in the user's language."""
        return formatLang(self.env, amount, currency_obj=currency)

    def charge(self, amount, currency):
        """The same, but nothing for zero."""
        return self.money(amount, currency) if amount else ""

    def date(self, date):
        """A date as text in the user's language."""
        return format_date(self.env, date) if date else ""


class AccountDunningRun(models.Model):
    _inherit = "account.dunning.run"

    def _control_list(self):
        """The control list of this run, in the user's language.

        :return: :class:`ControlList`
        """
        self.ensure_one()
        notices = self._control_list_notices()
        lines = self._control_list_lines()
        by_notice = lines.grouped("notice_id")
        sheets = [
            (sheet, group, _totals(group)) for sheet, group in notices.grouped("sheet_id").items()
        ]
        return ControlList(
            env=self.env,
            sheets=sheets,
            items={notice: by_notice.get(notice, lines.browse()) for notice in notices},
            totals=_totals(notices),
            left_out=_by_reason(lines.filtered(lambda line: line.outcome == "left_out")),
            channels=_words(notices, "channel"),
            languages=dict(self.env["res.lang"].get_installed()),
            states=_words(notices, "state"),
            outcomes=_words(lines, "outcome"),
        )

    def _control_list_notices(self):
        return self.env["account.dunning.notice"].search_fetch(
            [("run_id", "=", self.id), ("state", "in", on_the_list())],
            _NOTICE_FIELDS,
            order="position, id",
        )

    def _control_list_lines(self):
        return self.env["account.dunning.notice.line"].search_fetch(
            [("run_id", "=", self.id)], _LINE_FIELDS, order="position, invoice_date, id"
        )


def _totals(notices):
    """The totals of notices per currency.

    :return: list of :class:`ListTotal`
    """
    return [
        ListTotal(
            currency,
            len(group),
            sum(group.mapped("amount_residual")),
            sum(group.mapped("fine_amount")),
            sum(group.mapped("interest_amount")),
            sum(group.mapped("amount_total")),
        )
        for currency, group in notices.grouped("currency_id").items()
    ]


def _by_reason(lines):
    words = _words(lines, "reason")
    groups = defaultdict(lines.browse)
    for reason, group in lines.grouped("reason").items():
        groups[reason] = group
    return [(words[reason], groups[reason]) for reason in words if reason in groups]


def _words(records, name):
    """The values of a selection field in the user's language."""
    return dict(records._fields[name]._description_selection(records.env))
