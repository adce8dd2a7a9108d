"""Warnings and reasons of the control list in words."""

from . import law_elements


def warning_words(env):
    """Code -> sentence of the warnings of the control list."""
    return {
        "no_email": env._("No e-mail address: the letter is printed."),
        "bad_email": env._(
            "The e-mail address is not valid or is blacklisted: the letter is printed."
        ),
        "no_email_wanted": env._("The customer wants no reminders by e-mail: printed."),
        "lang": env._("The language of the recipient is not installed."),
        "promise_broken": env._("The customer did not keep a promise to pay."),
        "promise_late": env._("The day of a promise to pay lies before the key date."),
        "promise_open": env._("The customer has promised to pay other items."),
        "bank": env._("The bank is not booked up to the key date."),
        **law_elements.warning_words(env),
    }


def broken_promise_words(notices):
    """Notice -> which promise its customer did not keep, for those that warn of one."""
    warned = notices.filtered(lambda notice: "promise_broken" in (notice.warning_codes or ""))
    if not warned:
        return {}
    holds = notices.env["account.dunning.hold"].search(
        [
            ("debtor_id", "in", warned.partner_id.ids),
            ("company_id", "in", warned.company_id.ids),
            ("state", "=", "broken"),
        ],
        order="broken_date desc, id desc",
    )
    latest = {}
    for hold in holds:
        latest.setdefault((hold.debtor_id, hold.company_id), hold)
    found = {notice: latest.get((notice.partner_id, notice.company_id)) for notice in warned}
    return {notice: hold._outcome_words() for notice, hold in found.items() if hold}


def reason_words(env):
    """Code -> words of the reasons for which an item is left out."""
    return dict(env["account.dunning.notice.line"]._fields["reason"]._description_selection(env))
