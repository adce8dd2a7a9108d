"""Lanes, outbox and people at the same rows at the same moment, each over its own connection.

All rows are committed, so that PostgreSQL itself decides who comes too late, and removed again.
"""

import logging
import threading
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from dunning_common import add_bank_account
from mail_house import MailHouse

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules import module
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.account_dunning_levels.engine.archive import traces
from odoo.addons.account_dunning_levels.engine.lanes.lanes import LANES as ALL_LANES
from odoo.addons.account_dunning_levels.engine.send import batches as send_batches
from odoo.addons.account_dunning_levels.engine.send import lane_work
from odoo.addons.account_dunning_levels.engine.settle import run_turns
from odoo.addons.account_dunning_levels.engine.store import conflicts
from odoo.addons.base.models.ir_cron import IrCron

LANES = ALL_LANES[:2]
OUTBOX = "mail.ir_cron_mail_scheduler_action"
TOO_LATE = ("odoo.sql_db", "odoo.addons.mail.models.mail_mail")
#: seconds that two lanes wait for each other at most
PATIENCE = 30


class BusyHouse(MailHouse):
    """A mail house during whose work other things happen.

    :ivar on_greeting: called once when a sender says hello, before it hands over anything
    :ivar on_letter: called once when an e-mail is there and not accepted yet
    """

    on_greeting = on_letter = None

    def happen(self, name):
        event = getattr(self, name)
        setattr(self, name, None)
        if event:
            event()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.happen("on_greeting")
        return responses

    async def handle_DATA(self, server, session, envelope):
        self.happen("on_letter")
        return await super().handle_DATA(server, session, envelope)


class Meeting:
    """Two lanes wait for each other here, each at its first ``times`` visits."""

    def __init__(self, times=1):
        self.barrier = threading.Barrier(2)
        self.times = times
        self.visits = {}
        self.met = 0

    def wait(self):
        own = threading.get_ident()
        self.visits[own] = self.visits.get(own, 0) + 1
        if self.visits[own] <= self.times:
            try:
                self.met += self.barrier.wait(PATIENCE) == 0
            except threading.BrokenBarrierError:
                logging.getLogger(__name__).info("The other lane did not come")

    def before(self, function):
        def wrapped(*args, **kwargs):
            self.wait()
            return function(*args, **kwargs)

        return wrapped


