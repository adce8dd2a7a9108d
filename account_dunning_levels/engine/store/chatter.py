"""Notes in many chatters at once."""

from . import bulk, confidential


def post_notes(env, model, notes, company=None, **values):
    """Put notes in many chatters at once.

    :param notes: list of (record id, Markup body)
    :param company: whose reminders the notes tell of: others do not see them; none for notes on
        records of one company, which have access rules of their own
    :param values: more values for each message
    """
    if not notes:
        return env["mail.message"]
    author = env.user.partner_id
    common = {
        "model": model,
        "message_type": "notification",
        "subtype_id": env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
        "author_id": author.id,
        "email_from": author.email_formatted,
        # without it Odoo looks for an alias, four queries a note
        "reply_to": author.email_formatted,
        confidential.COMPANY: company.id if company else False,
        **values,
    }
    # sudo: a note on every invoice of a letter, whoever sends
    messages = env["mail.message"].sudo()
    first = messages.create({**common, "res_id": notes[0][0], "body": notes[0][1]})
    more = bulk.multiply(first, _more_notes(messages, common, notes[1:]))
    env[model].browse(res_id for res_id, _body in notes).invalidate_recordset(
        ["message_ids"], flush=False
    )
    return first | more


def _more_notes(messages, common, notes):
    """What notes of the same kind do not share."""
    body_field = messages._fields["body"]
    # many have the same text: one letter, several invoices
    bodies = dict.fromkeys(body for _id, body in notes)
    clean = {body: body_field.convert_to_column(body, messages) for body in bodies}
    return [
        {
            "res_id": res_id,
            "body": clean[body],
            "message_id": messages._get_message_id({**common, "res_id": res_id}),
        }
        for res_id, body in notes
    ]
