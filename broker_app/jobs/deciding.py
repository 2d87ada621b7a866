"""Deciding: what two people have decided of a shipment, for as long as it stands as it did."""

from collections.abc import Iterable

from broker_app.domain.disposition import Screening
from broker_app.domain.release.check import BY_HAND
from broker_app.domain.release.record import Given, about
from broker_app.store import releases, shipments
from broker_app.store.database import Rows


def standing_release(reader: Rows, shipment: int) -> Given | None:
    """Return the release of a shipment, None where there is none or something changed since."""
    given = releases.latest(reader, shipment)
    if given is None:
        return None
    record = shipments.get(reader, shipment)
    return given if given.about == about(record, shipments.vehicles(reader, shipment)) else None


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
