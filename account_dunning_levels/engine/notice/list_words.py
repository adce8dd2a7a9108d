"""Warnings and reasons of the control list in words."""

from odoo.tools.misc import formatLang

from ...rules.decide import warnings
from . import law_elements


def warn(notice, code, **figures):
    """Say a warning on a notice, once.

    :param figures: what its sentence names: ``amount...`` as ``Decimal`` in the notice's currency,
        others as text
    """
    notice.warning_codes = warnings.text_of([*warnings.codes_in(notice.warning_codes), code])
    if figures:
        plain = {name: str(value) for name, value in figures.items()}
        notice.warning_figures = {**(notice.warning_figures or {}), code: plain}


def unwarn(notice, *codes):
    """Take warnings off a notice that are not true any more."""
    left = [code for code in warnings.codes_in(notice.warning_codes) if code not in codes]
    if (text := warnings.text_of(left)) != (notice.warning_codes or None):
        notice.warning_codes = text


def sentences(notice, words):
    """The sentences of a notice's warnings, figures filled in.

    :param dict words: of :func:`warning_words`
    """
    figures = notice.warning_figures or {}
    return [
        _filled(words[code], _figures(notice, figures.get(code, {})))
        for code in warnings.codes_in(notice.warning_codes)
        if code in words
    ]


def _filled(sentence, figures):
    # not str.format: words of the law name placeholders of the letter's texts
    for name, value in figures.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence


def _figures(notice, figures):
    """Names of figures -> as they are read; what begins with ``amount`` is money."""
    return {
        name: formatLang(notice.env, float(value), currency_obj=notice.currency_id)
        if name.startswith("amount")
        else value
        for name, value in figures.items()
    }


def warning_words(env):
    """Code -> sentence of the warnings of the control list; ``{name}`` stands for a figure."""
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
        "email_too_large": env._(
            "With its invoices the e-mail would have {size} MB, and the mail server takes "
            "{limit} MB: the invoices are links in its text."
        ),
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
