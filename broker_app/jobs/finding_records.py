"""Finding one record of many by a few letters: vehicles, shipments, parties, papers."""

import sqlite3
from dataclasses import dataclass

from broker_app import words
from broker_app.domain.closeness import Closeness, folded, nearest
from broker_app.domain.finding.terms import MOST_LETTERS, TOO_LONG
from broker_app.domain.spelling import fold_words, plain
from broker_app.errors import UserError
from broker_app.jobs import finding
from broker_app.jobs.books import Books
from broker_app.jobs.finding_parties import found_by
from broker_app.reference import documents
from broker_app.store import named, parties, vehicles
from broker_app.store.database import Rows
from broker_app.store.vehicles import Query

FOUND = 8
"""Of each kind so many: who wants more searches on its page."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record: its kind and id, what it is called, and what tells it from others."""

    kind: str
    id: int
    text: str
    beside: str
    near: Closeness
    shipment: int | None = None
    """The shipment of a paper, where it has one."""


@dataclass(frozen=True, slots=True)
class FoundVehicle:
    """A vehicle with the facts that it is named by."""

    id: int
    row: sqlite3.Row
    near: Closeness


def find_records(reader: Rows, text: str) -> list[Found]:
    """Return shipments, parties and papers that a text names, of each kind the nearest first."""
    wanted = fold_words(text)
    if not wanted or len(text) > MOST_LETTERS:  # no name is that long
        return []
    found = [*_shipments(reader, text, wanted), *_papers(reader, text, wanted)]
    found += _parties(reader, wanted)
    return found


def find_vehicles(
    reader: Rows, books: Books, text: str, destination: str, today: str
) -> list[FoundVehicle]:
    """Return the first vehicles that a text finds, as the search of their page does.

    A text that cannot be read as a search is looked for by its words as they are; one that is too
    long for a search names none.
    """
    query = Query(words=text, destination=destination, today=today)
    try:
        query = finding.understood(books, query)
    except UserError as problem:
        if problem.key == TOO_LONG:
            return []
    if finding.must_be_worked_out(query):  # it names no record, and may take long
        return []
    ids = vehicles.ids(reader, query, FOUND)
    rows = vehicles.block(reader, ids, destination)
    wanted = fold_words(text)
    found = [FoundVehicle(n, rows[n], _near(rows[n], wanted)) for n in ids if n in rows]
    return sorted(found, key=lambda one: one.near)


def _near(row: sqlite3.Row, wanted: str) -> Closeness:
    names = folded(row["chassis_number"] or "", row["model"] or "", row["maker"] or "")
    near = nearest(names, wanted)
    return Closeness.INSIDE if near is None else near


def _shipments(reader: Rows, text: str, wanted: str) -> list[Found]:
    found = []
    for row in named.shipments(reader, plain(text), FOUND):
        ship = " ".join(filter(None, (row["vessel"], row["voyage"])))
        near = nearest(folded(row["number"], row["vessel"]), wanted)
        found.append(Found("shipment", row["id"], row["number"], ship, near or Closeness.EXACT))
    return sorted(found, key=lambda one: one.near)


def _papers(reader: Rows, text: str, wanted: str) -> list[Found]:
    found = []
    for row in named.papers(reader, plain(text), FOUND):
        known = documents.load().get(row["kind"])
        kind = words.in_both(known.name) if known else str(row["kind"])
        beside = words.listed(filter(None, (kind, row["shipment_number"])))
        near = nearest(folded(row["number"]), wanted) or Closeness.EXACT
        found.append(Found("paper", row["id"], row["number"], beside, near, row["shipment"]))
    return sorted(found, key=lambda one: one.near)


def _parties(reader: Rows, wanted: str) -> list[Found]:
    found = []
    for party in parties.every(reader):
        near = nearest(folded(*party.all_names), wanted)
        if near is None and not all(word in found_by(party) for word in wanted.split()):
            continue
        place = ", ".join(filter(None, (party.city, words.country(party.country))))
        near = Closeness.INSIDE if near is None else near
        found.append(Found("party", party.id or 0, party.name, place, near))
    return sorted(found, key=lambda one: one.near)[:FOUND]
