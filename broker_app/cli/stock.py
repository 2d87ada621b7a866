"""`broker-app stock` and `move`: what is ours, where it stands since when, and what moves it on."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import vehicle_named
from broker_app.domain.state import LISTED, STATES, days_in_stock
from broker_app.jobs import moving
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.jobs.shipping import name_of
from broker_app.store import vehicles
from broker_app.store.database import Rows
from broker_app.store.records import vehicle_from
from broker_app.store.vehicles import Query, in_parts

NAMES = {state or "listed": state for state in STATES}
"""What the states are called on the command line."""
_CALLED = {state: name for name, state in NAMES.items()}


@click.command()
@click.option("--database", type=click.Path(path_type=Path), help="The database; default: yours.")
@click.option(
    "--state", "names", multiple=True, type=click.Choice(list(NAMES)), help="Only in this state."
)
@click.option("--on", "day", type=output.Day(), help="Count days until then; default today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def stock(database: Path | None, names: tuple[str, ...], day: date | None, as_json: bool) -> None:
    """List every vehicle that was bought: its state, since when, and its days in stock.

    Vehicles that are only listed are shown where --state listed asks for them.
    """
    today = day or output.today()
    count = 0
    with output.existing(database) as db:
        for one in _listed(db.connection, tuple(NAMES[name] for name in names), today):
            count += 1
            if as_json:
                output.one_object(one)
            else:
                click.echo(_as_text(one))
    output.tell("cli.stock", count=count)


@click.command()
@click.argument("state", type=click.Choice(list(NAMES)))
@click.argument("chassis", nargs=-1, required=True)
@click.option("--database", type=click.Path(path_type=Path), help="The database; default: yours.")
@click.option("--on", "day", type=output.Day(), help="The day; bought: that of the auction.")
@click.option("--why", default="", help="The reason; a step back needs one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def move(
    state: str,
    chassis: tuple[str, ...],
    database: Path | None,
    day: date | None,
    why: str,
    as_json: bool,
) -> None:
    """Move vehicles to a state, all of them or none."""
    today = output.today()
    with output.existing(database) as db:
        chosen = [vehicle_named(db, number) for number in chassis]
        moving.move(db, silent, chosen, Order(NAMES[state], today, day, why), output.who())
        for row in vehicles.block(db.connection, sorted(set(chosen)), "").values():
            if as_json:
                output.one_object(_as_object(row, today))
    output.tell("cli.moved", count=len(set(chosen)), state=words.state(NAMES[state]))


def _listed(reader: Rows, states: tuple[str, ...], today: date) -> Iterator[dict[str, Any]]:
    """Yield vehicles along the way of their states, those longest in stock first."""
    query = Query(
        states=states,
        ours=None if LISTED in states else True,
        today=today.isoformat(),
        sort="days_in_stock",
        descending=True,
    )
    for part in in_parts(list(vehicles.ids(reader, query))):
        rows = vehicles.block(reader, part, "")
        yield from (_as_object(rows[number], today) for number in part if number in rows)


def _as_object(row: Any, today: date) -> dict[str, Any]:
    record = vehicle_from(row)
    days = days_in_stock(row["state"], row["bought_on"], row["left_on"], today)
    return {
        "id": row["id"],
        "chassis_number": record.chassis_number,
        "vehicle": name_of(record),
        "state": _CALLED.get(row["state"], row["state"]),
        "since": row["state_since"] or None,
        "bought_on": row["bought_on"] or None,
        "left_on": row["left_on"] or None,
        "days_in_stock": days,
    }


def _as_text(one: dict[str, Any]) -> str:
    days = one["days_in_stock"]
    said = (
        one["vehicle"] or str(one["id"]),
        words.say(f"state.{one['state']}"),
        one["since"] or "",
        "" if days is None else words.say("state.days", count=days),
    )
    return "\t".join(said)
