from markupsafe import Markup

from odoo import Command, api, fields, models

from ..engine.explain import hand_over_checks
from ..engine.holds import handed_over
from ..engine.store import chatter
from ..engine.store.access import USER, require
from ..report import collector_file

QUESTIONS = [
    ("undisputed", "Undisputed"),
    ("solvent", "Not insolvent, as far as noted"),
    ("in_time", "Not time-barred"),
    ("letters", "Letters complete"),
]
RESULTS = [("yes", "Yes"), ("no", "No"), ("look", "Look at it")]


class AccountDunningCollectorCheck(models.TransientModel):
    """The answer to one question before a customer is handed over."""

    _name = "account.dunning.collector.check"
    _description = "Check Before Handing Over"

    wizard_id = fields.Many2one("account.dunning.collector", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    question = fields.Selection(QUESTIONS, string="Check", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    why = fields.Char(readonly=True)


class AccountDunningCollector(models.TransientModel):
    """Asks to whom customers are handed over, and makes their files."""

    _name = "account.dunning.collector"
    _description = "Hand Over to a Lawyer or Collector"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    handed_to_id = fields.Many2one(
        "res.partner", string="Handed over to", required=True, help="The lawyer or collector."
    )
    reference = fields.Char(string="Their reference")
    reason = fields.Char(help="For colleagues; customers never read it.")
    has_conditions = fields.Boolean(compute="_compute_has_conditions")
    check_ids = fields.One2many(
        "account.dunning.collector.check",
        "wizard_id",
        string="Checks",
        compute="_compute_checks",
        help="What is looked at before the file is made. It stops nobody: you decide.",
    )
    is_ready = fields.Boolean(
        compute="_compute_checks", help="Every check of every customer is answered with yes."
    )

    @api.depends("partner_ids", "company_id")
    def _compute_checks(self):
        for wizard in self:
            partners = wizard.partner_ids._origin
            found = partners and hand_over_checks.checks(partners, wizard.company_id)
            wizard.check_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "partner_id": check.partner.id,
                            "question": check.question,
                            "result": check.result,
                            "why": check.why,
                        }
                    )
                    for check in found or ()
                ),
            ]
            wizard.is_ready = all(check.result == "yes" for check in found or ())

    def _compute_has_conditions(self):
        for wizard in self:
            company = wizard.company_id.with_context(bin_size=True)
            wizard.has_conditions = bool(company.dunning_conditions)

    def action_hand_over(self):
        """Make the files, and hold the customers until they are taken back."""
        self.ensure_one()
        require(self.env, USER)
        # as they are before the customers are held
        answers = hand_over_checks.checks(self.partner_ids, self.company_id)
        holds = handed_over.hand_over(
            self.partner_ids, self.company_id, self.handed_to_id, self.reference, self.reason
        )
        collector_file.make_files(holds)
        self._note_checks(holds, answers)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_hold_action"
        )
        if len(holds) == 1:
            return {**action, "views": [(False, "form")], "res_id": holds.id, "path": False}
        return {**action, "domain": [("id", "in", holds.ids)], "context": {}}

    def _note_checks(self, holds, answers):
        """Each hold says which checks were not answered with yes when the file was made."""
        words = self.env["account.dunning.collector.check"]._fields
        questions = dict(words["question"]._description_selection(self.env))
        results = dict(words["result"]._description_selection(self.env))
        said = {hold.debtor_id: [] for hold in holds}
        for check in answers:
            if check.result != "yes":
                said[check.partner].append(
                    Markup("<p>%s: %s. %s</p>")
                    % (questions[check.question], results[check.result], check.why)
                )
        notes = [
            (hold.id, Markup("").join(said[hold.debtor_id]))
            for hold in holds
            if said[hold.debtor_id]
        ]
        chatter.post_notes(self.env, "account.dunning.hold", notes)
