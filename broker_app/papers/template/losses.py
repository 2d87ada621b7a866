"""What a workbook's file holds that a filled copy cannot: read from its parts, not its cells.

reference: paperwork specification 6.3, what openpyxl drops; 6.5, what is refused.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath
from typing import Any

from broker_app.domain.template import REFUSED, WARNING, Notice
from broker_app.papers.template.opening import Parts

_PATTERNS = {
    r"^xl/externalLinks/": (REFUSED, "links"),
    r"^xl/(embeddings|activeX)/": (REFUSED, "ole"),
    r"^xl/(connections\.xml|queryTables/)": (REFUSED, "query"),
    r"^xl/(macrosheets|dialogsheets)/": (REFUSED, "macros"),
    r"^xl/(pivotTables|slicers|timelines)/": (WARNING, "pivot"),
    r"^xl/threadedComments/": (WARNING, "threaded"),
    r"^xl/(charts|chartsheets)/chart": (WARNING, "chart"),
    r"^xl/ctrlProps/": (WARNING, "controls"),
    r"^xl/diagrams/data": (WARNING, "diagram"),
}
_IN_SHEET = {
    b"<oleObject": (REFUSED, "ole"),
    b"<protectedRange ": (WARNING, "protected_ranges"),
    b"<legacyDrawingHF": (WARNING, "header_picture"),
    b"<picture ": (WARNING, "background"),
    b"sparklineGroup": (WARNING, "sparklines"),
    b"x14:conditionalFormatting ": (WARNING, "extension"),
    b"x14:dataValidation ": (WARNING, "extension"),
}
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ANY_SHAPE = ("sp", "cxnSp", "grpSp")
_IN_CELL = re.compile(rb'<c [^>]*\bvm="[0-9]')
"""A cell whose value is a picture or a record of its own: what is left of it is an error."""
_VECTOR = (".emf", ".wmf")
_WHOLE_COLUMNS = re.compile(r"!\$[A-Z]{1,3}:\$[A-Z]{1,3}$")
_FOOT = re.compile(r"<(?:odd|even|first)(?:Header|Footer)>([^<]*)</")


def losses(parts: Parts) -> list[Notice]:
    """Return what stands against a workbook's file, or is lost when it is filled."""
    found = [
        Notice(severity, key)
        for pattern, (severity, key) in _PATTERNS.items()
        if parts.names(pattern)
    ]
    titles = sheet_titles(parts)
    for part, title in titles.items():
        found += _of_sheet(parts, part, title)
    return list({(n.key, n.sheet, n.cell): n for n in [*found, *_of_book(parts)]}.values())


def sheet_titles(parts: Parts) -> dict[str, str]:
    """Return the title of each sheet by its part."""
    targets = _targets(parts, "xl/workbook.xml")
    book = _tree(parts.read("xl/workbook.xml"))
    found = {}
    for sheet in book.iter("{*}sheet") if book is not None else ():
        ids = [value for name, value in sheet.attrib.items() if str(name).endswith("}id")]
        if ids and ids[0] in targets:
            found[targets[ids[0]]] = str(sheet.get("name", ""))
    return found


def _of_book(parts: Parts) -> Iterator[Notice]:
    book = _tree(parts.read("xl/workbook.xml"))
    if book is None:
        return
    for sheet in book.iter("{*}sheet"):
        state, title = sheet.get("state", ""), str(sheet.get("name", ""))
        if state == "veryHidden":
            yield Notice(REFUSED, "very_hidden", title)
        elif state == "hidden":
            yield Notice(WARNING, "hidden", title)
    for name in book.iter("{*}definedName"):
        area = (name.text or "").strip()
        if name.get("name") == "_xlnm.Print_Area" and _WHOLE_COLUMNS.search(area):
            yield Notice(WARNING, "print_area", area.rpartition("!")[0].strip("'"))


def _of_sheet(parts: Parts, part: str, title: str) -> Iterator[Notice]:
    content = parts.read(part)
    for mark, (severity, key) in _IN_SHEET.items():
        if mark in content:
            yield Notice(severity, key, title)
    if _IN_CELL.search(content):
        yield Notice(REFUSED, "in_cell", title)
    for said in _FOOT.findall(content.decode("utf-8", "replace")):
        if said and not re.search(r"&amp;[LCR]", said):
            yield Notice(WARNING, "footer", title, values={"text": said.replace("&amp;", "&")})
    for target in _targets(parts, part).values():
        if "/drawings/drawing" in target:
            yield from _of_drawing(parts, target, title)


def _of_drawing(parts: Parts, part: str, title: str) -> Iterator[Notice]:
    tree = _tree(parts.read(part))
    if tree is None:
        return
    pictures = _targets(parts, part)
    for anchor in tree:
        cell = _cell_of(anchor)
        if any(next(anchor.iter(f"{_DRAWING}{name}"), None) is not None for name in _ANY_SHAPE):
            said = " ".join("".join(t.itertext()) for t in anchor.iter("{*}t")).strip()
            yield Notice(WARNING, "shape", title, cell, {"text": said[:60]})
        for blip in anchor.iter("{*}blip"):
            ids = [v for name, v in blip.attrib.items() if str(name).endswith("}embed")]
            if ids and pictures.get(ids[0], "").lower().endswith(_VECTOR):
                yield Notice(WARNING, "vector", title, cell)
        if _is_cut_or_turned(anchor):
            yield Notice(WARNING, "picture_cut", title, cell)


def _is_cut_or_turned(anchor: Any) -> bool:
    """Tell whether a picture shows other than its file does."""
    cut = any(edge != "0" for one in anchor.iter("{*}srcRect") for edge in one.attrib.values())
    turns = [
        one.get(way, "0") for one in anchor.iter("{*}xfrm") for way in ("rot", "flipH", "flipV")
    ]
    return cut or any(turn not in ("0", "false") for turn in turns)


def _cell_of(anchor: Any) -> str:
    from openpyxl.utils import get_column_letter

    column = next(anchor.iter(f"{_DRAWING}col"), None)
    row = next(anchor.iter(f"{_DRAWING}row"), None)
    if column is None or row is None:
        return ""
    try:
        return f"{get_column_letter(int(column.text) + 1)}{int(row.text) + 1}"
    except (TypeError, ValueError):
        return ""


def _targets(parts: Parts, part: str) -> Mapping[str, str]:
    """Return the parts that a part refers to, by the id of the relation."""
    folder = dirname(part)
    tree = _tree(parts.read(f"{folder}/_rels/{basename(part)}.rels"))
    found = {}
    for one in tree if tree is not None else ():
        target = str(one.get("Target", ""))
        whole = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[str(one.get("Id", ""))] = whole
    return found


def _tree(content: bytes) -> Any:
    from lxml import etree

    if not content:
        return None
    reader = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, reader)
    except etree.XMLSyntaxError:
        return None
