"""What goes wrong in a round, kind by kind.

A kind is a function of a :class:`.lab.Lab`. It prepares a run, lets something happen to it at a
random moment, and returns ``(run id, states its reminders may end in)``; the lab then goes on as
crons and users do, and audits. A kind that audits itself returns None.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg2

from .mail_server import PHASES

SENT = {"sent"}
SENT_OR_UNKNOWN = {"sent", "queued"}
SENT_OR_CANCELLED = {"sent", "cancelled"}
KINDS = {}


def kind(function):
    KINDS[function.__name__] = function
    return function


# ------------------------------------------------------------------- killed processes


@kind
def kill_propose(lab):
    """A worker is killed while it makes the control list: there is all of it, or nothing."""
    run_id = lab.draft()
    lab.worker(lambda: lab.propose(run_id)).kill(lab.moment("propose"))
    state, notices, lines = lab.control_list(run_id)
    whole = ("proposed", len(lab.ledger.emails), len(lab.ledger.item_ids))
    lab.must((state, notices, lines) in (whole, ("draft", 0, 0)), f"half a list: {lines} lines")
    lab.propose_again(run_id)
    lab.must(lab.control_list(run_id) == whole, "the repeated list is not whole")


@kind
def kill_send(lab):
    """A worker is killed while it makes letters, some rounds two of them."""
    run_id = lab.ledger.released()
    lab.batch = lab.random.choice((2, 4, 10))
    for _time in range(lab.random.choice((1, 1, 2))):
        lab.worker(lab.ledger.lane).kill(lab.moment("send"))
    return run_id, SENT


@kind
def kill_outbox(lab):
    """A worker is killed while it hands e-mails over: before, during and after the answer."""
    run_id = lab.made()
    worker = lab.worker(lab.ledger.outbox)
    if lab.random.random() < 0.5:
        worker.kill(lab.moment("outbox"))
    else:
        lab.house.behave(delay=lab.random.uniform(0, 0.01))
        lab.house.wait_for(lab.random.randint(1, 5), 5)
        worker.kill(lab.random.uniform(0, 0.02))
        lab.house.behave()
    return run_id, SENT_OR_UNKNOWN


@kind
def kill_outbox_then_down(lab):
    """The same, and the mail server cannot be reached when the outbox goes on."""
    run_id = lab.made()
    worker = lab.worker(lab.ledger.outbox)
    lab.house.wait_for(lab.random.randint(1, 5), 5)
    worker.kill(lab.random.uniform(0, 0.02))
    lab.house.stop()
    lab.ledger.outbox()
    lab.house.start()
    return run_id, SENT_OR_UNKNOWN


@kind
def postgres_restart(lab):
    """PostgreSQL is restarted under a worker that proposes, sends or hands over."""
    stage = lab.random.choice(("propose", "send", "outbox"))
    run_id = lab.draft() if stage == "propose" else lab.ledger.released()
    if stage == "outbox":
        lab.ledger.lane()
    work = {
        "propose": lambda: lab.propose(run_id),
        "send": lab.ledger.lane,
        "outbox": lab.ledger.outbox,
    }[stage]
    worker = lab.worker(work)
    time.sleep(lab.moment(stage))
    lab.restart_postgres(lab.random.choice(("fast", "immediate")))
    worker.join()
    if stage == "propose":
        lab.propose_again(run_id)
        lab.ledger.release(run_id)
    return run_id, SENT_OR_UNKNOWN


# ---------------------------------------------------------------------- many at once


def senders(lab, number):
    """So many senders at once, then two outboxes at once."""
    run_id = lab.ledger.released()
    lab.batch = lab.random.choice((1, 2, 3))
    lab.together([lab.ledger.lane] * number)
    lab.together([lab.ledger.outbox] * 2)
    return run_id, SENT


@kind
def senders_2(lab):
    """Two senders at once."""
    return senders(lab, 2)


@kind
def senders_4(lab):
    """Four senders at once."""
    return senders(lab, 4)


@kind
def senders_8(lab):
    """Eight senders at once."""
    return senders(lab, 8)


def with_a_user(lab, act):
    """``act(env)`` of a user while two senders and an outbox work."""
    run_id = lab.ledger.released()
    lab.batch = lab.random.choice((2, 4))
    pause = lab.moment("send") + lab.random.choice((0, lab.moment("outbox")))
    jobs = [lab.ledger.lane, lab.ledger.lane, lambda: lab.as_user(act, pause)]
    lab.together(jobs)
    lab.together([lab.ledger.outbox, lambda: lab.as_user(act, lab.moment("outbox"))])
    return run_id, SENT_OR_CANCELLED


@kind
def user_cancels(lab):
    """A user cancels reminders that are being sent."""
    chosen = lab.random.sample(lab.ledger.emails, 2)

    def cancel(env):
        notices = env["account.dunning.notice"].search([("partner_id.email", "in", chosen)])
        notices.filtered(lambda n: n.state not in ("cancelled",)).action_cancel("Not this one")

    return with_a_user(lab, cancel)


@kind
def user_holds(lab):
    """A user holds items whose reminders are being sent."""
    chosen = lab.random.sample(lab.ledger.item_ids, 2)

    def hold(env):
        items = env["account.move.line"].browse(chosen)
        held = env["account.dunning.hold"].search([("move_line_id", "in", chosen)]).move_line_id
        if items - held:
            (items - held).action_dunning_block(reason="Under discussion")

    return with_a_user(lab, hold)


@kind
def user_pays(lab):
    """Payments are booked while reminders are being sent."""
    chosen = lab.random.sample(lab.ledger.item_ids, 2)

    def pay(env):
        items = env["account.move.line"].browse(chosen).filtered(lambda item: not item.reconciled)
        for move in items.move_id:
            env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({}).action_create_payments()

    return with_a_user(lab, pay)


@kind
def conflicts(lab):
    """PostgreSQL finds conflicts of two transactions again and again."""
    run_id = lab.ledger.released()
    rate = lab.random.uniform(0.005, 0.05)

    def work():
        os.environ["PGOPTIONS"] = f"-c fault.rate={rate:.4f}"
        for _turn in range(3):
            for step in (lab.ledger.lane, lab.ledger.outbox):
                try:
                    step()
                except psycopg2.Error:
                    continue  # the cron is called again

    lab.together([work, work])
    return run_id, SENT_OR_UNKNOWN


# ----------------------------------------------------------------------- mail server


@kind
def smtp_down(lab):
    """Nobody answers at the mail server's port."""
    run_id = lab.made()
    lab.house.stop()
    lab.ledger.outbox()
    lab.house.start()
    lab.must(not lab.house.record(), "a mail server that is down got e-mails")
    lab.must(lab.waiting(run_id) == set(lab.mail_addresses), "not all e-mails wait")
    return run_id, SENT


