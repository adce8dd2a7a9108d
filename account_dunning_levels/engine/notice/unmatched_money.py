"""The warning that money of a customer is not matched with what its reminders ask for."""

import json
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.decide import unmatched, warnings
from ..ledger import incoming_money
from ..store import bulk, named_rows
from ..store.named_rows import NumericText
from . import list_words

CODE = "unmatched_payment"


class _ClaimRow(NamedTuple):
    """The smallest claim in a currency on a letter.

    :ivar letter_currency_id: in which the letter, and its warning, states amounts
    :ivar debtor_id: the customer, or a branch of it, that owes claims on the letter
    """

    notice_id: int
    customer_id: int
    letter_currency_id: int
    debtor_id: int
    currency_id: int
    amount: NumericText


def warn(run, settings, notices=None):
    """Warn on the open notices of customers whose unmatched money is at least their smallest claim.

    Three statements, however many customers there are.

    :param settings: of the run (:class:`terms.run_settings.Settings`)
    :param notices: look at these only, not at all of the run
    :return: those whose customers have that much
    """
    env = run.env
    found = env["account.dunning.notice"]
    if not run.company_id.dunning_unmatched_guard:
        return found
    env.flush_all()
    only = None if notices is None else notices.partner_id.ids
    if only is not None:
        only = [*only, *notices.line_ids.partner_id.ids]
    money = incoming_money.unmatched(env, run.company_id, run.id, only)
    claims = _claims(run, list(money), notices) if money else []
    amounts = _amounts(claims, money, settings.currencies)
    found = found.browse(amounts)
    _write(found, amounts)
    return found


def _amounts(claims, money, currencies):
    """Notice id -> unmatched money of its customer, of those that are to be warned."""
    by_customer = defaultdict(list)
    for claim in claims:
        by_customer[claim.customer_id].append(claim)
    amounts = {}
    for customer_id, own in by_customer.items():
        # money of a branch is for the letters of its head office
        owners = {customer_id, *(claim.debtor_id for claim in own)}
        received = [one for owner in owners for one in money.get(owner, ())]
        asked = [(claim.currency_id, Decimal(claim.amount)) for claim in own]
        if received and unmatched.covers_a_claim(received, asked, currencies):
            for claim in own:
                if claim.notice_id not in amounts:
                    amounts[claim.notice_id] = unmatched.worth(
                        received, claim.letter_currency_id, currencies
                    )
    return amounts


def _claims(run, debtor_ids, notices):
    """The smallest claims on the open letters of customers who, or whose branches, have money."""
    source = SQL(
        """
            SELECT notice.id AS notice_id, notice.partner_id AS customer_id,
                   notice.currency_id AS letter_currency_id, line.partner_id AS debtor_id,
                   line.currency_id, MIN(line.amount_residual) AS amount,
                   BOOL_OR(notice.partner_id = ANY(%(debtors)s)
                           OR line.partner_id = ANY(%(debtors)s)
                          ) OVER (PARTITION BY notice.partner_id) AS has_money
              FROM account_dunning_notice notice
              JOIN account_dunning_notice_line line ON line.notice_id = notice.id
             WHERE notice.run_id = %(run)s
               AND notice.state IN ('proposed', 'ready')
               AND line.outcome = 'claim'
               AND %(of_these)s
          GROUP BY notice.id, line.partner_id, line.currency_id
        """,
        run=run.id,
        debtors=debtor_ids,
        of_these=SQL("TRUE") if notices is None else SQL("notice.id = ANY(%s)", notices.ids),
    )
    return named_rows.read(run.env, _ClaimRow, source, SQL("WHERE source.has_money"))


def _write(notices, amounts):
    notices.fetch(["warning_codes", "warning_figures"])
    bulk.write_each(
        {
            notice: {
                "warning_codes": warnings.text_of([*warnings.codes_in(notice.warning_codes), CODE]),
                "warning_figures": json.dumps(
                    {**(notice.warning_figures or {}), CODE: {"amount": str(amounts[notice.id])}}
                ),
            }
            for notice in notices
        }
    )


def look_again(run, settings):
    """The same for a list that was made some time ago: what was matched meanwhile is no warning."""
    notices = run.env["account.dunning.notice"].search(
        [("run_id", "=", run.id), ("state", "in", ("proposed", "ready"))]
    )
    for notice in notices:
        if CODE in warnings.codes_in(notice.warning_codes):
            list_words.unwarn(notice, CODE)
    warn(run, settings)
