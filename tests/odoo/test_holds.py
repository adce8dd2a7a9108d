"""Holds: blocked, disputed, promised, in instalments (SPEC sections 1 and 4)."""

from dunning_common import DunningCommon, day
from freezegun import freeze_time
from send_common import SendCommon

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.account_dunning_levels.engine.holds import hold_words


class HoldMixin:
    """Holds in one line; the clock stands at 2026-03-31 unless a test moves it."""

    def hold(self, kind="blocked", **values):
        """A hold on the customer, unless ``values`` name an item or an invoice."""
        if not {"partner_id", "move_id", "move_line_id"} & set(values):
            values["partner_id"] = self.customer.id
        return self.env["account.dunning.hold"].create(
            {"kind": kind, "company_id": self.company.id, **values}
        )

    def promise(self, item, by="2026-04-10", **values):
        return self.hold("promise", move_line_id=item.id, date_until=by, **values)

    def plan(self, *dues, **values):
        rows = [Command.create({"date": on, "amount": amount}) for on, amount in dues]
        return self.hold("plan", instalment_ids=rows, **values)

    def night(self, on):
        """What the nightly job does on a day."""
        with freeze_time(on):
            failed = self.env["account.dunning.hold"]._cron_refresh_states()
        self.env.invalidate_all()
        self.assertEqual(failed, 0)

    def activities(self, hold):
        activities = self.env["mail.activity"].with_context(active_test=False)
        return activities.search([("dunning_hold_id", "=", hold.id)])

    def messages(self, record):
        found = self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)]
        )
        return " ".join(str(body) for body in found.mapped("body"))


class HoldCase(HoldMixin, DunningCommon):
    pass


