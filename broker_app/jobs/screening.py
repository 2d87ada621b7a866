"""Screening: parties searched in the lists, each search kept; hits decided by people.

A search never clears by itself what a person has to decide, and without fresh copies of every list
that binds an exporter in Japan it decides nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app import words
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.disposition import (
    REASONS,
    Disposition,
    ListInUse,
    Screening,
    Searched,
    Standing,
    entry_key,
    hit_about,
    party_about,
    screening_of,
)
from broker_app.domain.listing import Entry, EntryKind
from broker_app.domain.party import Party
from broker_app.domain.screening import Hit, Level, Reason, Subject
from broker_app.domain.two_people import is_person, same_person
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.jobs.sanctions_lists import Held, entries_of, lists
from broker_app.store import parties, screenings, write
from broker_app.store.database import Database, Rows
from broker_app.store.screenings import Search
from broker_app.store.write import Step

if TYPE_CHECKING:
    from broker_app.screening.index import Index

TABLES = frozenset({"screening"})
HIT, NO_HIT, CANNOT_DECIDE = "hit", "no_hit", "cannot_decide"
MOST_HITS, MOST_FOUND = 20, 200
LONGEST = 500
"""Characters of a name that are searched; no name is longer."""
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Screened:
    """What a search of several parties came to; `fresh` are hits that nobody has seen yet."""

    searched: int
    fresh: Mapping[int, tuple[Hit, ...]]


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
        self.lists = _in_use(self.held)

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

    def said(self, hits: Collection[Hit]) -> str:
        """Return what the outcome of a search may be called."""
        return HIT if hits else CANNOT_DECIDE if self.why_undecided else NO_HIT


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


def due(reader: Rows, path: Path, books: Books, today: date) -> int:
    """Return how many parties wait for a search in the lists as they are now."""
    searcher = Searcher(reader, path, books, today)
    return len(_wanted(reader, searcher, None)) if searcher.copies else 0


def make_ready(reader: Rows, progress: Progress, path: Path, books: Books, today: date) -> int:
    """Read the lists for searching, which takes seconds; returns how many parties are due."""
    searcher = Searcher(reader, path, books, today)
    waiting = due(reader, path, books, today)
    if waiting:
        progress(0, waiting, "progress.reading_lists")
        searcher.make_ready()
    return waiting


def screen(
    db: Database,
    progress: Progress,
    books: Books,
    who: str,
    today: date,
    chosen: Collection[int] | None = None,
) -> tuple[Screened, Changes]:
    """Search the parties whose search is not of today's lists and facts, or those that are chosen.

    Every search is kept, clean ones too. Nothing is searched, and nothing kept, without lists.
    """
    reader = db.connection
    searcher = Searcher(reader, db.path, books, today)
    wanted = _wanted(reader, searcher, chosen)
    if not searcher.copies or not wanted:
        return Screened(0, {}), NOTHING
    before = screenings.latest(reader)
    decided = screenings.decisions(reader)
    searches, fresh = [], {}
    for done, party in enumerate(wanted):
        if done % _CHUNK == 0:
            progress(done, len(wanted), "progress.screening")
        number = party.id or 0
        known = before[number][1] if number in before else ()
        hits = searcher.of_party(party, _confirmed(known, decided.get(number, {})))
        searches.append(
            Search(
                number, party.all_names, party_about(party), searcher.copies, searcher.said(hits),
                hits,
            )
        )  # fmt: skip
        if new := _unseen(party, hits, before.get(number), decided.get(number, {})):
            fresh[number] = new
    key = "list_search_one" if len(wanted) == 1 else "list_search"
    with write.step(db, key, who, count=len(wanted), name=wanted[0].name) as step:
        screenings.add(step, searches)
    return Screened(len(wanted), fresh), Changes(TABLES, step.number)


def search(
    db: Database, books: Books, subjects: Iterable[Subject], who: str, today: date
) -> list[Answer]:
    """Search names that are no party of ours; each search is kept."""
    searcher = Searcher(db.connection, db.path, books, today)
    answers, kept = [], []
    for subject in subjects:
        hits = tuple(searcher.hits(subject))
        answer, why = searcher.said(hits), searcher.why_undecided
        if not hits and not subject.has_letters:
            answer, why = CANNOT_DECIDE, why or "no_letters"
        answers.append(Answer(subject.names[0], answer, hits, why))
        kept.append(Search(None, subject.names, "", searcher.copies, answer, hits))
    if kept:
        with write.step(db, "list_search", who, count=len(kept)) as step:
            screenings.add(step, kept)
    return answers


def screening(reader: Rows, books: Books, party: Party, today: date) -> Screening:
    """Return what is held of a party today."""
    if party.id is None:
        return screening_of(party, (), None, (), {}, today)
    return of_parties(reader, books, today, [party])[party.id]


def of_parties(
    reader: Rows, books: Books, today: date, chosen: Sequence[Party] | None = None
) -> dict[int, Screening]:
    """Return what is held of every party today, or of some."""
    people = parties.every(reader) if chosen is None else chosen
    named = None if chosen is None else [party.id or 0 for party in people]
    searched, decided = screenings.latest(reader, named), screenings.decisions(reader, named)
    held = lists(reader, books, today, books.lists_fresh_days)
    in_use = _in_use(held)
    required = [one.about.id for one in held if one.about.binding]
    found = {}
    for party in people:
        number = party.id or 0
        search, hits = searched.get(number, (None, ()))
        found[number] = screening_of(
            party, in_use, search, hits, decided.get(number, {}), today,
            books.lists_fresh_days, required,
        )  # fmt: skip
    return found


def state_of(reader: Rows, books: Books, people: Iterable[int], today: date) -> str:
    """Return what the law is told of several parties together: the worst; nobody is unscreened."""
    named = [parties.get(reader, number) for number in dict.fromkeys(people)]
    states = {one.state for one in of_parties(reader, books, today, named).values()}
    found = states if named else {"unscreened"}
    return next((state for state in ("designated", "unscreened") if state in found), "clear")


def decide(
    db: Database,
    books: Books,
    party: int,
    entry: tuple[str, str],
    decision: str,
    reason: str,
    note: str,
    who: str,
    today: date,
    until: str = "",
    attachment: int | None = None,
) -> Changes:
    """Keep what a person decided about a hit.

    Raises UserError for a hit that is gone, a decision without its reason, a reason `other`
    without a note, and an end that is past.
    """
    if not who.strip():
        raise UserError("name_needed")
    if reason not in REASONS.get(decision, ()):
        raise UserError("hit_reason_needed")
    if reason == "other" and not note.strip():
        raise UserError("hit_note_needed")
    if until and until < today.isoformat():
        raise UserError("hit_until_past", day=date.fromisoformat(until))
    record = parties.get(db.connection, party)
    every = screening(db.connection, books, record, today).standings
    before = _standing(every, record, entry)
    hit = before.hit
    decided = Disposition(
        party=party,
        list_id=hit.entry.list_id,
        entry_id=hit.entry.entry_id,
        about=hit_about(record, hit.entry),
        level=hit.level,
        decision=decision,
        reason=reason,
        note=note.strip(),
        until=until,
        attachment=attachment,
    )
    with write.step(db, f"hit_{decision}", who, note.strip(), name=record.name) as step:
        screenings.decide(step, decided)
        barring = [one for one in every if one is not before and _bars(books, one)]
        if decision == "match" and _designates(books, hit):
            _screened(step, record, "designated")
        elif _bars(books, before) and not barring and not decided.waits_for_second:
            _screened(step, record, "unscreened")  # else the second person lifts it
    return Changes(frozenset({"disposition", "party"}), step.number)


def _screened(step: Step, party: Party, state: str) -> None:
    parties.change(step, replace(party, screening=state, screened_by=step.who, screened_at=step.at))


def _designates(books: Books, hit: Hit) -> bool:
    known = books.sanctions_lists.get(hit.entry.list_id)
    return known is not None and known.designates


def _bars(books: Books, one: Standing) -> bool:
    """Tell whether a hit was found to be the party, on a list of those whom the law designates."""
    return one.state == "confirmed" and _designates(books, one.hit)


def agree(
    db: Database, books: Books, party: int, entry: tuple[str, str], who: str, today: date
) -> Changes:
    """Clear a strong hit as the second person.

    Raises UserError where no clearing waits for one, and for the person who decided it.
    """
    record = parties.get(db.connection, party)
    every = screening(db.connection, books, record, today).standings
    found = _standing(every, record, entry)
    decided = found.disposition
    if found.state != "second" or decided is None or decided.id is None:
        raise UserError("hit_no_second")
    if not is_person(who) or same_person(who, decided.who):
        raise UserError("hit_second_same", who=decided.who)
    lifted = _lifts(db.connection, books, every, found, party)
    with write.step(db, "hit_second", who, name=record.name) as step:
        screenings.agree(step, decided.id)
        if lifted:
            _screened(step, record, "unscreened")
    return Changes(frozenset({"disposition", "party"}), step.number)


def _lifts(
    reader: Rows, books: Books, every: Iterable[Standing], cleared: Standing, party: int
) -> bool:
    """Tell whether a designation rested on the hit that is cleared now, and on none besides."""
    told = screenings.told(reader, party)
    was = any(
        one.decision == "match" and (one.list_id, one.entry_id) == entry_key(cleared.hit)
        for one in told
    )
    barring = any(_bars(books, one) for one in every)
    return was and _designates(books, cleared.hit) and not barring


def list_title(books: Books, list_id: str) -> str:
    """Return what a list is called; its id where this program does not know it."""
    known = books.sanctions_lists.get(list_id)
    return words.in_both(known.title) if known else list_id


def shipped_title(list_id: str) -> str:
    """Return what a list is called, without books."""
    from broker_app.reference import sanctions_lists

    return next(
        (words.in_both(o.title) for o in sanctions_lists.shipped() if o.id == list_id), list_id
    )


def _standing(every: Iterable[Standing], party: Party, entry: tuple[str, str]) -> Standing:
    for one in every:
        if entry_key(one.hit) == entry:
            return one
    raise UserError("hit_gone", name=party.name)


def _in_use(held: Iterable[Held]) -> tuple[ListInUse, ...]:
    return tuple(
        ListInUse(
            one.about.id,
            one.snapshot.dated or one.snapshot.checked_on,
            one.snapshot.checked_on,
            one.snapshot.sha256,
            one.about.designates,
        )
        for one in held
        if one.snapshot is not None
    )


def _wanted(reader: Rows, searcher: Searcher, chosen: Collection[int] | None) -> list[Party]:
    if chosen is not None:
        return [parties.get(reader, number) for number in chosen]
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
