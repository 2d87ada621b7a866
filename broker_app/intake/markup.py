"""Markup: tables of web pages, saved pages and XML workbooks, as the sheets of a workbook.

Such files are often named `.xls`. Scripts are never run, nothing is fetched, entities are not
expanded; a page is only looked through for its tables.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.parser import BytesParser
from io import BytesIO
from typing import Any

from broker_app.errors import UserError
from broker_app.intake.delimited import best_encoding
from broker_app.intake.header import Dictionary
from broker_app.intake.normalise import Cell
from broker_app.intake.workbook import Sheet

LARGEST = 60_000_000
"""Bytes of one file: a page of a hundred thousand lots has half of that."""
MOST_CELLS = 4_000_000
MOST_COLUMNS = 1000
MOST_TABLES = 10_000
_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_GIVEN_UP = ("ERR_DOCUMENT_END", "ERR_TAG_NOT_FINISHED", "ERR_RESOURCE_LIMIT")
_BREAKS = ("br", "p", "div")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_AS = {"shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932"}
_AS |= {"windows-31j": "cp932", "ms932": "cp932", "iso-8859-1": "cp1252", "gb2312": "gb18030"}
_AS |= {"gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949"}
"""Names of encodings as pages declare them, and what the bytes really are."""


@dataclass(slots=True)
class _Grid:
    """Rows being filled from the top; cells that reach further down keep their places."""

    name: str
    file: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    _taken: dict[tuple[int, int], bool] = field(default_factory=dict)
    _cells: int = 0

    def start(self) -> None:
        """Begin the next row."""
        self.rows.append([])

    def put(self, value: Cell, across: int = 1, down: int = 1) -> None:
        """Put a cell into the next free place of the row, over so many columns and rows."""
        number, row = len(self.rows) - 1, self.rows[-1]
        while self._taken.pop((number, len(row)), False):
            row.append("")
        left = len(row)
        self._cells += across * down
        if left + across > MOST_COLUMNS or self._cells > MOST_CELLS:
            raise UserError("list_too_large", file=self.file)
        row.extend([value, *[""] * (across - 1)])
        for below in range(number + 1, number + down):
            self._taken.update({(below, left + beside): True for beside in range(across)})
        if across > 1 or down > 1:
            self.merges.append(((number, left), (number + down - 1, left + across - 1)))

    def skip_to(self, column: int) -> None:
        """Leave places free up to a column."""
        while len(self.rows[-1]) < min(column, MOST_COLUMNS):
            self.put("")

    def sheet(self, visible: bool = True) -> Sheet:
        """Return what was filled in; all rows have one width."""
        width = max((len(row) for row in self.rows), default=0)
        for row in self.rows:
            row.extend([""] * (width - len(row)))
        return Sheet(self.name, self.rows, tuple(self.merges), visible)


def read_markup(
    data: bytes, kind: str, name: str, known: Dictionary, encoding: str
) -> tuple[str, list[Sheet]]:
    """Return the encoding and the tables of an HTML, MHT or SpreadsheetML file.

    Raises UserError for a file that is too large, damaged, or a page without tables.
    """
    if len(data) > LARGEST:
        raise UserError("list_too_large", file=name)
    if kind == "spreadsheetml":
        return "", _workbook(data, name)
    sheets: list[Sheet] = []
    used = encoding
    for page, declared in _pages(data) if kind == "mht" else [(data, "")]:
        used = encoding or _encoding(page, declared, known)
        sheets += _tables(page, used, name, first=len(sheets) + 1)
    if not sheets:
        raise UserError("list_is_web_page", file=name)
    return used, sheets


def _pages(data: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield the pages inside a saved page, with the encoding that each declares."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content, part.get_content_charset("")


def _encoding(page: bytes, declared: str, known: Dictionary) -> str:
    """Return how a page is encoded: what it declares, unless its bytes say otherwise."""
    found = _CHARSET.search(page[:65_536])
    named = (declared or (found[1].decode("ascii") if found else "")).lower()
    return best_encoding(page, known, _AS.get(named, named))


@dataclass(slots=True)
class _Open:
    """A table of a page whose end has not been met; one that holds others is mere layout."""

    grid: _Grid
    links: list[str] = field(default_factory=list)
    is_layout: bool = False


def _tables(page: bytes, encoding: str, name: str, first: int) -> list[Sheet]:
    """Return the innermost tables of a page. Each row is let go once it is read."""
    from lxml import etree

    text = page.decode(encoding, errors="replace").replace("\x00", "")
    # Text in, not bytes: the page's own word on its encoding may be wrong.
    source = BytesIO(text.encode("utf-8", "replace"))
    del text
    found: list[Sheet] = []
    opened: list[_Open] = []
    try:
        events = etree.iterparse(
            source,
            events=("start", "end"),
            tag=("table", "tr"),
            html=True,
            encoding="utf-8",
            no_network=True,
            remove_comments=True,
        )
        for event, element in events:
            if event == "start":
                if element.tag == "table":
                    _begin(opened, _Grid(str(first + len(found)), name))
            elif element.tag == "table":
                found += _ended(opened.pop()) if opened else []
                if first + len(found) > MOST_TABLES:
                    raise UserError("list_too_large", file=name)
                _let_go(element)
            else:
                if opened and not opened[-1].is_layout:
                    _take_row(opened[-1], element)
                _let_go(element)
    except (etree.LxmlError, ValueError, AssertionError) as problem:
        if not found:
            return []
        raise UserError("list_damaged", file=name) from problem
    _check_whole(events, name)
    return found


def _check_whole(events: Any, name: str) -> None:
    """Refuse a file that was cut off, or that its reader gave up; what is missing would be lost."""
    if any(error.type_name in _GIVEN_UP for error in events.error_log):
        raise UserError("list_damaged", file=name)


def _begin(opened: list[_Open], grid: _Grid) -> None:
    if opened:
        opened[-1] = _Open(opened[-1].grid, is_layout=True)
        opened[-1].grid.rows.clear()
    opened.append(_Open(grid))


def _take_row(table: _Open, row: Any) -> None:
    table.grid.start()
    link = ""
    for cell in row:
        if cell.tag in ("td", "th"):
            link = link or _link(cell)
            table.grid.put(_text(cell), _span(cell, "colspan"), _span(cell, "rowspan"))
    table.links.append(link)


def _ended(table: _Open) -> list[Sheet]:
    """Return the sheet of a table that is no layout; a last column holds its links."""
    if table.is_layout or not table.grid.rows:
        return []
    sheet = table.grid.sheet()
    if any(table.links):
        sheet.rows = [[*row, link] for row, link in zip(sheet.rows, table.links, strict=True)]
    return [sheet]


def _let_go(element: Any) -> None:
    """Free an element that was read, and what stands before it."""
    element.clear(keep_tail=True)
    while element.getprevious() is not None:
        del element.getparent()[0]


def _span(cell: Any, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    wide = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return min(max(wide, 1), MOST_COLUMNS)


def _text(cell: Any) -> str:
    """Return what a cell shows: blanks run together, a break is a line of its own."""
    parts: list[str] = []
    for element in cell.iter():
        if element.tag in _BREAKS and element is not cell and parts:
            parts.append("\n")
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            parts.append(_BLANKS.sub(" ", element.text or ""))
        if element is not cell:
            parts.append(_BLANKS.sub(" ", element.tail or ""))
    lines = "".join(parts).replace("\xa0", " ").split("\n")
    return "\n".join(line for piece in lines if (line := piece.strip()))


def _link(cell: Any) -> str:
    """Return the first web address that a cell links to."""
    addresses = (str(a.get("href", "")).strip() for a in cell.iter("a"))
    return next((a for a in addresses if a.lower().startswith(("http://", "https://"))), "")


def _workbook(data: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a workbook saved as XML (Excel 2003)."""
    from lxml import etree

    sheets: list[Sheet] = []
    grid: _Grid | None = None
    try:
        events = etree.iterparse(
            BytesIO(data),
            events=("start", "end"),
            tag=[f"{_SPREADSHEET}{tag}" for tag in ("Worksheet", "Row")],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            recover=True,
            huge_tree=False,
        )
        for event, element in events:
            is_row = element.tag == f"{_SPREADSHEET}Row"
            if event == "start":
                if not is_row:
                    grid = _Grid(element.get(f"{_SPREADSHEET}Name", ""), name)
            elif grid is not None:
                if is_row:
                    _take_xml_row(grid, element)
                else:
                    visible = element.findtext(f".//{_EXCEL}Visible", "")
                    sheets.append(grid.sheet(visible not in ("SheetHidden", "SheetVeryHidden")))
                _let_go(element)
    except (etree.LxmlError, ValueError) as problem:
        raise UserError("list_damaged", file=name) from problem
    _check_whole(events, name)
    return sheets


def _take_xml_row(grid: _Grid, row: Any) -> None:
    wanted = _index(row) or len(grid.rows) + 1
    if wanted > MOST_CELLS:
        raise UserError("list_too_large", file=grid.file)
    while len(grid.rows) < wanted:
        grid.start()
    for cell in row.iter(f"{_SPREADSHEET}Cell"):
        if place := _index(cell):
            grid.skip_to(place - 1)
        across, down = _more(cell, "MergeAcross"), _more(cell, "MergeDown")
        grid.put(_value(cell.find(f"{_SPREADSHEET}Data")), across, down)


def _index(element: Any) -> int:
    text = element.get(f"{_SPREADSHEET}Index", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _more(cell: Any, name: str) -> int:
    text = cell.get(f"{_SPREADSHEET}{name}", "0")
    more = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return 1 + min(more, MOST_COLUMNS)


def _value(data: Any) -> Cell:
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{_SPREADSHEET}Type", "String")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text
