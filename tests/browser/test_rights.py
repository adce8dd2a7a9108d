"""Who sees what: a reader looks only, a user without the groups meets no reminders at all."""

import re

from playwright.sync_api import expect

ACTIONS = re.compile(r"action_(propose|release|send|print|retry|cancel|skip|hold)")


def test_reader_sees_reminders_and_no_action_buttons(log_in):
    client = log_in("reader")
    client.open_app("Invoicing")
    client.menu("Customers", "All Reminders")
    client.row("Drukkerij Wouters").locator("td[name='partner_id']").click()
    client.expect_state("Sent")
    assert_no_actions(client)
    assert client.letter(client.button("action_open_letter"))

    client.menu("Customers", "Dunning Runs")
    expect(client.page.locator(".o_list_button_add")).to_have_count(0)
    client.row("REM/", "0001").locator("td[name='name']").click()
    client.expect_state("Done")
    expect(client.row("Drukkerij Wouters")).to_be_visible()
    assert_no_actions(client)


def assert_no_actions(client):
    names = [
        button.get_attribute("name") or ""
        for button in client.page.locator(".o_form_view button[name]").all()
    ]
    assert names and not [name for name in names if ACTIONS.match(name)], names


def test_user_without_the_groups_sees_no_reminders(log_in):
    client = log_in("clerk")
    client.page.goto(f"{client.url}/odoo/action-base.action_partner_form")
    # not the row: in its middle are its activities
    card = client.page.locator(".o_kanban_record, .o_data_row", has_text="Bakkerij Peeters")
    card.get_by_text("Bakkerij Peeters", exact=True).first.click()
    expect(client.field("name").locator("input, textarea").first).to_have_value("Bakkerij Peeters")
    expect(client.page.locator(".o_notebook_headers a[name='dunning']")).to_have_count(0)
    expect(client.page.locator("button[name^='action_dunning']")).to_have_count(0)
    menus = client.page.evaluate(
        "async () => Object.values(await (await fetch('/web/webclient/load_menus')).json())"
        ".map(menu => menu.name)"
    )
    assert menus and not [name for name in menus if re.search("Remind|Dunning", name or "")], menus
