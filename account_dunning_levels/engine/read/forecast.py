"""When money is expected: the rule of the liquidity forecast, as one SQL statement.

The rule lives here only; ``tests/odoo/test_forecast.py`` holds its hand-worked cases.

What counts, each thing once:

=================  ===========================================================================
opening            ledger balance of the bank and cash accounts up to today
transit            payments on outstanding accounts, on their way to the bank, and bank entries
                   dated after today; those up to today are part of the opening
unmatched          bank lines not matched yet: the money is in the opening balance while the
                   item is still open, so they lower what is expected
open items         customers and vendors, the whole residual of each; credits lower
=================  ===========================================================================

When an open item is expected, the first that applies:

1. on an account of doubtful debts, or disputed: shown, not included
2. promised, or in a payment plan: on those dates, the oldest items first; what goes beyond the
   promise on the item's ordinary date, but not before the last of those dates
3. its ordinary date: due date + the debtor's measured days late (enough paid items), else + those
   of all debtors of that side (enough paid items), else the due date
4. a credit: on its due date

A date that has passed becomes today + a stated number of days.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from ..ledger import in_force
from ..store.planner import without_jit
from .open_items import hidden_by_drafts
from .payers import accounts_of_type

#: a journal item has at most this many rows; the rows' ids are item id * ROWS + number
ROWS = 1024

REST = ROWS - 2

OPENING = ROWS - 1

#: the year after it must still be a date, or nothing can be grouped by week, month or year
LAST_DAY = "9998-12-31"


@dataclass(frozen=True)
class Assumptions:
    """What a company assumes; days are whole days, ``*_days`` of all debtors may be None."""

    company_id: int
    today: object
    overdue_days: int
    min_items: int
    include_disputed: bool
    include_unmatched: bool
    journal_ids: tuple
    doubtful_ids: tuple
    receivable_days: int | None
    payable_days: int | None
    rate: float
    digits: int


def query(env, assumptions):
    """SQL of all rows of the forecast of the companies in ``assumptions`` (a list)."""
    without_jit(env)
    accounts = _accounts(env, assumptions)
    return SQL(
        """
        WITH assumed(company_id, today, overdue_days, min_items, disputed_in, unmatched_in,
                     doubtful, receivable_days, payable_days, rate, digits) AS (VALUES %(assumed)s),
        hold_rate(company_id, currency_id, rate) AS (VALUES %(rates)s),
        hold AS MATERIALIZED (%(holds)s),
        held AS MATERIALIZED (%(held)s),
        agreed AS MATERIALIZED (
            SELECT DISTINCT ON (held.item_id) held.item_id, held.id AS hold_id
              FROM held
             WHERE held.kind IN ('promise', 'plan')
          ORDER BY held.item_id, held.distance, %(shown_first)s
        ),
        promised AS MATERIALIZED (%(promised)s),
        forecast AS (
            %(whole)s UNION ALL %(split)s UNION ALL %(opening)s
            UNION ALL %(transit)s UNION ALL %(unmatched)s
        )
        SELECT forecast.id,
               forecast.company_id,
               forecast.kind,
               forecast.basis,
               forecast.included,
               LEAST(forecast.date_expected, %(last)s::date) AS date_expected,
               forecast.is_passed,
               forecast.amount_company * assumed.rate AS amount,
               forecast.amount_company,
               forecast.amount_currency,
               %(currency)s AS report_currency_id,
               forecast.company_currency_id,
               forecast.currency_id,
               forecast.account_id,
               forecast.move_line_id,
               forecast.move_id,
               forecast.debtor_id,
               forecast.hold_id,
               forecast.due_date,
               forecast.date_expected - forecast.due_date AS days_late_expected
          FROM forecast
          JOIN assumed ON assumed.company_id = forecast.company_id
        """,
        last=LAST_DAY,
        assumed=SQL(", ").join(_assumed_row(one) for one in assumptions),
        rates=_hold_rates(env, assumptions),
        holds=_holds(assumptions),
        held=_held(accounts),
        shown_first=in_force.shown_first("held"),
        promised=_promised(env, accounts),
        whole=_whole(env, accounts),
        split=_SPLIT,
        opening=_opening(accounts, assumptions),
        transit=_transit(accounts),
        unmatched=_unmatched(accounts),
        currency=env.company.currency_id.id,
    )


def _assumed_row(one):
    return SQL(
        "(%s, %s::date, %s, %s, %s, %s, %s::int[], %s::int, %s::int, %s::numeric, %s)",
        one.company_id,
        one.today,
        one.overdue_days,
        one.min_items,
        one.include_disputed,
        one.include_unmatched,
        list(one.doubtful_ids),
        one.receivable_days,
        one.payable_days,
        one.rate,
        one.digits,
    )


# --- which accounts hold the money --------------------------------------------------------


@dataclass(frozen=True)
class _Accounts:
    """Account ids; bank, transit and unmatched as (company id, account id) pairs.

    :ivar drafts: what matches with draft entries take off open items, which the ledger has not
    """

    receivable: list
    payable: list
    bank: list
    transit: list
    unmatched: list
    drafts: list


def _accounts(env, assumptions):
    receivable = accounts_of_type(env, "asset_receivable")
    payable = accounts_of_type(env, "liability_payable")
    items = {*receivable, *payable}
    bank, transit, unmatched = set(), set(), set()
    for one in assumptions:
        # sudo: who may read the forecast needs no access to the settings of the journals
        company = env["res.company"].sudo().browse(one.company_id)
        journals = env["account.journal"].sudo().browse(one.journal_ids)
        methods = (
            journals.inbound_payment_method_line_ids | journals.outbound_payment_method_line_ids
        )
        own_bank = set(journals.default_account_id.ids)
        on_the_way = methods.payment_account_id | _default_outstanding(company)
        own_transit = set(on_the_way.ids) - own_bank - items
        own_unmatched = set(journals.suspense_account_id.ids) - own_bank - items - own_transit
        bank |= {(company.id, account) for account in own_bank}
        transit |= {(company.id, account) for account in own_transit}
        unmatched |= {(company.id, account) for account in own_unmatched}
    return _Accounts(
        receivable,
        payable,
        sorted(bank),
        sorted(transit),
        sorted(unmatched),
        hidden_by_drafts(env),
    )


def _default_outstanding(company):
    """Where Odoo books a payment whose method has no outstanding account, and transfers."""
    charts = company.env["account.chart.template"].with_context(
        allowed_company_ids=company.root_id.ids
    )
    accounts = company.transfer_account_id
    for name in ("debit", "credit"):
        found = charts.ref(f"account_journal_payment_{name}_account_id", raise_if_not_found=False)
        accounts |= found or accounts.browse()
    return accounts


# --- open items ---------------------------------------------------------------------------


def _items(env, accounts):
    """Every open item with its verdict: why it does not count, if so, and its ordinary date.

    No CTE: whoever asks for the sum per week does not compute the rest. Conditions that most items
    meet are a CASE, of which PostgreSQL expects half to be met, not one in 200. What few items
    meet is looked up in a hash (IN), whatever the statistics say.
    ``line.reconciled IS NOT TRUE`` as Odoo's own partial index has it.
    """
    return SQL(
        """
        SELECT raw.*,
               CASE WHEN NOT raw.is_claim THEN 'credit'
                    WHEN raw.behaviour IS NOT NULL THEN 'behaviour'
                    WHEN raw.company_days IS NOT NULL THEN 'company'
                    ELSE 'due' END AS basis,
               raw.expected < raw.today AS is_passed,
               CASE WHEN raw.expected < raw.today THEN raw.today + raw.overdue_days
                    ELSE raw.expected END AS date_expected
          FROM (
            SELECT line.id, line.move_id, line.company_id, line.account_id, line.currency_id,
                   line.company_currency_id,
                   residual.amount_residual,
                   residual.amount_residual_currency,
                   contact.commercial_partner_id AS debtor_id,
                   COALESCE(line.date_maturity, line.date) AS due_date,
                   side.receivable,
                   side.is_claim,
                   days.behaviour,
                   days.company_days,
                   COALESCE(line.date_maturity, line.date)
                       + COALESCE(days.behaviour, days.company_days, 0) AS expected,
                   CASE WHEN verdict.is_doubtful THEN 'doubtful'
                        WHEN verdict.is_disputed THEN 'disputed' END AS left_out,
                   CASE WHEN verdict.is_doubtful OR verdict.is_disputed
                        THEN FALSE ELSE TRUE END AS included,
                   assumed.today, assumed.overdue_days, assumed.digits
              FROM account_move_line line
              JOIN assumed ON assumed.company_id = line.company_id
         LEFT JOIN res_partner contact ON contact.id = line.partner_id
                   %(residual)s
        CROSS JOIN LATERAL (
                   SELECT line.account_id = ANY(%(receivable)s) AS receivable,
                          CASE WHEN (COALESCE(NULLIF(residual.amount_residual, 0),
                                              residual.amount_residual_currency) > 0)
                                    = (line.account_id = ANY(%(receivable)s))
                               THEN TRUE ELSE FALSE END AS is_claim
                   ) side
        CROSS JOIN LATERAL (
                   SELECT line.account_id = ANY(assumed.doubtful) AS is_doubtful,
                          NOT assumed.disputed_in
                          AND (line.id IN (SELECT item_id FROM held WHERE kind = 'disputed')
                               -- by journal and state, as Odoo's index has them
                               OR line.move_id IN (SELECT id FROM account_move
                                                    WHERE journal_id = ANY(%(journals)s)
                                                      AND state = 'posted'
                                                      AND payment_state = 'blocked')
                          ) AS is_disputed
                   ) verdict
         LEFT JOIN account_dunning_payer payer
                ON payer.partner_id = contact.commercial_partner_id
               AND payer.company_id = line.company_id
               AND payer.side = CASE WHEN side.receivable THEN 'receivable' ELSE 'payable' END
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN side.is_claim AND payer.paid_count >= assumed.min_items
                               THEN ROUND(payer.average_days_late)::int END AS behaviour,
                          CASE WHEN NOT side.is_claim THEN NULL
                               WHEN side.receivable THEN assumed.receivable_days
                               ELSE assumed.payable_days END AS company_days
                   ) days
             WHERE line.account_id = ANY(%(both)s)
               AND %(not_paid)s
               AND line.parent_state = 'posted'
               AND (residual.amount_residual <> 0 OR residual.amount_residual_currency <> 0)
          ) raw
        """,
        receivable=accounts.receivable,
        both=accounts.receivable + accounts.payable,
        journals=_invoice_journals(env),
        residual=_residual(accounts.drafts),
        not_paid=_not_paid(accounts.drafts),
    )


def _residual(drafts):
    """Join ``residual``: what is open on ``line``, matches with draft entries undone."""
    if not drafts:
        return SQL(
            """CROSS JOIN LATERAL (
                   SELECT line.amount_residual, line.amount_residual_currency) residual"""
        )
    return SQL(
        """
         LEFT JOIN (VALUES %s) hidden(item_id, amount, amount_currency)
                ON hidden.item_id = line.id
        CROSS JOIN LATERAL (
                   SELECT line.amount_residual + COALESCE(hidden.amount, 0) AS amount_residual,
                          line.amount_residual_currency + COALESCE(hidden.amount_currency, 0)
                              AS amount_residual_currency
                   ) residual
        """,
        SQL(", ").join(SQL("(%s, %s::numeric, %s::numeric)", *row) for row in drafts),
    )


def _not_paid(drafts):
    """SQL condition on ``line``: not reconciled, or so with draft entries only."""
    if not drafts:
        return SQL("line.reconciled IS NOT TRUE")
    return SQL(
        "(line.reconciled IS NOT TRUE OR line.id = ANY(%s))", [item_id for item_id, *_ in drafts]
    )


def _invoice_journals(env):
    # sudo: who may read the forecast needs no access to the settings of the journals
    journals = env["account.journal"].sudo().with_context(active_test=False)
    return list(journals._search([("type", "in", ("sale", "purchase"))]).get_result_ids())


def _holds(assumptions):
    """Disputes, promises and plans in force today, of each company by its own date."""
    of_companies = SQL(" OR ").join(
        SQL(
            "(hold.company_id = %s AND %s)",
            one.company_id,
            in_force.condition("hold", one.today, one.today),
        )
        for one in assumptions
    )
    return SQL(
        """
        SELECT hold.*
          FROM account_dunning_hold hold
         WHERE hold.kind IN ('disputed', 'promise', 'plan')
           AND (%s)
        """,
        of_companies,
    )


def _hold_rates(env, assumptions):
    """Rates of today from the company's currency to those in which customers promised."""
    # sudo: only currencies are read
    groups = (
        env["account.dunning.hold"]
        .sudo()
        ._read_group(
            [
                ("company_id", "in", [one.company_id for one in assumptions]),
                ("kind", "in", ("promise", "plan")),
            ],
            ["company_id", "currency_id"],
        )
    )
    today = {one.company_id: one.today for one in assumptions}
    rows = [
        SQL(
            "(%s, %s, %s::numeric)",
            company.id,
            currency.id,
            company.currency_id._get_conversion_rate(
                company.currency_id, currency, company, today[company.id]
            ),
        )
        for company, currency in groups
        if currency and currency != company.currency_id
    ]
    return SQL(", ").join([SQL("(0, 0, 1::numeric)"), *rows])


