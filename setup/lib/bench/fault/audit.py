"""After each round: what the database says, and what the mail server has, must be one story."""

import hashlib
from collections import Counter, defaultdict

NOTICES = """
    SELECT notice.id, notice.name, notice.state, notice.channel,
           notice.channel IN ('email', 'both')
               AND 'mail' <> ALL(STRING_TO_ARRAY(notice.waits_for, ',')) AS is_mailed,
           notice.channel IN ('print', 'both')
               AND 'paper' <> ALL(STRING_TO_ARRAY(notice.waits_for, ',')) AS is_printed,
           notice.is_outcome_unknown AS unknown, notice.date, notice.reason,
           notice.attachment_id, partner.email, partner.id AS partner_id, run.state AS run_state,
           run.is_open,
           (SELECT COUNT(*) FROM mail_mail mail JOIN mail_message message
                ON message.id = mail.mail_message_id
             WHERE message.model = 'account.dunning.notice' AND message.res_id = notice.id
           ) AS mails,
           (SELECT mail.state FROM mail_mail mail WHERE mail.id = notice.mail_id) AS mail_state,
           (SELECT COUNT(*) FROM mail_activity activity
             WHERE activity.dunning_notice_id = notice.id AND NOT activity.active) AS done,
           (SELECT COUNT(*) FROM mail_activity activity
             WHERE activity.dunning_notice_id = notice.id AND activity.active
               AND activity.activity_type_id != question.id) AS planned,
           (SELECT COUNT(*) FROM mail_activity activity
             WHERE activity.dunning_notice_id = notice.id
               AND activity.activity_type_id = question.id) AS questions,
           (SELECT COUNT(*) FROM mail_message message
             WHERE message.model = 'res.partner' AND message.res_id = partner.id
               AND message.body LIKE '%%data-oe-id="' || notice.id || '"%%') AS partner_notes
      FROM account_dunning_notice notice
      JOIN res_partner partner ON partner.id = notice.partner_id
      JOIN account_dunning_run run ON run.id = notice.run_id,
           (SELECT res_id AS id FROM ir_model_data
             WHERE module = 'account_dunning_levels' AND name = 'mail_activity_type_outcome'
           ) question
     WHERE notice.run_id = %s
     ORDER BY notice.id
"""
ITEMS = """
    SELECT item.id, item.move_id, COALESCE(item.dunning_level, 0) AS level, item.dunning_date,
           COALESCE(move.dunning_level, 0) AS move_level,
           (SELECT array_agg(line.level_after ORDER BY line.id)
              FROM account_dunning_notice_line line
             WHERE line.move_line_id = item.id AND line.is_valid) AS valid,
           (SELECT MAX(line.sent_date) FROM account_dunning_notice_line line
             WHERE line.move_line_id = item.id AND line.is_valid) AS sent_date,
           (SELECT COUNT(*) FROM account_dunning_notice_line line
             WHERE line.move_line_id = item.id AND line.run_id = %s) AS on_run,
           (SELECT line.notice_id FROM account_dunning_notice_line line
             WHERE line.move_line_id = item.id AND line.run_id = %s AND line.outcome = 'claim'
             LIMIT 1) AS notice_id
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
     WHERE item.id = ANY(%s)
     ORDER BY item.id
"""
NOTES = """
    SELECT message.res_id AS move_id, notice.id AS notice_id,
           COUNT(*) FILTER (WHERE message.body LIKE '%%Reminder level%%') AS made
      FROM mail_message message
      JOIN account_dunning_notice notice
        ON message.body LIKE '%%data-oe-id="' || notice.id || '"%%'
     WHERE message.model = 'account.move' AND notice.run_id = %s
     GROUP BY message.res_id, notice.id
"""
FILES = """
    SELECT id, res_model, COALESCE(dunning_notice_id, res_id) AS notice_id, store_fname, checksum,
           file_size
      FROM ir_attachment
     WHERE mimetype = 'application/pdf'
       AND ((res_model = 'account.dunning.notice' AND res_id = ANY(%(ids)s))
            OR dunning_notice_id = ANY(%(ids)s))
"""


def rows(cr, statement, arguments):
    cr.execute(statement, arguments)
    names = [column.name for column in cr.description]
    return [dict(zip(names, row, strict=True)) for row in cr.fetchall()]


