"""Spread: dots that would cover one another are moved a little, to the nearest free place."""

from collections.abc import Iterator, Mapping
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF

TURNS, WAYS = 12, 12

Place = tuple[float, float]
"""A point while it is reckoned with: Qt's own takes three times as long."""


def spread(places: Mapping[str, QPointF], gap: float, frame: QRectF) -> dict[str, QPointF]:
    """Return the places, none nearer to another than a gap; those that stand free do not move."""
    found: dict[str, Place] = {}
    for name, point in places.items():
        wanted = (point.x(), point.y())
        near = [at for at in found.values() if _away(at, wanted) < gap * TURNS]
        free = (
            at
            for at in _around(wanted, gap)
            if frame.contains(*at) and all(_away(at, other) >= gap for other in near)
        )
        found[name] = next(free, wanted)
    return {name: QPointF(*at) for name, at in found.items()}


def _around(centre: Place, gap: float) -> Iterator[Place]:
    """Return places around a centre, the nearest first."""
    yield centre
    x, y = centre
    for turn in range(1, 2 * TURNS):
        for way in range(WAYS):
            angle, far = 2 * pi * way / WAYS, turn * gap / 4
            yield x + far * cos(angle), y + far * sin(angle)


def _away(one: Place, other: Place) -> float:
    across, down = one[0] - other[0], one[1] - other[1]
    return float((across**2 + down**2) ** 0.5)
