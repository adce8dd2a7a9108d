"""The company and users of the demo, in Odoo's shell; a second call changes nothing more.

A Belgian furniture dealer that does not exist: its VAT number and bank account are those of
textbooks, well formed and nobody's.
"""

# ruff: noqa: F821  env comes from Odoo's shell

import base64
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from odoo.fields import Command

DARK, BRIGHT = "#1F4E5F", "#C8553D"


def logo():
    """A wordmark, drawn here so that no file is needed."""
    picture = Image.new("RGBA", (760, 160), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((8, 24, 120, 136), radius=20, fill=DARK)
    draw.rectangle((36, 64, 92, 74), fill="white")
    draw.rectangle((44, 74, 52, 112), fill="white")
    draw.rectangle((76, 74, 84, 112), fill=BRIGHT)
    draw.text((144, 26), "Scheldeland", fill=DARK, font=ImageFont.load_default(64))
    draw.text((148, 100), "kantoorinrichting", fill=BRIGHT, font=ImageFont.load_default(34))
    content = BytesIO()
    picture.save(content, "PNG")
    return base64.b64encode(content.getvalue())


def set_up_company(company):
    # the context: a country must not install further modules
    company.with_context(chart_template_load=True).write(
        {
            "name": "Scheldeland Kantoorinrichting NV",
            "street": "Afrikalaan 210",
            "zip": "9000",
            "city": "Gent",
            "country_id": env.ref("base.be").id,
            "currency_id": env.ref("base.EUR").id,
            "phone": "+32 9 555 01 80",
            "email": "facturatie@scheldeland.example.com",
            "website": "https://scheldeland.example.com",
            "vat": "BE0123456749",
            "company_registry": "0123456749",
            "logo": logo(),
            "primary_color": DARK,
            "secondary_color": BRIGHT,
            "email_primary_color": "#FFFFFF",
            "email_secondary_color": DARK,
            "report_footer": "RPR Gent, afdeling Gent · BE 0123.456.749",
        }
    )
    company.partner_id.write({"lang": "nl_BE", "tz": "Europe/Brussels"})
    # the demo's mail server shows reminders, not Odoo's periodic digest
    digest = env.ref("digest.ir_cron_digest_scheduler_action", raise_if_not_found=False)
    if digest:
        digest.active = False
    if company.chart_template != "be_comp":
        env["account.chart.template"].try_loading("be_comp", company)
    if not company.partner_id.bank_ids:
        bank = env["res.bank"].create({"name": "Voorbeeldbank", "bic": "GKCCBEBB"})
        env["res.partner.bank"].create(
            {
                "partner_id": company.partner_id.id,
                "acc_number": "BE71 0961 2345 6769",
                "bank_id": bank.id,
                "allow_out_payment": True,
            }
        )


def user(login, name, phone, group):
    """A user whose password is the login."""
    found = env["res.users"].search([("login", "=", login)])
    return found or env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": name,
            "login": login,
            "password": login,
            "email": f"{name.split()[0].lower()}@scheldeland.example.com",
            "phone": phone,
            "tz": "Europe/Brussels",
            "group_ids": [Command.set([env.ref("base.group_user").id, env.ref(group).id])],
        }
    )


def main():
    company = env.ref("base.main_company")
    set_up_company(company)
    accountant = user(
        "accountant", "Annelies De Clercq", "+32 9 555 01 82", "account.group_account_invoice"
    )
    user("reader", "Bart Wouters", "+32 9 555 01 83", "account.group_account_readonly")
    env.ref("base.user_admin").write(
        {"email": "admin@scheldeland.example.com", "tz": "Europe/Brussels"}
    )
    company.dunning_user_id = accountant
    # Odoo waits a second for scripts before it prints a page; invoices have none
    env["ir.config_parameter"].set_param("report.print_delay", "0")
    env.cr.commit()


main()
