"""Party history: what a party bought and was offered, where it stands, and what was done to it."""

import sqlite3
from dataclasses import dataclass

from broker_app.domain.offer import Offer
from broker_app.domain.sale import Sale
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import names, recounting
from broker_app.jobs.finding_parties import party_keys
from broker_app.jobs.recounting import Told
from broker_app.store import history, offers, particulars, sales, shipments, vehicles
from broker_app.store.database import Rows

MOST = 50
"""Steps and deals of each kind that are told; the rest is counted."""
_BY_HAND = ("screening", "searched_clear", "searched_designated", "searched_unscreened")
_BY_FIELD = frozenset({"party", *_BY_HAND, "party_paper_change"})
"""Steps that are told by what they changed; others by their name."""


@dataclass(frozen=True, slots=True)
class Deals:
    """Shipments that name a party, what it bought and was offered, and how the cars are called."""

    shipments: tuple[Shipment, ...]
    sales: tuple[Sale, ...]
    offers: tuple[Offer, ...]
    names: dict[int, str]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.shipments) + len(self.sales) + len(self.offers)


@dataclass(frozen=True, slots=True)
class Passage:
    """A step that touched a party: who did it when, what it is called, and what it changed."""

    step: int
    at: str
    who: str
    name: str
    changes: tuple[Told, ...] = ()


def deals_of(reader: Rows, party: int) -> Deals:
    """Return the deals with a party, the latest of each kind first."""
    sold, offered = sales.of_buyer(reader, party), offers.of_party(reader, party)
    told = {one.vehicle for one in sold[:MOST]} | {one.vehicle for one in offered[:MOST]}
    called = {number: _called(car) for number, car in vehicles.many(reader, sorted(told))}
    return Deals(tuple(_shipments(reader, party)), tuple(sold), tuple(offered), called)


def passages_of(reader: Rows, party: int) -> tuple[list[Passage], int]:
    """Return what was done to a party, the latest first, and how many steps there are in all."""
    steps = history.steps_of_party(reader, party)
    rows = history.block(reader, steps[:MOST])
    return [_passage(reader, rows[step]) for step in steps[:MOST]], len(steps)


def _called(car: Vehicle) -> str:
    return names.whole(car.maker, car.model, car.chassis_number or car.model_code)


def _shipments(reader: Rows, party: int) -> list[Shipment]:
    """Return the shipments that name a party in any role, the latest first."""
    found = {one.id: one for one in shipments.of_party(reader, party)}
    beside = particulars.naming_party(reader, party_keys(), party).values()
    found |= {number: shipments.get(reader, number) for number in beside if number not in found}
    return sorted(found.values(), key=lambda one: one.id or 0, reverse=True)


def _passage(reader: Rows, row: sqlite3.Row) -> Passage:
    name = recounting.name_of(reader, row)
    changes = recounting.changes_of(reader, row["id"]) if row["key"] in _BY_FIELD else []
    fields = tuple(one for one in changes if one.field)
    return Passage(row["id"], row["at"], row["who"], name, fields)
