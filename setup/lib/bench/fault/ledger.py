"""A company with a few late customers, and how to have it back as it was after each round."""

import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg2

from odoo.tools import SQL

#: customers by the way their reminder leaves; the first has two late invoices, so two items on it
CUSTOMERS = ("email", "email", "email", "email", "email", "print", "both")
#: tables that rounds write to, in the order in which rows may be deleted
WRITTEN = (
    "account_dunning_notice_line",
    "account_dunning_mail_attempt",
    "account_dunning_mail_report",
    "mail_mail",
    "mail_activity",
    "account_dunning_notice",
    "account_dunning_hold",
    "account_dunning_run",
    "mail_message",
    "mail_followers",
    "account_partial_reconcile",
    "account_payment",
    "account_move_line",
    "account_move",
    "account_full_reconcile",
    "ir_attachment",
    "ir_cron_trigger",
)
#: tables whose rows rounds change
CHANGED = ("account_move", "account_move_line", "res_partner", "account_dunning_sheet")
#: tables on which conflicts of two transactions are forced
CONFLICTING = (
    "account_dunning_notice",
    "account_dunning_notice_line",
    "account_dunning_run",
    "account_move_line",
    "ir_attachment",
    "mail_mail",
    "mail_message",
)
# a worker asks for them with the option fault.rate of its connection
_CONFLICTS = """
    CREATE OR REPLACE FUNCTION fault_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF random() < COALESCE(NULLIF(current_setting('fault.rate', true), ''), '0')::float THEN
            RAISE SQLSTATE '40001';
        END IF;
        RETURN NULL;
    END $$
"""


