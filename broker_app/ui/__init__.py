"""Qt: the only room that knows it."""
