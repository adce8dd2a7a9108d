"""A company with LETTERS late customers of one invoice each, for Odoo's shell.

SMTP_PORT names the port of the mail server, LANES how many senders may work at the same time.
"""

# ruff: noqa: F821  env comes from Odoo's shell

import os
from datetime import timedelta

from odoo import Command, fields

DUE = fields.Date.today() - timedelta(days=20)


def set_up_company():
    # what a fresh database would do in the background besides sending reminders and e-mails
    senders = env.ref("mail.ir_cron_mail_scheduler_action") | env["ir.cron"].search(
        [("code", "=", "model._cron_send()")]
    )
    (env["ir.cron"].search([]) - senders).active = False
    env["ir.mail_server"].create(
        {
            "name": "Keeps what it gets",
            "smtp_host": "127.0.0.1",
            "smtp_port": int(os.environ["SMTP_PORT"]),
            "smtp_encryption": "none",
        }
    )
    env["ir.config_parameter"].set_param("iap.partner_autocomplete.endpoint", "http://127.0.0.1:9")
    env["res.config.settings"].create({"dunning_send_lanes": int(os.environ["LANES"])}).execute()
    env.company.email = "boekhouding@scheldeland.example.com"
    env["res.partner.bank"].create(
        {
            "partner_id": env.company.partner_id.id,
            "acc_number": "BE71 0961 2345 6769",
            "allow_out_payment": True,
        }
    )


def make_invoices(count):
    customers = env["res.partner"].create(
        [
            {
                "name": f"Customer {number:03}",
                "email": f"customer{number:03}@example.com",
                "is_company": True,
                "lang": "nl_BE",
                "street": "Kerkstraat 1",
            }
            for number in range(count)
        ]
    )
    env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": DUE - timedelta(days=30),
                "invoice_date_due": DUE,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Eiken tafel", "price_unit": 100, "tax_ids": []})
                ],
            }
            for customer in customers
        ]
    ).action_post()


set_up_company()
make_invoices(int(os.environ["LETTERS"]))
env.cr.commit()
