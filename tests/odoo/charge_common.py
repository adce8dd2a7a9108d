"""What the tests of booked charges share: a sheet that invoices them, and hand-worked figures.

100.00 due 28 February 2026, reminded on 31 March: 31 days late. Fine 10 % = 10.00; interest
1 % a month on 31 / 30 months = 1.0333, so 1.03. Again on 14 April at level 2: 45 days late,
fine 10.00, interest of the whole delay 1 % x 45 / 30 = 1.50.
"""

from send_common import SendCommon


class ChargeCommon(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income = cls.company_data["default_account_revenue"].copy()
        cls.fine_product = cls.make_product("Reminder fine")
        cls.interest_product = cls.make_product("Late-payment interest")
        cls.book_by(mode="invoiced", post=True)

    @classmethod
    def make_product(cls, name):
        # as Odoo makes products: with the sales tax of the company
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "property_account_income_id": cls.income.id,
                "taxes_id": [(6, 0, cls.company_data["default_tax_sale"].ids)],
            }
        )

    @classmethod
    def book_by(cls, mode, post=False, tax="none", sheet=None):
        (sheet or cls.sheet).write(
            {
                "charge_mode": mode,
                "charge_fine_product_id": cls.fine_product.id,
                "charge_interest_product_id": cls.interest_product.id,
                "charge_post": post,
                "charge_tax_mode": tax,
            }
        )

    def remind_on(self, day):
        """The customer's reminder of a run on ``day``, accepted by the mail server."""
        return self.remind_and_accept(day).notice_ids

    def charges(self, notice):
        """``(kind, amount)`` of what is in the books for a reminder."""
        live = notice.charge_ids.filtered("is_live")
        return sorted((charge.kind, round(charge.amount, 2)) for charge in live)

    def prices(self, invoice):
        """Amounts on an invoice of charges, in the order of its lines."""
        lines = invoice.invoice_line_ids.sorted("sequence")
        return [round(line.price_subtotal, 2) for line in lines]
