"""The law of a country is one folder: a made-up one is added, used and taken away again.

``countries/xx`` lives beside this file; nothing else knows it. See ``law_values`` for the claim:
1,000.00 due 31 January 2026, reminded by e-mail on Monday 9 February, looked at on 31 March.
"""

import shutil
from decimal import Decimal as D
from pathlib import Path

import pytest
from law_values import by_law, claim, day, facts, fee, interest, law
from rules.decide.values import Level
from rules.law import content, countries, profiles, rates
from rules.law.country import LawIncomplete
from rules.law.profiles import PROFILES, profile_for
from rules.law.sheet_check import problems

FOLDER = Path(__file__).with_name("countries")


@pytest.fixture
def xx():
    countries.register(FOLDER)
    yield countries.COUNTRIES["xx"]
    countries.unregister(FOLDER)


def lists():
    """All that is derived from the countries."""
    derived = (PROFILES, profiles.NAMES, rates.TABLES, rates.shipped_rates(), content.ELEMENTS)
    return [dict(countries.COUNTRIES), *map(dict, derived), set(content.IN_WORDS)]


### It is found ###


def test_country_is_found_by_its_folder_and_its_profiles_with_it(xx):
    assert profile_for("XX", consumer=True) is PROFILES["xx_consumer"] is xx.consumer
    assert profile_for("xx", consumer=False) is PROFILES["xx_business"] is xx.business
    assert (xx.consumer.country, xx.consumer.waiting, xx.consumer.fee) == (
        "XX",
        "xx_ten_days",
        "xx_scale",
    )
    assert profiles.fee_rule_of("xx_scale").on_sum
    assert profiles.NAMES["xx_consumer"] == "Exland, consumers"


def test_its_rates_are_read_with_their_sources(xx):
    table = rates.shipped_rates()["xx_legal"]
    assert table.on(day("2026-02-01")) == D("7.30")
    assert [rate.source for rate in table.rates] == ["made up"]
    assert rates.TABLES["xx_legal"] == "Exland, legal rate"


### What may be charged ###


def test_fee_of_its_consumers_is_read_from_its_scale(xx):
    # 10 + 5 % of 200 = 20.00; of 900: 55.00, at most 50.00
    assert fee(by_law("xx_consumer"), claim("300.00")) == [("20.00", "")]
    assert fee(by_law("xx_consumer"), claim()) == [("50.00", "")]
    assert fee(law("xx_consumer"), claim("300.00", own_fine="25.00")) == [("20.00", "ceiling")]
    explained = by_law("xx_consumer").fees.explain([claim("300.00")])[0]
    assert (explained.rule, explained.article) == ("xx_scale", "XX 1")


def test_interest_of_its_consumers_counts_after_its_ten_days(xx):
    # 1,000 at 7.3 % is 0.20 a day; 20 February to 31 March: 40 days
    assert interest(by_law("xx_consumer"), claim()) == ("8.00", "")


def test_its_businesses_owe_its_compensation_and_the_rate_of_the_union(xx):
    # 2.15 + 6 = 8.15 %, 1 February to 31 March: 59 days: 13.174
    assert fee(by_law("xx_business"), claim()) == [("25.00", "")]
    assert interest(by_law("xx_business"), claim()) == ("13.17", "")


def test_sheet_that_goes_too_far_is_told(xx):
    level = Level(number=2, fine_minimum=D("10.01"), interest_monthly_percent=D("0.61"))
    terms = law("xx_consumer").fees.terms
    told = problems(xx.consumer, terms, [level], "days_30", day("2026-03-31"))
    assert [problem.code for problem in told] == ["fee_above_ceiling", "rate_above_law"]
    # 0.61 % a month
    assert told[1].figures == {"own": D("7.32"), "ceiling": D("7.30")}


### How long it waits ###


def test_waiting_time_honours_its_holiday(xx):
    # by post: Tuesday 10, not Founder's Day on the 11th, Thursday 12: ten days to Saturday 21
    by_post = xx.waiting.period(day("2026-02-09"), "post")
    assert (by_post.day_1, by_post.last_day) == (day("2026-02-12"), day("2026-02-21"))
    assert (by_post.opens_on, by_post.safe_from) == (day("2026-02-22"), day("2026-02-24"))
    # one week later there is no holiday: Wednesday 18 to Friday 27
    assert xx.waiting.period(day("2026-02-16"), "post").safe_from == day("2026-02-28")


def test_nothing_is_charged_before_its_waiting_time_is_over(xx):
    for key_day, by, expected in (
        ("2026-02-19", "email", "waiting"),
        ("2026-02-20", "email", ""),
        ("2026-02-23", "post", "waiting"),
        ("2026-02-24", "post", ""),
    ):
        one = claim(own_fine="15.00", monthly_percent="0.1", facts=facts(by=by))
        assert fee(law("xx_consumer", key_day), one)[0][1] == expected
        assert interest(law("xx_consumer", key_day), one)[1] == expected


### What its letter says ###


def test_its_letter_must_carry_its_elements(xx):
    elements = xx.consumer.letter.required()
    assert elements == ("balance", "office")
    printed = {"balance": ["10.00"]}
    text = "Pay 10.00. Complain to the office in Room 7."
    assert content.missing(elements, printed, text) == ()
    assert content.missing(elements, printed, "Pay 10.00; complain in room 7") == ("office",)
    assert content.ELEMENTS["office"] == "the office where to complain"
    assert "office" in content.IN_WORDS
    assert xx.business.letter.required() == ()


