"""The UK Sanctions List as CSV: a line with the day, headings, one row a name of an entry."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from broker_app.domain.listing import Entry, EntryKind, ListedName, NameKind
from broker_app.intake.listed.source import (
    Country,
    Parser,
    Source,
    by_heading,
    day_from,
    one_each,
    records,
)

_KINDS: dict[str, EntryKind] = {
    "individual": "person",
    "entity": "organisation",
    "ship": "vessel",
}
_LINES = tuple(f"addressline{number}" for number in range(1, 7))
_ADDRESS = (*_LINES, "addresspostalcode", "addresscountry")
_COUNTRIES = ("addresscountry", "nationalityies", "nationality", "currentbelievedflagofship")
_PAPERS = (
    ("imonumber", "imo"),
    ("passportnumber", "passport"),
    ("nationalidentifiernumber", "national_id"),
    ("businessregistrationnumbers", "registration"),
)
Row = Mapping[str, str]


def _fits(source: Source) -> bool:
    head = source.parts[0].head.casefold()
    return "unique id" in head and "name 6" in head


def _rows(source: Source) -> Iterator[Row]:
    part = source.parts[0]
    cells = records(part.text, ",", part.name)
    first = next(cells, [])
    if len([cell for cell in first if cell.strip()]) < 3:  # `Report Date: 13-Feb-2026`
        first = next(cells, [])
    return by_heading(chain([first], cells), part.name, ("uniqueid", "name6", "designationtype"))


def _dated(source: Source) -> date | None:
    return day_from(source.parts[0].head.lstrip("\ufeff").partition("\n")[0])


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    found: dict[str, list[Row]] = {}
    for row in _rows(source):
        if row["uniqueid"]:
            found.setdefault(row["uniqueid"], []).append(row)
    for number, rows in found.items():
        names = tuple(_names(rows))
        if names:
            yield _entry(list_id, number, rows, names, country)


def _entry(
    list_id: str, number: str, rows: list[Row], names: tuple[ListedName, ...], country: Country
) -> Entry:
    lands = [land for row in rows for name in _COUNTRIES for land in row.get(name, "").split("|")]
    kinds = (_KINDS.get(row["designationtype"].casefold()) for row in rows)
    return Entry(
        list_id,
        number,
        next(filter(None, kinds), "unknown"),
        names,
        countries=one_each([country(land.strip()) for land in lands]),
        addresses=one_each([_address(row) for row in rows]),
        identifiers=tuple(dict.fromkeys(_papers(rows))),
        born=one_each([row.get("dob", "") for row in rows]),
        programmes=one_each([row.get("regimename", "") for row in rows]),
        remark=" ".join(one_each([row.get("otherinformation", "") for row in rows])),
    )


def _names(rows: list[Row]) -> Iterator[ListedName]:
    seen = set()
    for row in sorted(rows, key=lambda row: not _is_primary(row)):
        given = [row.get(f"name{number}", "") for number in range(1, 6)]
        name = " ".join(part for part in [*given, row["name6"]] if part)
        for text in (name, row.get("namenonlatinscript", "")):
            if text and text not in seen:
                seen.add(text)
                yield ListedName(text, _name_kind(row))


def _is_primary(row: Row) -> bool:
    return row.get("nametype", "").casefold() == "primary name"


def _name_kind(row: Row) -> NameKind:
    if _is_primary(row):
        return "primary"
    if "low" in row.get("aliasstrength", "").casefold():
        return "weak_alias"
    former = row.get("nametype", "").casefold() in ("fka", "former name", "previous name")
    return "former" if former else "alias"


def _address(row: Row) -> str:
    parts = [row.get(name, "") for name in _ADDRESS]
    return ", ".join(part for part in parts if part) if any(parts[:-1]) else ""


def _papers(rows: list[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for column, kind in _PAPERS:
            for number in row.get(column, "").split("|"):
                if bare := number.strip().removeprefix("IMO").strip():
                    yield kind, bare


PARSER = Parser(_fits, _entries, _dated)
