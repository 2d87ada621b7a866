"""Finds tags where none is filled: outside of cells they would be printed as they stand."""

from collections.abc import Iterator
from typing import Any

from broker_app.domain.template import REFUSED, WARNING, Notice

_HEADS = (
    "oddHeader",
    "oddFooter",
    "evenHeader",
    "evenFooter",
    "firstHeader",
    "firstFooter",
)


def strays(book: Any) -> Iterator[Notice]:
    """Return what stands between braces outside of the cells of a workbook."""
    for ws in book.worksheets:
        if _is_tagged(ws.title):
            yield Notice(REFUSED, "tag_in_title", ws.title)
        if any(_is_tagged(said) for said in _in_heads(ws)):
            yield Notice(REFUSED, "tag_in_head", ws.title)
        for rule in ws.data_validations.dataValidation:
            if any(_is_tagged(said) for said in _in_rule(rule)):
                yield Notice(REFUSED, "tag_in_validation", ws.title, _first_of(rule.sqref))
        yield from _on_cells(ws)
        yield from _named(ws.defined_names, ws.title)
    yield from _named(book.defined_names, "")


def _in_heads(ws: Any) -> Iterator[Any]:
    for head in (getattr(ws, name) for name in _HEADS):
        yield from (part.text for part in (head.left, head.center, head.right))


def _in_rule(rule: Any) -> tuple[Any, ...]:
    told = (rule.promptTitle, rule.prompt, rule.errorTitle, rule.error)
    return (rule.formula1, rule.formula2, *told)


def _first_of(areas: Any) -> str:
    return next((area.coord.partition(":")[0] for area in areas.ranges), "")


def _on_cells(ws: Any) -> Iterator[Notice]:
    for _, cell in sorted(ws._cells.items()):
        if getattr(cell, "comment", None) is not None and _is_tagged(cell.comment.text):
            yield Notice(WARNING, "tag_in_note", ws.title, cell.coordinate)
        link = getattr(cell, "hyperlink", None)
        if link is not None and any(map(_is_tagged, (link.target, link.location, link.tooltip))):
            yield Notice(REFUSED, "tag_in_link", ws.title, cell.coordinate)


def _named(names: Any, sheet: str) -> Iterator[Notice]:
    for name, one in names.items():
        if _is_tagged(one.attr_text):
            yield Notice(REFUSED, "tag_in_name", sheet, values={"text": name})


def _is_tagged(text: Any) -> bool:
    return isinstance(text, str) and "{{" in text
