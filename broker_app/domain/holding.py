"""Holding: from what a list says of a vehicle to what we hold true of it."""

from collections.abc import Collection
from functools import lru_cache

from broker_app.domain.facts import Basis, Origin
from broker_app.domain.lot import Lot
from broker_app.domain.vehicle import PRECISIONS, SPEC, Vehicle

SPELLINGS = "spellings"
"""The source of a name that a person settled for several spellings."""
_BY_HAND = (Basis.TYPED, Basis.CONFIRMED)


def hold_true(lot: Lot) -> Vehicle:
    """Return the vehicle behind a lot: what the list says, then what the model table adds.

    Powertrain goes by the printed emission prefix, then the model table, then a word in the name,
    then the list's own column: houses enter hybrids as petrol. A prefix of the hybrid family does
    not tell mild from full, so there the table's word stands, as inferred. A model is known by its
    Latin name; what the list printed stays with the lot.
    """
    vehicle = lot.vehicle.copy()
    for name, value in lot.inferred.items():
        if name not in SPEC or value is None:
            continue
        source = lot.inferred_from.get(name, "")
        if source == SPELLINGS or (name == "model" and vehicle.model is not None):
            setattr(vehicle, name, value)
            vehicle.origins[name] = _origin(Basis.DERIVED, source)
        elif getattr(vehicle, name) is None or _table_wins(vehicle, name, value):
            setattr(vehicle, name, value)
            vehicle.origins[name] = _origin(Basis.INFERRED, source)
    return vehicle


@lru_cache(maxsize=256)
def _origin(basis: Basis, source: str) -> Origin:
    return Origin(basis, source)


def renewed(
    held: Vehicle, seen: Vehicle, taken: Collection[str] = ()
) -> tuple[Vehicle, tuple[str, ...]]:
    """Return a known vehicle after a new offering, and the facts in conflict with it.

    A fact typed or confirmed by a person stays and is named as a conflict where the list says
    otherwise, unless it is among those that a person let be `taken` from the list; an inferred fact
    never replaces one that is better known.
    """
    result = held.copy()
    conflicts = []
    for name in SPEC:
        value = getattr(seen, name)
        if value is None or name in PRECISIONS.values() or value == getattr(held, name):
            continue
        old, new = held.fact(name), seen.fact(name)
        if old is not None and old.basis in _BY_HAND:
            if name in taken:
                _take(result, seen, name)
            else:
                conflicts.append(name)
        elif old is None or (new is not None and (new.clears or not old.clears)):
            _take(result, seen, name)
    return result, tuple(conflicts)


def _take(result: Vehicle, seen: Vehicle, name: str) -> None:
    for part in (name, PRECISIONS.get(name)):
        if part:
            setattr(result, part, getattr(seen, part))
    origin = seen.origins.get(name)
    if origin:
        result.origins[name] = origin
    else:
        result.origins.pop(name, None)


def _table_wins(vehicle: Vehicle, name: str, value: object) -> bool:
    if name != "powertrain" or value == vehicle.powertrain:
        return False
    origin = vehicle.origins.get(name)
    by_prefix = origin is not None and origin.source == "emission_prefixes"
    return not by_prefix or (vehicle.powertrain == "hybrid" and value == "mild_hybrid")
