"""Guarding: the red flags of a vehicle, for a person to look at. They never change a verdict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from broker_app import words
from broker_app.domain.guard import GUARDED, guarding, is_far_under
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.store import guards, packs, vehicles, write
from broker_app.store.database import Rows

CHANGED, UNDER_PRICE = "changed", "under_price"
GUARDED_NAMES = frozenset(GUARDED)


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A kind of flag with what it saw: a guarded change, or a value far under the price."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


def watch(
    step: write.Step, reader: Rows, vehicle: int, before: Vehicle, after: Vehicle, why: str
) -> None:
    """Record what an import changes of facts that a verdict rested on; the list is the reason."""
    names = [name for name in GUARDED if getattr(before, name) != getattr(after, name)]
    changed = {name: getattr(after, name) for name in names}
    record(step, vehicle, before, changed, touched(reader, vehicle, before, changed), why)


def touched(
    reader: Rows, vehicle: int, before: Vehicle, changed: Mapping[str, Any]
) -> dict[str, Outcome]:
    """Return the changed facts that a verdict rested on, each with the outcome that asks why."""
    if GUARDED_NAMES.isdisjoint(changed):
        return {}
    said = packs.outcomes_of(reader, vehicle)
    return touched_of(said, before, changed)


def touched_of(
    said: Collection[Outcome], before: Vehicle, changed: Mapping[str, Any]
) -> dict[str, Outcome]:
    """Return the same of a vehicle about which the law has said so much."""
    found = {name: guarding(said, name, before.fact(name), v) for name, v in changed.items()}
    return {name: outcome for name, outcome in found.items() if outcome is not None}


def record(
    step: write.Step,
    vehicle: int,
    before: Vehicle,
    changed: Mapping[str, Any],
    guarded: Mapping[str, Outcome],
    why: str,
) -> None:
    """Keep the changes that needed a reason, for good."""
    for name, outcome in guarded.items():
        change = {"fact": name, "before": getattr(before, name), "after": changed[name]}
        guards.add(step, vehicle, change | {"outcome": outcome.value, "why": why.strip()})


def flags_of(reader: Rows, vehicle: int) -> list[RedFlag]:
    """Return the red flags of a vehicle, the latest change first."""
    found = [
        RedFlag(
            CHANGED,
            {
                "fact": row["fact"],
                "before": msgspec.json.decode(row["before"]),
                "after": msgspec.json.decode(row["after"]),
                "outcome": row["outcome"],
                "who": row["who"],
                "at": row["at"],
                "why": row["why"],
            },
        )
        for row in guards.of_vehicle(reader, vehicle)
    ]
    value = vehicles.get(reader, vehicle).export_value_jpy
    hammer = vehicles.hammer_prices(reader, [vehicle]).get(vehicle)
    if is_far_under(value, hammer):
        found.append(RedFlag(UNDER_PRICE, {"value": value, "price": hammer}))
    return found


def sentence(flag: RedFlag) -> str:
    """Return a red flag in one sentence."""
    values = dict(flag.values)
    if flag.kind == UNDER_PRICE:
        amounts = {name: words.money(amount, "JPY") for name, amount in values.items()}
        return words.say("flag.under_price", **amounts)
    name = values["fact"]
    return words.say(
        "flag.changed",
        fact=words.fact(name),
        before=words.value(name, values["before"]),
        after=words.value(name, values["after"]),
        verdict=words.say(f"verdict.{values['outcome']}"),
        who=values["who"],
        why=values["why"],
    )


def on_paper(flag: RedFlag) -> str:
    """Return a red flag in one sentence, without what was paid for the vehicle."""
    return words.say("flag.under_price_plain") if flag.kind == UNDER_PRICE else sentence(flag)
