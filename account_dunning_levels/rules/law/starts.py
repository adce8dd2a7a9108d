"""From which day interest by law may run: the kinds of rules from which countries choose.

Where the law asks whether a due date was agreed on, a sheet can say so (``Terms.due_date_agreed``);
where it says nothing, a due date counts as agreed on with a business and not with a consumer.
"""

from datetime import timedelta

from . import waiting

ONE_DAY = timedelta(days=1)
#: a debtor who agreed on no due date is in default so many days after the invoice (Directive
#: 2011/7/EU art. 3 par. 3 b)
DAYS_AFTER_INVOICE = 30


class StartRule:
    """A kind of rule. Immutable.

    :ivar code: as words are found for it
    :ivar needs_delivery: it asks when goods were delivered (``Facts.delivery``)
    :ivar needs_invoice_date: it asks when the invoice was made, besides when it is due
    :ivar needs_formal_notice: it counts from a letter of a level that gives formal notice
        (``is_formal_notice``), not from any reminder
    :ivar small_company_sooner: a small company (``Terms.small_company``) counts from sending the
        reminder, others from the end of the free time after it
    :ivar usually_agreed: whether a due date counts as agreed on when the sheet does not say; None:
        that does not matter
    :ivar costs_need_default: costs too, the EUR 40 among them, are owed from that day only
    """

    needs_delivery = needs_invoice_date = needs_formal_notice = False
    small_company_sooner = costs_need_default = False
    usually_agreed = None

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

    def is_agreed(self, terms):
        """Whether a due date that passed is default by itself under these :class:`claims.Terms`."""
        said = terms.due_date_agreed
        return self.usually_agreed if said is None else said

    def holds_costs(self, terms):
        """Whether costs wait until the debtor is in default, as the due date alone makes none."""
        return self.costs_need_default and not self.is_agreed(terms)


class AfterDue(StartRule):
    """From the day after the due date."""

    def first_day(self, facts, after_due, terms, period_of):
        return after_due


class AfterReminder(StartRule):
    """From the end of the free time after the reminder, or from its arrival where there is none;
    never from the due date.

    :ivar post: :class:`post.Post` of the creditor's country, for whom nothing else is known of;
        None: the calendar days of the :class:`waiting.Receipt`
    """

    def __init__(self, code, *, small_company_sooner=False, needs_formal_notice=False, post=None):
        super().__init__(code)
        self.small_company_sooner, self.post = small_company_sooner, post
        self.needs_formal_notice = needs_formal_notice

    def first_day(self, facts, after_due, terms, period_of):
        if not facts.warned_on:
            return None
        return max(after_due, self._after_warning(facts, terms, period_of(facts)))

    def _after_warning(self, facts, terms, period):
        if not period:
            return waiting.arrival(facts, self.post) + ONE_DAY
        if self.small_company_sooner and terms.small_company:
            return facts.warned_on + ONE_DAY
        return period.safe_from


class FromDefault(AfterReminder):
    """From the day after a due date that was agreed on, else as after a reminder."""

    usually_agreed = False

    def first_day(self, facts, after_due, terms, period_of):
        if self.is_agreed(terms):
            return after_due
        return super().first_day(facts, after_due, terms, period_of)


class DefaultOfBusiness(FromDefault):
    """The same between undertakings: the letter that causes default carries no costs yet."""

    usually_agreed = costs_need_default = True


class ThirtyDays(StartRule):
    """From the day after a due date that was agreed on; one that the invoice alone set counts from
    thirty days after its receipt only, and no sooner than it fell due.

    An invoice counts as received on its date; without one, when it fell due.
    """

    needs_invoice_date = usually_agreed = costs_need_default = True

    def first_day(self, facts, after_due, terms, period_of):
        if self.is_agreed(terms):
            return after_due
        days = timedelta(days=DAYS_AFTER_INVOICE)
        if not facts.invoice_date:
            return after_due + days
        return max(after_due, facts.invoice_date + days + ONE_DAY)


AFTER_DUE = AfterDue("after_due_date")
AFTER_REMINDER = AfterReminder("after_first_reminder")
FROM_DEFAULT = FromDefault("from_default")
THIRTY_DAYS = ThirtyDays("agreed_or_thirty_days")


def day_after_due(due_date, invoice_date=None):
    """The first day of delay: never before the day after the invoice."""
    return max(due_date, invoice_date or due_date) + ONE_DAY
