"""Fills a template: the rows it repeats, then every tag, then sums over the rows really written.

Texts are always written as texts: a formula stands in the workbook because the template or this
module's closed list put it there, never because a value looks like one.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries

from broker_app.domain.template import PICTURES
from broker_app.errors import UserError
from broker_app.papers.book import bytes_of
from broker_app.papers.english import storable
from broker_app.papers.template.figuring import results_of
from broker_app.papers.template.moves import Path
from broker_app.papers.template.opening import opened, silence, unpacked
from broker_app.papers.template.outline import (
    Outline,
    Row,
    laid_out,
    look_up,
    read_outline,
    text_of,
)
from broker_app.papers.template.pictures import put_picture
from broker_app.papers.template.shifting import shift
from broker_app.papers.template.sizes import grow
from broker_app.papers.template.spilling import Spill, refuse_own_sums, spill
from broker_app.papers.template.tags import Sort, Tag, alone, parse
from broker_app.papers.template.values import (
    ALIASES,
    NUMBERS,
    Number,
    Value,
    Values,
    as_text,
    shown,
)
from broker_app.papers.workbook import day_of

_LONGEST = 32_767
_MOST_ARGUMENTS = 250
_DAY_FORMAT = "[$-409]dd\\ mmm\\ yyyy"
_FORMATS = {"n0": "#,##0", "n2": "#,##0.00", "m3": "#,##0.000"}
_PRICED = {"item.quantity", "item.unit_price"}
SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that shows a value of a vehicle."""

    sheet: str
    row: int
    column: int
    path: Path
    item: int | None


@dataclass(slots=True)
class Filled:
    """What is known of a workbook while it is being filled."""

    values: Values
    pictures: Mapping[str, bytes]
    shown: dict[str, list[Place]] = field(default_factory=dict)
    """Where each key of a vehicle stands alone in a cell."""
    later: list[tuple[Any, Tag, Path]] = field(default_factory=list)
    """Cells of formulas, written when every row stands."""


def fill(
    content: bytes, values: Values, pictures: Mapping[str, bytes], author: str, day: str
) -> bytes:
    """Return a template's workbook filled; the same values give the same bytes.

    `pictures` are the company's by name. Raises UserError for bytes that are no template, or where
    vehicles find no row and sums of the template's own would miss them.
    """
    unpacked(content)
    book = opened(content)
    with silence():
        _fill(book, Filled(values, pictures))
        number = as_text(values.head.get("document.number"))
        try:
            return _saved(book, author, day, number)
        except (OverflowError, ValueError, TypeError) as problem:  # numbers no writer takes
            raise UserError("template_unreadable") from problem


def _fill(book: Any, filled: Filled) -> None:
    outlines = {ws.title: read_outline(ws) for ws in book.worksheets}
    spills = _lay_out(book, outlines, filled)
    for one in spills:
        _spill(book, one, filled)
    for cell, tag, path in filled.later:
        _formula(cell, tag, path, filled)
    if filled.values.draft:
        for ws in book.worksheets:
            _mark_draft(ws, filled.values.draft)


def _lay_out(book: Any, outlines: Mapping[str, Outline], filled: Filled) -> list[Spill]:
    layers = {t: laid_out(o, filled.values) for t, o in outlines.items() if o.repeats}
    spills = []
    for title, (_, spilled) in layers.items():
        if spilled:
            made = outlines[title].made[0]
            refuse_own_sums(book, title, made)
            spills.append(Spill(book[title], made, _texts(book[title], made.first), spilled))
    like = {t: _made_texts(book[t], rows) for t, (rows, _) in layers.items()}
    shift(book, {title: [row.placed for row in rows] for title, (rows, _) in layers.items()})
    for ws in list(book.worksheets):
        rows = layers[ws.title][0] if ws.title in layers else ()
        _sheet(ws, rows, like.get(ws.title, {}), filled)
    return spills


def _texts(ws: Any, row: int) -> dict[int, str]:
    """Return the texts of a row that hold tags, by column."""
    cells = ((column, cell) for (r, column), cell in ws._cells.items() if r == row)
    found = ((c, text_of(cell)) for c, cell in cells if hasattr(cell, "comment"))
    return {column: text for column, text in sorted(found) if "{{" in text}


def _made_texts(ws: Any, rows: Sequence[Row]) -> dict[int, dict[int, str]]:
    return {first: _texts(ws, first) for first in {row.made_like for row in rows} if first}


