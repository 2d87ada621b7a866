"""Entries: a label and a field that is edited in place, with its one sentence where it is wrong.

An entry says what was entered and shows again what is stored; it never stores anything itself. It
acts on Enter and when the focus leaves, so an unfinished composition is never read.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui import theme
from broker_app.ui.widgets.text import Button, Label, Plain, Said, now_said, set_role, tip

LABEL, POPUP = 88, 280
_PADDING = 16
NOTHING_SENT = object()
"""Nothing was sent yet; None is a value like others."""
Read = Callable[[str], Any]
Show = Callable[[Any], str]


class Entry(QWidget):
    """A label, a field, and below it what is wrong with what was typed."""

    entered = Signal(str, object)
    """The name of the entry and its new value."""

    def __init__(
        self, name: str, said: Said, field: QWidget, quiet: bool, label: int, width: int = 0
    ) -> None:
        super().__init__()
        if width:
            field.setFixedWidth(theme.px(width))
        self.name = name
        self._said = said
        self._field = field
        self._sent: Any = NOTHING_SENT
        self.label = Label(said, "label")
        if label:
            self.label.setFixedWidth(theme.px(label))
        self._is_wide_as_said = not label
        self.problem = Plain(role="problem", wrap=True)
        self.link = Button("", link=True)
        self._act: Callable[[], object] | None = None
        self.link.clicked.connect(lambda: self._act() if self._act else None)
        field.setProperty("quiet", "true" if quiet else "false")
        self._lay_out(field, stays=bool(width))
        self.setFocusProxy(field)
        self.forget_problem()
        self._name_field()

    def put(self, value: Any) -> None:
        """Show a stored value; what somebody is typing over the same value stays."""
        raise NotImplementedError

    def put_anew(self, value: Any) -> None:
        """Show a value of something else: what was typed belonged to another record."""
        self.put(value)

    def show_problem(
        self, problem: UserError | str, link: Said = "", act: Callable[[], object] | None = None
    ) -> None:
        """Explain beside the field; what was typed stays. `link` is what one can do about it."""
        self._sent = NOTHING_SENT
        text = words.error(problem) if isinstance(problem, UserError) else problem
        self.problem.setText(text)
        self.problem.show()
        self.link.say(link)
        self.link.setVisible(bool(link))
        self._act = act
        set_role(self._field, "wrong", "true")

    def forget_problem(self) -> None:
        """Take the sentence away."""
        self.problem.hide()
        self.link.hide()
        set_role(self._field, "wrong", "false")

    def hint(self, said: Said, missing: bool = False) -> None:
        """Say in the empty field what it means: `missing` where a paper asks for it."""

    @property
    def is_sent(self) -> bool:
        """Whether what was entered is on its way to be stored."""
        return self._sent is not NOTHING_SENT

    @property
    def is_wrong(self) -> bool:
        """Whether a sentence stands below the field."""
        return not self.problem.isHidden()

    def changeEvent(self, event: QEvent) -> None:
        """Name the field again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name_field()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the label its room: its letters are known once it is on the screen."""
        super().showEvent(event)
        self._fit_label()

    def _name_field(self) -> None:
        self._field.setAccessibleName(now_said(self._said))
        self._fit_label()

    def _fit_label(self) -> None:
        """Break a long label over lines, rather than cut it off."""
        if self._is_wide_as_said:
            return
        metrics, room = self.label.fontMetrics(), self.label.width()
        text = now_said(self._said)
        wraps = metrics.horizontalAdvance(text) > room > 0
        box = metrics.boundingRect(0, 0, room, 1000, Qt.TextFlag.TextWordWrap, text)
        self.label.setWordWrap(wraps)
        self.label.setFixedHeight(box.height() + theme.px(6) if wraps else theme.px(26))

    def _send(self, value: Any) -> None:
        if value != self._sent:
            self._sent = value
            self.entered.emit(self.name, value)

    def _lay_out(self, field: QWidget, stays: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self.label.setFixedHeight(theme.px(26))
        right = QVBoxLayout()
        right.setSpacing(2)
        left = Qt.AlignmentFlag.AlignLeft if stays else Qt.AlignmentFlag(0)
        right.addWidget(field, 0, left)
        right.addWidget(self.problem)
        right.addWidget(self.link)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8) if self._is_wide_as_said else 0)
        row.addWidget(self.label, 0, top)
        row.addLayout(right, 1)


class TextEntry(Entry):
    """One line. `read` turns text into a value, `shown` a value into text for reading.

    `typed` is the text one edits, where it differs from what is shown.
    """

    def __init__(
        self,
        name: str,
        said: Said,
        read: Read = str.strip,
        shown: Show = str,
        typed: Show | None = None,
        quiet: bool = True,
        label: int = LABEL,
        width: int = 0,
    ) -> None:
        self.edit = _Edit()
        super().__init__(name, said, self.edit, quiet, label, width)
        self._read, self._shown, self._typed = read, shown, typed or shown
        self._value: Any = ""
        self._hint: Said = ""
        self._offered: list[str] = []
        self._offers: QStringListModel | None = None
        self._only_offered = False
        self._showing = False
        self.likely = ""
        """What the offer holds that is meant, where a few letters begin several."""
        self.edit.came.connect(self._show)
        self.edit.resized.connect(self._show)
        self.edit.given_up.connect(self.give_up)
        self.edit.textEdited.connect(lambda _: self.forget_problem())
        self.edit.textChanged.connect(self._note_change)
        self.edit.editingFinished.connect(self.accept)

    def put(self, value: Any) -> None:
        """Show a stored value; what somebody is typing over the same value stays."""
        unchanged = value == self._value
        self._value, self._sent = value, NOTHING_SENT
        if self.edit.composing or (unchanged and (self.edit.isModified() or self.is_wrong)):
            return
        self.edit.setModified(False)
        self.forget_problem()
        self._show()

    def put_anew(self, value: Any) -> None:
        """Show a value of something else: what was typed belonged to another record."""
        self.edit.setModified(False)
        self.forget_problem()
        self.put(value)

    def accept(self) -> None:
        """Read what was typed and say it, or say what is wrong with it."""
        if not self.edit.isModified():
            self._show()
            return
        try:
            value = self._read_or_take(self.edit.text())
        except UserError as problem:
            self.show_problem(problem)
            return
        if value == self._value:
            self.give_up()
            return
        self._send(value)

    def give_up(self) -> None:
        """Take back what was typed."""
        self.edit.setModified(False)
        self.forget_problem()
        self._show()

    def type_in(self, text: str) -> None:
        """Put a text in as a person would, and enter it."""
        self.edit.setText(text)
        self.edit.setModified(True)
        self.forget_problem()
        self.accept()

    def hint(self, said: Said, missing: bool = False) -> None:
        """Say in the empty field what it means: `missing` where a paper asks for it."""
        self._hint = said
        self.edit.setPlaceholderText(now_said(said))
        set_role(self.edit, "missing", "true" if missing else "false")

    def complete_from(self, texts: Sequence[str], nothing_else: bool = False) -> None:
        """Offer these texts while one types; those that begin with the letters come first.

        With `nothing_else` these are all there is: a few letters mean the only one that begins with
        them, or holds them.
        """
        self._offered, self._only_offered = list(texts), nothing_else
        if self._offers is not None:
            self._offers.setStringList(self._offered)
            return
        completer = QCompleter(self)
        self._offers = QStringListModel(self._offered, completer)
        completer.setModel(self._offers)
        self.edit.textEdited.connect(self._sort_offers)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", "true")
            popup.setMinimumWidth(theme.px(POPUP))
        completer.activated.connect(self.type_in)
        self.edit.setCompleter(completer)

    def changeEvent(self, event: QEvent) -> None:
        """Say the value and the hint again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.edit.setPlaceholderText(now_said(self._hint))
            self._show()

    def _read_or_take(self, text: str) -> Any:
        try:
            return self._read(text)
        except UserError:
            meant = self._meant(text.strip().casefold()) if self._only_offered else None
            if meant is None:
                raise
            return self._read(meant)

    def _meant(self, typed: str) -> str | None:
        """Return the one offer that a few letters mean; none where it could be another."""
        folded = [(text.casefold(), text) for text in self._offered]
        found = [text for fold, text in folded if fold.startswith(typed)]
        found = found or [text for fold, text in folded if typed in fold]
        likely = [text for text in found if self.likely and self.likely in text]
        return next((some[0] for some in (found, likely) if len(some) == 1), None)

    def _sort_offers(self, typed: str) -> None:
        start = typed.strip().casefold()
        if self._offers is not None:
            order = sorted(self._offered, key=lambda text: not text.casefold().startswith(start))
            self._offers.setStringList(order)

    def _note_change(self) -> None:
        """Keep an offer somebody moved to: Qt takes what it puts in for nothing that was typed."""
        if not self._showing:
            self.edit.setModified(True)

    def _show(self) -> None:
        if self.edit.isModified() or self.is_wrong or self.edit.composing:
            return
        typing = self.edit.hasFocus()
        text = self._typed if typing else self._shown
        said = "" if self._value in (None, "") else text(self._value)
        fits = said if typing else self.edit.elided(said)
        if fits != self.edit.text():
            self._showing = True
            self.edit.setText(fits)
            self._showing = False
            self.edit.setCursorPosition(0)
        self.edit.setToolTip(tip(said if fits != said else ""))


