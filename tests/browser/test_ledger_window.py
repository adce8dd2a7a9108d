"""A morning with the open items: note, hold, why, then customer after customer on the phone."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

CUSTOMER = "Atelier Dubois"
SAID = "Called, pays after the holidays"


def test_from_the_window_over_open_items_to_the_cockpit(log_in):
    """Window, note, hold, why and cockpit, as the one who keeps the receivables does it."""
    client = log_in("accountant")
    client.open_app("Invoicing")
    open_window(client)
    note_on_an_item(client)
    hold_it_as_promised(client)
    ask_why(client)
    find_note_and_hold_on_the_invoice(client)
    work_through_the_list(client)
    compare_totals(client)


def open_window(client):
    """Open and late items of all customers, with their next step."""
    client.menu("Customers", "Open Items")
    arrive(client, "Open Items")
    row = client.row(CUSTOMER, "125.00")
    expect(row.locator("[name='days_late']")).to_have_text("9")
    expect(row.locator("[name='next_step']")).not_to_be_empty()
    expect(client.row("Van Acker Interieur").locator("[name='hold_kind']")).to_have_text("Blocked")


def arrive(client, title):
    """Wait until the screen of that name is there."""
    last = client.page.locator(".o_breadcrumb .o_last_breadcrumb_item")
    expect(last).to_contain_text(title)


def tick(client):
    """Select the customer's item; returns the bar of what can be done with it."""
    box = client.row(CUSTOMER).locator(".o_list_record_selector input")
    box.check()
    return client.page.locator(".o_control_panel")


def act(client, words):
    """Do something with the selected item: a button above the list."""
    bar = tick(client)
    bar.get_by_role("button", name=words, exact=True).click()
    expect(client.page.locator(".modal .o_form_view")).to_be_visible()


def dialog(client, name):
    return client.page.locator(f".modal .o_field_widget[name='{name}']:visible").first


def note_on_an_item(client):
    act(client, "Note")
    dialog(client, "body").locator("textarea").fill(SAID)
    client.page.keyboard.press("Alt+q")
    expect(client.page.locator(".modal")).to_have_count(0)


def hold_it_as_promised(client):
    act(client, "Hold")
    dialog(client, "hold_kind").get_by_text("Promise to pay").click()
    dialog(client, "reason").locator("input").fill("Month end")
    day = (date.today() + timedelta(days=10)).strftime("%m/%d/%Y")
    promised = dialog(client, "date_until").locator("input, button").first
    promised.click()
    client.page.keyboard.type(day)
    client.page.keyboard.press("Tab")
    expect(dialog(client, "amount").locator("input")).to_have_value("125.00")
    client.page.locator(".modal footer").get_by_role("button", name="Hold").click()
    expect(client.page.locator(".modal")).to_have_count(0)
    expect(client.row(CUSTOMER).locator("[name='hold_kind']")).to_have_text("Promise to pay")


def ask_why(client):
    act(client, "Why?")
    answer = client.page.locator(".modal")
    expect(answer).to_contain_text("Promised")
    expect(answer).to_contain_text("Month end")
    expect(answer).to_contain_text("All customers")
    client.page.keyboard.press("Escape")
    expect(client.page.locator(".modal")).to_have_count(0)


def find_note_and_hold_on_the_invoice(client):
    client.row(CUSTOMER).locator("button[name='action_open_move']").click()
    expect(client.page.locator(".o-mail-Chatter")).to_contain_text(SAID)
    expect(client.page.locator(".o_form_view")).to_contain_text("Promised")
    client.back_to("Open Items")


def work_through_the_list(client):
    """Keyboard only, from one customer to the next."""
    client.menu("Customers", "Work List")
    arrive(client, "Work List")
    first = client.page.locator(".o_list_view .o_data_row").first
    expect(first).to_be_visible()
    first.locator("[name='name']").click()
    name = client.page.locator(".o_form_view h1")
    called = name.inner_text()
    expect(client.page.locator(".o_dunning_kpis")).to_contain_text("Overdue")

    client.page.keyboard.press("Alt+l")
    expect(client.page.locator(".modal .o_form_view")).to_be_visible()
    dialog(client, "result").get_by_text("No answer").click()
    dialog(client, "body").locator("textarea").fill("Nobody there before ten")
    client.page.keyboard.press("Alt+q")
    expect(client.page.locator(".modal")).to_have_count(0)
    expect(name).to_have_text(called)
    client.tab("notes")
    expect(client.page.locator(".o_form_view")).to_contain_text("Nobody there before ten")

    client.page.keyboard.press("Alt+d")
    expect(name).not_to_have_text(called)


def compare_totals(client):
    """What the window shows as open is what the ageing adds up to."""
    client.menu("Customers", "Open Items")
    arrive(client, "Open Items")
    expect(client.row(CUSTOMER)).to_be_visible()
    opened = last_total(client)
    client.menu("Reporting", "Ageing")
    client.page.locator(".modal footer .btn-primary").click()
    arrive(client, "Ageing")
    expect(client.groups().first).to_be_visible()
    totals = client.page.locator(".o_list_footer")
    assert opened in totals.inner_text(), (opened, totals.inner_text())


def last_total(client):
    """The sum of the open amounts, below the list."""
    cells = client.page.locator(".o_list_footer td").all_inner_texts()
    amounts = [text.strip() for text in cells if re.search(r"\d", text)]
    assert amounts, cells
    return amounts[-1]
