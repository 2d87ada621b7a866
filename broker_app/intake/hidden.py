"""Hidden: what an XLSX file holds that readers of values do not tell.

A filter hides rows that are not wanted at the moment, and a hidden lot is still a lot: it is read,
and said. A program that does not calculate writes formulas without their values; such a cell is no
empty one.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^>]*\bt="str")[^>]*>'
    rb"<f[^>]*?(?:/>|>([^<]{0,300})</f>)(?:<v\s*/>|<v></v>)?</c>"
)
"""A formula without a value; an empty text is a value."""
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_PIECE = 4_000_000
_LONGEST_TAG = 1000
_SMALL = 5_000_000


class Unseen(NamedTuple):
    """Of one sheet: its hidden rows, counted from 1, and its formulas without values.

    The formulas go by row and column, counted from nought.
    """

    rows: frozenset[int] = frozenset()
    formulas: Mapping[tuple[int, int], str] = MappingProxyType({})


def unseen_in(data: bytes) -> Mapping[str, Unseen]:
    """Return what each sheet holds unseen; nothing where it cannot be told."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name: _unseen(archive, part) for name, part in _sheets(archive).items()}
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, EOFError, NotImplementedError):
        return {}


def _sheets(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the part of each sheet by its name."""
    links = _parsed(archive, "xl/_rels/workbook.xml.rels")
    parts = {link.get("Id"): str(link.get("Target", "")) for link in links}
    sheets = _parsed(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet")
    found = {str(sheet.get("name", "")): parts.get(sheet.get(_LINK), "") for sheet in sheets}
    names = set(archive.namelist())
    paths = {name: posixpath.normpath(posixpath.join("/xl", part)) for name, part in found.items()}
    return {name: path[1:] for name, path in paths.items() if path[1:] in names}


def _parsed(archive: zipfile.ZipFile, part: str) -> Any:
    from lxml import etree

    if archive.getinfo(part).file_size > _SMALL:
        raise ValueError(part)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(archive.read(part), parser)
    except etree.LxmlError as problem:
        raise ValueError(part) from problem


def _unseen(archive: zipfile.ZipFile, part: str) -> Unseen:
    found: set[int] = set()
    formulas: dict[tuple[int, int], str] = {}
    tail = b""
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            text = tail + piece
            if b"hidden=" in text:
                found |= {
                    int(number[1])
                    for tag in _ROW.findall(text)
                    if _HIDDEN.search(tag) and (number := _NUMBER.search(tag))
                }
            if b"<f" in text:
                for column, row, formula in _FORMULA.findall(text):
                    shown = f"={unescape(formula.decode('utf-8', 'replace'))}"
                    formulas[int(row) - 1, _index(column)] = shown
            tail = piece[-_LONGEST_TAG:]
    return Unseen(frozenset(found), formulas)


def _index(letters: bytes) -> int:
    """Return the number of a column, counted from nought: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
