"""What the charges of a claim were taken of, in words, where that is not what is open of it.

Read from ``calculation`` of a claim, see :mod:`notice.calculation`.
"""

from ...rules.base.money import ZERO, decimal_of


def sentences(env, data, money):
    """Sentences on the base of fine and interest; none where it is what is open.

    :param dict data: ``calculation`` of a notice line
    :param money: amount -> text
    """
    credited = decimal_of(data.get("credited") or ZERO)
    if credited:
        yield env._(
            "Credits of %s are taken off first: they pay the oldest item of the letter.",
            money(credited),
        )
    if data.get("announced"):
        yield env._(
            "Reminders announced %s of it: what came on since bears no charges yet.",
            money(decimal_of(data["announced"])),
        )
    if data.get("stated"):
        yield env._(
            "The fine was stated in an earlier letter and stays asked: %s",
            money(decimal_of(data["stated"])),
        )
