"""Content files to domain objects."""
