"""Which day it is for a company."""

from odoo import fields


def zone(company):
    """Name of the time zone of a company: that of its address book entry, else of its responsible
    for reminders, else of the user."""
    company.ensure_one()
    # sudo: a name of a time zone, whoever asks
    company = company.sudo()
    return company.partner_id.tz or company.dunning_user_id.tz or company.env.user.tz or "UTC"


def today(company):
    """The company's date now, in its time zone (:func:`zone`)."""
    return fields.Date.context_today(company.with_context(tz=zone(company)))
