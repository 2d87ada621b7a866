"""Particulars: what the papers of a shipment ask for besides its fields; its containers."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.particulars import (
    CONTAINER_KINDS,
    PREFIX,
    YES,
    Container,
    Particular,
    amount_of,
    is_value,
)
from broker_app.errors import UserError
from broker_app.intake.facts_csv import ungrouped
from broker_app.jobs import dealing
from broker_app.jobs.books import Books
from broker_app.jobs.editing import read_amount, read_day
from broker_app.jobs.typed_texts import LONGEST
from broker_app.reference import particulars as catalogue
from broker_app.store import particulars, shipments, vehicles, write
from broker_app.store.database import Database, Rows

TABLES = frozenset({"particular", "container", "shipment_vehicle"})
OF = ("shipment", "vehicle", "container")
"""What particulars are of."""
_CODE = 20
"""Characters of a container number or a seal."""


def put(
    db: Database,
    books: Books,
    shipment: int,
    values: Mapping[str, str],
    who: str,
    *,
    of: Sequence[int] = (),
    container: int | None = None,
) -> Changes:
    """Store particulars of a shipment, `of` vehicles on it or of a container; an empty one goes.

    Values are in the form that is kept (`read` makes it of what a person types). Raises UserError
    for an unknown key, a value that is none, a party that nothing may be shipped to, and a vehicle
    or container of another shipment.
    """
    reader = db.connection
    record = shipments.get(reader, shipment)
    scope = "vehicle" if of else "shipment" if container is None else "container"
    check(reader, books, scope, values, shipment)
    aboard = set(shipments.vehicles(reader, shipment))
    for vehicle in of:
        if vehicle not in aboard:
            raise UserError("row_gone", table="shipment_vehicle", row=vehicle)
    if container is not None:
        _of_shipment(reader, shipment, container)
    said = label(next(iter(values), ""))
    opened = (
        write.step(db, "particular", who, number=record.number, label=said)
        if len(values) == 1
        else write.step(db, "particulars", who, number=record.number)
    )
    with opened as step:
        for one in of or (None,):
            particulars.put(step, reader, shipment, values, one, container)
    return Changes(frozenset({"particular"}), step.number)


def check(
    reader: Rows, books: Books, scope: str, values: Mapping[str, str], shipment: int = 0
) -> None:
    """Refuse what cannot be kept of a shipment, 0 for one that is not made yet.

    Raises UserError for an unknown key, a value that is none, and a number that stands elsewhere.
    """
    for key, value in values.items():
        _check(reader, books, scope, key, value)
        _refuse_taken(reader, books, scope, shipment, key, value)


def add_container(db: Database, shipment: int, who: str, kind: str = "40HC") -> tuple[int, Changes]:
    """Add an empty container to a shipment; its number may follow. Returns its id."""
    record = shipments.get(db.connection, shipment)
    made = _checked(Container(shipment=shipment, kind=kind))
    with write.step(db, "container_new", who, number=record.number) as step:
        number = particulars.add_container(step, db.connection, made)
    return number, Changes(frozenset({"container"}), step.number)


def change_container(db: Database, container: int, values: Mapping[str, Any], who: str) -> Changes:
    """Change number, seal or kind of a container. Raises UserError for a wrong number or kind."""
    before = particulars.container(db.connection, container)
    after = _checked(replace(before, **dict(values)))
    record = shipments.get(db.connection, before.shipment)
    with write.step(db, "container_change", who, number=record.number) as step:
        particulars.change_container(step, after)
    return Changes(frozenset({"container"}), step.number)


def remove_container(db: Database, container: int, who: str) -> Changes:
    """Take a container away; its vehicles stay on the shipment, in none."""
    before = particulars.container(db.connection, container)
    record = shipments.get(db.connection, before.shipment)
    with write.step(db, "container_remove", who, number=record.number) as step:
        particulars.remove_container(step, db.connection, container)
    return Changes(TABLES, step.number)


def stow(
    db: Database, shipment: int, vehicle: int, container: int | None, who: str, place: str = ""
) -> Changes:
    """Put a vehicle of a shipment into one of its containers, at a place; None takes it out."""
    reader = db.connection
    record = shipments.get(reader, shipment)
    if container is not None:
        _of_shipment(reader, shipment, container)
    named = vehicles.get(reader, vehicle).chassis_number or ""
    with write.step(db, "stow", who, number=record.number, chassis=named) as step:
        where = place.strip()[:LONGEST] if container is not None else ""
        particulars.stow(step, reader, shipment, vehicle, container, where)
    return Changes(frozenset({"shipment_vehicle"}), step.number)


def read_container_number(text: str) -> str:
    """Read a typed container number: `csqu 305438-3` is `CSQU3054383`; empty stays so.

    Raises UserError where its check digit (ISO 6346) does not agree.
    """
    from stdnum import iso6346
    from stdnum.exceptions import ValidationError

    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    if not plain:
        return ""
    try:
        return str(iso6346.validate(plain))
    except ValidationError as problem:
        raise UserError("container_number", value=plain[:_CODE].upper()) from problem


def read_imo(text: str) -> str:
    """Read a typed IMO number: `imo 9074729` is `9074729`; empty stays so.

    Raises UserError where its check digit does not agree: a ship is looked up in the lists by it.
    """
    from stdnum import imo
    from stdnum.exceptions import ValidationError

    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    if not plain:
        return ""
    try:
        return str(imo.validate(plain))
    except ValidationError as problem:
        raise UserError("imo_number", value=plain[:_CODE].upper()) from problem


def read(particular: Particular, text: str, currency: str, books: Books) -> str:
    """Read what a person typed for a particular into the form that is kept; empty stays so.

    Raises UserError with one sentence where it is no such value.
    """
    plain = text.strip()
    if not plain:
        return ""
    if len(plain) > LONGEST:
        raise UserError("value_too_long", fact=title(particular), most=LONGEST)
    if particular.kind == "day":
        return read_day(plain)
    if particular.kind == "amount":
        currency = particular.unit or currency
        return f"{currency} {read_amount(plain, currency)}"
    if particular.kind == "number":
        return _number(particular, plain)
    if particular.kind == "port":
        return books.find_port(plain).unlocode
    if particular.kind == "imo":
        return read_imo(plain)
    return plain


def shown(particular: Particular, value: str, books: Books | None = None) -> str:
    """Return a kept value as people read it."""
    if not value or not is_value(particular, value):
        return value
    if particular.kind == "choice":
        choice = particular.choice(value)
        return words.in_both(choice.title) if choice else value
    if particular.kind == "day":
        return words.day(date.fromisoformat(value))
    if particular.kind == "amount":
        currency, units = amount_of(value)
        return words.money(units, currency)
    if particular.kind == "number":
        return f"{words.number(Decimal(value))} {particular.unit}".strip()
    if particular.kind == "port" and books is not None and value in books.ports:
        return f"{books.ports[value].name} ({value})"
    return words.say("particulars.yes") if value == YES and particular.kind == "yes" else value


def find(books: Books, scope: str, key: str) -> Particular:
    """Return a particular of a scope; raises UserError where there is none, or it is of another."""
    found = books.particulars.find(scope, key)
    if found is not None:
        return found
    for other in OF:
        elsewhere = books.particulars.find(other, key)
        if elsewhere is not None:
            raise UserError(f"particular_of_{other}", label=title(elsewhere))
    raise UserError("particular_unknown", name=key)


def title(particular: Particular) -> str:
    """Return what a particular is called in the language in use."""
    return words.in_both(particular.title)


def label(key: str) -> str:
    """Return what a particular is called by its key, with or without `particular.` before it."""
    plain = key.removeprefix("container.").removeprefix(PREFIX)
    found = next((p for p in catalogue.shipped().entries if p.key == plain), None)
    return title(found) if found else plain


def _number(particular: Particular, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").casefold()
    plain = plain.removesuffix(particular.unit.casefold())
    try:
        number = Decimal(ungrouped(plain))
    except DecimalException:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or number >= 10**9:
        raise UserError("particular_number", label=title(particular), value=text[:_CODE])
    return f"{number:f}"


def _check(reader: Rows, books: Books, scope: str, key: str, value: str) -> None:
    particular = find(books, scope, key)
    if not value:
        return
    if len(value) > LONGEST:
        raise UserError("value_too_long", fact=title(particular), most=LONGEST)
    known = is_value(particular, value)
    if not known or (particular.kind == "port" and value not in books.ports):
        raise UserError("particular_wrong", label=title(particular), value=value[:40])
    if particular.kind == "party":
        dealing.refuse_barred(reader, [int(value)])


def _refuse_taken(
    reader: Rows, books: Books, scope: str, shipment: int, key: str, value: str
) -> None:
    """Refuse a number that stands on another shipment, however it is spaced."""
    particular = books.particulars.find(scope, key)
    if particular is None or not particular.unique or scope != "shipment":
        return
    for held, number in particulars.elsewhere(reader, key, shipment).items():
        if _bare(held) == _bare(value):
            named = title(particular)
            raise UserError("particular_taken", label=named, value=value[:40], shipment=number)


def _bare(number: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", number).casefold() if c.isalnum())


def _of_shipment(reader: Rows, shipment: int, container: int) -> None:
    if particulars.container(reader, container).shipment != shipment:
        raise UserError("row_gone", table="container", row=container)


def _checked(container: Container) -> Container:
    if container.kind not in CONTAINER_KINDS:
        raise UserError("container_kind", value=container.kind, known=", ".join(CONTAINER_KINDS))
    seal = unicodedata.normalize("NFKC", container.seal).strip().upper()
    if len(seal) > _CODE:
        raise UserError("value_too_long", fact=words.say("containers.seal"), most=_CODE)
    return replace(container, number=read_container_number(container.number), seal=seal)
