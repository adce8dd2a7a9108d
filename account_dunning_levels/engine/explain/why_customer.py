"""What a run sends to a customer, and why that, or why nothing; by the same rules as the run."""

from collections import Counter

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..notice import address
from . import cases, why_item, why_sheet

#: items whose rules the window shows one by one; of more, only the answers
MOST_DETAILS = 100


def open_items(partners, companies):
    """The posted open receivables and credits of customers, and of branches of theirs.

    :raises AccessError: the user may not read journal items
    """
    lines = partners.env["account.move.line"]
    if not lines.has_access("read"):
        raise AccessError(
            partners.env._(
                "“Why?” reads the ledger, and your user has no right to see invoices. Ask an "
                "administrator of Invoicing."
            )
        )
    debtors = partners.commercial_partner_id
    # a customer can have a head office in one company only
    owed = Domain.OR(
        [
            ("company_id", "=", company.id),
            (
                "partner_id.commercial_partner_id",
                "in",
                (debtors | debtors._dunning_branches(company)).ids,
            ),
        ]
        for company in companies
    )
    return lines.search(
        owed
        & Domain(
            [
                ("parent_state", "=", "posted"),
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("amount_residual_currency", "!=", 0),
            ]
        ),
        order="company_id, date_maturity, id",
    )


def summarize(env, case, debtor, explained):
    """What a run does with one customer of a case.

    :param explained: what :func:`explain.why_item.explain_case` says about its items
    :return: dict ``company``, ``sheet_why`` (sentences), ``sentence`` (the answer), ``letters``
        (list of dicts with texts ``level``, ``items``, ``net``, ``fine``, ``interest``,
        ``total``, ``channel``, ``recipient``, ``language``, ``warning``), ``reasons`` (list of
        words and number of items), ``open_items``, ``first_date`` (of the next letter)
    """
    # a branch is reminded on the letter of its head office
    debtor = debtor._dunning_letter_to(case.company)
    proposal = case.proposals.get(debtor.id)
    letters = (
        [_letter(env, case, debtor, notice) for notice in proposal.notices] if proposal else []
    )
    dates = [row["first_date"] for row in explained if row["first_date"]]
    choice = why_sheet.Choices(env, case).of(debtor.id)
    reasons = _reasons(env, explained)
    return {
        "company": case.company.name,
        "name": debtor.name,
        "sheet": choice.sheet.name if choice.sheet else False,
        "sheet_why": choice.sentences,
        "letters": letters,
        "reasons": reasons,
        "open_items": len(explained),
        "first_date": min(dates, default=False),
        "sentence": _answer(env, case, debtor, letters, reasons, dates),
    }


def _answer(env, case, debtor, letters, reasons, dates):
    day = format_date(env, case.key_date)
    if len(letters) == 1:
        return env._(
            "A run of %(date)s sends %(customer)s one reminder, at level %(level)s, asking "
            "%(total)s.",
            date=day,
            customer=debtor.name,
            level=letters[0]["level"],
            total=letters[0]["total"],
        )
    if letters:
        return env._(
            "A run of %(date)s sends %(customer)s %(count)s reminders.",
            date=day,
            customer=debtor.name,
            count=len(letters),
        )
    if not reasons:
        return env._("%s owes nothing: there is no open item.", debtor.name)
    if not dates:
        return env._(
            "A run of %(date)s sends %(customer)s nothing, and nothing changes by itself.",
            date=day,
            customer=debtor.name,
        )
    return env._(
        "A run of %(date)s sends %(customer)s nothing. Its next reminder can leave on %(next)s.",
        date=day,
        customer=debtor.name,
        next=format_date(env, min(dates)),
    )


