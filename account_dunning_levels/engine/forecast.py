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

from .payers import accounts_of_type
from .plans import without_jit

#: a journal item has at most this many rows; the rows' ids are item id * ROWS + number
ROWS = 1024
REST = ROWS - 2
OPENING = ROWS - 1


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
        item AS MATERIALIZED (%(items)s),
        hold AS MATERIALIZED (%(holds)s),
        held AS MATERIALIZED (%(held)s),
        disputed AS (SELECT DISTINCT item_id FROM held WHERE kind = 'disputed'),
        judged AS MATERIALIZED (%(judged)s),
        promised AS MATERIALIZED (%(promised)s),
        tranche AS MATERIALIZED (%(tranches)s),
        piece AS MATERIALIZED (%(pieces)s),
        forecast AS (
            %(whole)s UNION ALL %(split)s UNION ALL %(opening)s
            UNION ALL %(transit)s UNION ALL %(unmatched)s
        )
        SELECT forecast.id,
               forecast.company_id,
               forecast.kind,
               forecast.basis,
               forecast.included,
               forecast.date_expected,
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
        assumed=SQL(", ").join(_assumed_row(one) for one in assumptions),
        rates=_hold_rates(env, assumptions),
        items=_items(accounts),
        holds=_holds(env, assumptions),
        held=_HELD,
        judged=_JUDGED,
        promised=_PROMISED,
        tranches=_TRANCHES,
        pieces=_PIECES,
        whole=_WHOLE,
        split=_SPLIT,
        opening=_opening(accounts),
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
    """Account ids; bank, transit and unmatched as (company id, account id) pairs."""

    receivable: list
    payable: list
    bank: list
    transit: list
    unmatched: list


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
    return _Accounts(receivable, payable, sorted(bank), sorted(transit), sorted(unmatched))


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


def _items(accounts):
    """Every open item with its ordinary date before it is compared with today.

    ``item.reconciled IS NOT TRUE`` as Odoo's own partial index has it.
    """
    return SQL(
        """
        SELECT raw.*,
               raw.due_date + COALESCE(raw.behaviour, raw.company_days, 0) AS expected,
               CASE WHEN NOT raw.is_claim THEN 'credit'
                    WHEN raw.behaviour IS NOT NULL THEN 'behaviour'
                    WHEN raw.company_days IS NOT NULL THEN 'company'
                    ELSE 'due' END AS basis
          FROM (
            SELECT line.id, line.move_id, line.company_id, line.account_id, line.currency_id,
                   line.company_currency_id,
                   line.amount_residual,
                   line.amount_residual_currency,
                   contact.commercial_partner_id AS debtor_id,
                   COALESCE(line.date_maturity, line.date) AS due_date,
                   side.receivable,
                   side.is_claim,
                   CASE WHEN side.is_claim AND payer.paid_count >= assumed.min_items
                        THEN ROUND(payer.average_days_late)::int END AS behaviour,
                   CASE WHEN NOT side.is_claim THEN NULL
                        WHEN side.receivable THEN assumed.receivable_days
                        ELSE assumed.payable_days END AS company_days,
                   move.payment_state = 'blocked' AS is_blocked,
                   line.account_id = ANY(assumed.doubtful) AS is_doubtful,
                   assumed.today, assumed.overdue_days, assumed.disputed_in, assumed.digits
              FROM account_move_line line
              JOIN assumed ON assumed.company_id = line.company_id
              JOIN account_move move ON move.id = line.move_id
         LEFT JOIN res_partner contact ON contact.id = line.partner_id
        CROSS JOIN LATERAL (
                   SELECT line.account_id = ANY(%(receivable)s) AS receivable,
                          (COALESCE(NULLIF(line.amount_residual, 0),
                                    line.amount_residual_currency) > 0)
                          = (line.account_id = ANY(%(receivable)s)) AS is_claim
                   ) side
         LEFT JOIN account_dunning_payer payer
                ON payer.partner_id = contact.commercial_partner_id
               AND payer.company_id = line.company_id
               AND payer.side = CASE WHEN side.receivable THEN 'receivable' ELSE 'payable' END
             WHERE line.account_id = ANY(%(both)s)
               AND line.reconciled IS NOT TRUE
               AND line.parent_state = 'posted'
               AND (line.amount_residual <> 0 OR line.amount_residual_currency <> 0)
          ) raw
        """,
        receivable=accounts.receivable,
        both=accounts.receivable + accounts.payable,
    )


