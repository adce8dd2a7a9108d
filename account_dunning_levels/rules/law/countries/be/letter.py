"""The Belgian first reminder: what it must say (CEL art. XIX.2 par. 3) and ready sentences."""

import re

from ...letters import BALANCE, Element, LetterContent

#: words for the fourteen days, of which the letter needs one
TERMS = (
    "14 kalenderdagen",
    "veertien kalenderdagen",
    "14 jours calendrier",
    "quatorze jours calendrier",
    "14 jours civils",
    "14 Kalendertagen",
    "14 Kalendertage",
    "vierzehn Kalendertagen",
    "14 calendar days",
    "fourteen calendar days",
)

#: ``{start}`` is day 1 of the fourteen. The amount of the clause is named, and interest is part of
#: it (art. XIX.4, 1°), so its rate is
SENTENCES = {
    "nl": "Gelieve het saldo van {balance} te betalen binnen 14 kalenderdagen. Die termijn "
    "gaat in op {start}. Betaalt u binnen die termijn, dan rekenen wij geen kosten, interest "
    "of vergoeding aan. Daarna vragen wij een schadevergoeding van {amount} "
    "en interest aan {interest_rate} per jaar.",
    "fr": "Veuillez payer le solde de {balance} dans un délai de 14 jours calendrier. Ce "
    "délai commence le {start}. Si vous payez dans ce délai, nous ne réclamons ni frais, ni "
    "intérêts, ni indemnité. Passé ce délai, nous réclamerons une indemnité de {amount} et "
    "des intérêts au taux de {interest_rate} par an.",
    "de": "Bitte zahlen Sie den Saldo von {balance} innerhalb von 14 Kalendertagen. Die "
    "Frist beginnt am {start}. Zahlen Sie innerhalb dieser Frist, berechnen wir weder "
    "Kosten noch Zinsen noch eine Entschädigung. Danach verlangen wir eine Entschädigung von "
    "{amount} und Zinsen zu {interest_rate} pro Jahr.",
    "en": "Please pay the balance of {balance} within 14 calendar days. This period starts "
    "on {start}. If you pay within it, we charge no costs, interest or compensation. After "
    "it we will ask a compensation of {amount} and interest at {interest_rate} a year.",
}
#: without a clause, or without a lump sum in the sheet, there is no amount to name
SENTENCES_ON_INTEREST = {
    "nl": "Gelieve het saldo van {balance} te betalen binnen 14 kalenderdagen. Die termijn "
    "gaat in op {start}. Betaalt u binnen die termijn, dan rekenen wij geen kosten, interest "
    "of vergoeding aan. Daarna vragen wij interest aan {interest_rate} per jaar.",
    "fr": "Veuillez payer le solde de {balance} dans un délai de 14 jours calendrier. Ce "
    "délai commence le {start}. Si vous payez dans ce délai, nous ne réclamons ni frais, ni "
    "intérêts, ni indemnité. Passé ce délai, nous réclamerons des intérêts au "
    "taux de {interest_rate} par an.",
    "de": "Bitte zahlen Sie den Saldo von {balance} innerhalb von 14 Kalendertagen. Die "
    "Frist beginnt am {start}. Zahlen Sie innerhalb dieser Frist, berechnen wir weder "
    "Kosten noch Zinsen noch eine Entschädigung. Danach verlangen wir Zinsen "
    "zu {interest_rate} pro Jahr.",
    "en": "Please pay the balance of {balance} within 14 calendar days. This period starts "
    "on {start}. If you pay within it, we charge no costs, interest or compensation. After "
    "it we will ask interest at {interest_rate} a year.",
}
#: said instead of a rate that is not known yet on the day of the letter
LEGAL_RATE = {
    "nl": "de wettelijke rentevoet",
    "fr": "l’intérêt légal",
    "de": "dem gesetzlichen Zinssatz",
    "en": "the legal rate",
}

LETTER = LetterContent(
    elements=(
        BALANCE,
        Element(
            "clause_amount",
            "the amount that will be charged when it is not paid in time",
            in_words=True,
        ),
        Element("creditor_name", "the name of the creditor"),
        Element("enterprise_number", "the enterprise number of the creditor"),
        Element("description", "for each item, the product or service that caused the debt"),
        Element("due_date", "for each item, the date it fell due"),
        Element("term", "the days to pay before anything is charged", in_words=True),
    ),
    needless=frozenset({"clause_amount"}),
    sentences=SENTENCES,
    sentences_without_amount=SENTENCES_ON_INTEREST,
    legal_rate=LEGAL_RATE,
    terms=TERMS,
)


def enterprise_number(*numbers):
    """The first of these that is a Belgian enterprise number, as ``0403.019.261``, or empty."""
    for number in numbers:
        if is_enterprise_number(number):
            digits = re.sub(r"\D", "", number)
            return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
    return ""


def is_enterprise_number(number):
    """Whether a text holds a Belgian enterprise number: ten digits that start with 0 or 1, the
    last two 97 minus the rest of the first eight divided by 97."""
    digits = re.sub(r"[\s.]|^BE", "", number or "", flags=re.IGNORECASE)
    if not re.fullmatch(r"[01]\d{9}", digits, flags=re.ASCII):
        return False
    return 97 - int(digits[:8]) % 97 == int(digits[8:])
