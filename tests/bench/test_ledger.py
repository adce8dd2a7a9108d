"""The made-up ledger of the benches ends today, whatever day it is made on."""

import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from test_bench import figures

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup" / "lib"))

from bench.base.cloning import Cloning  # noqa: E402

#: the day of everything that has one of its own; when it is due may lie ahead
DAYS = {
    "account_move": ("date", "invoice_date"),
    "account_move_line": ("date", "invoice_date"),
    "account_payment": ("date",),
    "account_partial_reconcile": ("max_date",),
    "account_dunning_notice": ("date", "key_date"),
}


@pytest.fixture(scope="module")
def ledger():
    """A cursor on the tiny ledger; nothing of what it does stays."""
    figures("ageing")
    with closing(psycopg2.connect(dbname="bench_200", user="postgres")) as connection:
        with connection.cursor() as cr:
            yield cr
        connection.rollback()


@pytest.mark.parametrize(
    ("table", "day"), [(table, day) for table, days in DAYS.items() for day in days]
)
def test_nothing_is_dated_after_today(ledger, table, day):
    ledger.execute(
        f"SELECT COUNT({day}), COUNT(*) FILTER (WHERE {day} > CURRENT_DATE) FROM {table}"
    )
    rows, after = ledger.fetchone()

    assert rows > 0
    assert after == 0


def test_copies_end_today_when_odoo_dates_an_exchange_difference_as_late_as_it_can(ledger):
    ledger.execute("UPDATE account_move SET date = CURRENT_DATE WHERE name LIKE 'EXCH/%'")
    cloning = Cloning(ledger, 2000)
    cloning.customers()
    cloning.rows()
    cloning.copies()
    ledger.execute(
        f"""
        SELECT COUNT(*), COUNT(*) FILTER (WHERE s.date + {cloning.days()} > CURRENT_DATE)
          FROM bench_clone c
          JOIN bench_row r ON r.story = c.story AND r.source = 'account_move'
          JOIN account_move s ON s.id = r.old_id
        """
    )
    entries, after = ledger.fetchone()

    assert entries > 10000
    assert after == 0
