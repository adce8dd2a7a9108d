"""The rules of dunning: pure functions on frozen values, standard library only.

Nothing here knows Odoo. A question per file:

* ``values``       which facts and parameters the rules read
* ``money``        how amounts are rounded and converted
* ``lateness``     when an item is late, and how many months
* ``sheet_choice`` which sheet a customer gets
* ``levels``       which level comes next, and which levels a sheet may use
* ``selection``    whether an item is reminded now, and why not
* ``charges``      what is added to a claim
* ``holds``        whether a hold is in force, kept or broken, and how instalments are cut
* ``notices``      how claims and credits become letters
* ``figures``      what the figures of the dashboard mean
"""
