"""What the lists say of a party: the next step, the hits one by one, the searches made."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.disposition import Screening
from broker_app.errors import UserError
from broker_app.jobs import explaining_screening as explaining
from broker_app.jobs.books import Books
from broker_app.store.screenings import Search
from broker_app.ui.pages.hit_view import HitView
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Plain, set_role

MARKS = {
    "clear": "ALLOWED",
    "by_hand": "REVIEW",
    "hit": "REVIEW",
    "confirmed": "BLOCKED",
    "cannot_decide": "REVIEW",
}
SIDE, MOST_LOGGED = 20, 8
_GET = ("no_lists", "lists_missing", "stale", "by_hand")
"""What an answer may rest on while no list decides: the lists are wanted."""


class PartyScreening(QWidget):
    """Says what somebody wants done; what is stored comes back through `show_screening`."""

    search_wanted = Signal()
    lists_wanted = Signal()
    decided = Signal(object, object)
    """The list and the entry of a hit, and a `Decided`."""
    agreed = Signal(object)
    """The list and the entry of a hit whose clearing a second person signs."""

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self._party: int | None = None
        self._found: Screening | None = None
        self._files: Mapping[int, str] = {}
        self._step = ""
        self.views: list[HitView] = []
        self.next = Button("screening.search_now", primary=True)
        self.next.clicked.connect(self.go_on)
        self.again = Button("screening.search_again", link=True)
        self.again.clicked.connect(self.search_wanted)
        self.hits = Section("hits", "screening.hits")
        self.log = Section("searches", "screening.log", opened=False)
        row = QHBoxLayout()
        row.setContentsMargins(SIDE, 14, SIDE, 14)
        row.setSpacing(12)
        row.addWidget(self.next)
        row.addWidget(self.again)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.hits)
        column.addWidget(self.log)

    def show_screening(
        self, party: int, found: Screening, log: Sequence[Search], files: Mapping[int, str]
    ) -> None:
        """Show what is held of a party; a hit that is open stays so.

        `files` are its papers, of which a decision may name one.
        """
        if (self._party, self._found, self._files) == (party, found, files):
            return
        self._files = files
        opened = {view.entry for view in self.views if view.opened and self._party == party}
        self._party, self._found = party, found
        self._show_next(found)
        self._show_hits(found, opened)
        self._show_log(log)

    def go_on(self) -> None:
        """Do the next step."""
        if self._step == "review_hits":
            first = next((v for v in self.views if v.standing.is_open), None)
            if first is not None and not first.opened:
                first.turn()
            if first is not None and first.form is not None:
                first.form.choices.buttons["match"].setFocus()
        elif self._step == "get_lists":
            self.lists_wanted.emit()
        else:
            self.search_wanted.emit()

    def refuse(self, entry: tuple[str, str], problem: UserError) -> bool:
        """Say beside a hit why its decision was not kept; tells whether it could."""
        view = next((v for v in self.views if v.entry == entry and v.form is not None), None)
        if view is not None and view.form is not None:
            view.form.refuse(problem)
        return view is not None

    def say_again(self) -> None:
        """Say everything anew, in another language."""
        self._found = None

    # inside

    def _show_next(self, found: Screening) -> None:
        if found.open:
            self._step = "review_hits"
        elif found.why in _GET:
            self._step = "get_lists"
        else:
            self._step = "search_now" if found.why == "not_searched" else "search_again"
        self.next.say(f"screening.{self._step}")
        set_role(self.next, "primary", "false" if self._step == "search_again" else "true")
        self.again.setVisible(bool(found.lists) and self._step in ("review_hits", "get_lists"))

    def _show_hits(self, found: Screening, opened: set[tuple[str, str]]) -> None:
        self.hits.clear()
        self.hits.setVisible(bool(found.standings))
        self.hits.summary.setText(words.number(len(found.standings)))
        self.views = []
        # What was confirmed first, then what waits for a person, then by how strong it is.
        for one in sorted(
            found.standings, key=lambda s: (s.state != "confirmed", not s.is_open, -s.hit.score)
        ):
            key = (one.hit.entry.list_id, one.hit.entry.entry_id)
            view = HitView(self._books, found, one, self._files)
            if key in opened:
                view.turn()
            view.decided.connect(lambda decided, key=key: self.decided.emit(key, decided))
            view.agreed.connect(lambda key=key: self.agreed.emit(key))
            self.views.append(view)
            self.hits.column.addWidget(view)

    def _show_log(self, log: Sequence[Search]) -> None:
        self.log.clear()
        self.log.setVisible(bool(log))
        self.log.summary.setText(words.number(len(log)))
        for one in log[:MOST_LOGGED]:
            said = words.say(
                "screening.logged",
                day=words.day(explaining.day_of(one.at)),
                who=one.who,
                answer=words.say(f"screening.searches.{one.answer}"),
            )
            self.log.column.addWidget(Plain(said, "caption", wrap=True))
