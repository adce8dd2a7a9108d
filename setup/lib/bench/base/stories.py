"""One of each story a ledger tells, made by Odoo itself, for :mod:`cloning` to multiply.

Runs in Odoo's shell on a database that holds nothing but the addon. Every story starts
``START`` days ago with a document that is due 30 days later; it is paid on the due date. Odoo dates
the exchange difference of a payment in a past month at the end of that month. Cloning moves these
days and multiplies the amounts.
"""

# ruff: noqa: F821  env comes from Odoo's shell

import json
import os
from datetime import timedelta

from odoo.fields import Command, Date

START = 120
TERM = 30
COUNTRIES = ("be", "nl", "fr", "de", "lu", "uk", "es", "it", "us", "dk", "at", "pl")
MANAGERS = 12
CATEGORIES = ("Wholesale", "Retail", "Public sector", "Construction", "Hotels", "Schools")


class Stories:
    """Makes the stories and notes which entries belong to which."""

    def __init__(self, env):
        self.company = env.ref("base.main_company")
        self.env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})
        self.today = Date.today()
        self.start = self.today - timedelta(days=START)
        self.due = self.start + timedelta(days=TERM)
        self.eur, self.usd = env.ref("base.EUR"), env.ref("base.USD")
        self.moves = {}

    def make(self):
        """Everything; returns what cloning must know, as one dict."""
        self._company()
        customer, contact = self._customer()
        managers = self._managers()
        self.customer, self.contact = customer, contact
        self._open_stories()
        self._paid_stories()
        self._bills()
        self.env.flush_all()
        return {
            "company_id": self.company.id,
            "partner_id": customer.id,
            "contact_id": contact.id,
            "manager_ids": managers.ids,
            "country_ids": [self.env.ref(f"base.{code}").id for code in COUNTRIES],
            "category_ids": self._categories().ids,
            "stories": {name: self._parts(moves) for name, moves in self.moves.items()},
        }

    def _company(self):
        self.company.with_context(chart_template_load=True).write(
            {
                "name": "Bench NV",
                "country_id": self.env.ref("base.be").id,
                "currency_id": self.eur.id,
            }
        )
        if self.company.chart_template != "be_comp":
            self.env["account.chart.template"].try_loading("be_comp", self.company)
        self.usd.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.usd.id, "name": day, "rate": rate}
                for day, rate in (
                    (self.start - timedelta(days=2000), 1.08),
                    (self.due - timedelta(days=1), 1.12),
                )
            ]
        )
        self.bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        # In Community a payment has an entry only when its method names an account. Without
        # bank statements that is the bank's own, so nothing stays open but what customers owe.
        methods = (
            self.bank.inbound_payment_method_line_ids | self.bank.outbound_payment_method_line_ids
        )
        methods.payment_account_id = self.bank.default_account_id
        # letters without an account to pay to are not released
        self.env["res.partner.bank"].create(
            {
                "partner_id": self.company.partner_id.id,
                "acc_number": "BE71 0961 2345 6769",
                "allow_out_payment": True,
            }
        )

    def _customer(self):
        """The customer of all stories and its accountant, who gets the invoices."""
        customer = self.env["res.partner"].create(
            {
                "name": "Customer",
                "is_company": True,
                "email": "customer@example.com",
                "phone": "+32 9 555 01 00",
                "street": "Kerkstraat 1",
                "city": "Gent",
                "country_id": self.env.ref("base.be").id,
            }
        )
        contact = self.env["res.partner"].create(
            {"name": "Accounts", "parent_id": customer.id, "type": "invoice"}
        )
        return customer, contact

    def _managers(self):
        return self.env["res.users"].create(
            [
                {
                    "name": f"Account manager {number}",
                    "login": f"manager{number}",
                    "group_ids": [Command.link(self.env.ref("account.group_account_invoice").id)],
                }
                for number in range(1, MANAGERS + 1)
            ]
        )

    def _categories(self):
        return self.env["res.partner.category"].create([{"name": name} for name in CATEGORIES])

    # ------------------------------------------------------------------ stories

    def _open_stories(self):
        self._tell("open", self._invoice())
        self._tell("open_usd", self._invoice(currency=self.usd))
        self._tell("instalments", self._invoice(term=self._two_instalments()))
        self._tell("credit_note", self._invoice(move_type="out_refund", amount=20.0))
        part_paid = self._invoice()
        self._tell("part_paid", part_paid, self._pay(part_paid, amount=43.21))
        self._tell("on_account", self._on_account())

    def _paid_stories(self):
        for name, amounts in (("paid", [None]), ("paid_twice", [50.0, None])):
            invoice = self._invoice()
            self._tell(name, invoice, *[self._pay(invoice, amount) for amount in amounts])
        two = self._invoice() | self._invoice(amount=57.95)
        self._tell("two_paid", *two, self._pay(two))
        abroad = self._invoice(currency=self.usd)
        self._tell("paid_usd", abroad, self._pay(abroad))

    def _bills(self):
        self._tell("bill", self._invoice(move_type="in_invoice"))
        bill = self._invoice(move_type="in_invoice")
        self._tell("bill_paid", bill, self._pay(bill))

    def _tell(self, name, *moves):
        self.moves[name] = self.env["account.move"].union(*moves)

    def _invoice(self, amount=100.03, currency=None, term=None, move_type="out_invoice"):
        """A posted document with tax; its number of cents is uneven on purpose."""
        purchase = move_type.startswith("in_")
        tax = self.company.account_purchase_tax_id if purchase else self.company.account_sale_tax_id
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.contact.id,
                "invoice_date": self.start,
                "date": self.start,
                "invoice_payment_term_id": term.id if term else False,
                **({} if term else {"invoice_date_due": self.due}),
                "currency_id": (currency or self.eur).id,
                "ref": "supplier's number" if purchase else False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "price_unit": amount, "tax_ids": [Command.set(tax.ids)]}
                    )
                ],
            }
        )
        move.action_post()
        move.is_move_sent = True  # as that of nearly every company: the list warns of others
        return move

    def _two_instalments(self):
        return self.env["account.payment.term"].create(
            {
                "name": "Half after 30 days, half after 60",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50.0, "nb_days": days})
                    for days in (30, 60)
                ],
            }
        )

    def _pay(self, invoices, amount=None):
        """Register a payment on the due date; returns its entry."""
        values = {"payment_date": self.due, "journal_id": self.bank.id, "group_payment": True}
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({**values, **({"amount": amount} if amount else {})})
        )
        return wizard._create_payments().move_id

    def _on_account(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 12.34,
                "date": self.start,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        return payment.move_id

    # ------------------------------------------------------------------ for cloning

    def _parts(self, moves):
        """The rows of a story, table by table; ``late``: entries that come with the payment."""
        lines = moves.line_ids
        partials = lines.matched_debit_ids | lines.matched_credit_ids
        exchange = partials.exchange_move_id
        moves |= exchange
        lines |= exchange.line_ids
        partials |= lines.matched_debit_ids | lines.matched_credit_ids
        return {
            "late": (moves.filtered(lambda move: move.date > self.start)).ids,
            "account_move": moves.ids,
            "account_move_line": lines.sorted(lambda line: moves.ids.index(line.move_id.id)).ids,
            "account_partial_reconcile": partials.ids,
            "account_full_reconcile": lines.full_reconcile_id.ids,
            "account_payment": moves.origin_payment_id.ids,
        }


def main():
    facts = Stories(env).make()
    env["ir.config_parameter"].set_param("bench.stories", json.dumps(facts))
    env.cr.commit()
    if os.environ.get("BENCH_VERBOSE"):
        print(json.dumps(facts))


main()
