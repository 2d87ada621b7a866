"""The sections of the detail pane: reasons, facts, offerings, history."""

import json
import sqlite3
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.facts import Basis
from broker_app.domain.vehicle import SPEC
from broker_app.domain.verdict import Because, Finding
from broker_app.jobs import classifying, explaining, guarding
from broker_app.jobs.classifying import Classified
from broker_app.jobs.guarding import RedFlag
from broker_app.store import history
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.pages.vehicle_facts import (
    CODES,
    SHOWN_FACTS,
    Known,
    day_of,
    is_inferred,
    moment_of,
    source_of,
    value_of,
)
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain

LABEL = 112
_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_ASKED = ("destination", "final_destination", "party", "barred_to")
_PRICES = ("hammer_price", "asking_price", "highest_bid", "start_price")


class Reasons(Section):
    """Every rule that fired or could not be decided, the worst first, with what it compared."""

    record = Signal()
    """The record of all this is wanted on paper."""

    def __init__(self, opened: bool) -> None:
        super().__init__("reasons", "pane.reasons", opened)

    def show_for(self, known: Known) -> None:
        """Show the findings of the verdict."""
        self.clear()
        findings = known.verdict.findings if known.verdict else ()
        undecided = sum(finding.undecided for finding in findings)
        fired = len(findings) - undecided
        parts = [words.say("pane.fired", count=fired)] if fired else []
        parts += [words.say("pane.undecided", count=undecided)] if undecided else []
        self.summary.setText(words.listed(parts))
        if not findings:
            self.column.addWidget(Label("verdict.none_stops", "label", wrap=True))
        for finding in findings:
            self.column.addWidget(_finding(finding, known))
        for flag in known.flags:
            self.column.addWidget(_flag(flag))
        self.column.addWidget(_tariff(known.classified))
        if known.verdict is not None:
            version, checked = known.verdict.pack_version, known.verdict.pack_checked_on
            said = words.say("pane.rests_on", version=version, day=checked)
            self.column.addWidget(Plain(said, "quiet"))
            self.column.addLayout(self._on_paper())

    def _on_paper(self) -> QHBoxLayout:
        row = QHBoxLayout()
        link = Button("action.record", link=True)
        link.clicked.connect(self.record)
        row.addWidget(link)
        row.addStretch(1)
        return row


def _finding(finding: Finding, known: Known) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    grid.setColumnMinimumWidth(1, theme.px(96))
    grid.setColumnStretch(2, 1)
    mark = MarkLabel(finding.outcome.value, 14)
    mark.setFixedHeight(theme.px(20))  # stands in the middle of the first line
    grid.addWidget(mark, 0, 0, _TOP)
    grid.addWidget(Plain(explaining.title(finding), wrap=True), 0, 1, 1, 2)
    lines = [_compared(b, known) for b in finding.because if b.fact not in _ASKED]
    lines += [
        (words.fact(name), _unknown(name), "missing")
        for name in finding.missing
        if name not in {b.fact for b in finding.because}
    ]
    lines += [(words.say("pane.evidence"), _evidence(finding), "")] if finding.evidence else []
    is_primary = known.verdict is not None and finding is known.verdict.primary
    lines += _law(finding, with_instrument=not is_primary)  # the band names that one
    for number, (label, value, role) in enumerate(lines, 1):
        grid.addWidget(Plain(label, "caption"), number, 1, _TOP)
        grid.addWidget(Plain(value, role or "caption", wrap=True), number, 2)
    return made


def _flag(flag: RedFlag) -> QWidget:
    """Return a red flag: for a person to look at, for good."""
    at = flag.values.get("at")
    below = [Plain(moment_of(at), "quiet")] if at else []
    return _remark("warning", Plain(guarding.sentence(flag), wrap=True), *below)


def _tariff(found: Classified) -> QWidget:
    """Return the tariff code that the rules were asked with, and what it rests on."""
    code = " ".join(filter(None, [words.say("pane.tariff_code"), classifying.code_text(found)]))
    why = Plain(classifying.sentence(found), "caption", wrap=True)
    return _remark("info", Plain(code, wrap=True), why)


