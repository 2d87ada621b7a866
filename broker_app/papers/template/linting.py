"""The check of a template before it is used: tags, places, sums, what is lost, what is missing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl.worksheet.formula import ArrayFormula

from broker_app.domain.document import DocumentKind
from broker_app.domain.particulars import Particulars
from broker_app.domain.template import NOTE, PICTURES, REFUSED, WARNING, Notice
from broker_app.errors import UserError
from broker_app.papers.template.filling import fill
from broker_app.papers.template.losses import losses
from broker_app.papers.template.moves import tokens_of
from broker_app.papers.template.opening import opened, silence, unpacked
from broker_app.papers.template.outline import Made, Node, Outline, Repeat, read_outline, text_of
from broker_app.papers.template.sample import sample
from broker_app.papers.template.strays import strays
from broker_app.papers.template.tags import Fault, Sort, Tag, alone, parse
from broker_app.papers.template.values import ALIASES, CONTAINER, ITEM, NUMBERS, is_known, values_of

_ONLY_FULL = "template_full"
"""Too few rows for the sample's vehicles; shipments may have fewer."""
_MOST = 200
"""Notices that are told; nobody reads more."""
_MOVING = re.compile(r"(?<![A-Z.])(TODAY|NOW|RAND|RANDBETWEEN)\($", re.IGNORECASE)
_REACHING_OUT = re.compile(
    r"(WEBSERVICE|HYPERLINK|RTD|CALL|EXEC|REGISTER|REGISTER\.ID|SQL\.REQUEST|IMAGE|FILTERXML)\($",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(cost price|costs?|margin|profit|mark-?up|supplier|purchase price|buying price"
    r"|auction (fee|price)|hammer)\b|仕入|原価|粗利|利益|落札|下代|買値",
    re.IGNORECASE,
)
_COST_IN_TERMS = re.compile(r"\bcosts?( and |,? *& *|, *insurance)", re.IGNORECASE)
_ONE_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)
_SAFE_LINKS = ("https:", "mailto:", "#")
_WIDE = re.compile("｛[{｛]|{｛|｝[}｝]|}｝")
_SINGLE = re.compile(r"(?<!\{)\{\s*([a-z][A-Za-z0-9_.-]*)\s*(?:\|[^{}]*)?\}(?!\})")
"""A tag with one brace at either end."""
_SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "shipper": ("shipper",),
    "buyer": ("buyer",),
    "consignee": ("consignee",),
    "lines": ("item",),
    "number": ("document.number",),
    "date": ("document.date",),
    "valid_until": ("document.valid_until",),
    "bank": ("bank",),
    "mode": (),
    "incoterm_place": ("shipment.terms", "shipment.incoterm_place"),
    "maker": ("item.maker", "item.name", "item.description"),
    "model": ("item.model", "item.name", "item.description"),
    "model_code": ("item.model_code", "item.description"),
    "made_in": ("item.made_in", "shipment.origin", "document.declaration"),
    "first_registered": ("item.first_registered", "item.year", "item.description"),
    "displacement_cc": ("item.displacement_cc", "item.description"),
    "fuel": ("item.fuel", "item.description"),
    "powertrain": ("item.fuel", "item.description"),
    "length_mm": ("item.length_mm", "item.length_cm", "item.volume_m3"),
    "width_mm": ("item.width_mm", "item.width_cm", "item.volume_m3"),
    "height_mm": ("item.height_mm", "item.height_cm", "item.volume_m3"),
    "hs_code": ("item.hs_code", "item.description"),
}
"""Tags, any of which shows what a kind of paper must print; others go by their own name."""


def check(content: bytes, kind: DocumentKind, particulars: Particulars) -> list[Notice]:
    """Return all that a person should know before a template is used, the gravest first.

    Raises UserError for bytes that are no workbook, or one with macros.
    """
    parts = unpacked(content)
    with silence():
        found = [*losses(parts), *_Check(opened(content), kind, particulars).notices()]
    if not is_refused(found):
        found += _tried(content, kind, particulars)
    order = (REFUSED, WARNING, NOTE)
    return sorted(found, key=lambda notice: order.index(notice.severity))[:_MOST]


def _tried(content: bytes, kind: DocumentKind, particulars: Particulars) -> list[Notice]:
    """Fill a template with made-up data: what fails later is better found now."""
    try:
        fill(content, values_of(sample(kind, particulars), kind), {}, "", "")
    except UserError as problem:
        if problem.key != _ONLY_FULL:
            return [Notice(REFUSED, "unfillable")]
    return []


def keys_in(content: bytes) -> list[str]:
    """Return the keys that a template names, each once; `containers` where it groups by them."""
    found: dict[str, None] = {}
    with silence():
        book = opened(content)
    cells = (cell for ws in book.worksheets for _, cell in sorted(ws._cells.items()))
    for text in (text_of(cell) for cell in cells if hasattr(cell, "comment")):
        for piece in parse(text) if "{{" in text else ():
            if isinstance(piece, Tag) and piece.sort not in (Sort.PICTURE, Sort.CLOSE):
                found |= dict.fromkeys(filter(None, (piece.key, piece.other)))
    return list(found)


