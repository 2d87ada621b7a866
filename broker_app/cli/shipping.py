"""`broker-app shipments`: made, filled in and shown at the command line, as in the window."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import DATABASE, vehicle_named
from broker_app.cli.typed import NameValue
from broker_app.domain.shipment import Shipment
from broker_app.errors import UserError
from broker_app.jobs import particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.editing import read_amount
from broker_app.jobs.particulars import read_container_number
from broker_app.jobs.typed_shipment import NAMES, read_fields, read_particulars
from broker_app.store import shipments as stored
from broker_app.store.database import Database

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a shipment.")


_VALUES = click.argument("values", nargs=-1, type=NameValue(), metavar="NAME=VALUE…")


@click.group("shipments", help="Shipments: list|show|new|set|add|price|off|box.")
def shipments() -> None:
    """Nothing of its own: each command below does one thing."""


@shipments.command("list")
@DATABASE
@_JSON
def list_all(database: Path | None, as_json: bool) -> None:
    """All shipments, the latest first."""
    with output.existing(database) as db:
        for record in stored.every(db.connection):
            _tell(db, record, as_json)


@shipments.command()
@click.argument("shipment")
@DATABASE
@_JSON
def show(shipment: str, database: Path | None, as_json: bool) -> None:
    """One shipment: its fields, and what was entered of it and its vehicles."""
    with output.existing(database) as db:
        books, record = output.books(db), stored.by_number(db.connection, shipment)
        _tell(db, record, as_json)
        if not as_json:
            _tell_entered(db, books, record)


@shipments.command()
@_VALUES
@DATABASE
@_JSON
def new(values: tuple[tuple[str, str], ...], database: Path | None, as_json: bool) -> None:
    """Make a shipment; it takes the next number. Fields and particulars may follow at once."""
    with output.existing(database) as db:
        books = output.books(db)
        own, entered = _parted(values)
        typed = read_fields(db.connection, own, Shipment().currency)
        currency = typed.get("currency", Shipment().currency)
        told = read_particulars(db.connection, books, "shipment", entered, currency)
        particulars.check(db.connection, books, "shipment", told)
        number, _ = shipping.new_shipment(db, books, output.who(), output.today(), typed)
        if told:
            particulars.put(db, books, number, told, output.who())
        _tell(db, stored.get(db.connection, number), as_json)


@shipments.command("set")
@click.argument("shipment")
@_VALUES
@click.option("--vehicle", "chassis", default="", help="Particulars of this vehicle on it.")
@click.option("--why", default="", help="The reason, where a verdict rests on it.")
@DATABASE
@_JSON
def change(
    shipment: str,
    values: tuple[tuple[str, str], ...],
    chassis: str,
    why: str,
    database: Path | None,
    as_json: bool,
) -> None:
    """Change fields and particulars of a shipment, or particulars of one vehicle on it."""
    with output.existing(database) as db:
        books, record = output.books(db), stored.by_number(db.connection, shipment)
        number, who = record.id or 0, output.who()
        own, entered = ({}, dict(values)) if chassis else _parted(values)
        fields = read_fields(db.connection, own, record.currency)
        scope, of = ("vehicle", [vehicle_named(db, chassis)]) if chassis else ("shipment", [])
        currency = fields.get("currency", record.currency)
        told = read_particulars(db.connection, books, scope, entered, currency)
        particulars.check(db.connection, books, scope, told, number)
        if fields:
            shipping.change_shipment(db, books, number, fields, who, output.today(), why)
        if told:
            particulars.put(db, books, number, told, who, of=of)
        _tell(db, stored.get(db.connection, number), as_json)


@shipments.command()
@click.argument("shipment")
@click.argument("chassis")
@click.argument("price")
@DATABASE
@_JSON
def add(shipment: str, chassis: str, price: str, database: Path | None, as_json: bool) -> None:
    """Sell a vehicle to the buyer of a shipment and put it on, at a price in its currency."""
    with output.existing(database) as db:
        books, record = output.books(db), stored.by_number(db.connection, shipment)
        amount = read_amount(price, record.currency)
        given = (record.id or 0, vehicle_named(db, chassis), amount, output.who(), output.today())
        shipping.add_vehicle(db, books, *given)
        _tell(db, record, as_json)


@shipments.command()
@click.argument("shipment")
@click.argument("chassis")
@click.argument("price")
@DATABASE
@_JSON
def price(shipment: str, chassis: str, price: str, database: Path | None, as_json: bool) -> None:
    """Change the price of a vehicle on a shipment, in its currency."""
    with output.existing(database) as db:
        record = stored.by_number(db.connection, shipment)
        amount = read_amount(price, record.currency)
        vehicle = _aboard(db, record, chassis)
        shipping.set_price(db, record.id or 0, vehicle, amount, output.who())
        _tell(db, record, as_json)


@shipments.command("off")
@click.argument("shipment")
@click.argument("chassis")
@DATABASE
@_JSON
def take_off(shipment: str, chassis: str, database: Path | None, as_json: bool) -> None:
    """Take a vehicle off a shipment; it stays sold."""
    with output.existing(database) as db:
        record = stored.by_number(db.connection, shipment)
        shipping.take_off(db, record.id or 0, _aboard(db, record, chassis), output.who())
        _tell(db, record, as_json)


@shipments.command()
@click.argument("shipment")
@click.argument("number")
@click.argument("chassis", nargs=-1)
@click.option("--kind", default="40HC", show_default=True, help="Its size and type.")
@click.option("--seal", default="", help="The number of its seal.")
@DATABASE
@_JSON
def box(
    shipment: str,
    number: str,
    chassis: tuple[str, ...],
    kind: str,
    seal: str,
    database: Path | None,
    as_json: bool,
) -> None:
    """Add a container with the vehicles in it; its check digit (ISO 6346) has to agree."""
    with output.existing(database) as db:
        record, who = stored.by_number(db.connection, shipment), output.who()
        checked, inside = read_container_number(number), [vehicle_named(db, one) for one in chassis]
        made, _ = particulars.add_container(db, record.id or 0, who, kind)
        particulars.change_container(db, made, {"number": checked, "seal": seal}, who)
        for vehicle in inside:
            particulars.stow(db, record.id or 0, vehicle, made, who, "floor")
        _tell(db, record, as_json)


def _parted(values: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Part fields of a shipment from particulars."""
    own = {name: text for name, text in values if name in NAMES}
    return own, {name: text for name, text in values if name not in NAMES}


