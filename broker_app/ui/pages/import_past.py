"""The import page at rest: where to drop a list, and every import there was."""

import sqlite3
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.store import lots
from broker_app.store.database import Rows
from broker_app.ui import keys, theme
from broker_app.ui.pages.empty_stock import Drawing
from broker_app.ui.pages.vehicle_facts import moment_of
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Button, Elided, Label, Plain, empty, line

SIDE, ROW, HEAD = 16, 36, 28
SHOWN = 50
"""So many imports are shown at first."""
COUNTS = ("rows_read", "added", "updated", "duplicates", "refused")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PastImports(QWidget):
    """A drop target over the list of imports; the target takes the page while there are none."""

    choose = Signal()
    undo = Signal(int, str)
    """A batch and its file."""
    show_batch = Signal(int, str)
    save_report = Signal(int, str)
    save_list = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self._every = False
        self._batches: list[sqlite3.Row] = []
        self._grid = QGridLayout()
        self._more = Button("import.show_all", link=True, count=0)
        self._more.clicked.connect(self._show_every)
        self._list = self._scrolled()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(16)
        target = QHBoxLayout()
        target.setContentsMargins(SIDE, 0, SIDE, 0)
        target.addWidget(self._target())
        column.addLayout(target, 1)
        column.addWidget(self._list, 3)

    def look(self, reader: Rows) -> None:
        """Read the list of imports again."""
        self._batches = lots.batches(reader)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the list again."""
        empty(self._grid)
        self._list.setAccessibleName(words.say("import.past"))
        self._list.setVisible(bool(self._batches))
        self._drawing.setVisible(not self._batches)
        if not self._batches:
            return
        self._put_head()
        shown = self._batches if self._every else self._batches[:SHOWN]
        for number, batch in enumerate(shown):
            self._put_row(2 + 2 * number, batch)
        self._more.setVisible(len(shown) < len(self._batches))
        self._more.say("import.show_all", count=len(self._batches))

    def _put_head(self) -> None:
        keys = ("file", "when", "who", *COUNTS)
        for number, key in enumerate(keys):
            label = Label(f"import.past.{key}", "caption")
            if key in COUNTS:
                label.setAlignment(_RIGHT)
            label.setFixedHeight(theme.px(HEAD))
            self._grid.addWidget(label, 0, number)
        self._grid.addWidget(line("h"), 1, 0, 1, len(keys) + 4)

    def _put_row(self, row: int, batch: sqlite3.Row) -> None:
        undone = bool(batch["undone"])
        name = Elided(batch["file"], "label" if undone else "")
        name.setFixedHeight(theme.px(ROW))
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(Plain(moment_of(batch["imported_at"]), "label"), row, 1)
        self._grid.addWidget(Plain(batch["who"], "label"), row, 2)
        for number, key in enumerate(COUNTS, 3):
            count = Plain(words.number(batch[key] or 0), "label" if undone else "")
            count.setAlignment(_RIGHT)
            self._grid.addWidget(count, row, number)
        last = 3 + len(COUNTS)
        if undone:
            self._grid.addWidget(Label("import.undone_already", "quiet"), row, last, 1, 4)
        else:
            self._put_links(row, last, batch["id"], batch["file"])
        self._grid.addWidget(line("row"), row + 1, 0, 1, last + 4)

    def _put_links(self, row: int, column: int, batch: int, file: str) -> None:
        show = Button("import.show", link=True)
        show.clicked.connect(lambda: self.show_batch.emit(batch, file))
        back = Button("action.undo_import", link=True)
        back.setAccessibleName(f"{words.say('action.undo_import')} {file}")
        back.clicked.connect(lambda: self.undo.emit(batch, file))
        self._grid.addWidget(show, row, column)
        for number, (key, signal) in enumerate(
            (("import.report", self.save_report), ("import.original", self.save_list)), column + 1
        ):
            link = Button(key, link=True)
            link.setAccessibleName(f"{words.say(key)} {file}")
            link.clicked.connect(partial(signal.emit, batch, file))
            self._grid.addWidget(link, row, number)
        self._grid.addWidget(back, row, column + 3)

    def _show_every(self) -> None:
        self._every = True
        self.retranslate()

    def _target(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("drop", "true")
        frame.setMinimumHeight(theme.px(148))
        column = QVBoxLayout(frame)
        column.setSpacing(8)
        column.addStretch(1)
        self._drawing = Drawing()
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self._drawing, 0, centre)
        column.addWidget(Label("empty.title", "section"), 0, centre)
        column.addWidget(Label("empty.text", "label"), 0, centre)
        column.addSpacing(4)
        self.button = Button(lambda: keys.with_word("choose_files"), primary=True)
        self.button.clicked.connect(self.choose)
        column.addWidget(self.button, 0, centre)
        column.addStretch(1)
        return frame

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(SIDE, 0, SIDE, 0)
        column.setSpacing(8)
        column.addWidget(Label("import.past", "section"))
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        column.addLayout(self._grid)
        column.addWidget(self._more)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        return area
