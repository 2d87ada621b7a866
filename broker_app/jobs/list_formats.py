"""List formats: layouts are remembered with every import, used again, shared as files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from broker_app.domain.changes import Changes
from broker_app.domain.list_format import ListFormat, id_of
from broker_app.errors import UserError
from broker_app.intake.mapping import COMPOSITES, FACTS
from broker_app.intake.numbers import money_unit_in
from broker_app.intake.read import ListTable, Options
from broker_app.jobs.books import Books
from broker_app.papers.saving import save
from broker_app.reference import list_formats as files
from broker_app.store import list_formats, write
from broker_app.store.database import Database, Rows

FORMATS = frozenset({"list_format"})


def with_known(reader: Rows, books: Books, options: Options | None) -> Options:
    """Return the options with every known layout: this office's own before the shipped ones."""
    known = (*list_formats.every(reader), *books.list_formats)
    return replace(options or Options(), formats=known)


def remember(step: write.Step, reader: Rows, tables: Sequence[ListTable]) -> None:
    """Keep the layouts of a list that is imported; shipped ones are known anyway."""
    shipped = {known.id for known in files.shipped()}
    for table in tables:
        seen = table.known_as
        if seen.id in shipped and seen.is_settled:
            seen = replace(seen, id=id_of(seen.headings))
        if seen.id not in shipped:
            list_formats.put(step, reader, seen)


def add_file(db: Database, file: Path, who: str) -> Changes:
    """Take in a format that somebody shared. Raises UserError for a file that is not right."""
    known = files.read(file, "")
    known = replace(known, id=id_of(known.headings))
    for fact in known.columns.values():
        if fact and fact not in FACTS and fact not in COMPOSITES:
            raise UserError("format_file", file=file.name, reason=f"{fact} is no fact")
    if known.price_unit and money_unit_in(known.price_unit) is None:
        raise UserError("format_file", file=file.name, reason=f"{known.price_unit} is no unit")
    with write.step(db, "list_format", who, name=known.name) as step:
        list_formats.put(step, db.connection, known)
    return Changes(FORMATS, step.number)


def save_file(reader: Rows, key: str, file: Path) -> None:
    """Write a format to a file to share. Raises UserError where it is gone or cannot be written."""
    known = found(reader, key)
    save(files.as_text(known).encode(), file)


def forget(db: Database, key: str, who: str) -> Changes:
    """Forget a layout; the next list of it is read as the first was. Raises UserError if gone."""
    known = found(db.connection, key)
    with write.step(db, "list_format_remove", who, name=known.name) as step:
        list_formats.remove(step, db.connection, key)
    return Changes(FORMATS, step.number)


def found(reader: Rows, key: str) -> ListFormat:
    """Return a format of this office. Raises UserError where it is gone."""
    known = next((one for one in list_formats.every(reader) if one.id == key), None)
    if known is None:
        raise UserError("list_format_unknown", format=key)
    return known
