"""Entries for particulars: what is entered is said in the form that is kept."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from broker_app.domain.money import Money
from broker_app.domain.particulars import YES, Particular, amount_of
from broker_app.jobs import particulars
from broker_app.jobs.books import Books
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.party_entry import PartyEntry

LABEL = 136
_BETWEEN = 24


def entry_for(
    particular: Particular, books: Books, currency: Callable[[], str] = lambda: "JPY"
) -> Entry:
    """Return the entry of a particular, by its kind; amounts are read in `currency`."""

    def said() -> str:
        return particulars.title(particular)

    def choice(key: str) -> str:
        return particulars.shown(particular, key) if key else nothing()

    key, kind = particular.key, particular.kind
    if kind in ("choice", "yes"):
        keys = [one.key for one in particular.choices] or [YES]
        return ChoiceEntry(key, said, ["", *keys], choice, label=LABEL)
    if kind == "party":
        return PartyEntry(key, said, label=LABEL)
    if kind == "lines":
        lines = LinesEntry(key, said, label=LABEL)
        lines.hint(nothing)
        return lines
    text = TextEntry(
        key,
        said,
        lambda text: particulars.read(particular, text, currency(), books),
        lambda value: particulars.shown(particular, value, books),
        lambda value: _typed(particular, value),
        label=LABEL,
    )
    text.hint(nothing)
    return text


def in_columns(below: QVBoxLayout, entries: Sequence[Entry]) -> None:
    """Put entries below each other in two columns, read downwards; those of lines below both."""
    short = [entry for entry in entries if not isinstance(entry, LinesEntry)]
    half = -(-len(short) // 2)
    row = QHBoxLayout()
    row.setSpacing(_BETWEEN)
    for part in (short[:half], short[half:]):
        column = QVBoxLayout()
        column.setSpacing(2)
        for entry in part:
            column.addWidget(entry)
        column.addStretch(1)
        row.addLayout(column, 1)
    below.addLayout(row)
    for entry in entries:
        if entry not in short:
            below.addWidget(entry)


def stored(value: Any) -> str:
    """Return what an entry says in the form that is kept."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def shown_in(particular: Particular, value: str) -> Any:
    """Return a kept value as its entry takes it."""
    if particular.kind == "lines":
        return tuple(value.splitlines())
    if particular.kind == "party":
        return int(value) if value else None
    return value


def nothing() -> str:
    """Say that a field is empty."""
    return "–"


def _typed(particular: Particular, value: str) -> str:
    """Return the text that one edits."""
    if particular.kind == "amount" and value:
        currency, units = amount_of(value)
        return f"{Money(units, currency).amount:f}"
    return value
