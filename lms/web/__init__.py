"""The door that speaks HTTP."""
