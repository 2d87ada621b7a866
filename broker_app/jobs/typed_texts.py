"""Typed texts: how long one may be, whatever field it was typed in."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from broker_app.errors import UserError

LONGEST = 4000
"""Characters of a typed text; longer ones were never meant for one field."""


def refuse_long(record: Any, said: Callable[[str], str]) -> None:
    """Refuse a record one of whose texts was never meant for one field.

    `said` says what a field is called. Raises UserError(value_too_long).
    """
    for one in fields(record):
        value = getattr(record, one.name)
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and len(text) > LONGEST for text in texts):
            raise UserError("value_too_long", fact=said(one.name), most=LONGEST)
