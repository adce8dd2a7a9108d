"""The only door to settings: options, sheets, rates, laws; as they are, and as a run froze them."""
