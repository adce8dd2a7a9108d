"""Up to which day the bank of a company is booked."""

from datetime import timedelta

from odoo.tools import SQL


def last(company, day):
    """Date of the last bank transaction up to ``day``, or False when no bank is booked in Odoo.

    Cash says nothing about the bank. A branch has its parent's bank.
    """
    rows = company.env.execute_query(
        SQL(
            """
            SELECT MAX(move.date)
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = line.journal_id
             WHERE line.company_id = ANY(%s)
               AND journal.type <> 'cash'
               AND move.state = 'posted'
               AND move.date <= %s
            """,
            company.sudo().parent_ids.ids,  # sudo: who works for a branch may not read its parent
            day,
        )
    )
    return rows[0][0] or False


def is_stale(company, booked_up_to, day):
    """Whether the bank was booked too long before ``day``.

    A company that never booked a bank transaction in Odoo has no bank that can be late: it is
    never stale.

    :param booked_up_to: of :func:`last`
    """
    oldest = day - timedelta(days=company.dunning_bank_max_age_days)
    return bool(booked_up_to) and booked_up_to < oldest
