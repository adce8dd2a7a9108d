"""When French claims are lost: Code de la consommation and Code de commerce.

Towards consumers and businesses a reminder interrupts nothing, not even a registered one; a claim
in court does (Code civil 2241). Towards public bodies a written demand does.
"""

from datetime import date

from ...time_bars import TimeBar

#: law of 17 June 2008
SINCE = date(2008, 6, 19)
ALL = (
    TimeBar(
        natures=("consumer",),
        years=2,
        due_from=SINCE,
        article="Code de la consommation art. L218-2",
        source="doc-du-juriste.com on the law of 17 June 2008 (seen 1 December 2026)",
        note="Goods and services that a professional supplied to a consumer. Courts may count "
        "from the end of the work, which is earlier than the due date.",
    ),
    TimeBar(
        natures=("business",),
        years=5,
        due_from=SINCE,
        article="Code de commerce art. L110-4",
        source="comptabilite.pagesjaunes.fr on art. L110-4 (seen 1 December 2026)",
    ),
    TimeBar(
        natures=("public",),
        years=4,
        from_year_end=True,
        # any written demand interrupts it: art. 2
        letter_renews=True,
        due_from=date(1969, 1, 1),
        article="Loi n° 68-1250 art. 1 et 2",
        source="legifrance.gouv.fr, JORFTEXT000000878035 (seen 1 December 2026)",
        note="From 1 January of the year after the one in which the claim arose.",
    ),
)
