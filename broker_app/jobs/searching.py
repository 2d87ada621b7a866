"""Searching: parties and names looked for in the lists; every search is kept, clean ones too.

A search reads for long and writes at once: what was found is kept in one short step, without the
parties that somebody changed meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.disposition import (
    Disposition,
    Searched,
    entry_key,
    hit_about,
    party_about,
)
from broker_app.domain.listing import Entry, EntryKind
from broker_app.domain.party import Party
from broker_app.domain.screening import Hit, Level, Reason, Subject
from broker_app.jobs.books import Books
from broker_app.jobs.party_names import is_searchable_party, may_be_found
from broker_app.jobs.progress import Progress, silent
from broker_app.jobs.sanctions_lists import entries_of, lists
from broker_app.jobs.screening import in_use
from broker_app.store import parties, screenings, write
from broker_app.store.database import Database, Rows
from broker_app.store.screenings import Search

if TYPE_CHECKING:
    from broker_app.screening.index import Index

TABLES = frozenset({"screening"})
HIT, NO_HIT, CANNOT_DECIDE = "hit", "no_hit", "cannot_decide"
MOST_HITS, MOST_FOUND = 20, 200
LONGEST = 500
"""Characters of a name that are searched; no name is longer."""


@dataclass(frozen=True, slots=True)
class Due:
    """The parties that wait for a search in these copies of lists, each with what it rests on."""

    copies: tuple[str, ...]
    parties: Mapping[int, str]

    def beyond(self, before: "Due | None") -> tuple[int, ...]:
        """Return those that did not wait before, in these lists and with these facts."""
        known = before.parties if before is not None and before.copies == self.copies else {}
        return tuple(n for n, about in self.parties.items() if known.get(n) != about)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found and what it rests on, not kept yet."""

    copies: tuple[str, ...]
    searches: tuple[Search, ...] = ()
    fresh: Mapping[int, tuple[Hit, ...]] = field(default_factory=dict)
    marks: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """The last search and the last decision there were of each party."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What a search of several parties came to; `fresh` are hits that nobody has seen yet.

    `again` are those that changed meanwhile: what was found of them was not kept.
    """

    searched: int
    fresh: Mapping[int, tuple[Hit, ...]]
    again: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search of one name says: a hit, no hit, or that nothing can be decided."""

    name: str
    answer: str
    hits: tuple[Hit, ...]
    why: str = ""


class Searcher:
    """The lists as they are kept in a database, ready to be searched; made once for many."""

    def __init__(self, reader: Rows, path: Path, books: Books, on: date) -> None:
        self.held = lists(reader, books, on, books.lists_fresh_days)
        kept = [one.snapshot for one in self.held if one.snapshot is not None]
        self.copies = tuple(one.sha256 for one in kept)
        self.lists = in_use(self.held)

        def make() -> "Index":
            from broker_app.screening.index import Index

            entries = (entry for one in kept for entry in entries_of(path, books, one))
            return Index(entries, books.name_tables)

        self._make: Callable[[], Index] = make
        self._books = books

    def make_ready(self) -> "Index":
        """Return the index of the lists, made where it is not there yet."""
        return self._books.index(self.copies, self._make)

    def hits(self, subject: Subject) -> list[Hit]:
        """Return the entries that may be the subject, the likest first.

        Beyond MOST_HITS the weak ones are left out, never a strong or a medium one.
        """
        found = self.make_ready().search(subject, MOST_FOUND) if self.copies else []
        return [hit for n, hit in enumerate(found) if n < MOST_HITS or hit.level != Level.WEAK]

    def of_party(self, party: Party, confirmed: Iterable[Hit] = ()) -> tuple[Hit, ...]:
        """Return the entries that may be a party, or one of its owners.

        `confirmed` are hits that a person found to be the party: another name of ours takes none
        of them away, as long as its entry is on the list.
        """
        found: dict[tuple[str, str], Hit] = {}
        for owner in (None, *party.owners):
            for hit in self.hits(subject_of(party, owner)):
                told = (*hit.because, Reason("owner", owner)) if owner else hit.because
                found.setdefault(entry_key(hit), replace(hit, because=told))
        lost = {entry_key(hit): hit for hit in confirmed if entry_key(hit) not in found}
        for entry in self.make_ready().entries if lost else ():
            key = (entry.list_id, entry.entry_id)
            if key in lost:
                found[key] = _confirmed_before(lost[key], entry)
        return tuple(sorted(found.values(), key=lambda hit: -hit.score))

    @property
    def why_undecided(self) -> str:
        """Why a search that finds nothing decides nothing; empty where it does."""
        if not self.lists:
            return "no_lists"
        if any(one.about.binding and one.snapshot is None for one in self.held):
            return "lists_missing"
        return "stale" if any(one.stale and one.snapshot for one in self.held) else ""

    def answer(self, subject: Subject) -> "Answer":
        """Search a name and say what that means."""
        hits = tuple(self.hits(subject))
        why = self.why_undecided or ("" if may_be_found(subject.names) else "nameless")
        return Answer(subject.names[0], self._said(hits, why), hits, why)

    def to_keep(self, party: Party, hits: tuple[Hit, ...]) -> Search:
        """Return the search of a party as it is kept."""
        why = self.why_undecided or ("" if is_searchable_party(party) else "nameless")
        said, about = self._said(hits, why), party_about(party)
        return Search(party.id, party.all_names, about, self.copies, said, hits)

    @staticmethod
    def _said(hits: Collection[Hit], why_undecided: str) -> str:
        """Return what the outcome of a search may be called."""
        return HIT if hits else CANNOT_DECIDE if why_undecided else NO_HIT


def subject_of(party: Party, owner: str | None = None) -> Subject:
    """Return what of a party is searched for: itself, or one of its owners by name alone."""
    if owner is not None:
        return Subject(names=(owner[:LONGEST],))
    kinds: dict[str, EntryKind] = {k: k for k in ("person", "organisation", "vessel")}
    numbers = tuple((label.lower(), value) for label, value in party.all_numbers)
    return Subject(
        names=tuple(name[:LONGEST] for name in party.all_names if name.strip()),
        kind=kinds.get(party.kind, "unknown"),
        country=party.country,
        addresses=(", ".join((*party.address, party.city)),) if party.address else (),
        identifiers=numbers,
    )


def _confirmed_before(hit: Hit, entry: Entry) -> Hit:
    told = Reason("confirmed_before", hit.name.text)
    because = hit.because if told in hit.because else (*hit.because, told)
    return replace(hit, entry=entry, because=because)


def due(reader: Rows, path: Path, books: Books, today: date) -> Due:
    """Return the parties that wait for a search in the lists as they are now; none without any."""
    searcher = Searcher(reader, path, books, today)
    wanted = _wanted(reader, searcher, None) if searcher.copies else []
    return Due(searcher.copies, {party.id or 0: party_about(party) for party in wanted})


def find(
    reader: Rows,
    progress: Progress,
    path: Path,
    books: Books,
    today: date,
    chosen: Collection[int] | None = None,
) -> Found:
    """Search the parties whose search is not of today's lists and facts, or those that are chosen.

    Nothing is written, and nothing searched without lists.
    """
    marks = screenings.marks(reader)  # first: whatever is told from here on is noticed
    searcher = Searcher(reader, path, books, today)
    wanted = _wanted(reader, searcher, chosen)
    if not searcher.copies or not wanted:
        return Found(searcher.copies)
    numbers = [party.id or 0 for party in wanted]
    before = screenings.latest(reader, numbers)
    decided = screenings.decisions(reader, numbers)
    progress(0, len(wanted), "progress.reading_lists")
    searcher.make_ready()
    searches, fresh = [], {}
    for done, party in enumerate(wanted):
        progress(done, len(wanted), "progress.screening")
        number = party.id or 0
        known = before[number][1] if number in before else ()
        hits = searcher.of_party(party, _confirmed(known, decided.get(number, {})))
        searches.append(searcher.to_keep(party, hits))
        if new := _unseen(party, hits, before.get(number), decided.get(number, {})):
            fresh[number] = new
    return Found(searcher.copies, tuple(searches), fresh, marks)


def keep(
    db: Database, books: Books, found: Found, who: str, today: date
) -> tuple[Screened, Changes]:
    """Keep what was found, in one short step; what changed meanwhile is to be searched again."""
    if not found.searches:
        return Screened(0, {}), NOTHING
    reader = db.connection
    there = {party.id or 0: party for party in parties.every(reader)}
    held = lists(reader, books, today, books.lists_fresh_days)
    same_lists = tuple(one.sha256 for one in in_use(held)) == found.copies
    marks = screenings.marks(reader)
    kept: dict[int, Search] = {}
    again: list[int] = []
    for one in found.searches:
        number = one.party or 0
        if number not in there:
            continue
        told = marks.get(number) == found.marks.get(number)
        if same_lists and told and party_about(there[number]) == one.about:
            kept[number] = one
        else:
            again.append(number)
    if not kept:
        return Screened(0, {}, tuple(again)), NOTHING
    fresh = {number: found.fresh[number] for number in kept if number in found.fresh}
    key, first = "list_search_one" if len(kept) == 1 else "list_search", there[next(iter(kept))]
    with write.step(db, key, who, count=len(kept), name=first.name) as step:
        screenings.add(step, list(kept.values()))
    return Screened(len(kept), fresh, tuple(again)), Changes(TABLES, step.number)


def screen(
    db: Database,
    progress: Progress,
    books: Books,
    who: str,
    today: date,
    chosen: Collection[int] | None = None,
) -> tuple[Screened, Changes]:
    """Search parties and keep what was found; those that change meanwhile are searched again.

    Every search is kept, clean ones too. Nothing is searched, and nothing kept, without lists.
    """
    count, changes = 0, NOTHING
    fresh: dict[int, tuple[Hit, ...]] = {}
    while True:
        found = find(db.connection, progress, db.path, books, today, chosen)
        done, written = keep(db, books, found, who, today)
        count, fresh = count + done.searched, {**fresh, **done.fresh}
        changes = written if done.searched else changes
        if not done.again:
            return Screened(count, fresh), changes
        chosen = done.again


def search(
    db: Database,
    books: Books,
    subjects: Sequence[Subject],
    who: str,
    today: date,
    progress: Progress = silent,
) -> list[Answer]:
    """Search names that are no party of ours; each search is kept."""
    searcher = Searcher(db.connection, db.path, books, today)
    answers, kept = [], []
    for done, subject in enumerate(subjects):
        progress(done, len(subjects), "progress.searching_names")
        told = searcher.answer(subject)
        answers.append(told)
        kept.append(Search(None, subject.names, "", searcher.copies, told.answer, told.hits))
    if kept:
        with write.step(db, "list_search", who, count=len(kept)) as step:
            screenings.add(step, kept)
    return answers


def _wanted(reader: Rows, searcher: Searcher, chosen: Collection[int] | None) -> list[Party]:
    if chosen is not None:  # one that is gone meanwhile is left out
        return [party for party in parties.every(reader) if party.id in chosen]
    searched = screenings.latest(reader)

    def is_due(party: Party) -> bool:
        last = searched.get(party.id or 0)
        if last is None or last[0].about != party_about(party):
            return True
        return not set(searcher.copies) <= set(last[0].lists)

    return [party for party in parties.every(reader) if is_due(party)]


def _confirmed(
    hits: Iterable[Hit], decided: Mapping[tuple[str, str], Disposition]
) -> Iterator[Hit]:
    for hit in hits:
        one = decided.get(entry_key(hit))
        if one is not None and one.decision == "match":
            yield hit


def _unseen(
    party: Party,
    hits: Iterable[Hit],
    before: tuple[Searched, tuple[Hit, ...]] | None,
    decided: Mapping[tuple[str, str], Disposition],
) -> tuple[Hit, ...]:
    """Return the hits that are new, or whose decision has just lost what it rests on."""
    known = before[1] if before else ()
    was = {(entry_key(hit), hit_about(party, hit.entry)) for hit in known}
    is_same = before is not None and before[0].about == party_about(party)

    def is_seen(hit: Hit) -> bool:
        about, decision = hit_about(party, hit.entry), decided.get(entry_key(hit))
        if decision is not None and decision.about == about:
            return True
        return (entry_key(hit), about) in was and (is_same or decision is None)

    return tuple(hit for hit in hits if not is_seen(hit))
