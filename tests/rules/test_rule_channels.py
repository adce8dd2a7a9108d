"""A channel is one value: what it asks of its recipient, how it leaves, what the law says of it."""

import re

import pytest
from conftest import ADDON
from law_values import facts
from rule_values import CURRENCIES, day, item, level, run, sheet
from rules.decide import channels, notice_states, notices
from rules.decide.channels import Channel
from rules.decide.on_law import Lawful
from rules.law import countries, waiting
from rules.law.charging import Charging
from rules.law.claims import Terms
from rules.law.profiles import PROFILES
from rules.law.waiting import Receipt

SOURCES = [
    path
    for path in (*ADDON.rglob("*.py"), *ADDON.rglob("*.xml"))
    if not {"migrations", "demo", "data"} & set(path.relative_to(ADDON).parts)
]
#: what a channel that is not built in would not take part in
COMPARED = re.compile(
    r"""channel\w*['"\]]*,?\s*['"]?(==|!=|<>|=\??|(not\s+)?in)['"]?,?\s*"""
    r"""\(?\s*['"](email|print|both|phone)['"]""",
    re.IGNORECASE,
)
VALID_TYPED = re.compile(r"""['"]queued['"],\s*['"]sent['"]""")
PARTS = {
    "code": "courier",
    "needs": "",
    "ways": frozenset({"courier"}),
    "is_paper": True,
    "received_as": "post",
    "falls_back_to": "print",
}


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(channels, "CHANNELS", dict(channels.CHANNELS))
    monkeypatch.setattr(waiting, "RECEIPTS", dict(waiting.RECEIPTS))


# --- registering ----------------------------------------------------------------------------


@pytest.mark.parametrize("part", [part for part in PARTS if part != "code"])
def test_channel_with_a_missing_part_is_refused_and_the_part_named(part):
    parts = {name: value for name, value in PARTS.items() if name != part}
    with pytest.raises(ValueError, match=f"Channel 'courier': say {part}."):
        channels.register(Channel(**parts))
    assert "courier" not in channels.CHANNELS


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"needs": "fax"}, "needs is 'email', 'phone' or ''"),
        ({"received_as": "pigeon"}, "no receipt 'pigeon' is known"),
        ({"falls_back_to": "pigeon"}, "falls back to 'pigeon', which is not known"),
        ({"ways": "courier"}, "ways is a set"),
        ({"ways": frozenset({"Mail,paper"})}, "ways is a set of codes of small letters"),
        ({"ways": frozenset()}, "neither paper nor received"),
        ({"state": "sent"}, "do not wait in the state 'sent'"),
        ({"state": "cancelled"}, "do not wait in the state 'cancelled'"),
        ({"code": "email"}, "another channel has this code"),
    ],
)
def test_channel_that_cannot_be_is_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        channels.register(Channel(**PARTS | wrong))


def test_same_channel_again_changes_nothing():
    for _time in (1, 2):
        channels.register(Channel(**PARTS))
    assert channels.of("courier").is_paper


def test_channel_without_a_value_is_named():
    with pytest.raises(LookupError, match="Channel 'pigeon': it is offered, but no value says"):
        channels.of("pigeon")


def test_receipt_with_a_known_code_or_days_before_sending_is_refused():
    with pytest.raises(ValueError, match="another receipt has this code"):
        waiting.register(Receipt("post", 1, 1))
    with pytest.raises(ValueError, match="enter days of 0 or more"):
        waiting.register(Receipt("courier", -1, 1))


# --- nobody asks for a code -----------------------------------------------------------------


def written(pattern):
    """``(file, words)`` of each place where the addon has the pattern."""
    return [
        (str(path.relative_to(ADDON)), match.group())
        for path in SOURCES
        for match in pattern.finditer(path.read_text())
    ]


def test_no_file_compares_a_channel_with_a_code():
    assert written(COMPARED) == []


def test_no_file_lists_the_states_in_which_a_reminder_counts():
    assert written(VALID_TYPED) == []


@pytest.mark.parametrize(
    "words",
    [
        'notice.channel == "phone"',
        "notice.channel != 'phone'",
        'level.channel not in ("email", "both")',
        "[('channel', 'in', ('print', 'both'))]",
        "('channel', '=', 'phone')",
        "notice.channel <> 'phone'",
        "notice.channel IN ('email', 'both')",
        "step['channel'] == 'email'",
    ],
)
def test_comparison_is_recognized(words):
    assert COMPARED.search(words)


# --- falling back ---------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["email", "both"])
def test_without_an_address_what_goes_by_email_is_printed(wanted):
    assert channels.fitting(wanted, {}) == (wanted, "")
    assert channels.fitting(wanted, {"email": "no_email"}) == ("print", "no_email")


@pytest.mark.parametrize("wanted", ["print", "phone"])
def test_what_needs_no_address_stays(wanted):
    assert channels.fitting(wanted, {"email": "no_email"}) == (wanted, "")


