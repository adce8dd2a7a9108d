"""From which day interest may run, and what is odd about the dates of a claim."""

from datetime import timedelta

from ..base import lateness

ONE_DAY = timedelta(days=1)
#: an agreed term between undertakings is at most so many days (law of 2 August 2002 art. 4)
LONGEST_TERM = 60


def belgian_consumer_interest(due_date, period, *, small_company):
    """A small company counts from the day after the first reminder left, others from the end of
    the fourteen days; never from the due date.

    :param waiting.Period period: of the first reminder
    """
    start = period.received + ONE_DAY if small_company else period.opens_on
    return max(start, due_date + ONE_DAY)


def luxembourg_consumer_interest(delivery, invoice_sent, *, invoice_mentions_interest):
    """The day after the third month since delivery (law of 18 April 2004 art. 12 to 14).

    :return: date; None when the invoice was sent more than a month after delivery or did not
        say that the trader will ask interest
    """
    in_time = invoice_sent <= lateness.add_months(delivery, 1)
    if not (in_time and invoice_mentions_interest):
        return None
    return lateness.add_months(delivery, 3) + ONE_DAY


def date_problems(invoice_date, due_date, country=""):
    """What is odd about the dates of an invoice, as codes: ``due_before_invoice`` and
    ``term_too_long`` (Belgium: a term above 60 days between undertakings is void)."""
    if not invoice_date:
        return ()
    if due_date < invoice_date:
        return ("due_before_invoice",)
    if country == "BE" and (due_date - invoice_date).days > LONGEST_TERM:
        return ("term_too_long",)
    return ()


def day_after_due(due_date, invoice_date=None):
    """The first day of delay: never before the day after the invoice."""
    return max(due_date, invoice_date or due_date) + ONE_DAY