@tagged("post_install", "-at_install")
class TestPromise(HoldCase):
    def test_promise_is_about_what_is_open_unless_said_otherwise(self):
        item = self.invoice(100)
        self.pay(item, 30)
        self.assertEqual(self.promise(item).amount, 70)

    def test_promise_on_an_item_is_kept_when_it_was_paid(self):
        item = self.invoice(100)
        hold = self.promise(item)
        self.pay(item, 100)
        self.night("2026-04-01")
        self.assertEqual((hold.state, hold.amount_received), ("kept", 100))
        self.assertIn("Promise kept", self.messages(hold))
        self.assertIn("Promise kept", self.messages(item.move_id))
        self.assertFalse(self.activities(hold))

    def test_promise_blocks_on_its_day_and_is_broken_the_day_after(self):
        hold = self.promise(self.invoice(100))
        self.night("2026-04-10")
        self.assertEqual(hold.state, "in_force")
        self.night("2026-04-11")
        self.assertEqual((hold.state, hold.broken_date), ("broken", day("2026-04-11")))
        self.assertFalse(hold.in_force)

    def test_one_cent_missing_breaks_the_promise(self):
        item = self.invoice(100)
        hold = self.promise(item)
        self.pay(item, 99.99, dated="2026-04-10")
        self.night("2026-04-11")
        self.assertEqual((hold.state, hold.amount_received), ("broken", 99.99))

    def test_broken_promise_puts_one_activity_on_the_responsible(self):
        user = self.env["res.users"].create({"name": "Rita", "login": "rita"})
        self.customer.dunning_user_id = user
        hold = self.promise(self.invoice(100), reason="Called, will pay Friday")
        for night in ("2026-04-11", "2026-04-12", "2026-04-13"):
            self.night(night)
        activity = self.activities(hold)
        self.assertEqual((len(activity), activity.user_id), (1, user))
        self.assertEqual(activity.res_id, self.customer.id)
        self.assertIn("Promise broken", activity.summary)
        self.assertIn("100.00", activity.summary)
        self.assertIn("Promise broken", self.messages(hold))

    def test_no_second_activity_after_the_first_was_done(self):
        hold = self.promise(self.invoice(100))
        self.night("2026-04-11")
        self.activities(hold).action_feedback()
        self.night("2026-04-12")
        self.assertFalse(self.activities(hold).filtered("active"))

    def test_responsible_falls_back_to_salesperson_then_company(self):
        sales, office = (
            self.env["res.users"].create({"name": name, "login": name}) for name in ("s", "o")
        )
        self.company.dunning_user_id = office
        first = self.promise(self.invoice(100))
        self.customer.user_id = sales
        self.night("2026-04-11")
        self.assertEqual(self.activities(first).user_id, sales)
        self.customer.user_id = False
        with freeze_time("2026-04-12"):
            second = self.promise(self.invoice(50), by="2026-04-12", date_from="2026-04-12")
        self.night("2026-04-13")
        self.assertEqual(self.activities(second).user_id, office)

    def test_payment_dated_in_time_but_booked_later_mends_a_broken_promise(self):
        item = self.invoice(100)
        hold = self.promise(item)
        self.night("2026-04-11")
        self.assertEqual(len(self.activities(hold)), 1)
        self.pay(item, 100, dated="2026-04-10")
        self.night("2026-04-14")
        self.assertEqual((hold.state, hold.broken_date), ("kept", False))
        self.assertFalse(self.activities(hold))

    def test_payment_a_day_late_leaves_the_promise_broken(self):
        item = self.invoice(100)
        hold = self.promise(item)
        self.pay(item, 100, dated="2026-04-11")
        self.night("2026-04-12")
        self.assertEqual((hold.state, hold.amount_received), ("broken", 0))

    def test_days_of_tolerance_of_the_company(self):
        self.company.dunning_promise_tolerance_days = 2
        hold = self.promise(self.invoice(100))
        self.assertEqual(hold.date_last, day("2026-04-12"))
        self.night("2026-04-12")
        self.assertEqual(hold.state, "in_force")
        self.night("2026-04-13")
        self.assertEqual((hold.state, hold.broken_date), ("broken", day("2026-04-13")))

    def test_negative_tolerance_is_refused(self):
        with self.assertRefused("Tolerance", "-1"):
            self.company.dunning_promise_tolerance_days = -1

    def test_what_was_paid_before_the_promise_does_not_count_for_it(self):
        # 100.00 less 40.00 paid that morning: 60.00 promised; then 20.00 comes in
        item = self.invoice(100)
        self.pay(item, 40, dated="2026-03-31")
        hold = self.promise(item)
        self.pay(item, 20, dated="2026-04-02")
        self.night("2026-04-11")
        self.assertEqual((hold.state, hold.amount_received), ("broken", 20))

    def test_promise_of_the_whole_customer_counts_its_payments(self):
        self.invoice(100)
        self.invoice(50)
        hold = self.hold("promise", date_until="2026-04-10", amount=120)
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": 120,
                "date": "2026-04-05",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        self.night("2026-04-11")
        self.assertEqual((hold.state, hold.amount_received), ("kept", 120))

    def test_promise_in_a_foreign_currency_is_measured_in_it(self):
        item = self.invoice(100, currency=self.usd)
        hold = self.promise(item)
        self.assertEqual((hold.currency_id, hold.amount), (self.usd, 100))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=item.move_id.ids
        ).create(
            {"amount": 100, "currency_id": self.usd.id, "payment_date": "2026-04-02"}
        )._create_payments()
        self.night("2026-04-03")
        self.assertEqual((hold.state, hold.amount_received), ("kept", 100))

    def test_credit_note_counts_as_received(self):
        item = self.invoice(100)
        hold = self.promise(item)
        credit = self.credit_note(100, dated="2026-04-02")
        (item | credit).reconcile()
        self.night("2026-04-03")
        self.assertEqual(hold.state, "kept")

    def test_lifted_promise_is_never_broken(self):
        hold = self.promise(self.invoice(100))
        hold.action_lift()
        self.assertEqual(hold.state, "lifted")
        self.night("2026-04-11")
        self.assertEqual(hold.state, "lifted")

    def test_broken_promise_stays_broken_when_it_is_put_away(self):
        hold = self.promise(self.invoice(100))
        self.night("2026-04-11")
        hold.active = False
        self.assertEqual(hold.state, "broken")

    def test_one_bad_record_does_not_stop_the_others(self):
        bad, good = self.promise(self.invoice(100)), self.promise(self.invoice(50))
        original = hold_words.outcome

        def words(hold):
            if hold.id == bad.id:
                raise ValueError("broken record")
            return original(hold)

        self.patch(hold_words, "outcome", words)
        with freeze_time("2026-04-11"), self.assertLogs("odoo", "ERROR"):
            failed = self.env["account.dunning.hold"]._cron_refresh_states()
        self.env.invalidate_all()
        self.assertEqual((failed, good.state, bad.state), (1, "broken", "in_force"))

    def test_nightly_job_asks_as_much_for_twenty_promises_as_for_five(self):
        def queries(count):
            for _number in range(count):
                self.promise(self.invoice(10))
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["account.dunning.hold"]._cron_refresh_states()
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        queries(5)  # caches are warm from here on
        self.assertLessEqual(queries(20), queries(5) + 1)


