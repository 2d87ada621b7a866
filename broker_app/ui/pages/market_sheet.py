"""The sheet of a market as a text: what it asks, how goods get there, its duties, who says so."""

from collections.abc import Sequence
from urllib.parse import unquote

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app.papers.market_sheet import MarketSheet, SheetGrid, SheetPart, SheetSource
from broker_app.ui import theme
from broker_app.ui.models.columns import OLD
from broker_app.ui.outside import open_address
from broker_app.ui.pages.rule_examples import line_mark
from broker_app.ui.widgets.marks import MarkLabel, tint_of
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line, tip

SIDE, TOP, LINE = 32, 24, 24
LABEL, TRUST, MOST = 148, 220, 960
ADDRESS = 48
"""Signs of an address that are shown; its tip holds all of it."""
SHARES = {
    "asks": (5, 3, 3, 5, 6),
    "examples": (3, 3, 8, 3, 6),
    "duty": (5, 3, 5, 6),
}
"""How the columns of the tables of a part share the room."""
_TOP = Qt.AlignmentFlag.AlignTop
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class MarketSheetText(QWidget):
    """Its contents are made anew for each market."""

    print_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sheet: MarketSheet | None = None
        self.under_head = QVBoxLayout()
        """Stays from market to market: what a view puts here stands above the facts."""
        self._mark = MarkLabel("", 20)
        self._mark.setFixedHeight(theme.px(LINE))
        self._head, self._body = QVBoxLayout(), QVBoxLayout()
        self._head.setSpacing(6)
        self._body.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(8)
        for part in (self._head, self.under_head, self._body):
            column.addLayout(part)
        column.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(MOST))
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._mark, 0, _TOP)
        row.addLayout(column, 1)
        around = QHBoxLayout(self)
        around.setContentsMargins(SIDE, TOP, SIDE, SIDE)
        around.addWidget(inner, 1)
        around.addStretch(0)

    def show_sheet(self, sheet: MarketSheet | None) -> None:
        """Show a sheet; None where no market is found."""
        self.sheet = sheet
        empty(self._head)
        empty(self._body)
        self._mark.setVisible(sheet is not None)
        if sheet is None:
            self._head.addWidget(Label("sheet.none_found", "label"))
            return
        self._mark.show_mark(sheet.mark)
        self._show_head(sheet)
        for part in sheet.parts:
            self._show_part(part)

    def _show_head(self, sheet: MarketSheet) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(Plain(sheet.title, "title", wrap=True), 1)
        for key, wanted in (("sheet.copy", self.copy_wanted), ("sheet.print", self.print_wanted)):
            button = Button(key, link=True)
            button.clicked.connect(wanted)
            top.addWidget(button, 0, _TOP)
        self._head.addLayout(top)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(Plain(sheet.other_title, "label"))
        beside.addWidget(Plain(sheet.market, "code"))
        beside.addStretch(1)
        self._head.addLayout(beside)
        status = Plain(sheet.status, "strong", wrap=True)
        status.setProperty("status", tint_of(sheet.mark))
        self._head.addWidget(status)
        said = f"{OLD} {sheet.checked}" if sheet.old else sheet.checked
        self._head.addWidget(Plain(said, "missing" if sheet.old else "label"))
        for caution in sheet.cautions:
            self._head.addLayout(_caution(caution))
        self._head.addLayout(_lines(sheet.summary))

    def _show_part(self, part: SheetPart) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, theme.px(16), 0, 0)
        head.addWidget(Plain(part.title, "section"))
        head.addStretch(1)
        head.addWidget(Plain(part.beside, "quiet"))
        self._body.addLayout(head)
        for text in part.texts:
            self._body.addWidget(Plain(text, wrap=True))
        if part.lines:
            self._body.addLayout(_lines(part.lines))
        for grid in part.grids:
            if grid.title:
                self._body.addWidget(Plain(grid.title, "label"))
            self._body.addLayout(_table(grid, SHARES.get(part.key, ())))
        if part.sources:
            self._body.addLayout(_sources(part.sources))


def _caution(text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(line_mark("REVIEW"), 0, _TOP)
    row.addWidget(Plain(text, wrap=True), 1)
    return row


def _lines(lines: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.setColumnMinimumWidth(0, theme.px(LABEL))
    grid.setColumnStretch(1, 1)
    for number, (label, said) in enumerate(lines):
        name = Plain(label, "label", wrap=True)
        name.setFixedWidth(theme.px(LABEL))
        grid.addWidget(name, number, 0, _TOP)
        grid.addWidget(Plain(said, wrap=True), number, 1, _TOP)
    return grid


def _table(table: SheetGrid, shares: Sequence[int]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    wide = len(table.heads) + bool(table.marks)
    for place, head in enumerate(table.heads):
        grid.addWidget(Plain(head, "caption"), 0, place)
        grid.setColumnStretch(place, shares[place] if place < len(shares) else 1)
    grid.addWidget(line("h"), 1, 0, 1, wide)
    for number, cells in enumerate(table.rows, 1):
        for place, text in enumerate(cells):
            grid.addWidget(_cell(text), 2 * number, place, _TOP)
        if table.marks:
            grid.addWidget(line_mark(table.marks[number - 1]), 2 * number, wide - 1, _TOP)
        grid.addWidget(line("row"), 2 * number + 1, 0, 1, wide)
    return grid


def _cell(text: str) -> QWidget:
    """Return the words of a cell; several facts stand a little apart."""
    if "\n" not in text:
        return Plain(text, wrap=True)
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(5))
    for said in text.split("\n"):
        column.addWidget(Plain(said, wrap=True))
    return made


def _sources(sources: Sequence[SheetSource]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, theme.px(4), 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(2, 1)
    for number, source in enumerate(sources):
        name = Plain(source.name, "caption", wrap=True)
        name.setFixedWidth(theme.px(LABEL))
        grid.addWidget(name, number, 0, _TOP)
        trust = Plain(f"{source.confidence}\n{source.checked}", "caption", wrap=True)
        trust.setFixedWidth(theme.px(TRUST))
        grid.addWidget(trust, number, 1, _TOP)
        links = QVBoxLayout()
        links.setSpacing(2)
        for address in source.addresses:
            links.addWidget(_link(address), 0, _LEFT)
        grid.addLayout(links, number, 2)
    return grid


def _link(address: str) -> Button:
    shown = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    shown = unquote(shown).rstrip("/")
    if len(shown) > ADDRESS:
        shown = shown[: ADDRESS - 1] + "…"
    button = Button(lambda: shown, link=True)
    button.setToolTip(tip(address))
    button.clicked.connect(lambda: open_address(address))
    return button
