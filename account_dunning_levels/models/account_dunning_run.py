from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..engine import daily
from ..engine.propose import control_list
from ..engine.review import giving_up, releasing
from ..engine.send import lane_work, print_batch
from ..engine.store import filters
from ..engine.store.access import READER, USER, needs
from ..engine.terms import run_settings
from ..rules.base.money import decimal_of
from ..rules.decide import notice_states
from ..rules.decide.values import Criteria

#: written by the engine only
ENGINE_FIELDS = {
    "state",
    "is_open",
    "settings",
    "bank_date",
    "print_attachment_id",
    "is_automatic",
    "send_after",
    "automatic_note",
}
#: what a run looks for; fixed once it is sent
CRITERIA = {
    "company_id",
    "key_date",
    "partner_domain",
    "item_domain",
    "level_from",
    "level_to",
    "min_amount",
    "min_days_since_last",
}
#: filter of a run -> what it filters
FILTERS = {"partner_domain": filters.PARTNERS, "item_domain": filters.ITEMS}


class AccountDunningRun(models.Model):
    """One dated selection of open items, its settings frozen with it."""

    _name = "account.dunning.run"
    _description = "Dunning Run"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "key_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    user_id = fields.Many2one(
        "res.users", string="Made by", default=lambda self: self.env.user, copy=False
    )
    key_date = fields.Date(
        required=True,
        default=lambda self: self.env.company._dunning_today(),
        tracking=True,
        copy=False,
        help="The day the run looks from. A later day than today is a simulation.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Control list"),
            ("sending", "Sending"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    is_simulation = fields.Boolean(compute="_compute_is_simulation")
    # the run of the company that still has letters to decide on or to make
    is_open = fields.Boolean(readonly=True, copy=False)
    partner_domain = fields.Char(string="Only customers", default="[]")
    item_domain = fields.Char(string="Only items", default="[]")
    level_from = fields.Integer(string="Only levels from")
    level_to = fields.Integer(string="Only levels up to")
    min_amount = fields.Monetary(
        string="Minimum amount",
        currency_field="company_currency_id",
        help="Only narrows: the company's minimum counts too.",
    )
    min_days_since_last = fields.Integer(
        string="Days since the last reminder, at least",
        help="Only narrows: the company's minimum counts too.",
    )
    settings = fields.Json(readonly=True, copy=False)
    notice_ids = fields.One2many("account.dunning.notice", "run_id", string="Reminders")
    line_ids = fields.One2many("account.dunning.notice.line", "run_id", string="Items")
    bank_date = fields.Date(string="Bank booked up to", readonly=True, copy=False)
    print_attachment_id = fields.Many2one(
        "ir.attachment", string="Printed letters", readonly=True, copy=False
    )
    notice_count = fields.Integer(compute="_compute_counts", string="Reminders on this run")
    left_out_count = fields.Integer(compute="_compute_counts", string="Items left out")
    left_out_summary = fields.Html(compute="_compute_left_out_summary", sanitize=False)
    warning_count = fields.Integer(compute="_compute_counts", string="Warnings")
    to_release_count = fields.Integer(compute="_compute_counts", string="To release")
    ready_count = fields.Integer(compute="_compute_counts", string="Ready to send")
    queued_count = fields.Integer(compute="_compute_counts", string="Waiting")
    to_print_count = fields.Integer(compute="_compute_counts", string="To print")
    sent_count = fields.Integer(compute="_compute_counts", string="Sent")
    failed_count = fields.Integer(compute="_compute_counts", string="Failed")
    unknown_count = fields.Integer(compute="_compute_counts", string="Outcome unknown")
    mail_waiting_count = fields.Integer(
        compute="_compute_counts", string="Waiting for the mail server"
    )
    amount_company = fields.Monetary(
        string="Open amount",
        compute="_compute_counts",
        currency_field="company_currency_id",
    )
    progress = fields.Float(compute="_compute_counts", help="Letters made, in %.")

    # two runs of one company cannot overlap
    _one_open_run = models.UniqueIndex(
        "(company_id) WHERE is_open",
        "Another dunning run of this company still has reminders to decide on or to send. "
        "Send or cancel that run first.",
    )

    @api.depends("key_date", "company_id")
    def _compute_is_simulation(self):
        for run in self:
            run.is_simulation = bool(
                run.key_date and run.company_id and run.key_date > run.company_id._dunning_today()
            )

    def _compute_counts(self):
        by_run = {run.id: {} for run in self}
        for run, state, count, amount in self.env["account.dunning.notice"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state"],
            ["__count", "amount_company:sum"],
        ):
            by_run[run.id][state] = (count, amount)
        grouped = {
            "left_out_count": self._count_lines([("outcome", "in", ("left_out", "other"))]),
            "warning_count": self._count_notices(
                [("state", "in", ("proposed", "ready")), ("warning_codes", "!=", False)]
            ),
            "to_print_count": self._count_notices(print_batch.waiting_domain()),
            "unknown_count": self._count_notices([("is_outcome_unknown", "=", True)]),
            "mail_waiting_count": self._count_notices([("waits_for_mail_server", "=", True)]),
        }
        for run in self:
            states = by_run.get(run.id, {})

            def count(*names, states=states):
                return sum(states.get(name, (0, 0))[0] for name in names)

            run.notice_count = count(*states)
            run.to_release_count = count("proposed")
            run.ready_count = count("ready")
            run.queued_count = count(*notice_states.waiting())
            run.sent_count = count("sent")
            run.failed_count = count("failed")
            run.amount_company = sum(
                amount
                for state, (_count, amount) in states.items()
                if state not in ("skipped", "cancelled")
            )
            work = count("ready", *notice_states.valid(), "failed")
            run.progress = 100.0 * (work - run.ready_count) / work if work else 0.0
            for name, counts in grouped.items():
                run[name] = counts.get(run.id, 0)

    def _compute_left_out_summary(self):
        """How many items each reason left out, the commonest first."""
        field = self.env["account.dunning.notice.line"]._fields["reason"]
        words = dict(field._description_selection(self.env))
        counts = {run.id: [] for run in self}
        for run, reason, count in self.env["account.dunning.notice.line"]._read_group(
            [("run_id", "in", self.ids), ("outcome", "=", "left_out")],
            ["run_id", "reason"],
            ["__count"],
            order="__count DESC",
        ):
            counts[run.id].append((words.get(reason, ""), count))
        for run in self:
            run.left_out_summary = self.env["ir.qweb"]._render(
                "account_dunning_levels.left_out_summary", {"rows": counts.get(run.id, [])}
            )

    def _count_lines(self, domain):
        return self._count("account.dunning.notice.line", domain)

    def _count_notices(self, domain):
        return self._count("account.dunning.notice", domain)

    def _count(self, model, domain):
        groups = self.env[model]._read_group(
            Domain("run_id", "in", self.ids) & Domain(domain), ["run_id"], ["__count"]
        )
        return {run.id: count for run, count in groups}

    @api.model_create_multi
    def create(self, vals_list):
        new = self.env._("New")
        if not self.env.su and any(ENGINE_FIELDS & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("State and settings of a run change through its buttons only.")
            )
        for vals in vals_list:
            if vals.get("name", new) == new:
                company = vals.get("company_id") or self.env.company.id
                vals["name"] = (
                    self.env["ir.sequence"]
                    .with_company(company)
                    .next_by_code("account.dunning.run")
                ) or new
        return super().create(vals_list)

    def write(self, vals):
        """What a run decided is written by the engine only, and its question stays as it was
        asked once letters are on their way."""
        if not self.env.su and ENGINE_FIELDS & vals.keys():
            raise AccessError(
                self.env._("State and settings of a run change through its buttons only.")
            )
        if CRITERIA & vals.keys():
            sent = self.filtered(lambda run: run.state not in ("draft", "proposed"))[:1]
            if sent:
                raise UserError(
                    self.env._(
                        "Run %s has been sent or cancelled: its key date and criteria stay. "
                        "Make a new run.",
                        sent.name,
                    )
                )
        if "settings" in vals:
            run_settings.forget_frozen(self.env)
        return super().write(vals)

    @api.constrains("level_from", "level_to", "min_amount", "min_days_since_last")
    def _check_criteria(self):
        for run in self:
            for name in ("level_from", "level_to"):
                if not 0 <= run[name] <= 9:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter a number from 1 to 9, or nothing.",
                            field=run._fields[name]._description_string(self.env),
                        )
                    )
            for name in ("min_amount", "min_days_since_last"):
                if run[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter 0 or more, not %(value)s.",
                            field=run._fields[name]._description_string(self.env),
                            value=run[name],
                        )
                    )
            if run.level_to and run.level_from > run.level_to:
                raise ValidationError(self.env._("Only levels from: cannot be above “up to”."))

    @api.constrains("partner_domain", "item_domain")
    def _check_domains(self):
        for run in self:
            for name, model in FILTERS.items():
                filters.require_allowed(
                    self.env,
                    run.company_id,
                    model,
                    run._domain(name, model),
                    self._fields[name]._description_string(self.env),
                )

    def _domain(self, name, model):
        """The run's own criterion ``name`` as a Domain on ``model``.

        :raises ValidationError: it cannot be read
        """
        self.ensure_one()
        try:
            return filters.read(self.env, model, self[name])
        except ValueError as error:
            title = self._fields[name]._description_string(self.env)
            raise ValidationError(filters.unreadable_words(self.env, title, error)) from error

    def _criteria(self):
        """The run's own criteria as the rules read them."""
        self.ensure_one()
        return Criteria(
            level_from=self.level_from or None,
            level_to=self.level_to or None,
            min_amount=decimal_of(self.min_amount),
            min_days_since_last=self.min_days_since_last,
        )

    # ------------------------------------------------------------------ buttons

    def action_propose(self):
        """Build the control list; repeating it replaces what was proposed before.

        One transaction: it is there whole, or nothing has changed.

        :raises UserError: dated before the last sent run, another run is open, or this run
            has sent letters
        """
        for run in self:
            control_list.propose(run)
        return True

    @needs(USER)
    def action_release(self):
        """Approve all proposed reminders of the run."""
        proposed = self._notices_in("proposed")
        return proposed._tell_lacking(releasing.release(proposed, self)) or True

    def action_send(self):
        """Hand the approved reminders to the senders, which work in the background."""
        lane_work.start(self)
        return True

    @needs(USER)
    def action_release_and_send(self):
        """Approve everything that is proposed and start sending."""
        told = self.action_release()
        sending = self.action_send()
        return sending if told is True else told

    def action_print(self):
        """Take out the queued letters as one PDF in list order; they become *sent*."""
        self.ensure_one()
        attachment = print_batch.take_out(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def action_cancel(self):
        """Give up the run: what was not sent is dropped, what was sent stays."""
        giving_up.cancel_runs(self)
        return True

    @needs(USER)
    def action_retry_failed(self):
        """Send the failed reminders of the run again."""
        self._notices_in("failed").action_retry()
        return True

    def _notices_in(self, state):
        """The reminders of the run in a state, without reading the others."""
        return self.env["account.dunning.notice"].search(
            [("run_id", "in", self.ids), ("state", "=", state)]
        )

    @needs(READER)
    def action_open_notices(self):
        """Open the control list."""
        return self._open("account_dunning_notice_control_action", [("run_id", "in", self.ids)])

    @needs(READER)
    def action_open_warnings(self):
        """Open the reminders that carry a warning."""
        return self._open(
            "account_dunning_notice_control_action",
            [("run_id", "in", self.ids), ("warning_codes", "!=", False)],
        )

    @needs(READER)
    def action_open_failed(self):
        """Open the reminders that failed."""
        return self._open(
            "account_dunning_notice_control_action",
            [("run_id", "in", self.ids), ("state", "=", "failed")],
        )

    @needs(READER)
    def action_open_unknown(self):
        """Open the reminders of which nobody knows whether they arrived."""
        return self._open(
            "account_dunning_notice_action",
            [("run_id", "in", self.ids), ("is_outcome_unknown", "=", True)],
        )

    @needs(READER)
    def action_open_mail_waiting(self):
        """Open the reminders that wait for the mail server."""
        return self._open(
            "account_dunning_notice_action",
            [("run_id", "in", self.ids), ("waits_for_mail_server", "=", True)],
        )

    @needs(READER)
    def action_open_left_out(self):
        """Open the items that were left out, grouped by reason."""
        return self._open(
            "account_dunning_notice_line_left_out_action",
            [("run_id", "in", self.ids), ("outcome", "in", ("left_out", "other"))],
        )

    def _open(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"account_dunning_levels.{xmlid}")
        action["domain"] = domain
        return action

    @needs(READER)
    def action_export_xlsx(self):
        """Download the control list as a workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/account_dunning/control_list/{self.id}.xlsx",
            "target": "self",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_only_what_was_not_sent(self):
        for run in self:
            if run.state in ("sending", "done"):
                raise UserError(self.env._("Run %s has sent reminders and is kept.", run.name))
        control_list.discard(self)  # the user may delete the run, and its list goes with it

    # ---------------------------------------------------------------- at night

    @api.model
    def _send_pending(self, limit=None):
        """Make and queue letters that are ready, in the caller's transaction.

        :param int limit: letters at most; None = all
        :return: number of reminders handled (queued, failed or dropped)
        """
        daily.start_announced(self.env)
        return lane_work.send_pending(self.env, limit)

    @api.model
    def _cron_send(self):
        """A sending lane: claims a few letters at a time, each batch its own transaction."""
        daily.start_announced(self.env)
        lane_work.run_lane(self.env)

    def _job_send(self, lane):
        """A batch of reminders as a job of OCA's queue."""
        return lane_work.run_job(self, lane)

    @api.model
    def _cron_propose(self):
        """Propose, or propose and send, for the companies whose day it is."""
        daily.run_scheduled(self.env)
