"""From which day interest by law may run: the kinds of rules from which countries choose."""

from datetime import timedelta

from . import waiting

ONE_DAY = timedelta(days=1)


class StartRule:
    """A kind of rule. Immutable.

    :ivar code: as words are found for it
    :ivar needs_delivery: it asks when goods were delivered (``Facts.delivery``)
    :ivar small_company_sooner: a small company (``Terms.small_company``) counts from sending the
        reminder, others from the end of the free time after it
    """

    needs_delivery = small_company_sooner = False

    def __init__(self, code):
        self.code = code

    def first_day(self, facts, after_due, terms, period_of):
        """The first day with interest, or None when none runs.

        :param Facts facts: of the claim
        :param date after_due: the first day of delay, see :func:`day_after_due`
        :param Terms terms: of the sheet
        :param period_of: facts -> :class:`waiting.Period` of the claim, or None
        """
        raise NotImplementedError


class AfterDue(StartRule):
    """From the day after the due date."""

    def first_day(self, facts, after_due, terms, period_of):
        return after_due


class AfterReminder(StartRule):
    """From the end of the free time after the reminder, or from its arrival where there is none;
    never from the due date."""

    def __init__(self, code, *, small_company_sooner=False):
        super().__init__(code)
        self.small_company_sooner = small_company_sooner

    def first_day(self, facts, after_due, terms, period_of):
        if not facts.warned_on:
            return None
        return max(after_due, self._after_warning(facts, terms, period_of(facts)))

    def _after_warning(self, facts, terms, period):
        if not period:
            days = waiting.receipt_of(facts.warned_by).days
            return facts.warned_on + timedelta(days=days) + ONE_DAY
        if self.small_company_sooner and terms.small_company:
            return facts.warned_on + ONE_DAY
        return period.safe_from


class FromDefault(AfterReminder):
    """From the day after a due date that was agreed on, else as after a reminder."""

    def first_day(self, facts, after_due, terms, period_of):
        if terms.due_date_agreed:
            return after_due
        return super().first_day(facts, after_due, terms, period_of)


AFTER_DUE = AfterDue("after_due_date")
AFTER_REMINDER = AfterReminder("after_first_reminder")
FROM_DEFAULT = FromDefault("from_default")


def day_after_due(due_date, invoice_date=None):
    """The first day of delay: never before the day after the invoice."""
    return max(due_date, invoice_date or due_date) + ONE_DAY