def _remark(sign: str, *lines: QWidget) -> QWidget:
    """Return some lines behind a mark."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 8)
    row.setSpacing(8)
    mark = MarkLabel(sign, 14)
    mark.setFixedHeight(theme.px(20))
    row.addWidget(mark, 0, _TOP)
    said = QVBoxLayout()
    said.setSpacing(1)
    for line in lines:
        said.addWidget(line)
    row.addLayout(said, 1)
    return made


def _compared(because: Because, known: Known) -> tuple[str, str, str]:
    label = words.fact(because.fact)
    if because.value is None:
        return label, _unknown(because.fact), "missing"
    value = words.value(because.fact, because.value)
    source = explaining.source(because)
    if because.fact in SPEC and getattr(known.record, because.fact) is not None:
        source = source_of(known.record, because.fact)
    said = words.say("pane.value_from", value=value, source=source) if source else value
    return label, said, "fact"


def _unknown(name: str) -> str:
    """Return that a fact is missing, and where a person finds it."""
    unknown, where = words.say("word.unknown"), explaining.where(name)
    return words.say("pane.found_in", unknown=unknown, where=where) if where else unknown


def _evidence(finding: Finding) -> str:
    return words.listed(words.say(f"evidence.{n}") for n in finding.evidence)


def _law(finding: Finding, with_instrument: bool) -> list[tuple[str, str, str]]:
    lines = []
    if with_instrument and (law := explaining.law(finding)):
        lines.append((words.say("pane.law"), law, ""))
    if finding.in_force:
        lines.append((words.say("pane.in_force"), explaining.since(finding), ""))
    if finding.checked_on:
        confidence = words.say(f"confidence.{finding.confidence}")
        checked = words.listed([words.day(finding.checked_on), confidence])
        lines.append((words.say("pane.checked"), checked, ""))
    return lines


class Facts(Section):
    """What we hold true, and where each value comes from; a click on a value opens its field."""

    edit = Signal(str)

    def __init__(self, opened: bool) -> None:
        super().__init__("facts", "pane.facts", opened)
        self._unknown: list[str] = []

    def show_for(self, known: Known) -> None:
        """Show the facts that are known or asked for."""
        self.clear()
        record = known.record
        inferred = sum(is_inferred(record, name) for name in SHOWN_FACTS)
        self.summary.setText(words.say("pane.inferred", count=inferred) if inferred else "")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, theme.px(LABEL))
        grid.setColumnStretch(1, 1)
        needed = known.needed
        shown = [n for n in SHOWN_FACTS if getattr(record, n) is not None or n in needed]
        for number, name in enumerate(shown):
            self._fill_row(grid, number, known, name)
        holder = QWidget()
        holder.setLayout(grid)
        self.column.addWidget(holder)
        self._unknown = [name for name in SHOWN_FACTS if name not in shown]
        self.column.addWidget(self._other_link())

    def other_facts(self) -> QMenu:
        """Return a menu of the facts that nobody has entered yet."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for name in self._unknown:
            entry = menu.addAction(words.fact(name))
            entry.triggered.connect(lambda _=False, name=name: self.edit.emit(name))
        return menu

    def _other_link(self) -> Button:
        link = Button("pane.other_fact", link=True)
        below = QPoint(0, link.sizeHint().height())
        link.clicked.connect(lambda: self.other_facts().popup(link.mapToGlobal(below)))
        return link

    def _fill_row(self, grid: QGridLayout, number: int, known: Known, name: str) -> None:
        value = _Value(value_of(known.record, name), _role(known, name))
        value.setToolTip(words.say("pane.edit_tip"))
        value.clicked.connect(lambda: self.edit.emit(name))
        grid.addWidget(Plain(words.fact(name), "label"), number, 0, _TOP)
        inferred = is_inferred(known.record, name)
        # The dotted line is as wide as the value it stands under.
        grid.addWidget(value, number, 1, _LEFT if inferred else Qt.AlignmentFlag(0))
        grid.addWidget(Plain(source_of(known.record, name), "caption"), number, 2, _RIGHT | _TOP)


