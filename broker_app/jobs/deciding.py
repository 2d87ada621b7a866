"""Deciding: what two people have decided of a shipment, for as long as it stands as it did."""

import hashlib
from collections.abc import Iterable

from broker_app.domain.disposition import Screening, party_about
from broker_app.domain.release.check import BY_HAND
from broker_app.domain.release.record import Given, about
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import SPEC
from broker_app.jobs.people import people_of
from broker_app.store import evidence, releases, sales, shipments, vehicles
from broker_app.store.database import Rows

_RESTS = "#"
"""Between what a release is about and the digest of the facts it rests on."""


def standing_release(reader: Rows, shipment: int) -> Given | None:
    """Return the release of a shipment, None where there is none or something changed since."""
    return release_of(reader, shipments.get(reader, shipment))


def release_of(reader: Rows, record: Shipment) -> Given | None:
    """Return the release that stands for a shipment as it is, or as it is about to become."""
    given = releases.latest(reader, record.id or 0)
    if given is None:
        return None
    now = about_now(reader, record)
    whole = _RESTS in given.about  # one of an earlier version says less
    return given if given.about == (now if whole else now.partition(_RESTS)[0]) else None


def about_now(reader: Rows, record: Shipment) -> str:
    """Return what a release is about: the shipment, and the facts that it rests on."""
    number = record.id or 0
    aboard = shipments.vehicles(reader, number)
    told: list[object] = []
    for vehicle in aboard:
        car, sale = vehicles.get(reader, vehicle), sales.of_vehicle(reader, vehicle)
        facts = ((name, car.fact(name)) for name in SPEC)
        known = [(name, fact.value, str(fact.basis)) for name, fact in facts if fact is not None]
        told.append((vehicle, known, sale and (sale.buyer, sale.price, sale.currency)))
        told.append([paper.sha256 for paper in evidence.of_vehicle(reader, vehicle)])
    told += [(r.vehicle, r.rules, r.papers) for r in evidence.releases(reader, number)]
    told += [(p.id, party_about(p), p.screening) for p in people_of(reader, record)]
    digest = hashlib.sha256(repr(told).encode()).hexdigest()
    return f"{about(record, aboard)}{_RESTS}{digest}"


def may_be_decided(held: Iterable[Screening]) -> bool:
    """Tell whether two people may decide on the parties of a shipment: none is in doubt.

    Each is clear, or was searched by hand where no list decides. Nobody at all is nobody known.
    """
    found = list(held)
    return bool(found) and not any(one.stops for one in found)


def parties_decided(reader: Rows, shipment: int, held: Iterable[Screening]) -> bool:
    """Tell whether two people let the parties of a shipment pass, and none is in doubt since."""
    if not may_be_decided(held):
        return False
    given = standing_release(reader, shipment)
    return given is not None and BY_HAND in {one.check for one in given.overridden}
