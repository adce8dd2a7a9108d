"""What is decided about a customer's open items; a question per file:

* ``values``        which facts and parameters the rules read
* ``stored``        settings of a run as data, and back
* ``sheet_choice``  which sheet a customer gets
* ``channels``      how a letter leaves, what that asks of its recipient and means to the law
* ``levels``        which level comes next, and which levels a sheet may use
* ``reasons``       why an item is left out: when, who decides it, how it ends
* ``selection``     whether an item is reminded now, and why not
* ``notices``       how claims and credits become letters
* ``notice_states`` in which states a letter waits, or counts
* ``on_law``        what the law leaves of the charges of a letter
* ``holds``         whether a hold is in force, kept or broken, and how instalments are cut
* ``booking``       what of charges is left to book, and how a payment is divided
* ``texts``         the words in braces of a letter's texts
* ``worklist``      whom to call first
* ``figures``       what the figures of the dashboard mean
"""
