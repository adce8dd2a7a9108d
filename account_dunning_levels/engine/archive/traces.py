"""What a letter leaves behind besides its PDF: chatter lines, activities, followers."""

from collections import defaultdict

from markupsafe import Markup

from odoo import fields
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..signs import people
from ..store import bulk, chatter, confidential


def record(notices):
    """Put the reminder in the chatter of its invoices and as an activity on the customer."""
    _note_on_invoices(notices)
    planned = notices.filtered(lambda n: not n.channel_has_letter or _mode(n) == "todo")
    logged = (notices - planned).filtered(lambda n: _mode(n) == "log")
    _follow(planned | logged)
    _log_activities(logged)
    _plan_activities(planned)
    _start_plans(notices.filtered(lambda notice: notice.level_id.activity_plan_id))


def _mode(notice):
    """The level's activity; a plan replaces it."""
    level = notice.level_id
    return "plan" if level.activity_plan_id else level.activity_mode


def _follow(notices):
    """Let the responsible users follow the customers, as Odoo does for those with an activity.

    Odoo looks first who follows already, and then fails for good when another lane has made the
    same follower since; so it happened to a customer with reminders in two currencies. This one
    statement waits for the other lane, and its conflict is one that is tried again.
    """
    env = notices.env
    # before they left the responsible users were looked at again, see notice.signer
    wanted = {(n.partner_id, (n.user_id or env.user).partner_id) for n in notices}
    wanted = [(customer, follower) for customer, follower in wanted if follower.active]
    default, _internal, external = env["mail.message.subtype"].default_subtypes("res.partner")
    for shared, subtypes in ((False, default), (True, external)):
        pairs = [pair for pair in wanted if pair[1].partner_share == shared]
        if pairs:
            # in one order, so that two lanes do not wait for each other
            pairs.sort(key=lambda pair: (pair[0].id, pair[1].id))
            _add_followers(env, pairs, subtypes)


def _add_followers(env, pairs, subtypes):
    env.execute_query(
        SQL(
            """
              WITH added AS (
                   INSERT INTO mail_followers (res_model, res_id, partner_id)
                        SELECT 'res.partner', * FROM unnest(%s, %s)
                   ON CONFLICT DO NOTHING
                     RETURNING id
                   )
            INSERT INTO mail_followers_mail_message_subtype_rel
                        (mail_followers_id, mail_message_subtype_id)
                 SELECT added.id, subtype FROM added, unnest(%s::int[]) subtype
              RETURNING 1
            """,
            [customer.id for customer, _follower in pairs],
            [follower.id for _customer, follower in pairs],
            subtypes.ids,
        )
    )
    env["mail.followers"].invalidate_model(flush=False)


def _note_on_invoices(notices):
    channels = dict(notices._fields["channel"]._description_selection(notices.env))
    notes = []
    for notice in notices:
        body = Markup("<p>%s</p>") % notice.env._(
            "Reminder level %(level)s to %(recipient)s (%(channel)s): %(link)s",
            level=notice.level,
            recipient=notice.recipient_id.display_name,
            channel=channels[notice.channel],
            link=_link(notice),
        )
        claims = notice.line_ids.filtered(lambda line: line.outcome == "claim")
        notes += [(move.id, body) for move in claims.move_id]
    chatter.post_notes(notices.env, "account.move", notes)


def _link(notice):
    return Markup('<a href="#" data-oe-model="%s" data-oe-id="%s">%s</a>') % (
        notice._name,
        notice.id,
        notice.name,
    )


def _log_activities(notices):
    """A done activity in the customer's chatter, holding the letter."""
    env = notices.env
    default = env.ref(
        "account_dunning_levels.mail_activity_type_reminder", raise_if_not_found=False
    )
    groups = defaultdict(notices.browse)
    for notice in notices:
        groups[notice.level_id.activity_type_id or default, notice.company_id] |= notice
    subtype = env["ir.model.data"]._xmlid_to_res_id("mail.mt_activities")
    copies = _copies(notices)
    for (kind, company), group in groups.items():
        messages = chatter.post_notes(
            env,
            "res.partner",
            [(notice.partner_id.id, _activity_body(notice)) for notice in group],
            company,
            subtype_id=subtype,
            mail_activity_type_id=kind.id if kind else False,
        )
        bulk.link(
            messages,
            "attachment_ids",
            [copies.get(notice.id) or notice.attachment_id.id for notice in group],
        )
        _keep_done_activities(group, kind)


