"""OFAC's lists as CSV files without headings: entries, and beside them names, addresses, remarks.

`-0-` stands for nothing; the first column joins the files. A remark that is too long for its column
goes on in the file of comments.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from broker_app.domain.listing import Entry, EntryKind, ListedName, NameKind
from broker_app.errors import UserError
from broker_app.intake.listed import remarks
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Part,
    Source,
    clean,
    one_each,
    records,
)

_KINDS: dict[str, EntryKind] = {
    "individual": "person",
    "vessel": "vessel",
    "aircraft": "aircraft",
    "": "organisation",
}
_NAMES: dict[str, NameKind] = {"aka": "alias", "fka": "former", "nka": "alias"}
_COLUMNS = {"prim": 12, "add": 6, "alt": 5, "comments": 2}
_FIRST = re.compile(r'\s*"?\d{1,7}"?,')


def part_kind(part: Part) -> str:
    """Return what a file of the set is: `prim`, `alt`, `add`, `comments`; empty for none of it."""
    if not _FIRST.match(part.head):
        return ""
    try:
        head = [
            row
            for row in islice(records(Part(part.name, part.head.encode()), ","), 4)
            if row[0].isdigit()
        ]
    except UserError:
        return ""
    if not head:
        return ""
    width, third = len(head[0]), _value(head[0][2]) if len(head[0]) > 2 else ""
    if width == _COLUMNS["alt"] and third not in _NAMES:
        return ""
    return next((kind for kind, columns in _COLUMNS.items() if columns == width), "")


def ids_of(part: Part) -> set[str]:
    """Return the ids in the first column, by which the files of a set find each other."""
    return {row[0].strip() for row in records(part, ",")}


def _fits(source: Source) -> bool:
    return part_kind(source.parts[0]) == "prim"


def _lacking(source: Source) -> list[str]:
    there = {part_kind(part) for part in source.parts}
    return [f"{kind}.csv" for kind in ("alt", "add") if kind not in there]


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    """Yield the entries. Raises UserError where a record of the main file breaks off."""
    beside: dict[str, dict[str, list[list[str]]]] = {}
    for part in source.parts[1:]:
        rows = beside.setdefault(part_kind(part), defaultdict(list))
        for row in records(part, ","):
            rows[row[0].strip()].append([_value(cell) for cell in row])
    ids, main = Ids(), source.parts[0]
    for row in records(main, ","):
        if len(row) < _COLUMNS["prim"] or not row[0].strip().isdigit():
            raise UserError("listed_breaks_off", file=main.name)
        number = row[0].strip()
        own = {kind: rows.get(number, []) for kind, rows in beside.items()}
        yield _entry(list_id, ids.own(number), [_value(cell) for cell in row], own, country)


def _entry(
    list_id: str,
    number: str,
    row: list[str],
    own: dict[str, list[list[str]]],
    country: Country,
) -> Entry:
    kind = _KINDS.get(row[2].casefold(), "unknown")
    remark = row[11] + "".join(more[1] for more in own.get("comments", []) if len(more) > 1)
    said = remarks.read(remark)
    addresses, places = _addresses(own.get("add", []))
    called = [("call_sign", row[5])] if row[5] else []
    return Entry(
        list_id,
        number,
        kind,
        tuple(_names(row[1], own.get("alt", []), said)),
        countries=one_each([country(one) for one in [*places, row[9], *said.countries]]),
        addresses=addresses,
        identifiers=tuple(dict.fromkeys([*said.identifiers, *called])),
        born=one_each(said.born),
        programmes=one_each([clean(one) for one in re.split(r"\]\s*\[", row[3])]),
        remark=clean(f"{row[4]}. {remark}" if row[4] and row[4] not in remark else remark),
    )


def _names(primary: str, others: list[list[str]], said: remarks.Remarked) -> Iterator[ListedName]:
    yield ListedName(primary)
    seen = {primary}
    named: list[tuple[str, NameKind]] = [
        (row[3], _NAMES.get(row[2], "alias")) for row in others if len(row) > 3
    ]
    named += [(one, "weak_alias") for one in said.aliases]
    named += [(one, "former") for one in said.former]
    for text, kind in named:
        if text and text not in seen:
            seen.add(text)
            yield ListedName(text, kind)


def _addresses(rows: list[list[str]]) -> tuple[tuple[str, ...], list[str]]:
    whole = [", ".join(cell for cell in row[2:5] if cell) for row in rows]
    return one_each(whole), [row[4] for row in rows if len(row) > 4]


def _value(cell: str) -> str:
    bare = clean(cell)
    return "" if bare in ("-0-", "-0") else bare


PARSER = Parser(_fits, _entries, lacking=_lacking)
