"""What the tests of automatic runs share: a company that sends every Tuesday, and its bank.

31 March 2026 is a Tuesday; in Brussels it is summer time (UTC + 2).
"""

from freezegun import freeze_time
from send_common import SendCommon

PROPOSE = "account_dunning_levels.ir_cron_propose"
LANE = "account_dunning_levels.ir_cron_send_lane_1"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class AutomaticCommon(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).sudo().dunning_auto_mode = "none"
        cls.responsible = cls.env["res.users"].create(
            {
                "name": "Lien Maes",
                "login": "lien.maes",
                "email": "lien@example.com",
                "company_id": cls.company.id,
                "company_ids": [(6, 0, cls.company.ids)],
                "group_ids": [
                    (
                        6,
                        0,
                        [
                            cls.env.ref("base.group_user").id,
                            cls.env.ref("account.group_account_invoice").id,
                            cls.env.ref("account_dunning_levels.group_dunning_user").id,
                        ],
                    )
                ],
            }
        )
        cls.company.partner_id.tz = "Europe/Brussels"
        cls.company.write(
            {
                "dunning_auto_mode": "send",
                "dunning_user_id": cls.responsible.id,
                **{f"dunning_auto_{name}": True for name in DAYS},
            }
        )

    def run_cron(self, xmlid):
        """As the scheduler does it: a cursor of its own that commits."""
        with self.enter_registry_test_mode():
            result = self.env.ref(xmlid).sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertIs(result, True, result)

    def automatic(self, moment="2026-03-31 08:00"):
        """What the scheduled action does at a moment (UTC); returns the latest run."""
        with freeze_time(moment):
            self.run_cron(PROPOSE)
        return self.runs()[-1:]

    def lanes_at(self, moment):
        """What the senders do at a moment (UTC)."""
        with freeze_time(moment):
            self.send_now()

    def runs(self, company=None):
        return self.env["account.dunning.run"].search(
            [("company_id", "=", (company or self.company).id)], order="id"
        )

    def told(self):
        """What the responsible was told, one activity after the other."""
        return self.env["mail.activity"].search(
            [("user_id", "=", self.responsible.id), ("res_id", "=", self.company.partner_id.id)]
        )

    @classmethod
    def bank_line(cls, amount=1.0, dated="2026-03-31", partner=None, **values):
        """A bank transaction that nobody has matched."""
        return cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.company_data["default_journal_bank"].id,
                "date": dated,
                "payment_ref": "Transfer",
                "amount": amount,
                "partner_id": partner.id if partner else False,
                **values,
            }
        )
