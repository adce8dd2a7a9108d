"""When anything may be asked, and from which day interest runs, under one profile."""

from datetime import date

from . import starts


class Timing:
    """Answers for every claim under one profile on one key date; keeps what claims share."""

    def __init__(self, profile, terms, key_date, is_holiday=None):
        """
        :param is_holiday: day -> bool, None: the holidays of the profile's law
        """
        self.profile, self.terms, self.key_date = profile, terms, key_date
        self._is_holiday = is_holiday
        self.costs_wait = profile.start_rule.holds_costs(terms)
        self._periods, self._closed = {}, {}

    def opens_on(self, facts):
        """The first day on which anything that waits may be asked.

        :return: date; ``date.min`` when the profile knows no waiting; None as long as the
            reminder that must come first has not left
        """
        if not self.profile.waiting_rule:
            return date.min
        period = self.period(facts)
        return period and period.safe_from

    def why_closed(self, facts):
        """``not_warned`` or ``waiting`` when nothing may be asked yet, else empty."""
        key = facts.warned_on, facts.warned_by, facts.warned_in
        if key not in self._closed:
            opens_on = self.opens_on(facts)
            still_waits = "waiting" if opens_on and opens_on > self.key_date else ""
            self._closed[key] = still_waits if opens_on else "not_warned"
        return self._closed[key]

    def is_in_default(self, claim):
        """Whether interest runs: costs wait for that where :attr:`costs_wait`, as a due date that
        the invoice alone set is no default."""
        starts_on = self.interest_from(claim)
        return starts_on is not None and starts_on <= self.key_date

    def is_free_reminder(self, claim):
        """Whether this is the first reminder of a customer who gets that one free."""
        return self.profile.first_free and claim.number <= 1

    def period(self, facts):
        """The :class:`waiting.Period` of a claim, or None."""
        if not (self.profile.waiting_rule and facts.warned_on):
            return None
        key = facts.warned_on, facts.warned_by, facts.warned_in
        if key not in self._periods:
            day, way, country = key
            rule = self.profile.waiting_rule
            self._periods[key] = rule.period(day, way, self._is_holiday, country)
        return self._periods[key]

    def interest_from(self, claim):
        """The first day with interest, or None when none runs."""
        after_due = starts.day_after_due(claim.due_date, claim.facts.invoice_date)
        return self.profile.start_rule.first_day(claim.facts, after_due, self.terms, self.period)
