"""The company the browser tests work in, for Odoo's shell.

SMTP_PORT names the port of the mail server, GREYLISTED the address that it does not take for now.
Dates count back from today: the server's clock is the real one.
"""

# ruff: noqa: F821  env comes from Odoo's shell

import os
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tools import mute_logger

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


def user(login, name, *groups, lang="en_US"):
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
                "lang": lang,
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


def pay_by_bank(move, amount):
    """A payment as Odoo's bookkeeping of banks keeps it: in process, without an entry."""
    moves = type(env["account.move"])
    with patch.object(moves, "_get_invoice_in_payment_state", lambda moves: "in_payment"):
        payment = env["account.payment"].create(
            {
                "amount": amount,
                "date": TODAY,
                "partner_id": move.partner_id.id,
                "invoice_ids": move.ids,
            }
        )
        payment.action_post()
        env.flush_all()
    assert payment.state == "in_process" and not payment.move_id, payment.state
    assert move.payment_state == "in_payment" and move.amount_residual, move.payment_state


def signs():
    """Invoices that are blocked, or paid by a payment under way, wholly and in part."""
    invoice(
        customer("Meubelhuis Aerts", "nl_BE", "aerts@example.com"), 45, 1000.0
    ).action_toggle_block_payment()
    pay_by_bank(
        invoice(customer("Interieur Bosmans", "nl_BE", "bosmans@example.com"), 30, 1000.0), 1000.0
    )
    # reminded by the test that says so
    partly = customer("Studio Cools", "nl_BE", "cools@example.com", dunning_enabled=False)
    pay_by_bank(invoice(partly, 28, 900.0), 400.0)


def mails():
    """A run of this morning by e-mail: one was taken, one waits for the mail server."""
    waits = customer("Keukens Vandamme", "nl_BE", os.environ["GREYLISTED"])
    taken = customer("Drukwerk Ooms", "nl_BE", "ooms@example.com")
    invoice(waits, 21, 640.0)
    invoice(taken, 26, 815.0)
    run = env["account.dunning.run"].create(
        {"partner_domain": f"[('id', 'in', {(waits | taken).ids})]"}
    )
    run.action_propose()
    run.action_release()
    run.action_send()
    env["account.dunning.run"]._send_pending()
    # the outbox keeps count of its attempts in transactions of its own
    env.cr.commit()
    with mute_logger("odoo.addons.mail.models.mail_mail"):
        env["mail.mail"].process_email_queue()
    env.invalidate_all()
    of = {notice.partner_id: notice for notice in run.notice_ids}
    assert of[waits].waits_for_mail_server, (of[waits].state, of[waits].reason)
    assert of[taken].state == "sent", (of[taken].state, of[taken].reason)


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
    user("boekhouder", "Els Vermeulen", "account.group_account_invoice", lang="nl_BE")
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
    signs()
    mails()
    field_of_customers("x_region", "Region")
    bakery["x_region"] = "North"
    claes["x_region"] = "South"
    env.cr.commit()


main()
