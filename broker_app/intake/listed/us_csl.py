"""The Consolidated Screening List of the US: a dozen lists mixed in one file, CSV or JSON."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from broker_app.domain.listing import Entry, EntryKind, ListedName
from broker_app.errors import UserError
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Part,
    Source,
    clean,
    folded,
    has_headings,
    named_records,
    one_each,
    stable_id,
)

_KINDS: dict[str, EntryKind] = {
    "individual": "person",
    "entity": "organisation",
    "vessel": "vessel",
    "aircraft": "aircraft",
}
_PAPERS = (
    ("passport", "passport"),
    ("mmsi", "mmsi"),
    ("vessel registration", "imo"),
    ("tax id", "tax"),
    ("swift", "swift"),
    ("registration", "registration"),
    ("national id", "national_id"),
    ("cedula", "national_id"),
    ("identification", "national_id"),
)
_NEEDED = ("source", "name", "altnames")
_HEADINGS = ("federalregisternotice", "sourcelisturl", "altnames", "sourceinformationurl")
Row = Mapping[str, list[str]]
"""A row of either form: the values of each field, each a text."""


def _fits(source: Source) -> bool:
    return has_headings(source.parts[0], _HEADINGS, len(_HEADINGS) - 1)


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    part, ids = source.parts[0], Ids()
    for row in _of_json(part) if _is_json(part) else _of_csv(part):
        if _one(row, "name"):
            yield _entry(list_id, ids, row, country)


def _is_json(part: Part) -> bool:
    return part.head.lstrip("\ufeff \t\r\n").startswith(("{", "["))


_SINGLE = ("name", "title", "remarks", "source", "licenserequirement", "licensepolicy")
"""Fields in which a semicolon parts nothing."""


def _of_csv(part: Part) -> Iterator[Row]:
    for row in named_records(part, _NEEDED):
        yield {
            head: [cell] if head in _SINGLE else [one.strip() for one in cell.split(";")]
            for head, cell in row.items()
        }


def _of_json(part: Part) -> Iterator[Row]:
    """Yield the rows of the JSON form. Raises UserError for one that is a part of the list."""
    try:
        found = msgspec.json.decode(part.text.lstrip("\ufeff"))
    except (msgspec.DecodeError, RecursionError) as problem:
        raise UserError("listed_breaks_off", file=part.name) from problem
    rows = found.get("results") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UserError("listed_heading_missing", file=part.name, heading="results")
    stated = found.get("total") if isinstance(found, dict) else None
    if isinstance(stated, int) and stated != len(rows):  # a page of a search, not the list
        raise UserError("listed_count_differs", file=part.name, stated=stated, found=len(rows))
    for row in rows:
        if lacking := [head for head in _NEEDED if head not in map(folded, row)]:
            raise UserError("listed_heading_missing", file=part.name, heading=lacking[0])
        yield {folded(head): _texts(value) for head, value in row.items()}


_PAPER = ("country", "number", "type")
_PLACE = ("address", "city", "state", "postal_code", "country")


def _texts(value: object) -> list[str]:
    """Return a value of the JSON form as texts: a paper or a place in the order of the CSV form."""
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, dict):
        order = _PAPER if "number" in value else _PLACE
        return [", ".join(clean(str(value[key])) for key in order if value.get(key))]
    return [clean(str(value))] if value not in (None, "") else []


def _one(row: Row, head: str) -> str:
    return next(iter(row.get(head, ())), "")


def _entry(list_id: str, ids: Ids, row: Row, country: Country) -> Entry:
    name, addresses = _one(row, "name"), one_each(row.get("addresses", []))
    lands = [address.rpartition(",")[2].strip() for address in addresses]
    lands += row.get("nationalities", []) + row.get("citizenships", [])
    names = [other for other in one_each(row["altnames"]) if other != name]
    own = _one(row, "id") or _one(row, "entitynumber")
    source = _one(row, "source")
    return Entry(
        list_id,
        ids.own(own or stable_id(source, name, "; ".join(addresses))),
        _KINDS.get(_one(row, "type").casefold(), "unknown"),
        (ListedName(name), *(ListedName(other, "alias") for other in names)),
        countries=one_each([country(land) for land in [*lands, _one(row, "vesselflag")]]),
        addresses=addresses,
        identifiers=tuple(dict.fromkeys(_identifiers(row))),
        born=one_each(row.get("datesofbirth", [])),
        programmes=one_each([_short(source), *row.get("programs", [])]),
        remark=_remark(row),
    )


def _short(source: str) -> str:
    """Return the letters by which a list is known: `SDN` of `Specially Designated … (SDN) - …`."""
    found = re.search(r"\((\w{2,6})\)", source)
    return found[1] if found else source


def _remark(row: Row) -> str:
    names = ("title", "licenserequirement", "licensepolicy", "enddate", "remarks")
    said = [one for name in (*names, "federalregisternotice") for one in row.get(name, [])]
    return "; ".join(one for one in said if one)


def _identifiers(row: Row) -> Iterator[tuple[str, str]]:
    for text in row.get("ids", []):
        parts = [part.strip() for part in text.split(",")]
        about = parts[-1].casefold()
        kind = next((kind for word, kind in _PAPERS if word in about), "")
        number = next((part for part in parts[:-1] if re.search(r"\d", part)), "")
        if kind and number:
            yield kind, number.removeprefix("IMO ").strip()
    if sign := _one(row, "callsign"):
        yield "call_sign", sign


PARSER = Parser(_fits, _entries)
