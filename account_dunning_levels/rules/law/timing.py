"""When anything may be asked, and from which day interest runs, under one profile."""

from datetime import date, timedelta

from . import profiles, starts, waiting

ONE_DAY = timedelta(days=1)


class Timing:
    """Answers for every claim under one profile on one key date; keeps what claims share."""

    def __init__(self, profile, terms, key_date, is_holiday=None):
        """
        :param is_holiday: day -> bool, None: the holidays of the profile's law
        """
        self.profile, self.terms, self.key_date = profile, terms, key_date
        self._holidays = {"is_holiday": is_holiday} if is_holiday else {}
        self._periods, self._closed = {}, {}

    def opens_on(self, facts):
        """The first day on which anything that waits may be asked.

        :return: date; ``date.min`` when the profile knows no waiting; None as long as the
            reminder that must come first has not left
        """
        if not self.profile.waiting:
            return date.min
        period = self.period(facts)
        return period and period.safe_from

    def why_closed(self, facts):
        """``not_warned`` or ``waiting`` when nothing may be asked yet, else empty."""
        key = facts.warned_on, facts.warned_by
        if key not in self._closed:
            opens_on = self.opens_on(facts)
            still_waits = "waiting" if opens_on and opens_on > self.key_date else ""
            self._closed[key] = still_waits if opens_on else "not_warned"
        return self._closed[key]

    def is_free_reminder(self, claim):
        """Whether this is the first reminder of a customer who gets that one free."""
        return self.profile.first_free and claim.number <= 1

    def period(self, facts):
        """The :class:`waiting.Period` of a claim, or None."""
        if not (self.profile.waiting and facts.warned_on):
            return None
        key = facts.warned_on, facts.warned_by
        if key not in self._periods:
            count = {
                profiles.BELGIAN_REMINDER: waiting.belgian_first_reminder,
                profiles.DUTCH_LETTER: waiting.dutch_fourteen_day_letter,
            }[self.profile.waiting]
            self._periods[key] = count(*key, **self._holidays)
        return self._periods[key]

    def interest_from(self, claim):
        """The first day with interest, or None when none runs."""
        facts, kind = claim.facts, self.profile.interest_from
        after_due = starts.day_after_due(claim.due_date, facts.invoice_date)
        if kind == profiles.AFTER_DUE:
            return after_due
        if kind == profiles.FROM_DEFAULT and self.terms.due_date_agreed:
            return after_due
        if kind == profiles.THIRD_MONTH:
            return self._luxembourg_start(facts, after_due)
        if not facts.warned_on:
            return None
        return max(after_due, self._start_after_warning(facts))

    def _luxembourg_start(self, facts, after_due):
        if not (facts.delivery and facts.invoice_date):
            return None
        start = starts.luxembourg_consumer_interest(
            facts.delivery,
            facts.invoice_date,
            invoice_mentions_interest=self.terms.invoice_mentions_interest,
        )
        return start and max(start, after_due)

    def _start_after_warning(self, facts):
        period = self.period(facts)
        if not period:
            days = waiting.receipt_of(facts.warned_by).days
            return facts.warned_on + timedelta(days=days) + ONE_DAY
        if self.profile.waiting == profiles.BELGIAN_REMINDER and self.terms.small_company:
            return facts.warned_on + ONE_DAY
        return period.safe_from
