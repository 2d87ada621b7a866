"""The examples of a rule as a table: what is given, what it gives, and a tick where that is so."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from broker_app import words
from broker_app.domain.rule import Rule
from broker_app.jobs.explaining_rules import facts_given, given_value
from broker_app.ui import theme
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Label, Plain, line

COLUMNS = 5
"""An example with more facts than this says them in one column."""
ROW = 20
CODES = ("hs_code", "model_code", "vin")
_TOP = Qt.AlignmentFlag.AlignTop


class Examples(QWidget):
    """One row an example; the ticks come when they were tried."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.ticks: list[MarkLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        facts = facts_given(rule)
        self._columns = [[name] for name in facts] if len(facts) <= COLUMNS else [facts]
        self._put_head()
        last = len(self._columns) + 1
        for number, example in enumerate(rule.examples, 1):
            row = 2 * number
            self._grid.addWidget(Plain(example.on.isoformat()), row, 0, _TOP)
            for place, names in enumerate(self._columns, 1):
                self._grid.addWidget(_given(example.given, names), row, place, _TOP)
            self._grid.addWidget(Label(f"rules.gives.{example.gives}"), row, last, _TOP)
            self.ticks.append(line_mark(""))
            self._grid.addWidget(self.ticks[-1], row, last + 1, _TOP)
            self._grid.addWidget(line("row"), row + 1, 0, 1, last + 2)

    def tick(self, passed: Sequence[bool]) -> None:
        """Tick the examples that give what is written."""
        for mark, good in zip(self.ticks, passed, strict=True):
            mark.show_mark("passed" if good else "refused")

    def _put_head(self) -> None:
        last = len(self._columns) + 1
        self._grid.addWidget(Label("rules.example_on", "caption"), 0, 0)
        for place, names in enumerate(self._columns, 1):
            text = words.fact(names[0]) if len(names) == 1 else words.say("rules.given")
            self._grid.addWidget(Plain(text, "caption"), 0, place)
            self._grid.setColumnStretch(place, 3)
        self._grid.addWidget(Label("rules.example_gives", "caption"), 0, last)
        self._grid.setColumnStretch(last, 2)
        self._grid.addWidget(line("h"), 1, 0, 1, last + 2)


def line_mark(name: str) -> MarkLabel:
    """Return a mark as high as a line of text."""
    made = MarkLabel(name, 14)
    made.setFixedHeight(theme.px(ROW))
    return made


def value_role(code: bool) -> str:
    """Return the role of a value: codes have a face of their own."""
    return "fact_code" if code else "fact"


def _given(given: Mapping[str, Any], names: list[str]) -> QWidget:
    if len(names) == 1:
        return Plain(given_value(given, names[0]), value_role(names[0] in CODES), wrap=True)
    said = [f"{words.fact(name)} {given_value(given, name)}" for name in names if name in given]
    return Plain(words.listed(said) or "–", wrap=True)
