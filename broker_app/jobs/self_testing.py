"""Self-testing: the published test of screening, run on one's own lists and parties.

Only reads: these searches are no searches of anybody, so none is kept.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from broker_app import words
from broker_app.domain.disposition import entry_key
from broker_app.domain.screening import Subject
from broker_app.domain.self_test import VARIANTS, altered, invented, sample
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.jobs.sanctions_lists import Held
from broker_app.jobs.screening import list_title
from broker_app.jobs.searching import Searcher
from broker_app.reference import made_up_names
from broker_app.store import parties
from broker_app.store.database import Rows

ENTRIES, NAMES = 150, 400
"""So many entries are altered, and so many names made up."""
_TOLD_EVERY = 25


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the test: how many were tried, and how many of them the lists found."""

    id: str
    tried: int
    found: int


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What the test came to: recall of each variant, false alarms, own parties; by which lists."""

    recall: tuple[Part, ...]
    alarms: Part
    own: Part
    lists: tuple[Held, ...]


def run(reader: Rows, progress: Progress, path: Path, books: Books, today: date) -> SelfTest:
    """Run the test on the lists that are installed. Raises UserError where none is."""
    searcher = Searcher(reader, path, books, today)
    if not searcher.copies:
        raise UserError("self_test_no_lists")
    progress(0, 0, "progress.reading_lists")
    made_up = made_up_names.shipped()
    chosen = sample(searcher.make_ready().entries, ENTRIES)
    tries = list(altered(chosen, books.name_tables, made_up))
    people = parties.every(reader)
    total = len(tries) + NAMES + len(people)
    tried, found = Counter[str](), Counter[str]()
    for done, one in enumerate(tries):
        if done % _TOLD_EVERY == 0:
            progress(done, total, "progress.self_test")
        tried[one.variant] += 1
        hits = searcher.hits(Subject((one.name,), one.entry.kind))
        wanted = (one.entry.list_id, one.entry.entry_id)
        found[one.variant] += any(entry_key(hit) == wanted for hit in hits)
    alarms = own = 0
    for done, (name, kind) in enumerate(invented(made_up, NAMES), len(tries)):
        if done % _TOLD_EVERY == 0:
            progress(done, total, "progress.self_test")
        alarms += bool(searcher.hits(Subject((name,), kind)))
    for done, party in enumerate(people, len(tries) + NAMES):
        if done % _TOLD_EVERY == 0:
            progress(done, total, "progress.self_test")
        own += bool(searcher.of_party(party))
    return SelfTest(
        tuple(Part(name, tried[name], found[name]) for name in VARIANTS),
        Part("alarms", NAMES, alarms),
        Part("own", len(people), own),
        tuple(searcher.held),
    )


def lines(told: SelfTest) -> list[tuple[str, str, str, str]]:
    """Return the result as a table: what, how many tried, how many found, the share."""
    return [
        (
            words.say(f"self_test.{part.id}"),
            words.number(part.tried),
            words.number(part.found),
            words.say("self_test.share", share=_share(part)) if part.tried else "–",
        )
        for part in (*told.recall, told.alarms, told.own)
    ]


def dates(books: Books, told: SelfTest) -> list[str]:
    """Return each installed list with its day and its entries."""
    return [
        words.say(
            "self_test.list",
            list=list_title(books, held.about.id),
            day=words.day(held.snapshot.dated or held.snapshot.checked_on),
            count=held.snapshot.count,
        )
        for held in told.lists
        if held.snapshot is not None
    ]


def as_text(books: Books, told: SelfTest) -> str:
    """Return the whole result as text, to print or to copy."""
    rows = [tuple(words.say(f"self_test.head_{n}") for n in range(4)), *lines(told)]
    table = ["\t".join(row) for row in rows]
    return "\n".join([*table, "", *dates(books, told)])


def _share(part: Part) -> str:
    return f"{100 * part.found / part.tried:.1f}"
