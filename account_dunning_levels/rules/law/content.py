"""What a letter must say before the law lets anything be charged after it.

Each profile asks for elements. The caller gives, per element, how the letter prints it; an
element without a value, or whose value is not in the text of the letter, is missing.
"""

import re

from . import profiles

#: element -> what it is; the names that a refusal shows
ELEMENTS = {
    "balance": "the balance due",
    "clause_amount": "the amount that will be charged when it is not paid in time",
    "creditor_name": "the name of the creditor",
    "enterprise_number": "the enterprise number of the creditor",
    "description": "for each item, the product or service that caused the debt",
    "due_date": "for each item, the date it fell due",
    "term": "the days to pay before anything is charged",
    "exact_cost": "the exact amount of the collection costs",
    "approved_term": "one of the two sentences on the term that the Supreme Court approved",
}

#: CEL art. XIX.2 par. 3
BELGIAN_FIRST_REMINDER = (
    "balance",
    "clause_amount",
    "creditor_name",
    "enterprise_number",
    "description",
    "due_date",
    "term",
)
#: BW 6:96 par. 6
DUTCH_FOURTEEN_DAY_LETTER = ("balance", "exact_cost", "approved_term")

#: ECLI:NL:HR:2016:2704: these words and no others give the fourteen days of BW 6:96 par. 6
APPROVED_DUTCH_TERMS = (
    "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd",
    "binnen vijftien dagen nadat deze brief bij u is bezorgd",
)

