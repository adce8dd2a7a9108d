"""What the law asks a letter to say, the figures for it, and whether the letter says it.

Only the letter from which the time to pay free of charge counts must say something: a Belgian
first reminder and the Dutch fourteen-day letter, to consumers who can be charged later.
"""

from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from odoo.tools import format_date, split_every
from odoo.tools.constants import PREFETCH_MAX
from odoo.tools.misc import formatLang

from ...rules.base.charges import fine
from ...rules.base.money import ZERO, decimal_of
from ...rules.decide import channels
from ...rules.decide.bases import charge_bases
from ...rules.decide.on_law import LawStop
from ...rules.decide.values import Item
from ...rules.law import content, countries, profiles, sheet_check, waiting
from ...rules.law.claims import LEGAL, Claim, Facts
from ...rules.law.country import first_code
from ...rules.law.rate_tables import NoRate
from ..press import reports
from ..terms import chosen, company_laws, run_settings
from . import descriptions, paper

MONTHS_A_YEAR = 12


def lacking(notices):
    """Notice -> elements that its letter must carry and does not; without those that lack none.

    A thousand at a time: the items of twenty thousand are not held in memory.
    """
    found = {}
    for number, some in enumerate(split_every(PREFETCH_MAX, notices.ids, notices.browse)):
        if number:
            _forget_items(some.env)
        for notice, letter_law in of_notices(_asked_by_law(some)).items():
            missing = letter_law.missing()
            if missing:
                found[notice] = missing
    return found


def _asked_by_law(notices):
    """The notices to customers whose law asks anything of a letter, with what it is about read."""
    notices.fetch(_READ_OF_NOTICES)
    of_customer = ["dunning_is_consumer", "dunning_nature", "name"]
    notices.partner_id.sudo().fetch(of_customer)  # sudo: as law.of_notice
    settings = {run: _settings_of(run) for run in notices.run_id}
    laws = {notice: company_laws.of_notice(notice, settings[notice.run_id]) for notice in notices}
    asked = notices.filtered(lambda notice: laws[notice] and laws[notice].profile.waiting)
    lines = asked.sudo().line_ids  # sudo: as in LetterLaw
    lines.fetch(_READ_OF_LINES)
    lines.move_id.fetch(["dunning_notice_id", "move_type"])
    return asked


_READ_OF_NOTICES = (
    "name",
    "run_id",
    "company_id",
    "partner_id",
    "recipient_id",
    "sheet_id",
    "level_id",
    "level",
    "lang",
    "channel",
    "currency_id",
    "key_date",
    "date",
    "deadline",
    "amount_residual",
    "amount_total",
)

_READ_OF_LINES = (
    "notice_id",
    "outcome",
    "move_line_id",
    "move_id",
    "level_after",
    "currency_id",
    "date_maturity",
    "invoice_date",
    "amount_residual",
)


def _forget_items(env):
    for model in ("account.dunning.notice.line", "account.move", "account.move.line"):
        env[model].invalidate_model()


def of_notices(notices):
    """Notice -> :class:`LetterLaw`."""
    settings = {run: _settings_of(run) for run in notices.run_id}
    sold = descriptions.Sold(notices)
    return {notice: LetterLaw(notice, settings[notice.run_id], sold) for notice in notices}


def of_notice(notice):
    """The :class:`LetterLaw` of one notice."""
    return of_notices(notice)[notice]


def _settings_of(run):
    """Those the run proposed with, or today's before it did."""
    company = run.company_id.sudo()  # sudo: as in LetterLaw
    return run_settings.frozen(run) or run_settings.current(company, run.key_date)


