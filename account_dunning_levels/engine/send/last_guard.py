"""Just before automatic reminders leave: is there a reason to keep them, which came up since?"""

from markupsafe import Markup

from ..ledger import bank_date
from ..notice import list_words, unmatched_money
from ..settle import telling
from ..store import bulk, company_day
from ..terms import run_settings

#: customers that a message names
NAMED = 5


def let_pass(notices):
    """The notices that may leave; those that may not wait for a person.

    :param notices: of one run, their items read again
    """
    automatic = notices.filtered("leaves_in_window")
    if not automatic:
        return notices
    run, company = notices.run_id, notices.company_id
    today = company_day.today(company)
    held = automatic.browse()
    if bank_date.is_stale(company, bank_date.last(company, today), today):
        held = automatic
        for notice in held:
            list_words.warn(notice, "bank")
    else:
        held = unmatched_money.warn(run, run_settings.frozen(run), automatic) & automatic
    if held:
        bulk.write(held, {"state": "proposed", "leaves_in_window": False})
        _tell(run, held)
    return notices - held


def _tell(run, held):
    env = run.env
    names = ", ".join(held.partner_id.mapped("name")[:NAMED])
    words = env._(
        "Reminders of %(run)s that were kept just before they left: %(count)s (%(names)s). Look at "
        "their warnings and send them, or leave them to the next automatic run.",
        run=run._get_html_link(),
        count=len(held),
        names=names,
    )
    telling.tell(run.company_id, env._("Automatic reminders wait for you"), [Markup(words)])
