"""Options that many commands share, and what their values mean."""

from pathlib import Path

import click

from broker_app.jobs.owning import company_named
from broker_app.store import companies
from broker_app.store.database import Database

DATABASE = click.option("--database", type=click.Path(path_type=Path), help="The database to use.")
COMPANY = click.option("--company", help="Name of the company; default the first one.")


def company_of(db: Database, name: str | None) -> int:
    """Return the company that was named, the first one where none was. Raises UserError."""
    return company_named(db.connection, name) if name else companies.FIRST