def is_refused(notices: list[Notice]) -> bool:
    """Tell whether a template cannot be used as it is."""
    return any(notice.severity == REFUSED for notice in notices)


@dataclass(slots=True)
class _Seen:
    """What the tags of a workbook name."""

    keys: set[str] = field(default_factory=set)
    sums: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    """Keys of vehicles that stand alone in a cell: these can be added up."""


class _Check:
    def __init__(self, book: Any, kind: DocumentKind, particulars: Particulars) -> None:
        self._book, self._kind, self._particulars = book, kind, particulars
        self._seen = _Seen()
        self._later: list[tuple[Any, Tag]] = []

    def notices(self) -> Iterator[Notice]:
        for ws in self._book.worksheets:
            outline = read_outline(ws)
            inside = _boxes(outline)
            for address, key in outline.faults:
                yield Notice(REFUSED, key, ws.title, address)
            for cell in [c for _, c in sorted(ws._cells.items()) if hasattr(c, "comment")]:
                yield from self._cell(ws, cell, inside)
            yield from _merged_lists(ws, outline)
            yield from _wrong_columns(ws, outline)
        yield from strays(self._book)
        yield from self._sums()
        yield from self._whole()

    def _cell(self, ws: Any, cell: Any, boxes: set[int]) -> Iterator[Notice]:
        def at(severity: str, key: str, **values: str) -> Notice:
            return Notice(severity, key, ws.title, cell.coordinate, values)

        link = cell.hyperlink.target if cell.hyperlink is not None else None
        if link and not link.lower().startswith(_SAFE_LINKS):
            yield at(WARNING, "link", text=link[:60])
        if cell.data_type == "f":
            yield from self._formula(cell, at)
            return
        text = text_of(cell)
        if _INSIDE.search(_COST_IN_TERMS.sub(" ", text)):
            yield at(WARNING, "inside", text=text.strip()[:60])
        if _WIDE.search(text):
            yield at(REFUSED, "tag_wide")
        for found in _SINGLE.finditer(text):
            if is_known(found[1], self._particulars):
                yield at(REFUSED, "tag_single", text=found[1])
        if "{{" not in text and "}}" not in text:
            return
        if isinstance(cell.value, list):
            yield at(WARNING, "rich_text")
        for piece in parse(text):
            if isinstance(piece, Fault):
                yield at(REFUSED, piece.key, text=piece.text)
            elif isinstance(piece, Tag):
                yield from self._tag(cell, piece, boxes, at)

    def _formula(self, cell: Any, at: Any) -> Iterator[Notice]:
        formula = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
        if not isinstance(formula, str):
            return
        if "{{" in formula:
            yield at(REFUSED, "tag_in_formula")
            return
        try:
            tokens = tokens_of(formula)
        except UserError:
            yield at(REFUSED, "formula_unreadable", text=formula[:60])
            return
        names = [t.value for t in tokens if t.type == t.FUNC]
        if any(_MOVING.search(name) for name in names):
            yield at(REFUSED, "moving", text=formula[:60])
        outward = any(_REACHING_OUT.search(name) for name in names)
        if outward or any(
            "|" in t.value or "[" in t.value[:1] for t in tokens if t.subtype == "RANGE"
        ):
            yield at(REFUSED, "reaching_out", text=formula[:60])

    def _tag(self, cell: Any, tag: Tag, boxes: set[int], at: Any) -> Iterator[Notice]:
        keys = [ALIASES.get(key, key) for key in (tag.key, tag.other) if key]
        if tag.sort is Sort.PICTURE:
            if tag.key not in PICTURES:
                yield at(REFUSED, "picture_unknown", text=tag.key)
            elif tag.key == "seal":
                yield at(NOTE, "seal")
            return
        if tag.sort in (Sort.OPEN, Sort.CLOSE):
            return
        for key in keys:
            if not is_known(key, self._particulars):
                yield at(REFUSED, "tag_unknown", text=key)
            elif key.startswith(CONTAINER) and cell.row not in boxes:
                yield at(REFUSED, "container_outside", text=key)
        is_alone = alone(text_of(cell)) == tag
        if tag.sort in (Sort.SUM, Sort.COUNT, Sort.PRODUCT):
            self._later.append((cell, tag))
            if not is_alone:
                yield at(REFUSED, "formula_in_text")
        self._seen.keys |= set(keys)
        if tag.sort is Sort.SUM:
            self._seen.sums |= set(keys)
        elif tag.sort is Sort.PRODUCT and set(keys) == {"item.quantity", "item.unit_price"}:
            self._seen.columns.add("item.amount")
        elif tag.sort is Sort.VALUE and is_alone:
            self._seen.columns |= {key for key in keys if key.startswith(ITEM)}
        if "lines" in tag.formatters and not (cell.alignment and cell.alignment.wrap_text):
            yield at(NOTE, "not_wrapped", text=tag.key)

    def _sums(self) -> Iterator[Notice]:
        """Find sums of what is no number, or of what no cell shows."""
        for cell, tag in self._later:
            keys = [ALIASES.get(key, key) for key in (tag.key, tag.other) if key]
            for key in [key for key in keys if is_known(key, self._particulars)]:
                place = (cell.parent.title, cell.coordinate)
                numeric = key.removeprefix(ITEM) in NUMBERS
                if not numeric and tag.sort is not Sort.COUNT:
                    yield Notice(REFUSED, "no_number", *place, {"text": key})
                elif key not in self._seen.columns:
                    yield Notice(REFUSED, "not_shown", *place, {"text": key})

    def _whole(self) -> Iterator[Notice]:
        """Find what the paper must say and no tag shows."""
        keys, kind = self._seen.keys, self._kind
        if not any(key.startswith(ITEM) for key in keys):
            yield Notice(WARNING, "no_list")
        if kind.sums and "amounts.total" not in keys and not self._seen.sums:
            yield Notice(WARNING, "no_total")
        lacking = [name for name in _required(kind) if not _is_shown(name, keys)]
        if lacking:
            yield Notice(WARNING, "missing", values={"fields": ",".join(lacking)})