def _aboard(db: Database, record: Shipment, chassis: str) -> int:
    found = vehicle_named(db, chassis)
    if found not in stored.vehicles(db.connection, record.id or 0):
        raise UserError("not_aboard", chassis=chassis, shipment=record.number)
    return found


def _tell(db: Database, record: Shipment, as_json: bool) -> None:
    aboard = len(stored.vehicles(db.connection, record.id or 0))
    fields = {name: getattr(record, name) for name in ("number", *NAMES)}
    if as_json:
        output.one_object(fields | {"vehicles": aboard})
        return
    way = " – ".join(filter(None, (record.port_of_loading, record.port_of_discharge)))
    state = words.say(f"shipment.state_{record.state}")
    count = words.say("ui.vehicles", count=aboard)
    click.echo("\t".join(filter(None, (record.number, state, way, record.etd, count))))


def _tell_entered(db: Database, books: Books, record: Shipment) -> None:
    from broker_app.store import particulars as entered

    told = entered.of_shipment(db.connection, record.id or 0)
    for particular in books.particulars.of_scope("shipment"):
        value = told.shipment.get(particular.key, "")
        if value:
            shown = particulars.shown(particular, value, books).replace("\n", " | ")
            click.echo(f"  {particular.key}\t{particulars.title(particular)}\t{shown}")
