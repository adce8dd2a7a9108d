"""What is to be asked of a sheet, in words: a sentence per :data:`rules.law.sheet_doubts.CODES`."""

from odoo.tools.misc import formatLang

from ...rules.law import sheet_doubts
from ..terms import chosen, company_laws


def of_sheet(sheet, profile, to_euro):
    """What is to be asked of a sheet under a profile, as sentences.

    :param sheet: record of ``account.dunning.sheet``; an unsaved form works too
    :param to_euro: amount in company currency -> Decimal; None: no rate is known
    """
    if not to_euro:
        return []
    rule_sheet, options = chosen.rule_sheet(sheet), chosen.law_options(sheet.company_id)
    terms = company_laws.terms_of(rule_sheet, options, on_paper=True)
    levels = company_laws.in_euro(rule_sheet.levels, to_euro)
    found = sheet_doubts.doubts(profile, terms, levels)
    return [_sentence(sheet.env, doubt, profile) for doubt in found]


def _sentence(env, doubt, profile):
    """A doubt as a sentence.

    :param doubt: :class:`rules.law.sheet_check.Problem`
    :param Profile profile: the law under which it is one
    """
    currency = env.ref("base.EUR")
    figures = {
        name: formatLang(env, float(amount), currency_obj=currency)
        for name, amount in doubt.figures.items()
    }
    names = dict(env["account.dunning.sheet"]._fields["law_profile"]._description_selection(env))
    words = {"who": names[profile.code], "level": doubt.level, **figures}
    return {
        "clause_assumed": lambda: env._(
            "%(who)s: a lump sum or fine is asked because “Clause in the contract” is on. Did the "
            "customers agree to one? Without it they owe none, and asking it can cost you the "
            "rest: switch it off when you are not sure.",
            **words,
        ),
        "clause_unknown": lambda: env._(
            "%(who)s: no lump sum is asked. Do your terms have a clause on it that the customers "
            "accepted? Then switch “Clause in the contract” on.",
            **words,
        ),
        "letter_before_default": lambda: env._(
            "%(who)s: level %(level)s is the fourteen-day letter and the first one. It counts only "
            "when the customer is in default before it: say that due dates are agreed, or send a "
            "plain reminder at level 1 and this letter at level 2.",
            **words,
        ),
        "no_formal_notice": lambda: env._(
            "%(who)s: no level is a formal notice, so no interest ever runs. Mark the level whose "
            "letter gives formal notice (mise en demeure).",
            **words,
        ),
        "fine_may_be_excessive": lambda: env._(
            "%(who)s: the fine of level %(level)s on %(base)s is %(own)s. No ceiling is known, but "
            "a court can cut what is manifestly excessive; %(ceiling)s is the most that Belgian "
            "law allows.",
            **words,
        ),
    }[doubt.code]()
