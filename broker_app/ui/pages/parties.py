"""The parties page: everyone named on papers, and what lists and people say of them."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QWidget,
)

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.disposition import Screening
from broker_app.domain.party import Party
from broker_app.domain.person import Secret
from broker_app.domain.spelling import fold_words
from broker_app.errors import UserError
from broker_app.jobs import editing, merging_parties, screening
from broker_app.jobs import explaining_screening as explaining
from broker_app.jobs.finding_parties import found_by
from broker_app.store import attachments, parties, screenings
from broker_app.ui import second_person, theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.hit_decision import Decided
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.parties_empty import no_parties
from broker_app.ui.pages.party_form import PartyForm
from broker_app.ui.pages.party_pane import PartyPane
from broker_app.ui.pages.party_papers import drop_frame
from broker_app.ui.pages.party_sections import PartySections
from broker_app.ui.runner import Task
from broker_app.ui.searching import PartySearch
from broker_app.ui.table import Table
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Button, line

LIST, MOST_SEARCHES = 468, 50
SHOWN = ("shipment", "sale", "offer", "party_paper", "party_not_same", "vehicle")
"""Tables beside the parties that the pane shows something of."""
SCREENED_BY = ("party", "screening", "disposition", "list_snapshot")
"""Tables that what is held of a party rests on."""
_MARKS = {
    "cannot_decide": "needs_review",
    "hit": "REVIEW",
    "confirmed": "BLOCKED",
    "clear": "passed",
    "by_hand": "needs_review",
}
VIEWS = ("all", "new", "hits", "cannot_decide")


class PartiesPage(Page):
    """The list at the left, the form beside it, screening and what is known at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.party: Party | None = None
        self._held: dict[int, Screening] = {}
        self._in_views: dict[int, frozenset[str]] = {}
        self.views = TabStrip()
        for view in VIEWS:
            self.views.add(view, f"screening.view.{view}")
        self.model = ShortModel(_columns(self._screening_of))
        self.table = Table(self.model)
        self.table.call_it("page.parties")
        self.form = PartyForm(desk.books)
        self.pane = PartyPane(desk.books)
        self.sections = PartySections(desk)
        self.pane.below.addWidget(self.sections)
        self.drop_frame = drop_frame(self.pane, self.sections.papers)
        self.search = SearchBox("party.search")
        self._found_by: dict[int, tuple[Party, str]] = {}
        self._lay_out()
        self._connect()
        self._read()
        self._look()
        self._show_list()
        self._choose_first()

    # what the window asks

    def open(self, what: Any) -> None:
        """Show a party by its id, a `view:` of some, or begin a `new` one."""
        if what == "new":
            self.do_new_party()
        elif isinstance(what, str) and what.removeprefix("view:") in VIEWS:
            self.search.put("")
            self.views.choose(what.removeprefix("view:"))
            self._show_list()
            self._choose_first()
        elif isinstance(what, int):
            self.search.put("")
            self.views.choose("all")
            self._read()
            self._show_list()
            self._show_party(what)

    def refresh(self, changes: Changes) -> None:
        """Look again at the list and at the party that is shown."""
        if changes.touches("party"):
            self._read()
        if changes.touches(*SCREENED_BY):
            self._look()
            self._show_list()
        elif not changes.touches(*SHOWN):
            return
        if self.party is not None and self.party.id is not None:
            self._show_party(self.party.id)

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self.model.retranslate()
        self._found_by = {}  # a country is found by its name in the language in use
        self._read()
        self.form.offer_countries()
        self.pane.screening.say_again()
        if self.party is not None and self.party.id is not None:
            self._show_party(self.party.id)

    def footer(self) -> list[str]:
        """Return how many parties there are."""
        count = self.model.rowCount()
        return [words.say("party.count", count=count)] if count else []

    def start_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # what one can do

    def kept(self) -> Any:
        """Return the party that is shown."""
        return self.party.id if self.party is not None else None

    def lead_to(self, record: int | str | None) -> None:
        """Show a party, or the empty form of a new one."""
        if record is None:
            self.do_new_party()
        else:
            self.open(record)

    def has(self, _needed: str) -> bool:
        """Tell whether a party is shown that is stored."""
        return self.party is not None and self.party.id is not None

    def do_new_party(self) -> None:
        """Show an empty form; it is kept once it has a name."""
        self.table.clearSelection()
        self.party = Party()
        self.form.show_party(self.party)
        self._views.setCurrentWidget(self._body)
        self._sides.setVisible(True)
        self.pane.hide()
        self.form.entries["name"].setFocus()

    def do_search_lists(self) -> None:
        """Search the lists for the party that is shown."""
        self._search()

    def do_record_screening(self) -> None:
        """Ask what a person found."""
        if self.party is not None and self.party.id is not None:
            self.pane.ask()

    def do_party_paper(self) -> None:
        """Ask for a paper of the party that is shown."""
        self.sections.papers.add()

    def do_party_duplicates(self) -> None:
        """Show parties that are likely the same."""
        from broker_app.ui.party_duplicates import PartyDuplicatesDialog

        dialog = PartyDuplicatesDialog(self.desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.view.merged.connect(lambda kept, _gone: self._show_party(kept))
        dialog.open()

    def do_remove_party(self) -> None:
        """Remove the party that is shown, where nothing names it."""
        party, desk = self.party, self.desk
        if party is None or party.id is None:
            return
        task = desk.runner.change(merging_parties.remove, party.id, desk.who)
        task.on_failure(self.message.emit)
        name, undo = party.name, Link("action.undo", lambda: self.does.emit("undo"))

        def said() -> str:
            return words.say("party.removed", name=name)

        task.succeeded.connect(lambda _: self.message.emit(Message("info", said, (undo,))))

    # inside

    def _look(self) -> None:
        """Look up what is held of every party."""
        desk = self.desk
        every = [party for party, _ in self._found_by.values()]
        self._held = screening.of_parties(desk.reader, desk.books, desk.asked.today, every)
        self._in_views = {}

    def _screening_of(self, party: Party) -> Screening:
        held = self._held.get(party.id or 0)
        if held is None:  # saved a moment ago
            desk = self.desk
            held = screening.screening(desk.reader, desk.books, party, desk.asked.today)
        return held

    def _read(self) -> None:
        """Read all parties, with the words each is found by: a search reads nothing again."""
        before, self._found_by = self._found_by, {}
        for party in parties.every(self.desk.reader):
            known = before.get(party.id or 0)
            said = known[1] if known is not None and known[0] == party else found_by(party)
            self._found_by[party.id or 0] = (party, said)

    def _show_list(self) -> None:
        wanted = fold_words(self.search.text()).split()
        every = self._found_by
        found = [
            (number, party)
            for number, (party, text) in every.items()
            if all(word in text for word in wanted)
        ]
        views = {number: self._views_of(party) for number, party in found}
        counts = Counter(view for own in views.values() for view in own)
        for view, tab in self.views.tabs.items():
            tab.count(counts[view])
        self.model.show_rows([line for line in found if self.views.current in views[line[0]]])
        self.table.show_whether_found()
        begun = self.party is not None and self.party.id is None
        self._views.setCurrentWidget(self._body if every or begun else self._empty)
        for control in (self._new, self.search, self.views):
            control.setVisible(bool(every) or begun)
        self._twins.setVisible(len(every) > 1)
        self.noted.emit()

    def _views_of(self, party: Party) -> frozenset[str]:
        """Return the views that a party is in; looked up once, for every letter typed asks."""
        number = party.id or 0
        if number not in self._in_views:
            held = self._screening_of(party)
            own = {
                "all": True,
                "new": any(one.state in ("open", "changed") for one in held.standings),
                "hits": held.answer in ("hit", "confirmed"),
                "cannot_decide": held.answer == "by_hand",
                held.answer: True,
            }
            self._in_views[number] = frozenset(view for view, is_in in own.items() if is_in)
        return self._in_views[number]

    def _choose_first(self) -> None:
        first = self.model.id_at(0)
        if first is not None:
            self._show_party(first)

    def _picked(self) -> None:
        number = self.table.current_vehicle()
        if number is not None and (self.party is None or number != self.party.id):
            self._show_party(number)

    def _show_party(self, number: int) -> None:
        reader = self.desk.reader
        try:
            party = parties.get(reader, number)
        except UserError:
            self.party = None  # undone since
            self._sides.setVisible(False)
            self._choose_first()
            return
        self.party = party
        self._sides.setVisible(True)
        self.pane.show()
        self.form.show_party(party)
        log = screenings.log(reader, number, MOST_SEARCHES)
        files = {one.id or 0: one.file for one in attachments.of_party(reader, number)}
        self.pane.show_party(party, self.desk.who, self._screening_of(party), log, files)
        self.sections.show_party(party)
        if self.table.current_vehicle() != number:
            self.table.select_vehicle(number)

    def _keep(self, field: str, party: Party) -> None:
        if party.id is None and not party.name:
            return
        task = self.desk.runner.change(editing.save_party, party, self.desk.who)
        task.on_failure(lambda problem: self._refuse(field, problem))
        if party.id is None:
            self.party = None
            task.succeeded.connect(lambda made: self._show_party(made[0]))

    def _refuse(self, field: str, problem: BaseException) -> None:
        if self.party is not None:
            self.form.party = self.party
        if isinstance(problem, UserError):
            self.form.refuse(field, problem)
        else:
            self.message.emit(problem)

    def _record(self, answer: str) -> None:
        party, desk = self.party, self.desk
        if party is None or party.id is None:
            return
        task = desk.runner.change(editing.record_screening, party.id, answer, desk.who)
        name, who = party.name, desk.who

        def said() -> str:
            found = words.say(
                "screening.nothing_found" if answer == "clear" else f"screening.{answer}"
            )
            return words.say("party.recorded", name=name, answer=found, who=who)

        task.succeeded.connect(lambda _: self.message.emit(Message("info", said)))

    def _search(self) -> None:
        """Search the lists for the party that is shown, whatever was found before."""
        party, desk = self.party, self.desk
        if party is not None and party.id is not None:
            PartySearch(desk, [party.id])

    def _decide(self, entry: tuple[str, str], decided: Decided) -> None:
        party, desk = self.party, self.desk
        if party is None or party.id is None:
            return
        task = desk.runner.change(
            screening.decide, desk.books, party.id, entry, decided.decision, decided.reason,
            decided.note, desk.who, desk.asked.today, decided.until, decided.attachment,
        )  # fmt: skip
        task.on_failure(lambda problem: self._undecided(entry, problem))

    def _undecided(self, entry: tuple[str, str], problem: BaseException) -> None:
        if not (isinstance(problem, UserError) and self.pane.screening.refuse(entry, problem)):
            self.message.emit(problem)

    def _agree(self, entry: tuple[str, str]) -> None:
        party, desk = self.party, self.desk
        if party is not None and party.id is not None:
            given = (desk.books, party.id, entry)

            def begin(who: str, secret: Secret) -> Task:
                today = desk.asked.today
                return desk.runner.change(screening.agree, *given, who, today, secret)

            begun = second_person.sign(desk, "second.hit", self, begin)
            if isinstance(begun, Task):
                begun.on_failure(lambda problem: self._undecided(entry, problem))

    def _connect(self) -> None:
        self.views.chosen.connect(lambda _: self._show_list())
        own = self.pane.screening
        own.search_wanted.connect(self._search)
        own.decided.connect(self._decide)
        own.agreed.connect(self._agree)
        own.lists_wanted.connect(lambda: self.wants.emit("settings", "sanctions"))
        self.table.picked.connect(self._picked)
        self.search.wanted.connect(lambda _: self._show_list())
        self.form.changed.connect(self._keep)
        self.pane.recorded.connect(self._record)
        self.sections.wants.connect(self.wants)
        self.sections.message.connect(self.message)
        self.sections.undo.connect(lambda: self.does.emit("undo"))
        self.pane.name_wanted.connect(lambda: self.wants.emit("settings", "person"))

    def _lay_out(self) -> None:
        self._views = QStackedWidget()
        self._body, self._empty = self._make_body(), no_parties()
        self._empty.clicked.connect(self.do_new_party)
        self._views.addWidget(self._body)
        self._views.addWidget(self._empty)
        self.stack(self._head(), self.views, line("h"), self._views)

    def _head(self) -> PageHead:
        self._twins = Button("party.duplicates")
        self._twins.setToolTip(words.say("action.party_duplicates"))
        self._twins.clicked.connect(self.do_party_duplicates)
        self._new = Button("action.new_party")
        self._new.clicked.connect(self.do_new_party)
        return PageHead("page.parties", None, self.search, self._twins, self._new)

    def _make_body(self) -> QWidget:
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("name"), QHeaderView.ResizeMode.Stretch)
        self.table.setFixedWidth(theme.px(LIST))
        self._sides = QWidget()
        sides = QHBoxLayout(self._sides)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        sides.addWidget(self.form, 1)
        sides.addWidget(line("v"))
        sides.addWidget(self.pane)
        self._sides.hide()
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.table)
        row.addWidget(line("v"))
        row.addWidget(self._sides, 1)
        row.addStretch(0)
        return made


def _columns(screening_of: Callable[[Party], Screening]) -> list[ShortColumn]:
    def answer(party: Party) -> Cell:
        held = screening_of(party)
        return Cell(explaining.answer(held), mark=_MARKS[held.answer])

    return [
        ShortColumn("name", head("party.name"), Look.TEXT, 168, lambda p: Cell(p.name)),
        ShortColumn("country", head("party.country"), Look.TEXT, 112, _country),
        ShortColumn("screening", head("shipment.screened"), Look.VERDICT, 156, answer),
    ]


def _country(party: Party) -> Cell:
    return Cell(words.country(party.country)) if party.country else NOTHING
