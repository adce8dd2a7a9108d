"""Delivery reports and answers by e-mail: read from what mail servers really send."""

import email
import email.policy
import time

import pytest
from rules.decide import mail_reports
from rules.decide.mail_reports import Recipient, means


def message(text):
    return email.message_from_string(text, policy=email.policy.SMTP)


def report(*blocks, extra=""):
    """A report with a block of headers per recipient."""
    body = "\n\n".join(["Reporting-MTA: dns; mx.example.com", *blocks])
    return message(
        f"""From: MAILER-DAEMON@example.com
To: bounce@us.be
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="frontier"
{extra}
--frontier
Content-Type: text/plain

Words

--frontier
Content-Type: message/delivery-status

{body}

--frontier
Content-Type: message/rfc822

Message-Id: <letter-1@us.be>
Subject: Reminder

Text
--frontier--
"""
    )


def block(address, action, status="5.1.1"):
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}"


def test_each_recipient_has_its_own_action():
    found = mail_reports.read(
        report(block("A@x.be", "delayed", "4.4.1"), block("b@x.be", "failed"))
    )
    assert found == [
        Recipient(("a@x.be",), "delayed", "4.4.1"),
        Recipient(("b@x.be",), "failed", "5.1.1"),
    ]


@pytest.mark.parametrize("action", ["failed", "delayed", "delivered", "relayed", "expanded"])
def test_actions_of_the_standard_in_any_letters(action):
    (found,) = mail_reports.read(report(block("a@x.be", action.upper() + " (comment)")))
    assert found.action == action


def test_the_address_that_was_written_to_comes_before_the_one_it_ended_at():
    text = "Original-Recipient: rfc822;a@x.be\n" + block("someone@else.be", "failed")
    (found,) = mail_reports.read(report(text))
    assert found.addresses == ("a@x.be", "someone@else.be")


def test_exim_names_them_in_a_header():
    text = "From: Mailer-Daemon@x.be\nX-Failed-Recipients: a@x.be, b@x.be\n\nNo such user"
    assert [one.addresses for one in mail_reports.read(message(text))] == [
        ("a@x.be",),
        ("b@x.be",),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "From: MAILER-DAEMON@x.be\nSubject: Failure\n\nSomething went wrong",
        'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: text/plain\n\nx\n--b--',
        'From: postmaster@x.be\nContent-Type: multipart/report; boundary="b"\n\n--b\n'
        "Content-Type: message/delivery-status\n\nnot headers at all\n--b--",
        'From: postmaster@x.be\nContent-Type: multipart/report; boundary="b"\n\n--b\n'
        "Content-Type: message/delivery-status\n\nFinal-Recipient: nonsense\nAction: ???\n--b--",
        "From: MAILER-DAEMON@x.be\nContent-Type: multipart/report\n\n",
    ],
)
def test_a_report_that_says_nothing_clear_is_said_to_be_so(text):
    assert mail_reports.read(message(text)) == [Recipient((), "unreadable")]


def test_an_ordinary_e_mail_is_no_report():
    assert mail_reports.read(message("From: jan@x.be\nSubject: Hello\n\nI paid.")) == []


def test_read_receipt_is_no_failure():
    text = """From: jan@x.be
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

Read
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;jan@x.be
Original-Message-ID: <letter-1@us.be>
Disposition: manual-action/MDN-sent-manually; displayed
--b--
"""
    assert mail_reports.read(message(text)) == [Recipient(("jan@x.be",), "opened")]
    assert mail_reports.message_ids(message(text)) == ["<letter-1@us.be>"]


def test_the_e_mail_it_is_about_is_found_in_the_report():
    assert mail_reports.message_ids(report(block("a@x.be", "failed"))) == ["<letter-1@us.be>"]


def test_a_huge_report_costs_no_more():
    """5 MB, a hundred thousand recipients, headers without an end."""
    many = [block(f"user{number}@x.be", "failed") for number in range(50_000)]
    huge = report(*many, "Final-Recipient: rfc822; " + "x" * 1_000_000 + "@x.be\nAction: failed")
    start = time.perf_counter()
    found = mail_reports.read(huge)
    mail_reports.message_ids(huge)
    assert time.perf_counter() - start < 1
    assert len(found) <= mail_reports.MOST_RECIPIENTS


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "X-Autoreply: yes",
        "X-Autorespond: away",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "Subject: Automatic reply: Reminder",
        "Subject: Out of Office: Reminder",
        "Subject: Automatisch antwoord: Herinnering",
        "Subject: Abwesenheitsnotiz: Mahnung",
        "Subject: Réponse automatique : Rappel",
    ],
)
def test_out_of_office_is_written_by_a_machine(header):
    assert mail_reports.is_automatic(message(f"From: jan@x.be\n{header}\n\nI am away"))


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: no", "Subject: Re: Reminder", "Precedence: normal", "X-Mailer: x"]
)
def test_a_person_is_no_machine(header):
    assert not mail_reports.is_automatic(message(f"From: jan@x.be\n{header}\n\nI paid"))


@pytest.mark.parametrize(
    ("address", "failed", "own", "copies", "is_other", "wanted"),
    [
        ("a@x", {"a@x"}, {"a@x"}, set(), False, "bounced"),
        ("a@x", {"a@x"}, {"a@x", "b@x"}, set(), False, "partly"),
        ("b@x", {"a@x", "b@x"}, {"a@x", "b@x"}, set(), False, "bounced"),
        ("c@y", {"c@y"}, {"a@x"}, {"c@y"}, False, "copy"),
        ("d@y", {"d@y"}, {"a@x"}, set(), True, "copy"),
        # the customer's own server passed it on
        ("z@new", {"z@new"}, {"a@x"}, set(), False, "bounced"),
        ("z@new", {"z@new"}, {"a@x", "b@x"}, set(), False, "unclear"),
        ("z@new", {"z@new"}, {"a@x"}, {"c@y"}, False, "unclear"),
    ],
)
def test_whose_address_it_is_decides(address, failed, own, copies, is_other, wanted):
    assert means(address, failed, own, copies, is_other) == wanted
