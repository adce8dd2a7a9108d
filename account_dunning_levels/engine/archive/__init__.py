"""What a reminder leaves behind: its PDF, activities, chatter lines, attached invoices."""
