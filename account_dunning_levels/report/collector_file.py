"""The file of a customer for a lawyer or collector: one ZIP with all that proves the claim.

Letters as they were sent, proof of sending, invoices, statement with calculation, holds and notes,
general conditions, and a page of contents. Names of files come from data: each is made safe, kept
short and unique, and none leaves its folder.
"""

import base64
import csv
import hashlib
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO, StringIO

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, html2plaintext
from odoo.tools import format_datetime as format_moment

from ..engine.archive import attached_invoices, kept_letters
from ..engine.notice.letter import address_lines
from ..engine.press import reports
from ..engine.store import chatter
from .claim_statement_xlsx import claim_workbook

STATEMENT = "account_dunning_levels.action_report_claim_statement"
#: a name of a file may not be longer than this, ending left out
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the ZIP.

    :ivar folder: words of the folder, empty for the top
    :ivar name: as data has it; made safe when it is written
    :ivar about: what it is, for the page of contents
    """

    folder: str
    name: str
    ending: str
    content: bytes
    about: str


def make_files(holds):
    """Make the file of each hold anew and keep it on its customer.

    :param holds: with the rights of the engine, of one company
    """
    company = holds.company_id
    holds = holds.with_context(lang=company.partner_id.lang or "en_US").with_company(company)
    statements = reports.press_report(holds.env.ref(STATEMENT).sudo(), holds)
    invoices = attached_invoices.invoice_pdfs(_documents(holds))
    for hold in holds:
        statement = statements[hold.id]
        if statement.error:
            raise UserError(statement.error)
        content = _zip(hold, list(_entries(hold, statement.pdf, invoices)))
        attachment = hold.env["ir.attachment"].create(
            {
                "name": _zip_name(hold),
                "raw": content,
                "mimetype": "application/zip",
                "res_model": "res.partner",
                "res_id": hold.debtor_id.id,
                "company_id": company.id,
                "dunning_hold_id": hold.id,
            }
        )
        kept_letters.require_kept(attachment, content)
        hold.file_id = attachment
        chatter.post_notes(hold.env, "res.partner", [(hold.debtor_id.id, _told(hold))], company)


def _told(hold):
    return Markup("<p>%s</p>") % hold.env._(
        "The file for %(whom)s was made: %(name)s",
        whom=hold.handed_to_id.display_name,
        name=hold.file_id.name,
    )


def _documents(holds):
    moves = holds.env["account.move"]
    for hold in holds:
        moves |= hold._claim_items().move_id
    return moves.filtered(lambda move: move.is_sale_document(include_receipts=True))


# ------------------------------------------------------------------------ contents


def _entries(hold, statement, invoices):
    env = hold.env
    yield Entry(
        "", env._("Statement of claim"), "pdf", statement, env._("What is open and claimed")
    )
    yield Entry(
        "",
        env._("Statement of claim"),
        "xlsx",
        claim_workbook(hold),
        env._("The same as a workbook, with the calculation of each fine and interest"),
    )
    notices = hold._claim_lines().notice_id
    yield from _letters(notices)
    yield from _proof(hold, notices)
    yield from _invoices(hold, invoices)
    yield from _history(hold)
    content = hold.company_id.with_context(bin_size=False).dunning_conditions
    if content:
        yield Entry(
            "",
            env._("General conditions"),
            "pdf",
            base64.b64decode(content),
            env._("Our general terms"),
        )


def _letters(notices):
    env = notices.env
    for notice in notices.filtered("attachment_id"):
        yield Entry(
            env._("Letters"),
            notice.name,
            "pdf",
            notice.attachment_id.raw,
            env._(
                "Level %(level)s of %(date)s",
                level=notice.level,
                date=format_date(env, notice.date),
            ),
        )


def _proof(hold, notices):
    env = hold.env
    handed = _handed_to_server(notices)
    head = [
        env._("Reminder"),
        env._("Letter date"),
        env._("Level"),
        env._("Channel"),
        env._("Recipient"),
        env._("Address"),
        env._("E-mail address"),
        env._("Message-ID"),
        env._("Handed to the mail server (UTC)"),
        env._("Accepted by the mail server, or printed (UTC)"),
        env._("State"),
        env._("SHA-256 of the letter"),
    ]
    rows = [_proof_row(hold, notice, handed.get(notice.id)) for notice in notices]
    yield Entry(
        env._("Proof of sending"),
        env._("Proof of sending"),
        "csv",
        _csv(env, head, rows),
        env._("Per letter: date, channel, address, message-id, when it was accepted or printed"),
    )
    for notice in notices.filtered("mail_id"):
        yield Entry(
            env._("Proof of sending"),
            notice.name,
            "eml",
            _eml(notice),
            env._("The e-mail of reminder %s, without its attachments", notice.name),
        )


def _proof_row(hold, notice, handed):
    letter = notice.attachment_id
    recipient = notice.recipient_id
    by_mail = notice.channel_needs_email
    return [
        notice.name,
        notice.date,
        notice.level,
        hold._claim_words(notice, "channel"),
        recipient.display_name,
        ", ".join(address_lines(recipient, notice.company_id)),
        (notice.sent_to or recipient.email) if by_mail else "",
        notice.mail_id.message_id or "" if by_mail else "",
        handed,
        notice.sent_at,
        hold._claim_words(notice, "state"),
        hashlib.sha256(letter.raw).hexdigest() if letter else "",
    ]


def _handed_to_server(notices):
    """Notice id -> when its e-mail was handed to the mail server."""
    if not notices:
        return {}
    return dict(
        notices.env.execute_query(
            SQL(
                """
                SELECT notice_id, DATE_TRUNC('second', MAX(started_at))
                  FROM account_dunning_mail_attempt
                 WHERE notice_id = ANY(%s)
              GROUP BY notice_id
                """,
                notices.ids,
            )
        )
    )


def _eml(notice):
    """The e-mail as Odoo's outbox has it, without attachments."""
    mail = notice.mail_id
    message = EmailMessage()
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.date) if mail.date else "",
        "From": mail.email_from,
        "To": notice.sent_to or notice.recipient_id.email_formatted,
        "Cc": mail.email_cc,
        "Reply-To": mail.reply_to,
        "Subject": mail.subject,
    }
    for name, value in headers.items():
        if value:
            # a line break would begin another header
            message[name] = " ".join(str(value).split())
    body = str(mail.body_html or "")
    message.set_content(html2plaintext(body))
    message.add_alternative(body, subtype="html")
    return message.as_bytes()


