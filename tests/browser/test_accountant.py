"""A day with reminders, as the bookkeeping department of a Belgian company would spend it."""

import re

from browser_screens import pdf_text
from playwright.sync_api import expect

SHEET = "Wholesale, two steps"


def test_from_the_first_sheet_to_the_last_copy(log_in, mail_house):
    """One story: configure, propose, review, send, print, and find everything back."""
    manager = log_in("manager")
    manager.open_app("Invoicing")
    make_sheet(manager)
    switch_level_off_and_on(manager)
    write_texts(manager)
    set_options(manager)

    accountant = log_in("accountant")
    accountant.open_app("Invoicing")
    propose(accountant)
    review_control_list(accountant)
    read_why_items_are_left_out(accountant)
    send(accountant, mail_house)
    print_letters(accountant)
    check_mails(mail_house)
    find_everything_back(accountant)


def make_sheet(client):
    """A sheet for wholesale customers; the preview follows what is typed."""
    client.menu("Configuration", "Dunning Sheets")
    client.new()
    client.fill("name", SHEET)
    client.choose("category_id", "Wholesale")
    add_level(client, "Friendly note", min_days_overdue=5)
    add_level(client, "Second request", min_days_overdue=20, fine_percent=10)
    add_level(client, "Last request", min_days_overdue=40)

    steps = client.field("preview").locator(".o_dunning_step_body")
    expect(steps).to_have_count(4)  # three levels and the end
    expect(steps.nth(0)).to_contain_text("5 days late")
    expect(steps.nth(0)).to_contain_text("no charges")
    # 10 % of 1,000
    expect(steps.nth(1)).to_contain_text("1,100.00")

    amount = client.field("preview_amount").locator("input")
    amount.click()
    # the list keeps the focus until it has left the line
    expect(client.page.locator(".o_selected_row")).to_have_count(0)
    amount.fill("200")
    amount.press("Tab")
    expect(steps.nth(1)).to_contain_text("220.00")


def add_level(client, heading, **values):
    """A line in the list of levels, filled in as one goes through it with the mouse."""
    client.page.get_by_role("button", name="Add a line").click()
    row = client.page.locator(".o_field_widget[name='level_ids'] .o_selected_row")
    expect(row.locator("[name='heading'] input")).to_have_value("")
    for name, value in {"heading": heading, **values}.items():
        row.locator(f"[name='{name}'] input").fill(str(value))


def switch_level_off_and_on(client):
    """What is above a level that is off is off too, at once and before saving."""
    rows = client.page.locator(".o_field_widget[name='level_ids'] .o_data_row")
    switches = rows.locator("[name='active'] input")
    expect(switches).to_have_count(3)
    switches.nth(1).click()
    expect(switches.nth(1)).not_to_be_checked()
    expect(switches.nth(2)).not_to_be_checked()
    expect(switches.nth(0)).to_be_checked()
    expect(client.field("preview").locator(".o_dunning_step_body")).to_have_count(2)

    switches.nth(2).click()
    expect(switches.nth(1)).to_be_checked()
    switches.nth(2).click()
    expect(switches.nth(2)).not_to_be_checked()
    expect(switches.nth(1)).to_be_checked()
    client.save()
    expect(switches.nth(2)).not_to_be_checked()


def write_texts(client):
    """The texts of the first level, in the form of the level."""
    client.row("Friendly note").get_by_text("View", exact=True).click()
    client.tab("texts")
    client.fill("subject", "A friendly note from {company}")
    client.fill("opening", "Dear {customer}, please pay {total} before {deadline}.")
    client.fill("closing", "Kind regards")
    client.save()
    client.back_to(SHEET)
    client.back_to("Dunning Sheets")
    expect(client.row(SHEET, "Wholesale").locator("[name='active_level_count']")).to_have_text("2")


def set_options(client):
    """The sub-folder of the copies and the days between two reminders."""
    client.menu("Configuration", "Settings")
    client.fill("dunning_pdf_folder", "Aanmaningen")
    client.fill("dunning_min_interval_days", "21")
    client.page.locator(".o_control_panel button.o_form_button_save").click()
    expect(client.page.locator(".o_base_settings_view")).to_be_hidden()
    client.menu("Configuration", "Settings")
    expect(client.field("dunning_pdf_folder").locator("input")).to_have_value("Aanmaningen")
    expect(client.field("dunning_min_interval_days").locator("input")).to_have_value("21")


def propose(client):
    client.menu("Customers", "Dunning Runs")
    client.new()
    client.button("action_propose").click()
    client.expect_state("Control list")


