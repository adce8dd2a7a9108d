"""How long nothing may be charged: on holidays, with other calendars, on odd channels.

The worked examples of ``law_vectors.json`` have the ordinary cases.
"""

from datetime import date, timedelta

import holidays
import pytest
from law_values import by_law, claim, day, facts, interest
from rules.law import calendars, post
from rules.law.countries.be import calendar as belgian
from rules.law.countries.be.waiting import FIRST_REMINDER
from rules.law.countries.de import calendar as german
from rules.law.countries.fr import calendar as french
from rules.law.countries.lu import calendar as luxembourgish
from rules.law.countries.nl import calendar as dutch
from rules.law.countries.nl.waiting import FOURTEEN_DAY_LETTER
from rules.law.waiting import NO_WAITING


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2015, "2015-04-05"),
        (2019, "2019-04-21"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
    ],
)
def test_easter(year, sunday):
    assert calendars.easter(year) == day(sunday)


def known_elsewhere(country, year, but=(), state=None):
    """Days off by the library ``holidays`` that are no Sundays anyway."""
    found = holidays.country_holidays(country, subdiv=state, years=year, language="en_US")
    return {
        one
        for one, name in found.items()
        if name not in (*but, "Easter Sunday", "Pentecost", "Whit Sunday")
    }


def known_of_states(country, year):
    """The same of every state of a country together; the city of Augsburg is none."""
    states = [s for s in holidays.country_holidays(country).subdivisions if len(s) == 2]
    return set().union(*(known_elsewhere(country, year, state=state) for state in states))


@pytest.mark.parametrize("year", range(2015, 2036))
def test_holidays_are_those_that_others_know(year):
    assert belgian.holidays(year) == known_elsewhere("BE", year)
    # Good Friday is made equal to one, Liberation Day is one every year, not one in five
    equal = calendars.after_easter(year, -2) | {date(year, 5, 5)}
    assert dutch.holidays(year) == known_elsewhere("NL", year) | equal
    assert french.holidays(year) == known_elsewhere("FR", year, state="57")
    assert luxembourgish.holidays(year) - known_elsewhere("LU", year) <= {date(year, 5, 9)}
    assert known_elsewhere("LU", year) <= luxembourgish.holidays(year)
    # once only in the whole country, and no day on which post comes later
    only_once = {date(2017, 10, 31), date(2020, 5, 8), date(2025, 5, 8), date(2028, 6, 17)}
    assert known_of_states("DE", year) - only_once <= german.holidays(year)
    assert german.holidays(year) - known_of_states("DE", year) <= came_later(year)


def came_later(year):
    """Holidays of states that came after 2015: they count for all years, nobody asks of those."""
    return {date(year, 3, 8), date(year, 9, 20), date(year, 10, 31)}


def test_belgium_has_ten_legal_holidays():
    assert sorted(map(str, belgian.holidays(2026))) == [
        "2026-01-01",
        "2026-04-06",
        "2026-05-01",
        "2026-05-14",
        "2026-05-25",
        "2026-07-21",
        "2026-08-15",
        "2026-11-01",
        "2026-11-11",
        "2026-12-25",
    ]


def test_kings_day_is_a_day_earlier_when_it_would_be_a_sunday():
    assert day("2025-04-26") in dutch.holidays(2025)
    assert day("2025-04-27") not in dutch.holidays(2025)
    assert day("2026-04-27") in dutch.holidays(2026)


def test_reminder_sent_on_a_holiday_counts_from_the_next_working_days():
    # 21 July 2026 is a Tuesday: Wednesday, Thursday, Friday
    assert FIRST_REMINDER.period(day("2026-07-21"), "post").day_1 == day("2026-07-24")
    assert FIRST_REMINDER.period(day("2026-07-21"), "email").day_1 == day("2026-07-22")


def test_company_may_have_more_holidays_than_the_law():
    def bridge(one):
        return belgian.is_holiday(one) or one == day("2026-05-15")

    # Wednesday 13 May: Ascension, the bridge, a weekend: Monday, Tuesday, Wednesday
    period = FIRST_REMINDER.period(day("2026-05-13"), "post", bridge)
    assert period.day_1 == day("2026-05-20")


def test_other_channel_is_refused():
    for rule in (FIRST_REMINDER, FOURTEEN_DAY_LETTER):
        with pytest.raises(ValueError, match="by one of post, email, not by 'phone'"):
            rule.period(day("2026-01-01"), "phone")


@pytest.mark.parametrize("offset", range(366))
def test_whenever_it_is_sent_there_are_fourteen_days_and_post_is_never_quicker(offset):
    sent = day("2028-01-01") + timedelta(days=offset)
    for rule in (FIRST_REMINDER, FOURTEEN_DAY_LETTER):
        mailed, posted = rule.period(sent, "email"), rule.period(sent, "post")
        for period in (mailed, posted):
            assert (period.last_day - period.day_1).days == 13
            assert sent < period.day_1
            assert period.opens_on == period.last_day + timedelta(days=1) <= period.safe_from
        assert mailed.opens_on < posted.opens_on


### From which letter it counts ###


