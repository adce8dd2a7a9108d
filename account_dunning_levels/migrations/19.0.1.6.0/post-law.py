"""What sheets say about due dates keeps its meaning: “agreed” stays, and what was never said stays
as usual (agreed on with businesses, not with consumers)."""


def migrate(cr, version):
    cr.execute("UPDATE account_dunning_sheet SET law_due_date = 'agreed' WHERE law_due_date_agreed")
