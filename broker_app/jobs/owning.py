"""Owning: several companies in one office, and which vehicle or shipment is whose."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count

from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.party import Company
from broker_app.domain.spelling import fold_words
from broker_app.errors import UserError
from broker_app.jobs.editing import check_company_name
from broker_app.jobs.names import called
from broker_app.store import companies, shipments, vehicles, write
from broker_app.store.database import Database, Rows

COMPANIES = frozenset({"company"})


def add_company(db: Database, name: str, who: str) -> tuple[int, Changes]:
    """Store one more company, with a prefix of numbers of its own; returns its id.

    Raises UserError without a name of its own.
    """
    if not name.strip():
        raise UserError("company_needs_name")
    profile = Company(id=0, name=name.strip())
    check_company_name(db.connection, profile)
    counted = (replace(profile, number_prefix=f"{profile.number_prefix}{n}") for n in count(2))
    proposed = (one for one in chain([profile], counted))
    profile = next(one for one in proposed if not companies.with_prefix_of(db.connection, one))
    with write.step(db, "company_new", who, name=profile.name) as step:
        number = companies.add(step, db.connection, profile)
    return number, Changes(COMPANIES, step.number)


def choose_default(db: Database, company: int, who: str) -> Changes:
    """Let new vehicles and shipments belong to a company from now on."""
    name = companies.get(db.connection, company).name
    with write.step(db, "company_default", who, name=name) as step:
        companies.choose_default(step, db.connection, company)
    return Changes(COMPANIES, step.number)


def give_vehicles(db: Database, chosen: Sequence[int], company: int, who: str) -> Changes:
    """Let vehicles belong to a company.

    Raises UserError for one that stands on a shipment of another: they go together.
    """
    reader = db.connection
    name = companies.get(reader, company).name
    held = companies.of_vehicles(reader, chosen)
    moving = [vehicle for vehicle in chosen if held.get(vehicle) != company]
    if not moving:
        return NOTHING
    for vehicle in moving:
        _refuse_on_board(reader, vehicle)
    with write.step(db, "vehicle_company", who, count=len(moving), name=name) as step:
        companies.give(step, moving, company)
    return Changes(frozenset({"vehicle"}), step.number)


def company_named(reader: Rows, name: str) -> int:
    """Return a company by its name, width and case aside. Raises UserError with those known."""
    every = companies.every(reader)
    wanted = fold_words(name)
    found = next((known.id for known in every if fold_words(known.name) == wanted), None)
    if found is None:
        known = ", ".join(one.name for one in every if one.name)
        raise UserError("company_unknown", name=name, known=known or "–")
    return found


def _refuse_on_board(reader: Rows, vehicle: int) -> None:
    shipment = shipments.shipment_of(reader, vehicle)
    if shipment is not None:
        number = shipments.get(reader, shipment).number
        name = called(vehicles.get(reader, vehicle))
        raise UserError("company_on_shipment", vehicle=name, shipment=number)
