"""Proposals of the rules as rows of notices and lines, written in bulk."""

from odoo.tools import SQL

from . import bulk


class Writer:
    """Collects the proposals of a range of customers and writes them at once."""

    def __init__(self, run, settings, warnings):
        self.run = run
        self.env = run.env
        self.settings = settings
        self.warnings = warnings
        company = run.company_id
        self.languages = Languages(company)
        # never the technical user: its name would stand on the letters
        responsible = company.dunning_user_id or run.user_id or self.env.user
        self.fallback_user = responsible.filtered("active").id or None
        self._notices, self._lines = [], []

    def add(self, customer, sheet, proposal, facts):
        """Add what the rules propose for one customer.

        :param dict facts: item id -> :class:`facts.Fact`
        """
        for notice in proposal.notices:
            self._add_notice(customer, notice, facts)
        for verdict, reason in proposal.left_out:
            self._lines.append(self._line(customer, sheet, verdict, facts, "left_out", reason))

    def flush(self):
        """Write what was collected."""
        ids = bulk.reserve_ids(self.env, "account.dunning.notice", len(self._notices))
        for notice_id, (values, lines) in zip(ids, self._notices, strict=True):
            values["id"] = notice_id
            for line in lines:
                line["notice_id"] = notice_id
                self._lines.append(line)
        bulk.insert(
            self.env, "account.dunning.notice", [values for values, _lines in self._notices]
        )
        bulk.insert(self.env, "account.dunning.notice.line", self._lines)
        self._notices, self._lines = [], []

    def _add_notice(self, customer, notice, facts):
        lang, known = self.languages.of(customer)
        channel, warnings = channel_of(customer, notice.level.channel)
        if not known:
            warnings.append("lang")
        if customer.promise:
            warnings.append(f"promise_{customer.promise}")
        lines = [
            self._line(customer, notice.sheet, claim.verdict, facts, "claim", None, claim)
            for claim in notice.claims
        ]
        lines += [self._credit(customer, notice.sheet, item, facts) for item in notice.credits]
        lines += [
            self._line(customer, notice.sheet, verdict, facts, "other", verdict.reason)
            for verdict in notice.others
        ]
        currencies = self.settings.currencies
        values = {
            "id": None,
            "name": self.run.name,
            "run_id": self.run.id,
            "position": 0,
            "company_id": self.run.company_id.id,
            "key_date": self.run.key_date,
            "partner_id": customer.id,
            "recipient_id": customer.recipient_id,
            "user_id": customer.user_id or self.fallback_user,
            "currency_id": notice.currency_id,
            "sheet_id": notice.sheet.id,
            "level_id": notice.level.id,
            "level": notice.level.number,
            "lang": lang,
            "channel": channel,
            "state": "proposed",
            "warning_codes": ",".join(warnings + self.warnings) or None,
            "line_count": len(notice.claims),
            "amount_residual": notice.net,
            "fine_amount": notice.fine_amount,
            "interest_amount": notice.interest_amount,
            "amount_total": notice.total,
            "amount_company": currencies.to_company(notice.net, notice.currency_id),
            "is_mailed": False,
            "is_printed": False,
        }
        self._notices.append((values, lines))

    def _line(self, customer, sheet, verdict, facts, outcome, reason, claim=None):
        fact = facts[verdict.item.id]
        fine = claim.fine.amount if claim and claim.fine else 0
        item = verdict.item
        is_blocked = reason == "blocked"
        return {
            **self._base(customer, sheet, fact, outcome),
            "days_overdue": verdict.days_overdue,
            "reason": reason or None,
            "detail": item.blocked if is_blocked else None,
            "hold_id": item.hold_id if is_blocked else None,
            "level_before": verdict.item.level,
            "level_after": verdict.level.number if claim else verdict.item.level,
            "fine_amount": fine,
            "interest_amount": claim.interest.amount if claim else 0,
            "is_repeat": bool(claim) and verdict.level.number <= verdict.item.level,
        }

    def _credit(self, customer, sheet, item, facts):
        return {
            **self._base(customer, sheet, facts[item.id], "credit"),
            "days_overdue": 0,
            "reason": None,
            "detail": None,
            "hold_id": None,
            "level_before": 0,
            "level_after": 0,
            "fine_amount": 0,
            "interest_amount": 0,
            "is_repeat": False,
        }

    def _base(self, customer, sheet, fact, outcome):
        return {
            "run_id": self.run.id,
            "notice_id": None,
            "position": 0,
            "company_id": self.run.company_id.id,
            "partner_id": fact.debtor_id,
            "user_id": customer.user_id or self.fallback_user,
            "sheet_id": sheet.id if sheet else None,
            "move_line_id": fact.item.id,
            "move_id": fact.move_id,
            "name": fact.name,
            "reference": fact.reference,
            "invoice_date": fact.document_date,
            "date_maturity": fact.item.due_date,
            "outcome": outcome,
            "currency_id": fact.item.currency_id,
            "amount_original": fact.original,
            "amount_residual": fact.item.residual,
            "is_valid": False,
            "lowered_to": -1,
        }


class Languages:
    """In which language a customer is written to."""

    def __init__(self, company):
        self.installed = {code for code, _name in company.env["res.lang"].get_installed()}
        own = company.partner_id.lang
        self.company_lang = own if own in self.installed else "en_US"

    def of(self, customer):
        """The recipient's language if installed, else the company's; and whether it was."""
        lang = customer.recipient_lang
        if lang in self.installed:
            return lang, True
        return self.company_lang, not lang


def channel_of(customer, wanted):
    """The level's channel, or print when it cannot be e-mailed; and the warnings."""
    if wanted not in ("email", "both"):
        return wanted, []
    if not customer.send_email:
        return "print", ["no_email_wanted"]
    if customer.can_email:
        return wanted, []
    return "print", ["bad_email" if customer.has_email else "no_email"]


def number(run, by_currency):
    """Give the notices of a run their place in the list, and their number.

    :param bool by_currency: by currency first, then by name
    """
    run.env.cr.execute(
        SQL(
            """
            UPDATE account_dunning_notice notice
               SET position = listed.place,
                   name = %(name)s || '/' || LPAD(listed.place::text, 4, '0')
              FROM (
                    SELECT notice.id,
                           ROW_NUMBER() OVER (
                               ORDER BY %(first)s, LOWER(partner.name), partner.id,
                                        notice.level DESC, notice.id) AS place
                      FROM account_dunning_notice notice
                      JOIN res_partner partner ON partner.id = notice.partner_id
                      JOIN res_currency currency ON currency.id = notice.currency_id
                     WHERE notice.run_id = %(run)s
                   ) listed
             WHERE notice.id = listed.id
            """,
            name=run.name,
            run=run.id,
            first=SQL("currency.name") if by_currency else SQL("NULL"),
        )
    )
    run.env.cr.execute(
        SQL(
            """
            UPDATE account_dunning_notice_line line
               SET position = notice.position
              FROM account_dunning_notice notice
             WHERE line.notice_id = notice.id
               AND notice.run_id = %s
            """,
            run.id,
        )
    )
    run.env["account.dunning.notice"].invalidate_model(flush=False)
    run.env["account.dunning.notice.line"].invalidate_model(flush=False)
