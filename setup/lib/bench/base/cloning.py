"""Multiplies the stories of stories.py into a ledger of any size, in SQL.

    python cloning.py DATABASE ITEMS

ITEMS open receivable items of ITEMS/5 customers, four times as many paid ones, and vendor bills.
Every copy is a row as Odoo wrote it, with other ids, days, names and partners, and amounts times
a whole number: so taxes, residuals, rates and matchings stay as consistent as they were. Rows lie
in their table in the order of the dates, as in a ledger that grew.

Works as PostgreSQL's superuser: checking every reference of every row by trigger would take
longer than everything else. What was made is checked at the end.
"""

import json
import sys

import psycopg2
from psycopg2 import sql

#: days before today on which a story starts
START = 120
#: story: share of the open items, open items in one copy
OPEN = {
    "open_usd": (0.10, 1),
    "instalments": (0.06, 2),
    "part_paid": (0.08, 1),
    "credit_note": (0.03, 1),
    "on_account": (0.03, 1),
    "open": (None, 1),  # the rest
}
#: story: share of the paid items (four times the open ones), paid items in one copy
PAID = {
    "two_paid": (0.28, 2),
    "paid_usd": (0.05, 1),
    "paid_twice": (0.05, 1),
    "paid": (None, 1),
}
#: story: vendor bills as a share of the open items
BILLS = {"bill": 0.10, "bill_paid": 0.20}
#: the order in which they are written
TABLES = (
    "account_move",
    "account_payment",
    "account_full_reconcile",
    "account_move_line",
    "account_partial_reconcile",
)
LINKS = {
    "account_move_line_account_tax_rel": "account_move_line",
    "account_account_tag_account_move_line_rel": "account_move_line",
    "account_move__account_payment": "account_move",
}
COPIES_AT_ONCE = 20000

#: a number that says the same for a customer each time, from 0 to 1
CHANCE = "((hashint4({}) & 65535) / 65536.0)"


def copies_of(items):
    """Story -> number of copies, the one that Odoo made included."""
    counts = {}
    for shares, wanted in ((OPEN, items), (PAID, 4 * items)):
        left = wanted
        for story, (share, size) in shares.items():
            counts[story] = left if share is None else int(wanted * share) // size
            left -= counts[story] * size
    counts.update({story: max(int(items * share), 1) for story, share in BILLS.items()})
    return counts


