"""The last look at the text of an e-mail: it says something, and links to what is not attached."""

from odoo.exceptions import UserError
from odoo.tools import is_html_empty
from odoo.tools.mail import append_content_to_html

LINKS = "account_dunning_levels.mail_reminder_links"


def complete(notices, values):
    """Add links to the texts of templates that do not use the block for it.

    :param dict values: notice id -> subject and text, which are changed
    :raises UserError: a subject or a text is empty
    """
    for notice in notices:
        rendered = values[notice.id]
        rendered["body_html"] = _with_links(notice, rendered.get("body_html") or "")
        if not (rendered.get("subject") or "").strip():
            raise UserError(
                notice.env._(
                    "The e-mail has no subject. Write one in level %(level)s of sheet “%(sheet)s” "
                    "for %(lang)s, or in its e-mail template.",
                    **_names(notice),
                )
            )
        if is_html_empty(rendered["body_html"]):
            raise UserError(
                notice.env._(
                    "The e-mail has no text. Write one in level %(level)s of sheet “%(sheet)s” for "
                    "%(lang)s, or in its e-mail template.",
                    **_names(notice),
                )
            )


def _names(notice):
    return {
        "level": notice.level,
        "sheet": notice.sheet_id.name,
        "lang": notice.lang_name or notice.lang,
    }


def _with_links(notice, body):
    missing = [file for file in notice.linked_file_ids if f"/web/content/{file.id}?" not in body]
    if not missing:
        return body
    qweb = notice.env["ir.qweb"].with_context(lang=notice.lang or notice.env.lang)
    own = notice.with_context(lang=notice.lang or notice.env.lang)
    return append_content_to_html(body, qweb._render(LINKS, {"object": own}), plaintext=False)
