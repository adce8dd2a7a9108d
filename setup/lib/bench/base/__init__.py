"""What the benches share: the ledger they measure on, and the processes they measure in."""