@kind
def smtp_cuts(lab):
    """The mail server breaks off at some step before the e-mail itself."""
    run_id = lab.made()
    lab.house.behave(cut_at=lab.random.choice([phase for phase in PHASES if phase != "DATA"]))
    for _time in range(2):
        lab.ledger.outbox()
    lab.house.behave()
    lab.must(not lab.house.record(), "e-mails were kept that never came")
    lab.must(not lab.unknown(run_id), "a break before the e-mail is an answer")
    return run_id, SENT


@kind
def smtp_slow(lab):
    """The mail server says nothing for longer than Odoo waits, at some step."""
    run_id = lab.made()
    phase = lab.random.choice(PHASES)
    lab.house.behave(stall_at=phase, stall=lab.random.choice((0.03, 0.5)))
    lab.together([lambda: lab.impatient_outbox(0.2)])
    lab.house.behave()
    if phase != "DATA":
        lab.must(not lab.unknown(run_id), "silence before the e-mail is an answer")
    return run_id, SENT_OR_UNKNOWN


@kind
def smtp_refuses(lab):
    """The mail server refuses one address, or one whole e-mail."""
    run_id = lab.made()
    address = lab.random.choice(lab.mail_addresses)
    lab.house.behave(**{lab.random.choice(("refused", "refused_whole")): [address]})
    lab.ledger.outbox()
    lab.house.behave()
    lab.must(lab.states(run_id).get("failed") == 1, "not exactly the refused one failed")
    lab.must(not lab.unknown(run_id), "a refusal is an answer")
    return run_id, SENT


