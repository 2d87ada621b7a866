"""Options that many commands share, and what their values mean."""

from pathlib import Path

import click

from broker_app.domain.counted import id_in
from broker_app.domain.vehicle import identity_of
from broker_app.errors import UserError
from broker_app.jobs.owning import company_named
from broker_app.store import companies, vehicles
from broker_app.store.database import Database

DATABASE = click.option("--database", type=click.Path(path_type=Path), help="The database to use.")
COMPANY = click.option("--company", help="Name of the company; default the first one.")


def company_of(db: Database, name: str | None) -> int:
    """Return the company that was named, the first one where none was. Raises UserError."""
    return company_named(db.connection, name) if name else companies.FIRST


def vehicle_named(db: Database, named: str) -> int:
    """Return the vehicle with a chassis number, or with an id as `#12`; UserError for none."""
    number = id_in(named)
    if number is not None and next(iter(vehicles.many(db.connection, [number])), None) is not None:
        return number
    found = vehicles.by_chassis(db.connection, identity_of(named) or "")
    if found is None:
        raise UserError("chassis_unknown", chassis=named)
    return found
