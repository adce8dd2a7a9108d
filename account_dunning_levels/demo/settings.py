from datetime import timedelta

from odoo.fields import Command

from .customers import PRODUCTS, PUBLIC_LEVELS

#: in the order of the product names
LANGUAGES = ("en", "nl", "fr", "de")


class DemoSettings:
    """What the demo ledger of a company stands on: a second currency, categories, sheets, products.

    :ivar today: the company's date
    :ivar languages: codes of the installed languages
    """

    def __init__(self, env, company, today, languages):
        self.env = env
        self.company = company
        self.today = today
        self.languages = languages

    def other_currency(self):
        """US dollars, or euros in a dollar company, with rates for the last months."""
        code = "EUR" if self.company.currency_id.name == "USD" else "USD"
        currency = self.env.ref(f"base.{code}")
        currency.active = True
        root = self.company.root_id
        rates = self.env["res.currency.rate"]
        known = [("currency_id", "=", currency.id), ("company_id", "=", root.id)]
        if not rates.search_count(known):
            rates.create(
                [
                    {
                        "currency_id": currency.id,
                        "company_id": root.id,
                        "name": self.today - timedelta(days=days_ago),
                        "rate": rate if code == "USD" else 1 / rate,
                    }
                    for days_ago, rate in ((150, 1.0755), (90, 1.0812), (45, 1.0904), (5, 1.0867))
                ]
            )
        return currency

    def categories(self):
        """The customer categories that have a sheet of their own."""
        public = self.env["res.partner.category"]._load_records(
            [
                {
                    "xml_id": "account_dunning_levels.category_public_sector",
                    "values": {"name": self.env._("Public sector")},
                    "noupdate": True,
                }
            ]
        )
        return {
            "key": self.env.ref("account_dunning_levels.category_key_accounts"),
            "public": public,
            "consumer": self.env.ref("account_dunning_levels.category_consumers"),
        }

    def make_sheets(self, categories):
        """The standard sheets, and one for the public sector with two levels switched off."""
        sheets = self.env["account.dunning.sheet"]
        if not sheets.search_count([("company_id", "=", self.company.id)]):
            sheets.action_create_standard_sheets()
        own = [
            ("company_id", "=", self.company.id),
            ("category_id", "=", categories["consumer"].id),
        ]
        if not sheets.search_count(own):
            sheets.action_create_consumer_sheet()
        # the terms of this company have a clause on damages that its customers accepted
        sheets.search(own).law_clause = True
        general = sheets.search(
            [("company_id", "=", self.company.id), ("category_id", "=", False)], limit=1
        )
        texts = general.level_ids.sorted("number")
        sheet = sheets.create(
            {
                "name": categories["public"].name,
                "company_id": self.company.id,
                "category_id": categories["public"].id,
                "sequence": 20,
                "level_ids": [
                    Command.create(
                        {
                            **texts[min(index, len(texts) - 1)].copy_data()[0],
                            "number": index + 1,
                            "min_days_overdue": days,
                            "channel": channel,
                            "attach_invoices": channel != "print",
                            "fine_minimum": fine,
                            "interest_monthly_percent": interest,
                            "active": active,
                        }
                    )
                    for index, (days, channel, fine, interest, active) in enumerate(PUBLIC_LEVELS)
                ],
            }
        )
        for level in sheet._all_levels():
            self._translate(level, texts[min(level.number, len(texts)) - 1])

    def _translate(self, level, source):
        """Take over the translations of another level's texts."""
        for code in self.languages:
            own, other = level.with_context(lang=code), source.with_context(lang=code)
            own.write({name: other[name] for name in ("subject", "heading", "opening", "closing")})

    def products(self):
        """The products that are sold, by key, their names in each language."""
        keys = list(PRODUCTS)
        products = self.env["product.product"].create(
            [
                {
                    "name": PRODUCTS[key][1],
                    "list_price": PRODUCTS[key][0],
                    "type": "service" if key == "hour" else "consu",
                }
                for key in keys
            ]
        )
        for code in self.languages:
            language = code.split("_")[0]
            if language in LANGUAGES:
                place = 1 + LANGUAGES.index(language)
                for key, product in zip(keys, products, strict=True):
                    product.with_context(lang=code).name = PRODUCTS[key][place]
        return dict(zip(keys, products, strict=True))