class _Value(Plain):
    """A value one can click."""

    clicked = Signal()

    def __init__(self, text: str, role: str) -> None:
        super().__init__(text, role, wrap=True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if role == "inferred":
            self.setWordWrap(False)

    def mousePressEvent(self, _event: object) -> None:
        self.clicked.emit()


def _role(known: Known, name: str) -> str:
    if getattr(known.record, name) is None:
        return "missing"
    if is_inferred(known.record, name):
        return "inferred"
    return "fact_code" if name in CODES else "fact"


class Offerings(Section):
    """Every lot of the vehicle: house, day, number, price, and the row as it stands in its file."""

    def __init__(self, opened: bool) -> None:
        super().__init__("offerings", "pane.offerings", opened)

    def show_for(self, known: Known) -> None:
        """Show the lots, the latest first."""
        self.clear()
        self.summary.setText(words.say("pane.lots", count=len(known.lots)))
        for lot in known.lots:
            self.column.addWidget(_Offering(lot))


class _Offering(QWidget):
    """One lot, and on demand its cells as printed."""

    def __init__(self, lot: sqlite3.Row) -> None:
        super().__init__()
        self._lot = lot
        self._cells = QWidget()
        self._cells.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(2)
        self._column.addLayout(self._first_line())
        self._column.addWidget(Plain(self._second_line(), "caption", wrap=True))
        self._link = Button(self._place, link=True)
        self._link.setToolTip(words.say("pane.source_tip"))
        self._link.clicked.connect(self.turn)
        self._column.addWidget(self._link)
        self._column.addWidget(self._cells)

    def turn(self) -> None:
        """Show or hide the cells."""
        if self._cells.layout() is None:
            self._fill()
        self._cells.setVisible(self._cells.isHidden())

    def _first_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Plain(self._lot["house"] or words.say("pane.no_house")), 1)
        row.addWidget(Plain(self._price(), "fact"))
        return row

    def _second_line(self) -> str:
        lot = self._lot
        parts = [day_of(lot["auction_date"])]
        if lot["lot_number"]:
            parts.append(words.say("pane.lot", number=lot["lot_number"]))
        if lot["result"]:
            parts.append(words.value("result", lot["result"]))
        return words.listed(part for part in parts if part)

    def _price(self) -> str:
        price = next((self._lot[n] for n in _PRICES if self._lot[n] is not None), None)
        return "" if price is None else words.money(price, self._lot["currency"] or "JPY")

    def _place(self) -> str:
        return words.say("pane.place", file=self._lot["file"], line=self._lot["line"])

    def _fill(self) -> None:
        grid = QGridLayout(self._cells)
        grid.setContentsMargins(0, 6, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, theme.px(LABEL))
        grid.setColumnStretch(1, 1)
        for number, (heading, text) in enumerate(json.loads(self._lot["cells"] or "{}").items()):
            grid.addWidget(Plain(heading, "caption"), number, 0, _TOP)
            grid.addWidget(Plain(text, "raw", wrap=True), number, 1)


class History(Section):
    """Who changed what, the latest first."""

    def __init__(self, opened: bool) -> None:
        super().__init__("history", "pane.history", opened)

    def show_for(self, known: Known, reader: Rows) -> None:
        """Show the changes of this vehicle, and the import that brought it."""
        self.clear()
        lines = [_changed(reader, entry) for entry in known.entries]
        if known.lots:
            first = known.lots[-1]
            who = moment_of(first["imported_at"])
            lines.append((who, words.say("step.import", file=first["file"])))
        self.summary.setText(words.say("pane.changes", count=len(lines)))
        for when, what in lines:
            self.column.addWidget(Plain(what, "fact", wrap=True))
            self.column.addWidget(Plain(when, "quiet"))


def _changed(reader: Rows, entry: dict[str, Any]) -> tuple[str, str]:
    when = words.say("pane.by", when=moment_of(entry["at"]), who=entry["who"])
    after = json.loads(entry["after"] or "{}")
    facts = [
        name
        for name in after
        if name in SPEC and not name.endswith(("_precision_cc", "_precision_km"))
    ]
    if facts:
        said = [f"{words.fact(n)} {words.value(n, after[n])}" for n in facts]
        return when, words.listed(said)
    if "state" in after:
        return when, words.say("pane.moved", state=words.state(after["state"]))
    step = history.get(reader, entry["step"])
    if step is not None and step["key"] == "confirm":
        confirmed = [
            n for n in SPEC if n in _confirmed(after) and n not in _confirmed_before(entry)
        ]
        return when, words.say("pane.confirmed", facts=words.listed(map(words.fact, confirmed)))
    return when, words.say("pane.touched")


def _confirmed(values: dict[str, str]) -> set[str]:
    origins = json.loads(values.get("origins") or "{}")
    return {name for name, origin in origins.items() if origin[0] == Basis.CONFIRMED.value}


def _confirmed_before(entry: dict[str, Any]) -> set[str]:
    return _confirmed(json.loads(entry["before"] or "{}"))
