"""How much interest may be asked of a claim under one profile, and how it was computed."""

from datetime import date, timedelta
from fractions import Fraction

from ..base.lateness import interest_months
from ..base.money import ZERO
from . import ceilings, exact, interest, profiles, rates
from .calculation import Calculation, Step
from .claims import LEGAL, ONE
from .day_counts import ACT_365

ONE_DAY = timedelta(days=1)
#: a year of 365 days at 100 percent has 36,500 of them
ONE_PERCENT_DAY = Fraction(1, 36500)


class LateInterest:
    """Answers for every claim; what depends on the first day only is worked out once."""

    def __init__(self, timing, tables):
        """
        :param Timing timing: profile, terms and key date
        :param dict tables: name -> :class:`rate_tables.RateTable`
        """
        self.timing = timing
        self.profile, self.terms = timing.profile, timing.terms
        self._table = rates.table_of(self.profile, self.terms, tables)
        self._by_law = self.terms.figures == LEGAL and self._table is not None
        self._limits = self._table is not None and (
            self.profile.rate_is_ceiling or not self.terms.clause
        )
        self._asks_invoice_date = self.profile.start_rule.needs_invoice_date
        self._begins, self._agreed, self._factors = {}, {}, {}
        self._simple_factors, self._days = {}, {}

    def of(self, claim):
        """The interest of one claim.

        :return: :class:`ceilings.Allowed`
        :raises NoRate: the law's rate is needed for a day that has none
        """
        if not (self._by_law or claim.monthly_percent):
            return ceilings.NOTHING
        start, reason = self._begin(claim)
        own = self._own(claim, start)
        if reason:
            return ceilings.refuse(own, reason)
        if self._by_law:
            return ceilings.Allowed(own, own, own)
        return ceilings.limit(own, self._legal(claim, start, down=True) if self._limits else None)

    def _begin(self, claim):
        """The first day with interest, and why none may be asked yet: the same for all claims
        with the same days."""
        facts, latest = claim.facts, claim.due_date
        if facts.invoice_date and facts.invoice_date > latest:
            latest = facts.invoice_date
        key = claim.number, latest, facts.warned_on, facts.warned_by, facts.warned_in
        if facts.delivery or self._asks_invoice_date:
            key = *key, facts.delivery, facts.invoice_date
        found = self._begins.get(key)
        if found is None:
            start = self.timing.interest_from(claim)
            found = self._begins[key] = start, self._why_none(claim, start)
        return found

    def explain(self, claim):
        """The same with everything it was computed from: :class:`calculation.Calculation`."""
        allowed, (start, reason) = self.of(claim), self._begin(claim)
        legal = self._by_law or allowed.reason == "ceiling"
        steps, months, day_count = (), "", ""
        if legal and not reason:
            accrued, day_count = self._counted(claim, start, is_ceiling=not self._by_law)
            steps = tuple(map(Step.of, accrued.segments))
        if not self._by_law:
            free_until = self._last_free_day(claim, start)
            months = str(interest_months(claim.mode, free_until, self.timing.key_date))
        down = self.profile.rounds_down if self._by_law else allowed.reason == "ceiling"
        opens_on = self.timing.opens_on(claim.facts)
        return Calculation(
            kind="interest",
            profile=self.profile.code,
            rule="legal_rate" if legal else "agreed",
            article=self.profile.interest_article if legal or allowed.reason else "",
            base=claim.residual,
            own=allowed.own,
            ceiling=allowed.ceiling,
            reason=allowed.reason,
            amount=allowed.amount,
            rounding="down" if down else "half_up",
            unit=claim.step,
            opens_on=None if opens_on == date.min else opens_on,
            percent=claim.monthly_percent if months else None,
            months=months,
            steps=steps,
            day_count=day_count if steps else "",
        )

    def _why_none(self, claim, start):
        if self.profile is profiles.NONE:
            return ""
        if self.timing.is_free_reminder(claim):
            return "first_reminder"
        if self.profile.waiting_rule.holds_interest:
            closed = self.timing.why_closed(claim.facts)
            if closed:
                return closed
        return "" if start and start <= self.timing.key_date else "not_running"

    def _own(self, claim, start):
        """What the settings come to, also where the law then refuses it."""
        if self._by_law:
            return self._legal(claim, start, down=self.profile.rounds_down) if start else ZERO
        key = claim.mode, self._last_free_day(claim, start), claim.monthly_percent, claim.step
        steps = self._agreed.get(key)
        if steps is None:
            factor = interest.by_the_month(ONE, self.timing.key_date, *key[:-1])
            steps = self._agreed[key] = exact.in_steps(factor, claim.step)
        amount = exact.part_of(claim.residual, steps, claim.step)
        return max(amount, claim.interest_minimum) if amount else amount

    def _last_free_day(self, claim, start):
        """Agreed interest starts no earlier than interest by law."""
        if start and self.profile is not profiles.NONE:
            return start - ONE_DAY
        return claim.due_date

    def _legal(self, claim, start, *, down):
        """Interest by law, rounded down as a ceiling or half up as what is owed."""
        if self.terms.day_count != ACT_365:
            found = self._counted(claim, start, is_ceiling=down)[0].exact
        elif claim.facts.payments and self.profile.compound:
            found = self._compound(claim.residual, claim.facts.payments, start)
        else:
            amount, first_day = claim.residual, start
            if claim.facts.payments:
                # in percent-days, so that it stays a decimal
                amount, first_day = self._simple(amount, claim.facts.payments, start), None
            steps = self._steps(first_day, claim.step)
            return exact.part_of(amount, steps, claim.step, rounded_down=down)
        return (exact.down if down else exact.half_up)(found, claim.step)

    def _steps(self, start, step):
        """The interest on 1 from a day on, or of one percent-day without one, counted in steps."""
        steps = self._factors.get((start, step))
        if steps is None:
            if not start:
                factor = ONE_PERCENT_DAY
            elif self.profile.compound:
                factor = self._compound(ONE, (), start)
            else:
                factor = self._simple_factor(start)
            steps = self._factors[start, step] = exact.in_steps(factor, step)
        return steps

    def _simple(self, residual, payments, start):
        """In percent-days."""
        return interest.total(residual, payments, start, self.timing.key_date, self._percent_days)

    def _compound(self, residual, payments, start):
        paid = [(day, Fraction(amount)) for day, amount in payments]
        return interest.total(
            Fraction(residual),
            paid,
            start,
            self.timing.key_date,
            self._simple_factor,
            compound=True,
        )

    def _simple_factor(self, start):
        """The exact simple interest on 1 from a day to the key date."""
        factor = self._simple_factors.get(start)
        if factor is None:
            factor = Fraction(self._percent_days(start)) * ONE_PERCENT_DAY
            self._simple_factors[start] = factor
        return factor

    def _percent_days(self, start):
        days = self._days.get(start)
        if days is None:
            days = self._days[start] = self._table.percent_days(start, self.timing.key_date)
        return days

    def _counted(self, claim, start, *, is_ceiling):
        """The interest by the day count of the sheet, and that day count.

        A rate that is the most a law allows is one for a year of 365 days: no way of counting makes
        it more, so the lower of both counts.
        """
        day_count = self.terms.day_count
        found = self._accrue(claim, start, day_count)
        if day_count == ACT_365 or not (is_ceiling or self.profile.rate_is_ceiling):
            return found, day_count
        by_365 = self._accrue(claim, start, ACT_365)
        return (by_365, ACT_365) if by_365.exact < found.exact else (found, day_count)

    def _accrue(self, claim, start, day_count):
        last_day = self.timing.key_date
        paid = sum((amount for _day, amount in claim.facts.payments), ZERO)
        return interest.accrue(
            claim.residual + paid,
            start,
            last_day,
            self._table,
            claim.facts.payments,
            compound=self.profile.compound,
            day_count=day_count,
        )