def test_its_letter_has_its_sentence_in_english_where_there_is_none(xx):
    assert xx.letter.sentence("fr_BE", D(5)).startswith("Pay {balance}")
    assert xx.letter.sentence("en", D(0)) == ""


### It goes, and takes nothing with it ###


def test_others_are_untouched_while_it_is_there_and_after_it_went():
    before = lists()
    countries.register(FOLDER)
    for known, now in zip(before, lists(), strict=True):
        assert len(now) > len(known)
        if isinstance(known, dict):
            assert {key: now[key] for key in known} == known
    countries.unregister(FOLDER)
    assert lists() == before
    assert profile_for("xx", consumer=True) is None


### What a folder lacks ###


@pytest.fixture
def incomplete(tmp_path):
    """Function: how ``yy``, a copy of ``xx``, is refused after a change of its text."""

    def refused(old="", new="", without=None):
        yy = shutil.copytree(FOLDER / "xx", tmp_path / "yy", ignore=lambda *_: ["__pycache__"])
        text = (yy / "__init__.py").read_text()
        assert old in text
        text = text.replace(old, new, 1) if old else text
        (yy / "__init__.py").write_text(text.replace('CODE = "xx"', 'CODE = "yy"'))
        if without:
            (yy / without).unlink()
        before = lists()
        with pytest.raises(LawIncomplete) as refusal:
            countries.register(tmp_path)
        assert lists() == before
        return str(refusal.value)

    return refused


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('    name="Exland",\n', "it has no name (in English)"),
        ("    consumer=CONSUMER,\n", "it has no consumer (what consumers may be charged)"),
        ("    business=BUSINESS,\n", "it has no business (what businesses may be charged)"),
        ('    tables={"xx_legal": "Exland, legal rate"},\n', "it has no tables"),
        ("    rates=rates_beside(__file__),\n", "it has no rates (its yearly rates with"),
        ("    checked_on=date(2026, 11, 24),\n", "it has no checked_on"),
        ("    waiting=TEN_DAYS,\n", "it has no waiting (how long charges wait;"),
        ("    letter=LETTER,\n    articles", "it has no letter (what the first letter must"),
        ("    articles=(COSTS, INTEREST, WAITING, BETWEEN_BUSINESSES),\n", "it has no articles ("),
    ],
)
def test_folder_that_forgets_a_part_fails_at_load_with_a_sentence(incomplete, line, said):
    refusal = incomplete(line, "    articles" if line.endswith("articles") else "")
    assert refusal.startswith(f"the law of yy is incomplete: {said}")


def test_folder_that_forgets_its_calendar_fails_at_load_with_a_sentence(incomplete):
    refusal = incomplete("    is_holiday=is_holiday,\n    waiting", "    waiting")
    assert refusal == (
        "the law of yy is incomplete: it has no is_holiday "
        "(its calendar; calendars.no_holiday where no period needs one)"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("COUNTRY = ", "LAND = ", "its folder exposes no COUNTRY"),
        ("    code=CODE,", '    code="zz",', "its consumer profile is called yy_consumer"),
        ('tables={"xx_legal"', 'tables={"yy_legal"', "its rate table xx_legal has no description"),
        ('rate_table="xx_legal"', 'rate_table="yy"', "reads a rate table that is not there: yy"),
        ("articles=(COSTS, ", "articles=(", "cites XX 1, which is not among its articles"),
        ("    waiting=TEN_DAYS", "    waiting=WaitingRule()", "which is not its waiting"),
        ("    letter=LETTER,\n    fee", "    fee", "waits after a letter, and its letter says"),
        ('Element("office", ', 'Element("term", ', "does not fit: term is something else in be"),
        (", one_of=OFFICES", "", "nothing that is printed can be its element office"),
    ],
)
def test_parts_that_do_not_fit_together_fail_at_load_with_a_sentence(incomplete, old, new, said):
    assert said in incomplete(old, new)


def test_folder_without_its_rates_fails_at_load_with_a_sentence(incomplete):
    refusal = incomplete(without="rates.csv")
    assert refusal.startswith("the law of yy cannot be read: ")
    assert "rates.csv" in refusal


def test_folder_without_a_module_that_it_reads_fails_at_load_with_a_sentence(incomplete):
    refusal = incomplete("from datetime", "from . import articles\nfrom datetime")
    assert refusal.startswith("the law of yy cannot be read: cannot import name 'articles'")


def test_folder_that_calls_itself_otherwise_fails_at_load_with_a_sentence(incomplete):
    refusal = incomplete("COUNTRY = ", "from ..be import COUNTRY\nOTHER = ")
    assert refusal == "the law of yy is incomplete: it calls itself be"


### Those that are built in ###


@pytest.mark.parametrize("country", countries.COUNTRIES.values(), ids=lambda one: one.code)
def test_built_in_country_cites_all_its_articles_and_reads_all_its_tables(country):
    cited = set().union(*(profile.articles for profile in country.profiles))
    read = set().union(*(profile.rate_tables for profile in country.profiles))
    assert set(country.articles) == cited
    assert set(country.tables) <= read


def test_five_countries_are_built_in():
    assert sorted(countries.COUNTRIES) == ["be", "de", "fr", "lu", "nl"]
