"""Templates of companies by kind of paper, as bytes with their hash."""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from broker_app.domain.template import Template
from broker_app.errors import UserError
from broker_app.store.companies import FIRST
from broker_app.store.database import Rows
from broker_app.store.write import Step

_OF = f"coalesce(company, {FIRST}) = ?"
_COLUMNS = "id, company, kind, name, sha256, in_use, who, at"


def every(reader: Rows, company: int | None = None) -> list[Template]:
    """Return the templates of a company, of all without one, by kind and the latest first."""
    sql = f"SELECT {_COLUMNS} FROM template ORDER BY company, kind, id DESC"  # noqa: S608
    found = [_read(row) for row in reader.execute(sql)]
    return [one for one in found if company is None or one.company == company]


def get(reader: Rows, template: int) -> Template:
    """Return one. Raises UserError where it is gone."""
    sql = f"SELECT {_COLUMNS} FROM template WHERE id = ?"  # noqa: S608
    row = reader.execute(sql, (template,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="template", row=template)
    return _read(row)


def content(reader: Rows, template: int) -> bytes:
    """Return the bytes of a template."""
    row = reader.execute("SELECT content FROM template WHERE id = ?", (template,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="template", row=template)
    return bytes(row[0])


def content_of(reader: Rows, sha256: str) -> bytes | None:
    """Return the bytes of a template by their hash; None where it was taken away."""
    row = reader.execute("SELECT content FROM template WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else bytes(row[0])


def in_use(reader: Rows, company: int, kind: str) -> Template | None:
    """Return the template that papers of a kind are filled into, if there is one."""
    sql = f"SELECT {_COLUMNS} FROM template WHERE {_OF} AND kind = ? AND in_use = 1"  # noqa: S608
    row = reader.execute(sql, (company, kind)).fetchone()
    return _read(row) if row else None


def keys_in_use(reader: Rows, company: int, kinds: Iterable[str]) -> frozenset[str]:
    """Return the keys that the templates in use for some kinds name."""
    chosen = tuple(kinds)
    marks = ",".join("?" * len(chosen))
    sql = f"SELECT keys FROM template WHERE {_OF} AND in_use = 1 AND kind IN ({marks})"  # noqa: S608
    rows = reader.execute(sql, (company, *chosen))
    return frozenset(key for row in rows for key in msgspec.json.decode(row[0], type=list[str]))


def add(
    step: Step,
    reader: Rows,
    *,
    company: int,
    kind: str,
    name: str,
    content: bytes,
    keys: Sequence[str],
) -> int:
    """Store a template and use it; equal bytes are the same template. Returns its id."""
    sha256 = hashlib.sha256(content).hexdigest()
    known = (one for one in every(reader, company) if (one.kind, one.sha256) == (kind, sha256))
    found = next(known, None)
    if found is None:
        values = {
            "company": None if company == FIRST else company,
            "kind": kind,
            "name": name,
            "sha256": sha256,
            "content": content,
            "keys": msgspec.json.encode(list(keys)).decode(),
            "in_use": 0,
            "who": step.who,
            "at": step.at,
        }
        number = step.insert("template", values)
    else:
        number = found.id
    use(step, reader, company, kind, number)
    return number


def use(step: Step, reader: Rows, company: int, kind: str, template: int | None) -> None:
    """Fill papers of a kind into a template from now on; into none: the built-in layout."""
    for one in every(reader, company):
        if one.kind == kind:
            step.change("template", one.id, {"in_use": int(one.id == template)})


def remove(step: Step, template: int) -> None:
    """Take a template away; it stays in the journal."""
    step.remove("template", template)


def _read(row: sqlite3.Row) -> Template:
    return Template(
        id=row["id"],
        company=row["company"] or FIRST,
        kind=row["kind"],
        name=row["name"],
        sha256=row["sha256"],
        in_use=bool(row["in_use"]),
        added_by=row["who"],
        added_at=row["at"],
    )