def _held(accounts):
    """Holds and the open items they cover.

    A hold on the item itself goes before one on its invoice, that before one on the customer. A
    hold on a customer is about what it owes, not about what we owe it.
    """
    return SQL(
        """
        SELECT hold.move_line_id AS item_id, hold.id, hold.kind, hold.date_last, 1 AS distance
          FROM hold
         WHERE hold.move_line_id IS NOT NULL
         UNION ALL
        SELECT line.id, hold.id, hold.kind, hold.date_last, 2
          FROM hold
          JOIN account_move_line line ON line.move_id = hold.move_id
         WHERE line.account_id = ANY(%(both)s)
         UNION ALL
        SELECT line.id, hold.id, hold.kind, hold.date_last, 3
          FROM hold
          JOIN res_partner contact ON contact.commercial_partner_id = hold.partner_id
          JOIN account_move_line line ON line.partner_id = contact.id
                                     AND line.company_id = hold.company_id
         WHERE line.account_id = ANY(%(receivable)s)
           AND %(not_paid)s
        """,
        both=accounts.receivable + accounts.payable,
        receivable=accounts.receivable,
        not_paid=_not_paid(accounts.drafts),
    )


def _promised(env, accounts):
    """The claims with a promise or plan, those of one hold laid end to end, oldest first.

    ``size`` and ``start`` are in the hold's currency.
    """
    return SQL(
        """
        SELECT sized.*,
               SUM(size) OVER (PARTITION BY hold_id ORDER BY due_date, id) - size AS start
          FROM (
            SELECT judged.*,
                   agreed.hold_id,
                   ABS(CASE WHEN hold.currency_id = judged.currency_id
                            THEN judged.amount_residual_currency
                            ELSE judged.amount_residual * COALESCE(rate.rate, 1) END) AS size
              FROM (%s) judged
              JOIN agreed ON agreed.item_id = judged.id
              JOIN account_dunning_hold hold ON hold.id = agreed.hold_id
         LEFT JOIN hold_rate rate ON rate.company_id = judged.company_id
                                 AND rate.currency_id = hold.currency_id
             WHERE judged.is_claim AND judged.included
          ) sized
         WHERE size > 0
        """,
        _items(env, accounts),
    )


