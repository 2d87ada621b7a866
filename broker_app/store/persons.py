"""What is stored of a person who is a party: records that name them, and erasing their texts.

Erasing writes over the texts where they stand, in the journal too. The chain stays verifiable: an
erased entry keeps its old hash, and one last entry names it with the hash that it has now.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from broker_app.store import proformas, write
from broker_app.store.blocks import found_row, quoted
from broker_app.store.chain import COLUMNS, entry_hash
from broker_app.store.database import Database, Rows, blob_columns, references
from broker_app.store.integrity import data_tables
from broker_app.store.journal import DERIVED_TABLES, JOURNAL
from broker_app.store.records import lines_from

OWN = ("party", "attachment", "party_paper")
"""Tables whose rows are about one party alone: all they say is erased."""
PLAIN = frozenset({"kind", "country", "screening", "ownership", "roles", "mime", "sha256"})
"""Texts of those rows that say nothing of a person."""
SHORTEST = 4
"""Shorter texts are erased in the person's own rows only: they stand elsewhere by chance."""
_LISTS = {"address", "other_names", "numbers", "roles", "owners"}
_NO_TEXT = DERIVED_TABLES | {JOURNAL, "id_counter", "_sqlite_migrations"}


def naming(reader: Rows, party: int) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that name a party, by table, with documents of its shipments."""
    found = {"party": [dict(row) for row in _rows(reader, "party", "id", party)]}
    for one in references(reader):
        if one.target == "party" and one.table not in DERIVED_TABLES:
            rows = found.setdefault(one.table, [])
            known = {row["id"] for row in rows}
            fresh = map(dict, _rows(reader, one.table, one.column, party))
            rows += [row for row in fresh if row["id"] not in known]
    for shipment in found.get("shipment", ()):
        papers = _rows(reader, "document", "shipment", shipment["id"])
        found.setdefault("document", []).extend(map(dict, papers))
    return {table: rows for table, rows in found.items() if rows}


def in_proforma(reader: Rows, party: int) -> bool:
    """Tell whether an invoice before shipment names a party."""
    return bool(proformas.name_party(reader, party))


def signed_by(reader: Rows, who: str) -> dict[str, int]:
    """Return how many steps and rows carry the name of somebody of the staff, by table."""
    found: dict[str, int] = {}
    for table in data_tables(reader):
        columns = [c for c in _texts(reader, table) if c == "who" or c.endswith("_by")]
        if columns:
            terms = " OR ".join(f"{quoted(name)} = :who" for name in columns)
            sql = f"SELECT count(*) FROM {quoted(table)} WHERE {terms}"  # noqa: S608
            if count := reader.execute(sql, {"who": who}).fetchone()[0]:
                found[table] = count
    return found


def erase(db: Database, step: write.Step, party: int, instead: str) -> list[str]:
    """Write over all texts of a party, in its rows, in others', and in the journal.

    Returns these texts, the longest first. What is kept elsewhere is the caller's, and that the
    file itself forgets: `forget_pages`.
    """
    reader = db.connection
    own = {(name, row["id"]) for name, rows in naming(reader, party).items() for row in rows}
    own = {key for key in own if key[0] in OWN}
    entries = [row for row in _journal(reader) if row["table"] in OWN]
    own |= {key for row in entries for key in _named_in(row, party)}
    needles = _needles(reader, own, entries)
    for table, row in own:
        stands = found_row(reader, table, row)
        if stands is not None:
            write.overwrite(reader, table, "id", row, _blank(stands, table, instead))
    swaps = dict.fromkeys(needles, instead)
    swaps |= dict.fromkeys(_erase_bytes(reader, needles), "")
    for table in data_tables(reader):
        if table not in _NO_TEXT:
            for row in _holding(reader, table, "id", swaps):
                changed = {c: _swapped(v, swaps) for c, v in row.items() if c != "id"}
                write.overwrite(reader, table, "id", row["id"], changed)
    _erase_entries(reader, step, own, swaps, instead)
    return needles


def forget_pages(db: Database) -> None:
    """Let the file itself forget: its search index, free pages and the log beside it."""
    db.tables.table("vehicle").rebuild_fts()
    db.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.connection.execute("VACUUM")
    db.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _erase_entries(
    reader: Rows, step: write.Step, own: set[tuple[str, int]], swaps: dict[str, str], instead: str
) -> None:
    redacted: list[tuple[int, str]] = []
    for row in _journal(reader):
        texts = {name: row[name] for name in ("who", "why", "before", "after")}
        changed = dict(texts)
        if row["table"] in OWN:
            for side in ("before", "after"):
                changed[side] = _blank_side(row, side, own, instead)
        changed = {name: _swapped(value, swaps) for name, value in changed.items()}
        if changed == texts:
            continue
        write.overwrite(reader, JOURNAL, "seq", row["seq"], changed)
        values = [changed.get(name, row[name]) for name in COLUMNS[:-1]]
        redacted.append((row["seq"], entry_hash(values)))
    for start in range(0, len(redacted), write.BLOCK):
        part = redacted[start : start + write.BLOCK]
        step.note_as_found(JOURNAL, part[0][0], None, {"columns": ["seq", "hash"], "rows": part})


def _erase_bytes(reader: Rows, needles: Iterable[str]) -> Iterator[str]:
    """Empty kept bytes (printed pages) that hold a text; yields them as the journal has them."""
    sought = [needle.encode() for needle in needles]
    for table, columns in blob_columns(reader).items():
        for column in columns:
            sql = f"SELECT id, {quoted(column)} FROM {quoted(table)}"  # noqa: S608
            for row, content in reader.execute(sql).fetchall():
                if isinstance(content, bytes) and any(s in _plain(content) for s in sought):
                    write.overwrite(reader, table, "id", row, {column: b""})
                    yield b64encode(content).decode()


def _plain(content: bytes) -> bytes:
    try:
        return content + zlib.decompress(content)
    except zlib.error:
        return content


def _needles(reader: Rows, own: set[tuple[str, int]], entries: Sequence[Any]) -> list[str]:
    """Return all texts a person's own rows hold or held, as they may stand in others, longest
    first."""
    texts: set[str] = set()
    for table, row in own:
        texts.update(_said(found_row(reader, table, row) or {}))
    for entry in entries:
        for side in ("before", "after"):
            for number, values in _side(entry, side):
                if (entry["table"], number) in own:
                    texts.update(_said(values))
    long = {text for text in texts if len(text) >= SHORTEST}
    ways = {way for text in long for way in _ways(text)}
    return sorted(ways, key=len, reverse=True)


def _said(values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if name in PLAIN or name == "city" or not isinstance(value, str):
            continue
        if name.endswith(("_at", "_by", "_on", "_until")):
            continue
        if name in _LISTS:
            yield from lines_from(value)
        else:
            yield value


def _ways(text: str) -> set[str]:
    """Return a text as it stands in a text, in JSON, and in JSON within JSON."""
    ways = {text}
    for _ in range(2):
        for ascii_only in (False, True):
            ways |= {json.dumps(way, ensure_ascii=ascii_only)[1:-1] for way in set(ways)}
    return ways


def _named_in(entry: Any, party: int) -> Iterator[tuple[str, int]]:
    """Yield the rows of an entry that are, or were, of a party."""
    for side in ("before", "after"):
        for number, values in _side(entry, side):
            if values.get("party") == party or (entry["table"], number) == ("party", party):
                yield entry["table"], number


def _side(entry: Any, side: str) -> Iterator[tuple[int, dict[str, Any]]]:
    values = msgspec.json.decode(entry[side]) if entry[side] else None
    if values and "rows" in values:
        for row in values["rows"]:
            yield row[0], dict(zip(values["columns"], row, strict=True))
    elif values:
        yield entry["row"], values


def _blank_side(entry: Any, side: str, own: set[tuple[str, int]], instead: str) -> str | None:
    text: str | None = entry[side]
    values = msgspec.json.decode(text) if text else None
    table = entry["table"]
    if values and "rows" in values:
        columns = values["columns"]
        for place, row in enumerate(values["rows"]):
            if (table, row[0]) in own:
                named = dict(zip(columns, row, strict=True))
                named |= _blank(named, table, instead)
                values["rows"][place] = list(named.values())
    elif values and (table, entry["row"]) in own:
        values |= _blank(values, table, instead)
    else:
        return text
    return msgspec.json.encode(values).decode()


def _blank(values: dict[str, Any], table: str, instead: str) -> dict[str, Any]:
    """Return the texts of a row that say something of a person, as they are when erased."""
    blank: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, str) and name not in PLAIN and not name.endswith(("_at", "_by")):
            blank[name] = "[]" if name in _LISTS else ""
    if table == "party" and "name" in blank:
        blank["name"] = instead
    return blank


def _swapped(value: Any, swaps: dict[str, str]) -> Any:
    if isinstance(value, str):
        for needle, instead in swaps.items():
            value = value.replace(needle, instead)
    return value


def _holding(reader: Rows, table: str, key: str, swaps: Iterable[str]) -> Iterator[dict[str, Any]]:
    columns = _texts(reader, table)
    sought = list(swaps)
    if not columns:
        return
    names = ",".join(map(quoted, (key, *columns)))
    for row in reader.execute(f"SELECT {names} FROM {quoted(table)}").fetchall():  # noqa: S608
        said = "\0".join(value for value in tuple(row)[1:] if isinstance(value, str))
        if any(needle in said for needle in sought):
            yield dict(row)


def _texts(reader: Rows, table: str) -> list[str]:
    info = reader.execute(f"PRAGMA table_info({quoted(table)})")
    return [row["name"] for row in info if row["type"].upper() == "TEXT"]


def _journal(reader: Rows) -> Iterator[Any]:
    """Yield all entries; read by their number, since they are written over meanwhile."""
    for (seq,) in reader.execute("SELECT seq FROM journal ORDER BY seq").fetchall():
        yield reader.execute("SELECT * FROM journal WHERE seq = ?", (seq,)).fetchone()


def _rows(reader: Rows, table: str, column: str, value: int) -> list[Any]:
    sql = f"SELECT * FROM {quoted(table)} WHERE {quoted(column)} = ?"  # noqa: S608
    return reader.execute(sql, (value,)).fetchall()