class Audit:
    """Collects what is wrong with one run.

    :ivar findings: sentences
    """

    def __init__(self, ledger, run_id, kept, bounced=()):
        self.ledger = ledger
        self.bounced = bounced
        self.findings = []
        self.received = defaultdict(list)
        for letter in kept:
            for address in letter["to"]:
                self.received[address].append(letter)
        with ledger.registry.cursor() as cr:
            self.notices = rows(cr, NOTICES, [run_id])
            self.items = rows(cr, ITEMS, [run_id, run_id, ledger.item_ids])
            self.notes = rows(cr, NOTES, [run_id])
            self.files = rows(cr, FILES, {"ids": [notice["id"] for notice in self.notices]})

    def wrong(self, words, *values):
        self.findings.append(words % values)

    def must(self, found, wanted, words, *values):
        if found != wanted:
            self.wrong(words + ": %s instead of %s", *values, found, wanted)

    # -------------------------------------------------------------------- all kinds

    def everything(self, states):
        """Check a run that was finished.

        :param states: states that reminders may have come to
        """
        self.must(len(self.notices), len(self.ledger.emails), "reminders on the run")
        for notice in self.notices:
            if notice["state"] not in states:
                self.wrong("%s is %s (%s)", notice["name"], notice["state"], notice["reason"])
            self.e_mails(notice)
            self.traces(notice)
            self.letter(notice)
        by_id = {notice["id"]: notice for notice in self.notices}
        for item in self.items:
            self.item(item, by_id.get(item["notice_id"]))
        self.run_is_finished()
        return self.findings

    def e_mails(self, notice):
        """What the customer got by e-mail is what the reminder says."""
        name, count = notice["name"], len(self.received[notice["email"]])
        if notice["unknown"]:
            self.must(notice["state"], "queued", "%s, unknown, its state", name)
            self.must(notice["mail_state"], "exception", "%s, unknown, its e-mail", name)
            self.must(notice["questions"], 1, "%s, questions", name)
            if count > 1:
                self.wrong("%s, unknown, came %s times", name, count)
            return
        self.must(notice["questions"], 0, "%s, questions", name)
        mailed = int(bool(notice["is_mailed"]) or notice["email"] in self.bounced)
        self.must(count, mailed, "%s (%s), e-mails", name, notice["state"])
        if notice["channel"] == "print":
            self.must(count, 0, "%s, by post, e-mails", name)
        elif notice["state"] == "sent":
            self.must(notice["mail_state"], "sent", "%s, its e-mail", name)
        if notice["state"] == "sent" and notice["channel"] in ("print", "both"):
            self.must(notice["is_printed"], True, "%s, printed", name)

    def traces(self, notice):
        """Each letter that was made left one PDF, copy, e-mail, activity and note; no more."""
        name = notice["name"]
        own = [file for file in self.files if file["notice_id"] == notice["id"]]
        kinds = Counter(file["res_model"] for file in own)
        made = kinds["account.dunning.notice"]
        if notice["state"] in ("queued", "sent") and not made:
            self.wrong("%s is %s without a letter", name, notice["state"])
        self.must(kinds["res.partner"], made, "%s, copies on the customer", name)
        mailed = notice["channel"] in ("email", "both")
        self.must(notice["mails"], made if mailed else 0, "%s, e-mails made", name)
        if notice["channel"] == "both":
            live = notice["state"] in ("queued", "sent")
            self.must(notice["planned"], int(live), "%s, planned activities", name)
        else:
            self.must(notice["done"], made, "%s, done activities", name)
            self.must(notice["partner_notes"], made, "%s, notes on the customer", name)
        moves = [item["move_id"] for item in self.items if item["notice_id"] == notice["id"]]
        noted = {n["move_id"]: n["made"] for n in self.notes if n["notice_id"] == notice["id"]}
        for move in moves:
            self.must(noted.get(move, 0), made, "%s, notes on invoice %s", name, move)

    def letter(self, notice):
        """The PDFs can be read, and the e-mail carried the one of this reminder."""
        own = [file for file in self.files if file["notice_id"] == notice["id"]]
        for file in own:
            self.readable(notice, file)
        if notice["state"] in ("queued", "sent") and not notice["attachment_id"]:
            self.wrong("%s has no letter", notice["name"])
        checksums = {file["checksum"] for file in own}
        for letter in self.received[notice["email"]]:
            for file, checksum in letter["files"].items():
                if notice["name"].replace("/", "-") not in file or checksum not in checksums:
                    self.wrong("%s: another letter was sent, %s", notice["name"], file)
            self.must(len(letter["files"]), 1, "%s, files in the e-mail", notice["name"])

    def readable(self, notice, file):
        path = self.ledger.filestore / (file["store_fname"] or "none")
        content = path.read_bytes() if path.is_file() else b""
        whole = content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]
        if not whole or hashlib.sha1(content).hexdigest() != file["checksum"]:
            self.wrong("%s: its PDF %s cannot be read", notice["name"], file["id"])

    def item(self, item, notice):
        """Level and date are those of the one letter that counts."""
        valid = item["valid"] or []
        counts = notice is not None and notice["state"] in ("queued", "sent")
        self.must(item["on_run"], 1, "item %s, lines on the run", item["id"])
        self.must(valid, [1] if counts else [], "item %s, letters that count", item["id"])
        self.must(item["level"], 1 if counts else 0, "item %s, level", item["id"])
        self.must(item["move_level"], item["level"], "item %s, level of its invoice", item["id"])
        self.must(item["dunning_date"], item["sent_date"], "item %s, date", item["id"])
        if counts:
            self.must(item["dunning_date"], notice["date"], "item %s, date", item["id"])

    def run_is_finished(self):
        waits = any(notice["unknown"] for notice in self.notices)
        for notice in self.notices[:1]:
            self.must(notice["run_state"], "sending" if waits else "done", "the run's state")
            self.must(bool(notice["is_open"]), False, "the run is open")
