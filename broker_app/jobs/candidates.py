"""Candidates: vehicles that could go on a shipment, each judged for its voyage."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from broker_app.domain.sale import Sale
from broker_app.domain.shipment import Shipment
from broker_app.domain.state import ENDS
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.jobs.books import Books
from broker_app.jobs.finding import asked
from broker_app.jobs.judging import Bench
from broker_app.jobs.shipping import facts_on_board, question_of
from broker_app.store import parties, sales, shipments, states, vehicles
from broker_app.store.database import Rows


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vehicle that could go on a shipment, what the law says of it on that voyage, its sale."""

    vehicle: int
    record: Vehicle
    verdict: Verdict
    sale: Sale | None = None


def candidates(
    reader: Rows, books: Books, shipment: int, today: date, words: str = "", limit: int = 200
) -> list[Candidate]:
    """Return vehicles on no shipment that a search finds, each judged: ours, then what is listed.

    Of both the latest come first. Those that were sold in Japan, cancelled or returned are left
    out.
    """
    record = shipments.get(reader, shipment)
    taken = shipments.on_board(reader) | states.standing_in(reader, ENDS)
    query = replace(asked(reader, books, words, today.isoformat()), sort="id", descending=True)
    most = limit + len(taken)
    parts = [vehicles.ids(reader, replace(query, ours=ours), limit=most) for ours in (True, False)]
    found = [vehicle for part in parts for vehicle in part]
    return judged(reader, books, record, [v for v in found if v not in taken][:limit], today)


def judged(
    reader: Rows, books: Books, shipment: Shipment, chosen: Iterable[int], today: date
) -> list[Candidate]:
    """Judge some vehicles for the voyage of a shipment."""
    bench = Bench(books, question_of(reader, books, shipment, today))
    company = parties.company(reader)
    return [
        Candidate(
            vehicle,
            vehicles.get(reader, vehicle),
            bench.verdict(facts_on_board(reader, bench, vehicle, company)),
            sales.of_vehicle(reader, vehicle),
        )
        for vehicle in chosen
    ]
