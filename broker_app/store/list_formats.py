"""List formats: the layouts this office has seen, with what people settled of them."""

import sqlite3

import msgspec

from broker_app.domain.list_format import ListFormat
from broker_app.store.database import Rows
from broker_app.store.write import Step


def every(reader: Rows) -> list[ListFormat]:
    """Return all of them, the latest seen first."""
    rows = reader.execute("SELECT * FROM list_format ORDER BY at DESC, id DESC")
    return [_read(row) for row in rows]


def put(step: Step, reader: Rows, known: ListFormat) -> None:
    """Store a format, in place of the one with its id; one that says the same stays as it is."""
    values = {
        "name": known.name,
        "headings": msgspec.json.encode(known.headings).decode(),
        "columns": msgspec.json.encode(dict(known.columns)).decode(),
        "price_unit": known.price_unit,
    }
    found = _row(reader, known.id)
    if found is None:
        step.insert("list_format", values | {"key": known.id, "who": step.who, "at": step.at})
    elif _read(found) != known:
        step.change("list_format", found["id"], values | {"who": step.who, "at": step.at})


def remove(step: Step, reader: Rows, key: str) -> bool:
    """Forget a format; tells whether it was there."""
    found = _row(reader, key)
    if found is not None:
        step.remove("list_format", found["id"])
    return found is not None


def _row(reader: Rows, key: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = reader.execute(
        "SELECT * FROM list_format WHERE key = ?", (key,)
    ).fetchone()
    return row


def _read(row: sqlite3.Row) -> ListFormat:
    return ListFormat(
        id=row["key"],
        name=row["name"],
        headings=msgspec.json.decode(row["headings"], type=tuple[str, ...]),
        columns=msgspec.json.decode(row["columns"], type=dict[str, str]),
        price_unit=row["price_unit"],
    )
