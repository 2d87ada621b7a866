"""The Denied Persons List of the US Bureau of Industry and Security: a table, parted by tabs."""

from collections.abc import Iterator

from broker_app.domain.listing import Entry, ListedName
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Source,
    has_headings,
    named_records,
    one_each,
    stable_id,
)

_NEEDED = ("name", "country", "effectivedate", "expirationdate")
_HEADINGS = (*_NEEDED[2:], "standardorder", "frcitation")


def _fits(source: Source) -> bool:
    return has_headings(source.parts[0], _HEADINGS, len(_HEADINGS) - 1)


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    part, ids = source.parts[0], Ids()
    for row in named_records(part, _NEEDED):
        if not row["name"]:
            continue
        places = ("streetaddress", "city", "state", "postalcode", "country")
        address = ", ".join(one for one in (row.get(place, "") for place in places) if one)
        notes = ("action", "frcitation")
        yield Entry(
            list_id,
            ids.own(stable_id(row["name"], address, row["effectivedate"])),
            "unknown",
            (ListedName(row["name"]),),
            countries=one_each([country(row["country"])]),
            addresses=one_each([address]),
            programmes=("DPL",),
            remark="; ".join(
                one
                for one in (
                    f"{row['effectivedate']} - {row['expirationdate']}",
                    *(row.get(note, "") for note in notes),
                )
                if one
            ),
        )


PARSER = Parser(_fits, _entries)
