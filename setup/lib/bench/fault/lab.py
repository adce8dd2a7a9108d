"""One side of the fault bench: a ledger, a mail server and a machine, on which rounds are run.

    python -m bench.fault.lab --database NAME --work FOLDER

Each line of its input is JSON: ``kind``, ``first``, ``rounds`` and ``seed``; the answer is a line
of JSON with ``findings``, ``seconds`` and, where the system cannot do this kind, ``skipped``.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import psycopg2

from bench.base.worker import open_registry

from . import processes
from .kinds import KINDS
from .machine import Engine, Store
from .mail_server import House

#: conflicts after which Odoo's web server tries a user's request again, and how often
CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.LockNotAvailable,
    psycopg2.errors.DeadlockDetected,
)
TRIES = 5
#: letters claimed at a time where no kind wants less: all of them
LARGE_BATCH = 10

#: what a mail server says about an e-mail that it took
REPORT = """\
To: bounce@example.com
From: MAILER-DAEMON@mx.example.com
Subject: Delivery status
Message-Id: <{number}@mx.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="frontier"

--frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--frontier
Content-Type: message/rfc822

Message-Id: {message_id}

Text
--frontier--
"""


class Skipped(Exception):
    """This system cannot do that."""


class Lab:
    """
    :ivar random: of this round
    :ivar batch: letters that a sender claims at a time
    :ivar typical: stage -> seconds it takes when nothing is wrong
    """

    def __init__(self, database, work):
        from odoo.tools import config

        self.log = work / "faults.log"
        self.house = House()
        self.registry = open_registry(database, None)
        self.store = Store(config["data_dir"], database, work / f"disk_{database}")
        config["data_dir"] = os.fspath(self.store.data_dir)
        self.engine = Engine(work / f"engine_{database}")
        # what killed workers leave behind goes with the round
        self.scratch = work / f"scratch_{database}"
        self.scratch.mkdir(exist_ok=True)
        tempfile.tempdir = os.fspath(self.scratch)
        from .ledger import Ledger

        self.ledger = Ledger(self.registry, self.store.files)
        self.findings = []
        self.workers = []
        self.batch = LARGE_BATCH
        self.random = random.Random(0)
        self.typical = {}

    def prepare(self):
        """Make the ledger; everything a worker needs is loaded before it is forked."""
        from odoo.addons.account_dunning_levels.engine.send import lane_work

        lane_work._batch_size = lambda *_arguments: self.batch
        self.ledger.make(self.house.port)
        self.ledger.finish(self.ledger.released())
        self.reset()
        run_id = self.draft()
        self.typical["propose"] = processes.run(lambda: self.propose(run_id), self.log)
        self.ledger.release(run_id)
        self.typical["send"] = processes.run(self.ledger.lane, self.log)
        self.typical["outbox"] = processes.run(self.ledger.outbox, self.log)
        self.reset()

    def close(self):
        self.house.close()
        self.store.close()

    # ------------------------------------------------------------------------ rounds

    def rounds(self, order):
        """Run the rounds of an order; returns its answer."""
        start, findings = time.perf_counter(), []
        for number in range(order["first"], order["first"] + order["rounds"]):
            seed = f"{order['seed']}-{order['kind']}-{number}"
            try:
                found = self.round(KINDS[order["kind"]], seed)
            except Skipped as skipped:
                return {"findings": [], "seconds": 0, "skipped": str(skipped)}
            if found:
                findings.append({"round": seed, "findings": found})
        return {"findings": findings, "seconds": time.perf_counter() - start}

    def round(self, kind, seed):
        """One round; returns what is wrong, as sentences."""
        self.random = random.Random(seed)
        self.findings = []
        try:
            result = kind(self)
            if result:
                run_id, states = result
                self.ledger.finish(run_id)
                self.audit(run_id, states)
        except Skipped:
            raise
        except Exception as error:  # noqa: BLE001  a round that breaks is a finding
            traceback.print_exc()
            self.findings.append(f"{type(error).__name__}: {error}")
        finally:
            self.reset()
        return self.findings

    def reset(self):
        for worker in self.workers:
            worker.kill()
        self.workers = []
        self.batch = LARGE_BATCH
        self.house.behave()
        self.house.empty()
        self.engine.plan("ok")
        self.ledger.reset()
        for folder in self.scratch.iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    def audit(self, run_id, states, bounced=()):
        """
        :param bounced: addresses whose e-mail was taken and came back
        """
        from .audit import Audit

        audit = Audit(self.ledger, run_id, self.house.record(), bounced)
        self.findings += audit.everything(states)

    def must(self, holds, words):
        if not holds:
            self.findings.append(words)

    # ----------------------------------------------------------------------- workers

    def worker(self, work):
        """A started worker; it may end in any way."""
        worker = processes.Worker(work, self.log).start()
        self.workers.append(worker)
        return worker

    def together(self, works):
        """Workers at the same time, all of which must end well."""
        workers = [self.worker(work) for work in works]
        codes = [worker.join() for worker in workers]
        self.must(not any(codes), f"workers ended with {codes}")

    def moment(self, stage):
        """A random moment in a stage, or just after it."""
        return self.random.uniform(0, 1.1 * self.typical[stage])

    def draft(self):
        """An empty run; returns its id."""
        with self.ledger.env() as env:
            return env["account.dunning.run"].create({}).id

    def propose(self, run_id):
        with self.ledger.env() as env:
            env["account.dunning.run"].browse(run_id).action_propose()

    def propose_again(self, run_id):
        """As a user does who is told that the list is still being made by a worker just killed."""
        from odoo.exceptions import UserError

        for _try in range(50):
            try:
                return self.propose(run_id)
            except UserError:
                time.sleep(0.1)
        return self.propose(run_id)

    def made(self):
        """A run whose letters are made and wait in the outbox; returns its id."""
        run_id = self.ledger.released()
        self.ledger.lane()
        return run_id

    def as_user(self, act, pause):
        """In a worker: what a user's request does, tried again after a conflict."""
        time.sleep(pause)
        for attempt in range(TRIES):
            try:
                with self.ledger.env() as env:
                    act(env)
                return
            except CONFLICTS:
                time.sleep(0.02 * 2**attempt)
        # Odoo's web server would show the conflict: nothing was changed

    def as_gateway(self, text, pause):
        """In a worker: an e-mail comes in after a pause, and again after a conflict."""
        time.sleep(pause)
        for attempt in range(TRIES):
            try:
                return self.ledger.deliver(text)
            except CONFLICTS:
                time.sleep(0.02 * 2**attempt)
        raise RuntimeError("a delivery report could not be taken in")

    def report(self, run_id, address, action, status):
        """A delivery report about the e-mail to an address, as text."""
        ((message_id,),) = self.query(
            "SELECT message.message_id FROM account_dunning_notice notice"
            " JOIN res_partner partner ON partner.id = notice.partner_id"
            " JOIN mail_mail mail ON mail.id = notice.mail_id"
            " JOIN mail_message message ON message.id = mail.mail_message_id"
            " WHERE notice.run_id = %s AND partner.email = %s",
            run_id,
            address,
        )
        return REPORT.format(
            address=address,
            action=action,
            status=status,
            message_id=message_id,
            number=self.random.getrandbits(64),
        )

    def impatient_outbox(self, seconds):
        """In a worker: Odoo's queue, which waits for the mail server no longer than that."""
        from odoo.addons.base.models import ir_mail_server

        ir_mail_server.SMTP_TIMEOUT = seconds
        self.ledger.outbox()

    def lane_with_engine(self):
        self.engine.use()
        self.ledger.lane()

    def lane_without_engine(self):
        self.engine.hide()
        self.ledger.lane()

    def require_disk(self):
        if not self.store.is_mounted:
            raise Skipped("a disk of its own cannot be mounted here (it needs root)")

    @staticmethod
    def restart_postgres(mode):
        """The lab's own, as ``pg_ctl`` does in that mode; returns when it answers again."""
        command = Path(__file__).with_name("restart_postgres")
        subprocess.run([command, mode], check=True, stdout=subprocess.DEVNULL)

    @staticmethod
    def running(command):
        """Whether a process with this command line runs."""
        words = command.replace(" ", "\0").encode()
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if file.read_bytes().startswith(words):
                    return True
            except OSError:
                continue
        return False

    # --------------------------------------------------------------------- questions

    @property
    def mail_addresses(self):
        """Addresses that get e-mails."""
        from .ledger import CUSTOMERS

        pairs = zip(self.ledger.emails, CUSTOMERS, strict=True)
        return [address for address, channel in pairs if channel != "print"]

    @property
    def only_by_mail(self):
        """Addresses of customers whose reminders leave by e-mail alone."""
        from .ledger import CUSTOMERS

        pairs = zip(self.ledger.emails, CUSTOMERS, strict=True)
        return [address for address, channel in pairs if channel == "email"]

    @property
    def mailed(self):
        return len(self.mail_addresses)

    def query(self, statement, *arguments):
        with self.registry.cursor() as cr:
            cr.execute(statement, arguments)
            return cr.fetchall()

    def control_list(self, run_id):
        """State of the run, number of reminders, number of items on its list."""
        return self.query(
            """
            SELECT run.state,
                   (SELECT COUNT(*) FROM account_dunning_notice WHERE run_id = run.id),
                   (SELECT COUNT(*) FROM account_dunning_notice_line WHERE run_id = run.id)
              FROM account_dunning_run run
             WHERE run.id = %s
            """,
            run_id,
        )[0]

    def states(self, run_id):
        """State -> number of reminders."""
        return dict(
            self.query(
                "SELECT state, COUNT(*) FROM account_dunning_notice WHERE run_id = %s"
                " GROUP BY state",
                run_id,
            )
        )

    def _addresses(self, run_id, condition):
        return {
            email
            for (email,) in self.query(
                "SELECT partner.email FROM account_dunning_notice notice"
                " JOIN res_partner partner ON partner.id = notice.partner_id"
                f" WHERE notice.run_id = %s AND {condition}",
                run_id,
            )
        }

    def unknown(self, run_id):
        """Addresses of reminders whose outcome is unknown."""
        return self._addresses(run_id, "notice.is_outcome_unknown")

    def waiting(self, run_id):
        """Addresses of reminders that wait for the mail server."""
        return self._addresses(
            run_id, "notice.state = 'queued' AND notice.mail_next_try IS NOT NULL"
        )

    def reported(self, run_id):
        """Addresses whose delivery report was taken in and settled."""
        return self._addresses(
            run_id,
            "EXISTS (SELECT FROM account_dunning_mail_report report"
            " WHERE report.notice_id = notice.id AND report.is_settled)",
        )

    def failed(self, run_id):
        """Addresses of reminders that failed."""
        return self._addresses(run_id, "notice.state = 'failed'")

    def last_run(self):
        return self.query("SELECT MAX(id) FROM account_dunning_run")[0][0]

    def dates(self):
        """Item -> date of its last reminder."""
        return dict(
            self.query(
                "SELECT id, dunning_date FROM account_move_line WHERE id = ANY(%s)",
                self.ledger.item_ids,
            )
        )

    def listed(self, run_id):
        """Item -> whether a run would remind it."""
        return dict(
            self.query(
                "SELECT move_line_id, outcome = 'claim' FROM account_dunning_notice_line"
                " WHERE run_id = %s AND move_line_id = ANY(%s)",
                run_id,
                self.ledger.item_ids,
            )
        )

    def set_zone(self, zone):
        with self.ledger.env("base.user_root") as env:
            env.company.partner_id.tz = zone.key


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w")
    # what Odoo has to say goes to the log, and the answers alone to whoever asked
    log = os.open(arguments.work / "faults.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    lab = Lab(arguments.database, arguments.work)
    try:
        lab.prepare()
        print(json.dumps({"ready": True}), file=answers, flush=True)
        for line in sys.stdin:
            print(json.dumps(lab.rounds(json.loads(line))), file=answers, flush=True)
    finally:
        lab.close()


if __name__ == "__main__":
    main()
