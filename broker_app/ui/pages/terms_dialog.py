"""A dialog that fills in a record: fields, each read as it is left, and one sentence below."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.entry import Entry, TextEntry, all_read
from broker_app.ui.widgets.text import Plain

LABEL = 132


class TermsDialog(Dialog):
    """Holds a frozen record; `entered` is called when a field has changed it."""

    def __init__(self, desk: Desk, record: Any, title: str, verb: str, parent: QWidget) -> None:
        super().__init__(title, parent, verb, width=560)
        self.desk = desk
        self.record = record
        self.entries: dict[str, Entry] = {}
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()

    def take(self, entries: Mapping[str, Entry]) -> None:
        """Show fields, each holding the record's value of its name."""
        for name, entry in entries.items():
            self.entries[name] = entry
            entry.put(getattr(self.record, name) or ("" if isinstance(entry, TextEntry) else None))
            entry.entered.connect(self._enter)
            self.body.addWidget(entry)

    def entered(self) -> None:
        """Look again at what depends on the record."""

    def read_all(self) -> bool:
        """Read what stands in the fields; tells whether all of it could be read."""
        return all_read(self.entries.values())

    def show_problem(self, problem: BaseException) -> None:
        """Say in the dialog why nothing was written."""
        self.verb.setEnabled(True)
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()
        else:
            self.desk.runner.failed.emit(problem)

    def _enter(self, name: str, value: Any) -> None:
        self.problem.hide()
        self.record = replace(self.record, **{name: value})
        self.entries[name].put(value)
        self.entered()