def all_read(entries: Iterable[Entry]) -> bool:
    """Take what is still being typed into some entries; tells whether everything could be read.

    What was refused before may be right by now.
    """
    texts = [entry for entry in entries if isinstance(entry, TextEntry)]
    for entry in texts:
        entry.forget_problem()
        entry.accept()
    return not any(entry.is_wrong for entry in texts)


class _Edit(QLineEdit):
    """Hears when the focus comes, and Esc."""

    came = Signal()
    given_up = Signal()
    resized = Signal()
    composing = False
    """Whether a word is being composed that is not entered yet: nothing is put over it."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def elided(self, text: str) -> str:
        """Return a text that ends in … where there is no room for all of it."""
        room = self.width() - theme.px(_PADDING)
        if not self.isVisible() or room <= 0:
            return text
        return QFontMetrics(self.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Take the offer that is marked and put the others away, so that the field is left."""
        completer = self.completer()
        popup = completer.popup() if completer is not None else None
        if popup is not None and popup.isVisible():
            marked = popup.currentIndex().data()
            popup.hide()
            if marked:
                self.setText(marked)
                self.setModified(True)
            # While offers stand, nobody hears that the focus went, nor of a text that was set.
            self.editingFinished.emit()
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            completer = self.completer()
            popup = completer.popup() if completer is not None else None
            if popup is not None:
                popup.hide()  # an offer that is marked in it is none any more
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
