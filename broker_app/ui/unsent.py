"""What is being typed and not stored yet: kept aside while one types, offered again at its place.

It is kept beside where one was (see `window_state`), never in the database. Nothing is put back by
itself, and what is hidden while it is typed, as a password, is never kept. A field counts that is
an entry of a page, until it is stored or given up, or that stands in a form (`is_form`: a dialog,
a cell that became a field), until that is closed.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from shiboken6 import isValid

from broker_app import words
from broker_app.errors import UserError
from broker_app.memory import Memory
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Page
from broker_app.ui.typed_fields import (
    Field,
    Typed,
    entry_of,
    find,
    form_of,
    is_modified,
    may_be_kept,
    page_of,
    place_of,
    text_of,
    upwards,
    write,
)
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Plain

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow

AFTER_MS = 500
"""What is typed is kept so long after the last key."""
LOOK_MS, LOOKS = 100, 40
"""How often a form is looked for that is being opened again."""
LONGEST, SHOWN = 20_000, 60
"""Letters of a text that are kept, and that the sentence shows."""
_MEMORY = "unsent"


class Unsent(QObject):
    """Keeps what is typed in a window, and offers what was typed in the one before."""

    def __init__(self, window: "MainWindow", memory: Memory) -> None:
        super().__init__(window)
        self._window, self._memory = window, memory
        self.waiting = _read(memory.get(_MEMORY, []))
        """What was typed before and is neither put back nor thrown away."""
        self._watched: dict[Field, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self.keep)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        window.lock.opened.connect(self.offer)
        memory.on_erasing(self._erase)

    def keep(self) -> None:
        """Keep what is typed and not stored now; nothing is written where it is the same."""
        self._put_aside([field for field in self._open_fields() if self._is_unsent(field)])

    def end(self) -> None:
        """Leave the field as who clicks elsewhere does, and keep what is not on its way then."""
        focused = self._window.focusWidget()
        if focused is not None:
            focused.clearFocus()
        fields = [(one, entry_of(one)) for one in self._open_fields() if self._is_unsent(one)]
        self._put_aside([one for one, entry in fields if entry is None or not entry.is_sent])
        self._memory = Memory()  # forms that close with the window are not given up

    def offer(self) -> None:
        """Offer in the bar what was typed before, in one sentence for each form."""
        if not self._window.lock.closed:  # who signs in may be somebody else
            for group in self._groups():
                self._tell(group)

    def put_back(self, group: list[Typed]) -> None:
        """Go to the place, open its form again, and put the texts into their fields."""
        self._window.show_page(group[0].page)
        page = self._window.current
        if page is None:
            return
        try:
            if page.record != group[0].record or page.record is None:
                page.lead_to(group[0].record)
        except UserError:  # it is gone since
            self._hand_over(group)
        else:
            self._look_for(page, group, LOOKS)

    def put_in(self, root: QWidget, group: list[Typed]) -> bool:
        """Put texts into their fields in a dialog or on a page; tells whether it could."""
        fields = [(one, find(root, one.place)) for one in group]
        there = [(one, field) for one, field in fields if field is not None]
        for one, field in there:
            self._watch(field)
            if field is there[-1][1]:  # only one: a field that is left is stored
                field.setFocus(Qt.FocusReason.OtherFocusReason)
            write(field, one.text)
        if there:
            self.throw_away([one for one, _ in there])
        return bool(there)

    def throw_away(self, group: list[Typed]) -> None:
        """Offer it no more."""
        self.waiting = [one for one in self.waiting if one not in group]
        self.keep()

    def _erase(self, swapped: Callable[[Any], Any]) -> None:
        """Let nothing that waits say anything of a person who was erased."""
        self.waiting = [replace(one, text=swapped(one.text)) for one in self.waiting]
        self.keep()

    # what is typed

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Watch the field that the focus came to."""
        if not isinstance(new, Field) or not may_be_kept(new) or self._window not in upwards(new):
            return
        self._watch(new)
        if self.waiting:
            self._offer_at(new)

    def _watch(self, field: Field) -> None:
        if field in self._watched:
            return
        self._watched[field] = text_of(field)
        field.textChanged.connect(lambda *_: self._timer.start())
        form = form_of(field)
        if isinstance(form, Dialog):
            form.finished.connect(lambda _: self._forget(form))

    def _forget(self, form: Dialog) -> None:
        """Forget what stood in a dialog that is closed: it was taken or given up."""
        for field in [one for one in self._watched if not isValid(one) or form.isAncestorOf(one)]:
            del self._watched[field]
        self.keep()

    def _open_fields(self) -> list[Field]:
        for field in [one for one in self._watched if not isValid(one)]:
            del self._watched[field]
        return list(self._watched)

    def _is_unsent(self, field: Field) -> bool:
        form = form_of(field)
        if form is None:
            return is_modified(field)
        is_closed = form.isHidden() and not isinstance(form, Dialog)  # a lock hides dialogs
        return not is_closed and text_of(field) != self._watched[field]

    def _put_aside(self, fields: list[Field]) -> None:
        typed = [*self.waiting, *map(self._typed, fields)]
        self._memory.put(_MEMORY, [asdict(one) for one in typed])

    def _typed(self, field: Field) -> Typed:
        page, form = page_of(field) or self._window.current, form_of(field)
        names = [name for name, one in self._window.made_pages() if one is page]
        return Typed(
            page=names[0] if names else "",
            record=page.record if page is not None else None,
            form=type(form).__name__ if form is not None else "",
            place=place_of(field),
            said=field.accessibleName(),
            text=text_of(field)[:LONGEST],
            who=self._window.desk.who,
        )

    # what was typed before

    def _groups(self) -> list[list[Typed]]:
        """Return what waits for this person, by the form it stood in."""
        found: dict[tuple[object, ...], list[Typed]] = {}
        for one in self.waiting:
            if one.who == self._window.desk.who:
                found.setdefault(_home(one), []).append(one)
        return list(found.values())

    def _tell(self, group: list[Typed]) -> None:
        back = Link("unsent.put_back", lambda: self.put_back(group))
        away = Link("unsent.throw_away", lambda: self.throw_away(group))
        self._window.tell(Message("warning", partial(_sentence, group), (back, away)))

    def _look_for(self, page: Page, group: list[Typed], looks: int) -> None:
        """Put the texts in as soon as their form is there; records and rows come by and by."""
        first = group[0]
        if page.record == first.record and not self._window.desk.runner.busy:
            if find(self._root(page, first), first.place) is None:
                page.reopen(first.form, first.name)
            if self.put_in(self._root(page, first), group):
                return
        if looks > 0:
            QTimer.singleShot(LOOK_MS, self, lambda: self._look_for(page, group, looks - 1))
        else:
            self._hand_over(group)

    def _root(self, page: Page, typed: Typed) -> QWidget:
        """Return the open dialog in which a text was typed, else the page."""
        dialogs = [one for one in self._window.findChildren(Dialog) if one.isVisible()]
        return next((one for one in dialogs if type(one).__name__ == typed.form), page)

    def _hand_over(self, group: list[Typed]) -> None:
        """Copy the text where its form is not there now; it is offered once that is opened."""
        QGuiApplication.clipboard().setText("\n".join(one.text for one in group))
        self._window.tell(Message("info", partial(words.say, "unsent.copied", field=group[0].said)))

    def _offer_at(self, field: Field) -> None:
        """Offer in a form that was opened again what was typed in it before."""
        form, home = form_of(field), _home(self._typed(field))
        group = next((group for group in self._groups() if _home(group[0]) == home), None)
        if form is None or group is None:
            return
        if not isinstance(form, Dialog):
            self._tell(group)
        elif form.findChild(_Offer) is None:
            form.body.insertWidget(0, _Offer(self, form, group))


class _Offer(QWidget):
    """The same sentence in a dialog: while it is open the bar cannot be reached."""

    def __init__(self, unsent: Unsent, form: Dialog, group: list[Typed]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Plain(_sentence(group), "label", wrap=True), 1)
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("unsent.put_back", lambda: unsent.put_in(form, group)),
            ("unsent.throw_away", lambda: unsent.throw_away(group)),
        )
        for key, act in acts:
            button = Button(key, link=True)
            button.clicked.connect(act)
            button.clicked.connect(self.hide)
            row.addWidget(button)


def _sentence(group: list[Typed]) -> str:
    fields = words.listed(dict.fromkeys(one.said for one in group if one.said))
    text = " ".join(group[0].text.split())
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return words.say("unsent.sentence", fields=fields, text=text)


def _home(typed: Typed) -> tuple[object, ...]:
    """Return what texts of one form have in common."""
    return typed.page, typed.record, typed.form


def _read(kept: Any) -> list[Typed]:
    """Return what was kept; what another version kept in another way is left out."""
    found: list[Typed] = []
    for one in kept:
        try:
            found.append(msgspec.convert(one, Typed, strict=True))
        except msgspec.ValidationError:
            continue
    return found
