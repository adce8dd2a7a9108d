"""A lane makes the letters and lets them leave."""
