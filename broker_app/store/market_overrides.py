"""Market overrides: what the broker keeps in place of shipped figures and rules of markets."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from broker_app.store.database import Rows
from broker_app.store.write import Step

if TYPE_CHECKING:
    from broker_app.domain.override import Override


def every(reader: Rows) -> tuple[Override, ...]:
    """Return all overrides by market and place."""
    rows = reader.execute("SELECT * FROM market_override ORDER BY market, place")
    return tuple(_override(row) for row in rows)


def _override(row: sqlite3.Row) -> Override:
    from broker_app.domain.override import Override  # with all of markets: a start has no need

    return Override(
        market=row["market"],
        place=row["place"],
        value=msgspec.json.decode(row["value"]),
        source=row["source"],
        checked_on=date.fromisoformat(row["checked_on"]),
        who=row["who"],
        shipped=msgspec.json.decode(row["shipped"]),
        id=row["id"],
    )


def at(reader: Rows, market: str, place: str) -> Override | None:
    """Return the override at a place of a market."""
    found = (one for one in every(reader) if (one.market, one.place) == (market, place))
    return next(found, None)


def put(step: Step, reader: Rows, override: Override) -> None:
    """Store an override, in place of the one that stands at its place."""
    values = {
        "value": msgspec.json.encode(override.value).decode(),
        "shipped": msgspec.json.encode(override.shipped).decode(),
        "source": override.source,
        "checked_on": override.checked_on.isoformat(),
        "who": step.who,
        "at": step.at,
    }
    found = at(reader, override.market, override.place)
    if found is None or found.id is None:
        named = {"market": override.market, "place": override.place}
        step.insert("market_override", named | values)
    else:
        step.change("market_override", found.id, values)


def remove(step: Step, override: int) -> None:
    """Take an override away; the shipped value counts again."""
    step.remove("market_override", override)
