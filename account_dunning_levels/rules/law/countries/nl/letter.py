"""The Dutch fourteen-day letter: what it must say (BW 6:96 par. 6) and ready sentences."""

from ...letters import BALANCE, Element, LetterContent

#: ECLI:NL:HR:2016:2704: these words and no others give the fourteen days
APPROVED_TERMS = (
    "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd",
    "binnen vijftien dagen nadat deze brief bij u is bezorgd",
)

SENTENCES = {
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
}

LETTER = LetterContent(
    elements=(
        BALANCE,
        Element("exact_cost", "the exact amount of the collection costs", in_words=True),
        Element(
            "approved_term",
            "one of the two sentences on the term that the Supreme Court approved",
            in_words=True,
            one_of=APPROVED_TERMS,
        ),
    ),
    sentences=SENTENCES,
)
