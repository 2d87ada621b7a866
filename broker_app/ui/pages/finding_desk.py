"""The desk of the vehicles page for finding: the search box is read, facets are counted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.finding.completing import offers
from broker_app.domain.finding.facets import FACETS, Cube
from broker_app.errors import UserError
from broker_app.jobs import finding
from broker_app.jobs.progress import Progress, silent
from broker_app.store import facets
from broker_app.store.database import Rows
from broker_app.store.vehicles import Query
from broker_app.ui.models import facet_words
from broker_app.ui.pages.facet_panel import FacetPanel
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.search_help import Line, SearchHelp, spoken_count

_OF_FIELDS = {
    "verdict": "verdict",
    "state": "state",
    "maker": "maker",
    "vehicle_class": "vehicle_class",
    "powertrain": "powertrain",
    "house": "house",
    "market": "market",
}
"""Fields of the search whose values are counted as a facet."""


Counts = Mapping[str, Mapping[str, int]]


def counted(reader: Rows, base: Query, progress: Progress = silent) -> tuple[Cube, Counts]:
    """Return all combinations of facets, and how many there are of each value at all."""
    cube = facets.cube(reader, base, lambda done, all_: progress(done, all_, "progress.reckoning"))
    return cube, cube.counts({})


class FindingDesk(QObject):
    """Reads what is typed, helps typing, and counts what there is of everything."""

    wanted = Signal(object)
    """Another query."""
    ready = Signal(object)
    """The query that was to be found, as the store can answer it."""
    folded = Signal()
    """The facets were opened or closed."""

    def __init__(self, desk: Desk, box: SearchBox, query: Query) -> None:
        super().__init__(box)
        self._desk, self._box, self._query = desk, box, query
        self.query = query
        """What was asked for last; the table shows it as soon as it is worked out."""
        self._working: Task | None = None
        self.panel = FacetPanel()
        self.panel.ticked.connect(self._tick)
        self.panel.setVisible(desk.settings.facets_open)
        self.help = SearchHelp(box, self.lines)
        box.entered.connect(self._prepare)
        box.wanted.connect(self._look_for)
        self._cube: Cube | None = None
        self._base: Query | None = None
        self._asking: Task | None = None
        self._counting: Task | None = None
        self._totals: Mapping[str, Mapping[str, int]] = {}
        self._parties: dict[str, str] = {}

    def find(self, query: Query) -> None:
        """Make a query ready, if its words can be read; else what is shown stays.

        It is ready at once, unless something of it must be worked out first.
        """
        read = self._read(query)
        if read is None:
            return
        query = self.query = read
        before, self._working = self._working, None
        if before is not None:
            before.cancel()
        if not finding.must_be_worked_out(query):
            self.ready.emit(query)
            return
        self._working = task = self._desk.runner.ask(
            finding.worked_out, self._desk.books, query, takes_long=True
        )
        task.succeeded.connect(lambda found: self._worked_out(task, found))
        task.cancelled.connect(lambda: self._give_up(task))
        task.failed.connect(lambda _: self._give_up(task))

    def cancel(self) -> None:
        """Leave off what is being worked out; the table goes on showing what it shows."""
        if self._working is not None:
            self._working.cancel()

    def rests_on(self, changes: Changes) -> bool:
        """Tell whether changes, but those of vehicles, may move what was worked out."""
        return finding.must_be_worked_out(self.query) and changes.touches(*finding.RESTS_ON)

    def show_query(self, query: Query) -> None:
        """Follow another question of the table."""
        self._query = self.query = query
        if self.panel.isHidden():
            return
        self.panel.show_ticks(query)
        if self._base == facets.base_of(query):
            self._count()
        else:
            self._ask_cube()

    def look_again(self) -> None:
        """Count anew: the stock has changed."""
        self._base = None
        if not self.panel.isHidden():
            self._ask_cube()

    def do_facets(self) -> None:
        """Open or close the facets, and remember it."""
        opened = self.panel.isHidden()
        self.panel.setVisible(opened)
        self._desk.settings.facets_open = opened
        settings_of.keep(self._desk.settings)
        self.folded.emit()
        if opened:
            self.show_query(self._query)

    def lines(self, before: str) -> Sequence[Line]:
        """Return the help for a text up to the cursor."""
        names, language = self._desk.books.search_names, words.language()
        counts = {field: self._totals.get(facet, {}) for field, facet in _OF_FIELDS.items()}
        found = offers(before, names, language, counts)
        if not before.strip():
            return ()
        return [
            Line(
                offer.written,
                words.say(f"search.{offer.field}")
                if offer.value is None and offer.written.endswith(":")
                else spoken_count(offer.count),
                offer.start,
            )
            for offer in found
        ]

    # inside

    def _read(self, query: Query) -> Query | None:
        """Return the query with its words read; None where they cannot be, which is said."""
        known = self.query
        if (query.words, query.today) == (known.words, known.today):
            return replace(query, terms=known.terms)
        try:
            read = finding.understood(self._desk.books, query)
        except UserError as problem:
            self.help.refuse(words.error(problem))
            return None
        self.help.refuse("")
        self._put(read)
        return read

    def _worked_out(self, task: Task, found: Query) -> None:
        if task is self._working:
            self._working = None
            self.ready.emit(found)

    def _give_up(self, task: Task) -> None:
        """Go back to what the table shows."""
        if task is self._working:
            self._working, self.query = None, self._query
            self._put(self._query)

    def _put(self, query: Query) -> None:
        if self._box.text() != query.words:
            self._box.put(query.words)

    def _prepare(self) -> None:
        """Load the names, and count for the help, while somebody begins to type."""
        self._desk.runner.ask(lambda: self._desk.books.search_names)
        if self._base is None:
            self._ask_cube()

    def _look_for(self, text: str) -> None:
        if text == self.query.words:  # back at what is shown
            self.help.refuse("")
        self.wanted.emit(replace(self.query, words=text))

    def _tick(self, facet: str, stored: str) -> None:
        before = self._query.chosen(facet)
        after = tuple(one for one in before if one != stored)
        self.wanted.emit(
            self._query.choosing(facet, after if stored in before else (*before, stored))
        )

    def _ask_cube(self) -> None:
        base = facets.base_of(self._query)
        self._asking = self._desk.runner.ask(counted, base, instead_of=self._asking)
        self._asking.succeeded.connect(lambda found: self._take(base, *found))

    def _take(self, base: Query, cube: Cube, totals: Counts) -> None:
        if base != facets.base_of(self._query):
            return
        self._base, self._cube, self._totals = base, cube, totals
        self._parties = facets.party_names(self._desk.reader, self._totals["party"])
        self._count()

    def _count(self) -> None:
        cube, query = self._cube, self._query
        if cube is None or self.panel.isHidden():
            return
        chosen = {name: query.chosen(name) for name in FACETS if query.chosen(name)}
        self._counting = self._desk.runner.ask(cube.counts, chosen, instead_of=self._counting)
        self._counting.succeeded.connect(lambda counts: self._show(query, counts))

    def _show(self, query: Query, counts: Mapping[str, Mapping[str, int]]) -> None:
        if query == self._query:
            self.panel.show_counts(self._totals, counts, query, self._parties)

    def said(self, facet: str, chosen: Sequence[str]) -> str:
        """Return the words of what is chosen of a facet."""
        if facet == "party":
            self._parties |= facets.party_names(self._desk.reader, chosen)
        return words.listed(facet_words.value(facet, one, self._parties) for one in chosen)
