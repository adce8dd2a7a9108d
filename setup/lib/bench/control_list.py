"""control_list: reading a proposed control list, and deciding on all of it at once.

What the web client asks the server when the run's form, the list and its groups are opened, and
every decision on all reminders of the list, with what it writes into their chatters. A decision is
committed where the next one takes it back, and undone where none does.
"""

from functools import partial

from odoo.tools import SQL

from bench import propose
from bench.base.sides import Side, rounds

WRITES = True

#: what is read: one page, of the run and of the list
PAGES = ("form", "opened", "first_page", "left_out_first_page", "select_all")
#: and its groups, by each group-by of its search view
GROUPS = (
    "by_sheet",
    "by_level",
    "by_channel",
    "by_customer",
    "by_responsible",
    "by_language",
    "by_currency",
    "by_state",
)
#: what is done with all reminders of the list
DECISIONS = (
    "release",
    "take_back",
    "channel_to_print",
    "channel_to_email",
    "skip",
    "put_back",
    "cancel",
    "propose_again",
    "delete",
)


def run(options):
    side = Side("control_list", options.database)
    listed = side.measure("prepare", count=False)
    names = (*PAGES, *GROUPS, *DECISIONS)
    calls = [(side, name) for name in names]
    # the messages of a round would be found, and deleted, by the next one
    after = names.index("put_back") + 1
    calls.insert(after, (side, "forget_messages"))
    results = {name: result for (_side, name), result in rounds(options.rounds, calls).items()}
    answer = {"notices": listed["notices"], "lines": listed["lines"]}
    for name in PAGES:
        answer[f"{name}_s"] = round(side.seconds(name), 3)
        answer[f"{name}_of"] = results[name]
    for name in GROUPS:
        answer[f"{name}_s"] = round(side.seconds(name), 3)
    answer["group_s"] = max(answer[f"{name}_s"] for name in GROUPS)
    for name in DECISIONS:
        if results[name] != listed["notices"]:
            raise SystemExit(f"bench: {name} did {results[name]} of {listed['notices']} reminders")
        answer[f"{name}_s"] = round(side.seconds(name), 3)
        answer[f"{name}_queries"] = side.queries(name)
    answer["rss_mb"] = round(side.rss_mb(*names), 1)
    side.close()
    return answer


def prepare(env):
    """A list to decide on."""
    propose.prepare(env)
    propose.propose(env)
    return propose.listed(env)


# ---------------------------------------------------------------------- what is read


def screen(env):
    # only a measuring process has Odoo to import
    from bench.base import screen

    return screen.screen(env, "account_dunning_notice_control_action")


def form(env):
    """Of the run, with the page of reminders that it shows."""
    from bench.base.screen import read_form

    return read_form(propose.the_run(env))


def opened(env):
    """As the menu opens it: by sheet, the rows of each on the screen."""
    return screen(env).unfolded_groups()


def first_page(env):
    return screen(env).first_page()


def left_out_first_page(env):
    from bench.base import screen

    return screen.screen(env, "account_dunning_notice_line_left_out_action").first_page()


def select_all(env):
    """What the list does before a button that is clicked for all of them."""
    listed = screen(env)
    return len(listed.model.search(listed.domain))


def _by(name, env):
    return screen(env).groups(name)


by_sheet = partial(_by, "sheet_id")
by_level = partial(_by, "level")
by_channel = partial(_by, "channel")
by_customer = partial(_by, "partner_id")
by_responsible = partial(_by, "user_id")
by_language = partial(_by, "lang")
by_currency = partial(_by, "currency_id")
by_state = partial(_by, "state")


# ---------------------------------------------------------------------- what is done


def notices(env):
    """Those of the list, as a button gets them: without their values."""
    return env["account.dunning.notice"].search([("run_id", "=", propose.the_run(env).id)])


def done(env, commit=True, **values):
    """End the transaction; returns how many reminders are as they should be."""
    listed = propose.the_run(env) or env["account.dunning.run"].search([], limit=1)
    # the chatters are written when a transaction ends
    env.cr.commit() if commit else env.cr.flush()
    wanted = [(name, "=", value) for name, value in values.items()]
    return env["account.dunning.notice"].search_count([("run_id", "=", listed.id), *wanted])


def release(env):
    propose.the_run(env).action_release()
    return done(env, state="ready")


def take_back(env):
    notices(env).action_unrelease()
    return done(env, state="proposed")


def channel_to_print(env):
    notices(env).action_set_channel("print")
    return done(env, commit=False, channel="print")


def channel_to_email(env):
    notices(env).action_set_channel("email")
    return done(env, commit=False, channel="email")


def skip(env):
    notices(env).action_skip()
    return done(env, state="skipped")


def put_back(env):
    notices(env).action_unskip()
    return done(env, state="proposed")


def forget_messages(env):
    env.cr.execute(SQL("DELETE FROM mail_message WHERE model = 'account.dunning.notice'"))
    env.cr.commit()


def cancel(env):
    propose.the_run(env).action_cancel()
    return done(env, commit=False, state="cancelled")


def propose_again(env):
    propose.the_run(env).action_propose()
    return done(env, commit=False)


def delete(env):
    made = propose.the_run(env)
    before = made.notice_count
    made.unlink()
    env.cr.flush()
    return before - env["account.dunning.notice"].search_count([("run_id", "=", made.id)])
