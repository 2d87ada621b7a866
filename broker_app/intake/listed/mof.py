"""The Ministry of Finance's list of frozen assets (資産凍結等の措置の対象者): a sheet a programme.

Every sheet has its own columns. Names in Japanese and Latin stand in two columns or mixed in one;
several names in one cell are parted by line breaks, `(a)`, `(b)` … or "a.k.a.".
"""

import re
from collections.abc import Iterator
from datetime import date

from broker_app.domain.listing import Entry, EntryKind, ListedName, NameKind
from broker_app.errors import UserError
from broker_app.intake.days import day_in
from broker_app.intake.listed.sheets import TextSheet, is_workbook, sheets_of
from broker_app.intake.listed.source import (
    Country,
    Ids,
    Parser,
    Source,
    clean,
    one_each,
    stable_id,
)

_FIRST = "告示日"
_NAMES: tuple[tuple[str, NameKind], ...] = (
    ("英語表記", "primary"),
    ("日本語表記", "primary"),
    ("確定に十分でない別名", "weak_alias"),
    ("過去の別名", "former"),
    ("以前の別名", "former"),
    ("別称・旧称", "alias"),
    ("旧称", "former"),
    ("別名", "alias"),
    ("別称", "alias"),
)
_PAPERS = (
    ("旅券番号", "passport"),
    ("身分登録番号", "national_id"),
    ("身分証番号", "national_id"),
    ("ID番号", "national_id"),
)
_ENUMERATION = re.compile(
    r"\n|\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)|[①-⑳]|[;,]\s*(?:a\.k\.a\.?|f\.k\.a\.?)\s*:?"
)
_MIXED = re.compile(
    r"^([^A-Za-z]*[ぁ-ゖァ-ヺ一-鿿ー)][^A-Za-z]*?)\s*[(/]?\s*([A-Z][^ぁ-ゖァ-ヺ一-鿿]{3,}?)\)?$"
)
_BORN = re.compile(
    r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?)?|(\d{4})[-./](\d{1,2})[-./](\d{1,2})"
    r"|(?<!\d)((?:19|20)\d\d)(?!\d)"
)
_NAMED = re.compile("^(?:日本語|英語).{0,4}$|^氏名.{0,6}$|^(?:個人|団体)?名称.{0,4}$|^告示日付?$")
"""Headings of a table of names, should its issuer have given it others."""
_NOTHING = ("不明", "-", "ー", "―", "なし", "n/a", "N/A")


def _fits(source: Source) -> bool:
    part = source.parts[0]
    return is_workbook(part) and any(_heading(sheet) is not None for sheet in sheets_of(part))


def _heading(sheet: TextSheet) -> int | None:
    for number, row in enumerate(sheet.rows[:40]):
        heads = list(map(_bare, row))
        if any(_FIRST in head for head in heads) and any("表記" in head for head in heads):
            return number
    return None


def _dated(source: Source) -> date | None:
    part = source.parts[0]
    named = re.search(r"(20\d\d)(\d\d)(\d\d)", part.name)
    try:
        if named:
            return date(*(int(number) for number in named.groups()))
    except ValueError:
        pass
    days = [day for sheet in sheets_of(part) for row in sheet.rows for day in _first_day(row)]
    return max(days, default=None)


def _first_day(row: list[str]) -> Iterator[date]:
    """Yield the day of the notice: it stands in the first column."""
    if row and (day := day_in(row[0])):
        yield date.fromisoformat(day)


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    """Yield the entries. Raises UserError for a sheet of names whose headings are not known."""
    ids = Ids()
    for sheet in sheets_of(source.parts[0]):
        at = _heading(sheet)
        if at is None:
            if any(_NAMED.search(_bare(cell)) for row in sheet.rows[:40] for cell in row):
                raise UserError("listed_sheet_unknown", file=source.name, sheet=sheet.name)
            continue
        title = clean(" ".join(cell for row in sheet.rows[:at] for cell in row)) or sheet.name
        heads = list(map(_bare, sheet.rows[at]))
        for row in sheet.rows[at + 1 :]:
            cells = _cells(heads, row)
            names = tuple(_names(cells))
            if names:
                yield _entry(list_id, ids, cells, names, title, country)


