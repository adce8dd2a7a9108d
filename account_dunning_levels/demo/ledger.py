from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Command, Domain

from ..engine.archive import kept_letters
from ..engine.notice import letter_law, paper, payee
from ..engine.send import completeness
from ..engine.settle import outcome
from .customers import (
    BRANCH_BILL,
    CUSTOMERS,
    FIRST_RUN,
    NOTES,
    OPENING_BALANCE,
    OPTIONS,
    PAID,
    PHONES,
    SECOND_RUN,
    VENDORS,
    Bill,
)
from .settings import DemoSettings

#: chatter and followers of a hundred invented records are of no use to anyone
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


class AccountDunningDemo(models.AbstractModel):
    """A ledger to try the reminders on; every reason of the specification occurs in it.

    A run of today leaves items out as ``grace``, ``blocked`` (four ways), ``exhausted``,
    ``too_soon``, ``too_young``, ``in_credit`` and ``below_minimum``; ``skipped`` is for the user
    to do. ``filtered`` needs a run with criteria of its own. ``no_sheet`` occurs in the branch,
    which has an overdue invoice and no dunning sheets yet: make a run there. ``not_due`` is
    told by “Why?” on an invoice.
    """

    _name = "account.dunning.demo"
    _description = "Demo Ledger for Reminders"

    @api.model
    def _install(self, company=None):
        """Put the demo ledger into a company that has a chart of accounts; once only.

        :param company: default the main company
        :return: whether anything was made
        """
        company = company or self.env.ref("base.main_company")
        self = self.with_company(company).with_context(**QUIET)
        company = company.with_env(self.env)
        if not company.chart_template or self._is_installed(company):
            return False
        return _Ledger(self.env, company).build()

    def _is_installed(self, company):
        category = self.env.ref(
            "account_dunning_levels.category_public_sector", raise_if_not_found=False
        )
        sheets = self.env["account.dunning.sheet"].with_context(active_test=False)
        return bool(
            category
            and sheets.search_count(
                [("company_id", "=", company.id), ("category_id", "=", category.id)]
            )
        )


