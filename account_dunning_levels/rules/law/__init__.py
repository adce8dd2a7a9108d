"""What the law lets a creditor charge, and when: data and pure functions.

A country is one folder of ``countries``: profiles, rates, calendar, waiting rule, letter content,
articles. All lists are derived from those folders.

What countries are made of:

* ``country``       which parts a country has (:class:`country.Country`, :class:`country.Profile`)
* ``waiting``       how long nothing may be charged after a letter (``calendars``: holidays)
* ``fee_rules``     how high a fee may be (``scales``: by the size of the claim)
* ``starts``        from which day interest runs
* ``letters``       what a letter must say
* ``rate_tables``   yearly rates by date, looked up, never guessed
* ``union``         what several countries share

What is derived from them: ``profiles`` (which law applies), ``rates``, ``content`` (what a letter
lacks). What is done with them:

* ``interest``      late interest by the day or the month (``day_counts``, ``exact``)
* ``ceilings``      what is asked, and why it is less than the settings say
* ``calculation``   how a figure came about, for screen, annex and storage
* ``allocation``    to what a payment is allocated first
* ``sheet_check``   what in a sheet the law cuts down
* ``bad_debts``     when VAT on unpaid invoices comes back, and how much
* ``time_bars``     when a claim can no longer be enforced

The engine prepares one ``charging.Charging`` per profile, terms and key date, and asks it for each
letter. ``claims`` has the facts it needs::

    law = Charging(profile_for("BE", consumer=True), Terms(clause=True), key_date, tables)
    claim = Claim(id, residual, due_date, number, own_fine, facts=Facts(warned_on, "post"))
    law.opens_on(claim)             # a day: charges are not allowed before it; None: no wait
    law.fees.of(claims, credits)    # one ceilings.Allowed per claim: amount, own, reason
    law.interest.of(claim)          # ceilings.Allowed; raises rate_tables.NoRate
    law.fees.explain(claims)        # calculation.Calculation: to_json() is kept with the notice
    law.interest.explain(claim)

``timing``, ``fees`` and ``late_interest`` are the rooms behind that door. A profile ``none``
gives back what the sheet says, to the cent.
"""
