"""Simulation: what runs would send with today's and with changed settings, nothing written."""

from dunning_common import DunningCommon
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tests.common import new_test_user
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from odoo.addons.account_dunning_levels.engine.read import simulate

#: what a simulation must leave alone
UNTOUCHED = (
    "account_move",
    "account_move_line",
    "account_dunning_run",
    "account_dunning_notice",
    "account_dunning_notice_line",
    "account_dunning_hold",
    "account_dunning_sheet",
    "account_dunning_level",
    "account_partial_reconcile",
    "res_partner",
    "res_company",
    "mail_message",
    "mail_mail",
    "mail_activity",
    "ir_attachment",
    "ir_sequence",
)


class SimulationCommon(DunningCommon):
    def simulation(self, key_date="2026-03-31", compute=True, **values):
        simulation = self.env["account.dunning.simulation"].create(
            {"key_date": key_date, "company_id": self.company.id, **values}
        )
        if compute:
            simulation.action_simulate()
        return simulation

    def replace_sheet(self, sheet, replacement):
        return [
            Command.create(
                {
                    "sheet_id": sheet.id if sheet else False,
                    "replacement_id": replacement.id if replacement else False,
                }
            )
        ]

    def letters(self, simulation, scenario="today"):
        """``(date, sheet, level, channel, letters, items, net, fines, interest)`` of each row."""
        return [
            (
                str(line.date),
                line.sheet_id.name,
                line.level,
                line.channel,
                line.letter_count,
                line.item_count,
                line.amount_net,
                line.fine_amount,
                line.interest_amount,
            )
            for line in simulation.line_ids
            if line.kind == "letter" and line.scenario == scenario
        ]

    def left_out(self, simulation, scenario="today"):
        """reason -> ``(items, amount)``, all days together."""
        result = {}
        for line in simulation.line_ids:
            if line.kind == "left_out" and line.scenario == scenario:
                items, amount = result.get(line.reason, (0, 0.0))
                result[line.reason] = (items + line.item_count, amount + line.amount_net)
        return result


@tagged("post_install", "-at_install")
class TestSimulation(SimulationCommon):
    def test_today_counts_letters_items_and_charges(self):
        self.sheet.level_ids.write({"fine_percent": 10, "interest_monthly_percent": 1})
        self.invoice(100.0, "2026-03-01")  # 30 days late: one month
        self.invoice(200.0, "2026-03-01")
        simulation = self.simulation()
        # fines 10 + 20, interest 1 + 2
        self.assertEqual(
            self.letters(simulation),
            [("2026-03-31", "All", 1, "email", 1, 2, 300.0, 30.0, 3.0)],
        )
        self.assertEqual(simulation.line_ids.amount_total, 333.0)

    def test_nothing_changed_is_one_scenario(self):
        self.invoice()
        simulation = self.simulation()
        self.assertEqual(set(simulation.line_ids.mapped("scenario")), {"today"})
        self.assertFalse(simulation.change_note)
        self.assertEqual((simulation.letters_today, simulation.letters_changed), (1, 1))

    def test_changed_sheet_stands_beside_today(self):
        trial = self.make_sheet("Firm", active=False, level_fine_minimum=25.0)
        self.invoice(100.0)
        simulation = self.simulation(sheet_line_ids=self.replace_sheet(self.sheet, trial))
        self.assertEqual(
            self.letters(simulation), [("2026-03-31", "All", 1, "email", 1, 1, 100.0, 0.0, 0.0)]
        )
        self.assertEqual(
            self.letters(simulation, "changed"),
            [("2026-03-31", "Firm", 1, "email", 1, 1, 100.0, 25.0, 0.0)],
        )
        self.assertIn("Sheet “Firm” instead of “All”", simulation.change_note)
        self.assertEqual((simulation.charges_today, simulation.charges_changed), (0.0, 25.0))

    def test_forecast_takes_it_that_letters_were_sent_and_nothing_paid(self):
        self.invoice(100.0, "2026-03-30")
        simulation = self.simulation(step_count=8)  # every week; 14 days between two reminders
        self.assertEqual(
            [(row[0], row[2]) for row in self.letters(simulation)],
            [("2026-03-31", 1), ("2026-04-14", 2), ("2026-04-28", 3)],
        )
        # on 7 and 21 April and 5 May too soon; on 12 and 19 May at the last level: exhausted
        self.assertEqual(
            self.left_out(simulation), {"too_soon": (2, 200.0), "exhausted": (3, 300.0)}
        )

    def test_writes_nothing_but_its_results(self):
        item = self.invoice()
        self.invoice(50.0, "2026-04-05")
        self.credit_note(10.0)
        trial = self.make_sheet("Firm", active=False)
        simulation = self.simulation(
            compute=False,
            step_count=6,
            dunning_min_interval_days=7,
            sheet_line_ids=self.replace_sheet(self.sheet, trial),
        )
        before = self._rows()
        simulation.action_simulate()
        self.assertTrue(simulation.line_ids)
        self.assertEqual(self._rows(), before)
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))

    def _rows(self):
        """table -> its rows, each with the transaction and place it was last written."""
        self.env.flush_all()
        return {
            table: self.env.execute_query(
                SQL("SELECT id, ctid::text FROM %s ORDER BY id", SQL.identifier(table))
            )
            for table in UNTOUCHED
        }


