"""The SQL behind each facet: what a vehicle's value is, as text; empty where it has none."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from broker_app.domain.finding.facets import (
    AGES,
    CAPACITIES,
    FACETS,
    STAYS,
    bands,
    years_before,
)
from broker_app.store.search import DAYS_IN_STOCK, HOUSE_OF_LOT, MARKET_OF_SHIPMENT

OF_DEALS = ("market", "party")
"""Facets of what is sold or on a shipment."""
_SHIPMENT = f"""(
    SELECT {MARKET_OF_SHIPMENT} FROM shipment_vehicle y JOIN shipment h ON h.id = y.shipment
    WHERE y.vehicle = v.id
)"""  # noqa: S608
_BUYER = "(SELECT CAST(s.buyer AS TEXT) FROM sale s WHERE s.vehicle = v.id)"


def _banded(column: str, ends: Sequence[int]) -> str:
    """Return the band that a number lies in."""
    names = bands(ends)
    cases = " ".join(
        f"WHEN {column} <= {end} THEN '{name}'" for end, name in zip(ends, names, strict=False)
    )
    return f"CASE WHEN {column} IS NULL THEN '' {cases} ELSE '{names[-1]}' END"


def _aged(today: str) -> str:
    """Return the band of age on a day: `0-2`, `3-4`, …; a partial date is its first day."""
    names = bands([years - 1 for years in AGES])
    day = date.fromisoformat(today)
    cases = " ".join(
        f"WHEN v.first_registered > '{years_before(day, years)}' THEN '{name}'"
        for years, name in zip(AGES, names, strict=False)
    )
    return f"CASE WHEN v.first_registered IS NULL THEN '' {cases} ELSE '{names[-1]}' END"


_COLUMNS = {
    "verdict": "coalesce(d.outcome, '')",
    "state": "v.state",
    "maker": "coalesce(v.maker, '')",
    "vehicle_class": "coalesce(v.vehicle_class, '')",
    "powertrain": "coalesce(v.powertrain, '')",
    "displacement": _banded("v.displacement_cc", CAPACITIES),
    "days": f"CASE WHEN v.bought_on = '' THEN '' ELSE {_banded(f'({DAYS_IN_STOCK})', STAYS)} END",
    "house": f"coalesce({HOUSE_OF_LOT}, '')",
    "market": f"coalesce({_SHIPMENT}, '')",
    "party": f"coalesce({_BUYER}, '')",
}


def column(facet: str, today: str) -> str:
    """Return the value of a facet on an ISO day; every age is unknown without one."""
    if facet == "age":
        return _aged(today) if today else "''"
    return _COLUMNS[facet]


def every(today: str, deals: bool) -> list[str]:
    """Return all facets as columns, in their order; without `deals` market and party are empty."""
    bare = () if deals else OF_DEALS
    return ["''" if facet in bare else column(facet, today) for facet in FACETS]


DEALT = "v.id IN (SELECT vehicle FROM sale UNION SELECT vehicle FROM shipment_vehicle)"
"""The condition that vehicles are sold or on a shipment: others have no market and no party."""


def condition(facet: str, chosen: Sequence[str], today: str, values: dict[str, Any]) -> str:
    """Return the condition that a vehicle has one of some values; fills `values`."""
    names = {f"{facet}_{place}": value for place, value in enumerate(chosen)}
    values.update(names)
    return f"{column(facet, today)} IN ({','.join(f':{name}' for name in names)})"
