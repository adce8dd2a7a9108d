"""A person decides on a control list."""
