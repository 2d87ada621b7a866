"""Small forms: fields below each other, kept together by a button or Enter, and their place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app.errors import UserError
from broker_app.ui import theme
from broker_app.ui.runner import Task
from broker_app.ui.widgets.entry import Entry, all_read
from broker_app.ui.widgets.pressable import EnterKeeps
from broker_app.ui.widgets.text import Button, Said, empty


class SmallForm(EnterKeeps, QWidget):
    """Says its record when it is to be kept; nothing is stored before."""

    kept = Signal(object)
    removed = Signal(object)
    given_up = Signal()
    entries: dict[str, Entry]
    """The fields, by the names of the record's values."""

    @property
    def value(self) -> Any:
        """The record as it stands in the fields."""
        raise NotImplementedError

    def place_of(self, problem: UserError) -> str:
        """Return the field at which a refusal is explained."""
        raise NotImplementedError

    def accept(self) -> None:
        """Say the record, unless something in a field cannot be read."""
        if all_read(self.entries.values()):
            self.kept.emit(self.value)

    def show_problem(self, problem: BaseException, *link: Any) -> bool:
        """Explain at its field why the record was not kept; tells whether it could."""
        if isinstance(problem, UserError):
            self.entries[self.place_of(problem)].show_problem(problem, *link)
        return isinstance(problem, UserError)

    def lay_out(
        self, parts: Iterable[QWidget], *, indent: int = 0, spacing: int = 4, remove: Said = ""
    ) -> None:
        """Put parts below each other, and below them the buttons: keep, give up, remove."""
        self.keep = Button("ui.save")
        self.keep.clicked.connect(self.accept)
        self.leave = Button("ui.cancel", link=True)
        self.leave.clicked.connect(self.given_up)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(indent), 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.keep)
        row.addWidget(self.leave)
        row.addStretch(1)
        if remove:
            button = Button(remove, link=True)
            button.clicked.connect(lambda: self.removed.emit(self.value))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 8)
        column.setSpacing(spacing)
        for part in parts:
            column.addWidget(part)
        column.addLayout(row)


class FieldsForm(SmallForm):
    """Its record is a mapping of values by field. `place_of` names the field of a refusal."""

    is_form = True
    """What is typed here counts until it is closed."""

    def __init__(
        self,
        entries: Sequence[Entry],
        values: Mapping[str, Any],
        label: int,
        place_of: Callable[[UserError], str] | None = None,
    ) -> None:
        super().__init__()
        self.entries = {entry.name: entry for entry in entries}
        self.values = {name: values.get(name, "") for name in self.entries}
        self._place_of = place_of
        for name, entry in self.entries.items():
            entry.put(self.values[name])
            entry.entered.connect(self._enter)
        self.lay_out(entries, indent=label, spacing=8)
        self.setFocusProxy(entries[0])

    @property
    def value(self) -> dict[str, Any]:
        """The values by field."""
        return dict(self.values)

    def place_of(self, problem: UserError) -> str:
        """Return the field that was named for it, else the first."""
        return self._place_of(problem) if self._place_of else next(iter(self.entries))

    def _enter(self, name: str, value: Any) -> None:
        self.values[name] = value
        self.entries[name].put(value)


class FormPlace(QWidget):
    """Where one form stands while somebody fills it in; until then, the buttons that begin one."""

    message = Signal(object)
    """A problem that no field can show."""

    def __init__(self, *begin: Button, indent: int = 0) -> None:
        super().__init__()
        self.form: Any = None
        """The `SmallForm` that somebody fills in, None where none is open."""
        self._begin, self._open = QWidget(), QVBoxLayout()
        row = QHBoxLayout(self._begin)
        row.setContentsMargins(theme.px(indent), 0, 0, 0)
        row.setSpacing(16)
        for button in begin:
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._open)
        column.addWidget(self._begin)

    def open(self, form: SmallForm) -> None:
        """Put a form in place of the one that stands."""
        self.close_form()
        self.form = form
        form.given_up.connect(self.close_form)
        self._open.addWidget(form)
        self._begin.hide()
        form.setFocus(Qt.FocusReason.TabFocusReason)

    def close_form(self) -> None:
        """Take the form away."""
        self.form = None
        empty(self._open)
        self._begin.show()

    def follow(self, task: Task, refuse: Callable[[Any], object] | None = None) -> None:
        """Close the form once its record is stored; else explain in it why it was not."""
        task.on_failure(refuse or self.refuse)
        task.succeeded.connect(lambda _: self.close_form())

    def refuse(self, problem: BaseException, *link: Any) -> None:
        """Explain in the form why its record was not stored, or say it where nothing is open."""
        if self.form is None or not self.form.show_problem(problem, *link):
            self.message.emit(problem)
