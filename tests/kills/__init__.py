"""Kills and power cuts at random moments of real work, and what must hold after each of them."""
