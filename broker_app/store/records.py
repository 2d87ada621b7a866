"""Rows of the database <-> records of the domain, for every table that has a record class."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any

import msgspec

from broker_app.domain.facts import Basis, Origin
from broker_app.domain.lot import LOT_FACTS
from broker_app.domain.spelling import fold_words
from broker_app.domain.vehicle import VEHICLE_FACTS, Vehicle

VEHICLE_COLUMNS: tuple[str, ...] = tuple(spec.name for spec in VEHICLE_FACTS)
LOT_COLUMNS: tuple[str, ...] = tuple(spec.name for spec in LOT_FACTS)
_FACTS = attrgetter(*VEHICLE_COLUMNS)
SEARCHED = (
    "chassis_number",
    "vin",
    "maker",
    "model",
    "grade_name",
    "model_code",
    "emission_code",
    "colour",
    "remarks",
)
"""Facts that the search box looks through."""
_SAID = attrgetter(*SEARCHED)
VEHICLE_ROW = ("identity", *VEHICLE_COLUMNS, "origins", "search_key")
_ORIGINS = msgspec.json.Decoder(dict[str, tuple[Basis, str, str, str]])


def vehicle_values(vehicle: Vehicle, also: str = "") -> dict[str, Any]:
    """Return the columns of a vehicle, with its folded identity and search text.

    `also` are further words that should find it.
    """
    return dict(zip(VEHICLE_ROW, vehicle_row(vehicle, also), strict=True))


def vehicle_row(vehicle: Vehicle, also: str = "") -> tuple[Any, ...]:
    """Return the same values in the order of `VEHICLE_ROW`."""
    origins, searched = origins_text(vehicle.origins), search_key(vehicle, also)
    return (vehicle.identity, *_FACTS(vehicle), origins, searched)


def search_key(vehicle: Vehicle, also: str = "") -> str:
    """Return the folded text of a vehicle that the search box looks through, each word once."""
    said = [_words(text) for text in (*_SAID(vehicle), also) if text]
    return " ".join(dict.fromkeys(chain.from_iterable(said)))


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """Return the folded words of one fact; makers, models and colours come again and again."""
    return tuple(fold_words(text).split())


def vehicle_from(row: Mapping[str, Any]) -> Vehicle:
    """Build a vehicle from its row."""
    facts = {name: row[name] for name in VEHICLE_COLUMNS}
    return Vehicle(**facts, origins=origins_from(row["origins"]))


def origins_text(origins: Mapping[str, Origin]) -> str:
    """Write origins as JSON; empty text where every fact was simply read."""
    if not origins:
        return ""
    return msgspec.json.encode(
        {name: [o.basis.value, o.source, o.by, o.at] for name, o in origins.items()}
    ).decode()


def origins_from(text: str | None) -> dict[str, Origin]:
    """Read origins back."""
    if not text:
        return {}
    return {name: Origin(*known) for name, known in _ORIGINS.decode(text).items()}


def lines_text(lines: Iterable[str]) -> str:
    """Write lines (an address, marks, a bank) as JSON."""
    return msgspec.json.encode(list(lines)).decode()


def lines_from(text: str | None) -> tuple[str, ...]:
    """Read lines back."""
    return tuple(msgspec.json.decode(text)) if text and text != "[]" else ()
