"""Filters that people type, and whose rights they are searched with.

A filter of a run, a simulation or the automatic runs is kept as text and used by others later: who
reads a control list sees what a filter found. So it is looked at twice. Where it is typed, with the
rights of who types it; where it is used, with the rights of who asks for the list, never with those
of the engine, and in the one company that the list is of. What an automatic run looks for is asked
by the responsible for reminders.
"""

import ast

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

ITEMS, PARTNERS = "account.move.line", "res.partner"

#: conditions on items that tell nothing of them: which they are, and whether somebody marked them
_TELLS_NOTHING = ("id", "dunning_mark_ids")


def read(env, model, text):
    """A stored filter as a Domain on ``model``.

    :raises ValueError: it cannot be read
    """
    try:
        domain = Domain(ast.literal_eval(text or "[]"))
        domain.validate(env[model])
    except (AttributeError, IndexError, KeyError, RecursionError, SyntaxError, TypeError) as error:
        raise ValueError(str(error)) from error
    return domain


def require_allowed(env, company, model, domain, title):
    """Refuse a filter that looks at what the person may not see.

    :param str title: what the screen calls the filter
    :raises AccessError: in one sentence that names the path
    """
    if not domain.is_true():
        found(env, company, model, domain, title)


def found(env, company, model, domain, title):
    """SQL: the ids of what a filter finds in a company, with the rights of the person.

    :raises AccessError: as in :func:`require_allowed`
    :raises ValidationError: a value does not fit its condition
    """
    records = _as_person(env, company)[model]
    if model == ITEMS and _tells_nothing(domain):
        # sudo: who reads reminders sees the open items of the company, without a right to invoices;
        # the list asks for the company itself
        records = records.sudo()
    if model == PARTNERS:
        # archived customers owe what they owe
        records = records.with_context(active_test=False)
    try:
        return records._search(domain).subselect()
    except AccessError as error:
        raise AccessError(_refusal(records, domain, title)) from error
    except (TypeError, ValueError) as error:
        raise ValidationError(unreadable_words(env, title, error)) from error


def unreadable_words(env, title, error):
    """The sentence on a filter that cannot be read."""
    return env._(
        "%(field)s: this filter cannot be read (%(error)s). Build it again.",
        field=title,
        error=error,
    )


def _as_person(env, company):
    return env(su=False, context={**env.context, "allowed_company_ids": company.ids})


def _tells_nothing(domain):
    return all(
        condition.field_expr in _TELLS_NOTHING
        and (condition.value is False or _are_ids(condition.value))
        for condition in domain.iter_conditions()
    )


def _are_ids(value):
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return not isinstance(value, Domain | SQL) and all(isinstance(one, int) for one in values)


def _refusal(records, domain, title):
    env = records.env
    return env._(
        "%(filter)s: the filter looks at “%(path)s”, which %(user)s may not see. Leave it out, or "
        "let somebody do this who may see it.",
        filter=title,
        path=_first_refused(records, domain),
        user=env.user.name,
    )


def _first_refused(records, domain):
    """The path of the first condition that the person may not ask for."""
    for condition in domain.iter_conditions():
        try:
            records._search(condition)
        except AccessError:
            return _path(condition)
    return records._description


def _path(condition):
    """The path of a condition; one on a relation may hold conditions of its own."""
    inner = condition.value
    if not isinstance(inner, Domain):
        return condition.field_expr
    return ".".join(filter(None, (condition.field_expr, _path(next(inner.iter_conditions())))))