class ConflictCase(TransactionCase):
    """Committed customers, invoices and a run of the main company whose reminders are ready."""

    def setUp(self):
        super().setUp()
        self.house = BusyHouse()
        self.house.start()
        self.addCleanup(self.house.stop)
        self.rows = {}
        self.addCleanup(self.remove_committed)
        with self.env_of_its_own() as env:
            self.lock_out_the_clock(env)
            self.commit_ledger(env)

    @contextmanager
    def env_of_its_own(self):
        """A connection, committed at the end: what another process or person does."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    # -------------------------------------------------------------- committed rows

    def lock_out_the_clock(self, env):
        """Lanes and outbox are called only if something wakes them."""
        crons = [env.ref(xmlid).id for xmlid in (*LANES, OUTBOX)]
        env.cr.execute("SELECT id, nextcall, lastcall FROM ir_cron WHERE id = ANY(%s)", [crons])
        self.schedule = env.cr.fetchall()
        env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM ir_cron_progress")
        self.last_progress = env.cr.fetchone()[0]
        env.cr.execute(
            "UPDATE ir_cron SET nextcall = now() + interval '1 year' WHERE id = ANY(%s)", [crons]
        )
        env.cr.execute("DELETE FROM ir_cron_trigger WHERE cron_id = ANY(%s)", [crons])

    def commit_ledger(self, env):
        # stays: Odoo archives bank accounts instead of deleting them
        if not env.company.partner_id.bank_ids:
            add_bank_account(env.company)
        category = env["res.partner.category"].create({"name": "Conflict"})
        server = env["ir.mail_server"].create(
            {
                "name": "Busy house",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.house.port,
                "smtp_encryption": "none",
                "sequence": 0,
            }
        )
        level = {
            "number": 1,
            "heading": "Reminder",
            "subject": "Reminder of {company}",
            "opening": "Please pay {total}.",
            "closing": "Kind regards",
            "channel": "email",
            "activity_mode": "none",
            "attach_invoices": False,
            "copy_on_partner": False,
        }
        sheet = env["account.dunning.sheet"].create(
            {
                "name": "Conflict",
                "company_id": env.company.id,
                "category_id": category.id,
                "level_ids": [Command.create(level)],
            }
        )
        self.rows = {
            "res.partner.category": category.ids,
            "ir.mail_server": server.ids,
            "account.dunning.sheet": sheet.ids,
            "res.partner": [],
            "account.move": [],
            "account.dunning.run": [],
            "account.dunning.notice": [],
        }

    def invoiced(self, customers, currencies=("USD",)):
        """Committed invoices of so many late customers, one in each of these currencies."""
        with self.env_of_its_own() as env:
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Busy {place}",
                        "email": f"busy{place}@example.com",
                        "is_company": True,
                        "category_id": [Command.set(self.rows["res.partner.category"])],
                    }
                    for place in range(customers)
                ]
            )
            due = fields.Date.subtract(fields.Date.today(), days=30)
            moves = env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": partner.id,
                        "invoice_date": due,
                        "invoice_date_due": due,
                        "invoice_payment_term_id": False,
                        "currency_id": env.ref(f"base.{currency}").id,
                        "invoice_line_ids": [
                            Command.create(
                                {"name": "Work", "quantity": 1, "price_unit": 100, "tax_ids": []}
                            )
                        ],
                    }
                    for partner in partners
                    for currency in currencies
                ]
            )
            moves.action_post()
            self.rows["res.partner"] = partners.ids
            self.rows["account.move"] = moves.ids

    def new_run(self, env):
        """A run of those customers, not committed."""
        return env["account.dunning.run"].create(
            {
                "company_id": env.company.id,
                "partner_domain": str([("id", "in", self.rows["res.partner"])]),
            }
        )

    def released(self, customers, currencies=("USD",)):
        """A committed run with one released reminder for each of so many late customers, and for
        each of these currencies."""
        self.invoiced(customers, currencies)
        with self.env_of_its_own() as env:
            run = self.new_run(env)
            run.action_propose()
            run.action_release()
            run.action_send()
            self.rows["account.dunning.run"] = run.ids
            self.rows["account.dunning.notice"] = run.notice_ids.ids
            self.assertEqual(
                run.notice_ids.mapped("state"), ["ready"] * customers * len(currencies)
            )

    def remove_committed(self):
        with self.env_of_its_own() as env:
            rows = {name: env[name].browse(ids).exists() for name, ids in self.rows.items()}
            notices = rows.pop("account.dunning.notice", env["account.dunning.notice"])
            self.remove_letters(env, notices)
            for run in rows.pop("account.dunning.run", ()):
                env.cr.execute("DELETE FROM account_dunning_run WHERE id = %s", [run.id])
                self.remove_messages(env, run)
            env.invalidate_all(flush=False)
            moves = rows.pop("account.move", env["account.move"]).exists()
            moves.filtered(lambda move: move.state != "draft").button_draft()
            moves.with_context(force_delete=True).unlink()
            for name in ("res.partner", "account.dunning.sheet", "ir.mail_server"):
                rows.pop(name, env[name]).unlink()
            rows.pop("res.partner.category", env["res.partner.category"]).unlink()
            for cron, nextcall, lastcall in self.schedule:
                env.cr.execute(
                    "UPDATE ir_cron SET nextcall = %s, lastcall = %s WHERE id = %s",
                    [nextcall, lastcall, cron],
                )
                env.cr.execute("DELETE FROM ir_cron_trigger WHERE cron_id = %s", [cron])
            env.cr.execute("DELETE FROM ir_cron_progress WHERE id > %s", [self.last_progress])

    def remove_letters(self, env, notices):
        """Sent reminders are kept for ever by the addon itself: past it."""
        mails = env["mail.mail"].search(
            [("model", "=", notices._name), ("res_id", "in", notices.ids)]
        )
        letters = env["ir.attachment"].search(
            [("res_model", "=", notices._name), ("res_id", "in", notices.ids)]
        )
        env.cr.execute("DELETE FROM account_dunning_notice WHERE id = ANY(%s)", [notices.ids])
        env.cr.execute(
            "DELETE FROM account_dunning_notice_line WHERE run_id = ANY(%s)",
            [self.rows.get("account.dunning.run", [])],
        )
        env.invalidate_all(flush=False)
        mails.unlink()
        letters.unlink()
        self.remove_messages(env, notices)

    @staticmethod
    def remove_messages(env, records):
        env["mail.message"].search(
            [("model", "=", records._name), ("res_id", "in", records.ids)]
        ).unlink()

    # ------------------------------------------------------------------- at work

    def is_awake(self, xmlid):
        with self.env_of_its_own() as env:
            ready = IrCron._get_all_ready_jobs(env.cr)
            return env.ref(xmlid).id in [job["id"] for job in ready]

    def call(self, xmlid):
        """What a cron worker of Odoo does; False if nothing has woken the job."""
        with self.env_of_its_own() as env:
            job = IrCron._acquire_one_job(env.cr, env.ref(xmlid).id)
            if job:
                self.registry["ir.cron"]._process_job(env.cr, job)
            return bool(job)

    def call_lanes(self):
        """Call the lanes for as long as they are awake."""
        for _call in range(10):
            if not any([self.call(xmlid) for xmlid in LANES]):
                return
        self.fail("The lanes wake each other without end")

    def call_outbox(self):
        """Odoo's e-mail queue, with the commits that its test mode leaves out."""
        with self.env_of_its_own() as env:
            env.ref(OUTBOX)._trigger()
        # during a test Odoo sends no e-mail and commits none of its queue
        with patch.object(module, "current_test", None):
            self.assertTrue(self.call(OUTBOX))

    def call_both_lanes_at_once(self):
        crashes = []

        def work(xmlid):
            try:
                self.call(xmlid)
            except BaseException as crash:  # noqa: BLE001  told by the test, not by the thread
                crashes.append(crash)

        lanes = [threading.Thread(target=work, args=[xmlid]) for xmlid in LANES]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join(4 * PATIENCE)
        self.assertEqual(crashes, [])
        self.assertFalse(any(lane.is_alive() for lane in lanes))

    def touch(self, name):
        """Somebody else changes these rows and commits, or is stopped by a lock at once."""
        with self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            ids = {
                "account.dunning.run": notices.run_id.ids,
                "account.dunning.notice": notices.ids,
                "mail.mail": notices.mail_id.ids,
                "mail.message": notices.mail_id.mail_message_id.ids,
            }[name]
            env.cr.execute("SET LOCAL lock_timeout = '200ms'")
            env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s)",
                    SQL.identifier(env[name]._table),
                    ids,
                )
            )
            self.assertTrue(env.cr.rowcount)

    # ------------------------------------------------------------------ what is seen

    def states(self):
        """States of the reminders, of their e-mails, and of the run with *open*."""
        with self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            run = notices.run_id
            return (
                set(notices.mapped("state")),
                set(notices.mapped("mail_id.state")),
                (run.state, run.is_open),
            )

    def mails_made(self):
        """How many e-mails were ever queued for each reminder."""
        with self.env_of_its_own() as env:
            groups = env["mail.mail"]._read_group(
                [
                    ("model", "=", "account.dunning.notice"),
                    ("res_id", "in", self.rows["account.dunning.notice"]),
                ],
                ["mail_message_id"],
                ["__count"],
            )
            return sorted((message.res_id, count) for message, count in groups)

    def assertReceivedOnceEach(self, customers):
        for place in range(customers):
            self.assertEqual(len(self.house.to(f"busy{place}@example.com")), 1)
        self.assertEqual(len(self.house.received), customers)

    def assertOneMailEach(self):
        notices = sorted(self.rows["account.dunning.notice"])
        self.assertEqual(self.mails_made(), [(notice, 1) for notice in notices])


