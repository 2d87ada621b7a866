"""State: where a vehicle stands on its way from the hammer to the money, and where it may go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from broker_app.domain.dates import earliest, is_partial, latest

LISTED = ""
"""Only seen on a list of an auction: not ours."""
BOUGHT, YARD, PAPERS, BOOKED = "bought", "yard", "papers", "booked"
SHIPPED, ARRIVED, CLOSED = "shipped", "arrived", "closed"
SOLD_AT_HOME, CANCELLED, RETURNED = "sold_at_home", "cancelled", "returned"

PATH = (LISTED, BOUGHT, YARD, PAPERS, BOOKED, SHIPPED, ARRIVED, CLOSED)
"""The way of a vehicle that is exported, in order."""
ENDS = (SOLD_AT_HOME, CANCELLED, RETURNED)
"""Where it ends in Japan instead: such a vehicle goes on no shipment."""
GIVEN_BACK = (CANCELLED, RETURNED)
"""Ends after which it is not ours to sell."""
STATES = PATH + ENDS
ABROAD = (SHIPPED, ARRIVED, CLOSED)
"""On the ship or past it: exported."""
IN_STOCK = (BOUGHT, YARD, PAPERS, BOOKED)
"""Ours and in Japan: its days in stock are counted on."""


class Way(StrEnum):
    """How one state follows another; the values are the signs of the table below."""

    FORWARD = ">"
    CORRECTION = "<"
    """A step back, for what was entered wrongly: it needs its reason."""
    SAME = "="
    NOT_BOUGHT = "n"
    NOT_SHIPPED = "s"
    ABROAD = "a"
    ENDED = "e"


_TABLE: Mapping[str, str] = {
    # to: listed, bought yard papers booked, shipped arrived closed, sold_at_home cancelled returned
    LISTED: "= >nnn nnn nnn",
    BOUGHT: "< =>>> >ss >>>",
    YARD: "< <=>> >ss >>>",
    PAPERS: "< <<=> >ss >>>",
    BOOKED: "< <<<= >ss >>>",
    SHIPPED: "< <<<< =>> aaa",
    ARRIVED: "< <<<< <=> aaa",
    CLOSED: "< <<<< <<= aaa",
    SOLD_AT_HOME: "< <<<< eee =<<",
    CANCELLED: "< <<<< eee <=<",
    RETURNED: "< <<<< eee <<=",
}
"""Every jump there is. Forward the trade leaves steps out: papers are made while the car is still
at the auction, a car goes to the port at once, nobody reports the arrival."""

WAYS: Mapping[tuple[str, str], Way] = {
    (before, after): Way(sign)
    for before, signs in _TABLE.items()
    for after, sign in zip(STATES, signs.replace(" ", ""), strict=True)
}
"""How each state follows each other one."""

_LEGAL = (Way.FORWARD, Way.CORRECTION)


def refusal(before: str, after: str, why: str = "") -> str:
    """Return why a jump is refused, as the end of a key; empty where it is legal.

    A correction is refused without its reason.
    """
    way = WAYS[before, after]
    if way is Way.CORRECTION and not why.strip():
        return "needs_reason"
    return "" if way in _LEGAL else way.name.lower()


def next_states(state: str, way: Way = Way.FORWARD) -> tuple[str, ...]:
    """Return the states that follow a state in one way, in their order."""
    return tuple(after for after in STATES if WAYS[state, after] is way)


def refused_day(day: date, since: str, today: date) -> str:
    """Return why a vehicle cannot have moved on a day, as the end of a key; empty where it can.

    `since` is the day of the state it leaves, whole, partial or unknown.
    """
    if day > today:
        return "in_future"
    return "too_early" if is_partial(since) and day < earliest(since) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One entry of a vehicle's trail: the state it came to, on which day, who said so and why.

    `day` is ISO text, partial or empty where nobody knows it; `shipment` is the one it moved with.
    """

    state: str
    day: str
    who: str = ""
    at: str = ""
    why: str = ""
    shipment: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a vehicle stands: its state and the days that go with it, ISO text or empty.

    `bought_on` is the day from which its days in stock count, `left_on` the one that ends them.
    """

    vehicle: int
    state: str = LISTED
    since: str = ""
    bought_on: str = ""
    left_on: str = ""

    def after(self, state: str, day: str) -> "Standing":
        """Return where it stands after a move; the day it came and the day it left stay."""
        if state == LISTED:
            return Standing(self.vehicle, since=day)
        start = self.bought_on or day
        end = "" if state in IN_STOCK else self.left_on or day
        return Standing(self.vehicle, state, day, start, end)

    def back_to(self, kept: "Sequence[Move]") -> "Standing":
        """Return where it stood when its trail was no longer than this."""
        if not kept:
            return Standing(self.vehicle)
        last = kept[-1]
        return Standing(self.vehicle, last.state, last.day, self.bought_on, left_on(kept))


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a vehicle was in one state; `days` is None where that cannot be told.

    The days of a state that has no end are counted while the vehicle is in stock or at sea only.
    """

    move: Move
    days: int | None


def days_between(start: str, end: str) -> int | None:
    """Return the days from one day to another; between partial ones those that are certain."""
    if not (is_partial(start) and is_partial(end)):
        return None
    return max(0, (earliest(end) - latest(start)).days)


def stays(trail: Sequence[Move], today: date) -> list[Stay]:
    """Return the states of a trail in their order, each with its days."""
    ends = [move.day for move in trail[1:]]
    if trail:
        goes_on = trail[-1].state in (*IN_STOCK, SHIPPED, ARRIVED)
        ends.append(today.isoformat() if goes_on else "")
    return [Stay(m, days_between(m.day, end)) for m, end in zip(trail, ends, strict=True)]


def came_on(trail: Sequence[Move]) -> str:
    """Return the day of the first state in which the vehicle was ours; empty where none is."""
    return next((move.day for move in trail if move.state != LISTED), "")


def left_on(trail: Sequence[Move]) -> str:
    """Return the day on which the vehicle left the stock for good; empty while it is there.

    It leaves with the ship or at its end in Japan; a state that was corrected back did not count.
    """
    day = ""
    for move in reversed(trail):
        if move.state in IN_STOCK or move.state == LISTED:
            break
        day = move.day
    return day


def days_in_stock(state: str, start: str, end: str, today: date) -> int | None:
    """Return the days from the purchase until the vehicle left, or until today; None if unknown.

    `start` is the day it was bought, else that of its first state (`came_on`), `end` the day it
    left; of a partial day only those days count that are certain.
    """
    return days_between(start, today.isoformat() if state in IN_STOCK else end)


@dataclass(frozen=True, slots=True)
class Ageing:
    """After how many days a vehicle in stock has aged, and after how many it is old."""

    aged_after: int = 60
    old_after: int = 90

    def is_aged(self, days: int | None) -> bool:
        """Tell whether so many days are past the first limit."""
        return days is not None and days > self.aged_after

    def is_old(self, days: int | None) -> bool:
        """Tell whether so many days are past the second limit."""
        return days is not None and days > self.old_after

    @property
    def bands(self) -> tuple[tuple[int, int | None], ...]:
        """The days of stock in bands, both ends included; the last one has no end."""
        ends = sorted({self.aged_after // 2, self.aged_after, self.old_after, self.old_after + 30})
        starts = [0, *(end + 1 for end in ends)]
        return tuple(zip(starts, [*ends, None], strict=True))
