"""One row of a list: what to check in it, and how it stands in the file."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.holding import hold_true
from broker_app.intake.read import RowWarning
from broker_app.jobs.previewing import PreviewRow
from broker_app.ui import theme
from broker_app.ui.models.import_rows import sentence, warning_text
from broker_app.ui.pages.vehicle_facts import title_of
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.scrolled import Column, fill_scrolled
from broker_app.ui.widgets.text import Elided, Label, Plain, empty, line

SIDE, HEADING, FACT = 20, 92, 84
_TOP = Qt.AlignmentFlag.AlignTop
_LONG = re.compile(r"[!-~]{12}(?=[!-~])")


class RowPane(QFrame):
    """The chosen row; its cells as printed, each with the fact it was read as."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setMinimumWidth(theme.px(320))
        self.place = Plain(role="caption")
        self.title = Plain(role="section", wrap=True)
        self.chassis = Plain(role="code")
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(6)
        self._cells = QGridLayout()
        self.taken: set[tuple[str, int, str]] = set()
        """Facts that this list settles against a person: sheet, line, name."""
        self._lay_out()

    def show_row(self, row: PreviewRow | None, headings: dict[str, str]) -> None:
        """Show a row, or nothing."""
        empty(self._warnings)
        empty(self._cells)
        if row is None:
            for label in (self.place, self.title, self.chassis):
                label.setText("")
            self._printed.hide()
            return
        self.place.setText(_place(row))
        self.title.setText(title_of(hold_true(row.lot)) if row.lot else sentence(row))
        chassis = (row.lot.vehicle.chassis_number if row.lot else None) or ""
        self.chassis.setText(chassis)
        self.chassis.setVisible(bool(chassis))
        for warning in row.warnings:
            if warning.field not in row.held:
                self._warnings.addWidget(_warning(warning))
        for name in row.held:
            self._warnings.addWidget(self._choice(row, name))
        self._printed.setVisible(row.lot is not None)
        if row.lot is not None:
            self._show_cells(row.lot.source.cells, headings)

    def _choice(self, row: PreviewRow, name: str) -> "ConflictChoice":
        made = ConflictChoice(row, name, (row.sheet, row.line, name) in self.taken)
        made.chosen.connect(lambda take: self.choose(row, name, take))
        return made

    def choose(self, row: PreviewRow, name: str, take: bool) -> None:
        """Take a fact from the list against what a person entered, or keep that."""
        place = (row.sheet, row.line, name)
        (self.taken.add if take else self.taken.discard)(place)

    def choose_all(self, row: PreviewRow, take: bool, headings: dict[str, str]) -> None:
        """Choose for all that is in conflict in a row."""
        for name in row.held:
            self.choose(row, name, take)
        self.show_row(row, headings)

    def _show_cells(self, cells: dict[str, str], headings: dict[str, str]) -> None:
        facts = {heading: name for name, heading in headings.items()}
        for number, (heading, text) in enumerate(cells.items()):
            label = Elided(heading, "caption")
            label.setFixedWidth(theme.px(HEADING))
            fact = Elided(words.fact(facts[heading]) if heading in facts else "", "quiet")
            fact.setFixedWidth(theme.px(FACT))
            self._cells.addWidget(label, number, 0, _TOP)
            printed = Plain(_breakable(text), "raw", wrap=True)
            printed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._cells.addWidget(printed, number, 1)
            self._cells.addWidget(fact, number, 2, _TOP)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(0, 12, 0, 16)
        column.setSpacing(4)
        for widget in (self.place, self.title, self.chassis):
            column.addLayout(_sided(widget))
        column.addSpacing(8)
        warnings = QVBoxLayout()
        warnings.setContentsMargins(SIDE, 0, SIDE, 0)
        warnings.addLayout(self._warnings)
        column.addLayout(warnings)
        column.addSpacing(8)
        column.addWidget(self._as_printed())
        column.addStretch(1)
        fill_scrolled(self, inner)

    def _as_printed(self) -> QWidget:
        self._printed = QWidget()
        column = QVBoxLayout(self._printed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(line("h"))
        column.addLayout(_sided(Label("import.as_printed", "strong")))
        cells = QVBoxLayout()
        cells.setContentsMargins(SIDE, 0, SIDE, 0)
        self._cells.setHorizontalSpacing(8)
        self._cells.setVerticalSpacing(5)
        self._cells.setColumnMinimumWidth(0, theme.px(HEADING))
        self._cells.setColumnMinimumWidth(2, theme.px(FACT))
        self._cells.setColumnStretch(1, 1)
        cells.addLayout(self._cells)
        column.addLayout(cells)
        return self._printed


class ConflictChoice(QWidget):
    """What a person entered and what the list says; the first is kept unless one says otherwise."""

    chosen = Signal(bool)
    """Whether the list is taken."""

    def __init__(self, row: PreviewRow, name: str, take: bool) -> None:
        super().__init__()
        assert row.lot is not None
        seen = hold_true(row.lot)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(MarkLabel("conflict", 14))
        head.addWidget(Plain(words.fact(name), "strong"), 1)
        column.addLayout(head)
        self.keep = self._way("import.keep", words.value(name, row.held[name]))
        self.take = self._way("import.take", words.value(name, getattr(seen, name)))
        (self.take if take else self.keep).setChecked(True)
        self.take.toggled.connect(self.chosen)

    def _way(self, key: str, value: str) -> QRadioButton:
        button = QRadioButton(words.say(key, value=value).replace("&", "&&"))
        self._column.addWidget(button)
        return button


def _breakable(text: str) -> str:
    """Return a text that may be broken inside long words too, such as addresses."""
    return _LONG.sub(lambda part: part.group() + "\u200b", text)


def _sided(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(SIDE, 0, SIDE, 0)
    row.addWidget(widget)
    return row


def _place(row: PreviewRow) -> str:
    parts = [words.say("import.row", line=str(row.line))]
    if row.lot is not None and row.lot.lot_number:
        parts.append(words.say("pane.lot", number=row.lot.lot_number))
    if row.sheet:
        parts.append(row.sheet)
    return words.listed(parts)


def _warning(warning: RowWarning) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(MarkLabel("warning", 14), 0, _TOP)
    said = warning_text(warning)
    if warning.field:
        said = words.say("import.warning", fact=words.fact(warning.field), text=said)
    row.addWidget(Plain(said, wrap=True), 1)
    return made
