"""The EU's Financial Sanctions File as CSV: one row a name, address, birth or paper of an entry.

Both sets of columns: the present one (`Entity_LogicalId`, `NameAlias_WholeName` …) and that of the
years before 2019 (`Entity_logical_id`, `Naal_wholename` …). Old copies are found in which every
line stands as a whole in quotation marks: these are taken off.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from broker_app.domain.listing import Entry, EntryKind, ListedName, NameKind
from broker_app.errors import UserError
from broker_app.intake.listed.source import (
    Country,
    Parser,
    Part,
    Source,
    by_heading,
    day_from,
    delimiter_of,
    folded,
    has_headings,
    one_each,
    records,
)

_KINDS: dict[str, EntryKind] = {
    "p": "person",
    "person": "person",
    "e": "organisation",
    "enterprise": "organisation",
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of one set are called, folded."""

    entry: str
    number: str
    kinds: tuple[str, ...]
    name: str
    strong: str
    programmes: tuple[str, ...]
    remark: str
    day: str
    parts: tuple[str, ...]
    address: tuple[str, ...]
    countries: tuple[str, ...]
    born: tuple[str, ...]
    paper: str
    paper_kind: str


_PRESENT = _Columns(
    "entitylogicalid",
    "entityeureferencenumber",
    ("entitysubjecttypeclassificationcode", "entitysubjecttype"),
    "namealiaswholename",
    "namealiasstrong",
    ("entityregulationprogramme",),
    "entityremark",
    "filegenerationdate",
    ("namealiasfirstname", "namealiasmiddlename", "namealiaslastname"),
    (
        "addressstreet",
        "addresspobox",
        "addresszipcode",
        "addresscity",
        "addressregion",
        "addressplace",
        "addresscountrydescription",
    ),
    (
        "addresscountryiso2code",
        "addresscountrydescription",
        "citizenshipcountryiso2code",
        "citizenshipcountrydescription",
    ),
    ("birthdatebirthdate", "birthdateyear"),
    "identificationnumber",
    "identificationtypecode",
)
_OLD = _Columns(
    "entitylogicalid",
    "eurefnum",
    ("subjecttype",),
    "naalwholename",
    "",
    ("programme", "naalprogramme"),
    "entityremark",
    "datefile",
    ("naalfirstname", "naalmiddlename", "naallastname"),
    ("addrnumber", "addrstreet", "addrzipcode", "addrcity", "addrcountry"),
    ("addrcountry", "citicountry", "birtcountry"),
    ("birtdate",),
    "idennumber",
    "",
)
Row = Mapping[str, str]


@dataclass(slots=True)
class _Gathered:
    """The rows of one entry."""

    names: dict[str, NameKind] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


_HEADINGS = ("entitylogicalid", "entityremark", "subjecttype", "wholename", "programme")


def _fits(source: Source) -> bool:
    return has_headings(source.parts[0], _HEADINGS, len(_HEADINGS) - 1)


def _rows(source: Source) -> tuple[_Columns, Iterator[Row]]:
    """Return the columns of a file and its rows. Raises UserError where needed ones are missing."""
    part = source.parts[0]
    head = part.head.lstrip("\ufeff")
    columns = _OLD if "naalwholename" in folded(head) else _PRESENT
    wrapped = head.startswith('"') and ";" in head.partition('"')[2].partition('"')[0]
    delimiter = delimiter_of(part, columns.entry)
    cells = _unwrapped(part) if wrapped else records(part, delimiter)
    return columns, by_heading(cells, part, (columns.entry, columns.name))


def _unwrapped(part: Part) -> Iterator[list[str]]:
    for line in records(part, ","):
        yield line[0].rstrip("\t").split(";")


def _dated(source: Source) -> date | None:
    try:
        columns, rows = _rows(source)
        row = next(rows, {})
    except UserError:
        return None
    return day_from(next((row[key] for key in row if key.startswith(columns.day)), ""))


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    columns, rows = _rows(source)
    found: dict[str, _Gathered] = {}
    for row in rows:
        if row[columns.entry]:
            _add(found.setdefault(row[columns.entry], _Gathered()), row, columns)
    for number, gathered in found.items():
        if gathered.names:
            yield _entry(list_id, number, gathered, columns, country)


def _add(gathered: _Gathered, row: Row, columns: _Columns) -> None:
    gathered.rows.append(row)
    name = row[columns.name] or " ".join(filter(None, (row.get(p, "") for p in columns.parts)))
    if name and name not in gathered.names:
        weak = row.get(columns.strong, "").casefold() == "false"
        kind: NameKind = "weak_alias" if weak else "alias" if gathered.names else "primary"
        gathered.names[name] = kind


def _entry(
    list_id: str, number: str, gathered: _Gathered, columns: _Columns, country: Country
) -> Entry:
    rows = gathered.rows
    kind = next(
        (k for r in rows for c in columns.kinds if (k := _KINDS.get(r.get(c, "").lower()))), None
    )
    return Entry(
        list_id,
        next((r[columns.number] for r in rows if r.get(columns.number)), number),
        kind or "unknown",
        tuple(ListedName(name, kind) for name, kind in gathered.names.items()),
        countries=one_each(
            [country(text) for text in _texts(rows, columns.countries) if text != "00"]
        ),
        addresses=one_each([_address(row, columns) for row in rows]),
        identifiers=tuple(dict.fromkeys(_papers(rows, columns))),
        born=one_each([next(filter(None, _texts([row], columns.born)), "") for row in rows]),
        programmes=one_each(_texts(rows, columns.programmes)),
        remark=" ".join(one_each([r.get(columns.remark, "").replace("\\n", " ") for r in rows])),
    )


def _texts(rows: list[Row], columns: tuple[str, ...]) -> list[str]:
    found = [row.get(column, "") for row in rows for column in columns]
    return ["" if text == "N/A" else text for text in found]


def _address(row: Row, columns: _Columns) -> str:
    parts = [row.get(column, "") for column in columns.address]
    return ", ".join(part for part in parts if part) if any(parts[:-1]) else ""


def _papers(rows: list[Row], columns: _Columns) -> Iterator[tuple[str, str]]:
    for row in rows:
        number, _, about = row.get(columns.paper, "").partition(" (")
        about = f"{about} {row.get(columns.paper_kind, '')}".casefold()
        if number:
            yield _paper_kind(about), number.strip()


def _paper_kind(about: str) -> str:
    if "passport" in about:
        return "passport"
    if "imo" in about.split():
        return "imo"
    if "tax" in about:
        return "tax"
    return "registration" if "reg" in about else "national_id"


PARSER = Parser(_fits, _entries, _dated)
