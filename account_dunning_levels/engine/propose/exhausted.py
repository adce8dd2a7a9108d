"""Telling the responsible users about customers that had their last reminder."""

from collections import Counter

from odoo.tools import SQL

from ..signs import people
from ..store import company_day


def tell(run):
    """One activity per customer with exhausted items, and never a second one while it is open.

    They are those that :class:`propose.rows.Writer` put in ``dunning_exhausted``.
    """
    env = run.env
    kind = env.ref("account_dunning_levels.mail_activity_type_exhausted", raise_if_not_found=False)
    if not kind:
        return
    env.flush_all()
    # thousands of customers at the first run of a company; each as the ORM would write it, but
    # nobody follows the customer because of it
    rows = env.execute_query(
        SQL(
            _EXHAUSTED,
            kind=kind.id,
            company=run.company_id.id,
            model=env["ir.model"]._get_id("res.partner"),
            user=env.uid,
            owner=people.People(run.company_id).owner(run.user_id.id, env.uid),
            day=company_day.today(run.company_id),
            words=env._("Items at the last reminder level: %s", "{count}"),
        )
    )
    env["mail.activity"].invalidate_model(flush=False)
    for user_id, count in Counter(row[0] for row in rows if row[0]).items():
        env["res.users"].browse(user_id)._bus_send(
            "mail.activity/updated", {"activity_created": True, "count_diff": count}
        )


_EXHAUSTED = """
    INSERT INTO mail_activity (
        res_model_id, res_model, res_id, res_name, activity_type_id, user_id, date_deadline,
        summary, dunning_company_id, automated, active, create_uid, write_uid, create_date,
        write_date
    )
    SELECT %(model)s, 'res.partner', partner.id, partner.complete_name, %(kind)s, exhausted.user_id,
           %(day)s, REPLACE(%(words)s, '{count}', exhausted.items::text),
           %(company)s, FALSE, TRUE,
           %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM (
            SELECT partner_id, COALESCE(user_id, %(owner)s) AS user_id, items
              FROM dunning_exhausted
           ) exhausted
      JOIN res_partner partner ON partner.id = exhausted.partner_id
     -- read once, whatever PostgreSQL takes the size of this table for: looked through for each
     -- customer, it would be longer each time
     WHERE exhausted.partner_id NOT IN (
            SELECT told.res_id
              FROM mail_activity told
             WHERE told.res_model = 'res.partner'
               AND told.res_id IS NOT NULL
               AND told.activity_type_id = %(kind)s
               AND told.dunning_company_id = %(company)s
               AND told.active)
 RETURNING user_id
"""
