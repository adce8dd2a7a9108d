"""What became of a reminder, and what that means for its items and its run."""
