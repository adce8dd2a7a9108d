"""What the stations store with: many rows at once, rights of the engine, references, notes."""
