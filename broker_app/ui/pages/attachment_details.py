"""What is said of the chosen files, and what one can do to them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import KINDS, Attachment
from broker_app.domain.file_name import safe_name
from broker_app.ui.pages.attachment_view import details_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.text import Button, Elided, Plain

LABEL = 64


class AttachmentDetails(QWidget):
    """One file with its name, kind and note; of several only their kind."""

    kind_chosen = Signal(str)
    noted = Signal(int, str)
    """The id of a file, and what is said of it."""
    view_wanted = Signal(int)
    open_wanted = Signal(object)
    save_wanted = Signal(object)
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._files: list[Attachment] = []
        self._noting = 0
        self._name = Elided(role="fact")
        self._said = Plain(role="caption", wrap=True)
        self.kind = ChoiceEntry("kind", "attachment.kind", KINDS, _kind, label=LABEL)
        self.note = TextEntry("note", "attachment.note", label=LABEL)
        self.note.hint("attachment.note_hint")
        self.kind.entered.connect(lambda _, kind: self.kind_chosen.emit(kind))
        self.note.entered.connect(lambda _, note: self.noted.emit(self._noting, note))
        self._links: dict[str, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(2)
        for widget in (self._name, self._said, self.kind, self.note):
            column.addWidget(widget)
        column.addSpacing(2)
        column.addLayout(self._make_links())
        self.hide()

    def show_files(self, files: Sequence[Attachment]) -> None:
        """Show what is chosen; what somebody types over a file is kept when another is chosen."""
        other = [one.id for one in files] != [one.id for one in self._files]
        if other and self.note.edit.isModified():
            self.note.accept()
        self._files = list(files)
        self.setVisible(bool(files))
        if not files:
            return
        one = files[0] if len(files) == 1 else None
        self._name.setText(
            safe_name(one.file) if one else words.say("attachment.chosen", count=len(files))
        )
        self._said.setText(details_of(one) if one else "")
        self._said.setVisible(one is not None)
        self.kind.put(files[0].kind)
        self.note.setVisible(one is not None)
        if one is not None:
            self._noting = one.id or 0
            (self.note.put_anew if other else self.note.put)(one.note)
        for key, link in self._links.items():
            link.setVisible(one is not None or key == "costs.remove")

    def _make_links(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        acts: dict[str, Any] = {
            "attachment.view": lambda: self.view_wanted.emit(self._files[0].id),
            "attachment.open": lambda: self.open_wanted.emit(self._files[0]),
            "attachment.save_as": lambda: self.save_wanted.emit(self._files[0]),
            "costs.remove": self.remove_wanted.emit,
        }
        for key, act in acts.items():
            link = Button(key, link=True)
            link.clicked.connect(lambda _=False, act=act: act())
            self._links[key] = link
            row.addWidget(link)
        row.addStretch(1)
        return row


def _kind(kind: str) -> str:
    return words.say(f"attachment.kind.{kind}")
