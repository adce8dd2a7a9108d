"""The same change of many reminders, in the chatter of each.

Odoo tells a change of a tracked field in a message of its own, and needs some ten statements for
it. When thousands of reminders are released at once, it tells the first one so, and the others get
copies: a statement for all messages and one for the changes in them.
"""

from collections import defaultdict

from . import bulk


def alike(notices, before):
    """Gather the notices that went through the very same change.

    :param dict before: notice id -> dict of tracked field -> value before
    :return: list of recordsets, one per change of state; a notice of which more has changed is
        alone, one of which nothing has is in none
    """
    notices = notices.exists()
    names = {name for notice in notices for name in before[notice.id]}
    notices.fetch(names)
    found = defaultdict(list)
    for notice in notices:
        old = before[notice.id]
        changed = {name for name, value in old.items() if notice[name] != value}
        if changed:
            key = (old["state"], notice.state) if changed == {"state"} else notice.id
            found[key].append(notice.id)
    return [notices.browse(ids) for ids in found.values()]


def copy(notice, others):
    """Put the latest message of a notice, with the changes it tells, into the chatter of others."""
    if not others:
        return
    messages = notice.env["mail.message"]
    message = messages.search(
        [("model", "=", notice._name), ("res_id", "=", notice.id)], order="id desc", limit=1
    )
    rows = [
        {
            "res_id": other_id,
            "message_id": messages._get_message_id({"model": notice._name, "res_id": other_id}),
        }
        for other_id in others.ids
    ]
    copies = bulk.multiply(message, rows)
    for value in message.tracking_value_ids:
        bulk.multiply(value, [{"mail_message_id": copy_id} for copy_id in copies.ids])
    others.invalidate_recordset(["message_ids"], flush=False)
