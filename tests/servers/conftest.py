"""Real servers on a database of their own and a real mail server.

``./setup/test servers`` sets the environment these tests need; the servers' logs are in
.work/servers.
"""

from collections import Counter
from pathlib import Path

import pytest
from real_servers import ODOO_BIN, TEMPLATE, WORK, Database, MailHouse, OdooServer, wait_for

RESULTS = WORK / "servers"
LEDGER = Path(__file__).with_name("servers_ledger.py").read_text(encoding="utf-8")
#: seconds; the machine may be busy with other tests
PATIENCE = 120


def pytest_configure(config):
    if not (ODOO_BIN and TEMPLATE):
        raise pytest.UsageError("Start these tests with ./setup/test servers.")


class Shop:
    """A company whose late customers are reminded by whatever servers are started on it."""

    def __init__(self, name):
        self.name = name
        self.database = Database(name)
        self.mails = MailHouse()
        self.servers = []

    def make(self, letters, lanes):
        RESULTS.mkdir(parents=True, exist_ok=True)
        self.mails.start()
        self.database.make()
        self.server().run_script(
            LEDGER, SMTP_PORT=str(self.mails.port), LETTERS=str(letters), LANES=str(lanes)
        )

    def server(self, **values):
        """One more server, not started; ``values`` as for :class:`OdooServer`."""
        log = RESULTS / f"{self.name}_{len(self.servers) + 1}.log"
        server = OdooServer(self.database.name, log, **values)
        self.servers.append(server)
        return server

    def close(self):
        for server in self.servers:
            server.stop()
        self.mails.stop()
        self.database.drop()

    def release(self, server, customers):
        """Propose and release reminders as a user does; returns the id of the run.

        :param customers: range of their numbers
        """
        emails = [f"customer{number:03}@example.com" for number in customers]
        values = {"partner_domain": repr([("email", "in", emails)])}
        [run] = server.call("account.dunning.run", "create", [values])
        for button in ("action_propose", "action_release"):
            server.call("account.dunning.run", button, [run])
        return run

    def send(self, server, customers):
        """The same, and send them."""
        run = self.release(server, customers)
        server.call("account.dunning.run", "action_send", [run])
        return run

    def states(self, run):
        """The states of the reminders of a run."""
        found = self.database.query(
            "SELECT DISTINCT state FROM account_dunning_notice WHERE run_id = %s", run
        )
        return {state for (state,) in found}

    def wait_until_made(self, run):
        wait_for(lambda: "ready" not in self.states(run), f"run {run} is made", PATIENCE)

    def wait_until_done(self, run):
        wait_for(lambda: self.state_of(run) == "done", f"run {run} is done", PATIENCE)

    def state_of(self, run):
        return self.database.query("SELECT state FROM account_dunning_run WHERE id = %s", run)[0][0]

    def audit(self, run, letters):
        """Every customer has exactly one letter, e-mail, level, activity line and PDF."""
        found = self.database.query(
            """
            SELECT partner.email, notice.state, mail.state, item.dunning_level,
                   (SELECT COUNT(*) FROM ir_attachment pdf
                     WHERE pdf.res_model = 'account.dunning.notice' AND pdf.res_id = notice.id
                       AND pdf.mimetype = 'application/pdf'),
                   (SELECT COUNT(*) FROM mail_message note
                     WHERE note.model = 'account.move' AND note.res_id = item.move_id
                       AND note.body ILIKE '%%' || notice.name || '%%')
              FROM account_dunning_notice notice
              JOIN account_dunning_notice_line line ON line.notice_id = notice.id
              JOIN account_move_line item ON item.id = line.move_line_id
              JOIN res_partner partner ON partner.id = notice.partner_id
              LEFT JOIN mail_mail mail ON mail.id = notice.mail_id
             WHERE notice.run_id = %s
            """,
            run,
        )
        whole = {row[0]: ("sent", "sent", 1, 1, 1) for row in found}
        assert {row[0]: row[1:] for row in found} == whole
        assert len(found) == letters
        received = Counter(email for emails, _message in self.mails.messages for email in emails)
        assert {email: received[email] for email in whole} == dict.fromkeys(whole, 1)


@pytest.fixture(scope="module")
def shop(request):
    """An empty shop named after the test file; it is closed at the end."""
    shop = Shop(request.module.__name__.removeprefix("test_"))
    try:
        yield shop
    finally:
        shop.close()
