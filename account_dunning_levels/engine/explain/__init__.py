"""Why: an item, a customer, a sheet, a figure, the law."""