def _entry(
    list_id: str,
    ids: Ids,
    cells: dict[str, str],
    names: tuple[ListedName, ...],
    title: str,
    country: Country,
) -> Entry:
    number = clean(cells.get("国連参照番号", ""))
    born = _cell(cells, "生年月日")
    notes = [cells.get(head, "") for head in ("その他の情報", "詳細", "役職", "肩書", "称号")]
    return Entry(
        list_id,
        ids.own(number or stable_id(names[0].text, title)),
        _kind(title, bool(born)),
        names,
        countries=_countries(_cell(cells, "国籍") or _cell(cells, "活動地域"), country),
        addresses=one_each(_parted(_cell(cells, "住所") or _cell(cells, "所在地"))),
        identifiers=tuple(dict.fromkeys(_papers(cells))),
        born=one_each(_days(born)),
        programmes=(title,),
        remark=clean(" ".join(note for note in notes if note)),
    )


def _cells(heads: list[str], row: list[str]) -> dict[str, str]:
    """Return the cells of a row by their headings; what stands under equal ones comes together."""
    cells: dict[str, str] = {}
    for head, cell in zip(heads, row, strict=False):
        cells[head] = "\n".join(filter(None, (cells.get(head), cell)))
    return cells


def _bare(heading: str) -> str:
    return re.sub(r"\s", "", heading)


def _cell(cells: dict[str, str], word: str) -> str:
    """Return the first cell under a heading with this word in it that says something."""
    return next((text for head, text in cells.items() if word in head and text), "")


def _kind(title: str, born: bool) -> EntryKind:
    person, group = "個人" in title, "団体" in title or "銀行" in title
    if born or (person and not group):
        return "person"
    return "organisation" if group and not person else "unknown"


def _names(cells: dict[str, str]) -> Iterator[ListedName]:
    seen: set[str] = set()
    taken: set[str] = set()
    for word, kind in _NAMES:
        for head, text in cells.items():
            if word not in head or head in taken:
                continue
            taken.add(head)
            for name in (one for part in _parted(text) for one in _by_script(part)):
                if name not in seen:
                    seen.add(name)
                    yield ListedName(name, kind)


def _parted(text: str) -> list[str]:
    parts = [clean(part).strip("、;,/ ") for part in _ENUMERATION.split(text)]
    return [part for part in parts if part and part not in _NOTHING]


def _by_script(name: str) -> list[str]:
    """Part `カイルラ Khairullah` into its Japanese and its Latin name."""
    mixed = _MIXED.match(name)
    return [clean(mixed[1]).strip("( "), clean(mixed[2])] if mixed else [name]


def _countries(text: str, country: Country) -> tuple[str, ...]:
    parts = [
        one
        for part in _parted(text)
        for piece in re.split("[、,]", part)
        for one in (piece, *_by_script(piece))
    ]
    return one_each([country(re.sub(r"\(.*?\)", "", part).strip()) for part in parts])


def _days(text: str) -> list[str]:
    """Return dates and years of birth: `1960年頃` is `1960`."""
    found = []
    for match in _BORN.finditer(text):
        groups = [group for group in match.groups() if group]
        found.append("-".join([groups[0], *(group.zfill(2) for group in groups[1:])]))
    return found


def _papers(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    for word, kind in _PAPERS:
        for head, text in cells.items():
            if word in head:
                for number in re.findall(
                    r"[A-Z0-9][A-Z0-9/-]{4,}", " ".join(_parted(text)).upper()
                ):
                    yield kind, number


PARSER = Parser(_fits, _entries, _dated)