@tagged("post_install", "-at_install")
class TestOutboxConflict(ConflictCase):
    def queued(self, customers=1):
        self.released(customers)
        self.call_lanes()
        self.assertEqual(self.states(), ({"queued"}, {"outgoing"}, ("sending", False)))

    def star_message(self):
        with self.env_of_its_own() as env:
            notice = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"][:1])
            notice.mail_id.mail_message_id.toggle_message_starred()

    def test_run_changed_while_the_mail_server_accepts(self):
        """The run can wait; the e-mail has left and stays sent."""
        self.queued()
        self.house.on_letter = lambda: self.touch("account.dunning.run")
        with mute_logger(*TOO_LATE):
            self.call_outbox()
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("sending", False)))
        self.assertTrue(all(self.is_awake(lane) for lane in LANES))
        self.call_lanes()
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("done", False)))
        self.call_outbox()
        self.assertReceivedOnceEach(1)

    def test_reminder_changed_before_the_mail_server_gets_anything(self):
        """The outbox gives up while it can still be repeated."""
        self.queued()
        self.house.on_greeting = lambda: self.touch("account.dunning.notice")
        with mute_logger(*TOO_LATE):
            self.call_outbox()
        self.assertEqual(self.house.received, [])
        self.assertEqual(self.states(), ({"queued"}, {"outgoing"}, ("sending", False)))
        self.call_outbox()
        self.assertReceivedOnceEach(1)
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("done", False)))
        self.call_outbox()
        self.assertReceivedOnceEach(1)

    def test_reminder_and_its_message_are_held_while_the_mail_server_accepts(self):
        """Who wants to change them now, or stars the message, waits until the outbox is through."""
        self.queued()
        changed = []

        def change_all():
            for name in ("account.dunning.notice", "mail.mail", "mail.message"):
                try:
                    self.touch(name)
                    changed.append(name)
                except psycopg2.errors.LockNotAvailable:
                    continue

        self.house.on_letter = change_all
        with mute_logger(*TOO_LATE):
            self.call_outbox()
            self.call_outbox()
        self.assertEqual(changed, [])
        self.assertReceivedOnceEach(1)
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("done", False)))

    def test_message_starred_before_the_mail_server_gets_anything(self):
        self.queued()
        self.house.on_greeting = self.star_message
        with mute_logger(*TOO_LATE):
            self.call_outbox()
        self.assertEqual(self.house.received, [])
        self.call_outbox()
        self.assertReceivedOnceEach(1)
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("done", False)))

    def test_conflict_about_one_e_mail_does_not_hold_up_the_others(self):
        self.queued(customers=3)
        self.house.on_greeting = self.star_message
        with mute_logger(*TOO_LATE):
            self.call_outbox()
        self.assertEqual(len(self.house.received), 2)
        self.assertTrue(self.is_awake(OUTBOX))
        self.call_outbox()
        self.assertReceivedOnceEach(3)
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("done", False)))

    def test_user_who_cancels_what_changed_meanwhile_is_told_of_the_conflict(self):
        """So that the web server tries the request again, and not of an aborted transaction."""
        self.queued()
        with (
            mute_logger(*TOO_LATE),
            self.assertRaises(psycopg2.errors.SerializationFailure),
            self.env_of_its_own() as env,
        ):
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            self.assertEqual(notices.mapped("state"), ["queued"])
            self.touch("account.dunning.notice")
            notices.action_cancel("Too late")
        self.assertEqual(self.states()[0], {"queued"})