def _holds(env, assumptions):
    """Disputes, promises and plans in force today, of each company by its own date."""
    holds = env["account.dunning.hold"]
    in_force = SQL(" OR ").join(
        SQL(
            "(hold.company_id = %s AND %s)",
            one.company_id,
            holds._sql_in_force("hold", one.today, one.today),
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
        in_force,
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


#: holds and what they cover; a hold on the item itself goes before one on its invoice or customer
_HELD = SQL(
    """
    SELECT item.id AS item_id, hold.id AS hold_id, hold.kind, 1 AS distance
      FROM hold JOIN item ON item.id = hold.move_line_id
     UNION ALL
    SELECT item.id, hold.id, hold.kind, 2
      FROM hold JOIN item ON item.move_id = hold.move_id
     UNION ALL
    SELECT item.id, hold.id, hold.kind, 3
      FROM hold
      JOIN item ON item.debtor_id = hold.partner_id
               AND item.company_id = hold.company_id
               AND item.receivable
    """
)

#: the item's verdict: why it does not count, if so; its date after the passed ones are moved
_JUDGED = SQL(
    """
    SELECT item.*,
           CASE WHEN item.is_doubtful THEN 'doubtful'
                WHEN NOT item.disputed_in AND (item.is_blocked OR disputed.item_id IS NOT NULL)
                THEN 'disputed' END AS left_out,
           item.expected < item.today AS is_passed,
           CASE WHEN item.expected < item.today THEN item.today + item.overdue_days
                ELSE item.expected END AS date_expected
      FROM item
 LEFT JOIN disputed ON disputed.item_id = item.id
    """
)

#: the one promise or plan of each claim, and its claims laid end to end, oldest first;
#: ``size`` and ``start`` in the hold's currency
_PROMISED = SQL(
    """
    SELECT sized.*,
           SUM(size) OVER (PARTITION BY hold_id ORDER BY due_date, item_id) - size AS start
      FROM (
        SELECT DISTINCT ON (judged.id)
               judged.id AS item_id,
               judged.due_date,
               held.hold_id,
               ABS(CASE WHEN hold.currency_id = judged.currency_id
                        THEN judged.amount_residual_currency
                        ELSE judged.amount_residual * COALESCE(rate.rate, 1) END) AS size
          FROM judged
          JOIN held ON held.item_id = judged.id AND held.kind IN ('promise', 'plan')
          JOIN hold ON hold.id = held.hold_id
     LEFT JOIN hold_rate rate ON rate.company_id = judged.company_id
                             AND rate.currency_id = hold.currency_id
         WHERE judged.is_claim AND judged.left_out IS NULL
      ORDER BY judged.id, held.distance, held.hold_id DESC
      ) sized
     WHERE size > 0
    """
)


#: what is still to come of each promise and instalment, laid end to end by date; a promise
#: without an amount is for everything it covers
_TRANCHES = SQL(
    """
    SELECT laid.*,
           SUM(amount) OVER (PARTITION BY hold_id ORDER BY number) - amount AS start,
           SUM(amount) OVER (PARTITION BY hold_id ORDER BY number) AS stop
      FROM (
        SELECT hold.id AS hold_id, 0::bigint AS number, hold.date_until AS day,
               CASE WHEN COALESCE(hold.amount, 0) <= 0 THEN 1e20
                    ELSE GREATEST(hold.amount - COALESCE(hold.amount_received, 0), 0)
               END AS amount
          FROM hold
         WHERE hold.kind = 'promise' AND hold.date_until IS NOT NULL
         UNION ALL
        SELECT hold.id,
               ROW_NUMBER() OVER (PARTITION BY hold.id ORDER BY part.date, part.id),
               part.date,
               GREATEST(part.amount - COALESCE(part.amount_received, 0), 0)
          FROM hold
          JOIN account_dunning_hold_instalment part ON part.hold_id = hold.id
         WHERE hold.kind = 'plan'
      ) laid
    """
)

#: the parts of promised items: where item and tranche overlap, then the rest of the item
_PIECES = SQL(
    """
    SELECT promised.item_id, promised.hold_id, promised.size, LEAST(tranche.number, %(rest)s - 1)
               AS number,
           tranche.day, FALSE AS is_rest,
           GREATEST(tranche.start, promised.start) - promised.start AS start,
           LEAST(tranche.stop, promised.start + promised.size) - promised.start AS stop
      FROM promised
      JOIN tranche ON tranche.hold_id = promised.hold_id
                  AND tranche.start < promised.start + promised.size
                  AND tranche.stop > promised.start
     WHERE tranche.amount > 0
     UNION ALL
    SELECT promised.item_id, promised.hold_id, promised.size, %(rest)s, ends.day, TRUE,
           GREATEST(COALESCE(ends.stop, 0) - promised.start, 0), promised.size
      FROM promised
 LEFT JOIN (SELECT hold_id, MAX(stop) AS stop, MAX(day) AS day FROM tranche GROUP BY hold_id) ends
        ON ends.hold_id = promised.hold_id
     WHERE COALESCE(ends.stop, 0) < promised.start + promised.size
    """,
    rest=REST,
)

_WHOLE = SQL(
    """
    SELECT judged.id::bigint * %(rows)s AS id,
           judged.company_id,
           CASE WHEN judged.receivable THEN 'receipt' ELSE 'payment' END AS kind,
           COALESCE(judged.left_out, judged.basis) AS basis,
           judged.left_out IS NULL AS included,
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
      FROM judged
     -- looked up in a hash table, whatever PostgreSQL expects the numbers of rows to be
     WHERE judged.id NOT IN (SELECT promised.item_id FROM promised)
    """,
    rows=ROWS,
)

#: rounded where a piece starts and where it stops, so that the pieces add up to the residual
_SPLIT = SQL(
    """
    SELECT judged.id::bigint * %(rows)s + piece.number,
           judged.company_id,
           CASE WHEN judged.receivable THEN 'receipt' ELSE 'payment' END,
           CASE WHEN piece.is_rest THEN judged.basis ELSE hold.kind END,
           TRUE,
           CASE WHEN piece.is_rest THEN GREATEST(judged.date_expected, piece.day)
                WHEN piece.day < judged.today THEN judged.today + judged.overdue_days
                ELSE piece.day END,
           CASE WHEN piece.is_rest THEN judged.is_passed ELSE piece.day < judged.today END,
           ROUND(judged.amount_residual * piece.stop / piece.size, judged.digits)
               - ROUND(judged.amount_residual * piece.start / piece.size, judged.digits),
           ROUND(judged.amount_residual_currency * piece.stop / piece.size, currency.decimal_places)
               - ROUND(judged.amount_residual_currency * piece.start / piece.size,
                       currency.decimal_places),
           judged.company_currency_id,
           judged.currency_id,
           judged.account_id,
           judged.id,
           judged.move_id,
           judged.debtor_id,
           hold.id,
           judged.due_date
      FROM piece
      JOIN judged ON judged.id = piece.item_id
      JOIN hold ON hold.id = piece.hold_id
      JOIN res_currency currency ON currency.id = judged.currency_id
    """,
    rows=ROWS,
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


def _opening(accounts):
    """One row per bank or cash account: its ledger balance up to today."""
    return SQL(
        """
        SELECT MIN(line.id)::bigint * %(rows)s + %(number)s,
               line.company_id, 'opening', 'opening', TRUE, assumed.today, FALSE,
               SUM(line.balance), SUM(line.balance),
               MIN(line.company_currency_id), MIN(line.company_currency_id),
               line.account_id, NULL::int, NULL::int, NULL::int, NULL::int, NULL::date
          FROM account_move_line line
          JOIN assumed ON assumed.company_id = line.company_id
         WHERE %(bank)s
           AND line.parent_state = 'posted'
           AND line.date <= assumed.today
      GROUP BY line.company_id, line.account_id, assumed.today
        """,
        rows=ROWS,
        number=OPENING,
        bank=_pairs(accounts.bank),
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
