"""A field that somebody added to the customer groups the open items in every view."""

from playwright.sync_api import expect

FIELD = "Customer: Region"
PATH = "debtor_id.x_region"


def test_field_of_the_customer_groups_list_pivot_and_graph(log_in):
    client = log_in("accountant")
    client.open_app("Invoicing")
    client.menu("Customers", "Open Items")
    expect(client.row("Claes Groothandel")).to_be_visible()
    group_by_the_field(client)
    open_a_group(client)
    see_the_pivot(client)
    see_the_graph(client)
    group_the_ageing(client)


def group_by_the_field(client):
    """As a user does: the search bar's menu, Custom Group."""
    client.page.locator(".o_searchview_dropdown_toggler").click()
    client.page.locator("select.o_add_custom_group_menu").select_option(label=FIELD)
    client.page.keyboard.press("Escape")
    expect(client.page.locator(".o_searchview_facet", has_text=FIELD)).to_be_visible()


def open_a_group(client):
    for title in ("North", "South", "None"):
        expect(client.groups().filter(has_text=title)).to_have_count(1)
    client.groups().filter(has_text="South").click()
    expect(client.row("Claes Groothandel", "2,000.00")).to_be_visible()
    expect(client.page.locator(".o_list_view .o_data_row")).to_have_count(1)


def see_the_pivot(client):
    show(client, "pivot")
    south = client.page.locator(".o_pivot tbody tr", has_text="South")
    expect(south).to_contain_text("2,000.00")


def see_the_graph(client):
    with client.page.expect_response(lambda answer: "formatted_read_group" in answer.url) as asked:
        show(client, "graph")
    groups = asked.value.json()["result"]
    assert [group[PATH] for group in groups] == ["North", "South", False], groups
    expect(client.page.locator(".o_graph_canvas_container canvas")).to_be_visible()


def group_the_ageing(client):
    """The ageing offers the same field, and its list opens grouped by it."""
    client.menu("Reporting", "Ageing")
    choice = client.page.locator(".modal .o_field_widget[name='group_by']")
    choice.locator("input").click()
    client.page.locator(".o_select_menu_item", has_text=FIELD).click()
    client.page.locator(".modal footer .btn-primary").click()
    expect(client.groups().filter(has_text="South")).to_contain_text("2,000.00")


def show(client, view):
    client.page.locator(f".o_cp_switch_buttons .o_switch_view.o_{view}").click()
    expect(client.page.locator(f".o_{view}_view")).to_be_visible()