@tagged("post_install", "-at_install")
class TestDecisionConflict(ConflictCase):
    def test_who_decides_second_is_told_what_the_first_one_did(self):
        """Both had the list on their screens; the web server tries the second request again."""
        self.released(3)
        with self.assertRaises(UserError) as told, self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            self.assertEqual(set(notices.mapped("state")), {"ready"})
            with self.env_of_its_own() as first:
                notices.with_env(first).action_skip()
            retrying(lambda: notices[::-1].action_set_channel("print"), env)
        self.assertIn("is Skipped and cannot be changed", str(told.exception))
        self.assertEqual(self.states()[0], {"skipped"})


@tagged("post_install", "-at_install")
class TestLaneConflict(ConflictCase):
    def test_two_lanes_that_finish_at_the_same_moment(self):
        """Neither sees the other's letter in its batch, and both want to end the run."""
        self.released(customers=2)
        batches, finish, look_once_more = [], Meeting(times=2), Meeting()
        send_batch = send_batches._send_batch

        def counted(notices):
            batches.append(notices.ids)
            return send_batch(notices)

        with (
            patch.object(lane_work, "_batch_size", return_value=1),
            patch.object(send_batches, "_send_batch", counted),
            patch.object(run_turns, "finish_runs", finish.before(run_turns.finish_runs)),
            patch.object(
                lane_work, "_runs_being_sent", look_once_more.before(lane_work._runs_being_sent)
            ),
            mute_logger(*TOO_LATE),
        ):
            self.call_both_lanes_at_once()
        self.assertEqual((finish.met, look_once_more.met), (2, 1))
        # one of them came too late, gave way and asks for one more look
        self.assertTrue(all(self.is_awake(lane) for lane in LANES))
        self.assertEqual(self.states(), ({"queued"}, {"outgoing"}, ("sending", False)))
        self.assertEqual(
            sorted(batches), [[notice] for notice in self.rows["account.dunning.notice"]]
        )
        self.assertOneMailEach()
        self.call_lanes()
        self.call_outbox()
        self.assertReceivedOnceEach(2)
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("done", False)))

    def test_run_changed_during_the_last_batch(self):
        """The batch stands; only the end of the run is looked at again."""
        self.released(customers=1)
        batches, finish_runs, send_batch = [], run_turns.finish_runs, send_batches._send_batch

        def counted(notices):
            batches.append(notices.ids)
            return send_batch(notices)

        changes = []

        def late(runs):
            if batches and not changes:
                changes.append(runs)
                self.touch("account.dunning.run")
            return finish_runs(runs)

        with (
            patch.object(send_batches, "_send_batch", counted),
            patch.object(run_turns, "finish_runs", late),
            mute_logger(*TOO_LATE),
        ):
            self.assertTrue(self.call(LANES[0]))
        self.assertEqual(len(changes), 1)
        self.assertEqual(batches, [self.rows["account.dunning.notice"]])
        self.assertOneMailEach()
        self.assertEqual(self.states(), ({"queued"}, {"outgoing"}, ("sending", False)))

    def test_lane_whose_time_is_up_is_called_again(self):
        """Each call makes one letter, then its time is up."""
        self.released(customers=3)
        commit_progress = IrCron._commit_progress

        def time_is_up(cron, processed=0, **values):
            commit_progress(cron, processed, **values)
            cron.env.cr.execute(
                "SELECT SUM(done) FROM ir_cron_progress WHERE cron_id = %s AND id > %s",
                [cron.env.context["cron_id"], start],
            )
            return 0 if cron.env.cr.fetchone()[0] else 60

        lane, calls, left = LANES[0], 0, []
        with (
            patch.object(lane_work, "_batch_size", return_value=1),
            patch.object(IrCron, "_commit_progress", time_is_up),
        ):
            while self.is_awake(lane) and calls < 10:
                start = self.progress()[0]
                self.call(lane)
                calls += 1
                left.append(self.progress(lane)[1])
        self.assertEqual(left, [2, 1, 0])
        self.assertEqual(self.states(), ({"queued"}, {"outgoing"}, ("sending", False)))
        self.assertOneMailEach()
        self.call_outbox()
        self.assertReceivedOnceEach(3)
        self.assertEqual(self.states(), ({"sent"}, {"sent"}, ("done", False)))

    def progress(self, lane=None):
        """The last progress: its id, and what was told to remain."""
        with self.env_of_its_own() as env:
            domain = [("cron_id", "=", env.ref(lane).id)] if lane else []
            last = env["ir.cron.progress"].search(domain, order="id DESC", limit=1)
            return last.id or 0, last.remaining


