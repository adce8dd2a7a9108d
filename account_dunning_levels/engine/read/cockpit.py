"""What the cockpit tells about customers besides the row of the work list.

Each function takes ``account.dunning.worklist`` records of the current company and answers for all
of them at once.
"""

from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...rules.base.money import decimal_of
from ...rules.decide import call_order, levels, selection
from ..ledger import customer_facts, item_facts
from ..store import company_day
from ..terms import run_settings


def place_words(customer):
    """Why a customer stands where it does on the work list, in one sentence.

    :param customer: one ``account.dunning.worklist``
    """
    env = customer.env
    found = call_order.points(debtor_of(customer))
    if not found:
        return env._("Not on the work list: nothing to collect, no promise due, no call planned.")
    parts = [_reason(env, customer, code, number) for code, number in found]
    total = sum(number for _code, number in found)
    return env._("%(total)s points: %(parts)s.", total=total, parts=", ".join(parts))


def debtor_of(customer):
    """The row of a customer as the rules read it."""
    return call_order.Debtor(
        to_collect=decimal_of(customer.to_collect),
        days_late=customer.days_late,
        broken_promises=customer.broken_promise_count,
        promises_due=customer.promise_due_count,
        exhausted_items=customer.exhausted_count,
        calls_due=customer.call_due_count,
        days_silent=customer.days_silent if customer.last_contact_date else None,
    )


def _reason(env, customer, code, number):
    if code == "value":
        amount = formatLang(env, customer.to_collect, currency_obj=customer.currency_id)
        return env._("%(points)s for %(amount)s to collect", points=number, amount=amount)
    if code == "late":
        return env._("%(points)s for %(days)s days late", points=number, days=customer.days_late)
    words = {
        "promise_due": env._("a promise that is due"),
        "broken": env._("broken promises"),
        "call_due": env._("a planned call"),
        "exhausted": env._("items that had all their reminders"),
        "silent": env._("no contact for long"),
    }
    return env._("%(points)s for %(what)s", points=number, what=words[code])


def order_words(env):
    """The rule of the work list, as a list of sentences."""
    return [
        env._(
            "The amount to collect (overdue, not on hold, less credits): %(points)s points more "
            "each time it is ten times as high, so 1,000 gives %(thousand)s and 10,000 gives "
            "%(ten)s.",
            points=call_order.POINTS_PER_DIGIT,
            thousand=3 * call_order.POINTS_PER_DIGIT,
            ten=4 * call_order.POINTS_PER_DIGIT,
        ),
        env._(
            "Its oldest item: 1 point for every %(days)s days late, at most %(most)s.",
            days=call_order.DAYS_PER_POINT,
            most=call_order.MOST_FOR_DAYS,
        ),
        env._("A call planned for today or earlier: %s points.", call_order.FOR_CALL_DUE),
        env._("A promise whose day has come: %s points.", call_order.FOR_PROMISE_DUE),
        env._(
            "Promises broken in the last 12 months: %(points)s points each, at most %(most)s.",
            points=call_order.FOR_BROKEN_PROMISE,
            most=call_order.MOST_FOR_BROKEN_PROMISES,
        ),
        env._("Items that had all their reminders: %s points.", call_order.FOR_EXHAUSTED),
        env._(
            "No contact for more than %(days)s days, or never: %(points)s points.",
            days=call_order.SILENT_AFTER_DAYS,
            points=call_order.FOR_SILENCE,
        ),
    ]


# ------------------------------------------------------------------------ what comes next


def next_steps(customers):
    """The next thing to happen with each customer.

    :return: dict id -> ``(words, date)``; the date is None when nothing happens by itself
    """
    reminders = _next_reminders(customers)
    activities = _next_activities(customers)
    return {
        customer.id: _next_step(customer, reminders.get(customer.id), activities.get(customer.id))
        for customer in customers
    }


