"""The law in words: what it allows, what in a sheet it cuts down, how a figure came about."""

from datetime import date
from fractions import Fraction

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.base.money import ZERO, decimal_of
from ...rules.law import countries, profiles, rates, sheet_check
from ...rules.law.calculation import Calculation
from ...rules.law.claims import Terms
from ...rules.law.rate_tables import NoRate
from ..notice import base_words
from ..notice.articles import article_words
from ..terms import chosen, company_laws
from . import doubt_words, start_words


def profile_names(env):
    """Code of a profile -> whom it is about, in words: as a sheet's choices say it."""
    return dict(env["account.dunning.sheet"]._fields["law_profile"]._description_selection(env))


def no_law_words(env, company):
    """Why no law applies by itself to the customers of a company, or an empty text."""
    country = chosen.country(company)
    if not country:
        return env._(
            "%s has no country, so no law is chosen: the sheet's own figures apply.", company.name
        )
    if profiles.profile_for(country.code, True):
        return ""
    return env._("No law of %s is built in: the sheet's own figures apply.", country.display_name)


def of_company(company):
    """What applies to the customers of a company by its country.

    :return: dict ``unknown`` (text), ``natures`` (list of dicts ``title``, ``sentences``) and
        ``checked`` (text): values of the template ``law_words``
    """
    env = company.env
    options, names = chosen.law_options(company), profile_names(env)
    country = countries.of(options.country)
    tables, today = company_laws.rate_tables(company), company._dunning_today()
    return {
        "unknown": no_law_words(env, company),
        "natures": [
            {
                "title": names[profile.code],
                "sentences": sentences(env, profile, options, tables, today),
            }
            for profile in (country.profiles if country else ())
        ],
        "checked": env._(
            "Figures checked on %s. This is no legal advice: ask your lawyer about your terms.",
            format_date(env, country.checked_on if country else rates.checked_on()),
        ),
    }


def sentences(env, profile, options, tables, day):
    """What a profile allows, as a list of sentences.

    :param LawOptions options: of the company
    :param date day: for the yearly rate
    """
    found = []
    if profile.first_free:
        found.append(env._("The first reminder is free: neither costs nor interest."))
    if profile.waiting:
        found.append(_waiting(env, profile))
    if profile is not profiles.NONE:
        found.append(_fee(env, profile))
        found.append(_rate(env, profile, tables, day))
        found += start_words.sentences(env, profile, options)
    if not profile.interest_minimum:
        found.append(env._("No minimum of interest in euro."))
    return [sentence for sentence in found if sentence]


def _waiting(env, profile):
    """By the code of the rule; of one without words of its own what all such rules have."""
    rule = profile.waiting_rule
    return {
        "be_first_reminder": env._(
            "Nothing is charged within 14 calendar days after it. They start on the day after an "
            "e-mail, and on the third working day after sending by post."
        ),
        "nl_fourteen_day_letter": env._(
            "Costs only after the fourteen-day letter: 14 days from the day after it was "
            "received. By post it counts as received on the second day after sending, from July "
            "2026 on the third and from July 2027 on the fourth; Sundays, Mondays and holidays do "
            "not count."
        ),
    }.get(rule.code) or env._(
        "Nothing is charged within %s days after the letter from which the law counts.", rule.days
    )


def _fee(env, profile):
    """By the kind of the rule; a scale in the words of its country, where they are known."""
    euro, rule = _euro(env), profile.fee_rule
    if rule.scale:
        by_code = {"be_lump_sum": _belgian_scale, "nl_scale": _dutch_scale}
        return by_code.get(rule.code, _any_scale)(env, profile, euro)
    if rule.per_invoice:
        return env._(
            "%s for each unpaid invoice, once in its life, without any reminder; more when the "
            "contract says so or real cost is proven. Instalments of one invoice share it, though "
            "for periodic payments each can bear its own (CJEU C-78/22).",
            euro(profile.compensation),
        )
    return {
        "forbidden": env._("No costs of reminders may be asked."),
        "real_cost": env._(
            "Costs of a reminder: real paper and postage only, no percentage and no flat sum."
        ),
        "free": env._("Costs as the contract says; no ceiling is known."),
    }.get(rule.kind, "")