@tagged("post_install", "-at_install")
class TestFollowerConflict(ConflictCase):
    """Two letters of one customer, in two currencies, made by two lanes at the same moment: both
    want the responsible user to follow the customer, who can follow it once."""

    def setUp(self):
        super().setUp()
        self.activate("EUR", True)
        self.addCleanup(self.activate, "EUR", False)

    def activate(self, currency, active):
        with self.env_of_its_own() as env:
            record = env.ref(f"base.{currency}")
            record.active = active
            rates = env["res.currency.rate"]
            here = [("currency_id", "=", record.id), ("company_id", "=", env.company.id)]
            if active:
                # nothing is asked in a currency without a rate
                rates.create({"currency_id": record.id, "name": "2026-01-01", "rate": 1.0})
            else:
                rates.search([*here, ("name", "=", "2026-01-01")]).unlink()

    def released_for_one_customer(self):
        with self.env_of_its_own() as env:
            sheet = env["account.dunning.sheet"].browse(self.rows["account.dunning.sheet"])
            sheet.level_ids.write({"activity_mode": "log", "copy_on_partner": True})
        self.released(customers=1, currencies=("USD", "EUR"))
        with self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            notices.user_id = env.ref("base.user_admin")

    def customer(self, env):
        return env["res.partner"].browse(self.rows["res.partner"])

    def assertFollowsOnce(self):
        with self.env_of_its_own() as env:
            wanted = env["mail.message.subtype"].default_subtypes("res.partner")[0]
            admin = env.ref("base.user_admin").partner_id
            followers = self.customer(env).message_follower_ids
            self.assertEqual(followers.partner_id, admin)
            self.assertEqual(len(followers), 1)
            self.assertEqual(followers.subtype_ids, wanted)

    def test_two_lanes_archive_letters_of_one_customer_at_once(self):
        """One of them waits for the other, gives way, and makes its letter after all."""
        self.released_for_one_customer()
        meeting = Meeting()
        with (
            patch.object(lane_work, "_batch_size", return_value=1),
            patch.object(traces, "_follow", meeting.before(traces._follow)),
            mute_logger(*TOO_LATE),
        ):
            self.call_both_lanes_at_once()
            self.assertEqual(meeting.met, 1)
            self.call_lanes()
        self.assertEqual(self.states()[:2], ({"queued"}, {"outgoing"}))
        self.assertOneMailEach()
        self.assertFollowsOnce()
        with self.env_of_its_own() as env:
            customer, notices = self.customer(env), sorted(self.rows["account.dunning.notice"])
            copies = env["ir.attachment"].search([("dunning_notice_id", "in", notices)])
            self.assertEqual(copies.mapped("res_id"), customer.ids * 2)
            self.assertEqual(sorted(copies.dunning_notice_id.ids), notices)
            done = env["mail.activity"].with_context(active_test=False)
            self.assertEqual(
                sorted(done.search([("dunning_notice_id", "in", notices)]).dunning_notice_id.ids),
                notices,
            )

    def test_follower_made_since_is_a_conflict_that_is_tried_again(self):
        """Not a failure for good, as it is where Odoo looks who follows already."""
        self.released_for_one_customer()
        with self.registry.cursor() as one, self.registry.cursor() as two:
            early, late = (
                api.Environment(cr, SUPERUSER_ID, {})["account.dunning.notice"].browse(notice)
                for cr, notice in zip((one, two), self.rows["account.dunning.notice"], strict=True)
            )
            self.assertFalse(late.partner_id.message_follower_ids)  # the second lane looks ...
            traces._follow(early)
            one.commit()  # ... before the first one is through
            with mute_logger(*TOO_LATE), self.assertRaises(psycopg2.Error) as refused:
                traces._follow(late)
            self.assertIn(refused.exception.pgcode, conflicts.RETRY)
            two.rollback()
            traces._follow(late)  # the second try
            two.commit()
        self.assertFollowsOnce()