@tagged("post_install", "-at_install")
class TestPlan(HoldCase):
    def setUp(self):
        super().setUp()
        self.item = self.invoice(100)

    def agreed(self):
        return self.plan(
            ("2026-04-10", 40), ("2026-05-10", 60), move_id=self.item.move_id.id, reason="Slow"
        )

    def test_amount_and_last_day_come_from_the_instalments(self):
        hold = self.agreed()
        self.assertEqual((hold.amount, hold.date_until), (100, day("2026-05-10")))
        self.assertEqual((hold.state, hold.debtor_id), ("in_force", self.customer))

    def test_plan_breaks_at_its_first_missed_instalment_and_blocks_no_more(self):
        hold = self.agreed()
        self.night("2026-04-10")
        self.assertTrue(hold.state == "in_force" and hold.in_force)
        self.night("2026-04-11")
        self.assertEqual((hold.state, hold.in_force), ("broken", False))
        self.assertEqual(hold.instalment_ids.mapped("state"), ["missed", "upcoming"])
        self.assertIn("40.00", self.activities(hold).summary)
        with freeze_time("2026-04-11"):
            run = self.make_run("2026-04-11")
        self.assertEqual(self.line_of(self.item, run).outcome, "claim")

    def test_run_before_the_nightly_job_knows_that_the_plan_is_broken(self):
        hold = self.agreed()
        with freeze_time("2026-04-11"):
            run = self.make_run("2026-04-11")
        self.assertEqual(self.line_of(self.item, run).outcome, "claim")
        self.assertEqual(hold.state, "broken")

    def test_plan_goes_on_while_its_instalments_come_in(self):
        hold = self.agreed()
        self.pay(self.item, 40, dated="2026-04-10")
        self.night("2026-04-11")
        self.assertEqual(hold.state, "in_force")
        self.assertEqual(hold.instalment_ids.mapped("amount_received"), [40, 0])
        self.assertEqual(hold.instalment_ids.mapped("state"), ["paid", "upcoming"])
        self.pay(self.item, 60, dated="2026-05-10")
        self.night("2026-05-11")
        self.assertEqual(hold.state, "kept")

    def test_instalments_must_add_up(self):
        with self.assertRefused("Instalments", "90.00", "100.00"):
            self.plan(
                ("2026-04-10", 40), ("2026-05-10", 50), move_id=self.item.move_id.id, amount=100
            )
        hold = self.agreed()
        with self.assertRefused("Instalments", "110.00", "100.00"):
            hold.instalment_ids[0].amount = 50

    def test_dates_of_instalments(self):
        move_id = self.item.move_id.id
        with self.assertRefused("Instalments", "04/10/2026", "twice"):
            self.plan(("2026-04-10", 40), ("2026-04-10", 60), move_id=move_id)
        with self.assertRefused("Instalments", "03/30/2026"):
            self.plan(("2026-03-30", 40), ("2026-04-10", 60), move_id=move_id)
        with self.assertRefused("Instalments"):
            self.hold("plan", move_id=move_id, amount=100)
        with self.assertRefused("Instalments", "above zero"):
            self.plan(("2026-04-10", 110), ("2026-04-11", -10), move_id=move_id)

    def test_instalments_are_taken_in_order_of_their_days(self):
        hold = self.plan(("2026-05-10", 60), ("2026-04-10", 40), move_id=self.item.move_id.id)
        hold.invalidate_recordset()
        self.assertEqual(hold.instalment_ids.mapped("amount"), [40, 60])
        self.assertEqual(hold.date_until, day("2026-05-10"))

    def test_form_divides_the_open_amount(self):
        form = Form(self.env["account.dunning.hold"].with_context(default_kind="plan"))
        form.move_id = self.item.move_id
        self.assertEqual(form.amount, 100)
        form.split_count = 3
        form.split_first_date = "2026-04-30"
        hold = form.save()
        rows = [(str(one.date), one.amount) for one in hold.instalment_ids]
        self.assertEqual(
            rows, [("2026-04-30", 33.33), ("2026-05-30", 33.33), ("2026-06-30", 33.34)]
        )


