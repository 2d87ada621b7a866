"""The pane of a party: what lists and people say of it; below it stands what else is known."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.disposition import Screening
from broker_app.domain.party import Party
from broker_app.jobs import explaining_screening as explaining
from broker_app.jobs.books import Books
from broker_app.store.screenings import Search
from broker_app.ui import theme
from broker_app.ui.pages.party_screening import MARKS, PartyScreening
from broker_app.ui.widgets.pane_head import SIDE, PaneBand
from broker_app.ui.widgets.scrolled import Column, fill_scrolled
from broker_app.ui.widgets.text import Button, Label, Plain, line

WIDTH = 356
ANSWERS = ("clear", "designated")


class PartyPane(QFrame):
    """Screening first; `below` is where the page puts its sections."""

    recorded = Signal(str)
    """What a person found: `clear` or `designated`."""
    name_wanted = Signal()

    def __init__(self, books: Books) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setFixedWidth(theme.px(WIDTH))
        self._books = books
        self._party: Party | None = None
        self.lists = Plain(role="caption", wrap=True)
        self.band = PaneBand(self.lists)
        self.screening = PartyScreening(books)
        self._lay_out()
        self._ask(on=False)

    def show_party(
        self,
        party: Party,
        who: str,
        found: Screening,
        log: Sequence[Search],
        files: Mapping[int, str],
    ) -> None:
        """Show a party with what is held of it; `who` would sign a new record."""
        if self._party is None or self._party.id != party.id:
            self._ask(on=False)
        self._party = party
        self.lists.setText(explaining.lists_line(self._books, found))
        self.lists.setVisible(bool(found.lists))
        said, why = explaining.answer(found), explaining.why(self._books, party, found)
        self.band.show_answer(MARKS[found.answer], said, why)
        self.screening.show_screening(party.id or 0, found, log, files)
        self._by_hand.setText(explaining.by_hand(self._books, party))
        told_above = found.why == "by_hand"
        self._by_hand.setVisible(party.screening != "unscreened" and not told_above)
        self._signed.setText(words.say("party.signed", who=who))
        again = party.screening != "unscreened"
        self.record.say("party.record_again" if again else "party.record")

    def ask(self) -> None:
        """Ask what the person found."""
        self._ask(on=True)
        self.answers[ANSWERS[0]].setFocus()

    def answer(self) -> None:
        """Say what was found."""
        chosen = next((a for a, button in self.answers.items() if button.isChecked()), "")
        if chosen:
            self._ask(on=False)
            self.recorded.emit(chosen)

    # inside

    def _ask(self, on: bool) -> None:
        self._form.setVisible(on)
        self.record.setVisible(not on)
        self._group.setExclusive(False)
        for button in self.answers.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self.keep.setEnabled(False)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.screening)
        column.addWidget(line("h"))
        column.addWidget(self._make_record())
        self.below = QVBoxLayout()
        column.addLayout(self.below)
        column.addStretch(1)
        fill_scrolled(self, inner)

    def _make_record(self) -> QWidget:
        made = QWidget()
        self.record = Button("party.record")
        self._by_hand = Plain(wrap=True)
        self.record.clicked.connect(self.ask)
        row = QHBoxLayout()
        row.addWidget(self.record)
        row.addStretch(1)
        column = QVBoxLayout(made)
        column.setContentsMargins(SIDE, 10, SIDE, 16)
        column.setSpacing(8)
        column.addWidget(Label("screening.by_hand", "strong"))
        column.addWidget(self._by_hand)
        column.addLayout(row)
        column.addWidget(self._make_form())
        column.addWidget(Label("party.by_hand", "quiet", wrap=True))
        return made

    def _make_form(self) -> QWidget:
        self._form = QWidget()
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self._form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.keep = Button("party.keep", primary=True)
        self.answers = {answer: _Answer(f"party.answer_{answer}") for answer in ANSWERS}
        for button in self.answers.values():
            button.toggled.connect(lambda _: self.keep.setEnabled(True))
            self._group.addButton(button)
            column.addWidget(button)
        self.keep.clicked.connect(self.answer)
        leave = Button("ui.cancel")
        leave.clicked.connect(lambda: self._ask(on=False))
        self._signed = Plain(role="label")
        change = Button("party.change_name", link=True)
        change.clicked.connect(self.name_wanted)
        signed = QHBoxLayout()
        signed.setSpacing(8)
        signed.addWidget(self._signed)
        signed.addWidget(change)
        signed.addStretch(1)
        column.addLayout(signed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.keep)
        row.addWidget(leave)
        row.addStretch(1)
        column.addLayout(row)
        return self._form


class _Answer(QRadioButton):
    """An answer by its key."""

    def __init__(self, key: str) -> None:
        super().__init__(words.say(key))
        self._key = key

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setText(words.say(self._key))
