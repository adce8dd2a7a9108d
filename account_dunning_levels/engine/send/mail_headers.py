"""What the e-mail of a reminder says to mail programs: made by a machine, and which one it follows.

A mail program shows reminders about the same debt as one conversation. Odoo finds the reminder that
an answer is about by the newest e-mail of ours that the answer refers to.
"""

from odoo.tools import SQL

from ...rules.decide import notice_states

#: earlier e-mails that a header names at most
MOST = 10


def of_notices(notices):
    """Values of ``mail.mail`` for the headers of each notice's e-mail.

    :return: dict notice id -> dict
    """
    earlier = _earlier_messages(notices)
    return {notice.id: _values(earlier.get(notice.id, [])) for notice in notices}


def _values(message_ids):
    headers = {"Auto-Submitted": "auto-generated"}
    if not message_ids:
        return {"headers": repr(headers)}
    headers["In-Reply-To"] = message_ids[-1]
    return {"headers": repr(headers), "references": " ".join(message_ids[-MOST:])}


def _earlier_messages(notices):
    """Notice id -> ``Message-Id`` of earlier e-mails, oldest first.

    Those about the same items; where there are none, the last one to the same customer.
    """
    env = notices.env
    env["account.dunning.notice"].flush_model(["mail_id", "state", "partner_id", "company_id"])
    env["account.dunning.notice.line"].flush_model(["notice_id", "move_line_id", "outcome"])
    env["mail.mail"].flush_model(["mail_message_id"])
    env["mail.message"].flush_model(["message_id"])
    found = {}
    for notice_id, message_id, is_about_same in env.execute_query(_mails_before(notices)):
        found.setdefault(notice_id, []).append((message_id, is_about_same))
    return {
        notice_id: [one for one, is_same in mails if is_same] or [mails[-1][0]]
        for notice_id, mails in found.items()
    }


def _mails_before(notices):
    return SQL(
        """
        SELECT notice.id, message.message_id,
               -- a claim of the earlier letter that is on this one too
               EXISTS (SELECT
                         FROM account_dunning_notice_line was
                         JOIN account_dunning_notice_line is_now
                           ON is_now.move_line_id = was.move_line_id
                        WHERE was.notice_id = earlier.id
                          AND was.outcome = 'claim'
                          AND is_now.notice_id = notice.id
                          AND is_now.outcome = 'claim')
          FROM account_dunning_notice notice
          JOIN account_dunning_notice earlier
            ON earlier.partner_id = notice.partner_id
           AND earlier.company_id = notice.company_id
           AND earlier.id <> notice.id
           AND earlier.run_id <> notice.run_id
           AND earlier.state = ANY(%s)
          JOIN mail_mail mail ON mail.id = earlier.mail_id
          JOIN mail_message message ON message.id = mail.mail_message_id
         WHERE notice.id = ANY(%s)
           AND message.message_id IS NOT NULL
      ORDER BY notice.id, message.id
        """,
        list(notice_states.valid()),
        notices.ids,
    )