def _sheet(
    ws: Any, rows: Sequence[Row], like: Mapping[int, Mapping[int, str]], filled: Filled
) -> None:
    for number, row in enumerate(rows, 1):
        for column, text in like.get(row.made_like, {}).items():
            _make_alike(ws, number, column, text, row)
        if row.hidden:
            ws.row_dimensions[number].hidden = True
    written = []
    for (number, _), cell in sorted(ws._cells.items()):
        if not hasattr(cell, "comment"):
            continue
        of_row = rows[number - 1] if number <= len(rows) else None
        if cell.comment is not None and _is_ours(cell.comment.text):
            cell.comment = None
        if "{{" in text_of(cell):
            _cell(ws, cell, of_row, filled)
            written.append(cell)
        elif cell.data_type == "f" and of_row and of_row.blank and of_row.made_like:
            cell._value, cell.data_type = None, "n"
    _name_columns(ws)
    grow(ws, written)


def _name_columns(ws: Any) -> None:
    """Let the columns of tables be called as the tags in their heads were filled.

    A workbook where head and name differ, or where two names are the same, is repaired by Excel.
    """
    for table in ws.tables.values():
        left, top, _, _ = range_boundaries(table.ref)
        names: set[str] = set()
        for place, column in enumerate(table.tableColumns):
            if "{{" in column.name:
                head = ws.cell(top, left + place)
                said = as_text(head.value) if isinstance(head.value, date) else head.value
                said = str(said) if said not in (None, "") else f"Column{place + 1}"
                column.name = said if said.casefold() not in names else f"{said} {place + 1}"
                _put_text(head, column.name)
            names.add(column.name.casefold())


def _make_alike(ws: Any, number: int, column: int, text: str, row: Row) -> None:
    """Give a row that stands ready the tags of the first one; what it reckons itself stays."""
    cell = ws.cell(number, column)
    if not hasattr(cell, "comment") or cell.data_type == "f":
        return
    first = ws._cells.get((number - (row.placed.source - row.made_like), column))
    if not cell.has_style and first is not None:
        cell._style = copy(first._style)
    cell._value, cell.data_type = text, "s"


def _is_ours(note: str) -> bool:
    return any(line.strip().startswith(("repeat:", "fill:")) for line in note.splitlines())


def _cell(ws: Any, cell: Any, row: Row | None, filled: Filled) -> None:
    text = text_of(cell)
    tag = alone(text)
    path = row.placed.path if row else ()
    if tag is not None and tag.sort in (Sort.SUM, Sort.COUNT, Sort.PRODUCT):
        cell._value, cell.data_type = None, "n"
        if tag.sort is not Sort.PRODUCT or (row is not None and not row.blank):
            filled.later.append((cell, tag, path))
        if tag.sort is Sort.PRODUCT and {tag.key, tag.other} == _PRICED:
            _note_place(ws, cell, "item.amount", row, filled)
    elif tag is not None and tag.sort is Sort.PICTURE:
        cell._value, cell.data_type = None, "n"
        if tag.key in PICTURES and not (tag.key == SEAL and filled.values.draft):
            put_picture(ws, cell, filled.pictures.get(tag.key, b""))
    elif tag is not None and tag.sort is Sort.VALUE:
        key = ALIASES.get(tag.key, tag.key)
        _note_place(ws, cell, key, row, filled)
        _put(cell, shown(_looked_up(filled, key, row), tag.formatters), tag.formatters)
    else:
        _put_text(cell, "".join(_said(text, row, filled)).rstrip(" "))


def _note_place(ws: Any, cell: Any, key: str, row: Row | None, filled: Filled) -> None:
    path, item = (row.placed.path, row.item) if row else ((), None)
    place = Place(ws.title, cell.row, cell.column, path, item)
    filled.shown.setdefault(key, []).append(place)


def _looked_up(filled: Filled, key: str, row: Row | None) -> Value:
    item, box = (row.item, row.box) if row else (None, None)
    found: Value = look_up(filled.values, key, item, box)
    return found


def _said(text: str, row: Row | None, filled: Filled) -> Iterator[str]:
    for piece in parse(text):
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Tag) and piece.sort is Sort.VALUE:
            yield as_text(shown(_looked_up(filled, piece.key, row), piece.formatters))


def _put(cell: Any, value: Value, formatters: Sequence[str] = ()) -> None:
    """Write a value that stands alone: a number stays one, a day too, in the cell's own format."""
    if isinstance(value, Number):
        cell._value, cell.data_type = value.value, "n"
        wanted = [_FORMATS[name] for name in formatters if name in _FORMATS]
        if wanted and cell.number_format == "General":
            cell.number_format = wanted[-1]
    elif isinstance(value, date) and cell.number_format != "@":
        shown_as = cell.number_format
        cell.value = value
        cell.number_format = _DAY_FORMAT if shown_as == "General" else shown_as
    else:
        _put_text(cell, as_text(value))


