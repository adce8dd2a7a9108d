"""From HTML to PDF: the engine, pages, styles, binding. Knows nothing of reminders."""
