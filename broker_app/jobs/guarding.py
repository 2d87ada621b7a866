"""Guarding: the red flags of a vehicle, for a person to look at. They never change a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from broker_app import words
from broker_app.domain.guard import GUARDED, guarding, is_far_under
from broker_app.domain.vehicle import Vehicle
from broker_app.store import guards, packs, vehicles, write
from broker_app.store.database import Rows

CHANGED, UNDER_PRICE = "changed", "under_price"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A kind of flag with what it saw: a guarded change, or a value far under the price."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


def watch(
    step: write.Step, reader: Rows, vehicle: int, before: Vehicle, after: Vehicle, why: str
) -> None:
    """Record what an import changes of facts that a verdict rested on; the list is the reason."""
    changed = [name for name in GUARDED if getattr(before, name) != getattr(after, name)]
    said = packs.outcomes_of(reader, vehicle) if changed else ()
    for name in changed:
        value = getattr(after, name)
        outcome = guarding(said, name, before.fact(name), value)
        if outcome is not None:
            change = {"fact": name, "before": getattr(before, name), "after": value}
            guards.add(step, vehicle, change | {"outcome": outcome.value, "why": why})


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
