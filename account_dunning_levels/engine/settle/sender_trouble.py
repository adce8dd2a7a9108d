"""A mail server that refuses whoever sends: told to one person, once, and not on each reminder."""

from markupsafe import Markup

from ..signs import people
from . import questions, telling


def tell(company, why, notices):
    """Ask the responsible to mend the sender; an open question is not asked again.

    :param str why: a sentence
    :param notices: reminders that wait because of it
    """
    if _open(company):
        return
    env = notices.env
    words = env._(
        "%(why)s No e-mail of reminders leaves until that is mended: see the outgoing mail server "
        "and the sender of the e-mails. They leave by themselves then; no reminder has failed.",
        why=why,
    )
    user_id = people.People(company).owner() or people.owners(notices[:1])[notices[:1]]
    telling.plan(
        # nobody is told by e-mail that no e-mail leaves
        company.with_env(env).with_context(mail_activity_quick_update=True),
        {
            "user_id": user_id,
            "summary": env._("The mail server refuses the sender of reminders"),
            "note": Markup("<p>%s</p>") % words,
        },
        _kind(env),
    )


def is_over(companies):
    """The mail server takes e-mails of these companies again."""
    for company in companies:
        _open(company).unlink()


def _open(company):
    # sudo: the outbox asks
    return (
        company.env["mail.activity"]
        .sudo()
        .search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", company.partner_id.id),
                ("activity_type_id", "=", _kind(company.env).id),
            ]
        )
    )


def _kind(env):
    return questions.kind(env, "mail_activity_type_sender")