class Cloning:
    """Writes the ledger through one cursor, in one transaction."""

    def __init__(self, cr, items):
        self.cr = cr
        self.items = items
        #: of the numbers of entries: four in a copy at most
        self.digits = max(len(str(4 * sum(copies_of(items).values()))), 7)
        cr.execute("SELECT value FROM ir_config_parameter WHERE key = 'bench.stories'")
        self.facts = json.loads(cr.fetchone()[0])
        cr.execute("SELECT model, name FROM ir_model_fields WHERE ttype = 'monetary'")
        self.money = {(model.replace(".", "_"), name) for model, name in cr.fetchall()}
        self.money.add(("account_move_line", "price_unit"))

    def run(self):
        """Customers, then copies of the stories table by table, then the check."""
        self.cr.execute("SET LOCAL session_replication_role = replica")
        self.cr.execute("SET LOCAL work_mem = '256MB'")
        self.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
        self.customers()
        self.rows()
        self.copies()
        indexes = self.drop_indexes()
        for table in TABLES:
            self.clone(table)
        for link, table in LINKS.items():
            self.clone_link(link, table)
        for name, definition, comment in indexes:
            self.cr.execute(definition)
            # by which Odoo knows it again when the addon has another one
            self.cr.execute(f"COMMENT ON INDEX {name} IS %s", [comment])
        for table in (*TABLES, "res_partner"):
            self.cr.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")
        self.check()

    # ---------------------------------------------------------------- customers

    def customers(self):
        """A fifth of the items; every tenth customer has an accountant who gets the invoices."""
        facts = self.facts
        self.cr.execute(
            """
            CREATE TEMP TABLE bench_customer AS
            SELECT number,
                   last.id + number AS partner_id,
                   last.id + number + CASE WHEN number %% 10 = 0 THEN %(count)s ELSE 0 END
                       AS contact_id,
                   (%(managers)s::int[])[1 + number %% %(manager_count)s] AS user_id,
                   (%(countries)s::int[])[1 + number %% %(country_count)s] AS country_id,
                   (%(categories)s::int[])[1 + number %% %(category_count)s] AS category_id,
                   lang.codes[1 + number %% cardinality(lang.codes)] AS lang
              FROM generate_series(1, %(count)s) number,
                   (SELECT MAX(id) AS id FROM res_partner) last,
                   (SELECT array_agg(code ORDER BY code) AS codes FROM res_lang WHERE active) lang
            """,
            {
                "count": self.items // 5,
                "managers": facts["manager_ids"],
                "manager_count": len(facts["manager_ids"]),
                "countries": facts["country_ids"],
                "country_count": len(facts["country_ids"]),
                "categories": facts["category_ids"],
                "category_count": len(facts["category_ids"]),
            },
        )
        name = "'Customer ' || lpad(c.number::text, 6, '0')"
        own = {
            "name": name,
            "complete_name": name,
            "commercial_company_name": name,
            "commercial_partner_id": "c.partner_id",
            "email": "'accounts' || c.number || '@example.com'",
            "email_normalized": "'accounts' || c.number || '@example.com'",
            "lang": "c.lang",
            "country_id": "c.country_id",
            "user_id": "c.user_id",
            "dunning_user_id": "CASE WHEN c.number % 3 = 0 THEN"
            f" jsonb_build_object({facts['company_id']}, c.user_id) END",
        }
        self.insert_partners(facts["partner_id"], {**own, "id": "c.partner_id"}, "TRUE")
        contact = {
            "id": "c.contact_id",
            "parent_id": "c.partner_id",
            "name": "'Accounts'",
            "complete_name": f"{name} || ', Accounts'",
        }
        self.insert_partners(facts["contact_id"], {**own, **contact}, "c.number % 10 = 0")
        self.cr.execute(
            "INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)"
            " SELECT partner_id, category_id FROM bench_customer"
        )

    def insert_partners(self, specimen, own, condition):
        columns = [column for column, _type in self.columns("res_partner")]
        values = sql.SQL(", ").join(
            sql.SQL(own[column]) if column in own else sql.Identifier("s", column)
            for column in columns
        )
        self.cr.execute(
            sql.SQL(
                "INSERT INTO res_partner ({}) SELECT {} FROM res_partner s, bench_customer c"
                " WHERE s.id = {} AND {} ORDER BY c.number"
            ).format(
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                values,
                sql.Literal(specimen),
                sql.SQL(condition),
            )
        )

    # ------------------------------------------------------------------- copies

    def rows(self):
        """bench_row: every row of every story, with its place in the story."""
        self.cr.execute(
            """
            CREATE TEMP TABLE bench_row (
                source text, story text, old_id int, rank int,
                late boolean, prefix text, move_rank int
            )
            """
        )
        for story, parts in self.facts["stories"].items():
            moves = parts["account_move"]
            for table in TABLES:
                for rank, old_id in enumerate(parts[table]):
                    move = self.move_of(table, old_id, moves)
                    self.cr.execute(
                        "INSERT INTO bench_row VALUES (%s, %s, %s, %s, %s, %s, %s)",
                        (
                            table,
                            story,
                            old_id,
                            rank,
                            move is None or move in parts["late"],
                            self.prefix_of(move),
                            moves.index(move) if move else None,
                        ),
                    )

    def move_of(self, table, old_id, moves):
        """Entry of a story's row; matchings have none and come with the payment."""
        if table == "account_move":
            return old_id
        if table in ("account_move_line", "account_payment"):
            self.cr.execute(f"SELECT move_id FROM {table} WHERE id = %s", (old_id,))
            return self.cr.fetchone()[0]
        return None

    def prefix_of(self, move):
        """“INV/” of INV/2026/00001."""
        if move is None:
            return None
        self.cr.execute(
            "SELECT substring(name FROM '^(.*?)[0-9]{4}/') FROM account_move WHERE id = %s",
            (move,),
        )
        return self.cr.fetchone()[0]

    def copies(self):
        """bench_copy: one row per copy of a story, oldest first, with all that is its own."""
        counts = copies_of(self.items)
        values = sql.SQL(", ").join(
            sql.SQL("({}, {}, {}, {}, {})").format(
                sql.Literal(story),
                sql.Literal(count - 1),
                sql.Literal("paid" in story),
                sql.Literal(self.main_name(story)),
                sql.Literal(self.span(story)),
            )
            for story, count in counts.items()
        )
        self.cr.execute("SELECT setseed(0.42)")
        # an open item is young most times; a paid one of any of the last three years, and paid
        # about as late as its customer pays, but so that its last entry is not after today
        self.cr.execute(
            sql.SQL(
                """
                CREATE TEMP TABLE bench_copy AS
                WITH drawn AS (
                    SELECT story.name AS story, story.main_name, story.span,
                           CASE WHEN random() < 0.5 THEN k %% {customers}
                                ELSE floor({customers} * power(random(), 2)) END::int + 1
                               AS customer,
                           CASE WHEN story.paid THEN {start} + floor(980 * random())
                                WHEN random() < 0.05 THEN floor(1000 * random())
                                ELSE 1 + floor(360 * power(random(), 2)) END::int AS age,
                           floor(12 * random())::int AS noise,
                           1 + floor(40 * power(random(), 3))::int AS factor
                      FROM (VALUES {stories}) AS story (name, copies, paid, main_name, span)
                CROSS JOIN LATERAL generate_series(1, story.copies) k
                )
                SELECT row_number() OVER (ORDER BY age DESC, customer) AS number,
                       story, main_name AS old_name, customer, factor, age,
                       {start} - age AS shift,
                       LEAST(floor(70 * {chance})::int - 8 + noise, age - span) AS late
                  FROM drawn
                """.replace("%%", "%")
            ).format(
                customers=sql.Literal(self.items // 5),
                start=sql.Literal(START),
                stories=values,
                chance=sql.SQL(CHANCE.format("customer")),
            )
        )
        self.number_copies()

    def main_name(self, story):
        """Number of the story's first document, which its payments quote."""
        self.cr.execute(
            "SELECT name FROM account_move WHERE id = %s",
            (self.facts["stories"][story]["account_move"][0],),
        )
        return self.cr.fetchone()[0]

    def span(self, story):
        """Days from the story's first document to its last entry.

        Longer than to its payment where Odoo closed a month with an exchange difference.
        """
        self.cr.execute(
            "SELECT MAX(date) - MIN(date) FROM account_move WHERE id = ANY(%s)",
            (self.facts["stories"][story]["account_move"],),
        )
        return self.cr.fetchone()[0]

    def number_copies(self):
        """Ids of every copy's rows, its partners and its name."""
        bases = []
        for table in TABLES:
            self.cr.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
            first = self.cr.fetchone()[0]
            bases.append(
                f"({first} + SUM(size.{table}) OVER (ORDER BY c.number)"
                f" - size.{table})::int AS {table}_base"
            )
        sizes = ", ".join(
            f"COUNT(*) FILTER (WHERE source = '{table}') AS {table}" for table in TABLES
        )
        self.cr.execute(
            f"""
            CREATE TEMP TABLE bench_clone AS
            SELECT c.*, {", ".join(bases)}, customer.partner_id, customer.contact_id,
                   customer.user_id,
                   substring(c.old_name FROM '^(.*?)[0-9]{{4}}/')
                       || to_char(CURRENT_DATE - c.age, 'YYYY/')
                       || lpad((4 * c.number)::text, {self.digits}, '0') AS main_name
              FROM bench_copy c
              JOIN bench_customer customer ON customer.number = c.customer
              JOIN (SELECT story, {sizes} FROM bench_row GROUP BY story) size
                ON size.story = c.story
            """
        )
        self.cr.execute("CREATE INDEX ON bench_clone (number)")
        self.cr.execute("ANALYZE bench_clone; ANALYZE bench_row")

    # ------------------------------------------------------------------ cloning

    def columns(self, table):
        self.cr.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'"
            " ORDER BY ordinal_position",
            (table,),
        )
        return self.cr.fetchall()

    def references(self, table):
        """Column -> table it refers to."""
        self.cr.execute(
            """
            SELECT attribute.attname, con.confrelid::regclass::text
              FROM pg_constraint con
              JOIN pg_attribute attribute
                ON attribute.attrelid = con.conrelid AND attribute.attnum = con.conkey[1]
             WHERE con.contype = 'f' AND con.conrelid = %s::regclass
            """,
            (table,),
        )
        return dict(self.cr.fetchall())

    def drop_indexes(self):
        """Takes the indexes off; building them afterwards is several times faster."""
        self.cr.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid),
                   obj_description(indexrelid, 'pg_class')
              FROM pg_index
             WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
               AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
            """,
            (list(TABLES),),
        )
        indexes = self.cr.fetchall()
        for name, _definition, _comment in indexes:
            self.cr.execute(f"DROP INDEX {name}")
        return indexes

    def clone(self, table):
        """Every row of ``table`` that is part of a story, once per copy."""
        references = self.references(table)
        columns = self.columns(table)
        values = [self.value(table, name, kind, references.get(name)) for name, kind in columns]
        joins = [
            f"LEFT JOIN bench_row r_{name}"
            f" ON r_{name}.source = '{target}' AND r_{name}.old_id = s.{name}"
            for name, target in references.items()
            if target in TABLES
        ]
        names = ", ".join(f'"{name}"' for name, _kind in columns)
        statement = f"""
            INSERT INTO {table} ({names})
            SELECT {", ".join(values)}
              FROM bench_row r
              JOIN {table} s ON s.id = r.old_id AND r.source = '{table}'
              {" ".join(joins)}
              JOIN bench_clone c ON c.story = r.story
             WHERE c.number > %(after)s AND c.number <= %(after)s + {COPIES_AT_ONCE}
          ORDER BY c.number, r.rank
        """
        self.cr.execute("SELECT MAX(number) FROM bench_clone")
        for after in range(0, self.cr.fetchone()[0], COPIES_AT_ONCE):
            self.cr.execute(statement, {"after": after})

    def value(self, table, column, kind, target):
        """SQL of one column of a copy (``c``) of a story's row (``r``, its source ``s``)."""
        own = f's."{column}"'
        special = self.special_value(table, column)
        if column == "id":
            return f"c.{table}_base + r.rank"
        if special:
            return special
        if target in TABLES:
            return f"COALESCE(c.{target}_base + r_{column}.rank, {own})"
        if target == "res_partner":
            facts = self.facts
            return (
                f"CASE {own} WHEN {facts['partner_id']} THEN c.partner_id"
                f" WHEN {facts['contact_id']} THEN c.contact_id ELSE {own} END"
            )
        if kind == "date":
            return f"{own} + {self.days()}"
        if (table, column) in self.money:
            return f"{own} * c.factor"
        return own

    @staticmethod
    def days():
        return "(c.shift + CASE WHEN r.late THEN c.late ELSE 0 END)"

    def special_value(self, table, column):
        """What is neither copied nor moved: names, matching numbers, the account manager."""
        prefix = f"r.prefix || to_char(s.date + {self.days()}, 'YYYY/')"
        number = "4 * c.number + r.move_rank"
        name = f"{prefix} || lpad(({number})::text, {self.digits}, '0')"
        quoted = f'replace(s."{column}", c.old_name, c.main_name)'
        return {
            ("account_move", "name"): name,
            ("account_move", "sequence_prefix"): prefix,
            ("account_move", "sequence_number"): number,
            ("account_move", "payment_reference"): quoted,
            ("account_move", "ref"): quoted,
            ("account_move", "invoice_partner_display_name"): (
                "'Customer ' || lpad(c.customer::text, 6, '0')"
            ),
            ("account_move", "invoice_user_id"): (
                "CASE WHEN s.invoice_user_id IS NOT NULL THEN c.user_id END"
            ),
            ("account_payment", "name"): name,
            ("account_payment", "memo"): quoted,
            ("account_move_line", "move_name"): name,
            ("account_move_line", "name"): quoted,
            ("account_move_line", "ref"): quoted,
            ("account_move_line", "matching_number"): (
                "COALESCE((c.account_full_reconcile_base + r_full_reconcile_id.rank)::text,"
                " CASE WHEN s.matching_number IS NOT NULL"
                " THEN 'P' || c.account_partial_reconcile_base END)"
            ),
        }.get((table, column))

    def clone_link(self, link, table):
        """Rows of a many2many table of ``table``."""
        references = self.references(link)
        first = next(name for name, target in references.items() if target == table)
        values, joins = [], []
        for name, target in references.items():
            if target in TABLES:
                values.append(f"c.{target}_base + r_{name}.rank")
                joins.append(
                    f"JOIN bench_row r_{name}"
                    f" ON r_{name}.source = '{target}' AND r_{name}.old_id = s.{name}"
                )
            else:
                values.append(f"s.{name}")
        self.cr.execute(
            f"INSERT INTO {link} ({', '.join(references)})"
            f" SELECT {', '.join(values)} FROM {link} s {' '.join(joins)}"
            f" JOIN bench_clone c ON c.story = r_{first}.story"
        )

    # -------------------------------------------------------------------- check

    def check(self):
        """Stops when the ledger is not what Odoo would have written."""
        self.must_be(
            "open items",
            self.items,
            """
            SELECT COUNT(*) FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
            """,
        )
        self.must_be(
            "entries dated after today",
            0,
            "SELECT COUNT(*) FROM account_move WHERE GREATEST(date, invoice_date) > CURRENT_DATE",
        )
        self.must_be(
            "entries out of balance",
            0,
            "SELECT COUNT(*) FROM (SELECT move_id FROM account_move_line GROUP BY move_id"
            " HAVING SUM(balance) <> 0) entry",
        )
        self.must_be(
            "items whose residual is not what their payments left",
            0,
            """
            SELECT COUNT(*) FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              LEFT JOIN (SELECT debit_move_id AS id, SUM(amount) AS amount
                           FROM account_partial_reconcile GROUP BY debit_move_id) debit
                     ON debit.id = line.id
              LEFT JOIN (SELECT credit_move_id AS id, SUM(amount) AS amount
                           FROM account_partial_reconcile GROUP BY credit_move_id) credit
                     ON credit.id = line.id
             WHERE account.account_type IN ('asset_receivable', 'liability_payable')
               AND line.amount_residual
                   <> line.balance - COALESCE(debit.amount, 0) + COALESCE(credit.amount, 0)
            """,
        )
        self.must_be(
            "matchings with a wrong day or partner",
            0,
            """
            SELECT COUNT(*) FROM account_partial_reconcile partial
              JOIN account_move_line debit ON debit.id = partial.debit_move_id
              JOIN account_move_line credit ON credit.id = partial.credit_move_id
             WHERE partial.max_date <> GREATEST(debit.date, credit.date)
                OR debit.partner_id <> credit.partner_id
                OR debit.matching_number <> credit.matching_number
            """,
        )

    def must_be(self, what, wanted, query):
        self.cr.execute(query)
        found = self.cr.fetchone()[0]
        if found != wanted:
            raise SystemExit(f"bench: the ledger has {found} {what}, not {wanted}")


def main(database, items):
    connection = psycopg2.connect(dbname=database, user="postgres")
    try:
        with connection, connection.cursor() as cr:
            Cloning(cr, items).run()
        connection.autocommit = True
        with connection.cursor() as cr:
            # what autovacuum does in a ledger that grew slowly
            cr.execute("VACUUM (ANALYZE)")
    finally:
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
