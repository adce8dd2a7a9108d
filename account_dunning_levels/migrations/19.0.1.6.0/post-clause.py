"""Belgian consumer sheets are asked whether a clause exists; what they say is not changed.

Until now “Clause in the contract” was on without anybody having said so. A note on each such sheet
says it.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    sheets = env["account.dunning.sheet"].search(
        [("law_profile", "=", "be_consumer"), ("law_clause", "=", True)]
    )
    for sheet in sheets:
        sheet = sheet.with_context(lang=sheet.company_id.partner_id.lang)
        sheet._message_log(
            body=sheet.env._(
                "This sheet asks consumers a lump sum because “Clause in the contract” is on, "
                "which earlier versions switched on by themselves. Please check that your "
                "customers agreed to such a clause; switch it off if they did not."
            )
        )
