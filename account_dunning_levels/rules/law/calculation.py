"""How a figure came about: what the screen opens and the annex of the letter prints.

Plain values that survive as JSON, so that a notice keeps them as they were sent.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from .exact import shown


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of the period: ``base x percent / 100 x days / 365`` or as ``day_count`` says.

    :ivar base, amount: to six decimals, halves up; the exact ones were used
    """

    first_day: date
    last_day: date
    days: int
    percent: Decimal
    base: Decimal
    amount: Decimal

    @classmethod
    def of(cls, segment):
        return cls(
            segment.first_day,
            segment.last_day,
            segment.days,
            segment.percent,
            shown(segment.base),
            shown(segment.amount),
        )


@dataclass(frozen=True, slots=True)
class Calculation:
    """One fine or interest from its rule to its amount, in the claim's currency.

    :ivar kind: ``fine`` or ``interest``
    :ivar profile: code of the law profile
    :ivar rule: ``agreed`` (the sheet's own figures), ``legal_rate``, or the code of a
        :class:`fee_rules.FeeRule`
    :ivar article: where the law says so, empty for an agreement
    :ivar base: what it was taken of; for a scale the claims of the letter together
    :ivar own, ceiling, reason, amount: as in :class:`ceilings.Allowed`
    :ivar rounding: ``down`` (a ceiling) or ``half_up`` (an amount that is owed), to ``unit``
    :ivar opens_on: first day on which it may be asked
    :ivar percent, months: of agreed monthly interest, ``months`` as ``7/3``
    :ivar steps: of interest by the day
    :ivar day_count: how days became years
    :ivar euro_rate: units of the currency for one euro, when it is another one
    """

    kind: str
    profile: str
    rule: str
    article: str
    base: Decimal
    own: Decimal
    ceiling: Decimal | None
    reason: str
    amount: Decimal
    rounding: str
    unit: Decimal
    opens_on: date | None = None
    percent: Decimal | None = None
    months: str = ""
    steps: tuple[Step, ...] = ()
    day_count: str = ""
    euro_rate: Decimal | None = None

    def to_json(self):
        """A dict of texts, numbers and lists, ready for ``json.dumps``."""
        return _plain(self)

    @classmethod
    def from_json(cls, values):
        """The calculation that :meth:`to_json` wrote.

        :raises KeyError, ValueError: something else
        """
        steps = tuple(
            Step(
                date.fromisoformat(step["first_day"]),
                date.fromisoformat(step["last_day"]),
                step["days"],
                *(Decimal(step[name]) for name in ("percent", "base", "amount")),
            )
            for step in values["steps"]
        )
        read = {field.name: values[field.name] for field in fields(cls)}
        for name in ("base", "own", "ceiling", "amount", "unit", "percent", "euro_rate"):
            read[name] = None if read[name] is None else Decimal(read[name])
        read["opens_on"] = read["opens_on"] and date.fromisoformat(read["opens_on"])
        return cls(**read | {"steps": steps})


def _plain(value):
    if isinstance(value, Calculation | Step):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
