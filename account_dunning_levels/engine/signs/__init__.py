"""What Odoo itself says about a debt, a customer and people: asked here by everybody (SPEC 11).

* ``known``      what is looked up before a statement is made: ids that few rows have
* ``claims``     whether an item is a claim at all: money paid out, non-trade accounts, no due date
* ``invoices``   what the invoice says: blocked, never sent, collected by us
* ``under_way``  payments and online transactions that are not in the books yet
* ``facts``      all of it as columns of a statement, and as values for the rules
* ``windows``    all of it as one code, for statements that show items without deciding on them
"""
