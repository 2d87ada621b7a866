"""Data of persons in the settings: what is kept how long; one person looked up, given out, erased.

The same jobs as `broker-app privacy`.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import persons
from broker_app.jobs.persons import Person
from broker_app.reference import retention
from broker_app.store import parties
from broker_app.ui import theme
from broker_app.ui.giving import Giving, Offer, written
from broker_app.ui.messages import Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.second_person import SecondPersonDialog
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.text import Button, Label, Plain

_TOP = Qt.AlignmentFlag.AlignTop
_UNTIL_ERASED = ("party", "staff", "user", "typing")
"""What no law keeps: how long it stays is said by `privacy.<name>`."""


class PrivacyForm(QWidget):
    """A table of what is kept; below it a name, what is stored of it, and what one can do."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int) -> None:
        super().__init__()
        self._desk = desk
        self._found: Person | None = None
        self._asking: Task | None = None
        self._giving = Giving(desk, self)
        self._giving.message.connect(self.message)
        self.name = TextEntry("name", "privacy.name", quiet=False, label=label)
        self.name.entered.connect(lambda _, name: self.look(name))
        self.stored = Plain(role="label", wrap=True)
        self.stored.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.export = Button("privacy.export", link=True)
        self.export.clicked.connect(self._export)
        self.erase = Button("privacy.erase", link=True)
        self.erase.clicked.connect(self._erase)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(0)
        self._table.setVerticalSpacing(6)
        self._table.setColumnMinimumWidth(0, theme.px(label))
        self._table.setColumnStretch(1, 1)
        self._label = label
        self._lay_out()

    def show_kept(self) -> None:
        """Say what is kept and how long, and offer the names of the parties there are."""
        while (item := self._table.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, (what, how_long) in enumerate(_kept()):
            named = Plain(what, "label", wrap=True)
            named.setFixedWidth(theme.px(self._label - 12))
            self._table.addWidget(named, row, 0, _TOP)
            self._table.addWidget(Plain(how_long, wrap=True), row, 1, _TOP)
        self.name.complete_from(sorted({p.name for p in parties.every(self._desk.reader)}))
        self._show(self._found, [])

    def look(self, name: str) -> None:
        """Look up what is stored of a name."""
        self._show(None, [])
        if not name:
            return
        desk = self._desk
        self._asking = desk.runner.ask(
            persons.look_up, name, desk.asked.today, instead_of=self._asking
        )
        self._asking.on_failure(self._refuse)
        self._asking.succeeded.connect(
            lambda told: self._show(told[0], persons.lines(told[0], told[1], name))
        )

    # inside

    def _show(self, found: Person | None, lines: list[str]) -> None:
        self._found = found
        self.stored.setText("\n".join(lines))
        self.stored.setVisible(bool(lines))
        self.export.setVisible(found is not None)
        self.erase.setVisible(found is not None and not found.kept)

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self.name.show_problem(problem)
        else:
            self.message.emit(problem)

    def _export(self) -> None:
        found, desk = self._found, self._desk
        if found is None:
            return
        name = words.say("privacy.folder", number=str(found.party))
        offer = Offer("person", words.say("privacy.export"), name, said=_exported, counted=_records)
        given = (desk.runner.path, found.name, desk.asked.today)
        self._giving.save(offer, persons.export, *given)

    def _erase(self) -> None:
        if self._found is not None:
            dialog = EraseDialog(self._desk, self._found, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.erased.connect(self._erased)
            dialog.open()

    def _erased(self) -> None:
        self.name.put_anew("")
        self._show(None, [])
        self.message.emit(Message("info", "person.forgotten"))

    def _lay_out(self) -> None:
        links = QHBoxLayout()
        links.setContentsMargins(theme.px(self._label), 0, 0, 0)
        links.setSpacing(16)
        links.addWidget(self.export)
        links.addWidget(self.erase)
        links.addStretch(1)
        found = QHBoxLayout()
        found.setContentsMargins(theme.px(self._label), 0, 0, 0)
        found.addWidget(self.stored)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._table)
        column.addWidget(Label("privacy.ask", "label", wrap=True))
        column.addWidget(self.name)
        column.addLayout(found)
        column.addLayout(links)


class EraseDialog(SecondPersonDialog):
    """Says what erasing means, and asks for the second person."""

    erased = Signal()

    def __init__(self, desk: Desk, found: Person, parent: QWidget) -> None:
        title = words.say("privacy.erase_question", name=found.name)
        super().__init__(desk, title, parent, words.say("privacy.erase_verb"))
        self._desk, self._name = desk, found.name
        self.explain("privacy.erase_text")
        self.ask_second()
        self.body.addWidget(self.problem)

    def accept(self) -> None:
        """Erase; the dialog stays open where the second person is missing."""
        if not self.verb.isEnabled():
            return
        self.verb.setEnabled(False)
        desk = self._desk
        given = (self._name, desk.who, self.second.text(), desk.asked.today, self.secret.secret)
        task = desk.runner.change(persons.forget, *given)
        task.on_failure(self._failed)
        task.succeeded.connect(self._done)

    def _done(self, done: tuple[persons.Erased, Changes]) -> None:
        persons.forget_here(done[0], self._desk.memory, self._desk.settings)
        self.erased.emit()
        super().accept()

    def _failed(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        if not self.refuse(problem):
            self._desk.runner.failed.emit(problem)


def _kept() -> list[tuple[str, str]]:
    """Return what is kept of persons and how long, as the shipped table of the law says it."""
    said = [(words.say(f"privacy.of.{one}"), words.say(f"privacy.{one}")) for one in _UNTIL_ERASED]
    rules = {rule.id: rule for rule in retention.rules().values()}
    return [
        *((_named(rule), _how_long(rule)) for rule in rules.values()),
        *said,
    ]


def _named(rule: retention.Rule) -> str:
    return words.listed(words.say(f"person.of.{table}") for table in rule.of)


def _how_long(rule: retention.Rule) -> str:
    return words.say("privacy.years", years=rule.years, why=words.in_both(rule.why))


def _records(found: Person) -> int:
    return found.records


def _exported(folder: Path, found: Person) -> Message:
    said = partial(words.say, "person.exported", name=found.name, folder=folder.name)
    return Message("info", said, written(folder).links[1:])
