"""Named questions asked of the records, one file an area."""