#: what is still to come of the promise or plan ``hold``, laid end to end by date; a promise
#: without an amount is for everything it covers
_TRANCHES = SQL(
    """
    SELECT laid.*,
           SUM(amount) OVER (ORDER BY number) - amount AS start,
           SUM(amount) OVER (ORDER BY number) AS stop
      FROM (
        SELECT 0::bigint AS number, hold.date_until AS day,
               CASE WHEN COALESCE(hold.amount, 0) <= 0 THEN 1e20
                    ELSE GREATEST(hold.amount - COALESCE(hold.amount_received, 0), 0)
               END AS amount
         WHERE hold.kind = 'promise' AND hold.date_until IS NOT NULL
         UNION ALL
        SELECT LEAST(ROW_NUMBER() OVER (ORDER BY part.date, part.id), %s),
               part.date,
               GREATEST(part.amount - COALESCE(part.amount_received, 0), 0)
          FROM account_dunning_hold_instalment part
         WHERE part.hold_id = hold.id AND hold.kind = 'plan'
      ) laid
    """,
    REST - 1,
)

#: the parts of promised items: where item and tranche overlap, then the rest of the item
_PIECES = SQL(
    """
    SELECT promised.*, hold.kind AS agreed_kind,
           tranche.number, tranche.day, FALSE AS is_rest,
           GREATEST(tranche.start, promised.start) - promised.start AS piece_start,
           LEAST(tranche.stop, promised.start + promised.size) - promised.start AS piece_stop
      FROM promised
      JOIN account_dunning_hold hold ON hold.id = promised.hold_id
CROSS JOIN LATERAL (%(tranches)s) tranche
     WHERE tranche.amount > 0
       AND tranche.start < promised.start + promised.size
       AND tranche.stop > promised.start
     UNION ALL
    SELECT promised.*, hold.kind,
           %(rest)s, ends.day, TRUE,
           GREATEST(COALESCE(ends.stop, 0) - promised.start, 0), promised.size
      FROM promised
      JOIN account_dunning_hold hold ON hold.id = promised.hold_id
CROSS JOIN LATERAL (
           SELECT MAX(tranche.stop) AS stop, MAX(tranche.day) AS day FROM (%(tranches)s) tranche
           ) ends
     WHERE COALESCE(ends.stop, 0) < promised.start + promised.size
    """,
    tranches=_TRANCHES,
    rest=REST,
)


