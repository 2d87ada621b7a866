"""The Denied Persons List of the US Bureau of Industry and Security: a table parted by tabs."""

from collections.abc import Iterator

from broker_app.domain.listing import Entry, ListedName
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Source,
    named_records,
    one_each,
    stable_id,
)

_NEEDED = ("name", "country", "effectivedate", "expirationdate")


def _fits(source: Source) -> bool:
    head = source.parts[0].head.casefold()
    return "standard_order" in head and "\t" in head


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    part, ids = source.parts[0], Ids()
    for row in named_records(part.text, "\t", part.name, _NEEDED):
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
