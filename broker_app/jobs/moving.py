"""Moving: one or many vehicles to another state, on a day, all of them or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.dates import is_partial
from broker_app.domain.state import (
    BOUGHT,
    ENDS,
    GIVEN_BACK,
    LISTED,
    STATES,
    WAYS,
    Move,
    Standing,
    Way,
    refusal,
    refused_day,
)
from broker_app.errors import UserError
from broker_app.jobs import refusing
from broker_app.jobs.following import follow
from broker_app.jobs.names import called
from broker_app.jobs.progress import Progress
from broker_app.store import parties, sales, shipments, states, vehicles, write
from broker_app.store.database import Database, Rows

TABLES = frozenset({"vehicle", "vehicle_state"})
CHUNK = 500
_WHOLE = len("2026-11-22")


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asks for: the state, the day, why. No day means the usual one of each.

    That is the day of the last auction for what is bought, else today.
    """

    state: str
    today: date
    day: date | None = None
    why: str = ""


def move(
    db: Database, progress: Progress, chosen: Iterable[int], order: Order, who: str
) -> Changes:
    """Move vehicles to a state in one step.

    What stands on a shipment that is booked or under way follows it as soon as it is ours. Raises
    UserError for the first vehicle that cannot move, with both states and the reason; for a step
    back without its reason; for a day to come, before the state that is left or before the car.
    """
    if order.state not in STATES:
        raise UserError("state_unknown", value=order.state)
    reader, why = db.connection, order.why.strip()
    found = states.standings(reader, set(chosen))
    if not found:
        return Changes()
    told = {"count": len(found), "state": order.state}
    one = {"vehicle": found[0].vehicle} if len(found) == 1 else {}
    with write.step(db, "move", who, why, undoes=None, **told, **one) as step:
        # Looked at inside the step: nobody else can move, sell or ship one meanwhile.
        found = states.standings(reader, set(chosen))
        days = _days(reader, found, order)
        _check(reader, found, order, days)
        for start in range(0, len(found), CHUNK):
            progress(start, len(found), "progress.moving")
            part = found[start : start + CHUNK]
            moves = [Move(state=order.state, day=days[one.vehicle], why=why) for one in part]
            after = [one.after(m.state, m.day) for one, m in zip(part, moves, strict=True)]
            states.add(step, list(zip(after, moves, strict=True)))
        if order.state == BOUGHT:
            _catch_up(step, reader, [s.vehicle for s in found if s.state == LISTED], order.today)
    return Changes(TABLES, step.number)


