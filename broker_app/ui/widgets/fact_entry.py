"""The entry of one fact: a pick list where it has choices, else a line that is read strictly."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from broker_app import words
from broker_app.domain.facts import Kind
from broker_app.domain.vehicle import SPEC
from broker_app.jobs.editing import read_value
from broker_app.ui import theme
from broker_app.ui.widgets.cell_field import hint_of, shown
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.text import tip

FactEntry = TextEntry | ChoiceEntry
_FIGURES = (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY)


def fact_entry(name: str, value: Any, label: int) -> FactEntry:
    """Return the entry of a fact with its value; None stands for a value that nobody knows."""
    spec = SPEC[name]
    said = partial(words.fact, name)
    if spec.choices:
        made = ChoiceEntry(
            name, said, ("", *spec.choices), partial(_choice, name), quiet=False, label=label
        )
        made.put(value or "")
        return made
    text = partial(shown, name)
    entry = TextEntry(name, said, partial(read_value, name), text, quiet=False, label=label)
    if spec.kind in _FIGURES:
        entry.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
    if spec.kind in (Kind.CODE, Kind.TARIFF):
        entry.edit.setFont(theme.font(theme.SMALL, mono=True))
    entry.edit.setToolTip(tip(hint_of(name)))
    entry.put(value)
    return entry


def unit_of(name: str) -> str:
    """Return the unit of a fact as it is printed, empty where it has none."""
    unit = SPEC[name].unit
    return "m³" if unit == "m3" else unit


def _choice(name: str, choice: str) -> str:
    return words.value(name, choice) if choice else "–"
