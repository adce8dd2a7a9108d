"""Public bodies: a third kind of customer, where a law makes one of them."""

from law_values import by_law, claim, facts, fee, interest
from rules.law import countries
from rules.law.profiles import NAMES, PROFILES, of_public_body, profile_for


def test_french_public_body_owes_eight_points_and_a_french_business_ten():
    # 1,000 from 1 February to 31 March: 59 days of 10.15 % and of 12.15 %
    assert interest(by_law("fr_public"), claim()) == ("16.41", "")
    assert interest(by_law("fr_business"), claim()) == ("19.64", "")
    assert fee(by_law("fr_public"), claim()) == [("40.00", "")]
    assert NAMES["fr_public"] == "France, public bodies"


def test_since_july_2026_it_is_ten_point_forty_percent():
    explained = by_law("fr_public", "2026-08-31").interest.explain(claim(due="2026-07-31"))
    assert [str(step.percent) for step in explained.steps] == ["10.40"]
    assert explained.article == "Code de la commande publique art. R2192-31"


def test_public_body_is_a_business_where_the_law_makes_no_difference():
    for code in countries.COUNTRIES:
        there = profile_for(code, consumer=False, public=True)
        assert there.code == ("fr_public" if code == "fr" else f"{code}_business")
        assert there is of_public_body(PROFILES[f"{code}_business"])
        assert profile_for(code, consumer=True, public=True).consumer


def test_consumer_is_none_and_no_law_stays_none():
    assert of_public_body(PROFILES["fr_consumer"]).code == "fr_consumer"
    assert of_public_body(PROFILES["none"]).code == "none"


def test_french_consumer_owes_interest_from_a_formal_notice_only():
    asking = {code for code in PROFILES if PROFILES[code].start_rule.needs_formal_notice}
    assert asking == {"fr_consumer"}
    # which letter that was is in the facts: by e-mail on 9 February, 50 days at 2.62 %
    assert interest(by_law("fr_consumer"), claim()) == ("3.59", "")
    assert interest(by_law("fr_consumer"), claim(facts=facts(None))) == ("0.00", "not_running")
