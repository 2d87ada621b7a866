"""Closing: the markets that our stock loses soon, as what is due, and the best one of each car."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from broker_app.domain.doors import Way
from broker_app.domain.due import DOOR_DAYS, MARKETS, Due
from broker_app.jobs import doors
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.store.database import Rows


class Looked(NamedTuple):
    """What closes, and vehicles by the market that stands first for them, the most first.

    Those that have none stand last, under an empty text.
    """

    due: Sequence[Due]
    best: Mapping[str, tuple[int, ...]]


def look(reader: Rows, progress: Progress, books: Books, today: date) -> Looked:
    """Work through the vehicles that are still to be shipped."""
    told = doors.doors(reader, progress, books, today, DOOR_DAYS)
    best: dict[str, list[int]] = {}
    for vehicle, market in told.best.items():
        best.setdefault(market, []).append(vehicle)
    ranked = sorted(best.items(), key=lambda one: (not one[0], -len(one[1]), one[0]))
    return Looked(tuple(_closing(told)), {market: tuple(those) for market, those in ranked})


def _closing(told: doors.Doors) -> Iterator[Due]:
    losing: dict[tuple[date, str], list[int]] = {}
    titles = {}
    for one in told.found:
        if one.door.way is Way.CLOSES:
            market = one.door.market
            titles[market.id] = market.title
            losing.setdefault((one.door.day, market.id), []).append(one.vehicle)
    for (day, name), those in losing.items():
        yield Due(
            kind="door",
            day=day.isoformat(),
            page=MARKETS,
            target=name,
            values={"market": titles[name]},
            count=len(those),
            vehicles=tuple(those),
        )
