"""What a control list says about a reminder without stopping it: each warning is one value.

Their words are in :mod:`engine.notice.list_words`. What a letter lacks by law is a warning too,
made from :data:`rules.law.content.ELEMENTS`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWarning:
    """A warning of the control list.

    :ivar code: what is stored in ``warning_codes`` of the notice
    :ivar holds_back: automatic runs propose such a reminder and do not send it
    :ivar refused: nobody releases such a reminder; what it lacks has to be put right first
    """

    code: str
    holds_back: bool = False
    refused: bool = False


#: code -> :class:`ListWarning`, in the order in which they are said
WARNINGS = {
    warning.code: warning
    for warning in (
        ListWarning(code="no_email"),
        ListWarning(code="email_invalid"),
        ListWarning(code="email_blacklisted"),
        ListWarning(code="email_left_out"),
        ListWarning(code="no_email_wanted"),
        ListWarning(code="several_invoice_addresses"),
        ListWarning(code="no_postal_address", holds_back=True, refused=True),
        ListWarning(code="no_postal_copy"),
        ListWarning(code="no_bank_account", holds_back=True, refused=True),
        ListWarning(code="several_bank_accounts"),
        ListWarning(code="no_person"),
        ListWarning(code="lang"),
        ListWarning(code="promise_broken"),
        ListWarning(code="promise_late"),
        ListWarning(code="promise_open"),
        ListWarning(code="payment_under_way"),
        ListWarning(code="payment_no_rate", holds_back=True),
        ListWarning(code="never_sent"),
        ListWarning(code="amount_changed"),
        ListWarning(code="charges_above_claim"),
        ListWarning(code="consumer_credit"),
        ListWarning(code="not_by_peppol"),
        ListWarning(code="bank", holds_back=True),
        ListWarning(code="unmatched_payment", holds_back=True),
        # known once the letter is made: the invoices are links then
        ListWarning(code="email_too_large"),
    )
}


def codes_in(text):
    """The codes of a stored text, in their order.

    :param text: codes with commas between them, or None
    """
    return [code for code in (text or "").split(",") if code]


def text_of(codes):
    """What is stored for some codes, each once; None for none."""
    return ",".join(dict.fromkeys(codes)) or None


def holding_back(codes):
    """The codes because of which automatic runs do not send."""
    return [code for code in codes if _is(code, "holds_back")]


def refused(codes):
    """The codes with which nobody releases."""
    return [code for code in codes if _is(code, "refused")]


def _is(code, what):
    # what a letter lacks by law has no value here: release looks at the letter itself
    return code in WARNINGS and getattr(WARNINGS[code], what)
