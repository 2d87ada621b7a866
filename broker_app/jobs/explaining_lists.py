"""Explaining lists: what is to be looked at in a row, as a sentence; the same everywhere."""

from broker_app import words
from broker_app.intake.report import RowWarning


def warning_text(warning: RowWarning) -> str:
    """Return the sentence of a warning; words of ours among its values are said, not shown."""
    values = {name: _said(warning.field, value) for name, value in warning.values.items()}
    return words.say(f"warning.{warning.key}", **values)


def _said(field: str, value: str) -> str:
    return words.value(field, value) if words.has(f"choice.{field}.{value}") else value