def test_channel_can_fall_back_step_by_step():
    courier = PARTS | {"needs": "phone", "falls_back_to": "email"}
    channels.register(Channel(**courier))
    assert channels.fitting("courier", {}) == ("courier", "")
    assert channels.fitting("courier", {"phone": "no_phone"}) == ("email", "no_phone")
    nothing = {"phone": "no_phone", "email": "email_invalid"}
    assert channels.fitting("courier", nothing) == ("print", "no_phone")


def test_first_obstacle_is_told():
    def lacks(wants_email, obstacle):
        return channels.lacks_of(wants_email=wants_email, obstacle=obstacle)

    assert lacks(False, "no_email") == {"email": "no_email_wanted"}
    assert lacks(True, "no_email") == {"email": "no_email"}
    assert lacks(True, "email_invalid") == {"email": "email_invalid"}
    assert lacks(True, "email_blacklisted") == {"email": "email_blacklisted"}
    assert lacks(True, "") == {}


NOWHERE = {"postal": "no_postal_address"}


def test_without_a_street_what_goes_both_ways_is_mailed_only():
    assert channels.fitting("both", NOWHERE) == ("email", "no_postal_copy")
    assert channels.unprintable("email", NOWHERE) == ""


@pytest.mark.parametrize("wanted", ["print", "email", "both"])
def test_without_street_and_address_nothing_can_be_printed(wanted):
    lacks = channels.lacks_of(wants_email=True, obstacle="no_email", has_postal=False)
    channel, why = channels.fitting(wanted, lacks)
    assert channel == "print"
    assert why == ("" if wanted == "print" else "no_email")
    assert channels.unprintable(channel, lacks) == "no_postal_address"


def test_a_call_needs_no_street():
    assert channels.fitting("phone", NOWHERE) == ("phone", "")
    assert channels.unprintable("phone", NOWHERE) == ""


# --- ways and states ------------------------------------------------------------------------


def test_ways_are_stored_in_one_order_and_read_back():
    assert channels.leaving_by("both") == {"channel": "both", "waits_for": "mail,paper"}
    assert channels.leaving_by("phone") == {"channel": "phone", "waits_for": ""}
    assert channels.ways_in("mail,paper") == {"mail", "paper"}
    assert channels.ways_in("") == channels.ways_in(None) == channels.ways_in(False) == frozenset()


def test_search_for_a_way_finds_it_alone_and_beside_others():
    assert channels.texts_with("paper") == ["mail,paper", "paper"]
    channels.register(Channel(**PARTS | {"ways": frozenset({"paper", "paper_copy"})}))
    assert channels.texts_with("paper") == ["mail,paper", "paper", "paper,paper_copy"]
    assert channels.texts_with("paper_copy") == ["paper,paper_copy", "paper_copy"]


def test_state_of_a_channel_counts_for_levels():
    assert notice_states.valid() == ("queued", "sent")
    channels.register(Channel(**PARTS, state="with_courier"))
    assert notice_states.waiting() == ("queued", "with_courier")
    assert notice_states.valid() == ("queued", "with_courier", "sent")


# --- to the law -----------------------------------------------------------------------------


def test_receipt_has_days_of_its_own():
    belgian, dutch = (countries.of(code).waiting for code in ("be", "nl"))
    # Thursday 2 April 2026; Friday is a working day, Easter Monday is none
    waiting.register(Receipt("courier", counted_days=2, days=1))
    sent = day("2026-04-02")
    # working days: 3 and 7 April
    assert belgian.period(sent, "courier").day_1 == day("2026-04-07")
    assert belgian.period(sent, "email").day_1 == day("2026-04-03")
    assert belgian.period(sent, "post").day_1 == day("2026-04-08")
    # Wednesday 8 April, delivered on Thursday; by post on Friday
    waiting.register(Receipt("messenger", counted_days=1, days=1))
    sent = day("2026-04-08")
    assert dutch.period(sent, "messenger").received == day("2026-04-09")
    assert dutch.period(sent, "email").received == sent
    assert dutch.period(sent, "post").received == day("2026-04-10")


@pytest.mark.parametrize(
    ("channel", "lacks", "fine"),
    [
        ("print", {}, "1.71"),
        ("both", {}, "1.71"),
        ("email", {}, "0.76"),
        # it comes on paper after all
        ("email", {"email": "no_email"}, "1.71"),
        ("both", {"email": "no_email"}, "1.71"),
        ("phone", {}, "0.76"),
    ],
)
def test_german_postage_is_asked_of_what_comes_on_paper(channel, lacks, fine):
    # 0.76 of paper, 0.95 of postage
    by_mail, on_paper = (
        Charging(PROFILES["de_consumer"], Terms(clause=True, real_cost=cost), day("2026-03-31"))
        for cost in (level(1, fine_minimum=text).fine_minimum for text in ("0.76", "1.71"))
    )
    by = sheet(level(1), level(2, fine_minimum="2.50", channel=channel))
    reminded = item("2026-01-31", "500.00", law=facts("2026-02-09"), level=1, last="2026-02-09")
    law = Lawful(by_mail, on_paper, euro_rates={reminded.currency_id: 1})
    (notice,) = notices.propose([reminded], by, run(), CURRENCIES, law, lacks).notices
    assert f"{notice.fine_amount:.2f}" == fine
    assert notice.channel == ("print" if lacks else channel)