def _belgian_scale(env, profile, euro):
    scale = profile.fee_rule.scale
    low, middle, high = scale.bands
    return env._(
        "With a clause in the contract a lump sum of at most %(low)s up to %(step_1)s open; "
        "%(middle)s plus %(percent_2)s %% of what is above it up to %(step_2)s; "
        "%(high)s plus %(percent_3)s %% of what is above that; never above %(most)s.",
        low=euro(low.fixed),
        step_1=euro(middle.above),
        middle=euro(middle.fixed),
        percent_2=middle.percent,
        step_2=euro(high.above),
        high=euro(high.fixed),
        percent_3=high.percent,
        most=euro(scale.maximum),
    )


def _any_scale(env, profile, euro):
    scale = profile.fee_rule.scale
    steps = "; ".join(
        env._(
            "%(fixed)s plus %(percent)s %% of what is above %(amount)s",
            fixed=euro(band.fixed),
            percent=band.percent,
            amount=euro(band.above),
        )
        if band.percent
        else euro(band.fixed)
        for band in scale.bands
    )
    return env._(
        "Costs by a scale: %(steps)s; at least %(least)s, at most %(most)s.",
        steps=steps,
        least=euro(scale.minimum),
        most=euro(scale.maximum),
    )


def _dutch_scale(env, profile, euro):
    scale = profile.fee_rule.scale
    steps = ", ".join(
        env._("%(percent)s %% above %(amount)s", percent=band.percent, amount=euro(band.above))
        for band in scale.bands
    )
    words = env._(
        "Collection costs by the scale on all claims of the letter together: %(steps)s; at least "
        "%(least)s, at most %(most)s.",
        steps=steps,
        least=euro(scale.minimum),
        most=euro(scale.maximum),
    )
    if profile.consumer:
        return words
    return f"{words} {env._('The contract may agree on other costs.')}"


def _rate(env, profile, tables, day):
    try:
        percent = sheet_check.yearly_rate(profile, Terms(clause=True), tables, day)
    except NoRate as error:
        return no_rate_words(env, error.table, error.day)
    words = {"percent": _number(percent), "day": format_date(env, day)}
    if profile.rate_is_ceiling:
        return env._("Interest: at most %(percent)s %% a year on %(day)s, by the day.", **words)
    return env._(
        "Interest: %(percent)s %% a year on %(day)s, unless the contract says otherwise.", **words
    )


def no_rate_words(env, table, day):
    """That a rate is missing, and where to enter it."""
    names = dict(env["account.dunning.rate"]._fields["table"]._description_selection(env))
    return env._(
        "No rate of “%(table)s” is known for %(day)s. Add it under Configuration, Interest Rates.",
        # a German rate plus points keeps the name of its table in front
        table=names.get(table.split(" + ")[0], table),
        day=format_date(env, day),
    )


def sheet_problems(sheet, profile):
    """What in a sheet the law of a profile cuts down, as sentences.

    :param sheet: record of ``account.dunning.sheet``; an unsaved form works too
    """
    env, company = sheet.env, sheet.company_id
    today = company._dunning_today()
    rule_sheet = chosen.rule_sheet(sheet)
    terms = company_laws.terms_of(rule_sheet, chosen.law_options(company), on_paper=True)
    to_euro = _converter(company, today)
    if not to_euro:
        return [no_euro_words(env, company.currency_id.name, today)]
    levels = company_laws.in_euro(rule_sheet.levels, to_euro)
    try:
        found = sheet_check.problems(
            profile, terms, levels, sheet.interest_months, today, company_laws.rate_tables(company)
        )
    except NoRate as error:
        return [no_rate_words(env, error.table, error.day)]
    # a fine and an interest on the first level are one problem to the reader
    return list(dict.fromkeys(_problem(env, problem, profile) for problem in found))


