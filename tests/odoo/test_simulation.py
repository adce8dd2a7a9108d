"""Simulation: what runs would send with today's and with changed settings, nothing written."""

from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

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