@kind
def smtp_not_now(lab):
    """The mail server answers 4xx at first, to an address or to a whole e-mail, then accepts."""
    run_id = lab.made()
    later = lab.random.sample(lab.mail_addresses, lab.random.randint(1, 3))
    lab.house.behave(**{lab.random.choice(("not_now", "not_now_whole")): later})
    for _time in range(lab.random.choice((1, 2))):
        lab.ledger.outbox()
        lab.must(lab.waiting(run_id) == set(later), "others wait than those")
        lab.must("failed" not in lab.states(run_id), "a refusal for now failed")
        lab.ledger.hour_passes()
    lab.house.behave()
    if lab.random.random() < 0.5:
        lab.together([lab.ledger.outbox] * 2)
    else:
        lab.worker(lab.ledger.outbox).kill(lab.moment("outbox"))
    return run_id, SENT_OR_UNKNOWN


@kind
def smtp_away(lab):
    """The mail server is away for an hour, and comes back while the outbox is at work."""
    run_id = lab.made()
    lab.house.stop()
    for _time in range(lab.random.choice((1, 2))):
        lab.together([lab.ledger.outbox] * lab.random.choice((1, 2)))
        lab.must("failed" not in lab.states(run_id), "away for an hour is no failure")
        lab.ledger.hour_passes()
    lab.house.start()
    lab.together([lab.ledger.outbox] * 2)
    lab.must(not lab.unknown(run_id), "who was away has not got it")
    return run_id, SENT


@kind
def smtp_sender(lab):
    """The mail server refuses who sends, until somebody mends it."""
    run_id = lab.made()
    lab.house.behave(senders=["billing@example.com"])
    for _time in range(2):
        lab.ledger.outbox()
        lab.must(lab.waiting(run_id) == set(lab.mail_addresses), "not all e-mails wait")
        lab.ledger.hour_passes()
    lab.house.behave()
    lab.must(not lab.house.record(), "a refused sender sent")
    return run_id, SENT


@kind
def report_while_sending(lab):
    """Delivery reports come in while the outbox is still handing the e-mails over."""
    run_id = lab.made()
    lab.house.behave(delay=lab.random.uniform(0.01, 0.1))
    outbox = lab.worker(lab.ledger.outbox)
    lab.house.wait_for(lab.random.randint(3, lab.mailed), 10)
    kept = [address for letter in lab.house.record() for address in letter["to"]]
    # the last one may not have its answer yet
    delayed, bounced = [address for address in kept if address in lab.only_by_mail][-2:]
    texts = [
        lab.report(run_id, bounced, "failed", "5.1.1"),
        lab.report(run_id, delayed, "delayed", "4.4.1"),
    ]
    pause = lab.random.choice((0, 0, lab.moment("outbox")))
    gateways = [lab.worker(lambda text=text: lab.as_gateway(text, pause)) for text in texts]
    codes = [worker.join() for worker in (outbox, *gateways)]
    lab.must(not any(codes), f"workers ended with {codes}")
    lab.house.behave()
    lab.ledger.finish(run_id, retry=False)
    lab.must(not lab.unknown(run_id), "a report is no silence")
    lab.must(lab.reported(run_id) == {bounced, delayed}, "a report was lost")
    lab.must(lab.failed(run_id) == {bounced}, "others failed than the one that came back")
    lab.audit(run_id, {"sent", "failed"}, bounced={bounced})


@kind
def smtp_silent(lab):
    """The mail server keeps an e-mail and closes before its answer: never a second one."""
    run_id = lab.made()
    silent = lab.random.sample(lab.mail_addresses, lab.random.randint(1, 2))
    lab.house.behave(silent=silent)
    lab.ledger.finish(run_id)
    lab.must(lab.unknown(run_id) == set(silent), "other outcomes are unknown than those")
    return run_id, SENT_OR_UNKNOWN


# ------------------------------------------------------------------------ PDF engine


def with_engine(lab, mode):
    """A lane prints with an engine that does ``mode`` at some page, once or always."""
    run_id = lab.ledger.released()
    often = "always" if lab.random.random() < 0.15 else "once"
    lab.engine.plan(mode, lab.random.randint(0, 6), often)
    lab.together([lab.lane_with_engine])
    if often == "once":
        lab.must("failed" not in lab.states(run_id), "the engine failed once, and so did a letter")
    lab.must(not lab.running(lab.engine.hang), "the engine left processes behind")
    return run_id, SENT


@kind
def pdf_missing(lab):
    """There is no PDF engine."""
    run_id = lab.ledger.released()
    lab.together([lab.lane_without_engine])
    lab.must(lab.states(run_id) == {"failed": len(lab.ledger.emails)}, "not all letters failed")
    return run_id, SENT


@kind
def pdf_killed(lab):
    """The PDF engine is killed."""
    return with_engine(lab, "kill")