def _next_step(customer, reminder, activity):
    env = customer.env
    found = []
    if customer.promise_date:
        amount = formatLang(env, customer.promise_amount, currency_obj=customer.promise_currency_id)
        found.append((customer.promise_date, env._("Promised: %s", amount)))
    if activity:
        found.append((activity.date_deadline, activity.summary or activity.activity_type_id.name))
    if reminder and customer.amount_open > 0:
        day, level = reminder
        found.append((day, env._("Reminder at level %s", level)))
    if found:
        day, words = min(found, key=lambda step: step[0])
        return words, day
    if not customer.active:
        return env._("Nothing is open"), None
    if customer.amount_open <= 0:
        return env._("In credit: nothing to collect"), None
    if customer.exhausted_count:
        return env._("All reminders sent: decide what to do"), None
    if customer.is_on_hold:
        return env._("On hold"), None
    return "", None


def _next_reminders(customers):
    """Debtor id -> (date, level) of its first reminder, by the rules of a run."""
    company = customers.env.company
    # sudo: sheets, holds and items are needed to judge; only a date and a level come out
    env = customers.env(su=True)
    company = company.with_env(env)
    today = company_day.today(company)
    settings = run_settings.current(company, today)
    # a customer with a head office is reminded by the sheet of that one
    deciders = customers.with_env(env).partner_id._dunning_letter_to(company)
    deciding = customer_facts.read_customers(env, company, deciders.ids, today)
    items = item_facts.read_items(env, company, today, deciding, settings)
    found = {}
    for decider_id, facts in items.items():
        sheet = run_settings.sheet_of(deciding[decider_id], settings)
        law = settings.law_of(deciding[decider_id])
        for fact in facts:
            step = _reminder_of(fact.item, sheet, settings.context.options, law)
            if step:
                found[fact.debtor_id] = min(step, found.get(fact.debtor_id, step))
    return found


def _reminder_of(item, sheet, options, law):
    """``(date, level)`` of the next reminder of an item, or None."""
    day = item.residual > 0 and selection.next_action_date(item, sheet, options, law)
    if not day:
        return None
    return day, levels.next_level(sheet, options.max_level, item.level).number


def _next_activities(customers):
    """Debtor id -> its first planned activity that the user may see."""
    activities = customers.env["mail.activity"].search(
        [("res_model", "=", "res.partner"), ("res_id", "in", customers.ids)],
        order="date_deadline desc, id desc",
    )
    return {activity.res_id: activity for activity in activities}


# ------------------------------------------------------------------------ the account


def running_balances(items):
    """What a customer owes up to and including each open item, in order of due dates.

    :param items: ``account.dunning.item`` records
    :return: dict item id -> float, company currency
    """
    table = items._table_sql
    rows = items.env.execute_query(
        SQL(
            """
            SELECT item.id,
                   SUM(item.amount_residual) OVER (
                        PARTITION BY item.company_id, item.debtor_id, item.side
                        ORDER BY item.due_date, item.id)
              FROM %s item
             WHERE item.is_open
               AND item.debtor_id = ANY(%s)
            """,
            table,
            items.debtor_id.ids,
        )
    )
    return dict(rows)


def last_payments(customers):
    """Debtor id -> (date, amount) of the last money received, company currency."""
    rows = customers.env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (contact.commercial_partner_id)
                   contact.commercial_partner_id, item.date, SUM(-item.balance)
              FROM account_move_line item
              JOIN res_partner contact ON contact.id = item.partner_id
              JOIN account_journal journal ON journal.id = item.journal_id
             WHERE contact.commercial_partner_id = ANY(%(ids)s)
               AND item.company_id = %(company)s
               AND item.parent_state = 'posted'
               AND item.balance < 0
               AND journal.type IN ('bank', 'cash', 'credit')
               AND item.account_id IN (
                        SELECT id FROM account_account WHERE account_type = 'asset_receivable')
          GROUP BY contact.commercial_partner_id, item.date, item.move_id
          ORDER BY contact.commercial_partner_id, item.date DESC, item.move_id DESC
            """,
            ids=customers.ids,
            company=customers.env.company.id,
        )
    )
    return {debtor_id: (day, amount) for debtor_id, day, amount in rows}