def _whole(env, accounts):
    """Items that come at once, on one day."""
    return SQL(
        """
        SELECT judged.id::bigint * %(rows)s AS id,
               judged.company_id,
               CASE WHEN judged.receivable THEN 'receipt' ELSE 'payment' END AS kind,
               COALESCE(judged.left_out, judged.basis) AS basis,
               judged.included,
               judged.date_expected,
               judged.is_passed,
               judged.amount_residual AS amount_company,
               judged.amount_residual_currency AS amount_currency,
               judged.company_currency_id,
               judged.currency_id,
               judged.account_id,
               judged.id AS move_line_id,
               judged.move_id,
               judged.debtor_id,
               NULL::int AS hold_id,
               judged.due_date
          FROM (%(items)s) judged
         WHERE judged.id NOT IN (SELECT id FROM promised)
        """,
        rows=ROWS,
        items=_items(env, accounts),
    )


#: rounded where a piece starts and where it stops, so that the pieces add up to the residual
_SPLIT = SQL(
    """
    SELECT piece.id::bigint * %(rows)s + piece.number,
           piece.company_id,
           CASE WHEN piece.receivable THEN 'receipt' ELSE 'payment' END,
           CASE WHEN piece.is_rest THEN piece.basis ELSE piece.agreed_kind END,
           TRUE,
           CASE WHEN piece.is_rest THEN GREATEST(piece.date_expected, piece.day)
                WHEN piece.day < piece.today THEN piece.today + piece.overdue_days
                ELSE piece.day END,
           CASE WHEN piece.is_rest THEN piece.is_passed ELSE piece.day < piece.today END,
           ROUND(piece.amount_residual * piece_stop / size, piece.digits)
               - ROUND(piece.amount_residual * piece_start / size, piece.digits),
           ROUND(piece.amount_residual_currency * piece_stop / size, currency.decimal_places)
               - ROUND(piece.amount_residual_currency * piece_start / size,
                       currency.decimal_places),
           piece.company_currency_id,
           piece.currency_id,
           piece.account_id,
           piece.id,
           piece.move_id,
           piece.debtor_id,
           piece.hold_id,
           piece.due_date
      FROM (%(pieces)s) piece
      JOIN res_currency currency ON currency.id = piece.currency_id
    """,
    rows=ROWS,
    pieces=_PIECES,
)


