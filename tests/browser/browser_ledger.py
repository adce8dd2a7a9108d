"""The company the browser tests work in, for Odoo's shell.

SMTP_PORT names the port of the mail server. Dates count back from today: the server's clock is
the real one.
"""

# ruff: noqa: F821  env comes from Odoo's shell

import os
from datetime import timedelta

from odoo import Command, fields

TODAY = fields.Date.context_today(env.user)
#: what a fresh database would do in the background besides sending our reminders and e-mails
OWN_CRONS = (
    "mail.ir_cron_mail_scheduler_action",
    "account_dunning_levels.ir_cron_send_lane_1",
    "account_dunning_levels.ir_cron_send_lane_2",
)


def set_up_company():
    company = env.ref("base.main_company")
    company.write(
        {
            "name": "Scheldeland Meubelen",
            "street": "Afrikalaan 210",
            "zip": "9000",
            "city": "Gent",
            "country_id": env.ref("base.be").id,
            "currency_id": env.ref("base.EUR").id,
            "email": "boekhouding@scheldeland.example.com",
            "vat": "BE0123456749",
        }
    )
    company.partner_id.lang = "nl_BE"
    env["res.partner.bank"].create(
        {
            "partner_id": company.partner_id.id,
            "acc_number": "BE71 0961 2345 6769",
            "allow_out_payment": True,
        }
    )
    return company


def user(login, name, *groups):
    """A user whose password is the login."""
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@scheldeland.example.com",
                "lang": "en_US",
                "tz": "Europe/Brussels",
                "group_ids": [
                    Command.set([env.ref(group).id for group in ("base.group_user", *groups)])
                ],
            }
        )
    )


def customer(name, lang, email, **values):
    return env["res.partner"].create(
        {
            "name": name,
            "lang": lang,
            "email": email,
            "is_company": True,
            "street": "Kerkstraat 1",
            "zip": "9000",
            "city": "Gent",
            "country_id": env.ref("base.be").id,
            **values,
        }
    )


def invoice(partner, days_late, amount):
    """A posted invoice that is so many days late; its term was 30 days."""
    due = TODAY - timedelta(days=days_late)
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": due - timedelta(days=30),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(
                    {"name": "Eiken tafel", "quantity": 1, "price_unit": amount, "tax_ids": []}
                )
            ],
        }
    )
    move.action_post()
    return move


def field_of_customers(name, description):
    """A field that somebody added to the customer in the settings."""
    env["ir.model.fields"].create(
        {
            "name": name,
            "model_id": env["ir.model"]._get_id("res.partner"),
            "field_description": description,
            "ttype": "char",
        }
    )


def earlier_run(partner):
    """A run of this morning for one customer, on paper and taken out of the printer."""
    run = env["account.dunning.run"].create({"partner_domain": f"[('id', '=', {partner.id})]"})
    run.action_propose()
    run.action_release()
    run.action_send()
    env["account.dunning.run"]._send_pending()
    run.action_print()
    assert run.state == "done", run.notice_ids.mapped("reason")


def main():
    set_up_company()
    env["ir.cron"].search([]).active = False
    env["ir.cron"].union(*map(env.ref, OWN_CRONS)).active = True
    env["ir.mail_server"].create(
        {
            "name": "Keeps what it gets",
            "smtp_host": "127.0.0.1",
            "smtp_port": int(os.environ["SMTP_PORT"]),
            "smtp_encryption": "none",
        }
    )
    env["ir.config_parameter"].set_param("report.print_delay", "0")
    # nobody outside is asked what this company is
    env["ir.config_parameter"].set_param("iap.partner_autocomplete.endpoint", "http://127.0.0.1:9")
    user("manager", "Marleen Desmet", "account.group_account_manager", "base.group_system")
    user("accountant", "Annelies De Clercq", "account.group_account_invoice")
    user("reader", "Bart Wouters", "account.group_account_readonly")
    user("clerk", "Carla Maes", "base.group_partner_manager")

    wholesale = env["res.partner.category"].create({"name": "Wholesale"})
    bakery = customer("Bakkerij Peeters", "nl_BE", "peeters@example.com")
    invoice(bakery, 40, 1210.0)
    invoice(bakery, 12, 350.5)
    invoice(bakery, 1, 99.0)  # too young
    invoice(customer("Northern Lights Ltd", "en_US", "accounts@northern.example.com"), 20, 480.0)
    invoice(customer("Garage Lemmens", "nl_BE", False), 31, 760.0)
    invoice(customer("Atelier Dubois", "fr_FR", "dubois@example.com"), 9, 125.0)
    claes = customer("Claes Groothandel", "nl_BE", "claes@example.com", category_id=wholesale.ids)
    invoice(claes, 25, 2000.0)
    complaint = invoice(customer("Van Acker Interieur", "nl_BE", "va@example.com"), 50, 640.0)
    receivable = complaint.line_ids.filtered(lambda line: line.date_maturity)
    receivable.action_dunning_block(reason="Complaint about the delivery")
    printer = customer("Drukkerij Wouters", "nl_BE", False)
    invoice(printer, 8, 300.0)
    earlier_run(printer)
    field_of_customers("x_region", "Region")
    bakery["x_region"] = "North"
    claes["x_region"] = "South"
    env.cr.commit()


main()
