"""What was done, by whom: the list of steps, each of which can be taken back."""

import sqlite3
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.jobs import undoing
from broker_app.jobs.recounting import name_of, step_name
from broker_app.store import history
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Elided, Plain, line

RECENT = 100

__all__ = ["HistoryDialog", "name_of", "step_name"]


class HistoryDialog(Dialog):
    """The latest steps, the newest first."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(words.say("action.history"), parent, width=560)
        self._desk = desk
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(0)
        rows = [row for row in history.steps(desk.reader, RECENT) if row["key"] != "judge"]
        taken_back = {row["undoes"] for row in rows if row["undoes"] is not None}
        for row in rows:
            column.addWidget(self._row(row, taken_back))
            column.addWidget(line("row"))
        if not rows:
            column.addWidget(Plain(words.say("history.none"), "label"))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setMinimumHeight(360)
        self.body.addWidget(area)

    def _row(self, row: sqlite3.Row, taken_back: set[int]) -> QWidget:
        made = QWidget()
        made.setFixedHeight(36)
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        gone = row["id"] in taken_back
        layout.addWidget(Elided(name_of(self._desk.reader, row), "label" if gone else ""), 1)
        layout.addWidget(Plain(row["who"], "caption"))
        at = datetime.fromisoformat(row["at"]).astimezone()
        layout.addWidget(Plain(words.shown(at), "quiet"))
        if gone:
            layout.addWidget(Plain(words.say("history.taken_back"), "quiet"))
        elif row["undoes"] is None and row["key"] not in undoing.NEVER_UNDONE:
            button = Button("action.undo", link=True)
            button.clicked.connect(lambda _=False: self._undo(row["id"]))
            layout.addWidget(button)
        return made

    def _undo(self, step: int) -> None:
        self._desk.runner.change(undoing.undo_step, step, self._desk.who)
        self.accept()