@tagged("post_install", "-at_install")
class TestSimulationIsTheRun(SimulationCommon):
    """“Today” counts exactly what a real run proposes."""

    def assertSameAsRun(self, simulation, run):
        wanted = {}
        for notice in run.notice_ids:
            key = (notice.sheet_id.name, notice.level, notice.channel)
            row = wanted.setdefault(key, [0, 0, 0.0, 0.0, 0.0])
            row[0] += 1
            row[1] += notice.line_count
            for place, name in enumerate(("amount_residual", "fine_amount", "interest_amount"), 2):
                row[place] = round(row[place] + notice[name], 2)
        found = {row[1:4]: list(row[4:]) for row in self.letters(simulation)}
        self.assertTrue(wanted)
        self.assertEqual(found, wanted)
        reasons = {}
        for line in run.line_ids.filtered(lambda line: line.outcome in ("left_out", "other")):
            count, amount = reasons.get(line.reason, (0, 0.0))
            reasons[line.reason] = (count + 1, amount + line.amount_residual)
        self.assertEqual(self.left_out(simulation), reasons)

    def ledger(self):
        """Items for every reason, in two sheets and three channels."""
        large = self.env["res.partner.category"].create({"name": "Large"})
        self.make_sheet("Large", category=large, level_channel="print", level_fine_percent=5)
        self.sheet.level_ids.write({"fine_minimum": 7.5, "interest_monthly_percent": 1.25})
        self.sheet.level_ids[1].channel = "phone"
        for name, values in (
            ("Adams", {"category_id": large}),
            ("Baert", {"email": False}),
            ("Claes", {}),
            ("Dhondt", {"dunning_enabled": False}),
        ):
            customer = self.make_customer(name, **values)
            self.invoice(120.55, "2026-02-10", customer)
            self.invoice(80.0, "2026-03-20", customer)
            self.invoice(500.0, "2026-04-20", customer)
            self.credit_note(10.0, partner=customer)
            for level, reminded in ((1, "2026-03-01"), (1, "2026-03-25"), (3, "2026-02-01")):
                item = self.invoice(99.99, "2026-01-10", customer)
                item.write({"dunning_opening_level": level, "dunning_opening_date": reminded})
        owing_little = self.make_customer("Evens")
        self.invoice(4.0, "2026-03-01", owing_little)
        self.company.dunning_min_amount = 5.0

    def test_same_letters_amounts_and_reasons(self):
        self.ledger()
        simulation = self.simulation()
        self.assertSameAsRun(simulation, self.make_run())

    def test_same_with_one_letter_per_level_and_one_fine(self):
        self.company.write(
            {
                "dunning_letter_per": "level",
                "dunning_single_fine": True,
                "dunning_interval_scope": "customer",
            }
        )
        self.ledger()
        simulation = self.simulation("2026-04-10")
        self.assertSameAsRun(simulation, self.make_run("2026-04-10"))

    def test_same_on_a_later_day(self):
        self.ledger()
        simulation = self.simulation("2026-04-30")
        self.assertSameAsRun(simulation, self.make_run("2026-04-30"))

    def test_same_for_some_customers(self):
        self.ledger()
        self.invoice(60.0)
        domain = repr([("name", "in", ["Adams", "Peeters NV"])])
        simulation = self.simulation(partner_domain=domain)
        run = self.make_run(partner_domain=domain)
        others = run.line_ids.filtered(
            lambda line: line.partner_id.name not in ("Adams", "Peeters NV")
        )
        others.sudo().unlink()
        self.assertSameAsRun(simulation, run)
        self.assertEqual(sum(row[4] for row in self.letters(simulation)), 2)

    def test_forecast_is_what_runs_do_week_after_week(self):
        """Send for real every two weeks, and compare with what was forecast before."""
        self.ledger()
        forecast = self.letters(self.simulation(step_count=3, step_days=14))
        real = []
        for key_date in ("2026-03-31", "2026-04-14", "2026-04-28"):
            run = self.remind(key_date)
            counts = {}
            for notice in run.notice_ids:
                key = (key_date, notice.sheet_id.name, notice.level, notice.channel)
                letters, items = counts.get(key, (0, 0))
                counts[key] = (letters + 1, items + notice.line_count)
            real += [(*key, *count) for key, count in counts.items()]
            # phone calls and letters are done the same day
            queued = run.notice_ids.filtered(lambda notice: notice.state == "queued")
            queued.sudo().write({"state": "sent"})
            run.sudo().write({"state": "done", "is_open": False})
        self.assertEqual(sorted(row[:6] for row in forecast), sorted(real))