class _Ledger:
    """Builds the demo ledger of one company; all documents of a kind in one go."""

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self.today = company._dunning_today()
        self.languages = [code for code, _name in env["res.lang"].get_installed()]
        self.partners = []
        self.invoices = {}  # (index of the customer, index of the bill) -> account.move

    def build(self):
        """Make everything; history runs come before the payments that were made since."""
        self.company.write(OPTIONS)
        self._bank_account()
        settings = DemoSettings(self.env, self.company, self.today, self.languages)
        self.other_currency = settings.other_currency()
        self.categories = settings.categories()
        settings.make_sheets(self.categories)
        self.products = settings.products()
        self._customers()
        self.managers = self._account_managers()
        self._documents()
        self._vendor_bills()
        self._opening_levels()
        self._opening_balance()
        self._payments(before=True)
        self._history(FIRST_RUN)
        self._history(SECOND_RUN)
        self._payments(before=False)
        self._holds()
        self._notes()
        self._branch()
        return True

    def _bank_account(self):
        """An account that letters can name: without one nobody releases them.

        The number is that of textbooks.
        """
        if payee.Accounts(self.company).default(self.company.currency_id.id):
            return
        # the technical user: only some users may say that an account is trusted
        self.env["res.partner.bank"].with_user(SUPERUSER_ID).create(
            {
                "partner_id": self.company.partner_id.id,
                "acc_number": "BE71 0961 2345 6769",
                "allow_out_payment": True,
            }
        )

    def day(self, days_ago):
        """The date so many days before today."""
        return self.today - timedelta(days=days_ago)

    def lang(self, language, country):
        """The installed code for a language, as it is written in a country if possible.

        A language that is not installed: the company's own.
        """
        wanted = f"{language}_{country}"
        known = [code for code in self.languages if code.split("_")[0] == language]
        own = self.company.partner_id.lang
        fallback = own if own in self.languages else self.languages[0]
        return wanted if wanted in known else (known or [fallback])[0]

    # ----------------------------------------------------------------- customers

    def _customers(self):
        self.partners = self.env["res.partner"].create(
            [self._customer_values(place, customer) for place, customer in enumerate(CUSTOMERS)]
        )
        self.env["res.partner"].create(
            [
                {
                    "parent_id": partner.id,
                    "name": contact.name,
                    "email": contact.email,
                    "lang": partner.lang,
                    "city": customer.address[2],
                    "country_id": partner.country_id.id,
                    **dict(contact.values),
                }
                for partner, customer in zip(self.partners, CUSTOMERS, strict=True)
                for contact in customer.contacts
            ]
        )

    def _customer_values(self, place, customer):
        street, postal_code, town, country = customer.address
        return {
            "name": customer.name,
            "is_company": True,
            "street": street,
            "zip": postal_code,
            "city": town,
            "country_id": self.env.ref(f"base.{'uk' if country == 'GB' else country.lower()}").id,
            "lang": self.lang(customer.language, country),
            "email": customer.email or False,
            "phone": PHONES[country].format(place),
            "category_id": [Command.set([self.categories[key].id for key in customer.categories])],
            "dunning_category_ids": [
                Command.create({"sequence": place, "category_id": self.categories[key].id})
                for place, key in enumerate(customer.categories, start=1)
            ],
            **dict(customer.values),
        }

    # ----------------------------------------------------------------- documents

    def _bills(self):
        """Yield (key, partner, bill) of all bills, paid ones too, the oldest first."""
        bills = [
            ((place, number), self.partners[place], bill)
            for place, customer in enumerate(CUSTOMERS)
            for number, bill in enumerate((*customer.bills, *self._paid_bills(customer)))
        ]
        return sorted(bills, key=lambda entry: -entry[2].age)

    @staticmethod
    def _paid_bills(customer):
        return [
            Bill(age, lines=lines, settled=days_ago)
            for age, days_ago, lines in PAID.get(customer.name, ())
        ]

    def _account_managers(self):
        """Who sells to these customers, in turn: the users that are there."""
        return self.env["res.users"].search([("share", "=", False)], order="id", limit=3)

    def _documents(self):
        """Invoices, credit notes and balances taken over, posted together."""
        plan = self._payment_plan()
        bills = [entry for entry in self._bills() if entry[2].kind != "payment"]
        moves = self.env["account.move"].create(
            [
                self._opening_values(partner, bill)
                if bill.kind == "opening"
                else self._invoice_values(partner, bill, plan)
                for _key, partner, bill in bills
            ]
        )
        moves._post(soft=False)
        # all but the last one were sent to their customers, as invoices are
        moves.filtered(lambda move: move.is_sale_document())[:-1].is_move_sent = True
        self.invoices = {
            key: move for (key, _partner, _bill), move in zip(bills, moves, strict=True)
        }

    def _payment_plan(self):
        return self.env["account.payment.term"].create(
            {
                "name": self.env._("Three instalments: 30, 60 and 90 days"),
                "company_id": self.company.id,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": percent, "nb_days": days})
                    for percent, days in ((34, 30), (33, 60), (33, 90))
                ],
            }
        )

    def _journal(self, kind, company=None):
        company = company or self.company
        journals = self.env["account.journal"]
        return journals.search(
            Domain(journals._check_company_domain(company)) & Domain("type", "=", kind), limit=1
        )

    def _invoice_values(self, partner, bill, plan=None, company=None):
        date = self.day(bill.age)
        company = company or self.company
        instalments = bill.instalments and plan
        return {
            "move_type": "out_refund" if bill.kind == "refund" else "out_invoice",
            "company_id": company.id,
            "journal_id": self._journal("sale", company).id,
            "partner_id": partner.id,
            "invoice_date": date,
            "invoice_date_due": False if instalments else date + timedelta(days=bill.term),
            "invoice_payment_term_id": plan.id if instalments else False,
            "invoice_user_id": self.managers[partner.id % len(self.managers)].id,
            "currency_id": (self.other_currency if bill.currency else self.company.currency_id).id,
            "invoice_line_ids": [
                Command.create({"product_id": self.products[key].id, "quantity": quantity})
                for key, quantity in bill.lines
            ],
        }

    def _vendor_bills(self):
        """What the company itself has to pay."""
        purchases = self._journal("purchase")
        for name, country, language, bills in VENDORS:
            vendor = self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "supplier_rank": 1,
                    "country_id": self.env.ref(f"base.{country.lower()}").id,
                    "lang": self.lang(language, country),
                }
            )
            moves = self.env["account.move"].create(
                [
                    {
                        "move_type": "in_invoice",
                        "company_id": self.company.id,
                        "journal_id": purchases.id,
                        "partner_id": vendor.id,
                        "ref": f"{vendor.id}-{age:03d}",
                        "invoice_date": self.day(age),
                        "date": self.day(age),
                        "invoice_date_due": self.day(age - term),
                        "invoice_payment_term_id": False,
                        "invoice_line_ids": [
                            Command.create({"name": name, "quantity": 1, "price_unit": amount})
                        ],
                    }
                    for age, term, amount in bills
                ]
            )
            moves._post(soft=False)

    def _opening_balance(self):
        """What was on the bank a year ago."""
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self._journal("bank").id,
                "date": self.day(365),
                "payment_ref": self.env._("Balance taken over"),
                "amount": OPENING_BALANCE,
                "counterpart_account_id": self.company.get_unaffected_earnings_account().id,
            }
        )

    def _opening_values(self, partner, bill):
        """A balance taken over from the system used before, to be followed up."""
        receivable = partner.property_account_receivable_id
        name = self.env._("Balance taken over, invoice 2471")
        return {
            "move_type": "entry",
            "company_id": self.company.id,
            "journal_id": self._journal("general").id,
            "date": self.day(bill.age),
            "ref": name,
            "line_ids": [
                Command.create(
                    {
                        "name": name,
                        "partner_id": partner.id,
                        "account_id": receivable.id,
                        "debit": bill.amount,
                        "date_maturity": self.day(bill.age - bill.term),
                        "no_followup": False,
                    }
                ),
                Command.create(
                    {
                        "name": name,
                        "account_id": self.company.get_unaffected_earnings_account().id,
                        "credit": bill.amount,
                    }
                ),
            ],
        }

    def _items(self, key):
        """The open items of a bill."""
        return self.invoices[key].line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _opening_levels(self):
        """Levels reached in the system used before."""
        by_level = defaultdict(self.env["account.move.line"].browse)
        for key, _partner, bill in self._bills():
            if bill.level:
                by_level[bill.level, bill.reminded] |= self._items(key)
        for (level, days_ago), items in by_level.items():
            items.write(
                {"dunning_opening_level": level, "dunning_opening_date": self.day(days_ago)}
            )

    # ------------------------------------------------------------------- history

    def _history(self, days_ago):
        """A real run of an earlier day, its letters dated and sent on that day."""
        day = self.day(days_ago)
        ids = [
            partner.id
            for partner, customer in zip(self.partners, CUSTOMERS, strict=True)
            if customer.history == days_ago
        ]
        run = self.env["account.dunning.run"].create(
            {
                "company_id": self.company.id,
                "user_id": (self.company.dunning_user_id or self.env.ref("base.user_admin")).id,
                "key_date": day,
                "partner_domain": repr([("id", "in", ids)]),
            }
        )
        run.action_propose()
        run.action_release()
        notices = run.notice_ids
        for notice in notices:
            notice.write(
                {"date": day, "deadline": day + timedelta(days=notice.level_id.payment_days)}
            )
        # a company without enterprise number cannot have charged consumers since
        lacking = letter_law.lacking(notices)
        completeness.complete(notices.filtered(lambda notice: notice not in lacking))
        self._letters(notices)
        outcome.mark_valid(notices, day)
        notices.write(
            {
                "state": "sent",
                "waits_for": "",
                "sent_at": datetime.combine(day, time(9, 30)),
            }
        )
        run.write({"state": "done", "is_open": False})

    def _letters(self, notices):
        """The letters of earlier runs; none while modules are loaded, or without PDF engine."""
        if not self.env.registry.ready:
            return
        letters = paper.press_letters(notices)
        made = notices.filtered(lambda notice: letters[notice.id].pdf)
        kept_letters.store_letters(made, letters)
        kept_letters.copy_to_customer(made)

    # ------------------------------------------------------------------ payments

    def _payments(self, before):
        """Payments in full, in part and not allocated.

        :param bool before: those before the first run, which did not remind these items; else
            those that came in since
        """
        receipts = [
            (key, partner, days_ago, amount)
            for key, partner, days_ago, amount in self._receipts()
            if (days_ago > FIRST_RUN) == before
        ]
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self._journal("bank").id,
                    "date": self.day(days_ago),
                    "payment_ref": self.invoices[key].payment_reference if key else partner.name,
                    "partner_id": partner.id,
                    "amount": amount,
                    "counterpart_account_id": partner.property_account_receivable_id.id,
                }
                for key, partner, days_ago, amount in receipts
            ]
        )
        for (key, _partner, _days_ago, _amount), line in zip(receipts, lines, strict=True):
            if key:
                paid = line.move_id.line_ids.filtered(
                    lambda item: item.account_type == "asset_receivable"
                )
                (paid | self._items(key)).reconcile()

    def _receipts(self):
        """Yield (key of the bill or None, customer, days ago, amount)."""
        for key, partner, bill in self._bills():
            if bill.kind == "payment":
                yield None, partner, bill.age, bill.amount
            elif bill.settled:
                yield key, partner, bill.settled, self.invoices[key].amount_total
            elif bill.paid:
                amount = bill.paid * self.invoices[key].amount_total
                yield key, partner, 8, self.company.currency_id.round(amount)

    def _holds(self):
        """Blocked, disputed and promised items and customers, and a payment plan."""
        for key, _partner, bill in self._bills():
            if bill.no_followup:
                self._items(key).no_followup = True
        self.env["account.dunning.hold"].create(
            [
                self._hold_values(key, bill)
                for key, _partner, bill in self._bills()
                if bill.hold or bill.plan
            ]
            + [
                {
                    "kind": "promise",
                    "user_id": self._keeper().id,
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "date_from": self.day(1),
                    "date_until": self.day(-customer.hold),
                    "reason": customer.reason,
                }
                for partner, customer in zip(self.partners, CUSTOMERS, strict=True)
                if customer.hold
            ]
        )

    def _hold_values(self, key, bill):
        values = {
            "kind": "plan" if bill.plan else bill.held,
            "user_id": self._keeper().id,
            "move_line_id": self._items(key).id,
            "date_from": self.day(1) if bill.hold >= 0 else self.day(15),
            "reason": bill.reason,
        }
        if not bill.plan:
            return {**values, "date_until": self.day(-bill.hold)}
        amount = self.invoices[key].amount_total
        part = self.company.currency_id.round(amount / len(bill.plan))
        rest = self.company.currency_id.round(amount - part * (len(bill.plan) - 1))
        return {
            **values,
            "instalment_ids": [
                Command.create({"date": self.day(-days), "amount": part if number else rest})
                for number, days in enumerate(bill.plan)
            ],
        }

    def _keeper(self):
        """Who keeps the receivables."""
        return self.company.dunning_user_id or self.env.user

    def _notes(self):
        """What customers said on the phone."""
        by_name = {partner.name: partner for partner in self.partners}
        user = self._keeper()
        self.env["account.dunning.note"].with_user(user).create(
            [
                {
                    "partner_id": by_name[name].id,
                    "company_id": self.company.id,
                    "date": self.day(days_ago),
                    "user_id": user.id,
                    "kind": kind,
                    "result": result or False,
                    "body": words,
                }
                for name, days_ago, kind, result, words in NOTES
            ]
        )

    # -------------------------------------------------------------------- branch

    def _branch(self):
        """A new branch with one overdue invoice and no dunning sheets."""
        branch = self.env["res.company"].create(
            {
                "name": self.env._("%s, Antwerp branch", self.company.name),
                "parent_id": self.company.id,
                # not the country: setting that may install modules
                "account_fiscal_country_id": self.company.account_fiscal_country_id.id,
            }
        )
        # Odoo gives a branch its accounts just before the commit; the invoice needs them now
        self.env.cr.precommit.run()
        place, bill = BRANCH_BILL
        values = self._invoice_values(self.partners[place], bill, company=branch)
        invoice = self.env["account.move"].with_company(branch).create(values)
        invoice._post(soft=False)
