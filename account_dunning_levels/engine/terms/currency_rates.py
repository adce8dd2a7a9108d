"""Steps and rates of currencies on a day, and what a euro is worth in them."""

from decimal import Decimal

from odoo.tools import SQL

from ...rules.base.money import decimal_of
from ...rules.decide.values import Currencies


def currencies_at(company, key_date):
    """Steps and rates of all currencies, archived ones too: old items may be in them.

    Odoo takes 1 where no rate was ever entered; such a currency has no rate here.
    """
    own = company.currency_id
    # sudo: rates are facts, not secrets
    found = company.env["res.currency"].sudo().with_context(active_test=False)
    found = found.search(["|", ("active", "=", True), ("rate_ids", "!=", False)]) | own
    rates = found._get_rates(company, key_date)
    base = decimal_of(rates[own.id])
    entered = _entered(company)
    return Currencies(
        own.id,
        {currency.id: decimal_of(currency.rounding) for currency in found},
        {
            currency.id: decimal_of(rates[currency.id]) / base
            for currency in found
            if currency == own or currency.id in entered
        },
    )


def euro_rates(company, currencies):
    """Currency -> units of it for one euro, of those whose rate is known."""
    env, own = company.env, company.currency_id
    euro = env.ref("base.EUR", raise_if_not_found=False)
    if not euro:
        return {}
    if not currencies.knows(euro.id):
        return {euro.id: Decimal(1)}
    known = _entered(company) | {own.id}
    known &= currencies.rates.keys()
    base = currencies.rates[euro.id]
    rates = {key: currencies.rates[key] / base for key in known}
    return {**rates, euro.id: Decimal(1)}


def _entered(company):
    """Ids of the currencies with a rate that somebody entered."""
    rows = company.env.execute_query(
        SQL(
            "SELECT DISTINCT currency_id FROM res_currency_rate"
            " WHERE company_id IS NULL OR company_id = %s",
            company.root_id.id,
        )
    )
    return {row[0] for row in rows}
