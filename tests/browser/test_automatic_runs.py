"""The screen of automatic runs, and the settings that say when they leave."""

from playwright.sync_api import expect


def test_screen_says_that_automatic_reminders_are_off_and_where_to_switch_them_on(log_in):
    client = log_in("accountant")
    client.open_app("Invoicing")
    client.menu("Customers", "Automatic Runs")
    expect(client.page.locator(".o_breadcrumb")).to_contain_text("switched off")
    help_text = client.page.locator(".o_nocontent_help")
    expect(help_text).to_contain_text("No automatic run yet")
    expect(help_text).to_contain_text("Customer Reminders")
    expect(client.page.locator(".o_list_button_add")).to_have_count(0)


def test_settings_show_hours_and_guards_once_reminders_are_sent_automatically(log_in):
    client = log_in("manager")
    client.page.goto(f"{client.url}/odoo/settings#account")
    client.open_app("Invoicing")
    client.menu("Configuration", "Settings")
    hours = client.page.locator("#dunning_auto_window")
    expect(hours).to_have_count(0)
    client.page.locator("[name='dunning_auto_mode'] input[data-value='send']").check()
    expect(hours).to_be_visible()
    expect(hours.locator("[name='dunning_send_to'] input")).to_have_value("24:00")
    expect(client.page.locator("#dunning_auto_guard")).to_be_visible()
    expect(client.page.locator("#dunning_auto_criteria")).to_be_visible()
    client.page.locator(".o_form_button_cancel").click()
