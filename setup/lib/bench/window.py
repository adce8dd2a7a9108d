"""window: what users open every day: open items, ageing, forecast, work list, collections.

Each is measured as the server time of the request that the web client makes, with the columns,
filters and groups its menu opens with. All should stay below a second.
"""

from bench.base.sides import Side, rounds

#: what is measured, in the order of the answer
MEASURES = (
    "window_first_page",
    "window_paid_first_page",
    "window_by_customer",
    "ageing_list_by_manager",
    "ageing_pivot_by_manager",
    "forecast_by_week",
    "forecast_first_page",
    "habits_measured",
    "dashboard",
    "worklist_first_page",
    "worklist_by_responsible",
    "collections_first_page",
    "collections_by_week",
)


def run(options):
    side = Side("window", options.database, options.peer_addons)
    results = rounds(options.rounds, [(side, name) for name in MEASURES])
    answer = {}
    for name in MEASURES:
        answer[f"{name}_s"] = round(side.seconds(name), 3)
        answer[f"{name}_of"] = results[side, name]
    waiting = [name for name in MEASURES if name != "habits_measured"]
    answer["slowest_s"] = max(answer[f"{name}_s"] for name in waiting)
    answer["rss_mb"] = round(side.rss_mb(*MEASURES), 1)
    side.close()
    return answer


def screen(env, xmlid):
    # only a measuring process has Odoo to import
    from bench.base import screen

    return screen.screen(env, xmlid)


ITEMS = "account_dunning_item_action_customers"
BUCKETS = ["amount_residual:sum", "amount_not_due:sum"] + [
    f"amount_bucket_{number}:sum" for number in range(1, 6)
]


def window_first_page(env):
    return screen(env, ITEMS).first_page()


def window_paid_first_page(env):
    """The window without its filter: open and paid."""
    items = screen(env, ITEMS)
    items.domain = items.domain.map_conditions(
        lambda condition: items.everything if condition.field_expr == "is_open" else condition
    )
    return items.first_page()


def window_by_customer(env):
    return screen(env, ITEMS).groups("debtor_id")


def ageing_list_by_manager(env):
    return screen(env, ITEMS).groups("invoice_user_id")


def ageing_pivot_by_manager(env):
    return screen(env, ITEMS).pivot("invoice_user_id", measures=BUCKETS)


def forecast_by_week(env):
    return screen(env, "account_dunning_forecast_action").pivot(
        "date_expected:week", "kind", measures=["amount:sum"]
    )


def forecast_first_page(env):
    return screen(env, "account_dunning_forecast_action").first_page()


def habits_measured(env):
    """What the scheduled action of the night does: how late each customer and vendor is paid."""
    from odoo.addons.account_dunning_levels.engine.read import payers

    payers.refresh(env, env.company)
    return {"payers": env["account.dunning.payer"].sudo().search_count([])}


def dashboard(env):
    figures = env["account.dunning.dashboard"].get_figures()
    return {"open": figures["receivable"]["count"], "amount": figures["receivable"]["amount"]}


def worklist_first_page(env):
    return screen(env, "account_dunning_worklist_action").first_page()


def worklist_by_responsible(env):
    return screen(env, "account_dunning_worklist_action").groups("dunning_user_id")


def collections_first_page(env):
    return screen(env, "account_dunning_collection_action").first_page()


def collections_by_week(env):
    return screen(env, "account_dunning_collection_action").groups("date:week")
