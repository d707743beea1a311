"""A council's own document, read from paper into clauses without losing a line."""