class Ledger:
    """What a round starts from.

    :ivar emails: address of each customer, in the order of :data:`CUSTOMERS`
    :ivar item_ids: ids of the late items
    """

    def __init__(self, registry, filestore):
        self.registry = registry
        self.filestore = Path(filestore)
        self.emails = [f"customer{number}@example.com" for number in range(len(CUSTOMERS))]
        self.item_ids = []
        self.last = {}
        self.files = set()

    @contextmanager
    def env(self, user="base.user_admin"):
        """An environment of its own transaction, committed at the end."""
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cr:
            root = api.Environment(cr, SUPERUSER_ID, {})
            uid = root.ref(user).id
            company = root.ref("base.main_company")
            yield api.Environment(
                cr, uid, {"lang": "en_US", "allowed_company_ids": company.ids, "tz": "UTC"}
            )

    # ---------------------------------------------------------------------- made

    def make(self, smtp_port):
        """Once per database."""
        with self.env("base.user_root") as env:
            env = env(context={**env.context, "tracking_disable": True})
            self._company(env, smtp_port)
            sheets = self._sheets(env)
            customers = self._customers(env, sheets)
            self._invoices(env, customers)
            self._harden(env.cr)
        with self.env("base.user_root") as env:
            self._remember(env.cr)

    @staticmethod
    def _harden(cr):
        """What is committed stands, as in a database that is used; conflicts on demand."""
        cr.execute(SQL("ALTER DATABASE %s SET synchronous_commit = on", SQL.identifier(cr.dbname)))
        cr.execute(_CONFLICTS)
        for table in CONFLICTING:
            cr.execute(
                SQL(
                    "CREATE OR REPLACE TRIGGER fault_conflict BEFORE INSERT OR UPDATE ON %s"
                    " FOR EACH STATEMENT EXECUTE FUNCTION fault_conflict()",
                    SQL.identifier(table),
                )
            )

    def _company(self, env, smtp_port):
        company = env.company
        company.with_context(chart_template_load=True).write(
            {
                "name": "Faults NV",
                "email": "office@example.com",
                "country_id": env.ref("base.be").id,
                "currency_id": env.ref("base.EUR").id,
                "dunning_min_interval_days": 0,
            }
        )
        company.partner_id.tz = "UTC"
        if not company.chart_template:
            env["account.chart.template"].try_loading("be_comp", company)
        env["ir.cron"].search([]).active = False
        env["ir.mail_server"].create(
            {
                "name": "House",
                "smtp_host": "127.0.0.1",
                "smtp_port": smtp_port,
                "smtp_encryption": "none",
            }
        )
        bank = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        # in Community a payment has an entry only when its method names an account
        bank.inbound_payment_method_line_ids.payment_account_id = bank.default_account_id
        env["res.partner.bank"].create(
            {
                "partner_id": company.partner_id.id,
                "acc_number": "BE71 0961 2345 6769",
                "allow_out_payment": True,
            }
        )

    def _sheets(self, env):
        env["account.dunning.sheet"].search([("company_id", "=", env.company.id)]).active = False
        category = env["res.partner.category"].create({"name": "By post too"})
        env["account.dunning.sheet"].create(
            [
                self._sheet("All", False, "email", "log"),
                self._sheet("Both", category.id, "both", "todo"),
            ]
        )
        return category

    @staticmethod
    def _sheet(name, category_id, channel, activity_mode):
        level = {
            "heading": "Reminder",
            "subject": "Reminder of {company}",
            "opening": "Please pay {total} before {deadline}.",
            "closing": "Kind regards",
            "channel": channel,
            "activity_mode": activity_mode,
            "attach_invoices": False,
            "copy_on_partner": True,
            "fine_percent": 10,
            "interest_monthly_percent": 1,
        }
        levels = [(0, 0, {**level, "number": number}) for number in (1, 2, 3)]
        return {"name": name, "category_id": category_id, "level_ids": levels}

    def _customers(self, env, category):
        return env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "email": email,
                    "street": "Kerkstraat 1",
                    "is_company": True,
                    "dunning_send_email": channel != "print",
                    "category_id": [(6, 0, category.ids if channel == "both" else [])],
                    "dunning_user_id": env.ref("base.user_admin").id,
                }
                for number, (email, channel) in enumerate(zip(self.emails, CUSTOMERS, strict=True))
            ]
        )

    def _invoices(self, env, customers):
        from odoo import fields

        # late on whatever day a round pretends that it is
        due = fields.Date.today() - timedelta(days=400)
        moves = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_date": due - timedelta(days=30),
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        (0, 0, {"name": "Work", "price_unit": 100 + number, "tax_ids": []})
                    ],
                }
                for number, customer in enumerate([*customers, customers[0]])
            ]
        )
        moves.action_post()
        receivable = moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.item_ids = receivable.ids

    def _remember(self, cr):
        for table in CHANGED:
            cr.execute(f"DROP TABLE IF EXISTS fault_{table}")
            cr.execute(f"CREATE TABLE fault_{table} AS SELECT * FROM {table}")
        for table in WRITTEN:
            cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
            self.last[table] = cr.fetchone()[0]
        self.files = set(self._stored())

    def _stored(self):
        return (path for path in self.filestore.rglob("*") if path.is_file())

    # ------------------------------------------------------------------ as it was

    def reset(self):
        """Everything that the round wrote is gone, files too."""
        for _try in range(50):
            try:
                self._take_away()
                break
            except psycopg2.errors.SerializationFailure:
                time.sleep(0.1)  # a killed worker's connection is still being rolled back
        # those of killed workers too, which the database never knew
        for path in set(self._stored()) - self.files:
            path.unlink()

    def _take_away(self):
        with self.registry.cursor() as cr:
            self._restore(cr)
            for table in WRITTEN:
                cr.execute(f"DELETE FROM {table} WHERE id > %s", [self.last[table]])

    def _restore(self, cr):
        for table in CHANGED:
            columns = self._columns(cr, table)
            changes = ", ".join(f'"{name}" = old."{name}"' for name in columns)
            cr.execute(
                f"UPDATE {table} now SET {changes} FROM fault_{table} old"
                " WHERE old.id = now.id AND now.* IS DISTINCT FROM old.*"
            )

    @staticmethod
    def _columns(cr, table):
        cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name != 'id' AND is_generated = 'NEVER'",
            [table],
        )
        return [name for (name,) in cr.fetchall()]

    # --------------------------------------------------------------------- stages

    def propose(self, key_date=None):
        """A run with its control list; returns its id."""
        with self.env() as env:
            values = {"key_date": key_date} if key_date else {}
            run = env["account.dunning.run"].create(values)
            run.action_propose()
            return run.id

    def release(self, run_id):
        with self.env() as env:
            env["account.dunning.run"].browse(run_id).action_release_and_send()

    def released(self):
        """A run whose reminders are handed to the senders; returns its id."""
        run_id = self.propose()
        self.release(run_id)
        return run_id

    def lane(self):
        """What a sending lane does when it is called."""
        with self.env("base.user_root") as env:
            env["account.dunning.run"]._cron_send()

    def outbox(self):
        """What Odoo's e-mail queue does when it is called."""
        with self.env("base.user_root") as env:
            env["mail.mail"].process_email_queue()

    def hour_passes(self):
        """What waits for the mail server has waited an hour longer; the clock stays as it is."""
        # a killed worker's connection may still be at work: the next turn moves the time then
        with suppress(psycopg2.errors.SerializationFailure), self.registry.cursor() as cr:
            cr.execute(
                "UPDATE account_dunning_notice"
                "   SET mail_waits_since = mail_waits_since - interval '1 hour',"
                "       mail_next_try = mail_next_try - interval '1 hour'"
                " WHERE mail_next_try IS NOT NULL"
            )
            cr.execute(
                "UPDATE mail_mail SET scheduled_date = scheduled_date - interval '1 hour'"
                " WHERE scheduled_date IS NOT NULL"
            )

    def deliver(self, text):
        """An e-mail comes in, as through the mail gateway."""
        with self.env("base.user_root") as env:
            env["mail.thread"].message_process("mail.thread", text)

    def retry(self, run_id):
        """A person sends again what failed; returns how many that were."""
        with self.env() as env:
            failed = (
                env["account.dunning.run"]
                .browse(run_id)
                .notice_ids.filtered(lambda notice: notice.state == "failed")
            )
            if failed:
                failed.action_retry()
            return len(failed)

    def print_letters(self, run_id):
        with self.env() as env:
            run = env["account.dunning.run"].browse(run_id)
            if run.to_print_count:
                run.action_print()

    def left(self, run_id):
        """How many reminders wait for a lane, the outbox or the printer."""
        with self.env() as env:
            notices = env["account.dunning.run"].browse(run_id).notice_ids
            return len(
                notices.filtered(
                    lambda notice: (
                        notice.state == "ready"
                        or (notice.state == "queued" and not notice.is_outcome_unknown)
                    )
                )
            )

    def finish(self, run_id, retry=True):
        """Go on until nothing waits, as crons and users do; failed ones are sent again.

        What waits for the mail server is tried an hour later.
        """
        for _turn in range(8):
            self.hour_passes()
            self.lane()
            self.outbox()
            self.print_letters(run_id)
            again = self.retry(run_id) if retry else 0
            if not again and not self.left(run_id):
                self.lane()
                return
            time.sleep(0.05)  # PostgreSQL may not have noticed yet that a worker is gone
        raise RuntimeError("after eight turns reminders still wait")