def _letter(env, case, debtor, notice):
    contacts = cases.contacts_of(case.rows[debtor.id])
    customer, several = case.customers[debtor.id].written_to(
        [contacts[claim.verdict.item.id] for claim in notice.claims]
    )
    currency = env["res.currency"].browse(notice.currency_id)
    codes, figures = address.warnings_of(notice.level.channel, customer)
    lang, _known = address.Languages(case.company).of(customer)
    # sudo: the recipient is a contact of the customer that is asked about
    recipient = env["res.partner"].sudo().browse(customer.recipient_id)
    notices = env["account.dunning.notice"]
    words = dict(notices._fields["channel"]._description_selection(env))

    def money(amount):
        return formatLang(env, float(amount), currency_obj=currency)

    return {
        "level": notice.level.number,
        "items": len(notice.claims),
        "credits": len(notice.credits),
        "net": money(notice.net),
        "fine": money(notice.fine_amount) if notice.fine_amount else "",
        "interest": money(notice.interest_amount) if notice.interest_amount else "",
        "total": money(notice.total),
        "channel": words[notice.channel],
        "warning": _warning(env, [*codes, *filter(None, [several])], figures),
        "recipient": recipient.display_name,
        "email": recipient.email or "",
        "language": env["res.lang"]._get_data(code=lang).name or lang,
    }


def _warning(env, codes, figures):
    """Warnings about the way to the recipient, as parts of a sentence."""
    left_out = figures.get("email_left_out", {})
    words = {
        "no_email_wanted": env._("printed: the customer wants no e-mails"),
        "email_invalid": env._("printed: the e-mail address is not valid"),
        "email_blacklisted": env._("printed: the e-mail address is blacklisted"),
        "no_email": env._("printed: there is no e-mail address"),
        "email_left_out": env._("not mailed to %s", left_out.get("addresses", "")),
        "no_postal_address": env._("not printed: there is no postal address"),
        "no_postal_copy": env._("by e-mail only: there is no postal address"),
        "several_invoice_addresses": env._("the invoices do not all name one invoice address"),
    }
    return "; ".join(words[code] for code in codes)


def _reasons(env, explained):
    """Words and number of items for each reason, the commonest first."""
    words = dict(env["account.dunning.notice.line"]._fields["reason"]._description_selection(env))
    words[""] = env._("Reminded")
    words["no_item"] = env._("Credits and other items")
    counts = Counter(row["reason"] for row in explained)
    return [(words[reason], count) for reason, count in counts.most_common()]


def for_wizard(env, move_lines, partner, companies, key_date):
    """Explanations of items, and of the customer when the question is about one.

    :param partner: a customer, or an empty recordset
    :return: list of dicts per company: ``company``, ``summary`` (None without customer) and
        ``items`` (see :func:`explain.why_item.explain_case`, with the texts ``partner``,
        ``due_day`` and ``next_day``)
    """
    if partner:
        move_lines |= open_items(partner, companies)
    why_item.require_items(move_lines)
    debtor = partner.commercial_partner_id
    groups = move_lines.grouped("company_id")
    detailed = set(move_lines[:MOST_DETAILS].ids)
    for company in companies if partner else ():
        if len(companies) == 1:
            groups.setdefault(company, move_lines.browse())
    result = []
    for company, lines in groups.items():
        case = cases.open_case(
            company, (lines.partner_id | debtor)._dunning_letter_to(company).ids, key_date
        )
        by_id = why_item.explain_case(case, lines)
        explained = [by_id[line.id] for line in lines]
        result.append(
            {
                "company": company.name,
                "summary": summarize(env, case, debtor, explained) if debtor else None,
                "items": [
                    {
                        **row,
                        "detailed": line.id in detailed,
                        "partner": line.partner_id.display_name or "",
                        "due_day": format_date(env, row["due_date"]) if row["due_date"] else "",
                        "next_day": format_date(env, row["next_event_date"])
                        if row["next_event_date"]
                        else "",
                        "event_days": [
                            (format_date(env, event["date"]), event["sentence"])
                            for event in row["events"]
                        ],
                    }
                    for line, row in zip(lines, explained, strict=True)
                ],
            }
        )
    return result
