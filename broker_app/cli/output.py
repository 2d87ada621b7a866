"""What commands print: one JSON object a line on standard output, messages on standard error."""

import time
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from unicodedata import normalize

import click
import msgspec

from broker_app import settings, words
from broker_app.cli import signing
from broker_app.domain.counted import MOST_DIGITS
from broker_app.domain.question import Question, planned_day
from broker_app.errors import UserError
from broker_app.jobs import backing_up, overrides_in_use, pack_in_use, upkeep
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.store.database import Database, is_read_only, open_file, open_to_read

TELL_EVERY = 2.0
"""Seconds between two words on how far a job is."""


def one_object(values: dict[str, Any]) -> None:
    """Print one JSON object on its line."""
    click.echo(msgspec.json.encode(values).decode())


def tell(key: str, **values: object) -> None:
    """Say a sentence on standard error."""
    click.echo(words.say(key, **values), err=True)


def progress() -> Progress:
    """Return what tells on standard error how far a long job is, every few seconds."""
    last = time.monotonic()

    def tell_now_and_then(done: int, total: int, key: str, /, **values: object) -> None:
        nonlocal last
        moment = time.monotonic()
        if moment - last >= TELL_EVERY:
            last = moment
            tell(key, done=done, total=total, **values)

    return tell_now_and_then


def database(path: Path | None) -> Database:
    """Open the database named on the command line, made where it is not there: only to write."""
    from broker_app import paths

    chosen = path or paths.default_database()
    opened = open_file(chosen, backing_up.before_migration)
    for one in upkeep.mishaps(opened.connection, opened.path):
        tell(f"due.{one.kind}", **one.values)
    signing.working_on(opened)
    return opened


def existing(path: Path | None) -> Database:
    """Open a database to read; one that was named must be there. Raises UserError where it is not.

    One that may only be read is opened so. A mistyped name is refused, never answered from an empty
    database made on the spot.
    """
    if path is not None and not path.exists():
        raise UserError("file_missing", file=path.name)
    from broker_app import paths

    chosen = path or paths.default_database()
    if is_read_only(chosen):
        opened = open_to_read(chosen)
        signing.working_on(opened)
        return opened
    return database(path)


def leaving(path: Path | None) -> Database:
    """Open a database of which something is taken along: who does so signs in before it is written.

    Raises UserError as `existing` does, and where nobody signs in.
    """
    opened = existing(path)
    try:
        who()
    except BaseException:
        opened.close()
        raise
    return opened


def books(db: Database) -> Books:
    """Return the books of a database: with the rule pack and the market overrides it holds."""
    made = Books(lists_fresh_days=settings.load().lists_fresh_days)
    pack_in_use.follow(db.connection, made)
    overrides_in_use.follow(db.connection, made)
    return made


def books_of(path: Path | None) -> Books:
    """Return the books of the database that was named, the shipped ones without one."""
    if path is None:
        return Books()
    with existing(path) as db:
        return books(db)


def who() -> str:
    """Return the name that changes are journalled under: who signs in, where people do."""
    return signing.signed_in() or settings.staff(settings.load())


def given_out(path: Path | None, kind: str, file: Path, count: int = 0) -> None:
    """Take down in the history of a database that a file was written to be taken along."""
    with existing(path) as db:
        given_out_of(db, kind, file, count)


def given_out_of(db: Database, kind: str, file: Path, count: int = 0) -> None:
    """Take it down in a database that is open."""
    from broker_app.jobs import giving_out

    giving_out.note_if_written(db, kind, file, who(), count)


def question() -> Question:
    """Return what the stock is judged for: the destination and the planned day of the settings."""
    chosen = settings.load()
    return Question(chosen.destination, planned_day(today(), chosen.days_to_export))


def today() -> date:
    """Return today; the command line's only clock."""
    return datetime.now().astimezone().date()


ID = click.IntRange(0, 10**MOST_DIGITS)
"""The id of a record, or a count: what a database holds."""


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases
    """A day as `2026-11-22`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or end with a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(normalize("NFKC", value).strip())
        except ValueError:
            self.fail(words.say("cli.no_day", value=value), param, ctx)


class StatedRate(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases
    """An exchange rate as `USD=155.20` or `USD=155.20@2026-11-20`: yen for one unit."""

    name = "rate"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Decimal, date | None]:
        """Read the rate, or end with a usage error."""
        if isinstance(value, tuple):
            return value
        currency, _, rest = value.partition("=")
        number, _, day = rest.partition("@")
        try:
            rate, on = Decimal(number), date.fromisoformat(day) if day else None
        except (InvalidOperation, ValueError):
            self.fail(words.say("cli.no_rate", value=value), param, ctx)
        if not (rate.is_finite() and rate > 0 and len(currency) == 3 and currency.isalpha()):
            self.fail(words.say("cli.no_rate", value=value), param, ctx)
        return currency.upper(), rate, on
