"""Holds: blocked, disputed, promised, in instalments (SPEC section 1 and 4)."""

from dunning_common import DunningCommon, day
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged


class HoldCase(DunningCommon):
    def hold(self, kind="blocked", **values):
        if not {"partner_id", "move_id", "move_line_id"} & set(values):
            values["partner_id"] = self.customer.id
        return self.env["account.dunning.hold"].create(
            {"kind": kind, "company_id": self.company.id, **values}
        )


@tagged("post_install", "-at_install")
class TestPromise(HoldCase):
    def test_promise_kept(self):
        item = self.invoice(100)
        hold = self.hold("promise", move_line_id=item.id, date_until="2026-04-10")
        self.assertEqual((hold.state, hold.amount), ("in_force", 100))
        self.pay(item, 100)
        self.env["account.dunning.hold"]._cron_settle()
        self.assertEqual((hold.state, hold.amount_received), ("kept", 100))

    def test_promise_broken_the_day_after(self):
        item = self.invoice(100)
        hold = self.hold("promise", move_line_id=item.id, date_until="2026-04-10")
        with freeze_time("2026-04-10"):
            hold._settle()
        self.assertEqual(hold.state, "in_force")
        with freeze_time("2026-04-11"):
            hold._settle()
        self.assertEqual((hold.state, hold.broken_date), ("broken", day("2026-04-11")))

    def test_plan(self):
        item = self.invoice(100)
        hold = self.hold(
            "plan",
            move_id=item.move_id.id,
            instalment_ids=[
                Command.create({"date": "2026-04-10", "amount": 40}),
                Command.create({"date": "2026-05-10", "amount": 60}),
            ],
        )
        self.assertEqual((hold.amount, hold.date_until), (100, day("2026-05-10")))