@tagged("post_install", "-at_install")
class TestSimulationSettings(SimulationCommon):
    def test_options_start_as_those_of_the_company(self):
        self.company.write({"dunning_max_level": 5, "dunning_min_amount": 12.5})
        for simulation in (
            self.simulation(compute=False),
            Form(self.env["account.dunning.simulation"]).save(),
        ):
            self.assertEqual(simulation.dunning_max_level, 5)
            self.assertEqual(simulation.dunning_min_amount, 12.5)
            self.assertFalse(simulation.options_changed)

    def test_each_option_counts_in_the_changed_settings_only(self):
        first = self.invoice(100.0, "2026-02-28")
        first.write({"dunning_opening_level": 2, "dunning_opening_date": "2026-03-24"})
        self.invoice(30.0, "2026-03-20")
        self.sheet.level_ids.write({"fine_minimum": 10.0})
        today = [("2026-03-31", "All", 1, "email", 1, 1, 30.0, 10.0, 0.0)]
        for option, value, changed in (
            # 7 days since the last reminder are enough: a letter of two items
            ("dunning_min_interval_days", 7, [(3, 1, 2, 130.0, 20.0)]),
            ("dunning_min_amount", 30.01, []),
            # 20 March + 11 days: still allowed on 31 March
            ("dunning_grace_days", 11, []),
            ("dunning_grace_days", 10, [(1, 1, 1, 30.0, 10.0)]),
            ("dunning_interval_scope", "customer", []),
        ):
            simulation = self.simulation(**{option: value})
            self.assertEqual(self.letters(simulation), today, option)
            self.assertEqual(
                [(row[2], *row[4:8]) for row in self.letters(simulation, "changed")],
                changed,
                option,
            )
            self.assertIn("today:", simulation.change_note)
        both = {"dunning_min_interval_days": 7}
        simulation = self.simulation(**both, dunning_single_fine=True)
        self.assertEqual(self.letters(simulation, "changed")[0][7], 10.0)
        simulation = self.simulation(**both, dunning_letter_per="level")
        self.assertEqual([row[2] for row in self.letters(simulation, "changed")], [1, 3])
        simulation = self.simulation(**both, dunning_max_level=2)
        self.assertEqual(self.left_out(simulation, "changed"), {"exhausted": (1, 100.0)})

    def test_left_out_sheet(self):
        self.invoice()
        simulation = self.simulation(sheet_line_ids=self.replace_sheet(self.sheet, None))
        self.assertFalse(self.letters(simulation, "changed"))
        self.assertEqual(self.left_out(simulation, "changed"), {"no_sheet": (1, 100.0)})
        self.assertIn("Without the sheet “All”", simulation.change_note)

    def test_added_sheet_takes_its_own_customers(self):
        large = self.env["res.partner.category"].create({"name": "Large"})
        trial = self.make_sheet("Large", category=large, active=False, level_channel="phone")
        self.customer.category_id = large
        self.invoice()
        simulation = self.simulation(sheet_line_ids=self.replace_sheet(None, trial))
        self.assertEqual(self.letters(simulation, "changed")[0][1:4], ("Large", 1, "phone"))
        self.assertEqual(self.letters(simulation)[0][1:4], ("All", 1, "email"))

    def test_copy_to_try_reminds_nobody(self):
        self.invoice()
        simulation = self.simulation(
            compute=False, sheet_line_ids=self.replace_sheet(self.sheet, None)
        )
        action = simulation.sheet_line_ids.action_copy_sheet()
        copy = self.env["account.dunning.sheet"].browse(action["res_id"])
        self.assertFalse(copy.active)
        self.assertEqual(simulation.sheet_line_ids.replacement_id, copy)
        copy.level_ids[0].fine_minimum = 40.0
        simulation.action_simulate()
        self.assertEqual((simulation.charges_today, simulation.charges_changed), (0.0, 40.0))
        self.assertEqual(self.make_run().notice_ids.fine_amount, 0.0)

    def test_another_question_forgets_the_answer(self):
        self.invoice()
        simulation = self.simulation()
        simulation.dunning_max_level = 1
        self.assertFalse(simulation.line_ids)
        self.assertFalse(simulation.simulated_at)

    def test_simulating_again_replaces_the_results(self):
        self.invoice()
        simulation = self.simulation()
        self.invoice(partner=self.make_customer("Second"))
        simulation.action_simulate()
        self.assertEqual([row[4] for row in self.letters(simulation)], [2])

    def test_comparison_shows_both_and_the_difference(self):
        trial = self.make_sheet("Firm", active=False, level_fine_minimum=25.0)
        self.invoice()
        self.invoice(partner=self.make_customer("Second"))
        simulation = self.simulation(
            sheet_line_ids=self.replace_sheet(self.sheet, trial), step_count=2
        )
        text = str(simulation.comparison)
        for words in ("Level 1", "E-mail", "Fines", "50.00", "Reminders per run", "Firm"):
            self.assertIn(words, text)

    def test_no_open_item_is_said_in_words(self):
        simulation = self.simulation(partner_domain=repr([("id", "=", self.customer.id)]))
        self.assertFalse(simulation.line_ids)
        self.assertIn("Nothing is late", str(simulation.comparison))


