"""`broker-app doors`: which vehicles lose or gain a market by their age, and on which day."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import msgspec

from broker_app import words
from broker_app.cli import output
from broker_app.domain.age import FIRST_YEAR, LAST_YEAR
from broker_app.domain.doors import Alarm, StockDoor, Way
from broker_app.errors import UserError
from broker_app.jobs import doors as doors_of
from broker_app.jobs import explaining_doors
from broker_app.jobs.books import Books
from broker_app.jobs.doors import Doors
from broker_app.jobs.progress import silent
from broker_app.jobs.shipping import name_of

DAYS = 90
LONGEST = 3660


@click.command()
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--on", "day", type=output.Day(), help="The day to look from; today.")
@click.option(
    "--within", type=click.IntRange(0, LONGEST), default=DAYS, show_default=True, metavar="DAYS"
)
@click.option("--market", default="", help="Only this market, by its id.")
@click.option("--listed", is_flag=True, help="Also what is only seen on a list.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doors(
    database: Path | None, day: date | None, within: int, market: str, listed: bool, as_json: bool
) -> None:
    """Show the last days to load for each market, and the first ones of minimum ages."""
    on = day or output.today()
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise click.UsageError(words.say("cli.no_day", value=on.isoformat()))
    with output.existing(database) as db:
        books = output.books(db)
        only = _known(books, market)
        found = doors_of.doors(db.connection, silent, books, on, within, listed)
    ring = [one for one in found.alarms if one.vehicles and only in ("", one.market.id)]
    moving = [one for one in found.found if only in ("", one.door.market.id)]
    for alarm in ring:
        _show_alarm(alarm, on, as_json)
    for one in moving:
        _show(one, found, as_json)
    until = on + timedelta(days=within)
    output.tell("cli.doors", count=found.asked, doors=len(moving), day=until)


def _known(books: Books, market: str) -> str:
    """Return the id of a market as it is written. Raises UserError where there is none."""
    wanted = market.strip().upper()
    if wanted and wanted not in books.markets:
        raise UserError("market_unknown", value=market)
    return wanted


def _show_alarm(alarm: Alarm, on: date, as_json: bool) -> None:
    if as_json:
        output.one_object(_alarm(alarm, on))
        return
    title, left = words.in_both(alarm.market.title), alarm.days_left(on)
    said = explaining_doors.alarm(alarm)
    click.echo(words.say("cli.door_alarm", day=alarm.day, market=title, said=said, left=left))


def _show(one: StockDoor, found: Doors, as_json: bool) -> None:
    if as_json:
        output.one_object(_as_json(one, found))
        return
    door, vehicle = one.door, found.named[one.vehicle]
    said = [
        explaining_doors.day_said(door),
        words.in_both(door.market.title),
        name_of(vehicle) or str(one.vehicle),
        explaining_doors.rule(door),
        explaining_doors.answer(door, found.on),
    ]
    click.echo("\t".join(said))


def _alarm(alarm: Alarm, on: date) -> dict[str, Any]:
    return {
        "kind": "alarm",
        "market": alarm.market.id,
        "title": words.in_both(alarm.market.title),
        "last_day_to_load": alarm.day,
        "decide_on": alarm.decide_on,
        "days_left": alarm.days_left(on),
        "event": alarm.event,
        "event_day": alarm.event_day,
        "vehicles": alarm.vehicles,
        "value_jpy": alarm.value_jpy if alarm.valued else None,
        "valued": alarm.valued,
    }


def _as_json(one: StockDoor, found: Doors) -> dict[str, Any]:
    door, answer = one.door, one.door.answer
    day = "last_day_to_load" if door.way is Way.CLOSES else "first_day_to_load"
    return {
        "kind": door.way.value,
        "vehicle": one.vehicle,
        "chassis_number": found.named[one.vehicle].chassis_number,
        "market": door.market.id,
        "title": words.in_both(door.market.title),
        day: door.day,
        "decide_on": door.decide_on,
        "days_left": door.days_left(found.on),
        "event": answer.event,
        "event_day": door.event_day,
        "limit": msgspec.to_builtins(door.limit),
        "sentence": explaining_doors.rule(door),
        "admission": answer.admission,
        "reason": answer.reason,
        "rank": door.rank or None,
        "score": door.score if door.rank else None,
        "value_jpy": one.value_jpy,
        "reference": door.market.sources["age"].references,
    }
