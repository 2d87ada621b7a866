"""Hidden: which rows of an XLSX file somebody has hidden; readers of values do not tell.

A filter hides what is not wanted at the moment, and a hidden lot is still a lot: it is read, and
said.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_PIECE = 4_000_000
_LONGEST_TAG = 400
_SMALL = 5_000_000


def hidden_rows(data: bytes) -> Mapping[str, frozenset[int]]:
    """Return the hidden rows of each sheet, counted from 1; nothing where it cannot be told."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name: _rows(archive, part) for name, part in _sheets(archive).items()}
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


def _rows(archive: zipfile.ZipFile, part: str) -> frozenset[int]:
    found, tail = set(), b""
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            text = tail + piece
            if b"hidden=" in text:
                found |= {
                    int(number[1])
                    for tag in _ROW.findall(text)
                    if _HIDDEN.search(tag) and (number := _NUMBER.search(tag))
                }
            tail = piece[-_LONGEST_TAG:]
    return frozenset(found)
