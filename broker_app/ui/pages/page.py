"""Page: what every page of the window is and is given."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from broker_app.domain.changes import Changes
from broker_app.domain.question import Question, planned_day
from broker_app.jobs.books import Books
from broker_app.memory import Memory
from broker_app.settings import Settings, staff
from broker_app.store.database import Rows
from broker_app.ui.appearance import Appearance
from broker_app.ui.holding import Hold
from broker_app.ui.runner import EVERYTHING, Runner, Task
from broker_app.ui.signed import Signed
from broker_app.ui.watching import Watch
from broker_app.ui.widgets.text import line


class Asked(QObject):
    """The question that every verdict on the screen answers: destination and day of export."""

    changed = Signal()
    turned = Signal()
    """A new day has begun; told after the question moved with it, and before that is told."""

    def __init__(self, question: Question, today: date) -> None:
        super().__init__()
        self.question = question
        self.today = today

    def ask(self, question: Question) -> None:
        """Ask something else from now on."""
        if question != self.question:
            self.question = question
            self.changed.emit()

    def turn(self, today: date, days_to_export: int) -> None:
        """Begin another day: the usual day of export moves with it, one of a person's stays."""
        if today == self.today:
            return
        before = self.question
        if before.on == planned_day(self.today, days_to_export):
            self.question = replace(before, on=planned_day(today, days_to_export))
        self.today = today
        self.turned.emit()
        if self.question != before:
            self.changed.emit()


@dataclass(frozen=True)
class Desk:
    """What a page works with: handed to it when it is made, never looked up."""

    runner: Runner
    reader: Rows
    """The main thread's own read-only connection, for questions that take a moment."""
    books: Books
    settings: Settings
    asked: Asked
    appearance: Appearance
    watch: Watch = field(default_factory=Watch)
    hold: Hold | None = None
    """The window's hold on the file; where it is not taken, another window has it."""
    memory: Memory = field(default_factory=Memory)
    signed: Signed = field(default_factory=Signed)

    @property
    def who(self) -> str:
        """The name that changes are journalled under: of who signed in, where people do."""
        return self.signed.name or staff(self.settings)

    def given_out(self, kind: str, file: Path, count: int = 0) -> None:
        """Take down in the history that a file was written to be taken along."""
        from broker_app.jobs import giving_out

        self._note(giving_out.note_if_written, kind, file, self.who, count)

    def printed(self, kind: str, printer: str, count: int = 0) -> None:
        """Take down in the history that something went to a printer that is no issued paper."""
        from broker_app.jobs import giving_out

        self._note(giving_out.note_printed, kind, printer, self.who, count)

    def copied(self, what: str, text: str, count: int) -> None:
        """Take down in the history that rows of a table went to the clipboard."""
        from broker_app.jobs import giving_out

        self._note(giving_out.note_copied, what, text, self.who, count)

    def backed_up(self, key: str, file: Path) -> Task:
        """Take down in the history a backup that was made, or brought back."""
        from broker_app.jobs import giving_out

        return self._note(giving_out.note_backup, key, file, self.who)

    def _note(self, job: Callable[..., Changes], *args: Any) -> Task:
        """Note by a job; beside the window that holds the file where this one may not change it."""
        from broker_app.jobs import giving_out

        if self.runner.refusal is None:
            return self.runner.change(job, *args)
        return self.runner.ask(giving_out.note_in, self.runner.path, job, *args)


class Page(QWidget):
    """One page of the window. Pages never call each other: they tell the window."""

    message = Signal(object)
    """A `messages.Message`, a UserError or a bug, for the message bar."""
    wants = Signal(str, object)
    """Another page, by its id, and what to show there."""
    does = Signal(str)
    """An action of the window, by its id."""
    waiting = Signal(int)
    """How many things wait for a person on this page, for the rail."""
    noted = Signal()
    """The footer has something new to say."""

    prints_by = ""
    """The action that prints the list of this page, where it does so in a way of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar_place = QVBoxLayout()
        """Where the message bar stands on this page: the page puts it under its header."""
        self.bar_place.setContentsMargins(0, 0, 0, 0)
        self.home: QWidget | None = None
        """Where the keyboard begins when the page is first shown: its list, where it has one."""
        self._turned = False
        """The language turned while nobody saw the page."""
        self.doers: tuple[object, ...] = ()
        """Parts of the page with actions of their own: methods `do_<id>`, as the page has."""

    def do(self, action: str) -> None:
        """Do an action by its id: by the method of one of its doers, else by its own."""
        self._method(f"do_{action}")()

    def offer(self, action: str, menu: QMenu) -> None:
        """Fill a menu with what an action lets one choose."""
        self._method(f"offer_{action}")(menu)

    def open_choice(self, action: str) -> None:
        """Open the menu of what an action lets one choose, at the pointer."""
        menu = QMenu(self)
        self.offer(action, menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())

    def named(self, _action: str) -> str:
        """Return the words of an action that names what it is about now; empty: the usual ones."""
        return ""

    def _method(self, name: str) -> Callable[..., None]:
        owner = next((one for one in self.doers if hasattr(one, name)), self)
        found: Callable[..., None] = getattr(owner, name)
        return found

    def has(self, _needed: str) -> bool:
        """Tell whether there is what an action needs, by its word in the list of actions."""
        return True

    def open(self, what: Any) -> None:
        """Show something on this page, as another page asked for."""

    def kept(self) -> Any:
        """Return what is shown, as JSON can hold it, to come back to; None for nothing of its own.

        Usually it is what `open` takes.
        """
        return None

    def take_up(self, kept: Any) -> None:
        """Show again what was kept. Raises UserError where it is gone since."""
        self.open(kept)

    @property
    def record(self) -> int | str | None:
        """What a form on this page is about: usually what is kept of the page."""
        kept: int | str | None = self.kept()
        return kept

    def lead_to(self, record: int | str | None) -> None:
        """Show again what somebody was writing about; None is something new.

        Raises UserError where it is gone since.
        """
        if record is not None:
            self.open(record)

    def reopen(self, form: str, name: str) -> None:
        """Open again a form by its kind, at a field by its name; most stand beside their record."""

    def refresh(self, changes: Changes) -> None:
        """Look again at what changed."""

    def turn_day(self) -> None:
        """Look at everything again: what is due, old, late or open is so on another day."""
        self.refresh(EVERYTHING)

    def retranslate(self) -> None:
        """Say again what does not say itself again: texts that were put together by hand."""

    def list_of(self) -> str:
        """Return what the list on it is of, where it is of one thing: it stands on its print."""
        return ""

    def footer(self) -> list[str]:
        """Return what the footer says of this page; the first is the most important."""
        return []

    def start_search(self) -> None:
        """Put the cursor into the search box, where there is one."""

    def stack(self, head: QWidget, *parts: QWidget) -> None:
        """Put the page together: its head, messages, and what stands below; the last fills."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(line("h"))
        column.addLayout(self.bar_place)
        for part in parts:
            column.addWidget(part, part is parts[-1])

    def catch_up(self) -> None:
        """Turn the language before the page is shown, where it turned while nobody saw it."""
        if self._turned:
            self._turned = False
            super().event(QEvent(QEvent.Type.LanguageChange))

    def event(self, event: QEvent) -> bool:
        """Leave a page that is not seen in its language until it is shown: a turn is quick then."""
        if event.type() == QEvent.Type.LanguageChange and self.isHidden():
            self._turned = True
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Turn the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