#: words for the fourteen days of a Belgian first reminder; the letter needs one of them
BELGIAN_TERMS = (
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
#: elements that belong in the words of the letter: a figure of its table is no announcement
IN_WORDS = frozenset({"clause_amount", "term", "exact_cost", "approved_term"})

#: ready sentences per language; ``{amount}`` is printed as the letter prints amounts
SENTENCES = {
    "be_consumer": {
        "nl": "Gelieve het saldo van {balance} te betalen binnen 14 kalenderdagen. Die termijn "
        "gaat in op {start}. Betaalt u binnen die termijn, dan rekenen wij geen kosten, interest "
        "of vergoeding aan. Daarna vragen wij een schadevergoeding van {amount} en interest.",
        "fr": "Veuillez payer le solde de {balance} dans un délai de 14 jours calendrier. Ce "
        "délai commence le {start}. Si vous payez dans ce délai, nous ne réclamons ni frais, ni "
        "intérêts, ni indemnité. Passé ce délai, nous réclamerons une indemnité de {amount} et "
        "des intérêts.",
        "de": "Bitte zahlen Sie den Saldo von {balance} innerhalb von 14 Kalendertagen. Die "
        "Frist beginnt am {start}. Zahlen Sie innerhalb dieser Frist, berechnen wir weder "
        "Kosten noch Zinsen noch eine Entschädigung. Danach verlangen wir eine Entschädigung von "
        "{amount} und Zinsen.",
        "en": "Please pay the balance of {balance} within 14 calendar days. This period starts "
        "on {start}. If you pay within it, we charge no costs, interest or compensation. After "
        "it we will ask a compensation of {amount} and interest.",
    },
    "be_consumer_interest": {
        "nl": "Gelieve het saldo van {balance} te betalen binnen 14 kalenderdagen. Die termijn "
        "gaat in op {start}. Betaalt u binnen die termijn, dan rekenen wij geen kosten, interest "
        "of vergoeding aan. Daarna vragen wij interest.",
        "fr": "Veuillez payer le solde de {balance} dans un délai de 14 jours calendrier. Ce "
        "délai commence le {start}. Si vous payez dans ce délai, nous ne réclamons ni frais, ni "
        "intérêts, ni indemnité. Passé ce délai, nous réclamerons des intérêts.",
        "de": "Bitte zahlen Sie den Saldo von {balance} innerhalb von 14 Kalendertagen. Die "
        "Frist beginnt am {start}. Zahlen Sie innerhalb dieser Frist, berechnen wir weder "
        "Kosten noch Zinsen noch eine Entschädigung. Danach verlangen wir Zinsen.",
        "en": "Please pay the balance of {balance} within 14 calendar days. This period starts "
        "on {start}. If you pay within it, we charge no costs, interest or compensation. After "
        "it we will ask interest.",
    },
    "nl_consumer": {
        "nl": "U kunt {balance} nog zonder kosten betalen binnen veertien dagen vanaf de dag "
        "nadat deze brief bij u is bezorgd. Betaalt u niet binnen die termijn, dan bent u "
        "{amount} aan incassokosten verschuldigd.",
        "fr": "Vous pouvez encore payer {balance} sans frais dans les quatorze jours à compter "
        "du lendemain de la remise de cette lettre (binnen veertien dagen vanaf de dag nadat deze "
        "brief bij u is bezorgd). À défaut, vous devrez {amount} de frais de recouvrement.",
        "de": "Sie können {balance} noch ohne Kosten innerhalb von vierzehn Tagen ab dem Tag "
        "nach der Zustellung dieses Briefes zahlen (binnen veertien dagen vanaf de dag nadat deze "
        "brief bij u is bezorgd). Andernfalls schulden Sie {amount} Inkassokosten.",
        "en": "You can still pay {balance} without costs within fourteen days from the day after "
        "this letter is delivered to you (binnen veertien dagen vanaf de dag nadat deze brief bij "
        "u is bezorgd). If you do not, you will owe {amount} in collection costs.",
    },
}


def required(profile, *, opens_waiting):
    """The elements a letter must carry.

    :param bool opens_waiting: it is the reminder from which the free time counts
    :return: tuple of keys of :data:`ELEMENTS`
    """
    if not opens_waiting:
        return ()
    return {
        profiles.BELGIAN_REMINDER: BELGIAN_FIRST_REMINDER,
        profiles.DUTCH_LETTER: DUTCH_FOURTEEN_DAY_LETTER,
    }.get(profile.waiting, ())


def missing(elements, printed, text):
    """Which elements a letter lacks.

    :param elements: keys of :data:`ELEMENTS`
    :param dict printed: element -> list of texts that must all be in the letter, none of them
        empty; ``approved_term`` needs no entry
    :param str text: the letter as a reader sees it, without tags
    :return: tuple of the missing ones, in the order of ``elements``
    """
    letter = _plain(text)
    return tuple(element for element in elements if not _carries(letter, element, printed))


def missing_in(elements, printed, words, letter):
    """:func:`missing`, with what belongs in the words of the letter looked for there only.

    :param str words: what the level says above and below the table
    :param letter: the whole letter, or None: it prints every value there is
    """
    in_table = [element for element in elements if element not in IN_WORDS]
    lacking = {
        *missing([element for element in elements if element in IN_WORDS], printed, words),
        *(_without_value(in_table, printed) if letter is None else ()),
        *(missing(in_table, printed, letter) if letter is not None else ()),
    }
    return tuple(element for element in elements if element in lacking)


def _without_value(elements, printed):
    return [e for e in elements if not (printed[e] and all(printed[e]))]


def belgian_term(words):
    """The words for the fourteen days that a text uses, the first ones when it uses none."""
    text = _plain(words)
    return next((term for term in BELGIAN_TERMS if _plain(term) in text), BELGIAN_TERMS[0])


def sentence(code, lang):
    """A ready sentence in a language, in English where there is none.

    :param str lang: ``nl_BE`` or ``nl``
    """
    by_language = SENTENCES[code]
    return by_language.get((lang or "en").split("_")[0], by_language["en"])


def enterprise_number(*numbers):
    """The first of these that is a Belgian enterprise number, as ``0403.019.261``, or empty."""
    for number in numbers:
        if is_belgian_enterprise_number(number):
            digits = re.sub(r"\D", "", number)
            return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
    return ""


def _carries(letter, element, printed):
    if element == "approved_term":
        return any(sentence in letter for sentence in APPROVED_DUTCH_TERMS)
    values = [_plain(value or "") for value in printed.get(element) or ()]
    return bool(values) and all(_stands_in(value, letter) for value in values)


def _stands_in(value, letter):
    """Whether a value stands in a text as such: 20,00 does not stand in 120,00."""
    return bool(value) and bool(re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w)", letter))


def _plain(text):
    """Lower case, every white space (amounts have narrow ones) one ordinary space."""
    return re.sub(r"\s+", " ", text).strip().lower()


def is_belgian_enterprise_number(number):
    """Whether a text holds a Belgian enterprise number: ten digits that start with 0 or 1, the
    last two 97 minus the rest of the first eight divided by 97."""
    digits = re.sub(r"[\s.]|^BE", "", number or "", flags=re.IGNORECASE)
    if not re.fullmatch(r"[01]\d{9}", digits, flags=re.ASCII):
        return False
    return 97 - int(digits[:8]) % 97 == int(digits[8:])
