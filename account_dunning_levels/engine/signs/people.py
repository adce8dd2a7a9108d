"""Who may sign, receive and do something for a company: one place that everybody asks.

People who left sign nothing, receive nothing and own no activity (SPEC section 13): users that were
archived, that may not enter the company any more, or that are no employees any more. In their place
comes the responsible of the company, else who made the run.
"""

from odoo import SUPERUSER_ID
from odoo.tools import SQL

MANAGERS = "account_dunning_levels.group_dunning_manager"


class People:
    """Who is still there in a company; read once, in one query.

    Afterwards :meth:`first` asks the database nothing.
    """

    def __init__(self, company):
        env = company.env
        env["res.users"].flush_model(["active", "company_ids", "share"])
        rows = env.execute_query(SQL(_THERE, company=company.id))
        self._env, self._ids = env, frozenset(user_id for (user_id,) in rows)
        # sudo: who looks after reminders does not depend on who asks
        self._responsible_id = company.sudo().dunning_user_id.id

    def __contains__(self, user_id):
        return user_id in self._ids

    def first(self, *user_ids):
        """The id of the first of these users who is still there, or None."""
        return next((user_id for user_id in user_ids if user_id in self._ids), None)

    def signer(self, user_id, *others):
        """The id of who signs where ``user_id`` was to: that user, the company's responsible, or
        the first of ``others``; None when all of them left: then the company signs."""
        return self.first(user_id, self._responsible_id, *others)

    def owner(self, *user_ids):
        """The id of who gets an activity: as :meth:`signer`, else a reminders administrator, else
        nobody (None)."""
        return self.signer(*user_ids or (None,)) or self._administrator()

    def _administrator(self):
        # sudo: as above
        group = self._env.ref(MANAGERS, raise_if_not_found=False)
        if not group:
            return None
        users = self._env["res.users"].sudo()
        domain = [("id", "in", list(self._ids)), ("all_group_ids", "in", group.ids)]
        return users.search(domain, order="id", limit=1).id or None


def by_company(companies):
    """Company -> its :class:`People`."""
    return {company: People(company) for company in companies}


def owners(notices):
    """Reminder -> id of who gets an activity about it, or None for nobody.

    :param notices: with the rights of the engine, of any companies
    """
    there = by_company(notices.company_id)
    env = notices.env
    return {
        notice: there[notice.company_id].owner(notice.user_id.id, notice.run_id.user_id.id, env.uid)
        for notice in notices
    }


def is_named(*users):
    """Whether one of these is a person; the technical user, which runs at night, is none."""
    return any(user and user.id != SUPERUSER_ID for user in users)


_THERE = """
    SELECT person.id
      FROM res_users person
      JOIN res_company_users_rel may ON may.user_id = person.id
     WHERE may.cid = %(company)s
       AND person.active
       AND person.share IS NOT TRUE
"""
