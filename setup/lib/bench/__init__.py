"""The benches of setup/bench: one module each, found by its name.

A bench has a docstring whose first line is its help, a function ``run(options)`` that returns a
dict for the JSON line, and the functions that its processes are told to call (see
:mod:`bench.base.worker`). ``options`` has ``items``, ``letters``, ``invoices``,
``rounds``, ``database`` and ``peer_addons`` (an addons path, empty without peer). A bench that
changes the ledger says ``WRITES = True`` and gets a copy of it; one that says ``WITHOUT = True``
gets another of the same ledger where the addon was never installed, ``options.without``.
"""
