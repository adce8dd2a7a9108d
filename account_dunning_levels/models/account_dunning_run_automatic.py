from odoo import api, fields, models

from ..engine.notice import list_words
from ..engine.send import windows
from ..engine.store.access import READER, needs
from ..rules.decide import warnings


class AccountDunningRun(models.Model):
    """What an automatic run did, and what of it waits."""

    # in one file with the rest it would be longer than a file of ours may be
    _inherit = "account.dunning.run"  # pylint: disable=consider-merging-classes-inherited

    is_automatic = fields.Boolean(string="Automatic", readonly=True, copy=False, index=True)
    send_after = fields.Datetime(
        string="Announced until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Its reminders were announced to the responsible, and leave by themselves afterwards.",
    )
    automatic_note = fields.Char(string="What happened", readonly=True, copy=False)
    leaves_at = fields.Datetime(string="Leaves on", compute="_compute_leaves_at")
    on_its_way_count = fields.Integer(string="On their way", compute="_compute_outcome")
    waits_count = fields.Integer(string="Waits", compute="_compute_outcome")
    outcome_words = fields.Char(string="Result", compute="_compute_outcome")
    held_words = fields.Char(string="Why they wait", compute="_compute_held_words")
    remarks = fields.Char(compute="_compute_remarks")

    @api.depends("send_after", "state", "is_automatic")
    def _compute_leaves_at(self):
        """When what waits for its hour begins to leave; nothing for what leaves now."""
        waiting = self.env["account.dunning.notice"]._read_group(
            [
                ("run_id", "in", self.ids),
                ("state", "=", "ready"),
                ("leaves_in_window", "=", True),
            ],
            ["run_id"],
        )
        waiting = {run.id for (run,) in waiting}
        for run in self:
            at = False
            if run.send_after and run.state in ("proposed", "sending"):
                at = windows.opening(run.company_id, run.send_after)[0]
            elif run.id in waiting and run.state == "sending":
                first = windows.opening(run.company_id)[0]
                at = first if first > fields.Datetime.now() else False
            run.leaves_at = at

    @api.depends("state", "send_after", "automatic_note")
    def _compute_outcome(self):
        groups = self.env["account.dunning.notice"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        )
        by_run = {run.id: {} for run in self}
        for run, state, count in groups:
            by_run[run.id][state] = count
        for run in self:
            counts = dict(by_run[run.id])
            known = {
                name: counts.pop(name, 0)
                for name in ("sent", "failed", "proposed", "cancelled", "skipped")
            }
            run.on_its_way_count = sum(counts.values())
            run.waits_count = 0 if run.send_after else known["proposed"]
            run.outcome_words = run._outcome_words(known)

    def _outcome_words(self, known):
        """``12 sent, 1 waiting for you, 1 failed`` in words.

        :param dict known: state -> reminders in it
        """
        env = self.env
        announced = known["proposed"] if self.send_after else 0
        parts = (
            (known["sent"], env._("%s sent", known["sent"])),
            (self.on_its_way_count, env._("%s on their way", self.on_its_way_count)),
            (announced, env._("%s announced", announced)),
            (self.waits_count, env._("%s waiting for you", self.waits_count)),
            (known["failed"], env._("%s failed", known["failed"])),
            (known["skipped"], env._("%s skipped", known["skipped"])),
            (known["cancelled"], env._("%s given up", known["cancelled"])),
        )
        return ", ".join(words for count, words in parts if count) or env._("Nobody reminded")

    def _compute_held_words(self):
        """Which warnings held reminders back, and how many each."""
        words = list_words.warning_words(self.env)
        found = {run.id: {} for run in self}
        for run, text, count in self.env["account.dunning.notice"]._read_group(
            [
                ("run_id", "in", self.ids),
                ("warning_codes", "!=", False),
                ("state", "in", ("proposed", "cancelled")),
            ],
            ["run_id", "warning_codes"],
            ["__count"],
        ):
            for code in warnings.holding_back(warnings.codes_in(text)):
                found[run.id][code] = found[run.id].get(code, 0) + count
        for run in self:
            run.held_words = " ".join(
                f"{count} × {list_words.without_figures(words[code])}"
                for code, count in found[run.id].items()
            )

    @api.depends("automatic_note")
    def _compute_remarks(self):
        for run in self:
            run.remarks = " ".join(filter(None, (run.held_words, run.automatic_note)))

    @needs(READER)
    def action_open_waiting(self):
        """Open the reminders that wait for a person."""
        return self._open_in("proposed")

    @needs(READER)
    def action_open_sent(self):
        """Open the reminders that left."""
        return self._open_in("sent")

    @needs(READER)
    def action_open_on_their_way(self):
        """Open the reminders that are released, made or in the outbox."""
        known = ("proposed", "sent", "failed", "skipped", "cancelled")
        return self._open(
            "account_dunning_notice_action",
            [("run_id", "in", self.ids), ("state", "not in", known)],
        )

    def _open_in(self, state):
        return self._open(
            "account_dunning_notice_control_action",
            [("run_id", "in", self.ids), ("state", "=", state)],
        )

    @api.model
    @needs(READER)
    def action_open_automatic(self):
        """Open what automatic runs did; says when they are switched off."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_automatic_action"
        )
        company = self.env.company
        if company.dunning_auto_mode == "none":
            action["display_name"] = action["name"] = self.env._(
                "Automatic Runs: switched off for %s", company.name
            )
        action["help"] = self.env["ir.qweb"]._render(
            "account_dunning_levels.automatic_help",
            {
                "company": company,
                "next_day": company._dunning_next_auto_date(company._dunning_today()),
            },
        )
        return action