def _put_text(cell: Any, text: str) -> None:
    """Write what a person typed: always a string, whatever it begins with."""
    kept = storable(text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]
    cell._value, cell.data_type = (kept, "s") if kept else (None, "n")
    if kept:
        cell._style = copy(cell._style)
        cell.quotePrefix = True


def _formula(cell: Any, tag: Tag, path: Path, filled: Filled) -> None:
    """Write one formula of the closed list; it holds addresses only."""
    if tag.sort is Sort.PRODUCT:
        factors = [_beside(cell, key, path, filled) for key in (tag.key, tag.other)]
        made = "*".join(f for f in factors if f) if all(factors) else ""
    else:
        key = ALIASES.get(tag.key, tag.key)
        inside = [p for p in filled.shown.get(key, ()) if p.path[: len(path)] == path]
        places = _once(inside, cell)
        is_number = key.removeprefix("item.") in NUMBERS
        counting = "COUNT" if is_number else "COUNTA"
        function = "SUM" if tag.sort is Sort.SUM else counting
        made = _over(function, _areas(places, cell.parent.title))
    if made:
        cell._value, cell.data_type = f"={made}", "f"


def _once(places: Sequence[Place], cell: Any) -> list[Place]:
    """Return one place a vehicle, where a key stands in several columns, lists or sheets.

    The column above the sum comes first, then others of its sheet.
    """
    best: dict[int | None, Place] = {}
    for place in sorted(
        places,
        key=lambda p: (p.sheet != cell.parent.title, p.column != cell.column, p.column, p.row),
    ):
        best.setdefault(place.item, place)
    known = [place for item, place in best.items() if item is not None]
    return known or list(best.values())


def _beside(cell: Any, key: str, path: Path, filled: Filled) -> str:
    """Return the cell of the same vehicle that shows a key, in the same row where there is one."""
    own = [p for p in filled.shown.get(key, ()) if p.sheet == cell.parent.title]
    near = [p for p in own if p.row == cell.row] or [p for p in own if path and p.path == path]
    return f"{get_column_letter(near[0].column)}{near[0].row}" if near else ""


def _areas(places: Sequence[Place], sheet: str) -> list[str]:
    """Return places as areas: cells below one another together."""
    runs: list[list[Place]] = []
    for place in sorted(places, key=lambda p: (p.sheet != sheet, p.sheet, p.column, p.row)):
        last = runs[-1][-1] if runs else None
        if last and (last.sheet, last.column, last.row + 1) == (
            place.sheet,
            place.column,
            place.row,
        ):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [_area(run[0], run[-1], sheet) for run in runs]


def _area(first: Place, last: Place, sheet: str) -> str:
    named = "" if first.sheet == sheet else f"{quote_sheetname(first.sheet)}!"
    letter = get_column_letter(first.column)
    if first.row == last.row:
        return f"{named}{letter}{first.row}"
    return f"{named}{letter}{first.row}:{letter}{last.row}"


def _over(function: str, areas: Sequence[str]) -> str:
    """Return a function over areas; of very many it adds up parts."""
    parts = [
        f"{function}({','.join(areas[start : start + _MOST_ARGUMENTS])})"
        for start in range(0, len(areas), _MOST_ARGUMENTS)
    ]
    return "+".join(parts)


def _spill(book: Any, one: Spill, filled: Filled) -> None:
    """Write the vehicles that found no row on a sheet of their own."""
    ws, rows = spill(book, one)
    for row, item in rows:
        for column, text in enumerate(one.texts.values(), 1):
            cell = ws.cell(row, column)
            cell._value, cell.data_type = text, "s"
            _cell(ws, cell, Row(one.placed(row), item), filled)


def _mark_draft(ws: Any, mark: str) -> None:
    """Say on every page that the paper is a draft."""
    heads = [ws.oddHeader]
    heads += [ws.firstHeader] if ws.HeaderFooter.differentFirst else []
    heads += [ws.evenHeader] if ws.HeaderFooter.differentOddEven else []
    for head in heads:
        own = head.center.text or ""
        head.center.text = "\n".join(filter(None, (mark.replace("&", "&&"), own)))


def _saved(book: Any, author: str, day: str, title: str) -> bytes:
    # What the template says of itself is about another paper, maybe another buyer's.
    made = DocumentProperties(creator=storable(author), created=day_of(day), title=storable(title))
    book.properties = made
    book.custom_doc_props = CustomPropertyList()
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    results = results_of(book)
    try:
        return bytes_of(book, day_of(day), results=results)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as problem:
        raise UserError("template_unreadable") from problem
