"""Facets: what a stock is sorted into, each with the values it can have, and how they combine."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FACETS = (
    "verdict",
    "state",
    "maker",
    "vehicle_class",
    "powertrain",
    "displacement",
    "age",
    "days",
    "house",
    "market",
    "party",
)
"""Every facet, in the order in which they stand beside the table."""
CAPACITIES = (660, 1000, 1500, 2000, 2500, 3000)
"""Where the bands of displacement end, in cc: those of the yearly motor-vehicle tax."""
AGES = (3, 5, 7, 10, 15)
"""Where the bands of age begin, in years since the first registration."""
STAYS = (30, 60, 90)
"""Where the bands of days in stock end."""
UNKNOWN = ""
"""The value of vehicles that have none."""

Choices = Mapping[str, tuple[str, ...]]
Cell = tuple[str, ...]
"""One value for each facet, in their order."""


def bands(ends: Sequence[int]) -> list[str]:
    """Return the bands that end there: `0-660`, `661-1000`, …, `3001-`."""
    starts = [0, *(end + 1 for end in ends)]
    return [f"{low}-{high}" for low, high in zip(starts, [*map(str, ends), ""], strict=True)]


def ends_of(band: str) -> tuple[int, int | None]:
    """Return the first and the last number of a band; None where it has no end."""
    low, _, high = band.partition("-")
    return int(low), int(high) if high else None


def years_before(day: date, years: int) -> date:
    """Return the same day some years before; the last of February where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True, slots=True)
class Cube:
    """How many vehicles there are of each combination of values."""

    cells: Mapping[Cell, int]

    def counts(self, chosen: Choices) -> dict[str, dict[str, int]]:
        """Return how many there are of each value of each facet under what is chosen.

        Several values of one facet mean any of them, several facets all of them; a facet's own
        counts leave its own choice out, so that one sees what else there is.
        """
        asked = [(FACETS.index(name), frozenset(values)) for name, values in chosen.items()]
        found: list[Counter[str]] = [Counter() for _ in FACETS]
        for cell, count in self.cells.items():
            failed = [place for place, values in asked if cell[place] not in values]
            if not failed:
                for place, value in enumerate(cell):
                    found[place][value] += count
            elif len(failed) == 1:
                found[failed[0]][cell[failed[0]]] += count
        return {name: dict(found[place]) for place, name in enumerate(FACETS)}


def put(
    chosen: Iterable[tuple[str, tuple[str, ...]]], name: str, values: Sequence[str]
) -> "Facets":
    """Return choices with those of one facet replaced; none takes it off."""
    rest = {facet: kept for facet, kept in chosen if facet != name}
    if values:
        rest[name] = tuple(values)
    return tuple((facet, rest[facet]) for facet in FACETS if facet in rest)


Facets = tuple[tuple[str, tuple[str, ...]], ...]
"""Choices as a query carries them, in the order of the facets."""
