"""The main job of the demo, done as the accountant would: through the running web client.

Prints what was sent and what was left out. Only the standard library is needed.
"""

import argparse
import json
import re
import sys
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from http.cookiejar import CookieJar
from pathlib import Path

LOGINS = (
    ("accountant", "accountant", "makes runs, reviews and sends them"),
    ("reader", "reader", "looks only"),
    ("admin", "admin", "also sets up sheets and options"),
)
#: who is skipped on the control list: customer, currency
SKIPPED = ("Whitby Marine Supplies Ltd", "EUR")
SKIP_REASON = "Our representative visits them this week."
#: the letters must be out after this many seconds
PATIENCE = 240


class Stop(Exception):
    """The demo cannot go on; the message says why."""


class Client:
    """Odoo's web client, seen from the network."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )
        session = self._rpc(
            "/web/session/authenticate", db=database, login=login, password=password
        )
        self.company = session["user_companies"]["current_company"]
        self.companies = [int(key) for key in session["user_companies"]["allowed_companies"]]

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does; the first argument may be a list of ids."""
        kwargs["context"] = {
            "allowed_company_ids": [self.company],
            "lang": "en_US",
            **kwargs.get("context", {}),
        }
        return self._rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs=kwargs,
        )

    def read(self, model, domain, fields, **kwargs):
        return self.call(model, "search_read", domain, fields, **kwargs)

    def words(self, model, field):
        """The labels of a selection field."""
        return dict(self.call(model, "fields_get", [field], ["selection"])[field]["selection"])

    def download(self, attachment_id):
        return self._open(f"{self.url}/web/content/{attachment_id}")

    def _rpc(self, path, **params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        answer = json.loads(
            self._open(urllib.request.Request(self.url + path, data=body, headers=headers))
        )
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise Stop(data.get("message") or answer["error"].get("message") or "Odoo failed.")
        return answer.get("result")

    def _open(self, request):
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return answer.read()
        except (urllib.error.URLError, OSError) as error:
            raise Stop(f"Odoo does not answer at {self.url} ({error}).") from error


# ---------------------------------------------------------------------- steps


def propose(client, **values):
    company = values.setdefault("company_id", client.company)
    context = {"allowed_company_ids": [company]}
    run = client.call("account.dunning.run", "create", [values], context=context)
    client.call("account.dunning.run", "action_propose", run, context=context)
    return run[0] if isinstance(run, list) else run


def skip_one(client, run):
    """Leave one customer out this time."""
    notices = client.read(
        "account.dunning.notice", [("run_id", "=", run)], ["partner_id", "currency_id"]
    )
    wanted = [n for n in notices if (n["partner_id"][1], n["currency_id"][1]) == SKIPPED]
    if wanted or notices:
        notice = (wanted or notices)[-1]
        client.call("account.dunning.notice", "action_skip", [notice["id"]], SKIP_REASON)


def wait_until_out(client, run):
    """Look on while the letters are made and the mail server takes the e-mails."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        notices = client.read(
            "account.dunning.notice",
            [("run_id", "=", run)],
            ["name", "state", "waits_for"],
        )
        making = [n for n in notices if n["state"] == "ready"]
        mailing = [
            n
            for n in notices
            if n["state"] == "queued" and "mail" in (n["waits_for"] or "").split(",")
        ]
        if not making and not mailing:
            return
        time.sleep(0.3)
    raise Stop(
        f"After {PATIENCE} seconds {len(making)} letters are not made and {len(mailing)} e-mails "
        "are still in the outbox."
    )


def save_letters(client, run, folder):
    """Write the PDF of each notice, and the batch for the printer."""
    notices = client.read(
        "account.dunning.notice",
        [("run_id", "=", run), ("attachment_id", "!=", False)],
        ["position", "partner_id", "level", "lang", "attachment_id"],
    )
    for notice in notices:
        name = "{:02d} {} - level {} - {}.pdf".format(
            notice["position"], notice["partner_id"][1], notice["level"], notice["lang"]
        )
        _save(folder, name, client.download(notice["attachment_id"][0]))
    [values] = client.call("account.dunning.run", "read", [run], ["print_attachment_id"])
    if values["print_attachment_id"]:
        content = client.download(values["print_attachment_id"][0])
        _save(folder, "00 to print, all in list order.pdf", content)
    return len(notices)


def _save(folder, name, content):
    if not content.startswith(b"%PDF"):
        raise Stop(f"The letter “{name}” is no PDF.")
    (folder / re.sub(r"[^\w .,&()-]", "-", name)).write_bytes(content)


# --------------------------------------------------------------------- tables


def print_table(titles, rows):
    """Columns as wide as their content; numbers to the right."""
    cells = [list(titles)] + [[_text(value) for value in row] for row in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(titles))]
    right = [bool(rows) and isinstance(rows[0][place], int | float) for place in range(len(titles))]
    for number, row in enumerate(cells):
        columns = zip(row, widths, right, strict=True)
        print("  ".join(f"{cell:>{w}}" if r else f"{cell:<{w}}" for cell, w, r in columns).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
    print()


def _text(value):
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def print_notices(client, run):
    states = client.words("account.dunning.notice", "state")
    channels = client.words("account.dunning.notice", "channel")
    notices = client.read(
        "account.dunning.notice",
        [("run_id", "=", run)],
        [
            "partner_id",
            "level",
            "channel",
            "lang",
            "line_count",
            "amount_total",
            "currency_id",
            "state",
            "reason",
        ],
        order="position, id",
    )
    rows = [
        (
            n["partner_id"][1],
            n["level"],
            channels[n["channel"]],
            n["lang"],
            n["line_count"],
            n["amount_total"],
            n["currency_id"][1],
            states[n["state"]] + (f": {n['reason']}" if n["reason"] else ""),
        )
        for n in notices
    ]
    titles = ("Customer", "Level", "Channel", "Language", "Items", "Total", "", "State")
    print_table(titles, rows)


def left_out(client, run, company=None):
    """The items a run left out, with the reason in words."""
    reasons = client.words("account.dunning.notice.line", "reason")
    details = client.words("account.dunning.notice.line", "detail")
    amounts = ["days_overdue", "amount_residual", "currency_id"]
    lines = client.read(
        "account.dunning.notice.line",
        [("run_id", "=", run), ("outcome", "in", ("left_out", "other"))],
        ["partner_id", "name", *amounts, "reason", "detail"],
        order="reason, partner_id",
        context={"allowed_company_ids": [company or client.company]},
    )
    return [
        (
            line["partner_id"][1],
            line["name"],
            line["days_overdue"],
            line["amount_residual"],
            line["currency_id"][1],
            reasons[line["reason"]] + (f": {details[line['detail']]}" if line["detail"] else ""),
        )
        for line in lines
    ]


LEFT_OUT = ("Customer", "Item", "Days late", "Open", "", "Why it is not reminded")


def print_other_runs(client):
    """A run in the branch, which has no sheets, and a look into the future with a filter."""
    for branch in client.companies:
        if branch != client.company:
            print("In the branch, which has no dunning sheet yet:\n")
            print_table(LEFT_OUT, left_out(client, propose(client, company_id=branch), branch))
    run = propose(
        client,
        key_date=(date.today() + timedelta(days=15)).isoformat(),
        item_domain="[('amount_residual', '>=', 2000)]",
    )
    rows = left_out(client, run)
    words = client.words("account.dunning.notice.line", "reason")["filtered"]
    count = len(client.read("account.dunning.notice", [("run_id", "=", run)], ["level"]))
    filtered = sum(row[-1] == words for row in rows)
    print(
        f"A simulation of the run in 15 days, only items of 2,000 and more: {count} reminders, "
        f"{filtered} items left out as “{words}”.\n"
    )


def print_places(client, letters, mails):
    taken = len(list(mails.glob("*.eml")))
    made = len(list(letters.glob("*.pdf")))
    print(f"Letters     {letters}  ({made} PDF files; “00 to print” is the batch for the printer)")
    print(f"E-mails     {mails}  ({taken} messages, as the mail server took them)")
    print(f"Web client  {client.url}")
    for login, password, what in LOGINS:
        print(f"            login {login}, password {password}: {what}")
    print(
        "Then        Invoicing > Customers > Reminders > Dunning Runs: open the newest that is "
        "done, then its button “Reminders”\n"
        "            Invoicing > Customers > Reminders > Work List: open one; Alt+N is the next\n"
        "            Invoicing > Customers > Open Items, and Invoices: open one; “Why?”\n"
        "            Invoicing > Reporting > Reminder Dashboard, Ageing, Liquidity Forecast,\n"
        "            Reminder Simulation\n"
        "            Invoicing > Configuration > Reminders > Dunning Sheets (as admin)\n"
        "Stop        ./setup/demo --stop"
    )


def main_job(client, letters):
    """Propose, review, release, send, print. Returns the run."""
    run = propose(client)
    skip_one(client, run)
    client.call("account.dunning.run", "action_release", [run])
    client.call("account.dunning.run", "action_send", [run])
    wait_until_out(client, run)
    client.call("account.dunning.run", "action_print", [run])
    save_letters(client, run, letters)
    return run


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--letters", type=Path, required=True)
    parser.add_argument("--mails", type=Path, required=True)
    options = parser.parse_args()
    try:
        client = Client(options.url, options.database, "accountant", "accountant")
        print("== proposing, releasing and sending", file=sys.stderr, flush=True)
        run = main_job(client, options.letters)
        print()
        print_notices(client, run)
        print("Left out:\n")
        print_table(LEFT_OUT, left_out(client, run))
        print_other_runs(client)
        print_places(client, options.letters, options.mails)
    except Stop as error:
        sys.exit(f"setup/demo: {error}")


if __name__ == "__main__":
    main()
