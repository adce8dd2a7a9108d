"""What a mail server's answers mean for an e-mail, and when it is tried again."""

from datetime import datetime, timedelta

import pytest
from rules.decide import mail_answers, mail_retries
from rules.decide.mail_answers import DATA, MAIL, RCPT, Answer

OWN = {"a@x.be", "b@x.be"}
YES = Answer(MAIL, 250, "OK")


def to(address, code, words=""):
    return Answer(RCPT, code, words, address)


def judged(*answers):
    verdict = mail_answers.not_taken([YES, *answers], OWN, "me@us.be")
    return verdict.kind, verdict.cause


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ([to("a@x.be", 450), to("b@x.be", 550)], ("later", "address_later")),
        ([to("a@x.be", 550), to("b@x.be", 551)], ("never", "address")),
        ([to("a@x.be", 550), to("copy@y.be", 250)], ("never", "address")),
        ([to("a@x.be", 250), Answer(DATA, 451)], ("later", "mail_later")),
        ([to("a@x.be", 250), Answer(DATA, 554)], ("never", "mail")),
        ([to("a@x.be", 250), Answer(DATA, 552)], ("never", "too_large")),
        ([to("a@x.be", 250), Answer(DATA, 554, "5.3.4 Too big")], ("never", "too_large")),
        ([], ("later", "broke_off")),
        ([to("a@x.be", 250)], ("later", "broke_off")),
    ],
)
def test_what_is_said_to_the_customer_decides(answers, wanted):
    assert judged(*answers) == wanted


@pytest.mark.parametrize(
    "answer",
    [
        Answer(MAIL, 550, "No"),
        Answer(MAIL, 530, "5.7.0 Authentication required"),
        to("a@x.be", 553, "5.7.1 <me@us.be>: Sender address rejected: not owned by user us"),
        to("a@x.be", 554, "5.7.1 <a@x.be>: Relay access denied"),
        to("a@x.be", 550, "5.7.60 SMTP; Client does not have permissions to send as this sender"),
        Answer(DATA, 554, "5.2.252 SendAsDenied; us not allowed to send as me"),
        to("a@x.be", 530, "Must issue a STARTTLS command first"),
    ],
)
def test_a_refusal_of_the_sender_is_no_refusal_of_the_customer(answer):
    assert mail_answers.not_taken([answer], OWN, "me@us.be").kind == "sender"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(MAIL, 451, "4.3.2 Try later"),
        to("a@x.be", 450, "4.2.0 Greylisted, sender unknown"),
        to("a@x.be", 550, "5.1.1 No such user here"),
        to("a@x.be", 452, "4.5.3 Too many recipients"),
    ],
)
def test_a_refusal_for_now_or_of_one_address_is_none_of_the_sender(answer):
    assert mail_answers.not_taken([answer], OWN, "me@us.be").kind in ("later", "never")


def test_taken_for_one_of_two_names_the_other():
    verdict = mail_answers.taken([to("a@x.be", 250), to("b@x.be", 550, "5.1.1 No")], OWN)
    assert (verdict.kind, verdict.address) == ("taken", "a@x.be")
    assert [(a.address, a.code_text) for a in verdict.refused] == [("b@x.be", "550 5.1.1")]


def test_a_session_that_nobody_watched_took_all():
    assert mail_answers.taken([], OWN).address == "a@x.be, b@x.be"


NOON = datetime(2026, 3, 31, 12)


def minutes(waited, hours=24, **options):
    now = NOON + timedelta(minutes=waited)
    moment = mail_retries.next_try(NOON, now, hours, **options)
    return moment and (moment - now).total_seconds() / 60


@pytest.mark.parametrize(
    ("waited", "pause"), [(0, 5), (5, 5), (10, 10), (20, 20), (40, 40), (80, 60), (600, 60)]
)
def test_the_pause_grows_up_to_an_hour(waited, pause):
    assert minutes(waited) == pause


def test_the_last_try_is_at_the_end_of_the_time():
    assert minutes(23 * 60 + 50) == 10
    assert minutes(24 * 60 - 1) == 1
    assert minutes(24 * 60) is None


def test_no_hours_no_second_try():
    assert minutes(0, hours=0) is None


def test_a_mistake_of_ours_is_tried_without_end():
    assert minutes(72 * 60, is_limited=False) == 60