@tagged("post_install", "-at_install")
class TestSimulationBadInput(SimulationCommon):
    def test_day_that_has_passed(self):
        with self.assertRefused("First run on", "03/30/2026 has passed", "03/31/2026"):
            self.simulation("2026-03-30", compute=False)
        simulation = self.simulation("2026-03-31")
        with freeze_time("2026-04-01"), self.assertRefused("03/31/2026 has passed"):
            simulation.action_simulate()

    def test_options_out_of_range_are_refused_as_on_the_company(self):
        for option, value, words in (
            ("dunning_max_level", 0, ("Highest reminder level", "1 to 9", "0")),
            ("dunning_max_level", 10, ("Highest reminder level", "1 to 9", "10")),
            ("dunning_min_interval_days", -1, ("Minimum days", "0 or more")),
            ("dunning_grace_days", -1, ("Always allowed", "0 or more")),
            ("dunning_min_amount", -0.01, ("Minimum amount", "0 or more")),
            ("step_count", 0, ("Number of runs", "from 1 to 26")),
            ("step_count", 27, ("Number of runs", "from 1 to 26")),
            ("step_days", 0, ("Days between", "from 1 to 366")),
            ("partner_domain", "[('nonsense',", ("Only customers", "cannot be read")),
            ("partner_domain", "[('no_field', '=', 1)]", ("Only customers", "cannot be read")),
        ):
            with self.assertRefused(*words), self.env.cr.savepoint():
                self.simulation(compute=False, **{option: value})

    def test_sheet_without_active_levels(self):
        empty = self.make_sheet("Empty", levels=0, active=False)
        simulation = self.simulation(
            compute=False, sheet_line_ids=self.replace_sheet(self.sheet, empty)
        )
        with self.assertRefused("“Empty” has no active level", "Switch on"):
            simulation.action_simulate()

    def test_added_sheet_for_customers_that_have_one(self):
        trial = self.make_sheet("Second for all", active=False)
        simulation = self.simulation(compute=False, sheet_line_ids=self.replace_sheet(None, trial))
        with self.assertRefused("“Second for all”", "Instead of"):
            simulation.action_simulate()

    def test_replaced_sheet_that_was_archived_since(self):
        trial = self.make_sheet("Firm", active=False)
        simulation = self.simulation(
            compute=False, sheet_line_ids=self.replace_sheet(self.sheet, trial)
        )
        self.sheet.active = False
        with self.assertRefused("“All” is archived"):
            simulation.action_simulate()

    def test_line_that_changes_nothing(self):
        with self.assertRefused("Changed sheets"):
            self.simulation(compute=False, sheet_line_ids=self.replace_sheet(None, None))

    def test_more_than_the_server_can_do_while_the_user_waits(self):
        self.invoice()
        self.invoice()
        self.patch(simulate, "MOST_DECISIONS", 7)
        self.simulation(step_count=3)  # 2 items x 3 runs
        with self.assertRefused("Number of runs", "2 open items", "3 can be simulated"):
            self.simulation(step_count=4)


