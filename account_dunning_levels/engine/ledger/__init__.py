"""What the ledger says about open items and the customers who owe them."""
