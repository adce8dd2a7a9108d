"""What the Odoo tests share: a company with sheets, invoices in one line, and a run.

Figures are in EUR without tax, dates fixed: the key date of most tests is 2026-03-31.
"""

from contextlib import contextmanager
from datetime import date

from freezegun import configure, freeze_time

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.product.tests.common import ProductCommon

TODAY = "2026-03-31"
READY, SPARE = "company_1_data", "company_2_data"
# time limits of the PDF engine go by the clock of the wall
configure(
    extend_ignore_list=["subprocess", "odoo.addons.account_dunning_levels.engine.press.pdf_engine"]
)


def day(text):
    """A date from ISO text."""
    return date.fromisoformat(text)


def make_ready_companies():
    """Make the companies that :class:`DunningCommon` begins with, unless the database has them.

    Loading a chart of accounts takes longer than most classes of tests. What a class changes of
    a company goes with its transaction.
    """

    class Maker(AccountTestInvoicingCommon):
        pass

    with Registry(get_db_name()).cursor() as cursor:
        Maker.env = api.Environment(cursor, api.SUPERUSER_ID, {})
        for name in (READY, SPARE):
            if not ready_company(Maker.env, name):
                company = Maker._create_company(name=name)
                Maker.env.user.company_ids -= company
                keep_payments_under_way(company)


def keep_payments_under_way(company):
    """Payments wait in an outstanding account for the bank, as in the tests of Odoo."""
    chart = company.env["account.chart.template"].with_company(company)
    bank = chart.env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
    )
    for lines, side in (
        (bank.inbound_payment_method_line_ids, "debit"),
        (bank.outbound_payment_method_line_ids, "credit"),
    ):
        lines[:1].payment_account_id = chart.ref(f"account_journal_payment_{side}_account_id")


def add_bank_account(company, number="BE71 0961 2345 6769", **values):
    """A bank account of a company that letters may name; letters without one are not released."""
    account = (
        company.env["res.partner.bank"]
        .sudo()
        .create({"partner_id": company.partner_id.id, "acc_number": number, **values})
    )
    # the user may not have the right to trust an account
    company.env.flush_all()
    company.env.cr.execute(
        "UPDATE res_partner_bank SET allow_out_payment = TRUE WHERE id = %s", [account.id]
    )
    account.invalidate_recordset()
    return account.sudo(False)


def ready_company(env, name=READY):
    return env["res.company"].sudo().search([("name", "=", name)]).sudo(False)