@tagged("post_install", "-at_install")
class TestSimulationRights(SimulationCommon):
    def as_group(self, name):
        return new_test_user(
            self.env,
            f"simulation_{name}",
            groups=f"account_dunning_levels.group_dunning_{name}",
            company_id=self.company.id,
        )

    def test_reader_reads_and_changes_nothing(self):
        self.invoice()
        simulation = self.simulation().with_user(self.as_group("reader"))
        self.assertEqual(simulation.letters_today, 1)
        self.assertTrue(str(simulation.comparison))
        for call in (
            simulation.action_simulate,
            simulation.unlink,
            lambda: simulation.write({"name": "x"}),
            lambda: simulation.create({"name": "x"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()

    def test_user_without_rights_on_the_ledger_simulates_and_deletes(self):
        self.invoice()
        user = self.as_group("user")
        simulation = (
            self.env["account.dunning.simulation"]
            .with_user(user)
            .with_company(self.company)
            .create({"dunning_min_interval_days": 3})
        )
        simulation.action_simulate()
        self.assertEqual(simulation.letters_today, 1)
        lines = simulation.line_ids
        with self.assertRaises(AccessError):
            lines.write({"letter_count": 9})
        simulation.unlink()
        self.assertFalse(lines.exists())

    def test_other_company_sees_none_of_it(self):
        self.invoice()
        simulation = self.simulation()
        other = self.other_company()
        stranger = new_test_user(
            self.env,
            "simulation_stranger",
            groups="account_dunning_levels.group_dunning_manager",
            company_id=other.id,
        )
        for records in (simulation, simulation.line_ids):
            self.assertFalse(records.with_user(stranger).search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])


@tagged("post_install", "-at_install")
class TestSimulationSpeed(SimulationCommon):
    def test_queries_do_not_grow_with_the_customers(self):
        simulation = self.simulation(compute=False, step_count=3, dunning_min_interval_days=3)

        def ask():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            simulation.action_simulate()
            return self.env.cr.sql_log_count - before

        self.invoice()
        ask()  # the next ones replace results
        few = ask()
        for number in range(8):
            self.invoice(partner=self.make_customer(f"Customer {number}"))
        self.assertLessEqual(ask(), few + 1)


@tagged("post_install", "-at_install")
class TestPreviewAndSimulation(SimulationCommon):
    """The preview on the sheet and the simulation say the same of the same invoice."""

    def of_both(self, due, nature="business"):
        """``(day, level, fine, interest)`` of each reminder, from the preview and simulated.

        Simulated is every day from the due date on, for an invoice of 1,000.00.
        """
        self.company.dunning_min_interval_days = 3
        self.sheet.write(
            {"preview_amount": 1000.0, "preview_due_date": due, "preview_nature": nature}
        )
        previewed = [
            (step["date"], step["level"], step["fine"], step["interest"])
            for step in self.sheet._preview_steps()
        ]
        self.customer.dunning_nature = nature
        self.invoice(1000.0, due)
        rows = self.letters(self.simulation(due, step_days=1, step_count=26))
        simulated = [
            (
                format_date(self.env, on),
                level,
                formatLang(self.env, fine, currency_obj=self.eur),
                formatLang(self.env, interest, currency_obj=self.eur),
            )
            for on, _sheet, level, _channel, _letters, _items, _net, fine, interest in rows
        ]
        return previewed, simulated

    def test_own_figures(self):
        self.sheet.level_ids.write({"fine_percent": 5, "interest_monthly_percent": 1})
        previewed, simulated = self.of_both("2026-03-31")
        self.assertEqual(previewed, simulated)
        # the day after the due date, then every third day
        self.assertEqual(
            [step[:2] for step in previewed],
            [("04/01/2026", 1), ("04/04/2026", 2), ("04/07/2026", 3)],
        )

    def test_compensation_of_the_law_stays_asked_until_it_is_paid(self):
        self.company.country_id = self.env.ref("base.be")
        self.sheet.write({"law_profile": "be_business", "charge_figures": "legal"})
        previewed, simulated = self.of_both("2026-03-31")
        self.assertEqual(previewed, simulated)
        asked = [formatLang(self.env, fine, currency_obj=self.eur) for fine in (40.0, 40.0, 40.0)]
        self.assertEqual([fine for _day, _level, fine, _interest in previewed], asked)

    def test_consumer_waits_from_the_same_letter_on(self):
        self.company.country_id = self.env.ref("base.be")
        self.sheet.write({"law_profile": "be_consumer", "charge_figures": "legal"})
        self.company.dunning_when_not_allowed = "wait"
        previewed, simulated = self.of_both("2026-03-31", "consumer")
        self.assertEqual(previewed, simulated)
        self.assertGreater(len(previewed), 1)
