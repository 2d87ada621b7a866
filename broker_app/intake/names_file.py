"""Reads a list of names to search for: a text of one name a line, or a CSV with a column of names.

Encoding and delimiter are settled as for auction lists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from broker_app import given_file
from broker_app.errors import UserError
from broker_app.intake.delimited import best_encoding, open_delimited
from broker_app.intake.header import Dictionary
from broker_app.intake.normalise import Cell

MOST, LARGEST = 10_000, 20_000_000
"""Names, and bytes, of one file."""
_HEADS = {
    "name": ("name", "full name", "full_name", "party", "company", "имя", "наименование",
             "名称", "名前", "氏名", "会社名", "取引先"),
    "country": ("country", "国", "国名", "страна"),
    "kind": ("kind", "type", "種別"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row of the file, counted from 1 with its heading; the name is empty where it has none."""

    row: int
    name: str
    country: str = ""
    kind: str = ""


def read(path: Path) -> list[NamedRow]:
    """Return every row with anything in it.

    Raises UserError for a file that is missing, empty, too large, or holds more than `MOST` names.
    """
    _check(path)
    rows = _lines(path) if path.suffix.lower() != ".csv" else _records(path)
    found: list[NamedRow] = []
    for row in rows:
        if len(found) == MOST:
            raise UserError("names_too_many", file=path.name, most=MOST)
        found.append(row)
    if not found:
        raise UserError("names_none", file=path.name)
    return found


def _check(path: Path) -> None:
    try:
        if path.stat().st_size > LARGEST:
            raise UserError("file_too_large", file=path.name)
        with given_file.opened(path):
            return
    except FileNotFoundError as problem:
        raise UserError("file_missing", file=path.name) from problem
    except OSError as problem:
        raise UserError("file_unreadable", file=path.name) from problem


def _lines(path: Path) -> Iterator[NamedRow]:
    data = given_file.content(path)
    text = data.decode(best_encoding(data, Dictionary({}), ""), "replace").replace("\0", "")
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip():
            yield NamedRow(number, line.strip())


def _records(path: Path) -> Iterator[NamedRow]:
    records = open_delimited(path, Dictionary({}), "", _merit, any_table=True).records()
    places: dict[str, int] | None = None
    for number, record in enumerate(records, 1):
        cells = [_plain(cell) for cell in record]
        if not any(cells):
            continue
        if places is None:
            places = _places(cells)
            if places:
                continue
            places = {"name": 0}
        values = {name: cells[at] for name, at in places.items() if at < len(cells)}
        yield NamedRow(number, values.pop("name", ""), **values)


def _plain(cell: Cell) -> str:
    return str(cell or "").replace("\0", "").removeprefix("\ufeff").strip()


def _places(cells: Sequence[str]) -> dict[str, int]:
    """Return where the headings stand; nothing where the first row is a name already."""
    heads = [normalize("NFKC", cell).casefold().strip() for cell in cells]
    found = {
        name: next((n for n, head in enumerate(heads) if head in known), -1)
        for name, known in _HEADS.items()
    }
    return {name: at for name, at in found.items() if at >= 0} if found["name"] >= 0 else {}


def _merit(records: Sequence[Sequence[Cell]]) -> tuple[int, ...]:
    """Prefer the delimiter that cuts most rows into equally many cells."""
    sizes = [len(record) for record in records if record]
    most = max(set(sizes), key=sizes.count) if sizes else 0
    return (sizes.count(most) if most > 1 else 0, most)