class DunningCommon(AccountTestInvoicingCommon):
    """A company as new, in EUR, with one sheet of three e-mail levels for all customers."""

    @classmethod
    def setup_independent_company(cls, **kwargs):
        cls.env.user.sudo().company_ids = [Command.link(ready_company(cls.env).id)]
        return ready_company(cls.env)

    @classmethod
    def setup_other_company(cls, name="Second company", **kwargs):
        spare = ready_company(cls.env, SPARE)
        if kwargs or not spare:  # taken already
            return super().setup_other_company(name=name, **kwargs)
        spare.sudo().name = name
        cls.env.user.sudo().company_ids = [Command.link(spare.id)]
        return cls.collect_company_accounting_data(spare)

    @classmethod
    def setUpClass(cls):
        # Past the products, taxes and payment terms of Odoo's tests: making them took most of
        # the time of a class, and no test of ours needs one.
        super(ProductCommon, cls).setUpClass()
        cls.company_data = cls.collect_company_accounting_data(cls.env.company)
        cls.company = cls.company_data["company"]
        cls.eur = cls.env.ref("base.EUR")
        cls.usd = cls.env.ref("base.USD")
        (cls.eur | cls.usd).active = True
        cls.company.currency_id = cls.eur  # the chart of accounts may have brought another
        cls.env.user.group_ids |= cls.env.ref("account_dunning_levels.group_dunning_manager")
        cls.company.write(
            {"dunning_min_interval_days": 14, "dunning_max_level": 3, "dunning_grace_days": 0}
        )
        cls.bank_account = add_bank_account(cls.company)
        cls.sheet = cls.make_sheet("All")
        cls.customer = cls.make_customer("Peeters NV")
        freezer = freeze_time(TODAY)
        freezer.start()
        cls.addClassCleanup(freezer.stop)

    @classmethod
    def enter_rate(cls, currency, rate=1.0, dated="2026-01-01"):
        """A rate of the company; in a currency without one nothing is asked."""
        currency.rate_ids = [
            Command.create({"name": dated, "rate": rate, "company_id": cls.company.id})
        ]

    @classmethod
    def make_sheet(cls, name, levels=3, category=None, company=None, **values):
        """A sheet with ``levels`` levels; ``values`` with a leading ``level_`` go to each."""
        per_level = {
            key.removeprefix("level_"): values.pop(key)
            for key in list(values)
            if key.startswith("level_")
        }
        return cls.env["account.dunning.sheet"].create(
            {
                "name": name,
                "company_id": (company or cls.company).id,
                "category_id": category.id if category else False,
                "level_ids": [
                    Command.create(
                        {
                            "number": number,
                            "heading": f"Reminder {number}",
                            "subject": "Reminder {number} of {company}",
                            "opening": "Please pay {total} before {deadline}.",
                            "closing": "Kind regards",
                            "activity_mode": "none",
                            **per_level,
                        }
                    )
                    for number in range(1, levels + 1)
                ],
                # most tests are about the figures of the sheet; those of the law say so
                "law_profile": "none",
                **values,
            }
        )

    @classmethod
    def make_customer(cls, name, **values):
        """A customer with an e-mail address and a street."""
        address = "".join(sign for sign in name.lower() if sign.isalnum())
        return cls.env["res.partner"].create(
            {
                "name": name,
                "email": f"{address}@example.com",
                "street": "Kerkstraat 1",
                "is_company": True,
                **values,
            }
        )

    @classmethod
    def invoice(cls, amount=100.0, due="2026-02-28", partner=None, invoiced=None, **values):
        """A posted customer invoice without tax; returns its receivable line.

        :param due: due date; the invoice date is the same unless ``invoiced`` is given
        :param sent: whether the customer had it
        """
        move_type, sent = values.pop("move_type", "out_invoice"), values.pop("sent", True)
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or cls.customer).id,
                "invoice_date": invoiced or due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "company_id": cls.company.id,
                "currency_id": values.pop("currency", cls.eur).id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Work", "quantity": 1, "price_unit": amount, "tax_ids": []}
                    )
                ],
                **values,
            }
        )
        move.action_post()
        move.is_move_sent = sent
        return cls.receivable(move)

    @classmethod
    def many_customers(cls, count):
        """Customers with an e-mail address and an invoice of 100.00 each, all made at once."""
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Klant {number:03}",
                    "email": f"k{number}@example.com",
                    "street": "Kerkstraat 1",
                }
                for number in range(count)
            ]
        )
        moves = cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-02-28",
                    "invoice_date_due": "2026-02-28",
                    "invoice_payment_term_id": False,
                    "currency_id": cls.eur.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": []})
                    ],
                }
                for partner in partners
            ]
        )
        moves.action_post()
        moves.is_move_sent = True
        return partners

    @classmethod
    def credit_note(cls, amount=40.0, dated="2026-03-01", partner=None, **values):
        """A posted credit note that is not allocated; returns its receivable line."""
        return cls.invoice(amount, dated, partner, move_type="out_refund", **values)

    @classmethod
    def pay(cls, line, amount, dated=TODAY):
        """Register a payment on the invoice of ``line``."""
        return (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=line.move_id.ids)
            .create({"amount": amount, "payment_date": dated})
            ._create_payments()
        )

    @classmethod
    def analyze(cls):
        """What PostgreSQL does by itself in a real database: without it, plans of large queries
        are made for the empty tables of before the test."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile, res_partner,"
            " account_dunning_hold, account_dunning_hold_instalment"
        )

    @staticmethod
    def receivable(move):
        return move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    @classmethod
    def make_run(cls, key_date=TODAY, propose=True, **values):
        """A run, proposed unless ``propose`` is off."""
        run = cls.env["account.dunning.run"].create(
            {"key_date": key_date, "company_id": cls.company.id, **values}
        )
        if propose:
            run.action_propose()
        return run

    @classmethod
    def send(cls, run):
        """Release and send a run up to the outbox."""
        run.action_release()
        run.action_send()
        cls.env["account.dunning.run"]._send_pending()
        run.invalidate_recordset()
        return run.notice_ids

    @classmethod
    def remind(cls, key_date=TODAY, **values):
        """Propose, release and send with the clock at the key date; returns the run."""
        with freeze_time(key_date):
            run = cls.make_run(key_date, **values)
            cls.send(run)
        return run

    def reason_of(self, line, run):
        """The reason for which a run left an item out, False when it reminds it."""
        return run.line_ids.filtered(lambda own: own.move_line_id == line).reason

    def line_of(self, item, run):
        """What a run made of an open item: its line, or none at all."""
        return run.line_ids.filtered(lambda own: own.move_line_id == item)

    def notice_of(self, partner, run):
        """The reminders of a customer in a run."""
        return run.notice_ids.filtered(lambda notice: notice.partner_id == partner)

    @contextmanager
    def assertRefused(self, *words):
        """A UserError whose one sentence holds all of ``words``."""
        with self.assertRaises(UserError) as caught:
            yield
        for word in words:
            self.assertIn(word, str(caught.exception))

    @classmethod
    def other_company(cls, name="Second company"):
        """One more company with its books, which the user may work in; returns it."""
        company = cls.setup_other_company(name=name)["company"]
        company.currency_id = cls.eur
        cls.env.user.company_ids |= company
        add_bank_account(company)
        return company

    def accept_mails(self, notices):
        """What Odoo's outbox writes when the mail server took the e-mails."""
        notices.mail_id.write({"state": "sent"})
