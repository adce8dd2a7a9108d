"""What is decided about a customer's open items; a question per file:

* ``values``         which facts and parameters the rules read
* ``stored``         settings of a run as data, and back
* ``sheet_choice``   which sheet a customer gets
* ``levels``         which level comes next, and which levels a sheet may use
* ``reasons``        why an item is left out: each reason is one value
* ``signs``          what Odoo itself says about an item
* ``under_way``      what payments on their way cover of items
* ``selection``      whether an item is reminded now, and why not
* ``channels``       how a letter reaches its customer: each channel is one value
* ``notice_states``  in which states a notice is open, waits, or counts for levels
* ``notices``        how claims and credits become letters
* ``on_law``         what the law leaves of the charges of a letter
* ``reminded``       what an item is after a letter
* ``hold_state``     whether a hold is in force, kept or broken, and how instalments are cut
* ``booking``        what of charges is left to book, and how a payment is divided
* ``texts``          the words in braces of a letter's texts
* ``call_order``     whom to call first
* ``figures``        what the figures of the dashboard mean
"""
