"""The world as a map shows it: outlines of countries, places of markets, and the projection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]
"""Degrees east and north; or, on the map, units of the radius of the globe to the right and up."""
Ring = tuple[Point, ...]
"""A closed line: it ends where it begins."""

CUT = -154.5
"""The map begins here and ends here: in the Pacific, east of Hawaii, so that Oceania is whole."""
MIDDLE = CUT + 180
_A = (1.340264, -0.081106, 0.000893, 0.003796)


@dataclass(frozen=True)
class World:
    """Outlines by code, and where each market stands."""

    countries: Mapping[str, tuple[Ring, ...]]
    outlines: Mapping[str, tuple[str, ...]]
    """The codes of the outlines of a market; none for a small island or a part of a country."""
    places: Mapping[str, Point]
    """The place of every market."""


def east_of_cut(longitude: float) -> float:
    """Return the same longitude between the cut and the cut again."""
    return (longitude - CUT) % 360 + CUT


def equal_earth(longitude: float, latitude: float) -> Point:
    """Project a point: areas keep their share, and shapes look as on a globe.

    Equal Earth, B. Šavrič, T. Patterson, B. Jenny: The Equal Earth map projection, International
    Journal of Geographical Information Science 33 (2019), with the middle of the map at MIDDLE.
    """
    t = asin(sqrt(3) / 2 * sin(radians(latitude)))
    a1, a2, a3, a4 = _A
    square = t * t
    sixth = square**3
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = 2 * sqrt(3) / 3 * radians(longitude - MIDDLE) * cos(t) / slope
    return x, t * (a1 + a2 * square + sixth * (a3 + a4 * square))


def centre_of(rings: Iterable[Ring]) -> Point:
    """Return the middle of the largest of some rings."""
    return _middle(max(rings, key=lambda ring: abs(_area(ring))))


def _area(ring: Ring) -> float:
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)) / 2


def _middle(ring: Ring) -> Point:
    """Return the centre of gravity of the area within a ring."""
    whole = 6 * _area(ring)
    parts = [(x + u, y + v, x * v - u * y) for (x, y), (u, v) in pairwise(ring)]
    return sum(a * c for a, _, c in parts) / whole, sum(b * c for _, b, c in parts) / whole