def _invoices(hold, invoices):
    for move in _documents(hold):
        yield Entry(
            hold.env._("Invoices"),
            move.name,
            "pdf",
            invoices[move.id].raw,
            hold.env._("Dated %s", format_date(hold.env, move.invoice_date or move.date)),
        )


def _history(hold):
    env = hold.env
    rows = []
    notes = env["account.dunning.note"].search(
        [
            ("partner_id", "in", hold._claim_debtors().ids),
            ("company_id", "=", hold.company_id.id),
        ]
    )
    for note in notes:
        what = ": ".join(
            filter(None, (hold._claim_words(note, "kind"), hold._claim_words(note, "result")))
        )
        rows.append([note.date, what, note.move_id.name or "", note.body, note.user_id.name])
    holds = env["account.dunning.hold"].with_context(active_test=False)
    for other in holds.search(
        [
            ("debtor_id", "in", hold._claim_debtors().ids),
            ("company_id", "=", hold.company_id.id),
            ("id", "!=", hold.id),
        ]
    ):
        state = hold._claim_words(other, "state")
        rows.append(
            [
                other.date_from,
                hold._claim_words(other, "kind"),
                other.document_id.name or "",
                f"{other._words()} ({state})",
                other.user_id.name,
            ]
        )
    rows.sort(key=lambda row: row[0])
    head = [env._("Date"), env._("Kind"), env._("Invoice"), env._("Text"), env._("By")]
    yield Entry(
        "",
        env._("Holds and notes"),
        "csv",
        _csv(env, head, rows),
        env._("Notes, phone calls, disputes, promises and payment plans"),
    )


# ------------------------------------------------------------------------- writing


def _csv(env, head, rows):
    """Text for spreadsheets, in which no cell begins a formula."""
    lang = env["res.lang"]._get_data(code=env.lang or "en_US")
    file = StringIO()
    writer = csv.writer(file, delimiter=";" if lang.decimal_point == "," else ",")
    writer.writerow(head)
    writer.writerows([_cell(value, lang.decimal_point) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(value, decimal_point="."):
    if isinstance(value, Decimal):
        # an amount is no formula, though a negative one begins like one
        return str(value).replace(".", decimal_point)
    text = "" if value in (None, False) else str(value)
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _zip(hold, entries):
    paths = safe_paths(entries)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_contents_name(hold), _contents(hold, entries, paths))
        for entry, path in zip(entries, paths, strict=True):
            archive.writestr(path, entry.content)
    return file.getvalue()


def safe_paths(entries):
    """A path for each file: no name leaves its folder, hides itself or is there twice."""
    taken, paths = defaultdict(int), []
    for entry in entries:
        stem = safe_name(entry.name)
        folder = f"{safe_name(entry.folder)}/" if entry.folder else ""
        key = f"{folder}{stem}.{entry.ending}".lower()
        taken[key] += 1
        number = f" ({taken[key]})" if taken[key] > 1 else ""
        paths.append(f"{folder}{stem}{number}.{entry.ending}")
    return paths


def safe_name(name):
    """A name of a file or folder without signs that mean something to a file system."""
    text = re.sub(r"[^\w .()\-]", "-", name or "", flags=re.UNICODE)
    return text.strip(" .")[:LONGEST].strip(" .") or "-"


def _zip_name(hold):
    words = hold.env._(
        "File of %(customer)s %(day)s",
        customer=hold.debtor_id.name or "",
        day=fields.Date.to_string(hold.company_id._dunning_today()),
    )
    return f"{safe_name(words)}.zip"


def _contents_name(hold):
    return f"{safe_name(hold.env._('Contents'))}.txt"


def _contents(hold, entries, paths):
    env = hold.env
    lines = [
        env._(
            "File of %(customer)s for %(whom)s",
            customer=hold.debtor_id.name,
            whom=hold.handed_to_id.display_name,
        ),
        env._("Creditor: %s", hold.company_id.name),
        env._("Reference: %s", hold.reference) if hold.reference else "",
        env._(
            "Made on %(moment)s by %(user)s",
            moment=format_moment(env, fields.Datetime.now()),
            user=hold.user_id.name,
        ),
        "",
        *(f"{path}: {entry.about}" for path, entry in zip(paths, entries, strict=True)),
        "",
        env._(
            "Letters are the PDF files as they were sent. E-mail and postal addresses without a "
            "record of the day of sending are those of the customer's record today. Amounts "
            "claimed are those of the day of this file."
        ),
    ]
    return "\r\n".join(lines).encode("utf-8-sig")
