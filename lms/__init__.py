"""Training and policy acknowledgement for town and parish councils."""
