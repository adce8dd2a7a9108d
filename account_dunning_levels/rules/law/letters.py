"""What a country says of the letter from which free time counts: elements and ready sentences."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Element:
    """Something the letter must carry.

    :ivar code: as it is stored in warnings, and by which the engine prints it
    :ivar words: what it is, as a refusal shows it
    :ivar in_words: it belongs in the words of the letter: a figure of its table is no
        announcement
    :ivar one_of: sentences of which one must stand in the letter; empty: its own values must
    """

    code: str
    words: str
    in_words: bool = False
    one_of: tuple[str, ...] = ()


#: those that the engine prints; any other is a sentence of the law (:attr:`Element.one_of`)
PRINTED = frozenset(
    {
        "balance",
        "clause_amount",
        "creditor_name",
        "description",
        "due_date",
        "enterprise_number",
        "exact_cost",
        "term",
    }
)
#: asked by several laws
BALANCE = Element("balance", "the balance due")


@dataclass(frozen=True, slots=True, eq=False)
class LetterContent:
    """What the law asks that letter to say.

    ``{balance}``, ``{amount}`` (what will be charged besides interest), ``{interest_rate}`` (of a
    year) and ``{start}`` (day 1 of the term) in a sentence are printed as the letter prints them.

    :ivar elements: :class:`Element` objects, in the order in which a refusal names them
    :ivar needless: codes of those that need not be there when no amount will be charged
    :ivar sentences: language -> ready sentence that carries all elements that belong in words
    :ivar sentences_without_amount: the same when interest only will be charged; empty: the law
        has no such letter
    :ivar legal_rate: language -> what ``{interest_rate}`` stands for when no rate is known
    :ivar terms: words for the term, of which the letter needs one; lower or upper case
    """

    elements: tuple[Element, ...] = ()
    needless: frozenset[str] = frozenset()
    sentences: dict = field(default_factory=dict)
    sentences_without_amount: dict = field(default_factory=dict)
    legal_rate: dict = field(default_factory=dict)
    terms: tuple[str, ...] = ()

    def __bool__(self):
        return bool(self.elements)

    def required(self, announced=None):
        """Codes of the elements that make a letter the law's.

        :param announced: what it announces; None: not known
        """
        without = self.needless if announced == 0 else ()
        return tuple(one.code for one in self.elements if one.code not in without)

    def sentence(self, lang, announced):
        """The ready sentence in a language, in English where there is none.

        :param str lang: ``nl_BE`` or ``nl``
        :param announced: what will be charged besides interest, None when that is not known
        :return: str with words in braces, empty where there is none for such a letter
        """
        if announced is None:
            return ""
        sentences = self.sentences if announced else self.sentences_without_amount
        return _in_language(sentences, lang)

    def rate_words(self, lang):
        """What a sentence says in a language for a rate that is not known."""
        return _in_language(self.legal_rate, lang)

    def term_in(self, words):
        """The words for the term that a text uses, the first ones when it uses none."""
        text = plain(words)
        first = next(iter(self.terms), "")
        return next((term for term in self.terms if plain(term) in text), first)


def _in_language(words, lang):
    return words.get((lang or "en").split("_")[0], words.get("en", ""))


#: the law asks nothing of a letter
NO_LETTER = LetterContent()


def plain(text):
    """Lower case, every white space (amounts have narrow ones) one ordinary space."""
    return re.sub(r"\s+", " ", text).strip().lower()
