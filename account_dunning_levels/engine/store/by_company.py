"""What a customer is set to in a company, for SQL.

Odoo keeps a setting per company in one column: ``{company id: value}``, with nothing in it for a
company where the customer is as everybody. What everybody is, says ``ir.default``.
"""

import json

from odoo.tools import SQL

_TYPES = {"boolean": "bool", "many2one": "int"}


def setting(company, alias, name):
    """SQL: the value of a customer's setting in one company.

    :param str alias: of the customer's table
    :param str name: a field of ``res.partner`` that is kept per company: boolean or many2one
    """
    field = company.env["res.partner"]._fields[name]
    column = SQL.identifier(alias, name, to_flush=field)
    usual = _usual(company, field)
    if field.type == "many2one" and not usual:
        return SQL("(%s ->> %s)::int", column, str(company.id))
    return SQL(
        "(COALESCE(%(column)s -> %(company)s, to_jsonb(%(usual)s)) ->> 0)::%(type)s",
        column=column,
        company=str(company.id),
        usual=usual,
        type=SQL(_TYPES[field.type]),
    )


def is_off(company, alias, name):
    """SQL condition: a customer's tick is off in one company; few are where on is usual."""
    off = SQL("NOT %s", setting(company, alias, name))
    if _usual(company, company.env["res.partner"]._fields[name]):
        return SQL("(%s AND %s)", is_kept(alias, name), off)
    return off


def _usual(company, field):
    """What customers are set to in a company where nobody chose: a boolean, an id or False."""
    # sudo: it is no secret, and asked for by whoever reads the company's reminders
    partners = company.env["res.partner"].sudo().with_company(company)
    return field.convert_to_write(field.get_company_dependent_fallback(partners), partners)


def setting_in(env, alias, name, company):
    """SQL: the same for rows of several companies, each by its own.

    :param SQL company: the id of the row's company
    """
    field = env["res.partner"]._fields[name]
    column = SQL.identifier(alias, name, to_flush=field)
    # {company id: value} of all companies
    usual = env["ir.default"]._get_field_column_fallbacks("res.partner", name)
    if field.type == "many2one" and not any(json.loads(usual).values()):
        return SQL("(%s ->> %s::text)::int", column, company)
    return SQL(
        "(COALESCE(%(column)s -> %(company)s::text, %(usual)s::jsonb -> %(company)s::text)"
        " ->> 0)::%(type)s",
        column=column,
        company=company,
        usual=usual,
        type=SQL(_TYPES[field.type]),
    )


def is_kept(alias, name):
    """SQL condition: the setting has a value in some company; the index of the field serves it."""
    return SQL("%s IS NOT NULL", SQL.identifier(alias, name))


def head_offices_elsewhere(partners):
    """Where partners are branches or head offices in companies other than the current one.

    :return: list of (id of the branch, id of the company, id of the head office)
    """
    name = "dunning_head_office_id"
    partners.flush_model([name])
    return partners.env.execute_query(
        SQL(
            """
            SELECT branch.id, kept.key::int, kept.value::int
              FROM res_partner branch
        CROSS JOIN LATERAL jsonb_each_text(branch.%(column)s) kept
             WHERE branch.%(column)s IS NOT NULL
               AND kept.key <> %(here)s
               AND kept.value IS NOT NULL
               AND (branch.id = ANY(%(ids)s) OR kept.value::int = ANY(%(ids)s))
            """,
            column=SQL.identifier(name),
            here=str(partners.env.company.id),
            ids=partners.ids,
        )
    )
