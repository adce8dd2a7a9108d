"""What became of an e-mail, in sentences for its readers.

In the language of the company, whoever sends. What the mail server or an error said word for word
stands in the server's log and on Odoo's own e-mail.
"""

from odoo.tools import format_datetime

from ...rules.decide import mail_reports


def company_env(company):
    """An environment in the language of a company."""
    return company.with_context(lang=company.sudo().partner_id.lang or "en_US").env


def sentence(env, verdict):
    """Why the mail server did not take an e-mail.

    :param verdict: :class:`rules.decide.mail_answers.Verdict`
    """
    words = {
        "no_connection": env._("The mail server could not be reached."),
        "broke_off": env._("The mail server broke off the connection."),
        "address": env._(
            "The mail server does not accept the address %(address)s.", address=verdict.address
        ),
        "address_later": env._(
            "The mail server does not take e-mails to %(address)s for now.",
            address=verdict.address,
        ),
        "mail": env._("The mail server does not accept this e-mail."),
        "mail_later": env._("The mail server does not take this e-mail for now."),
        "too_large": env._("The e-mail is too large for the mail server."),
        "login": env._(
            "The mail server refuses the login of Odoo: see user name, password and encryption of "
            "the outgoing mail server."
        ),
        "sender": env._(
            "The mail server does not accept %(address)s as sender.", address=verdict.address
        )
        if verdict.address
        else env._("The e-mail has no valid sender."),
        "no_address": env._("The recipient has no e-mail address that can be written to."),
        "no_file": env._(
            "The letter or another attachment of the e-mail cannot be read from the file store."
        ),
        "not_made": env._(
            "The e-mail could not be made. The server log says why; send it again, or print it."
        ),
    }[verdict.cause]
    if not verdict.code:
        return words
    return env._("%(sentence)s Its answer: %(code)s.", sentence=words, code=verdict.code)


def tried_too_long(env, why, hours):
    """Why it is not tried any more.

    :param str why: a sentence
    :param int hours: how long it was tried
    """
    if not hours:
        return why
    return env._("%(why)s It was tried again for %(hours)s hours.", why=why, hours=hours)


def waiting(env, notice):
    """How long an e-mail waits for the mail server already, and when it is tried again."""
    return env._(
        "Waits for the mail server since %(since)s, next try %(next)s.",
        since=format_datetime(env, notice.mail_waits_since, dt_format="short"),
        next=format_datetime(env, notice.mail_next_try, dt_format="short"),
    )


def not_to_all(env, verdict):
    """The addresses that the mail server did not take while it took another one."""
    refused = ", ".join(
        f"{answer.address} ({answer.code_text})" if answer.code_text else answer.address
        for answer in verdict.refused
    )
    return env._(
        "The mail server did not accept %(refused)s; the e-mail went to %(taken)s.",
        refused=refused,
        taken=verdict.address,
    )


def report(env, action, address, status=""):
    """What a delivery report says about an address.

    :param str action: of :data:`rules.decide.mail_reports.ACTIONS`
    """
    named = f"{address} ({status})" if status else address
    return {
        mail_reports.FAILED: env._("The e-mail to %s came back.", named),
        mail_reports.DELAYED: env._(
            "The e-mail to %s is delayed. Its mail server goes on trying.", named
        ),
        mail_reports.DELIVERED: env._("The e-mail was delivered to %s.", named),
        mail_reports.RELAYED: env._(
            "The e-mail to %s was passed on to a mail server that sends no reports.", named
        ),
        mail_reports.EXPANDED: env._("The e-mail to %s was passed on to several people.", named),
        mail_reports.OPENED: env._("The e-mail was opened by %s.", named)
        if address
        else env._("The e-mail was opened by its reader."),
        mail_reports.UNREADABLE: env._(
            "A report about the e-mail came that does not say which address it is about. If the "
            "e-mail came back, use “It came back”."
        ),
    }[action]


def report_means(env, meaning, address, status, others=()):
    """What it means that the e-mail did not reach an address.

    :param str meaning: see :func:`rules.decide.mail_reports.means`
    :param others: the customer's addresses that it reached as far as anybody knows
    """
    came_back = report(env, mail_reports.FAILED, address, status)
    if meaning == "partly":
        return env._(
            "%(came_back)s It went to %(others)s as well, so the reminder counts as sent.",
            came_back=came_back,
            others=", ".join(sorted(others)),
        )
    if meaning == "copy":
        return env._(
            "%(came_back)s That is a copy: the reminder counts as sent.", came_back=came_back
        )
    if meaning == "unclear":
        return env._(
            "%(came_back)s It is not an address of the reminder. If the customer did not get it, "
            "use “It came back”.",
            came_back=came_back,
        )
    return came_back
