"""What a person does with the control list before anything leaves (SPEC section 6, review)."""

from dunning_common import DunningCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestControlList(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        first, second, _third = cls.sheet.level_ids
        first.write({"fine_percent": 5.0})
        second.write({"fine_percent": 10.0, "channel": "both"})

    def two_items(self):
        """One item for level 1 of 100.00, one for level 2 of 200.00; and their run."""
        low, high = self.invoice(100.0), self.invoice(200.0, "2026-01-31")
        high.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-28"})
        return low, high, self.make_run()

    # ------------------------------------------------------------------- skip a line

    def test_skipped_item_leaves_the_letter_which_is_computed_again(self):
        low, high, run = self.two_items()
        notice = run.notice_ids
        self.assertEqual((notice.level, notice.channel), (2, "both"))
        # 300 + 5 % of 100 + 10 % of 200
        self.assertEqual(notice.amount_total, 325.0)
        self.line_of(high, run).action_skip()
        self.assertEqual((notice.level, notice.channel, notice.line_count), (1, "email", 1))
        self.assertEqual(
            (notice.amount_residual, notice.fine_amount, notice.amount_total),
            (100.0, 5.0, 105.0),
        )
        self.assertEqual(notice.level_id, self.sheet.level_ids[0])
        self.assertEqual(notice.line_ids.move_line_id, low)

    def test_skipped_item_keeps_its_level_and_says_why(self):
        _low, high, run = self.two_items()
        self.line_of(high, run).action_skip()
        line = self.line_of(high, run)
        self.assertEqual((line.outcome, line.reason), ("left_out", "skipped"))
        self.assertFalse(line.notice_id)
        self.assertEqual((line.level_before, line.level_after, line.fine_amount), (1, 1, 0.0))
        self.assertEqual(high.dunning_level, 1)

    def test_item_put_back_is_on_its_letter_as_before(self):
        _low, high, run = self.two_items()
        notice = run.notice_ids
        line = self.line_of(high, run)
        line.action_skip()
        line.action_unskip()
        self.assertEqual((line.outcome, line.reason, line.notice_id), ("claim", False, notice))
        self.assertEqual((line.level_after, line.fine_amount), (2, 20.0))
        self.assertEqual((notice.level, notice.channel), (2, "both"))
        self.assertEqual(notice.amount_total, 325.0)

    def test_letter_without_items_is_skipped(self):
        low, high, run = self.two_items()
        (self.line_of(low, run) | self.line_of(high, run)).action_skip()
        self.assertEqual(run.notice_ids.state, "skipped")
        self.line_of(low, run).action_unskip()
        self.assertEqual((run.notice_ids.state, run.notice_ids.amount_total), ("proposed", 105.0))

    def test_skipping_an_item_can_bring_the_letter_below_the_minimum(self):
        self.company.dunning_min_amount = 150.0
        low, high, run = self.two_items()
        self.line_of(high, run).action_skip()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertIn("minimum", run.notice_ids.reason)
        self.assertEqual(self.reason_of(low, run), "below_minimum")
        self.assertEqual(self.reason_of(high, run), "skipped")

    def test_skipping_an_item_down_to_the_minimum_keeps_the_letter(self):
        self.company.dunning_min_amount = 100.0
        _low, high, run = self.two_items()
        self.line_of(high, run).action_skip()
        self.assertEqual(
            (run.notice_ids.state, run.notice_ids.amount_residual), ("proposed", 100.0)
        )

    def test_skipping_an_item_can_leave_the_customer_in_credit(self):
        low, high, run = self.two_items()
        self.credit_note(100.0)
        run.action_propose()
        self.assertEqual(run.notice_ids.amount_residual, 200.0)
        self.line_of(high, run).action_skip()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertEqual(self.reason_of(low, run), "in_credit")

    def test_only_reminded_items_can_be_skipped(self):
        self.two_items()
        run = self.env["account.dunning.run"].search([], limit=1)
        credit = self.credit_note(10.0)
        run.action_propose()
        with self.assertRefused("Only reminded items"):
            self.line_of(credit, run).action_skip()

    def test_item_of_a_released_letter_can_still_be_skipped(self):
        _low, high, run = self.two_items()
        run.action_release()
        self.line_of(high, run).action_skip()
        self.assertEqual(run.notice_ids.amount_total, 105.0)

    def test_repeated_last_level_is_the_same_after_skipping_and_putting_back(self):
        self.sheet.after_last_level = "repeat"
        self.company.dunning_max_level = 1
        item = self.invoice(100.0, "2026-01-31")
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-28"})
        self.invoice(60.0)
        run = self.make_run()
        line = self.line_of(item, run)
        self.assertEqual((line.level_after, run.notice_ids.level), (1, 1))
        line.action_skip()
        line.action_unskip()
        self.assertEqual((line.level_after, run.notice_ids.level), (1, 1))

    # ----------------------------------------------------------------- skip a letter

    def test_skipped_letter_counts_in_no_total_of_the_list_until_it_is_put_back(self):
        # 300 asked; skipped: nothing; put back: 300 again
        _low, _high, run = self.two_items()
        notice = run.notice_ids
        notice.action_skip()
        self.assertEqual((notice.amount_company, run.amount_company), (0.0, 0.0))
        notice.action_unskip()
        run.invalidate_recordset()
        self.assertEqual((notice.amount_company, run.amount_company), (300.0, 300.0))

    def test_skipped_letter_leaves_levels_as_they_are(self):
        low, high, run = self.two_items()
        run.notice_ids.action_skip()
        self.assertEqual(run.notice_ids.state, "skipped")
        for item, level in ((low, 0), (high, 1)):
            line = self.line_of(item, run)
            self.assertEqual((line.outcome, line.reason), ("left_out", "skipped"))
            self.assertEqual((line.level_after, line.fine_amount), (level, 0.0))
            self.assertEqual(item.dunning_level, level)

    def test_reason_of_the_user_is_kept(self):
        _low, _high, run = self.two_items()
        run.notice_ids.action_skip("New owner, call first")
        self.assertEqual(run.notice_ids.reason, "New owner, call first")

    def test_letter_put_back_is_as_before(self):
        _low, _high, run = self.two_items()
        notice = run.notice_ids
        notice.action_skip()
        notice.action_unskip()
        self.assertEqual((notice.state, notice.reason), ("proposed", False))
        self.assertEqual((notice.level, notice.channel, notice.amount_total), (2, "both", 325.0))
        self.assertEqual(set(notice.line_ids.mapped("outcome")), {"claim"})

    def test_item_skipped_once_is_proposed_the_next_time(self):
        low, high, run = self.two_items()
        run.notice_ids.action_skip()
        run.action_cancel()
        again = self.make_run()
        self.assertEqual(self.line_of(high, again).level_after, 2)
        self.assertEqual(self.line_of(low, again).level_after, 1)

    def test_run_of_which_everything_was_skipped_lets_the_next_one_go(self):
        _low, _high, run = self.two_items()
        run.notice_ids.action_skip()
        run.action_cancel()
        self.assertEqual(self.make_run().state, "proposed")

    # -------------------------------------------------------------------- the channel

    def test_channel_of_one_letter_is_changed(self):
        _low, _high, run = self.two_items()
        for channel in ("email", "print", "both", "phone"):
            run.notice_ids.action_set_channel(channel)
            self.assertEqual(run.notice_ids.channel, channel)
        self.assertEqual(run.notice_ids.level, 2)

    def test_unknown_channel_is_refused(self):
        _low, _high, run = self.two_items()
        with self.assertRefused("Channel", "email", "print"):
            run.notice_ids.action_set_channel("pigeon")

    def test_email_to_a_customer_without_an_address_is_refused(self):
        self.customer.email = False
        _low, _high, run = self.two_items()
        with self.assertRefused("Peeters NV", "print"):
            run.notice_ids.action_set_channel("email")
        self.assertEqual(run.notice_ids.channel, "print")

    def test_email_for_many_leaves_those_without_an_address_on_paper(self):
        other = self.make_customer("Jansen BV", email=False)
        self.invoice(100.0)
        self.invoice(100.0, partner=other)
        run = self.make_run()
        run.notice_ids.action_set_channel("print")
        run.notice_ids.action_set_channel("both")
        self.assertEqual(self.notice_of(self.customer, run).channel, "both")
        self.assertEqual(self.notice_of(other, run).channel, "print")

    def test_channel_of_a_skipped_letter_cannot_be_changed(self):
        _low, _high, run = self.two_items()
        run.notice_ids.action_skip()
        with self.assertRefused(run.notice_ids.name, "Skipped"):
            run.notice_ids.action_set_channel("print")

    # -------------------------------------------------------------------- the release

    def test_released_letters_can_be_taken_back(self):
        _low, _high, run = self.two_items()
        run.action_release()
        self.assertEqual(run.notice_ids.state, "ready")
        run.notice_ids.action_unrelease()
        self.assertEqual(run.notice_ids.state, "proposed")

    def test_one_letter_is_released_alone(self):
        self.invoice(100.0)
        other = self.make_customer("Jansen BV")
        self.invoice(100.0, partner=other)
        run = self.make_run()
        self.notice_of(other, run).action_release()
        self.assertEqual(self.notice_of(other, run).state, "ready")
        self.assertEqual(self.notice_of(self.customer, run).state, "proposed")

    def test_releasing_nothing_is_refused(self):
        with self.assertRefused("no proposed reminders"):
            self.make_run().action_release()

    def test_sending_without_a_release_is_refused(self):
        _low, _high, run = self.two_items()
        with self.assertRefused(run.name, "release"):
            run.action_send()

    # ------------------------------------------------------ every figure can be opened

    def test_figures_of_a_claim_are_explained(self):
        self.sheet.level_ids.write(
            {
                "fine_percent": 5.0,
                "fine_minimum": 12.5,
                "interest_monthly_percent": 1.5,
                "interest_minimum": 2.0,
            }
        )
        item = self.invoice(400.0, "2026-02-14")  # 45 days: 1.5 months
        line = self.line_of(item, self.make_run())
        self.assertEqual((line.fine_amount, line.interest_amount), (20.0, 9.0))
        text = line.explanation
        # fine: 5 % of 400.00, at least 12.50 = 20.00; interest: 1.5 % x 1.5 of 400 = 9.00
        for words in (
            "5 %",
            "400.00",
            "12.50",
            "20.00",
            "level 1",
            "1.5 % a month",
            "1.5 months",
            "45 days",
            "2.00",
            "9.00",
        ):
            self.assertIn(words, text)

    def test_figures_are_explained_by_the_settings_of_the_run(self):
        item = self.invoice(400.0)
        run = self.make_run()
        self.sheet.level_ids.fine_percent = 50.0
        text = self.line_of(item, run).explanation
        self.assertIn("5 %", text)
        self.assertNotIn("50 %", text)

    def test_single_fine_is_explained_on_the_line(self):
        self.company.dunning_single_fine = True
        item = self.invoice(400.0)
        self.assertIn("one for the whole reminder", self.line_of(item, self.make_run()).explanation)

    def test_item_left_out_is_explained_in_words(self):
        item = self.invoice(400.0)
        item.no_followup = True
        text = self.line_of(item, self.make_run()).explanation
        self.assertIn("Blocked or on hold", text)
        self.assertIn("no follow-up", text)

    def test_counts_and_total_of_the_run(self):
        self.two_items()
        self.invoice(70.0, partner=self.make_customer("Jansen BV", email=False))
        run = self.env["account.dunning.run"].search([], limit=1)
        self.invoice(80.0, partner=self.customer).no_followup = True
        run.action_propose()
        run.invalidate_recordset()
        self.assertEqual(
            (run.notice_count, run.left_out_count, run.warning_count, run.to_release_count),
            (2, 1, 1, 2),
        )
        self.assertEqual(run.amount_company, 370.0)
        self.notice_of(self.customer, run).action_skip()
        run.invalidate_recordset()
        self.assertEqual((run.amount_company, run.to_release_count), (70.0, 1))
