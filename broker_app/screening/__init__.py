"""Looks for parties in lists of barred parties, by name, number and address."""
