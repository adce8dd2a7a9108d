"""A real Odoo server on a database of its own, a real mail server, and Chromium.

``./setup/test browser`` sets the environment these tests need. Pictures of failures and the
server's log are in .work/browser.
"""

import re
import shutil
from pathlib import Path

import pytest
from browser_screens import GREYLISTED, RESULTS, WebClient
from playwright.sync_api import expect, sync_playwright
from real_servers import CHROMIUM, ODOO_BIN, TEMPLATE, Database, MailHouse, OdooServer

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: milliseconds; a busy machine is slow, not broken
PATIENCE_MS = 45_000


def pytest_configure(config):
    if not (CHROMIUM and ODOO_BIN and TEMPLATE):
        raise pytest.UsageError("Start the browser tests with ./setup/test browser.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        _take_pictures(item)
    return report


def _take_pictures(item):
    windows = [client for client in getattr(item, "clients", ()) if not client.page.is_closed()]
    for number, client in enumerate(windows):
        name = re.sub(r"\W+", "_", item.name)
        path = RESULTS / f"{name}_{number}.png"
        client.page.screenshot(path=path, full_page=True)
        print(f"picture: {path}")


@pytest.fixture(scope="session")
def mail_house():
    house = MailHouse()
    house.start()
    yield house
    house.stop()


@pytest.fixture(scope="session")
def server(mail_house):
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    database = Database("browser")
    odoo = OdooServer(database.name, RESULTS / "odoo.log")
    try:
        database.make()
        script = Path(__file__).with_name("browser_ledger.py").read_text(encoding="utf-8")
        mail_house.not_now.add(GREYLISTED)
        odoo.run_script(script, SMTP_PORT=str(mail_house.port), GREYLISTED=GREYLISTED)
        odoo.start()
        yield odoo
    finally:
        odoo.stop()
        database.drop()


@pytest.fixture(scope="session")
def chromium():
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def log_in(server, chromium, request):
    """Opens a window for a user; at the end nothing may have gone wrong in any of them."""
    contexts, request.node.clients = [], []

    def open_window(user):
        context = chromium.new_context(
            viewport={"width": 1400, "height": 1000}, accept_downloads=True, locale="en-GB"
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        client = WebClient(context.new_page(), server.url)
        request.node.clients.append(client)
        client.login(user)
        return client

    yield open_window
    try:
        for client in request.node.clients:
            client.check()
        server.check()
    finally:
        for context in contexts:
            context.close()
