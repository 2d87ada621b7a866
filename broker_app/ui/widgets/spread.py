"""Spread: dots that would cover one another are moved a little, to the nearest free place."""

from collections.abc import Iterator, Mapping
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF

TURNS, WAYS = 12, 12


def spread(places: Mapping[str, QPointF], gap: float, frame: QRectF) -> dict[str, QPointF]:
    """Return the places, none nearer to another than a gap; those that stand free do not move."""
    found: dict[str, QPointF] = {}
    for name, wanted in places.items():
        free = (at for at in _around(wanted, gap) if frame.contains(at))
        near = [at for at in found.values() if _away(at, wanted) < gap * TURNS]
        found[name] = next((at for at in free if all(_away(at, n) >= gap for n in near)), wanted)
    return found


def _around(centre: QPointF, gap: float) -> Iterator[QPointF]:
    """Return places around a centre, the nearest first."""
    yield centre
    for turn in range(1, 2 * TURNS):
        for way in range(WAYS):
            angle, far = 2 * pi * way / WAYS, turn * gap / 4
            yield centre + QPointF(far * cos(angle), far * sin(angle))


def _away(one: QPointF, other: QPointF) -> float:
    return ((one.x() - other.x()) ** 2 + (one.y() - other.y()) ** 2) ** 0.5
