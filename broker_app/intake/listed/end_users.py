"""METI's End User List (外国ユーザーリスト): a workbook with one row an organisation."""

import re
from collections.abc import Iterator
from datetime import date

from broker_app.domain.listing import Entry, ListedName
from broker_app.errors import UserError
from broker_app.intake.days import day_in
from broker_app.intake.listed.sheets import TextSheet, is_workbook, sheets_of
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Source,
    clean,
    folded,
    one_each,
    stable_id,
)

_COLUMNS = {
    "number": ("no", "番号"),
    "country": ("countryorregion", "国名", "国地域"),
    "name": ("companyororganization", "企業名", "組織名"),
    "alias": ("alsoknownas", "別名"),
    "weapons": ("typeofwmd", "懸念区分", "懸念"),
    "conventional": ("conventional", "通常兵器"),
}
_CONCERN = re.compile(r"\b(?:CW|[BCMN])\b|生物|化学|ミサイル|核|通常")
_CODES = {"生物": "B", "化学": "C", "ミサイル": "M", "核": "N", "通常": "CW"}
_BRACKETS = re.compile(r"\(([^()]*[^\x00-\x7f][^()]*)\)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .,'’()-]+")


_NEEDED = ("country", "name", "alias")
_KNOWN = 4
"""Headings of this list by which it is known, whichever of them is missing."""


def _fits(source: Source) -> bool:
    part = source.parts[0]
    return is_workbook(part) and any(_heading(sheet) for sheet in sheets_of(part))


def _heading(sheet: TextSheet) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings and where each column stands, None where there is none."""
    for number, row in enumerate(sheet.rows[:40]):
        heads = [folded(cell) for cell in row]
        places: dict[str, int] = {}
        for name, words in _COLUMNS.items():
            for at, head in enumerate(heads):
                said = head in words if name == "number" else any(word in head for word in words)
                if said and name not in places and at not in places.values():
                    places[name] = at
        if len(places) >= _KNOWN:
            return number, places
    return None


def _dated(source: Source) -> date | None:
    part = source.parts[0]
    for sheet in sheets_of(part):
        above = sheet.rows[
            : (_heading(sheet) or (0, {}))[0]
        ]  # a name may hold what looks like a day
        if day := day_in("\n".join(" ".join(row) for row in above)):
            return date.fromisoformat(day)
    named = re.search(r"(20\d\d)(\d\d)(\d\d)", part.name)
    try:
        return date(*(int(number) for number in named.groups())) if named else None
    except ValueError:
        return None


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    """Yield the entries. Raises UserError where a column or a number in between is missing."""
    ids = Ids()
    for sheet in sheets_of(source.parts[0]):
        found = _heading(sheet)
        if found is None:
            continue
        at, places = found
        if lacking := [name for name in _NEEDED if name not in places]:
            heading = _COLUMNS[lacking[0]][-1]
            raise UserError("listed_heading_missing", file=source.name, heading=heading)
        for cells in _rows(sheet.rows[at + 1 :], places, source.name):
            yield _entry(list_id, ids, cells, country)


def _rows(rows: list[list[str]], places: dict[str, int], file: str) -> Iterator[dict[str, str]]:
    """Yield the cells of each organisation; a row of aliases alone goes on with the one before."""
    before: dict[str, str] = {}
    number = 0
    for row in rows:
        cells = {name: row[where] if where < len(row) else "" for name, where in places.items()}
        if before and cells["alias"] and not cells.get("number") and not cells["name"]:
            before["alias"] += f"\n{cells['alias']}"
            continue
        if not _is_row(cells):
            continue
        if count := _number(cells):
            if count not in (1, number + 1) or not cells["name"]:
                missing = count if count == number + 1 else number + 1
                raise UserError("listed_entry_missing", file=file, number=missing)
            number = count
        if before:
            yield before
        before = cells
    if before:
        yield before


def _number(cells: dict[str, str]) -> int:
    plain = cells.get("number", "").rstrip(". ")
    return int(plain) if plain.isdecimal() and len(plain) < _DIGITS else 0


_DIGITS = 7


def _is_row(cells: dict[str, str]) -> bool:
    """Tell an organisation, numbered or with its country, from second headings and notes."""
    if any(word in folded(cells["name"]) for word in _COLUMNS["name"]):
        return False
    return bool(_number(cells) or (cells["name"] and cells["country"]))


def _entry(list_id: str, ids: Ids, cells: dict[str, str], country: Country) -> Entry:
    own = [clean(inside) for inside in _BRACKETS.findall(cells["name"])]
    name = clean(_BRACKETS.sub(" ", cells["name"])) or clean(cells["name"])
    land = cells["country"]
    code = next(
        filter(None, (country(clean(one)) for one in [land, *_LATIN.findall(land), *land.split()])),
        "",
    )
    primary = one_each([name, *own])
    aliases = [one for one in one_each(_aliases(cells["alias"])) if one not in primary]
    said = " ".join(cells.get(one, "") for one in ("weapons", "conventional"))
    return Entry(
        list_id,
        ids.own(stable_id(name, code or land)),
        "organisation",
        (
            *(ListedName(one) for one in primary),
            *(ListedName(one, "alias") for one in aliases),
        ),
        countries=one_each([code]),
        programmes=_concern(said, cells.get("conventional", "")),
    )


def _aliases(cell: str) -> list[str]:
    """Part aliases: one a line, or each behind a dot."""
    between = r"[・·•\n]" if cell.startswith(("・", "·", "•")) else r"[\n;]"
    return [clean(part) for part in re.split(between, cell)]


def _concern(said: str, conventional: str) -> tuple[str, ...]:
    """Return what a list fears: B, C, M, N (weapons of mass destruction) and CW."""
    found = [_CODES.get(code, code) for code in _CONCERN.findall(said)]
    marked = conventional.strip() in ("○", "〇", "◯", "●", "✓", "O")
    return one_each([*found, "CW" if marked else ""])


PARSER = Parser(_fits, _entries, _dated)
