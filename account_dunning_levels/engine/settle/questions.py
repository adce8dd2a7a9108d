"""Asking the responsible user what became of an e-mail."""

from markupsafe import Markup

from ..signs import people
from ..store import company_day, confidential


def ask(notices):
    """Ask what became of e-mails that the mail server may have taken."""
    _plan(
        notices,
        _question_type(notices.env),
        lambda notice: (notice.env._("Did reminder %s arrive?", notice.name), notice.reason),
    )


def ask_about_report(notice):
    """Ask a person to read a report that says nothing clear; once at a time."""
    words = notice.env._(
        "A report about the e-mail of reminder %s came that is not clear. It stands on the "
        "reminder. If the customer did not get it, use “It came back” there.",
        notice.name,
    )
    if not _open(notice, _question_type(notice.env)):
        summary = notice.env._("Did reminder %s arrive?", notice.name)
        _plan(notice, _question_type(notice.env), lambda _notice: (summary, words))


def tell_reply(notice, words):
    """Tell the responsible that a customer answered; one that is open is not told again."""
    if not _open(notice, reply_type(notice.env)):
        summary = notice.env._("Answer to reminder %s", notice.name)
        _plan(notice, reply_type(notice.env), lambda _notice: (summary, words))


def _plan(notices, kind, say):
    """One activity each on the customers of notices.

    :param say: function of a notice: (summary, note)
    """
    partner_model = notices.env["ir.model"]._get_id("res.partner")
    activities = notices.env["mail.activity"].with_context(mail_activity_quick_update=True)
    owners = people.owners(notices)
    rows = []
    for notice in notices:
        summary, note = say(notice)
        rows.append(
            {
                "res_model_id": partner_model,
                "res_id": notice.partner_id.id,
                "activity_type_id": kind.id,
                "user_id": owners[notice],
                "date_deadline": company_day.today(notice.company_id),
                "summary": summary,
                "note": Markup("<p>%s</p>") % note,
                "dunning_notice_id": notice.id,
                confidential.COMPANY: notice.company_id.id,
            }
        )
    activities.create(rows)


def _open(notice, kind):
    """What was asked about a notice and has no answer yet."""
    return notice.env["mail.activity"].search(
        [("dunning_notice_id", "=", notice.id), ("activity_type_id", "=", kind.id)]
    )


def _question_type(env):
    return kind(env, "mail_activity_type_outcome")


def reply_type(env):
    """The kind of activity for what a customer wrote."""
    return kind(env, "mail_activity_type_reply")


def kind(env, name):
    """A kind of activity of ours, or a plain to-do where somebody deleted it."""
    own = env.ref(f"account_dunning_levels.{name}", raise_if_not_found=False)
    return own or env.ref("mail.mail_activity_data_todo")


def close(notices):
    """Somebody knows by now: what was asked of the responsible has its answer."""
    notices.env["mail.activity"].search(
        [
            ("dunning_notice_id", "in", notices.ids),
            ("activity_type_id", "=", _question_type(notices.env).id),
        ]
    ).unlink()