def usual_day(reader: Rows, vehicle: int, state: str, today: date) -> date:
    """Return the day on which a vehicle usually comes to a state."""
    auctions = states.auction_days(reader, [vehicle]) if state == BOUGHT else {}
    return date.fromisoformat(_auction_day(auctions.get(vehicle), today))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where some vehicles can go together: how many stand in each state, and what is in the way.

    `refused` says in words why they cannot all come to a state, empty where they can; a step back
    counts as possible: it asks for its reason.
    """

    counts: dict[str, int]
    refused: dict[str, str]

    def open_ways(self, way: Way) -> list[str]:
        """Return the states they can come to, forward or by a correction of one of them."""
        return [
            state
            for state, reason in self.refused.items()
            if not reason and self.is_correction(state) is (way is Way.CORRECTION)
        ]

    def is_correction(self, state: str) -> bool:
        """Tell whether coming to a state is a step back for any of them."""
        return any(WAYS[before, state] is Way.CORRECTION for before in self.counts)


def outlook(reader: Rows, chosen: Sequence[int]) -> Outlook:
    """Return where vehicles can go together, and why not elsewhere."""
    counts = states.counts(reader, chosen)
    held = dict.fromkeys(ENDS, _held(reader, chosen, ENDS[0]))
    held |= dict.fromkeys(GIVEN_BACK, _held(reader, chosen, GIVEN_BACK[0]))
    refused = {state: _in_the_way(counts, state) for state in STATES}
    refused |= {state: reason for state, (reason, _) in held.items() if not refused[state]}
    return Outlook(counts, refused)


def _in_the_way(counts: dict[str, int], state: str) -> str:
    """Return why vehicles cannot all come to a state: the first reason, and for how many it is."""
    barred = {one: key for one in counts if (key := refusal(one, state, why="asked for later"))}
    if not barred:
        return ""
    key = next(iter(barred.values()))
    reason, count = words.say(f"state.why.{key}"), sum(counts[one] for one in barred)
    if sum(counts.values()) == 1:
        return reason
    return words.say("state.why.some", count=count, reason=reason)


def _check(reader: Rows, found: list[Standing], order: Order, days: dict[int, str]) -> None:
    """Raise UserError for the first vehicle that cannot move as asked."""
    for one in found:
        reason = refusal(one.state, order.state, order.why)
        if reason:
            raise _refused(reader, one, order.state, words.say(f"state.why.{reason}"))
        _check_day(reader, one, order, date.fromisoformat(days[one.vehicle]))
    if order.day is not None:
        _check_built(reader, found, order)
    if order.state in ENDS:
        _check_free(reader, found, order.state)


def _check_day(reader: Rows, one: Standing, order: Order, day: date) -> None:
    since = one.since if one.state != LISTED else ""
    reason = refused_day(day, since, order.today)
    if reason:
        said = words.say(f"state.why.{reason}", day=day, since=_said_day(since))
        raise _refused(reader, one, order.state, said)


def _check_built(reader: Rows, found: list[Standing], order: Order) -> None:
    """Raise UserError where a person names a day on which the car did not exist yet."""
    standing = {one.vehicle: one for one in found}
    for vehicle, car in vehicles.many(reader, list(standing)):
        try:
            refusing.refuse_day(car, order.day.isoformat() if order.day else "")
        except UserError as problem:
            said = words.error(problem)
            raise _refused(reader, standing[vehicle], order.state, said) from problem


def _check_free(reader: Rows, found: list[Standing], state: str) -> None:
    """Raise UserError where a vehicle that ends in Japan is promised to somebody abroad."""
    reason, vehicle = _held(reader, [one.vehicle for one in found], state)
    for one in found:
        if one.vehicle == vehicle:
            raise _refused(reader, one, state, reason)


def _held(reader: Rows, chosen: Sequence[int], state: str) -> tuple[str, int]:
    """Return what keeps a vehicle from an end in Japan, and the vehicle; empty and 0 for none."""
    for vehicle, shipment in sorted(shipments.shipments_of(reader, chosen).items()):
        number = shipments.get(reader, shipment).number
        return words.say("state.why.on_shipment", shipment=number), vehicle
    sold = sales.of_vehicles(reader, chosen) if state in GIVEN_BACK else {}
    for vehicle, sale in sorted(sold.items()):
        buyer = parties.get(reader, sale.buyer).name
        return words.say("state.why.sold", buyer=buyer), vehicle
    return "", 0


def _refused(reader: Rows, one: Standing, state: str, reason: str) -> UserError:
    return UserError(
        "move_refused",
        vehicle=called(vehicles.get(reader, one.vehicle)) or str(one.vehicle),
        before=words.state(one.state),
        after=words.state(state),
        reason=reason,
    )


def _days(reader: Rows, found: list[Standing], order: Order) -> dict[int, str]:
    """Return the day on which each vehicle moves."""
    if order.day is not None:
        return dict.fromkeys((one.vehicle for one in found), order.day.isoformat())
    bought = order.state == BOUGHT
    auctions = states.auction_days(reader, [s.vehicle for s in found]) if bought else {}
    return {
        one.vehicle: _auction_day(auctions.get(one.vehicle), order.today)
        if one.state == LISTED
        else order.today.isoformat()
        for one in found
    }


def _auction_day(day: str | None, today: date) -> str:
    """Return the day of an auction, today where it is unknown, only partly known or to come."""
    now = today.isoformat()
    return day if day and len(day) == _WHOLE and is_partial(day) and day <= now else now


def _catch_up(step: write.Step, reader: Rows, bought: list[int], today: date) -> None:
    """Let vehicles that are ours now stand where the shipment they are on already does."""
    on_board = shipments.shipments_of(reader, bought)
    for shipment in sorted(set(on_board.values())):
        chosen = [vehicle for vehicle, at in on_board.items() if at == shipment]
        follow(step, reader, shipments.get(reader, shipment), chosen, today)


def _said_day(day: str) -> str:
    return words.day(date.fromisoformat(day)) if len(day) == _WHOLE else day
