"""Which day it is for a company."""

from odoo import fields


def today(company):
    """The company's date now, in the time zone of its address book entry or of the user."""
    company.ensure_one()
    zone = company.partner_id.tz or company.env.user.tz or "UTC"
    return fields.Date.context_today(company.with_context(tz=zone))