@tagged("post_install", "-at_install")
class TestBadHolds(HoldCase):
    def test_until_before_from(self):
        with self.assertRefused("Until", "2026-03-30", "2026-03-31"):
            self.hold(date_until="2026-03-30")
        self.assertTrue(self.hold(date_until="2026-03-31").in_force)

    def test_until_in_the_past_is_refused_alike_on_items_invoices_and_customers(self):
        item = self.invoice(100)
        subjects = (
            {"move_line_ids": [Command.set(item.ids)]},
            {"move_id": item.move_id.id},
            {"partner_id": self.customer.id},
        )

        def block(until, subject):
            values = {"reason": "Complaint", "date_until": until, **subject}
            self.env["account.dunning.block"].create(values).action_block()

        calls = [lambda until, subject=subject: block(until, subject) for subject in subjects]
        calls += [
            lambda until: item.action_dunning_block(until=until),
            lambda until: item.action_dunning_block(until=day(until)),
        ]
        for call in calls:
            with self.assertRefused("Until: the last day of a hold (2026-03-30) cannot lie before"):
                call("2026-03-30")
            call("2026-03-31")
        holds = self.env["account.dunning.hold"].search([("debtor_id", "=", self.customer.id)])
        self.assertEqual(holds.mapped("in_force"), [True] * len(calls))

    def test_promise_without_a_day(self):
        with self.assertRefused("Until", "promised"):
            self.hold("promise", move_line_id=self.invoice(100).id)

    def test_promise_above_the_balance(self):
        item = self.invoice(100)
        with self.assertRefused("100.01", "100.00", item.move_id.name):
            self.promise(item, amount=100.01)
        self.assertEqual(self.promise(item, amount=100).state, "in_force")

    def test_promise_of_a_customer_above_its_balance_with_credits(self):
        self.invoice(100)
        self.credit_note(40)
        with self.assertRefused("60.01", "60.00"):
            self.hold("promise", date_until="2026-04-10", amount=60.01)
        self.assertTrue(self.hold("promise", date_until="2026-04-10", amount=60))

    def test_promise_of_nothing(self):
        with self.assertRefused("Amount promised", "above zero"):
            self.hold("promise", date_until="2026-04-10")
        with self.assertRefused("Amount promised", "above zero"):
            self.promise(self.invoice(100), amount=-5)

    def test_none_or_two_subjects(self):
        item = self.invoice(100)
        with self.assertRefused("exactly one"):
            self.hold(partner_id=False)
        with self.assertRefused("exactly one"):
            self.hold(partner_id=self.customer.id, move_line_id=item.id)
        with self.assertRefused("exactly one"):
            self.hold(move_id=item.move_id.id, move_line_id=item.id)

    def test_contact_instead_of_the_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Jan", "parent_id": self.customer.id, "type": "contact"}
        )
        with self.assertRefused("Jan", "Peeters NV"):
            self.hold(partner_id=contact.id)

    def test_item_of_another_company(self):
        item = self.invoice(100)
        other = self.other_company()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.hold(move_line_id=item.id, company_id=other.id)

    def test_paid_item_and_paid_invoice(self):
        item = self.invoice(100)
        self.pay(item, 100)
        with self.assertRefused("nothing to hold"):
            self.hold(move_line_id=item.id)
        with self.assertRefused("nothing to hold"):
            self.hold(move_id=item.move_id.id)

    def test_item_that_is_no_receivable(self):
        item = self.invoice(100).move_id.line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        with self.assertRefused("nothing to hold"):
            self.hold(move_line_id=item.id)