def of_sheet(sheet):
    """Which law applies to the customers of a sheet, and what it cuts down.

    :return: dict ``applies``, ``problems``, ``doubts`` and ``reasons`` (lists of texts) and
        ``warning`` (text, or empty; ``reasons`` are its): values of the template ``sheet_law``
    """
    env, company = sheet.env, sheet.company_id
    options = chosen.law_options(company)
    names, rule_sheet = profile_names(env), chosen.rule_sheet(sheet)
    natures = (True, False), (False, False), (False, True)
    found = {
        company_laws.profile_of(rule_sheet, consumer, options, public): None
        for consumer, public in natures
    }  # a dict: in order, each once
    applies = [names[profile.code] for profile in found if profile is not profiles.NONE]
    if sheet.law_profile == "auto" and not applies:
        applies = [no_law_words(env, company)]
    problems = [text for profile in found for text in sheet_problems(sheet, profile)]
    to_euro = _converter(company, company._dunning_today())
    warning = _unprotected(sheet, rule_sheet, options)
    return {
        "applies": applies or [names["none"]],
        "problems": problems,
        "doubts": [
            text for profile in found for text in doubt_words.of_sheet(sheet, profile, to_euro)
        ],
        "warning": warning[0] if warning else "",
        "reasons": warning[1:],
    }


def _unprotected(sheet, rule_sheet, options):
    """That consumers can get a sheet that treats them as if they were none, and why that is wrong:
    a sentence and its reasons, or an empty list."""
    env = sheet.env
    by_law = profiles.profile_for(options.country, True)
    if not by_law or company_laws.profile_of(rule_sheet, True, options).consumer:
        return []
    reasons = sheet_problems(sheet, by_law)
    count = reasons and sheet._consumer_count()
    if not count:
        return []
    return [
        env._(
            "%s consumers can get this sheet, whose charges are not held against the law on "
            "consumers:",
            count,
        ),
        *reasons,
    ]


def no_euro_words(env, currency, day):
    """That amounts cannot be held against limits in euro."""
    return env._(
        "No rate between %(currency)s and EUR on %(day)s, so the law's limits in euro cannot be "
        "checked. Enter the rate under Currencies.",
        currency=currency,
        day=format_date(env, day),
    )


def _converter(company, day):
    euro = company.env.ref("base.EUR", raise_if_not_found=False)
    own = company.currency_id
    if own == euro:
        return lambda amount: amount
    if not euro or not euro.sudo().rate_ids:
        return None
    return lambda amount: decimal_of(own._convert(float(amount), euro, company, day))


def _problem(env, problem, profile):
    """One sentence per ``Problem.code``."""
    euro = _euro(env)
    figures = {
        name: _number(value) if problem.code in ("rate_above_law", "rate_too_low") else euro(value)
        for name, value in problem.figures.items()
    }
    words = {"level": problem.level, "who": profile_names(env)[profile.code], **figures}
    return {
        "first_level_charges": lambda: env._(
            "%(who)s: level %(level)s has charges, but the first reminder is free.", **words
        ),
        "no_clause": lambda: env._(
            "%(who)s: level %(level)s has a fine, but there is no clause in the contract.", **words
        ),
        "fee_not_allowed": lambda: env._(
            "%(who)s: level %(level)s has a fine, but no costs of reminders may be asked.", **words
        ),
        "fee_above_ceiling": lambda: env._(
            "%(who)s: the fine of level %(level)s on %(base)s is %(own)s, at most %(ceiling)s is "
            "allowed.",
            **words,
        ),
        "rate_above_law": lambda: env._(
            "%(who)s: the interest of level %(level)s is %(own)s %% a year, at most %(ceiling)s %% "
            "is allowed.",
            **words,
        ),
        "started_months": lambda: env._(
            "%(who)s: level %(level)s counts started months, which passes the yearly limit.",
            **words,
        ),
        "interest_minimum": lambda: env._(
            "%(who)s: level %(level)s has a minimum of interest of %(own)s, which is not allowed.",
            **words,
        ),
        "rate_too_low": lambda: env._(
            "%(who)s: the interest of level %(level)s is %(own)s %% a year, a contract may not "
            "agree on less than %(lowest)s %%.",
            **words,
        ),
    }[problem.code]()


