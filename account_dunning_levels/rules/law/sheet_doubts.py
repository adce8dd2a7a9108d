"""What in a sheet the law may hold against the creditor though it cuts nothing down: to be asked of
the user, whose sheet it is.

Unlike :mod:`sheet_check` it is said of the law's own figures too.
"""

from ..base.charges import fine
from . import profiles, scales
from .claims import LEGAL
from .sheet_check import PROBES, Problem

#: codes of :class:`sheet_check.Problem` that are made here
CODES = (
    "clause_assumed",
    "clause_unknown",
    "letter_before_default",
    "no_formal_notice",
    "fine_may_be_excessive",
)


def doubts(profile, terms, levels):
    """What to ask of a sheet under a profile.

    * ``clause_assumed``: a fee is asked because the sheet says that the contract has a clause on
      it; ``clause_unknown``: none is asked, because it does not say so
    * ``letter_before_default``: the letter from which free time counts is the first one, before the
      customer is in default, so that it may not count (BW 6:96 par. 6)
    * ``no_formal_notice``: interest counts from a formal notice, and no level is one
    * ``fine_may_be_excessive``: no ceiling is known, and the fine passes :attr:`Profile.fair_scale`

    :param levels: :class:`values.Level` objects, minimums in euro
    :return: tuple of :class:`sheet_check.Problem`
    """
    if profile is profiles.NONE or not _can_charge(terms, levels):
        return ()
    found = [*_of_clause(profile, terms, levels), *_of_letters(profile, terms, levels)]
    return (*found, *_excessive(profile, terms, levels))


def _can_charge(terms, levels):
    return terms.figures == LEGAL or any(map(_charges, levels))


def _charges(level):
    return bool(level.fine_percent or level.fine_minimum or level.interest_monthly_percent)


def _of_clause(profile, terms, levels):
    if not profile.fee_needs_clause:
        return
    gives_fee = terms.figures == LEGAL and not profile.fee_rule.unlimited
    if not gives_fee and not any(level.fine_percent or level.fine_minimum for level in levels):
        return
    if terms.clause:
        yield Problem("clause_assumed")
    elif gives_fee:
        yield Problem("clause_unknown")


def _of_letters(profile, terms, levels):
    start = profile.start_rule
    marked = [level.number for level in levels if level.is_fourteen_day_letter]
    by_marked = profile.waiting_rule and profile.waiting_rule.by_marked_letter
    if by_marked and marked and min(marked) <= 1 and start.is_agreed(terms) is False:
        yield Problem("letter_before_default", min(marked))
    if start.needs_formal_notice and not any(level.is_formal_notice for level in levels):
        yield Problem("no_formal_notice")


def _excessive(profile, terms, levels):
    """The first level whose fine passes the scale that is fair elsewhere."""
    scale = profile.fair_scale
    if not scale or terms.figures == LEGAL or not terms.clause:
        return
    for level in levels:
        for base in PROBES:
            own = fine(base, level.fine_percent, level.fine_minimum, scales.CENT).amount
            if own > scale.ceiling(base):
                figures = {"base": base, "own": own, "ceiling": scale.ceiling(base)}
                yield Problem("fine_may_be_excessive", level.number, figures)
                return
