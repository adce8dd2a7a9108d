"""From which day interest of a consumer in Luxembourg runs (law of 18 April 2004 art. 12 to 14)."""

from datetime import timedelta

from ....base.lateness import add_months
from ...starts import StartRule

ONE_DAY = timedelta(days=1)
#: months since delivery within which the invoice must be sent, and after which interest runs
INVOICE_MONTHS, FREE_MONTHS = 1, 3


class ThirdMonth(StartRule):
    """After the third month since delivery, never before the day after the due date."""

    needs_delivery = True

    def first_day(self, facts, after_due, terms, period_of):
        if not (facts.delivery and facts.invoice_date):
            return None
        start = after_third_month(facts.delivery, facts.invoice_date)
        return max(start, after_due) if start and terms.invoice_mentions_interest else None


def after_third_month(delivery, invoice_sent):
    """The day after the third month since delivery.

    :return: date; None when the invoice was sent more than a month after delivery
    """
    if invoice_sent > add_months(delivery, INVOICE_MONTHS):
        return None
    return add_months(delivery, FREE_MONTHS) + ONE_DAY


THIRD_MONTH = ThirdMonth("after_third_month")
