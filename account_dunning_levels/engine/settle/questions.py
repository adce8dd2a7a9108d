"""Asking the responsible user what became of an e-mail."""

from markupsafe import Markup

from ..signs import people
from ..store import company_day


def ask(notices):
    owners = people.owners(notices)
    kind = _question_type(notices.env)
    partner_model = notices.env["ir.model"]._get_id("res.partner")
    activities = notices.env["mail.activity"].with_context(mail_activity_quick_update=True)
    activities.create(
        [
            {
                "res_model_id": partner_model,
                "res_id": notice.partner_id.id,
                "activity_type_id": kind.id,
                "user_id": owners[notice],
                "date_deadline": company_day.today(notice.company_id),
                "summary": notice.env._("Did reminder %s arrive?", notice.name),
                "note": Markup("<p>%s</p>") % notice.reason,
                "dunning_notice_id": notice.id,
            }
            for notice in notices
        ]
    )


def _question_type(env):
    own = "account_dunning_levels.mail_activity_type_outcome"
    return env.ref(own, raise_if_not_found=False) or env.ref("mail.mail_activity_data_todo")


def close(notices):
    """Somebody knows by now: what was asked of the responsible has its answer."""
    notices.env["mail.activity"].search(
        [
            ("dunning_notice_id", "in", notices.ids),
            ("activity_type_id", "=", _question_type(notices.env).id),
        ]
    ).unlink()
