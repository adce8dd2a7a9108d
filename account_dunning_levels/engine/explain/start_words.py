"""From which day interest runs under a law, and when a letter counts as received, in words."""

from ...rules.law import countries


def sentences(env, profile, options):
    """What a profile says of both, as a list of sentences, some of them empty.

    :param LawOptions options: of the company
    """
    return [_start(env, profile, options), _receipt(env, profile)]


def _start(env, profile, options):
    if profile.start_rule.small_company_sooner and options.small_company:
        return env._(
            "Interest counts from the day after the first reminder (small company), and is asked "
            "after the 14 days."
        )
    return {
        "after_due_date": env._("Interest counts from the day after the due date."),
        "after_first_reminder": env._(
            "Interest never counts from the due date, only from the end of the free time after "
            "the first reminder."
        )
        if profile.waiting
        else env._("Interest counts from the first reminder on, never from the due date."),
        "after_formal_notice": env._(
            "Interest counts from the receipt of a formal notice (mise en demeure): a letter of a "
            "level that is marked as one. A friendly reminder starts none."
        ),
        "from_default": env._(
            "Interest counts from default: the day after the due date when that was agreed, else "
            "after the first reminder."
        ),
        "agreed_or_first_reminder": env._(
            "Interest and the compensation count from the day after the due date when that was "
            "agreed, from the first reminder when the invoice alone set it: then that reminder "
            "carries neither."
        ),
        "agreed_or_thirty_days": env._(
            "Interest and costs count from the day after the due date when that was agreed, from "
            "30 days after the invoice when that alone set it."
        ),
        "after_third_month": env._(
            "Interest counts after the third month since delivery, if the invoice was sent within "
            "a month and says so."
        ),
    }.get(profile.start_rule.code, "")


def _receipt(env, profile):
    """Where interest counts from a letter that no term of the law follows."""
    country = countries.of(profile.country)
    if profile.waiting or not getattr(profile.start_rule, "post", None) or not country:
        return ""
    days = country.post.days[-1][1]
    return env._(
        "A letter by post counts as received on working day %(days)s after sending, Saturdays "
        "among them and holidays (regional ones too) not; an e-mail on its own day. A letter to "
        "another country takes as long as the post there.",
        days=days,
    )
