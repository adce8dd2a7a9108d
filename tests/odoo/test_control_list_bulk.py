"""Decisions on a control list of hundreds of reminders at once (SPEC section 6, review)."""

from dunning_common import DunningCommon

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.notice import letter_law

FEW, MANY = 10, 300


@tagged("post_install", "-at_install")
class TestControlListBulk(DunningCommon):
    """310 customers with an invoice of 100.00 each; level 1 asks a fine of 5 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as a user works: changes stand in the chatter
        told = {"tracking_disable": False, "mail_notrack": False}
        cls.env = cls.env(context={**cls.env.context, **told})
        cls.sheet = cls.sheet.with_env(cls.env)
        cls.sheet.level_ids[0].fine_percent = 5.0
        cls.many_customers(FEW + MANY)
        cls.run_ = cls.make_run()
        cls.notices = cls.run_.notice_ids
        cls.env.cr.flush()

    def statements(self, notices, decide):
        """How many statements a decision takes, with what it writes into the chatter."""
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        decide(notices)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_a_decision_on_300_takes_as_many_statements_as_one_on_10(self):
        # one stays: the last decision of a run ends it
        one, few, many = self.notices[0], self.notices[1:FEW], self.notices[FEW:-1]
        decisions = {
            "release": lambda notices: notices.action_release(),
            "take back": lambda notices: notices.action_unrelease(),
            "to paper": lambda notices: notices.action_set_channel("print"),
            "to e-mail": lambda notices: notices.action_set_channel("email"),
            "skip": lambda notices: notices.action_skip(),
            "put back": lambda notices: notices.action_put_back(),
            "skip items": lambda notices: notices.line_ids.action_skip(),
            "put items back": lambda notices: notices.skipped_line_ids.action_unskip(),
            "cancel": lambda notices: notices.action_cancel(),
        }
        for name, decide in decisions.items():
            decide(one)  # what is read once per process
            with self.subTest(decision=name):
                self.assertEqual(self.statements(many, decide), self.statements(few, decide))

    def test_giving_up_a_run_of_310_takes_no_statement_for_each(self):
        self.assertLess(self.statements(self.run_, lambda run: run.action_cancel()), 60)
        self.assertEqual(set(self.notices.mapped("state")), {"cancelled"})
        self.assertEqual(self.run_.state, "cancelled")

    def changes(self, notice):
        """What its chatter tells about the state: (before, after) of each message."""
        values = notice.message_ids.sudo().tracking_value_ids
        return [(value.old_value_char, value.new_value_char) for value in values.sorted("id")]

    def test_chatter_of_each_reminder_tells_what_became_of_it(self):
        self.notices.action_release()
        self.env.cr.flush()
        self.notices[FEW:].action_skip()
        self.env.cr.flush()
        released, skipped = ("Proposed", "Ready"), ("Ready", "Skipped")
        for notice in self.notices[:FEW]:
            self.assertEqual(self.changes(notice), [released])
        for notice in self.notices[FEW:]:
            self.assertEqual(self.changes(notice), [released, skipped])

    def test_message_of_each_is_the_row_that_odoo_writes_for_one_alone(self):
        alone, others = self.notices[0], self.notices[1:FEW]
        alone.sudo().state = "ready"
        self.env.cr.flush()
        others.action_release()
        self.env.cr.flush()
        messages = self.notices[:FEW].message_ids
        self.assertEqual(len(messages), FEW)
        self.assertEqual(len(set(messages.mapped("message_id"))), FEW)
        own = {"id", "res_id", "message_id", "mail_message_id"}
        for table, ids in (
            ("mail_message", messages.ids),
            ("mail_tracking_value", messages.sudo().tracking_value_ids.ids),
        ):
            self.env.cr.execute(f"SELECT * FROM {table} WHERE id = ANY(%s)", [ids])
            rows = [
                {
                    name: value
                    for name, value in row.items()
                    if name not in own and not name.endswith("date")
                }
                for row in self.env.cr.dictfetchall()
            ]
            self.assertEqual(rows, [rows[0]] * FEW)

    def test_one_change_back_and_forth_in_one_go_is_not_told(self):
        self.notices.action_release()
        self.notices.action_unrelease()
        self.env.cr.flush()
        self.assertFalse(self.notices.message_ids)

    def test_one_sent_among_many_stops_the_decision_and_is_named(self):
        sent = self.notices[FEW]
        sent.action_release()
        self.run_.action_send()
        self.env["account.dunning.run"]._send_pending()
        for decide in (
            self.notices.action_skip,
            lambda: self.notices.action_set_channel("print"),
        ):
            with self.assertRefused(sent.name, "Queued"):
                decide()
        self.env.invalidate_all()
        others = self.notices - sent
        self.assertEqual(set(others.mapped("state")), {"proposed"})
        self.assertEqual(set(others.mapped("channel")), {"email"})
        self.assertEqual(set(others.line_ids.mapped("outcome")), {"claim"})

    def test_those_released_already_do_not_stop_the_release_of_the_others(self):
        self.notices[:FEW].action_release()
        self.notices.action_release()
        self.assertEqual(set(self.notices.mapped("state")), {"ready"})

    def test_one_without_an_address_among_many_is_printed_alone(self):
        self.notices.action_set_channel("print")
        without, blacklisted, unwilling = self.notices[5], self.notices[6], self.notices[7]
        without.partner_id.email = False
        self.env["mail.blacklist"]._add(blacklisted.partner_id.email)
        unwilling.partner_id.dunning_send_email = False
        self.notices.action_set_channel("both")
        on_paper = self.notices.filtered(lambda notice: notice.channel == "print")
        self.assertEqual(on_paper, without | blacklisted | unwilling)
        self.assertEqual(set((self.notices - on_paper).mapped("channel")), {"both"})

    FIGURES = (
        ["state", "reason", "level", "channel", "line_count", "amount_residual", "fine_amount"]
        + ["interest_amount", "amount_total", "amount_company"],
        ["outcome", "reason", "notice_id", "origin_notice_id", "level_before", "level_after"]
        + ["amount_residual", "fine_amount", "interest_amount", "days_overdue"],
    )

    def figures(self):
        """Everything that the list shows of its reminders and their items."""
        self.env.invalidate_all()
        return [
            records.read(names)
            for records, names in zip((self.notices, self.run_.line_ids), self.FIGURES, strict=True)
        ]

    def test_list_put_back_shows_what_it_showed_before_it_was_skipped(self):
        before = self.figures()
        # 100.00 and a fine of 5 %
        self.assertEqual({notice.amount_total for notice in self.notices}, {105.0})
        for notice_by_notice in (True, False):
            with self.subTest(notice_by_notice=notice_by_notice):
                (self.notices if notice_by_notice else self.run_.line_ids).action_skip()
                self.env.invalidate_all()
                self.assertEqual(set(self.notices.mapped("state")), {"skipped"})
                self.assertEqual(set(self.run_.line_ids.mapped("reason")), {"skipped"})
                self.assertEqual(set(self.notices.mapped("amount_company")), {0.0})
                self.notices.action_unskip()
                self.assertEqual(self.figures(), before)

    def test_one_below_the_minimum_among_many_is_dropped_alone(self):
        # each owes 100.00 now; one owes 30.00 more, and 50.00 are the least that is asked
        self.company.dunning_min_amount = 50.0
        partner = self.notices[5].partner_id
        small = self.invoice(30.0, partner=partner)
        self.run_.action_propose()
        lines = self.run_.line_ids - self.line_of(small, self.run_)
        lines.action_skip()
        dropped = self.notice_of(partner, self.run_)
        self.assertEqual(dropped.state, "cancelled")
        self.assertIn("minimum", dropped.reason)
        self.assertEqual(self.reason_of(small, self.run_), "below_minimum")
        others = self.run_.notice_ids - dropped
        self.assertEqual(set(others.mapped("state")), {"skipped"})
        others.action_unskip()
        self.assertEqual(set(others.mapped("state")), {"proposed"})
        self.assertEqual({notice.amount_total for notice in others}, {105.0})

    def test_those_whose_level_falls_leave_as_the_new_level_says(self):
        # 30.00 of level 2, which is printed, beside the 100.00 of level 1, which is e-mailed
        self.sheet.level_ids[1].channel = "print"
        partners = self.notices[:3].partner_id
        firm = [self.invoice(30.0, "2026-01-31", partner) for partner in partners]
        for item in firm:
            item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-28"})
        self.run_.action_propose()
        raised = self.run_.notice_ids.filtered(lambda notice: notice.partner_id in partners)
        self.assertEqual(raised.mapped("channel"), ["print"] * 3)
        partners[0].email = False
        lines = self.run_.line_ids.filtered(lambda line: line.move_line_id in firm)
        lines.action_skip()
        self.assertEqual(raised.mapped("level"), [1] * 3)
        # the first has no address any more
        self.assertEqual(raised.mapped("channel"), ["print", "email", "email"])
        lines.action_unskip()
        self.assertEqual(raised.mapped("level"), [2] * 3)
        self.assertEqual(raised.mapped("channel"), ["print"] * 3)

    def under_belgian_law(self, opening):
        """The same list for consumers who pay the lump sum of the law from the second level on."""
        self.company.country_id = self.env.ref("base.be")
        self.company.partner_id.write({"vat": "BE0477472701", "company_registry": False})
        self.sheet.write({"law_profile": "auto", "charge_figures": "legal"})
        self.sheet.level_ids.write({"fine_percent": 0, "opening": opening, "closing": "Bye"})
        self.run_.action_propose()
        self.notices = self.run_.notice_ids

    def test_law_reads_300_letters_with_as_many_statements_as_10(self):
        self.under_belgian_law("{term}")
        for opening, lacking in (
            ("{term}", 0),
            # 20.00 is asked later of 100.00
            ("Pay in 14 calendar days; after that {clause_amount} more.", 0),
            ("Pay.", MANY),
        ):
            self.sheet.level_ids.opening = opening
            found = {}

            def look(notices, found=found):
                found[len(notices)] = letter_law.lacking(notices)

            look(self.notices[:1])  # what is read once per process
            with self.subTest(opening=opening):
                many = self.statements(self.notices[FEW:], look)
                self.assertEqual(many, self.statements(self.notices[:FEW], look))
                self.assertEqual(len(found[MANY]), lacking)

    def test_one_letter_that_lacks_what_the_law_asks_stays_and_the_others_are_released(self):
        self.under_belgian_law("{term}")
        bad = self.notices[7]
        bad.line_ids.move_id.invoice_line_ids.name = False
        told = self.notices.action_release()["params"]["message"]
        self.assertIn(bad.partner_id.name, told)
        self.assertIn("product or service", told)
        self.assertEqual((bad.state, bad.warning_codes), ("proposed", "lacks_description"))
        self.assertEqual(set((self.notices - bad).mapped("state")), {"ready"})
        bad.line_ids.move_id.invoice_line_ids.name = "Bread"
        self.assertEqual(self.notices.action_release(), True)
        self.assertEqual((bad.state, bad.warning_codes), ("ready", False))

    def test_skipped_ones_count_in_no_total(self):
        # 310 x 100.00, then 10 x 100.00
        self.assertEqual(self.run_.amount_company, 31000.0)
        self.notices[FEW:].action_skip()
        self.run_.invalidate_recordset()
        self.assertEqual(self.run_.amount_company, 1000.0)