class LetterLaw:
    """The law as one letter must put it.

    :ivar profile: :class:`profiles.Profile` of the customer under the notice's sheet
    """

    def __init__(self, notice, settings, sold):
        """
        :param run_settings.Settings settings: of the notice's run
        :param Sold sold: what the items of this notice, and of others, are for
        """
        # sudo: what the law asks of a letter does not depend on who looks at it
        self.notice, self.settings, self._sold = notice.sudo(), settings, sold
        self.sheet = run_settings.sheet_of_notice(self.notice, settings)
        self.law = company_laws.of_notice(self.notice, settings) or company_laws.without_law(
            settings.context
        )
        self.channel = channels.of(self.notice.channel)
        self.fees = self.law.charging_by(self.channel.code).fees
        self.profile = self.law.profile

    # ------------------------------------------------------- what it must say

    @cached_property
    def opens_waiting(self):
        """Whether the free time counts from this letter, if it says all it must."""
        notice, rule = self.notice, self.profile.waiting_rule
        if not rule or not self.channel.received_as:
            return False
        numbers = [line.level_after for line in self.claims]
        return rule.opens_with(numbers, is_marked=notice.level_id.is_fourteen_day_letter)

    @cached_property
    def is_charged_later(self):
        """Whether any level of the sheet can charge something."""
        return self.sheet.charge_figures == LEGAL or any(
            level.fine_percent or level.fine_minimum or level.interest_monthly_percent
            for level in self.sheet.levels
        )

    @cached_property
    def elements(self):
        """Keys of :data:`content.ELEMENTS` that make the letter the law's."""
        return self.profile.letter.required(self.announced) if self.opens_waiting else ()

    def missing(self):
        """Elements that the letter must carry before it leaves and does not.

        A sheet that never charges anything must say nothing. A firmer letter that brings up a
        first item beside older ones leaves too: its free time does not count.
        """
        if not (self.opens_waiting and self.is_charged_later):
            return ()
        if not self.profile.waiting_rule.must_be_complete(self.notice.level):
            return ()
        return self._lacking

    @cached_property
    def starts_free_time(self):
        """Whether the free time counts from this letter."""
        return self.opens_waiting and self.is_charged_later and not self._lacking

    @cached_property
    def _lacking(self):
        """Our own letter prints whatever has a value; a report of the user's own is read."""
        notice, wanted = self._in_own_language, self.elements
        words = ("opening", "closing")
        if self._sentence and any(
            "{term}" in notice.level_id._text(name, notice.lang) for name in words
        ):
            # the sentence carries all that belongs in words
            wanted = tuple(element for element in wanted if element not in content.IN_WORDS)
            words = ()
        said = " ".join(notice[name] or "" for name in words)
        report = paper.own_report(notice)
        return content.missing_in(
            wanted,
            {element: self._printed(element, said, report) for element in wanted},
            said,
            reports.plain_text(report, notice) if report else None,
        )

    @property
    def _in_own_language(self):
        return self.notice.with_context(lang=self.notice.lang or self.notice.env.lang)

    def _printed(self, element, said, report):
        """The texts with which the letter carries an element.

        :param str said: the words of the level
        :param report: in which they are looked for; empty: any value will do
        """
        match element:
            case "balance":
                return [self.money(self.notice.amount_residual)]
            case "clause_amount" | "exact_cost":
                return [self.money(self.announced)] if self.announced else []
            case "creditor_name":
                return [self.notice.company_id.name]
            case "enterprise_number":
                return [self.enterprise_number]
            case "description":
                return [self._sold.description(line) for line in self._reminded]
            case "due_date":
                days = [line.date_maturity for line in self._reminded]
                env = self._in_own_language.env
                return [format_date(env, day) for day in days] if report else days
            case "term":
                return [self.profile.letter.term_in(said)]

    @property
    def _reminded(self):
        return self.notice.line_ids.filtered(lambda line: line.outcome == "claim")

    # ------------------------------------------------------------- its figures

    @cached_property
    def claims(self):
        """Claim lines that can bear charges."""
        return self._reminded.filtered(lambda line: not line.move_id.dunning_notice_id)

    @cached_property
    def announced(self):
        """What will be charged for these claims besides interest when the free time is over, in
        the currency of the letter; None when a rate to the euro is missing."""
        announces = self.profile.waiting_rule.announces
        lines = self.claims.filtered(lambda line: announces(line.level_after)) or self.claims
        bases = self._bases()
        try:
            claims = [self._claim(line, bases[line]) for line in lines]
        except LawStop:
            return None
        if not claims:
            return ZERO
        if self._single_fine:
            own = self._own_fine(max(decimal_of(self.notice.amount_residual), ZERO), lines[:1])
            return self._judged(self.fees.announced_of_letter(claims, own))
        amounts = defaultdict(lambda: ZERO)
        for line, fee in zip(lines, self.fees.announced(claims), strict=True):
            amounts[line.currency_id] += self._judged(fee)
        return sum((self._in_own(*pair) for pair in amounts.items()), ZERO)

    @property
    def _single_fine(self):
        return self.settings.context.options.single_fine

    def _bases(self):
        """What charges are taken of: claim line -> Decimal, see :mod:`rules.decide.bases`."""
        credits = self.notice.line_ids.filtered(lambda line: line.outcome == "credit")
        items = {line: _item(line) for line in self.claims}
        bases = charge_bases(
            list(items.values()), list(map(_item, credits)), self.settings.currencies
        )
        return {line: bases[item.id] for line, item in items.items()}

    def _claim(self, line, base):
        return Claim(
            id=line.move_line_id.id or line.id,
            residual=base,
            due_date=line.date_maturity,
            number=line.level_after,
            own_fine=ZERO if self._single_fine or not base else self._own_fine(base, line),
            step=decimal_of(line.currency_id.rounding),
            euro_rate=self.law.euro_rate(line.currency_id.id),
            facts=Facts(invoice=line.move_id.id or None, invoice_date=line.invoice_date),
        )

    def _own_fine(self, base, line):
        """The fine of the first later level that has one, as the sheet says."""
        for level in self.sheet.levels:
            if level.number > line.level_after and (level.fine_percent or level.fine_minimum):
                step = decimal_of(line.currency_id.rounding)
                minimum = self.settings.currencies.from_company(
                    level.fine_minimum, line.currency_id.id
                )
                return fine(base, level.fine_percent, minimum, step).amount
        return ZERO

    def _judged(self, allowed):
        return ZERO if self.law.refuses and allowed.reason == "ceiling" else allowed.amount

    def _in_own(self, currency, amount):
        own = self.notice.currency_id
        if currency == own:
            return amount
        return decimal_of(
            currency._convert(float(amount), own, self.notice.company_id, self.notice.key_date)
        )

    def period(self, date):
        """The :class:`waiting.Period` that a letter of this date starts, or None."""
        way = self.channel.received_as or waiting.POST
        facts = Facts(warned_on=date, warned_by=way, warned_in=self._recipient_country)
        return self.fees.timing.period(facts)

    @property
    def _recipient_country(self):
        """To which the letter goes, two lower-case letters, or empty."""
        recipient = self.notice.recipient_id
        country = recipient.country_id or recipient.commercial_partner_id.country_id
        return (country.code or "").lower()

    def last_free_day(self, date):
        """The last day on which a customer pays free of charge, or None when there is none."""
        period = self.opens_waiting and self.period(date)
        return period.safe_from - timedelta(days=1) if period else None

    def new_deadline(self, date):
        """The deadline that the level gives a letter of this date, never before the free time ends.

        :param date: of the letter
        """
        by_level = date + timedelta(days=self.notice.level_id.payment_days)
        return max(by_level, self.last_free_day(date) or by_level)

    def deadline(self, date):
        """The deadline of the letter: as it was made, or as one of this date would have it."""
        return self.notice.deadline or self.new_deadline(date)

    def fine_label(self, env):
        """What a fine is called: to a consumer, by the word of the laws on them.

        :param env: of the reader
        """
        return env._("Compensation") if self.profile.consumer else env._("Fine")

    @property
    def enterprise_number(self):
        """Of the creditor, as its country prints it: in Belgium only a valid one."""
        company = self.notice.company_id
        country = countries.of(chosen.country(company).code)
        number_of = country.creditor_number if country else first_code
        return number_of(company.company_registry, company.vat)

    @property
    def enterprise_number_label(self):
        """What that number is called where the creditor is, in the language of the letter."""
        env, company = self._in_own_language.env, self.notice.company_id
        country = countries.of(chosen.country(company).code)
        if not country or country.registry != "chamber":
            return env._("Enterprise number")
        if company.company_registry:
            return env._("Chamber of Commerce number")
        return env._("VAT number")

    @property
    def has_dated_term(self):
        """Whether the letter may name the day by which to pay: a Dutch one counts from receipt."""
        return not self.opens_waiting or self.profile.waiting_rule.has_dated_term

    def money(self, amount):
        """An amount as the letter prints it."""
        notice = self.notice.with_context(lang=self.notice.lang or self.notice.env.lang)
        return formatLang(notice.env, float(amount), currency_obj=notice.currency_id)

    # --------------------------------------------------------------- its words

    def text_values(self, date):
        """What the words in braces that the law fills in stand for (:data:`texts.LAWFUL`).

        :param date: of the letter
        """
        notice = self.notice.with_context(lang=self.notice.lang or self.notice.env.lang)
        period = self.period(date)
        return {
            "term": self._term(period, notice, date),
            "clause_amount": self.money(self.announced or 0),
            "charge_date": format_date(notice.env, period.safe_from) if period else "",
            "interest_rate": self._interest_rate(notice, date),
            "enterprise_number": self.enterprise_number,
        }

    def _term(self, period, notice, date):
        """The sentence of the law with its figures, empty where it asks for none."""
        if not self._sentence:
            return ""
        return self._sentence.format(
            balance=self.money(notice.amount_residual),
            amount=self.money(self.announced),
            start=format_date(notice.env, period.day_1),
            interest_rate=self._interest_rate(notice, date)
            or self.profile.letter.rate_words(notice.lang),
        )

    @property
    def _sentence(self):
        """Of the law in the language of the letter, with words in braces; empty where it asks for
        none or its amount is not known."""
        if not (self.opens_waiting and self.is_charged_later):
            return ""
        return self.profile.letter.sentence(self.notice.lang, self.announced)

    def _interest_rate(self, notice, date):
        """The yearly percent that can be asked, with its sign; empty when it is not known."""
        own = next(
            (
                level.interest_monthly_percent * MONTHS_A_YEAR
                for level in self.sheet.levels
                if level.interest_monthly_percent
            ),
            None,
        )
        terms = self.fees.terms
        percent = own if terms.figures != LEGAL else None
        if self.profile is not profiles.NONE and (self.profile.rate_is_ceiling or percent is None):
            try:
                by_law = sheet_check.yearly_rate(
                    self.profile, terms, self.settings.laws.tables, date
                )
            except NoRate:
                return ""
            percent = by_law if percent is None else min(percent, by_law)
        return f"{formatLang(notice.env, float(percent), digits=2)} %" if percent else ""


def _item(line):
    """What the rules ask of a claim or credit to know what its charges are taken of."""
    return Item(
        line.id,
        0,  # whose it is does not matter
        line.currency_id.id,
        line.date_maturity,
        decimal_of(line.amount_residual),
    )
