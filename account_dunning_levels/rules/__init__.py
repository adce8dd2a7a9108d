"""The rules of dunning: pure functions on frozen values, standard library only.

Nothing here knows Odoo. Three rooms, each knows only those below it:

* ``decide``  what a run decides: items, sheet, level, letters, charges
* ``law``     what the law lets a creditor charge, and when
* ``base``    money, days and charges, which both stand on
"""