# --- money that is there, or on its way ---------------------------------------------------


def _pairs(pairs):
    """SQL condition: company and account of ``line`` are one of the pairs."""
    if not pairs:
        return SQL("FALSE")
    # the plain list of accounts lets the index on the account serve
    return SQL(
        "line.account_id = ANY(%s) AND (line.company_id, line.account_id) IN (%s)",
        sorted({account for _company, account in pairs}),
        SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
    )


def _opening(accounts, assumptions):
    """One row per bank or cash account: its ledger balance up to today.

    The sum is taken per company with its date written out, so that PostgreSQL can share the work
    among its workers: a bank account has more lines than all the rest of the forecast.
    """
    sums = SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT line.company_id, line.account_id, MIN(line.id) AS id,
                   SUM(line.balance) AS balance, MIN(line.company_currency_id) AS currency_id
              FROM account_move_line line
             WHERE line.company_id = %s
               AND line.account_id = ANY(%s)
               AND line.parent_state = 'posted'
               AND line.date <= %s
          GROUP BY line.company_id, line.account_id
            """,
            one.company_id,
            [account for company, account in accounts.bank if company == one.company_id],
            one.today,
        )
        for one in assumptions
    )
    return SQL(
        """
        SELECT bank.id::bigint * %(rows)s + %(number)s,
               bank.company_id, 'opening', 'opening', TRUE, assumed.today, FALSE,
               bank.balance, bank.balance, bank.currency_id, bank.currency_id,
               bank.account_id, NULL::int, NULL::int, NULL::int, NULL::int, NULL::date
          FROM (%(sums)s) bank
          JOIN assumed ON assumed.company_id = bank.company_id
        """,
        rows=ROWS,
        number=OPENING,
        sums=sums,
    )


def _transit(accounts):
    """Payments on their way: open on outstanding accounts, or on the bank at a later date.

    What was paid up to today is one row per account: without bank statements these can be many.
    """
    return SQL(
        """
        SELECT MIN(line.id)::bigint * %(rows)s + %(number)s,
               line.company_id, 'opening', 'transit', TRUE, assumed.today, FALSE,
               SUM(%(open)s), SUM(%(open)s),
               MIN(line.company_currency_id), MIN(line.company_currency_id),
               line.account_id, NULL::int, NULL::int, NULL::int, NULL::int, NULL::date
          FROM account_move_line line
          JOIN assumed ON assumed.company_id = line.company_id
          JOIN account_account account ON account.id = line.account_id
         WHERE %(transit)s
           AND line.reconciled IS NOT TRUE
           AND line.parent_state = 'posted'
           AND line.date <= assumed.today
      GROUP BY line.company_id, line.account_id, assumed.today
        HAVING SUM(%(open)s) <> 0
         UNION ALL
        SELECT line.id::bigint * %(rows)s, line.company_id,
               CASE WHEN line.balance > 0 THEN 'receipt' ELSE 'payment' END,
               'transit', TRUE, line.date, FALSE,
               later.amount, later.amount_currency,
               line.company_currency_id, line.currency_id,
               line.account_id, line.id, line.move_id, contact.commercial_partner_id,
               NULL::int, line.date
          FROM account_move_line line
          JOIN assumed ON assumed.company_id = line.company_id
          JOIN account_account account ON account.id = line.account_id
     LEFT JOIN res_partner contact ON contact.id = line.partner_id
    CROSS JOIN LATERAL (
               SELECT line.balance AS amount, line.amount_currency WHERE %(bank)s
                UNION ALL
               SELECT %(open)s, %(open_currency)s WHERE %(transit)s
               ) later
         WHERE line.account_id = ANY(%(both)s)
           AND line.parent_state = 'posted'
           AND line.date > assumed.today
           AND later.amount <> 0
        """,
        rows=ROWS,
        number=OPENING,
        bank=_pairs(accounts.bank),
        transit=_pairs(accounts.transit),
        both=sorted({account for _company, account in accounts.bank + accounts.transit}),
        open=_OPEN,
        open_currency=_OPEN_CURRENCY,
    )


def _unmatched(accounts):
    """Bank lines not matched yet. Their counterpart has the other sign, hence lowers."""
    return SQL(
        """
        SELECT line.id::bigint * %(rows)s, line.company_id,
               CASE WHEN line.balance < 0 THEN 'receipt' ELSE 'payment' END,
               'unmatched', assumed.unmatched_in,
               GREATEST(line.date, assumed.today) + assumed.overdue_days, FALSE,
               %(open)s, %(open_currency)s,
               line.company_currency_id, line.currency_id,
               line.account_id, line.id, line.move_id, contact.commercial_partner_id,
               NULL::int, line.date
          FROM account_move_line line
          JOIN assumed ON assumed.company_id = line.company_id
          JOIN account_account account ON account.id = line.account_id
     LEFT JOIN res_partner contact ON contact.id = line.partner_id
         WHERE %(unmatched)s
           AND line.reconciled IS NOT TRUE
           AND line.parent_state = 'posted'
           AND %(open)s <> 0
        """,
        rows=ROWS,
        unmatched=_pairs(accounts.unmatched),
        open=_OPEN,
        open_currency=_OPEN_CURRENCY,
    )


#: Odoo keeps a residual only on accounts that are reconciled
_OPEN = SQL("CASE WHEN account.reconcile THEN line.amount_residual ELSE line.balance END")

_OPEN_CURRENCY = SQL(
    "CASE WHEN account.reconcile THEN line.amount_residual_currency ELSE line.amount_currency END"
)
