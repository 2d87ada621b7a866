"""The UK Sanctions List as CSV: a line with the day, headings, one row a name of an entry.

Several values of one cell stand behind `(1)`, `(2)` … or are parted by `|`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from broker_app.domain.listing import Entry, EntryKind, ListedName, NameKind
from broker_app.errors import UserError
from broker_app.intake.listed.source import (
    Country,
    Parser,
    Source,
    day_from,
    folded,
    has_headings,
    named_records,
    one_each,
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
_NEEDED = ("uniqueid", "name6", "nametype", "designationtype")
_OTHERS = {"designationtype": ("individualentityship",)}  # its name in some editions
_HEADINGS = (*_NEEDED[:3], "ofsigroupid", "regimename", "sanctionsimposed")
_BETWEEN = re.compile(r"\||\(\d{1,2}\)(?=\s|\w)")
_FORMER = ("fka", "former name", "previous name")
_UPDATED = "lastupdated"
Row = Mapping[str, str]


def _fits(source: Source) -> bool:
    return has_headings(source.parts[0], _HEADINGS, len(_HEADINGS) - 2)


def _rows(source: Source) -> Iterator[Row]:
    return named_records(source.parts[0], _NEEDED, _OTHERS)


def _dated(source: Source) -> date | None:
    """Return the day above the headings; without one, the day the last entry was changed."""
    part = source.parts[0]
    for line in part.head.splitlines():
        if "uniqueid" in folded(line):
            break
        if day := day_from(line):
            return day
    try:
        days = [day_from(row.get(_UPDATED, "")) for row in _rows(source)]
    except UserError:  # the entries will say what is wrong
        return None
    return max((day for day in days if day), default=None)


def _parted(cell: str) -> list[str]:
    return [part.strip(" ;,") for part in _BETWEEN.split(cell)]


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
    lands = [land for row in rows for name in _COUNTRIES for land in _parted(row.get(name, ""))]
    kinds = (_KINDS.get(row["designationtype"].casefold()) for row in rows)
    return Entry(
        list_id,
        number,
        next(filter(None, kinds), "unknown"),
        names,
        countries=one_each([country(land) for land in lands]),
        addresses=one_each([_address(row) for row in rows]),
        identifiers=tuple(dict.fromkeys(_papers(rows))),
        born=one_each([day for row in rows for day in _parted(row.get("dob", ""))]),
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
    return row["nametype"].casefold() == "primary name"


def _name_kind(row: Row) -> NameKind:
    if _is_primary(row):
        return "primary"
    if "low" in row.get("aliasstrength", "").casefold():
        return "weak_alias"
    return "former" if row["nametype"].casefold() in _FORMER else "alias"


def _address(row: Row) -> str:
    parts = [row.get(name, "") for name in _ADDRESS]
    return ", ".join(part for part in parts if part) if any(parts[:-1]) else ""


def _papers(rows: list[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for column, kind in _PAPERS:
            for number in _parted(row.get(column, "")):
                if bare := number.removeprefix("IMO").strip(" :"):
                    yield kind, bare


PARSER = Parser(_fits, _entries, _dated)
