"""A run makes its control list."""
