"""The processes that tests from outside talk to: a database of its own, Odoo servers, a mail
server. ``./setup/test browser`` and ``./setup/test servers`` set what they need."""

import asyncio
import email
import email.policy
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import xmlrpc.client
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from aiosmtpd.controller import Controller
from psycopg2 import sql

ODOO_BIN = os.environ.get("DUNNING_ODOO_BIN", "")
TEMPLATE = os.environ.get("DUNNING_DB_TEMPLATE", "")
CHROMIUM = os.environ.get("DUNNING_CHROMIUM", "")
WORK = Path(os.environ.get("DUNNING_WORK", ".work"))
#: what browser and server may complain of without anything being wrong
HARMLESS = (
    "selfie_segmentation.js",  # part of Odoo's video calls that Debian's package leaves out
    # a query of two threads at once; Odoo tries it again and complains anew if that fails too
    "odoo.sql_db: bad query",
)
#: seconds; the machine may be busy with other tests
PATIENCE = 180


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(condition, what, seconds=60):
    """What ``condition()`` returns as soon as it is true.

    :raises TimeoutError: it never was, with ``what``
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"not within {seconds} seconds: {what}")


class Database:
    """A copy of the template with its filestore."""

    def __init__(self, suffix):
        self.name = f"{TEMPLATE}_{suffix}"
        self.files = WORK / "odoo" / "filestore" / self.name

    def make(self):
        self.drop()
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", self.name, TEMPLATE)
        original = self.files.with_name(TEMPLATE)
        if original.is_dir():
            # the filestore's files are never changed once written
            shutil.copytree(original, self.files, copy_function=os.link)

    def drop(self):
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        shutil.rmtree(self.files, ignore_errors=True)

    def query(self, statement, *values):
        """Rows of a statement, which is committed."""
        with self.transaction() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def transaction(self):
        """A cursor whose transaction is committed at the end."""
        with (
            closing(psycopg2.connect(dbname=self.name)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            yield cursor

    @staticmethod
    def _execute(statement, *names):
        with closing(psycopg2.connect(dbname="postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class OdooServer:
    """A real Odoo with web client and scheduled actions, in threads of one process.

    :param log: path of its log
    :param cron_threads: scheduled actions it runs at the same time
    :param options: more words of its command line
    :param variables: more environment variables
    """

    def __init__(self, database, log, cron_threads=2, options=(), variables=None):
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.options = (f"--max-cron-threads={cron_threads}", *options)
        self.variables = variables or {}
        self.process = None

    def run_script(self, script, **variables):
        """A script in Odoo's shell.

        :raises AssertionError: it failed, with its last words
        """
        self._end_well(["shell", "--no-http", "--max-cron-threads=0"], script, variables)

    def install(self, *modules):
        """Install modules in the database; the server must not run."""
        words = ["--no-http", "--max-cron-threads=0", "--stop-after-init", "-i", ",".join(modules)]
        self._end_well([*words, *self._addons_path()], "", self.variables)

    def _addons_path(self):
        return [word for word in self.options if word.startswith("--addons-path")]

    def _end_well(self, words, script, variables):
        done = subprocess.run(
            [ODOO_BIN, *words, "-d", self.database],
            input=script,
            env={**os.environ, **variables},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0 and "Traceback" not in done.stdout, done.stdout[-4000:]

    def start(self):
        """Returns when it answers."""
        self.launch()
        self.wait_until_it_answers()

    def launch(self):
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    ODOO_BIN,
                    "--database",
                    self.database,
                    f"--db-filter=^{self.database}$",
                    f"--http-port={self.port}",
                    "--workers=0",
                    *self.options,
                ],
                env={**os.environ, **self.variables, "ODOO_GEVENT_PORT": str(free_port())},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_it_answers(self):
        wait_for(self._answers, f"Odoo answers, see {self.log}", PATIENCE)

    def _answers(self):
        assert self.process.poll() is None, f"Odoo has ended, see {self.log}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.url}/web/health", timeout=20) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        if not self.process:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                # with the PDF engine, should one be at work
                os.killpg(self.process.pid, number)
                self.process.wait(timeout=15)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.process = None

    def kill(self):
        """As when the machine loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def call(self, model, method, *arguments, login="admin"):
        """Call a public method over RPC; the password of a test user is the login."""
        url = f"{self.url}/xmlrpc/2"
        uid = xmlrpc.client.ServerProxy(f"{url}/common").login(self.database, login, login)
        assert uid, f"{login} cannot log in"
        server = xmlrpc.client.ServerProxy(f"{url}/object", allow_none=True)
        return server.execute_kw(self.database, uid, login, model, method, arguments)

    def words(self):
        """What its log says so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def check(self):
        """Fail if the log tells of an error that no step noticed."""
        told = [
            line
            for line in self.words().splitlines()
            if (" ERROR " in line or " CRITICAL " in line)
            and not any(words in line for words in HARMLESS)
        ]
        assert not told, "\n".join(told)


class MailHouse:
    """A mail server that keeps what it gets; on hold it lets the sender wait.

    :ivar not_now: addresses that it does not take for now
    """

    def __init__(self):
        self.port = free_port()
        self.messages = []
        self.not_now = set()
        self._open = threading.Event()
        self._open.set()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self):
        self._controller.start()

    def stop(self):
        self.go_on()
        self._controller.stop()

    def hold(self):
        """Take no e-mail until :meth:`go_on`."""
        self._open.clear()

    def go_on(self):
        self._open.set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.not_now:
            return "450 4.2.0 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        while not self._open.is_set():
            await asyncio.sleep(0.05)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append((envelope.rcpt_tos, message))
        return "250 Kept"

    def wait_for(self, address):
        """The only message to an address."""
        wait_for(lambda: self.to(address), f"an e-mail to {address}")
        [message] = self.to(address)
        return message

    def to(self, address):
        return [message for recipients, message in self.messages if address in recipients]