@pytest.mark.parametrize(
    ("rule", "numbers", "is_marked", "opens"),
    [
        (FIRST_REMINDER, (1,), False, True),
        (FIRST_REMINDER, (3, 1), False, True),
        (FIRST_REMINDER, (2, 3), True, False),
        (FIRST_REMINDER, (), False, False),
        (FOURTEEN_DAY_LETTER, (1,), False, False),
        (FOURTEEN_DAY_LETTER, (2,), True, True),
        (NO_WAITING, (1,), True, False),
    ],
)
def test_free_time_counts_from_the_first_reminder_or_from_a_marked_letter(
    rule, numbers, is_marked, opens
):
    assert rule.opens_with(numbers, is_marked=is_marked) is opens


def test_dutch_letter_of_a_level_without_the_mark_is_no_warning():
    for rule, unmarked in ((FIRST_REMINDER, True), (FOURTEEN_DAY_LETTER, False)):
        assert rule.warns(is_marked=False) is unmarked
        assert rule.warns(is_marked=True)
    assert NO_WAITING.warns(is_marked=False)


def test_firmer_belgian_letter_may_leave_incomplete_and_announces_only_first_reminders():
    for ask in (FIRST_REMINDER.must_be_complete, FIRST_REMINDER.announces):
        assert (ask(1), ask(2)) == (True, False)
    for ask in (FOURTEEN_DAY_LETTER.must_be_complete, FOURTEEN_DAY_LETTER.announces):
        assert (ask(1), ask(2)) == (True, True)
    assert NO_WAITING.announces(2)


def test_only_a_term_that_counts_from_sending_has_a_date():
    assert FIRST_REMINDER.has_dated_term and NO_WAITING.has_dated_term
    assert not FOURTEEN_DAY_LETTER.has_dated_term


def test_only_belgian_interest_waits_too():
    assert FIRST_REMINDER.holds_interest and not FOURTEEN_DAY_LETTER.holds_interest
    assert FIRST_REMINDER and FOURTEEN_DAY_LETTER and not NO_WAITING


### By post, by the country of whoever gets it ###


@pytest.mark.parametrize(
    ("code", "sent", "received"),
    [
        # Good Friday, Easter Monday: Saturday, Tuesday, Wednesday, Thursday
        ("de", "2026-04-02", "2026-04-09"),
        ("de", "2026-01-09", "2026-01-14"),
        # Epiphany is a holiday in some states only: it counts everywhere
        ("de", "2026-01-02", "2026-01-08"),
        # Labour Day; Saturday is a working day
        ("fr", "2026-04-30", "2026-05-06"),
        # Good Friday and 26 December are holidays in Alsace
        ("fr", "2026-04-02", "2026-04-09"),
        ("fr", "2026-12-23", "2026-12-30"),
        # Europe Day is a Saturday, Ascension the Thursday after it
        ("lu", "2026-05-08", "2026-05-15"),
        ("be", "2026-04-02", "2026-04-08"),
        # the National Day of another country is none
        ("be", "2026-07-13", "2026-07-16"),
        ("fr", "2026-07-13", "2026-07-18"),
        # two delivery days, three from July 2026, four from July 2027
        ("nl", "2026-06-30", "2026-07-02"),
        ("nl", "2026-07-01", "2026-07-04"),
        ("nl", "2026-11-30", "2026-12-03"),
        ("nl", "2027-06-30", "2027-07-03"),
        ("nl", "2027-07-01", "2027-07-07"),
        # Liberation Day, a Monday before it
        ("nl", "2026-05-01", "2026-05-06"),
        # nothing is known of Spain: five working days
        ("es", "2026-04-02", "2026-04-09"),
        ("ES", "2026-04-03", "2026-04-10"),
    ],
)
def test_letter_by_post_counts_as_received(code, sent, received):
    assert post.of(code).received(day(sent)) == day(received)


def test_of_a_recipient_without_a_country_nothing_is_known():
    assert post.of("") is None


def test_letter_to_another_country_goes_by_the_post_and_holidays_there():
    # Friday 17 July: the Belgian holiday on the 21st matters there only
    sent = day("2026-07-17")
    assert FOURTEEN_DAY_LETTER.period(sent, "post").received == day("2026-07-22")
    assert FOURTEEN_DAY_LETTER.period(sent, "post", country="be").received == day("2026-07-23")
    assert FOURTEEN_DAY_LETTER.period(sent, "email", country="be").received == sent


def test_belgian_term_never_starts_before_the_third_working_day_wherever_the_letter_goes():
    # Monday 1 June 2026: Dutch post takes two days then, Tuesday and Wednesday
    sent = day("2026-06-01")
    for country, day_1 in (("", "2026-06-04"), ("nl", "2026-06-04"), ("de", "2026-06-06")):
        assert FIRST_REMINDER.period(sent, "post", country=country).day_1 == day(day_1)


def test_interest_waits_until_the_letter_has_arrived_where_it_went():
    """Of 1,000.00 at 6.27 % from the day after receipt to 31 May."""
    for country, amount in (("", "8.93"), ("fr", "8.93"), ("es", "8.93"), ("be", "9.10")):
        known = facts("2026-04-02", "post", warned_in=country)
        assert interest(by_law("de_consumer", "2026-05-31"), claim(facts=known)) == (amount, "")
