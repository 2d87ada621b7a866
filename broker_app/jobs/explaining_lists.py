"""Explaining lists: what is to be looked at in a row, as a sentence; the same everywhere."""

from broker_app import words
from broker_app.domain.list_format import ListFormat
from broker_app.intake.report import RowWarning


def warning_text(warning: RowWarning) -> str:
    """Return the sentence of a warning; words of ours among its values are said, not shown."""
    values = {name: _said(warning.field, value) for name, value in warning.values.items()}
    return words.say(f"warning.{warning.key}", **values)


def _said(field: str, value: str) -> str:
    return words.value(field, value) if words.has(f"choice.{field}.{value}") else value


def layout_text(known: ListFormat) -> str:
    """Return how many columns a layout has, and what a person settled of it."""
    parts = [
        words.say(
            "formats.column",
            heading=heading,
            fact=words.fact(fact) if fact else words.say("formats.not_read"),
        )
        for heading, fact in known.columns.items()
    ]
    if known.price_unit:
        parts.append(words.say("formats.prices_in", unit=known.price_unit))
    return words.listed([words.say("import.columns_of", count=len(known.headings)), *parts])
