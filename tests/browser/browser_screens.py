"""Odoo's web client as a user sees it: menus, forms, lists, dialogs."""

import re
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader
from real_servers import HARMLESS, WORK

#: pictures and the server's log
RESULTS = WORK / "browser"
#: a customer whose mail server takes nothing for now while the company is made
GREYLISTED = "vandamme@example.com"


def pdf_text(content):
    """The words of a PDF, with single spaces."""
    assert content.startswith(b"%PDF"), content[:200]
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


class WebClient:
    """One user's browser window.

    :ivar problems: console errors, script errors and error dialogs so far
    """

    def __init__(self, page, url):
        self.page = page
        self.url = url
        self.problems = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.add_locator_handler(page.locator(".o_error_dialog"), self._on_error_dialog)

    def _on_console(self, message):
        told = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not any(words in told for words in HARMLESS):
            self.problems.append(f"console: {told}")

    def _on_error_dialog(self, dialog):
        raise AssertionError(f"Odoo shows an error: {dialog.inner_text()}")

    def look(self, name):
        """A picture for people."""
        self.page.screenshot(path=RESULTS / f"{name}.png")

    def check(self):
        """Fail if anything went wrong in this window that no step noticed."""
        for dialog in self.page.locator(".o_error_dialog").all():
            self.problems.append(f"error dialog: {dialog.inner_text()}")
        assert not self.problems, "\n".join(self.problems)

    # ------------------------------------------------------------------ around

    def login(self, user):
        """Log in as a user whose password is the login."""
        self.page.goto(f"{self.url}/web/login")
        self.page.locator("input[name=login]").fill(user)
        self.page.locator("input[name=password]").fill(user)
        self.page.locator("button[type=submit]").first.click()
        expect(self.page.locator(".o_main_navbar")).to_be_visible()

    def open_app(self, name):
        """Choose an application in the menu at the top left."""
        self.page.locator(".o_navbar_apps_menu button").click()
        self.page.locator(".o-dropdown--menu a.o_app", has_text=name).click()
        expect(self.page.locator(".o_menu_brand")).to_have_text(name)

    def menu(self, section, name):
        """Choose an entry of the application's menu bar."""
        self.open_section(section)
        self.entries().filter(has_text=re.compile(f"^\\s*{re.escape(name)}\\s*$")).click()

    def open_section(self, section):
        sections = self.page.locator(".o_menu_sections button")
        sections.filter(has_text=re.compile(f"^\\s*{section}\\s*$")).click()
        expect(self.entries().first).to_be_visible()

    def entries(self):
        """Entries of the menu section that is open."""
        return self.page.locator(".o-dropdown--menu .o-dropdown-item")

    def back_to(self, name):
        """Follow the breadcrumb."""
        crumbs = self.page.locator(".o_breadcrumb .breadcrumb-item, .o_back_button")
        crumbs.filter(has_text=name).last.click()

    def confirm(self):
        """Say yes to the question in a dialog."""
        self.page.locator(".modal footer .btn-primary").click()

    # ------------------------------------------------------------------- forms

    def field(self, name):
        return self.page.locator(f".o_form_view .o_field_widget[name='{name}']:visible").first

    def fill(self, name, value):
        """Type into a field of the form."""
        self.field(name).locator("input, textarea").first.fill(value)

    def choose(self, name, value):
        """Type into a many2one field and take the suggestion."""
        self.fill(name, value)
        self.page.locator(".o-autocomplete--dropdown-item", has_text=value).first.click()

    def button(self, name):
        """A button of the form by the method it calls; it can stand in a menu on small windows."""
        return self.page.locator(f".o_form_view button[name='{name}']:visible").first

    def stat(self, name):
        """A smart button."""
        return self.page.locator(f".o-form-buttonbox button[name='{name}']:visible").first

    def open_stat(self, name, title):
        """Click a smart button; ``title`` is where it leads."""
        self.stat(name).click()
        expect(self.page.locator(".o_breadcrumb .o_last_breadcrumb_item")).to_contain_text(title)

    def tab(self, name):
        self.page.locator(f".o_notebook_headers a[name='{name}']").click()

    def new(self):
        self.page.locator(".o_control_panel .o_list_button_add:visible").click()
        expect(self.page.locator(".o_form_view .o_form_editable")).to_be_visible()

    def save(self):
        self.page.locator(".o_form_button_save").click()
        expect(self.page.locator(".o_form_status_indicator_buttons.invisible")).to_be_attached()

    def expect_state(self, name):
        """Wait until the status bar shows a state."""
        # where the buttons of the form leave no room it is a menu with the name of the state
        bar = self.page.locator(".o_statusbar_status")
        current = bar.locator(".o_arrow_button_current, .dropdown-toggle").filter(visible=True)
        words = re.compile(f"^\\s*{re.escape(name)}\\s*$")
        expect(current.filter(has_text=words).first).to_be_visible()

    # ------------------------------------------------------------------- lists

    def row(self, *words):
        """The row of a list that holds all of these words."""
        rows = self.page.locator(".o_list_view .o_data_row, .o_field_widget .o_data_row")
        for word in words:
            rows = rows.filter(has_text=word)
        return rows.first

    def groups(self):
        return self.page.locator(".o_list_view .o_group_header")

    # ----------------------------------------------------------------- letters

    def letter(self, button):
        """Click a button that opens a letter in a window of its own; returns the PDF."""
        context = self.page.context
        with (
            context.expect_event("page") as window,
            self.page.expect_response(lambda answer: "call_button" in answer.url) as called,
        ):
            button.click()
        url = called.value.json()["result"]["url"]
        assert window.value.url.endswith(url), (window.value.url, url)
        answer = context.request.get(f"{self.url}{url}")
        assert answer.ok and answer.headers["content-type"] == "application/pdf", answer
        window.value.close()
        return answer.body()
