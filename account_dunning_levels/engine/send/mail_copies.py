"""Who gets a copy of a reminder's e-mail, in the same message as the customer."""

from odoo.tools import email_normalize, email_normalize_all, formataddr
from odoo.tools.mail import email_split_tuples

#: what a template says about whom it goes to
FIELDS = ("email_cc", "email_to", "partner_to")


def of_notices(template, notices, rendered):
    """The copies that a template asks for, besides the recipient of the reminder.

    A template with default recipients goes to the reminder's recipient alone, and to its own
    copies (Cc). Addresses and people it names otherwise become copies: whom a reminder goes to is
    decided by the customer.

    :param dict rendered: notice id -> values of ``template._generate_template`` with
        :data:`FIELDS`
    :return: dict notice id -> addresses with commas between them; empty for none
    """
    if template.use_default_to and template.email_cc:
        copies = template._render_field("email_cc", notices.ids)
    elif template.use_default_to:
        return dict.fromkeys(notices.ids, "")
    else:
        copies = {key: values.get("email_cc") for key, values in rendered.items()}
    people = {} if template.use_default_to else _people(notices, rendered)
    return {
        notice.id: _joined(
            notice,
            copies.get(notice.id),
            "" if template.use_default_to else rendered[notice.id].get("email_to"),
            *people.get(notice.id, ()),
        )
        for notice in notices
    }


def _people(notices, rendered):
    """Notice id -> addresses of the people a template names; who was archived gets nothing."""
    ids = {key: values.get("partner_ids") or [] for key, values in rendered.items()}
    partners = notices.env["res.partner"].browse({one for some in ids.values() for one in some})
    active = set(partners.filtered(lambda partner: partner.active and partner.email).ids)
    return {
        key: [partners.browse(one).email_formatted for one in some if one in active]
        for key, some in ids.items()
    }


def _joined(notice, *texts):
    """Each valid address once, without those that the letter goes to anyway."""
    seen = set(email_normalize_all(notice.recipient_id.email or ""))
    copies = []
    for text in texts:
        for name, address in email_split_tuples(text or ""):
            normalized = email_normalize(address)
            if normalized and normalized not in seen:
                seen.add(normalized)
                copies.append(formataddr((name, normalized)))
    return ", ".join(copies)