@kind
def pdf_hangs(lab):
    """The PDF engine hangs, with a child process."""
    return with_engine(lab, "hang")


@kind
def pdf_half(lab):
    """The PDF engine writes half a file."""
    return with_engine(lab, "half")


@kind
def pdf_one_bad(lab):
    """The PDF engine crashes on one letter, whenever it gets it."""
    run_id = lab.ledger.released()
    number = lab.random.randrange(len(lab.ledger.emails))
    lab.engine.plan("bad", marker=f"Customer {number}")
    lab.together([lab.lane_with_engine])
    lab.must(lab.failed(run_id) == {lab.ledger.emails[number]}, "others failed than the bad one")
    return run_id, SENT


# ------------------------------------------------------------------------ file store


@kind
def store_full(lab):
    """The disk of the file store is full after some letters."""
    lab.require_disk()
    run_id = lab.ledger.released()
    lab.batch = lab.random.choice((2, 10))
    lab.store.fill(lab.random.randint(0, 150_000))
    try:
        lab.together([lab.ledger.lane])
    finally:
        lab.store.empty()
    return run_id, SENT


@kind
def store_read_only(lab):
    """The disk of the file store becomes read-only."""
    lab.require_disk()
    run_id = lab.ledger.released()
    worker = lab.worker(lab.ledger.lane)
    time.sleep(lab.random.choice((0, lab.moment("send"))))
    lab.store.make_read_only()
    try:
        worker.join()
    finally:
        lab.store.make_writable()
    return run_id, SENT


# ----------------------------------------------------------------------------- clock


def at(lab, instant, zone, work):
    """A worker lives from ``instant`` on, in a company of that time zone."""
    from freezegun import freeze_time

    def live():
        with freeze_time(instant, tick=True):
            work()

    lab.set_zone(zone)
    lab.together([live])


def sent_at(lab, instant, zone):
    """A run is made and sent from ``instant`` on; returns its id."""

    def work():
        lab.ledger.finish(lab.ledger.released())

    at(lab, instant, zone, work)
    return lab.last_run()


def next_list(lab, instant, zone):
    """The list made from ``instant`` on: item -> whether it would be reminded."""
    at(lab, instant, zone, lab.ledger.propose)
    return lab.listed(lab.last_run())


@kind
def midnight(lab):
    """The day ends while letters are made: each has one date, and none is sent twice a day."""
    zone = ZoneInfo(lab.random.choice(("Europe/Brussels", "UTC", "Asia/Tokyo")))
    day = datetime.now(UTC).date() - timedelta(days=lab.random.randint(0, 30))
    end = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
    start = end - timedelta(seconds=lab.random.uniform(0, 1.5 * lab.typical["send"] + 0.5))
    run_id = sent_at(lab, start, zone)
    lab.audit(run_id, SENT)
    dates = lab.dates()
    lab.must(set(dates.values()) <= {day, day + timedelta(days=1)}, f"dates {dates}")
    again = next_list(lab, end + timedelta(minutes=5), zone)
    lab.must(
        again == {item: date == day for item, date in dates.items()}, "twice on one day, or not"
    )


@kind
def daylight_saving(lab):
    """The clocks change while letters are made."""
    zone = ZoneInfo("Europe/Brussels")
    change = datetime(2026, *lab.random.choice(((3, 29), (10, 25))), 1, tzinfo=UTC)
    start = change - timedelta(seconds=lab.random.uniform(0, lab.typical["send"] + 0.3))
    one_day(lab, start, zone)


@kind
def time_zone(lab):
    """The company lives in another time zone than the server: its day counts."""
    zone = ZoneInfo(
        lab.random.choice(
            ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata", "America/New_York")
        )
    )
    day = datetime.now(UTC).date() - timedelta(days=lab.random.randint(0, 30))
    minute = timedelta(minutes=lab.random.randint(1, 24 * 60 - 15))
    one_day(lab, datetime(day.year, day.month, day.day, tzinfo=zone) + minute, zone)


def one_day(lab, start, zone):
    """Sent on the company's day, and not again later on that day."""
    run_id = sent_at(lab, start, zone)
    lab.audit(run_id, SENT)
    today = start.astimezone(zone).date()
    lab.must(set(lab.dates().values()) == {today}, f"dates {lab.dates()} on {today}")
    again = next_list(lab, start + timedelta(minutes=10), zone)
    lab.must(not any(again.values()), "reminded again on the same day")
