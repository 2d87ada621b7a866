"""Whole numbers as somebody typed them: an id, a count."""

MOST_DIGITS = 18
"""What a column of a database holds; more is no id and no count."""


def counted(text: str) -> int | None:
    """Return the number that a text writes in mere digits of any script; None for none."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def id_in(text: str) -> int | None:
    """Return the id that is typed as `#12`; None for none."""
    return counted(text[1:]) if text.startswith("#") else None
