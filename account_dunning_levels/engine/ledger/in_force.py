"""Which holds are in force, and which of several shows.

A hold that is lifted, kept or broken holds no more; else its days decide. For one hold in Python
that is :func:`rules.decide.hold_state.in_force`; here is the same rule for SQL, and the domain made
from it. A test with random holds keeps the two alike.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from ...rules.decide import hold_state
from ..store import by_company, company_day

#: fields of a hold that decide
DECIDING = ("active", "company_id", "date_from", "date_last", "state")


def condition(alias, day, today):
    """SQL condition: the hold ``alias`` is in force on ``day``; its last day still blocks.

    A hold set today counts for a run dated earlier too: hence the later of the two days.
    """
    return SQL(
        "(%(hold)s.active AND %(hold)s.date_from <= %(start)s"
        " AND (%(hold)s.date_last IS NULL OR %(hold)s.date_last >= %(day)s)"
        " AND COALESCE(%(hold)s.state, '') NOT IN %(over)s)",
        hold=SQL.identifier(alias),
        start=max(day, today),
        day=day,
        over=hold_state.OVER,
    )


def for_company(alias, company, day):
    """The same for holds of one company, by its date."""
    return condition(alias, day, company_day.today(company))


def domain(env):
    """Domain: holds in force now, each by the date of its company.

    Holds of companies that the user does not work in go by the date of the current one.
    """
    here = company_day.today(env.company)
    by_day = env.companies.grouped(company_day.today)
    elsewhere = {day: companies.ids for day, companies in by_day.items() if day != here}

    def to_sql(model, alias, _query):
        company = SQL.identifier(alias, "company_id")
        terms = [
            SQL("(%s = ANY(%s) AND %s)", company, ids, condition(alias, day, day))
            for day, ids in elsewhere.items()
        ]
        others = sum(elsewhere.values(), [])
        terms.append(SQL("(%s <> ALL(%s) AND %s)", company, others, condition(alias, here, here)))
        flushed = [SQL(to_flush=model._fields[name]) for name in DECIDING]
        return SQL("(%s)%s", SQL(" OR ").join(terms), SQL().join(flushed))

    return Domain.custom(to_sql=to_sql, predicate=lambda hold: hold.in_force)


def nearest(env, alias, day, today):
    """SQL: id of the hold that an item shows, or NULL.

    Its own goes before that of its invoice, that before one of who owes it, and that before one of
    the head office that gets the letter: in the list, in the window, and in "Why?".

    :param str alias: of the holds; the item is ``item``, who owes it ``debtor``
    """
    head_office = by_company.setting_in(
        env, "debtor", "dunning_head_office_id", SQL("item.company_id")
    )
    return SQL(
        " COALESCE(%s) ",
        SQL(", ").join(
            _of(alias, subject, day, today)
            for subject in (
                SQL("%s = item.id", SQL.identifier(alias, "move_line_id")),
                SQL("%s = item.move_id", SQL.identifier(alias, "move_id")),
                SQL("%s = debtor.id", SQL.identifier(alias, "partner_id")),
                SQL("%s = %s", SQL.identifier(alias, "partner_id"), head_office),
            )
        ),
    )


def _of(alias, subject, day, today):
    return SQL(
        """(SELECT %(hold)s.id FROM account_dunning_hold %(hold)s
             WHERE %(subject)s AND %(hold)s.company_id = item.company_id AND %(in_force)s
          ORDER BY %(shown_first)s LIMIT 1)""",
        hold=SQL.identifier(alias),
        subject=subject,
        in_force=condition(alias, day, today),
        shown_first=shown_first(alias),
    )


def shown_first(alias):
    """SQL for ORDER BY: of several holds on one subject the one that ends last shows.

    One without a last day comes first; of those that end together, the newest.
    """
    return SQL("%(hold)s.date_last DESC NULLS FIRST, %(hold)s.id DESC", hold=SQL.identifier(alias))