def _copies(notices):
    """Notice id -> id of its PDF copy on the customer."""
    found = notices.env["ir.attachment"].search_fetch(
        [("dunning_notice_id", "in", notices.ids)], ["dunning_notice_id"], order="id"
    )
    return {copy.dunning_notice_id.id: copy.id for copy in found}


def _activity_body(notice):
    return Markup("<p>%s</p>") % notice.env._(
        "%(heading)s sent: %(link)s, %(count)s items, level %(level)s",
        heading=notice.level_id.heading or notice.env._("Reminder"),
        link=_link(notice),
        count=notice.line_count,
        level=notice.level,
    )


def _keep_done_activities(notices, kind):
    """The archived activity behind the chatter line, as Odoo keeps done ones."""
    if not kind:
        return
    today, owners = fields.Date.context_today(notices), people.owners(notices)
    partner_model = notices.env["ir.model"]._get_id("res.partner")
    notices.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
        [
            {
                "active": False,
                "res_model_id": partner_model,
                "res_id": notice.partner_id.id,
                "activity_type_id": kind.id,
                "user_id": owners[notice],
                "date_deadline": today,
                "summary": notice.name,
                "dunning_notice_id": notice.id,
                confidential.COMPANY: notice.company_id.id,
            }
            for notice in notices
        ]
    )


def _plan_activities(notices):
    """A planned activity on the customer for the responsible user."""
    env = notices.env
    call = env.ref("account_dunning_levels.mail_activity_type_call", raise_if_not_found=False)
    todo = env.ref("mail.mail_activity_data_todo")
    owners = people.owners(notices)
    partner_model = env["ir.model"]._get_id("res.partner")
    env["mail.activity"].with_context(mail_activity_quick_update=True).create(
        [
            {
                "res_model_id": partner_model,
                "res_id": notice.partner_id.id,
                "activity_type_id": (
                    notice.level_id.activity_type_id
                    or (not notice.channel_has_letter and call)
                    or todo
                ).id,
                "user_id": owners[notice],
                "date_deadline": notice.deadline if notice.channel_has_letter else notice.date,
                "summary": notice.env._(
                    "Reminder %(name)s, level %(level)s", name=notice.name, level=notice.level
                ),
                "note": _todo_note(notice),
                "dunning_notice_id": notice.id,
                confidential.COMPANY: notice.company_id.id,
            }
            for notice in notices
        ]
    )


def _todo_note(notice):
    rows = Markup().join(
        Markup("<li>%s: %s, %s</li>")
        % (
            line.name,
            formatLang(notice.env, line.amount_residual, currency_obj=line.currency_id),
            notice.env._("%s days late", line.days_overdue),
        )
        for line in notice.line_ids
        if line.outcome == "claim"
    )
    return Markup("<p>%s</p><ul>%s</ul>") % (_link(notice), rows)


def _start_plans(notices):
    """Start the level's activity plan on its customers, with Odoo's own mechanism."""
    plans, owners = defaultdict(notices.browse), people.owners(notices)
    for notice in notices:
        plan = notice.level_id.activity_plan_id
        plans[plan, owners[notice], notice.company_id] |= notice
    for (plan, user_id, company), group in plans.items():
        before = _on_customers(group)
        wizard = notices.env["mail.activity.schedule"].with_context(
            active_model="res.partner", active_ids=group.partner_id.ids
        )
        wizard.create(
            {"plan_id": plan.id, "plan_on_demand_user_id": user_id}
        ).action_schedule_plan()
        for known, now in zip(before, _on_customers(group), strict=True):
            (now - known)[confidential.COMPANY] = company


def _on_customers(notices):
    """Activities and messages of this transaction on the customers of notices."""
    env = notices.env
    domain = [
        ("res_id", "in", notices.partner_id.ids),
        ("create_date", ">=", env.cr.now()),
    ]
    return (
        env["mail.activity"].search([("res_model", "=", "res.partner"), *domain]),
        env["mail.message"].search([("model", "=", "res.partner"), *domain]),
    )
