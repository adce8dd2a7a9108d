"""The ledger of the demo and the way to its mail server, in Odoo's shell.

DEMO_SMTP_PORT names the port of the mail server.
"""

# ruff: noqa: F821  env comes from Odoo's shell

import os

from odoo.fields import Command


def main():
    company = env.ref("base.main_company")
    env["account.dunning.demo"]._install(company)
    env["ir.mail_server"].create(
        {
            "name": "Demo: keeps what it gets",
            "smtp_host": "127.0.0.1",
            "smtp_port": int(os.environ["DEMO_SMTP_PORT"]),
            "smtp_encryption": "none",
        }
    )
    # everyone sees the branch too
    users = env["res.users"].search([("share", "=", False)])
    users.company_ids = [Command.link(branch.id) for branch in company.child_ids]
    env.cr.commit()


main()