@tagged("post_install", "-at_install")
class TestHoldInTheRun(HoldMixin, SendCommon):
    def test_each_kind_names_itself_its_last_day_and_its_reason(self):
        item = self.invoice(100)
        words = {
            "blocked": ("item_hold", "The item is on hold until 04/10/2026: wrong price"),
            "disputed": ("disputed", "Disputed until 04/10/2026: wrong price"),
            "promise": ("promise", "Promised: $ 100.00 by 04/10/2026: wrong price"),
        }
        for kind, (code, sentence) in words.items():
            hold = self.hold(
                kind, move_line_id=item.id, date_until="2026-04-10", reason="wrong price"
            )
            run = self.make_run()
            line = self.line_of(run, item)
            self.assertEqual((line.reason, line.detail, line.hold_id), ("blocked", code, hold))
            expected = sentence.replace("$ 100.00", hold.currency_id.format(100))
            self.assertEqual(line.detail_words, expected)
            answer = item.action_dunning_explain("2026-03-31")
            self.assertEqual((answer["reason"], answer["sentence"]), ("blocked", expected))
            self.assertEqual(answer["next_date"], "2026-04-11")
            run.action_cancel()
            hold.action_lift()

    def test_hold_of_an_invoice_blocks_all_its_instalments(self):
        item = self.invoice(100)
        self.hold("disputed", move_id=item.move_id.id)
        line = self.line_of(self.make_run(), item)
        self.assertEqual((line.detail, line.detail_words), ("disputed", "Disputed."))

    def test_hold_of_an_invoice_leaves_the_other_invoice(self):
        item, other = self.invoice(100), self.invoice(50)
        self.hold(move_id=item.move_id.id)
        run = self.make_run()
        self.assertEqual(self.line_of(run, item).detail, "move_hold")
        self.assertEqual(self.line_of(run, other).outcome, "claim")

    def test_hold_on_the_invoice_between_proposal_and_sending(self):
        item, other = self.invoice(100), self.invoice(50)
        run = self.released()
        hold = self.hold("disputed", move_id=item.move_id.id, reason="wrong price")
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")
        line = self.line_of(run, item)
        self.assertEqual((line.outcome, line.reason), ("left_out", "blocked"))
        self.assertEqual((line.hold_id, line.detail_words), (hold, "Disputed: wrong price"))
        self.assertEqual((item.dunning_level, other.dunning_level), (0, 1))
        self.assertNotIn(item.move_id.name, self.letter_text(run.notice_ids))

    def test_promise_of_the_customer_between_proposal_and_sending(self):
        item = self.invoice(100)
        run = self.released()
        hold = self.hold("promise", date_until="2026-04-10")
        self.send_now()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertFalse(run.notice_ids.attachment_id)
        line = self.line_of(run, item)
        self.assertEqual((line.detail, line.hold_id), ("promise", hold))

    def test_hold_that_ended_yesterday_does_not_stop_the_letter(self):
        item = self.invoice(100)
        self.hold("disputed", move_line_id=item.id, date_from="2026-03-01", date_until="2026-03-30")
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")

    def test_kept_promise_blocks_no_more(self):
        # 60.00 of 100.00 was promised and came in; the rest is reminded
        item = self.invoice(100)
        hold = self.promise(item, amount=60)
        self.pay(item, 60, dated="2026-04-01")
        self.night("2026-04-02")
        self.assertEqual(hold.state, "kept")
        with freeze_time("2026-04-02"):
            run = self.make_run("2026-04-02")
        self.assertEqual(self.line_of(run, item).amount_residual, 40)
        self.assertEqual(self.line_of(run, item).outcome, "claim")

    def test_broken_promise_is_a_warning_on_the_reminder(self):
        item = self.invoice(100)
        self.promise(item)
        self.night("2026-04-11")
        with freeze_time("2026-04-11"):
            notice = self.make_run("2026-04-11").notice_ids
        self.assertIn("promise_broken", notice.warning_codes)
        self.assertIn("Promise broken", notice.warning)
        self.assertIn("04/10/2026", notice.warning)

    def test_promise_for_other_items_is_a_warning_too(self):
        self.promise(self.invoice(100))
        self.invoice(50)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.warning_codes, "promise_open")

    def test_no_promise_no_warning(self):
        self.hold("disputed", move_line_id=self.invoice(100).id)
        self.invoice(50)
        self.assertFalse(self.make_run().notice_ids.warning_codes)

    def test_invoice_and_customer_say_that_they_are_on_hold(self):
        item = self.invoice(100)
        self.assertFalse(item.move_id.dunning_hold_words)
        self.hold("disputed", move_line_id=item.id, reason="wrong price")
        self.hold(reason="Bankrupt?")
        self.env.invalidate_all()
        words = item.move_id.dunning_hold_words
        self.assertIn("Disputed: wrong price", words)
        self.assertIn("The customer is on hold: Bankrupt?", words)
        self.assertEqual(
            (item.move_id.dunning_hold_count, self.customer.dunning_hold_count), (1, 2)
        )
        self.assertEqual(self.customer.dunning_hold_words, "The customer is on hold: Bankrupt?")