def waiting_words(env, note):
    """That the waiting time of the law is not over.

    :param dict note: figures of the reason, see :class:`rules.decide.selection.Verdict`; None or
        empty when they are not known
    """
    if not note or "day" not in note:
        return env._("The waiting time of the law is not over.")
    return env._(
        "The waiting time of the law is not over: charges are allowed from %s.",
        format_date(env, note["day"]),
    )


def missing_rate_words(env, note):
    """That a rate of interest is missing; ``note`` as in :func:`waiting_words`."""
    if not note or "day" not in note:
        return _some_rate_words(env)
    return no_rate_words(env, note["table"], date.fromisoformat(note["day"]))


def missing_euro_rate_words(env, note):
    """That a rate of exchange is missing; ``note`` as in :func:`waiting_words`."""
    if not note or "currency_id" not in note:
        return _some_rate_words(env)
    if note.get("company_id"):
        currencies = env["res.currency"]
        return env._(
            "No exchange rate between %(currency)s and %(own)s is known, so totals and minimums "
            "cannot be compared. Enter it under Currencies.",
            currency=currencies.browse(note["currency_id"]).name,
            own=currencies.browse(note["company_id"]).name,
        )
    return env._(
        "No exchange rate between %s and EUR is known, which the limits of the law need. Enter "
        "it under Currencies.",
        env["res.currency"].browse(note["currency_id"]).name,
    )


def _some_rate_words(env):
    return env._("A rate is missing that the limits of the law need.")


def line_words(env, data, currency):
    """How fine and interest of a claim came about, as sentences.

    :param dict data: ``calculation`` of a notice line, see :mod:`notice.calculation`
    :param currency: of the claim
    """
    money = _money_in(env, currency)
    agreed = data["agreed"]
    found = [*base_words.sentences(env, data, money)]
    if data["fine"]:
        own = Calculation.from_json(data["fine"])
        found += fine_words(env, own, money, agreed)
        found += _less_words(env, own.amount, decimal_of(data["fine_before"]), money)
    else:
        found.append(env._("Fine: one for the whole reminder, on its net total."))
    own = Calculation.from_json(data["interest"])
    found += interest_words(env, own, money, agreed)
    found += _less_words(env, own.amount, decimal_of(data["interest_before"]), money)
    return found


def _less_words(env, amount, before, money):
    if not (amount and before):
        return []
    return [
        env._(
            "Less %(before)s of it that was booked or waived before = %(amount)s.",
            before=money(min(before, amount)),
            amount=money(max(amount - before, ZERO)),
        )
    ]


def fine_words(env, own, money, agreed):
    """The sentences on a fine.

    :param Calculation own: of kind ``fine``
    :param money: amount -> text
    :param dict agreed: what the level says, see :mod:`notice.calculation`
    """
    words = {"percent": _number(agreed["fine_percent"]), "least": money(agreed["fine_minimum"])}
    if own.rule == "agreed" or own.reason == "ceiling":
        first = env._(
            "Fine: %(percent)s %% of the open amount, at least %(least)s (level %(level)s) = "
            "%(own)s.",
            level=agreed["level"],
            own=money(own.own),
            **words,
        )
    elif own.reason not in ("", "announced"):
        first = env._("Fine: %s by the dunning sheet.", money(own.own))
    else:
        first = env._(
            "Fine by law: %(rule)s, on %(base)s (%(article)s) = %(amount)s.",
            rule=_rule_words(env, own.rule),
            base=money(own.base) if not own.euro_rate else _euro(env)(own.base),
            article=article_words(env, own.article),
            amount=money(own.own),
        )
    return [first, *_limit_words(env, own, money)]


