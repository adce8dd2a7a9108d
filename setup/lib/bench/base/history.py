"""Reminders sent, holds in force and payment habits, on the ledger of cloning.py.

Runs in Odoo's shell. Three runs of the last months, each for fewer customers than the one before;
their letters are not made. Holds are made through their model, so its own checks apply.
"""

# ruff: noqa: F821  env comes from Odoo's shell

from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.account_dunning_levels.engine.read import payers
from odoo.addons.account_dunning_levels.engine.settle import item_levels

#: level, days before today, fifths of the customers
RUNS = ((1, 75, 3), (2, 50, 2), (3, 25, 1))
#: every so many-th open item or customer is held
HELD_ITEM, HELD_CUSTOMER = 100, 150
#: kinds of holds that need more than a last day
OTHER_KINDS = ("plan", "handed_over")


class History:
    """Makes the past of the ledger of the main company."""

    def __init__(self, env):
        self.env = env(context={**env.context, "tracking_disable": True})
        self.company = env.ref("base.main_company")
        self.today = self.company._dunning_today()

    def make(self):
        sheet = self.env["account.dunning.sheet"].search(
            [("company_id", "=", self.company.id), ("category_id", "=", False)], limit=1
        )
        for number, days_ago, fifths in RUNS:
            level = sheet.level_ids.filtered(lambda own, number=number: own.number == number)
            self.run(level, self.today - timedelta(days=days_ago), fifths)
        self.holds()
        # as the scheduled action does at night
        payers.refresh(self.env, self.company)

    def run(self, level, day, fifths):
        """A run of ``day`` whose letters all left: notices, lines, levels of the items."""
        run = self.env["account.dunning.run"].create(
            {"key_date": day, "company_id": self.company.id}
        )
        run.sudo().write({"state": "done"})
        self.env.flush_all()
        names = {
            "run": run.id,
            "name": run.name,
            "company": self.company.id,
            "user": self.env.ref("base.user_admin").id,
            "sheet": level.sheet_id.id,
            "level_id": level.id,
            "level": level.number,
            "day": day,
            "fifths": fifths,
        }
        self.env.cr.execute(SQL(NOTICES, **names))
        self.env.cr.execute(SQL(LINES, **names))
        reminded = self.env.execute_query(SQL(REMINDED, run.id))
        item_levels.refresh(self.env, [row[0] for row in reminded])

    def holds(self):
        """Holds of every kind that needs no more than a last day, on items and on customers."""
        model = self.env["account.dunning.hold"]
        kinds = [code for code, _name in model._fields["kind"].selection if code not in OTHER_KINDS]
        found = self.env.execute_query(SQL(HELD, self.company.id, HELD_ITEM))
        items = self.env["account.move.line"].browse([row[0] for row in found])
        values = [
            self.hold(kinds[place % len(kinds)], item, {"move_line_id": item.id})
            for place, item in enumerate(items)
        ]
        found = self.env.execute_query(SQL(HELD_OWNERS, self.company.id, HELD_CUSTOMER))
        values += [self.hold("blocked", None, {"partner_id": row[0]}) for row in found]
        model.create(values)

    def hold(self, kind, item, subject):
        values = {
            "kind": kind,
            "company_id": self.company.id,
            "date_from": self.today - timedelta(days=3),
            "date_until": self.today + timedelta(days=11),
            "reason": "The customer called.",
            **subject,
        }
        if kind == "promise":
            values |= {
                "amount": abs(item.amount_residual_currency),
                "currency_id": item.currency_id.id,
            }
        return values


ITEMS = """
    FROM account_move_line item
    JOIN account_account account
      ON account.id = item.account_id AND account.account_type = 'asset_receivable'
    JOIN res_partner partner ON partner.id = item.partner_id
   WHERE item.reconciled IS NOT TRUE
     AND item.parent_state = 'posted'
     AND item.company_id = %(company)s
     AND item.balance > 0
     AND item.date_maturity < %(day)s::date - 7
     AND COALESCE(item.dunning_level, 0) = %(level)s - 1
     AND partner.commercial_partner_id %% 5 < %(fifths)s
"""

NOTICES = f"""
    INSERT INTO account_dunning_notice (
        name, run_id, position, company_id, key_date, date, partner_id, recipient_id, user_id,
        currency_id, sheet_id, level_id, level, lang, channel, state, sent_at, waits_for,
        line_count, amount_residual, fine_amount, interest_amount, amount_total,
        amount_company
    )
    SELECT %(name)s || '/' || ROW_NUMBER() OVER (), %(run)s, ROW_NUMBER() OVER (), %(company)s,
           %(day)s, %(day)s, partner.commercial_partner_id, partner.commercial_partner_id, %(user)s,
           item.currency_id, %(sheet)s, %(level_id)s, %(level)s, 'en_US', 'email', 'sent',
           %(day)s::timestamp, '', COUNT(*), SUM(item.amount_residual_currency), 0, 0,
           SUM(item.amount_residual_currency), SUM(item.amount_residual)
      {ITEMS}
  GROUP BY partner.commercial_partner_id, item.currency_id
"""

LINES = f"""
    INSERT INTO account_dunning_notice_line (
        run_id, notice_id, position, company_id, partner_id, user_id, sheet_id, move_line_id,
        move_id, name, invoice_date, date_maturity, days_overdue, outcome, level_before,
        level_after, currency_id, amount_original, amount_residual, fine_amount, interest_amount,
        is_valid, is_repeat, sent_date, lowered_to
    )
    SELECT %(run)s, notice.id, notice.position, %(company)s, notice.partner_id, notice.user_id,
           %(sheet)s, item.id, item.move_id, item.move_name, item.invoice_date,
           item.date_maturity, %(day)s::date - item.date_maturity, 'claim', %(level)s - 1,
           %(level)s, item.currency_id, item.amount_currency, item.amount_residual_currency, 0, 0,
           TRUE, FALSE, %(day)s, -1
      FROM (SELECT item.*, partner.commercial_partner_id {ITEMS}) item
      JOIN account_dunning_notice notice
        ON notice.run_id = %(run)s AND notice.partner_id = item.commercial_partner_id
       AND notice.currency_id = item.currency_id
"""

REMINDED = "SELECT move_line_id FROM account_dunning_notice_line WHERE run_id = %s"

OPEN = """
    FROM account_move_line item
    JOIN account_account account
      ON account.id = item.account_id AND account.account_type = 'asset_receivable'
    JOIN res_partner partner ON partner.id = item.partner_id
   WHERE item.reconciled IS NOT TRUE
     AND item.parent_state = 'posted'
     AND item.company_id = %s
     AND item.balance > 0
"""

HELD = f"""
    SELECT id FROM (SELECT item.id, ROW_NUMBER() OVER (ORDER BY item.id) - 1 AS place {OPEN}) item
     WHERE place %% %s = 0
  ORDER BY id
"""

HELD_OWNERS = f"""
    SELECT id
      FROM (SELECT partner.commercial_partner_id AS id,
                   ROW_NUMBER() OVER (ORDER BY partner.commercial_partner_id) - 1 AS place
            {OPEN}
          GROUP BY partner.commercial_partner_id) owner
     WHERE place %% %s = 0
  ORDER BY id
"""

History(env).make()
env.cr.commit()