def review_control_list(client):
    """Grouped by sheet, with warnings; one customer is skipped, one letter looked at."""
    client.open_stat("action_open_notices", "Control List")
    expect(client.groups()).to_have_count(2)
    expect(client.groups().filter(has_text="All customers")).to_contain_text("(4)")
    expect(client.groups().filter(has_text=SHEET)).to_contain_text("(1)")
    expect(client.row("Garage Lemmens", "Print")).to_contain_text("No e-mail address")
    expect(client.row("Bakkerij Peeters", "E-mail")).to_contain_text("1,560.50")

    row = client.row("Bakkerij Peeters")
    text = pdf_text(client.letter(row.locator("button[name='action_open_letter']")))
    assert "Bakkerij Peeters" in text and "1.560,50" in text, text

    client.row("Atelier Dubois").locator("button[name='action_skip']").click()
    expect(client.row("Atelier Dubois")).to_contain_text("Skipped")
    client.back_to("REM/")
    client.expect_state("Control list")


def read_why_items_are_left_out(client):
    client.open_stat("action_open_left_out", "Left Out")
    for reason, words in (
        ("Blocked or on hold", ("Van Acker Interieur", "The item is on hold")),
        ("Not overdue long enough for the next level", ("Bakkerij Peeters", "99.00")),
        ("Reminded too recently", ("Drukkerij Wouters",)),
    ):
        client.groups().filter(has_text=reason).click()
        expect(client.row(*words)).to_be_visible()
    client.back_to("REM/")
    client.expect_state("Control list")


def send(client, mail_house):
    """Everything goes on by itself: the page is never loaded again."""
    client.page.evaluate("window.isSamePage = true")
    mail_house.hold()
    client.button("action_release_and_send").click()
    client.confirm()
    client.expect_state("Sending")
    bar = client.page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(bar).to_have_attribute("aria-valuenow", "100")
    expect(client.page.locator(".o_dunning_progress")).to_contain_text("All 4 letters are made")
    for name in ("Bakkerij Peeters", "Northern Lights Ltd", "Claes Groothandel", "Garage Lemmens"):
        expect(client.row(name)).to_contain_text("Queued")

    mail_house.go_on()
    for name in ("Bakkerij Peeters", "Northern Lights Ltd", "Claes Groothandel"):
        expect(client.row(name)).to_contain_text("Sent")
    expect(client.row("Garage Lemmens")).to_contain_text("Queued")
    expect(client.row("Atelier Dubois")).to_contain_text("Skipped")
    assert client.page.evaluate("window.isSamePage")


def print_letters(client):
    with client.page.expect_download() as caught:
        client.button("action_print").click()
    text = pdf_text(caught.value.path().read_bytes())
    assert "Garage Lemmens" in text and "760,00" in text, text
    assert "Peeters" not in text, text
    expect(client.row("Garage Lemmens")).to_contain_text("Sent")
    client.expect_state("Done")


#: address, subject, name of the letter's file, words in the letter, with invoices
MAILS = (
    (
        "peeters@example.com",
        "Betalingsherinnering",
        "Aanmaning REM-",
        ("Bakkerij Peeters", "1.560,50"),
        True,
    ),
    (
        "claes@example.com",
        "A friendly note from Scheldeland",
        "Aanmaning REM-",
        ("Dear Claes Groothandel", "2.000,00"),
        False,
    ),
    (
        "accounts@northern.example.com",
        "Payment reminder",
        "Reminder REM-",
        ("Northern Lights", "480.00"),
        True,
    ),
)


def check_mails(mail_house):
    """Each in its own language, with one letter, and the invoices if the level says so."""
    for address, subject, file_name, words, has_invoices in MAILS:
        message = mail_house.wait_for(address)
        assert subject in message["subject"], message["subject"]
        files = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
        [letter] = [name for name in files if name.startswith(file_name)]
        text = pdf_text(files[letter])
        assert all(word in text for word in words), text
        invoices = [name for name in files if name.startswith("INV")]
        assert len(files) == len(invoices) + 1 and bool(invoices) == has_invoices, list(files)
    assert not mail_house.to("dubois@example.com")


def find_everything_back(client):
    """From the reminder to its letter, the customer with the copy, and the invoice."""
    open_reminder(client)
    text = pdf_text(client.letter(client.button("action_open_letter")))
    assert "Bakkerij Peeters" in text and "1.560,50" in text, text

    client.field("partner_id").locator("a").click()
    client.open_stat("action_dunning_copies", "Reminder Copies")
    copies = client.row(".pdf", "Aanmaningen")
    assert client.letter(copies.locator("button[name='action_dunning_open']"))

    open_reminder(client)
    client.open_stat("action_open_moves", "Invoices of")
    client.row("1,210.00").locator("td[name='name']").click()
    expect(client.stat("action_dunning_notices")).to_contain_text("1")
    level = client.page.locator(".o-form-buttonbox button", has_text="Reminder Level")
    expect(level.filter(visible=True)).to_contain_text(re.compile("1\\s+on"))
    client.stat("action_dunning_explain").click()
    answer = client.page.locator(".modal .o_dunning_explanation")
    expect(answer).to_contain_text("at level 1")
    expect(answer).to_contain_text("Last reminded on")
    expect(answer).to_contain_text("Dunning sheet: All customers")
    client.confirm()


def open_reminder(client):
    client.menu("Customers", "All Reminders")
    client.row("Bakkerij Peeters").locator("td[name='partner_id']").click()
    client.expect_state("Sent")
