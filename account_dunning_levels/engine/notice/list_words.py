"""Warnings and reasons of the control list in words."""

import re

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
    # sudo: their names, whoever reads
    names = {
        "company": notice.company_id.sudo().name or "",
        "customer": notice.partner_id.sudo().name or "",
    }
    return [
        _filled(words[code], names | _figures(notice, figures.get(code, {})))
        for code in warnings.codes_in(notice.warning_codes)
        if code in words
    ]


def refused_words(notices):
    """Notice -> why nobody can release it, in sentences, of those that cannot be."""
    words, found = {}, {}
    for notice in notices:
        codes = warnings.refused(warnings.codes_in(notice.warning_codes))
        if codes:
            words = words or warning_words(notices.env)
            said = {code: words[code] for code in codes if code in words}
            found[notice] = " ".join(sentences(notice, said)) or ", ".join(codes)
    return found


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


def without_figures(sentence):
    """A sentence of :func:`warning_words` about several reminders, whose figures differ."""
    return re.sub(r"[:\s]*\{\w+\}", "", sentence)


def warning_words(env):
    """Code -> sentence of the warnings of the control list; ``{name}`` stands for a figure."""
    return {
        **_of_the_way(env),
        "lang": env._("The language of the recipient is not installed."),
        "promise_broken": env._("The customer did not keep a promise to pay."),
        "promise_late": env._("The day of a promise to pay lies before the key date."),
        "promise_open": env._("The customer has promised to pay other items."),
        "bank": env._("The bank is not booked up to the key date."),
        **_of_amounts(env),
        **law_elements.warning_words(env),
    }


def _of_the_way(env):
    """Of addresses, accounts and people."""
    return {
        "no_email": env._("No e-mail address: the letter is printed."),
        "email_invalid": env._("The e-mail address is not valid: the letter is printed."),
        "email_blacklisted": env._(
            "The e-mail address is blacklisted in Odoo, so nothing may be mailed to it: the letter "
            "is printed."
        ),
        "email_left_out": env._(
            "Some e-mail addresses are not valid or are blacklisted and get no e-mail: {addresses}."
        ),
        "no_email_wanted": env._("The customer wants no reminders by e-mail: printed."),
        "several_invoice_addresses": env._(
            "{customer} has several invoice addresses, and the invoices do not all name the same "
            "one: the letter goes to the first. Mark the contact that gets reminders."
        ),
        "no_postal_address": env._(
            "{customer} has no postal address: the letter is not printed. Enter a street, or send "
            "it by e-mail."
        ),
        "no_postal_copy": env._("No postal address: the letter goes by e-mail only."),
        "no_bank_account": env._(
            "{company} has no bank account that letters can name. Add one to the company in the "
            "currency of the letter or without a currency, and switch on “Send Money” to trust it."
        ),
        "several_bank_accounts": env._(
            "The items are paid on different bank accounts: the letter names one for each item."
        ),
        "no_person": env._(
            "Everybody who could sign has left {company}: the letter is signed by the company. "
            "Choose a responsible person in the settings."
        ),
        "email_too_large": env._(
            "With its invoices the e-mail would have {size} MB, and the mail server takes "
            "{limit} MB: the invoices are links in its text."
        ),
    }


def _of_amounts(env):
    return {
        "payment_under_way": env._("A payment of {amount} is under way for a part of it."),
        "payment_no_rate": env._(
            "A payment is under way in a currency without an exchange rate: how much of this it "
            "covers is not known."
        ),
        "never_sent": env._("Never sent to the customer: invoices of {amount}."),
        "amount_changed": env._(
            "More is open now than reminders announced: {amount_now} instead of "
            "{amount_announced}. Fine and interest are taken of what was announced."
        ),
        "charges_above_claim": env._(
            "The charges ({amount_charges}) are higher than what they are for "
            "({amount_claims}). Skip the item, or waive the charges once the letter has left."
        ),
        "consumer_credit": env._(
            "{amount} fell due more than 50 days after delivery or the invoice. To a consumer that "
            "can be consumer credit since 20 November 2026 (Directive (EU) 2023/2225), with duties "
            "of its own: shorten the terms, and ask your adviser before you charge anything."
        ),
        "not_by_peppol": env._(
            "Invoices of {amount} did not go by Peppol, which Belgian businesses owe each other "
            "since 2026: interest and the EUR 40 may be refused. Send them again by Peppol."
        ),
        "unmatched_payment": env._(
            "Money of the customer is not matched with its invoices yet: {amount}."
        ),
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
