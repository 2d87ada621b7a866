"""The Consolidated Screening List of the US: a dozen lists mixed in one CSV file."""

import re
from collections.abc import Iterator, Mapping

from broker_app.domain.listing import Entry, EntryKind, ListedName
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Source,
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
Row = Mapping[str, str]


def _fits(source: Source) -> bool:
    first = source.parts[0].head.partition("\n")[0].casefold()
    return "source" in first and "federal_register_notice" in first


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    part, ids = source.parts[0], Ids()
    for row in named_records(part.text, ",", part.name, ("source", "name", "altnames")):
        if row["name"]:
            yield _entry(list_id, ids, row, country)


def _entry(list_id: str, ids: Ids, row: Row, country: Country) -> Entry:
    addresses = one_each(_parts(row.get("addresses", "")))
    lands = [address.rpartition(",")[2].strip() for address in addresses]
    lands += _parts(row.get("nationalities", "")) + _parts(row.get("citizenships", ""))
    names = [name for name in one_each(_parts(row["altnames"])) if name != row["name"]]
    own = row.get("id") or row.get("entitynumber")
    return Entry(
        list_id,
        ids.own(own or stable_id(row["source"], row["name"], row.get("addresses", ""))),
        _KINDS.get(row.get("type", "").casefold(), "unknown"),
        (ListedName(row["name"]), *(ListedName(name, "alias") for name in names)),
        countries=one_each([country(land) for land in [*lands, row.get("vesselflag", "")]]),
        addresses=addresses,
        identifiers=tuple(dict.fromkeys(_identifiers(row))),
        born=one_each(_parts(row.get("datesofbirth", ""))),
        programmes=one_each([_short(row["source"]), *_parts(row.get("programs", ""))]),
        remark=_remark(row),
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";")]


def _short(source: str) -> str:
    """Return the letters by which a list is known: `SDN` of `Specially Designated … (SDN) - …`."""
    found = re.search(r"\((\w{2,6})\)", source)
    return found[1] if found else source


def _remark(row: Row) -> str:
    names = ("title", "licenserequirement", "licensepolicy", "enddate", "remarks")
    said = [row.get(name, "") for name in (*names, "federalregisternotice")]
    return "; ".join(one for one in said if one)


def _identifiers(row: Row) -> Iterator[tuple[str, str]]:
    for text in _parts(row.get("ids", "")):
        parts = [part.strip() for part in text.split(",")]
        about = parts[-1].casefold()
        kind = next((kind for word, kind in _PAPERS if word in about), "")
        number = next((part for part in parts[:-1] if re.search(r"\d", part)), "")
        if kind and number:
            yield kind, number.removeprefix("IMO ").strip()
    if sign := row.get("callsign"):
        yield "call_sign", sign


PARSER = Parser(_fits, _entries)
