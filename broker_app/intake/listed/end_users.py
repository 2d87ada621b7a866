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
                if said and name not in places:
                    places[name] = at
        if {"country", "name", "alias"} <= places.keys():
            return number, places
    return None


def _dated(source: Source) -> date | None:
    part = source.parts[0]
    for sheet in sheets_of(part):
        if day := day_in(sheet.head()):
            return date.fromisoformat(day)
    named = re.search(r"(20\d\d)(\d\d)(\d\d)", part.name)
    try:
        return date(*(int(number) for number in named.groups())) if named else None
    except ValueError:
        return None


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    ids = Ids()
    for sheet in sheets_of(source.parts[0]):
        found = _heading(sheet)
        if found is None:
            continue
        at, places = found
        for row in sheet.rows[at + 1 :]:
            cells = {name: row[where] if where < len(row) else "" for name, where in places.items()}
            if _is_row(cells, source.name):
                yield _entry(list_id, ids, cells, country)


def _is_row(cells: dict[str, str], name: str) -> bool:
    """Tell a row from second headings and notes. Raises UserError for one without a name."""
    if "number" in cells and not cells["number"].isdigit():
        return False
    if not cells["name"]:
        if cells.get("number"):
            raise UserError("listed_entry_missing", file=name, number=cells["number"])
        return False
    return True


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
