"""The parts of the fault bench: a small ledger, a mail server that misbehaves, processes that are
killed, a machine whose disk fills up, and the audit after each round."""
