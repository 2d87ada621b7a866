"""`targets.simple.csv` of OpenSanctions: many lists in one, values in a cell parted by `;`."""

from collections.abc import Iterator
from datetime import date

from broker_app.domain.listing import Entry, EntryKind, ListedName
from broker_app.errors import UserError
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Part,
    Source,
    day_from,
    has_headings,
    named_records,
    one_each,
)

_KINDS: dict[str, EntryKind] = {
    "person": "person",
    "organization": "organisation",
    "company": "organisation",
    "legalentity": "unknown",
    "publicbody": "organisation",
    "vessel": "vessel",
    "airplane": "aircraft",
}
_NEEDED = ("id", "schema", "name", "aliases", "countries")
_HEADINGS = ("schema", "aliases", "dataset", "firstseen", "lastseen", "lastchange")


def _fits(source: Source) -> bool:
    return has_headings(source.parts[0], _HEADINGS, len(_HEADINGS) - 1)


def _dated(source: Source) -> date | None:
    """Return the latest day on which an entry was seen, by the first part of the file."""
    part = source.parts[0]
    lines = part.head.rpartition("\n")[0].encode()
    rows = named_records(Part(part.name, lines), _NEEDED) if lines else iter(())
    try:
        days = [day_from(row.get("lastseen", "")) for row in rows]
    except UserError:  # the entries will say what is wrong
        return None
    return max((day for day in days if day), default=None)


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    part, ids = source.parts[0], Ids()
    for row in named_records(part, _NEEDED):
        if not row["name"]:
            continue
        names = [name for name in one_each(row["aliases"].split(";")) if name != row["name"]]
        numbers = one_each([one.strip() for one in row.get("identifiers", "").split(";")])
        yield Entry(
            list_id,
            ids.own(row["id"]),
            _KINDS.get(row["schema"].casefold(), "unknown"),
            (ListedName(row["name"]), *(ListedName(name.strip(), "alias") for name in names)),
            countries=one_each([country(code.upper()) for code in row["countries"].split(";")]),
            addresses=one_each([one.strip() for one in row.get("addresses", "").split(";")]),
            identifiers=tuple(_identifier(number) for number in numbers if number != row["id"]),
            born=one_each(row.get("birthdate", "").split(";")),
            programmes=one_each([one.strip() for one in row.get("dataset", "").split(";")]),
            remark=row.get("sanctions", ""),
        )


def _identifier(number: str) -> tuple[str, str]:
    bare = number.upper().removeprefix("IMO")
    return ("imo", bare) if bare != number.upper() and bare.isdigit() else ("other", number)


PARSER = Parser(_fits, _entries, _dated)
