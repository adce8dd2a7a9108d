"""The door for the engine: what may be charged on one key date under one profile."""

from .fees import Fees
from .late_interest import LateInterest
from .rates import shipped_rates
from .timing import Timing


class Charging:
    """Prepared once per profile, terms and key date; then asked for every letter.

    :ivar timing: :class:`timing.Timing`: when charges open, from which day interest runs
    :ivar fees: :class:`fees.Fees`: ``of(claims, credits)``, ``of_letter(...)``, ``explain(...)``
    :ivar interest: :class:`late_interest.LateInterest`: ``of(claim)``, ``explain(claim)``
    """

    def __init__(self, profile, terms, key_date, tables=None, is_holiday=None):
        """
        :param Profile profile: see :mod:`country`
        :param Terms terms: of the sheet, see :mod:`claims`
        :param date key_date: last day counted
        :param dict tables: name -> :class:`rate_tables.RateTable`; None: those that are shipped
        :param is_holiday: day -> bool; None: the holidays of the profile's law
        """
        self.timing = Timing(profile, terms, key_date, is_holiday)
        self.fees = Fees(self.timing)
        self.interest = LateInterest(self.timing, shipped_rates() if tables is None else tables)

    def opens_on(self, claim):
        """The day before which a level with charges must wait, or None when it need not: the
        company then lets it wait or sends it without charges.

        None too when waiting helps nothing because no reminder that starts the time has left.
        """
        opens_on = self.timing.opens_on(claim.facts)
        return opens_on if opens_on and opens_on > self.timing.key_date else None
