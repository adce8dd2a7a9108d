"""What the law lets a creditor charge (data plus pure functions)."""