def _is_shown(name: str, keys: set[str]) -> bool:
    """Tell whether some tag shows what a kind of paper must print."""
    shown_by = _SHOWN_BY.get(name, (f"shipment.{name}", f"item.{name}"))
    below = tuple(f"{key}." for key in shown_by)
    return not shown_by or any(f"{key}.".startswith(below) for key in keys)


def _required(kind: DocumentKind) -> list[str]:
    found = [*kind.required, *(key for f in kind.fields for key in f.required)]
    found += [key for column in kind.columns for key in column.required]
    return [key for key in dict.fromkeys(found) if "." not in key]


def _boxes(outline: Outline) -> set[int]:
    """Return the rows that stand in a group of containers."""

    def rows(nodes: tuple[Node, ...], inside: bool) -> Iterator[int]:
        for node in nodes:
            if isinstance(node, Repeat):
                yield from rows(node.body, inside or node.over == "containers")
            elif inside:
                first = node.first if isinstance(node, Made) else node.row
                yield from range(first, first + (node.count if isinstance(node, Made) else 1))

    return set(rows(outline.nodes, False))


def _blocks(outline: Outline) -> Iterator[tuple[int, int]]:
    """Return the rows that are repeated, outermost blocks only."""
    for node in outline.nodes:
        if isinstance(node, Made):
            yield node.first, node.first + node.count - 1
        elif isinstance(node, Repeat):
            rows = list(_rows_of(node))
            if rows:
                yield min(rows), max(rows)


def _rows_of(node: Node) -> Iterator[int]:
    if isinstance(node, Repeat):
        for inner in node.body:
            yield from _rows_of(inner)
    elif isinstance(node, Made):
        yield from range(node.first, node.first + node.count)
    else:
        yield node.row


def _merged_lists(ws: Any, outline: Outline) -> Iterator[Notice]:
    """Find merged cells that reach over a repeated row into others."""
    for first, last in _blocks(outline):
        for area in ws.merged_cells.ranges:
            touches = area.min_row <= last and area.max_row >= first
            if touches and not (first <= area.min_row and area.max_row <= last):
                yield Notice(WARNING, "merged_list", ws.title, area.coord.partition(":")[0])


def _wrong_columns(ws: Any, outline: Outline) -> Iterator[Notice]:
    """Find formulas in a repeated row that reckon with a cell of it that holds no number."""
    for first, last in _blocks(outline):
        for (row, _), cell in sorted(ws._cells.items()):
            if not first <= row <= last or getattr(cell, "data_type", "") != "f":
                continue
            for column, other in _same_rows(cell):
                if other == row and not _holds_number(ws[f"{column}{row}"]):
                    values = {"text": f"{column}{row}"}
                    yield Notice(WARNING, "wrong_column", ws.title, cell.coordinate, values)


def _same_rows(cell: Any) -> Iterator[tuple[str, int]]:
    if not isinstance(cell.value, str) or "{{" in cell.value:
        return
    try:
        tokens = tokens_of(cell.value)
    except UserError:  # told by itself
        return
    for token in tokens:
        found = _ONE_CELL.fullmatch(token.value) if token.subtype == "RANGE" else None
        if found:
            yield found[1].upper(), int(found[2])


def _holds_number(cell: Any) -> bool:
    if getattr(cell, "data_type", "") in ("f", "n") and cell.value is not None:
        return True
    tag = alone(text_of(cell)) if hasattr(cell, "comment") else None
    if tag is None:
        return False
    key = ALIASES.get(tag.key, tag.key)
    number = key.removeprefix(ITEM) in NUMBERS or key.startswith("amounts.")
    return tag.sort is Sort.PRODUCT or (tag.sort is Sort.VALUE and number)
