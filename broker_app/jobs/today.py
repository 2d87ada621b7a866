"""Today: everything that needs a person, gathered from all rooms of the house, as data.

The window and the command line show the same: each source is asked by itself, so that the window
shows what is known already and asks again only where something changed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from broker_app.domain.changes import Changes
from broker_app.domain.disposition import Standing
from broker_app.domain.due import PARTIES, SOON_DAYS, Due, lines_of
from broker_app.domain.party import Party
from broker_app.domain.party_paper import SOON
from broker_app.domain.question import Question
from broker_app.jobs import confirming, due, upkeep
from broker_app.jobs.backing_up import BACKUP
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress, silent
from broker_app.jobs.upkeep import Fine
from broker_app.store import list_snapshots, parties, party_papers, reports, stock_figures
from broker_app.store.database import Rows

DOORS = "doors"
"""The source that works through the vehicles, for doors and best markets."""
MOST_BY_ITSELF = 20_000
"""Vehicles whose markets are worked out unasked; more of them take longer than a moment."""


@dataclass(frozen=True)
class Asked:
    """What is asked: for which question, on which day, of the database in which file."""

    books: Books
    question: Question
    today: date
    path: Path
    every: bool = False
    """Whether to work through all vehicles, however many there are."""
    second: str = ""
    """The second folder of backups, empty for none."""
    places_kept: str = ""
    """Folders in which the database is meant to lie, a line each, see `upkeep.file`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one source found: what is due, what is in order instead, which vehicles go where.

    `best` holds vehicles by the market that stands first for them, empty text for none. `left`
    is how many vehicles were not looked at, because they are too many to do so unasked.
    """

    due: tuple[Due, ...] = ()
    fine: tuple[Fine, ...] = ()
    best: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    left: int = 0


Told = Iterable[Due | Fine]


@dataclass(frozen=True, slots=True)
class Source:
    """One place where things that need a person are found, and the tables that it rests on.

    A `slow` one works through the vehicles one by one.
    """

    id: str
    find: Callable[[Rows, Progress, Asked], Found]
    rests_on: frozenset[str]
    slow: bool = False

    def touched_by(self, changes: Changes) -> bool:
        """Tell whether it has to look again."""
        return changes.touches(*self.rests_on)


def due_today(reader: Rows, asked: Asked) -> list[Due]:
    """Return everything that needs a person, the most urgent first, in the order of its lines."""
    found = [one for source in SOURCES for one in source.find(reader, silent, asked).due]
    return [one for line in lines_of(found, asked.today) for one in line.found]


def ask(reader: Rows, progress: Progress, source: str, asked: Asked) -> Found:
    """Ask one source, by its id."""
    return BY_ID[source].find(reader, progress, asked)


def _review(reader: Rows, asked: Asked) -> Iterator[Due]:
    waiting = stock_figures.under_review(reader, asked.question.destination)
    since = min((one.since for one in waiting if one.since), default="")
    sides = (
        ("review", since, [(one.content, one.in_stock) for one in waiting]),
        ("review_listed", "", [(one.content, one.listed) for one in waiting]),
    )
    for kind, day, counted in sides:
        count = sum(number for _, number in counted)
        if count:
            parts = tuple(_cause(asked.books, one) for one in confirming.causes_of(counted))
            yield Due(kind=kind, day=day, since=bool(day), count=count, parts=parts)


def _cause(books: Books, cause: confirming.ReviewCause) -> Due:
    named: Mapping[str, object] = {"fact": cause.name}
    if cause.kind == "rule":
        titles = {rule.id: dict(rule.title) for rule in books.pack.rules}
        named = {"rule": titles.get(cause.name, {"en": cause.name, "ja": cause.name})}
    return Due(kind=f"review_{cause.kind}", target=cause.name, count=cause.vehicles, values=named)


def _doors(reader: Rows, progress: Progress, asked: Asked) -> Found:
    chosen = reports.to_ship(reader)
    if not chosen:
        return Found()
    if len(chosen) > MOST_BY_ITSELF and not asked.every:
        return Found(left=len(chosen))
    from broker_app.jobs import closing  # markets are read where there is something to ship

    told = closing.look(reader, progress, asked.books, asked.today)
    return Found(tuple(told.due), best=told.best)


def _screening(reader: Rows, asked: Asked) -> Iterator[Due]:
    if not list_snapshots.current(reader):
        return
    from broker_app.jobs import screening  # what searches is loaded where there is a list

    people = parties.every(reader)
    held = screening.of_parties(reader, asked.books, asked.today, people)
    for party in people:
        found = held[party.id or 0]
        states = Counter(one.state for one in found.open)
        second = states.pop("second", 0)
        counts = {"hits": states.total(), "hits_second": second}
        if found.why in _UNDECIDED:
            counts[f"party_{found.why}"] = 1
        for kind, count in counts.items():
            if count:
                yield _of_party(party, kind, count=count)
        for one in found.standings:
            yield from _ending(party, one, asked.today)


def _ending(party: Party, one: Standing, today: date) -> Iterator[Due]:
    """Yield a decision on a hit that ends before long."""
    decided = one.disposition
    if decided is None or not decided.until or one.is_open:
        return
    if date.fromisoformat(decided.until) <= today + timedelta(days=SOON_DAYS):
        yield _of_party(party, "hits_ending", decided.until)


def _of_party(party: Party, kind: str, day: str = "", count: int = 1) -> Due:
    values = {"name": party.name}
    return Due(kind=kind, day=day, page=PARTIES, target=party.id or 0, values=values, count=count)


def _party_papers(reader: Rows, asked: Asked) -> Iterator[Due]:
    names = {party.id: party.name for party in parties.every(reader)}
    last = (asked.today + timedelta(days=SOON)).isoformat()
    for paper in party_papers.ending(reader, last):
        kind = asked.books.party_papers.get(paper.kind)
        ended = paper.has_ended(asked.today)
        yield Due(
            kind="party_paper_ended" if ended else "party_paper_ends",
            day=paper.valid_until,
            overdue=ended,
            page=PARTIES,
            target=paper.party,
            values={
                "name": names.get(paper.party, ""),
                "paper": kind.title if kind else paper.kind,
            },
        )


def _told(find: Callable[[Rows, Asked], Told]) -> Callable[[Rows, Progress, Asked], Found]:
    def found(reader: Rows, _progress: Progress, asked: Asked) -> Found:
        told = list(find(reader, asked))
        return Found(
            tuple(one for one in told if isinstance(one, Due)),
            tuple(one for one in told if isinstance(one, Fine)),
        )

    return found


_UNDECIDED = ("nameless", "not_searched", "owners")
"""Why nothing is decided of a party though the lists are there; missing ones are told apart."""
_ABOARD = ("shipment", "shipment_vehicle", "vehicle")
_SCREENED = ("party", "screening", "disposition", "list_snapshot")
_MARKETS = ("verdict", "market_override", "score_weight", "rate", "sale", "lot")


def _source(name: str, find: Callable[[Rows, Asked], Told], *rests_on: str) -> Source:
    return Source(name, _told(find), frozenset(rests_on))


SOURCES: tuple[Source, ...] = (
    _source("review", _review, "verdict", "vehicle"),
    _source("certificates", lambda r, a: due.certificates_due(r, a.today), "certificate", *_ABOARD),
    _source(
        "voyages",
        lambda r, a: due.voyages_due(r, a.books, a.today),
        "particular", "document", "company", *_ABOARD,
    ),
    _source("sales", lambda r, a: due.unpaid(r, a.today), "sale", "payment", "party", "vehicle"),
    _source("accounts", lambda r, _: due.accounts(r), "bank_account", "company"),
    _source("screening", _screening, *_SCREENED),
    _source("party_papers", _party_papers, "party_paper", "party"),
    _source(
        "file",
        lambda r, a: upkeep.file(r, a.path, a.books.places, a.places_kept),
        "batch",
        BACKUP,
    ),
    _source(
        "backups", lambda r, a: upkeep.backups(r, a.path, a.today, a.second), "batch", BACKUP
    ),
    _source("rules", lambda _, a: upkeep.rules(a.books, a.question, a.today), "pack_in_use"),
    _source("lists", lambda r, a: upkeep.lists(r, a.books, a.today), "list_snapshot", "party"),
    _source(
        "rates",
        lambda r, a: upkeep.exchange_rates(r, a.today),
        "rate", "offer", "list_price", "sale", "shipment",
    ),
    Source(DOORS, _doors, frozenset({*_MARKETS, *_ABOARD}), slow=True),
)  # fmt: skip
BY_ID: Mapping[str, Source] = {source.id: source for source in SOURCES}
