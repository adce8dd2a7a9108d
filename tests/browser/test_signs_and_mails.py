"""What Odoo and the mail server say about a debt, as a Dutch-speaking bookkeeper reads it."""

import re
from contextlib import contextmanager

import pytest
from browser_screens import GREYLISTED
from playwright.sync_api import expect
from real_servers import Database

BLOCKED, PAYING, PARTLY = "Meubelhuis Aerts", "Interieur Bosmans", "Studio Cools"
WAITING, TAKEN = "Keukens Vandamme", "Drukwerk Ooms"


@pytest.fixture
def client(log_in):
    client = log_in("boekhouder")
    client.open_app("Facturatie")
    return client


def test_blocked_and_paying_customers_and_letters_that_wait_or_came_back(
    client, server, mail_house
):
    open_items_say_it(client)
    blocked_invoice_keeps_its_buttons(client)
    payment_under_way_is_explained(client)
    with control_list(server) as run:
        list_says_it(client, run)
    with automatic(server):
        see_what_automatic_runs_did(client)
    mail_that_waits_is_tried_now(client, mail_house)
    letter_came_back(client)


# ---------------------------------------------------------------------- blocked, paying


def open_items_say_it(client):
    client.menu("Klanten", "Openstaande posten")
    row = client.row(BLOCKED)
    expect(row.locator("[name='next_step']")).to_have_text("In Odoo geblokkeerd voor betaling")
    row = client.row(PAYING)
    expect(row.locator("[name='next_step']")).to_have_text("Er is een betaling onderweg")
    row = client.row("Van Acker Interieur")
    expect(row.locator("[name='hold_kind']")).to_have_text("Geblokkeerd")
    expect(row.locator("[name='next_step']")).to_have_text("Geblokkeerd")
    client.look("dutch_open_items")


def blocked_invoice_keeps_its_buttons(client):
    client.row(BLOCKED).locator("button[name='action_open_move']").click()
    expect(client.page.locator(".alert:visible")).to_contain_text(
        "De betaling van deze factuur is geblokkeerd"
    )
    for name in ("action_dunning_hold", "action_dunning_note", "action_dunning_call"):
        expect(client.button(name)).to_be_visible()
    client.look("dutch_blocked_invoice")
    why(client, "blocked_why", "geblokkeerd")
    client.back_to("Openstaande posten")


def why(client, picture, *words):
    """Ask why the invoice is not reminded."""
    client.stat("action_dunning_explain").click()
    answer = client.page.locator(".modal .o_dunning_explanation")
    for word in words:
        expect(answer).to_contain_text(word)
    client.look(f"dutch_{picture}")
    client.confirm()
    expect(client.page.locator(".modal")).to_have_count(0)


def payment_under_way_is_explained(client):
    client.row(PAYING).locator("button[name='action_open_move']").click()
    why(client, "paying_why", "1.000,00", "onderweg")


# ------------------------------------------------------------------------- the list


@contextmanager
def control_list(server):
    """A run over the three; it is cancelled at the end."""
    names = [BLOCKED, PAYING, PARTLY]
    partners = server.call("res.partner", "search", [("name", "in", names)])
    server.call("res.partner", "write", partners, {"dunning_enabled": True})
    runs, us = "account.dunning.run", {"login": "boekhouder"}
    run = server.call(runs, "create", {"partner_domain": f"[('id', 'in', {partners})]"}, **us)
    server.call(runs, "action_propose", [run], **us)
    yield run
    server.call(runs, "action_cancel", [run], **us)


def list_says_it(client, run):
    client.page.goto(f"{client.url}/odoo/account.dunning.run/{run}")
    client.expect_state("Controlelijst")
    client.open_stat("action_open_left_out", "Niet opgenomen")
    client.groups().filter(has_text="Geblokkeerd").click()
    expect(client.row(BLOCKED)).to_contain_text("geblokkeerd voor betaling")
    client.groups().filter(has_text="betaling onderweg").click()
    expect(client.row(PAYING)).to_contain_text("betaling van 1.000,00")
    expect(client.row(PAYING).get_by_role("button", name="Waarom?")).to_be_visible()
    client.look("dutch_left_out")
    client.back_to("REM/")
    client.open_stat("action_open_notices", "Controlelijst")
    expect(client.row(PARTLY)).to_contain_text("400,00")
    client.look("dutch_control_list")


# ------------------------------------------------------------------- automatic runs


@contextmanager
def automatic(server):
    """The run of this morning as one that went by itself."""
    database = Database("browser")
    ids = server.call("account.dunning.notice", "search", [("partner_id.name", "=", WAITING)])
    statement = """
        UPDATE account_dunning_run SET is_automatic = %s
         WHERE id = (SELECT run_id FROM account_dunning_notice WHERE id = %s)
    """
    database.query(statement, True, ids[0])
    yield
    database.query(statement, False, ids[0])


def see_what_automatic_runs_did(client):
    client.page.goto(f"{client.url}/odoo/automatic-reminders")
    expect(client.row("1 verzonden, 1 onderweg")).to_be_visible()
    client.look("dutch_automatic_runs")


# --------------------------------------------------------------------------- e-mails


def open_reminder(client, customer):
    client.page.goto(
        f"{client.url}/odoo/action-account_dunning_levels.account_dunning_notice_action"
    )
    client.row(customer).locator("td[name='partner_id']").click()


def mail_that_waits_is_tried_now(client, mail_house):
    open_reminder(client, WAITING)
    client.expect_state("In de wachtrij")
    told = client.page.locator(".alert:visible")
    expect(told).to_contain_text("Wacht op de mailserver sinds")
    expect(told).to_contain_text("volgende poging")
    expect(told).to_contain_text(GREYLISTED)
    client.look("dutch_waits")
    mail_house.not_now.clear()
    client.button("action_try_mail_now").click()
    mail_house.wait_for(GREYLISTED)


def letter_came_back(client):
    open_reminder(client, TAKEN)
    client.expect_state("Verzonden")
    client.page.get_by_role("button", name="Teruggekomen").click()
    dialog = client.page.locator(".modal")
    dialog.locator("[name='reason'] input, [name='reason'] textarea").first.fill("Adres onbekend")
    client.look("dutch_came_back_dialog")
    client.confirm()
    told = client.page.locator(".alert-danger:visible")
    expect(told).to_have_text(re.compile(r"^\s*Teruggekomen, zegt Els Vermeulen: Adres onbekend"))
    client.expect_state("Mislukt")
    for name in ("action_retry", "action_retry_print"):
        expect(client.button(name)).to_be_visible()
    client.look("dutch_came_back")
    client.menu("Klanten", "Openstaande posten")
    row = client.row(TAKEN)
    expect(row.locator("td[name='dunning_level']")).to_have_text("")
    expect(row.locator("[name='next_step']")).to_have_text("Niveau 1 in de volgende ronde")
    # the other one has left meanwhile
    open_reminder(client, WAITING)
    client.expect_state("Verzonden")