@tagged("post_install", "-at_install")
class TestHoldDialog(HoldCase):
    def dialog(self, records, **values):
        model = self.env["account.dunning.block"].with_context(
            active_model=records._name, active_ids=records.ids
        )
        return model.create({"reason": "x", **values})

    def test_items_can_be_disputed(self):
        items = self.invoice(100) | self.invoice(50)
        self.dialog(items, hold_kind="disputed").action_block()
        self.assertEqual(items.dunning_hold_ids.mapped("kind"), ["disputed"] * 2)

    def test_promise_over_two_items_pays_the_oldest_first(self):
        new, old = self.invoice(50, "2026-03-15"), self.invoice(100, "2026-02-15")
        wizard = self.dialog(new | old, hold_kind="promise", date_until="2026-04-10")
        self.assertEqual((wizard.amount_open, wizard.amount), (150, 150))
        wizard.amount = 120
        wizard.action_block()
        self.assertEqual((old.dunning_hold_ids.amount, new.dunning_hold_ids.amount), (100, 20))

    def test_promise_above_what_is_open(self):
        items = self.invoice(100) | self.invoice(50)
        wizard = self.dialog(items, hold_kind="promise", date_until="2026-04-10", amount=151)
        with self.assertRefused("151.00", "150.00"):
            wizard.action_block()

    def test_promise_over_items_of_two_customers(self):
        items = self.invoice(100) | self.invoice(50, partner=self.make_customer("Other"))
        wizard = self.dialog(items, hold_kind="promise", date_until="2026-04-10")
        with self.assertRefused("one customer"):
            wizard.action_block()

    def test_plan_from_the_dialog_of_an_invoice(self):
        item = self.invoice(100)
        action = item.move_id.action_dunning_hold()
        model = self.env["account.dunning.block"].with_context(**action["context"])
        form = Form(model)
        form.hold_kind = "plan"
        form.reason = "Slow"
        form.split_count = 2
        form.split_first_date = "2026-04-10"
        form.save().action_block()
        hold = item.move_id.dunning_hold_ids
        self.assertEqual(
            (hold.kind, hold.amount, hold.date_until), ("plan", 100, day("2026-05-10"))
        )

    def test_customer_from_its_page(self):
        action = self.customer.action_dunning_hold()
        form = Form(self.env["account.dunning.block"].with_context(**action["context"]))
        form.reason = "Bankrupt?"
        form.save().action_block()
        self.assertEqual(self.customer.dunning_hold_ids.reason, "Bankrupt?")

    def test_renew_extend_and_lift(self):
        item = self.invoice(100)
        hold = self.promise(item)
        hold.action_extend()
        self.assertEqual(hold.date_until, day("2026-04-17"))
        self.night("2026-04-18")
        self.assertEqual(hold.state, "broken")
        with freeze_time("2026-04-18"):
            form = Form(
                self.env["account.dunning.hold"].with_context(**hold.action_renew()["context"])
            )
            form.date_until = "2026-04-30"
            again = form.save()
        self.assertEqual((again.state, again.amount, again.kind), ("in_force", 100, "promise"))
        with self.assertRefused("week longer"):
            hold.action_extend()

    def test_history_keeps_changes(self):
        hold = self.hold("disputed", reason="wrong price").with_context(
            tracking_disable=False, mail_notrack=False
        )
        self.env.flush_all()
        self.env.cr.flush()
        hold.reason = "wrong quantity"
        self.env.flush_all()
        self.env.cr.flush()
        values = self.env["mail.tracking.value"].search(
            [("mail_message_id.model", "=", hold._name), ("mail_message_id.res_id", "=", hold.id)]
        )
        self.assertEqual(values.mapped("old_value_char"), ["wrong price"])
        self.assertEqual(values.mapped("new_value_char"), ["wrong quantity"])