def interest_words(env, own, money, agreed):
    """The sentences on an interest: its agreement, its pieces by rate, and what the law says."""
    found = []
    if own.months:
        found.append(
            env._(
                "Interest: %(percent)s %% a month of %(base)s over %(months)s months = %(own)s.",
                percent=_number(own.percent),
                base=money(own.base),
                months=_months(own.months),
                own=money(own.own),
            )
        )
    elif own.steps:
        found.append(
            env._(
                "Interest by law (%(article)s), %(count)s = %(own)s:",
                article=article_words(env, own.article),
                count=own.day_count,
                own=money(own.own),
            )
        )
    for step in own.steps:
        found.append(
            env._(
                "%(first)s to %(last)s: %(days)s days, %(percent)s %% a year of %(base)s = "
                "%(amount)s.",
                first=format_date(env, step.first_day),
                last=format_date(env, step.last_day),
                days=step.days,
                percent=_number(step.percent),
                base=money(step.base),
                amount=_number(step.amount),
            )
        )
    if not found:
        found.append(env._("Interest: none."))
    return found + _limit_words(env, own, money)


def _limit_words(env, own, money):
    """Why less is asked than the settings come to, and how it was rounded."""
    if not own.reason:
        return []
    day = own.opens_on
    words = {
        "ceiling": env._(
            "Limited to the highest amount the law allows: %(ceiling)s (%(article)s, rounded "
            "down). Asked: %(amount)s.",
            ceiling=money(own.ceiling or ZERO),
            article=article_words(env, own.article),
            amount=money(own.amount),
        ),
        "announced": env._(
            "Limited to what was announced when the free time began: %(announced)s. Asked: "
            "%(amount)s.",
            announced=money(own.ceiling or ZERO),
            amount=money(own.amount),
        ),
        "first_reminder": env._("Asked: nothing; the first reminder is free of charge."),
        "waiting": env._(
            "Asked: nothing; the time to pay free of charge is not over%s.",
            env._(", charges are allowed from %s", format_date(env, day)) if day else "",
        ),
        "not_warned": env._("Asked: nothing; the letter that must come first was not sent."),
        "not_allowed": env._("Asked: nothing; the law allows no such charge."),
        "no_clause": env._("Asked: nothing; it needs a clause in the contract."),
        "not_running": env._("Asked: nothing; interest does not run yet."),
        "costs_once": env._(
            "Asked: nothing; the costs are asked once for all instalments of the invoice, with the "
            "highest of them."
        ),
        "not_in_default": env._(
            "Asked: nothing; the invoice alone set the due date, so the customer is not in default "
            "yet."
        ),
    }
    cited = own.article and own.reason != "ceiling"
    article = f" ({article_words(env, own.article)})" if cited else ""
    return [words[own.reason] + article]


def _rule_words(env, code):
    """A fee rule; one of a law that is not there any more is shown as it is stored."""
    return {
        "lump_sum": env._("lump sum"),
        "scale": env._("scale of collection costs, all claims of the letter together"),
        "compensation": env._("fixed compensation, once for an invoice"),
        "real_cost": env._("real cost"),
        "forbidden": env._("no costs"),
        "free": env._("by the contract"),
    }.get(profiles.fee_rule_of(code).kind, code)


def _months(text):
    """Months as people read them: ``7/3`` is 2.3333."""
    return f"{float(Fraction(text)):.4f}".rstrip("0").rstrip(".")


def _money_in(env, currency):
    return lambda amount: formatLang(env, float(amount), currency_obj=currency)


def _euro(env):
    currency = env.ref("base.EUR")
    return lambda amount: formatLang(env, float(amount), currency_obj=currency)


def _number(value):
    """A percent without needless zeros."""
    text = f"{decimal_of(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
