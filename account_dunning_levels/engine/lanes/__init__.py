"""Who sends, and how they are woken: scheduled actions, or jobs of a queue."""
