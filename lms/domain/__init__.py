"""What the words mean: frozen models and pure functions."""
