"""Items and customers that are left alone: promises, plans, disputes, claims at a lawyer."""
