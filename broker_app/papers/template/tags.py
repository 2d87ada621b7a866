"""The language of tags: closed, without expressions. reference: paperwork specification 6.2.

| tag | means |
|---|---|
| `{{shipment.vessel}}` | a value; formatters behind bars: `{{document.date|dmy}}` |
| `{{item.amount}}` | a value of a vehicle: its row is repeated |
| `{{#containers}}` `{{/containers}}` | the rows between are repeated; `items` too |
| `{{?particular.lc_number}}` | the row is kept only where there is a value |
| `{{img:logo}}` | a picture of the company |
| `{{=SUM(items.amount)}}` `{{=COUNT(items.amount)}}` | formulas over the rows really written |
| `{{=item.quantity*item.unit_price}}` | a formula in the row of a vehicle |
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

FORMATTERS = ("dmy", "upper", "words", "n0", "n2", "m3", "lines")
GROUPS = ("containers", "items")
_LONGEST = 200
_MOST_FORMATTERS = 3
_KEY = r"[a-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)*"
_VALUE = re.compile(rf"({_KEY})((?:\s*\|\s*[a-z0-9]+)*)")
_SUM = re.compile(rf"=\s*(SUM|COUNT)\s*\(\s*(items\.{_KEY})\s*\)")
_PRODUCT = re.compile(rf"=\s*(item\.{_KEY})\s*\*\s*(item\.{_KEY})")
_PICTURE = re.compile(r"img:([a-z]+)")
_GROUP = re.compile(r"([#/])\s*([a-z]+)")
_OPTIONAL = re.compile(rf"\?\s*({_KEY})")
_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class Sort(StrEnum):
    """What a tag does."""

    VALUE = "value"
    OPTIONAL = "optional"
    OPEN = "open"
    CLOSE = "close"
    PICTURE = "picture"
    SUM = "sum"
    COUNT = "count"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag. `key` is what it names, `other` the second factor of a product."""

    sort: Sort
    key: str
    formatters: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something between braces that is no tag; `key` says what is wrong with it."""

    key: str
    text: str


Piece = str | Tag | Fault


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a cell's text in order: plain text, tags, faults."""
    pieces: list[Piece] = []
    end = 0
    for found in _BRACES.finditer(text):
        pieces += _plain(text[end : found.start()])
        pieces.append(_tag(found[1].strip()))
        end = found.end()
    return (*pieces, *_plain(text[end:]))


def tags_in(text: str) -> tuple[Tag, ...]:
    """Return the tags of a text."""
    return tuple(piece for piece in parse(text) if isinstance(piece, Tag))


def alone(text: str) -> Tag | None:
    """Return the tag that a text consists of, spaces aside."""
    pieces = [piece for piece in parse(text) if not (isinstance(piece, str) and not piece.strip())]
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Tag) else None


def _plain(text: str) -> list[Piece]:
    if "{{" in text or "}}" in text:
        return [Fault("tag_unclosed", text.strip()[:40])]
    return [text] if text else []


def _tag(body: str) -> Tag | Fault:
    if len(body) > _LONGEST:
        return Fault("tag_unreadable", body[:40])
    if found := _VALUE.fullmatch(body):
        return _value(found[1], [f.strip() for f in found[2].split("|")[1:]])
    if found := _OPTIONAL.fullmatch(body):
        return Tag(Sort.OPTIONAL, found[1])
    if (found := _GROUP.fullmatch(body)) and found[2] in GROUPS:
        return Tag(Sort.OPEN if found[1] == "#" else Sort.CLOSE, found[2])
    if found := _PICTURE.fullmatch(body):
        return Tag(Sort.PICTURE, found[1])
    if found := _SUM.fullmatch(body):
        return Tag(Sort(found[1].lower()), "item" + found[2].removeprefix("items"))
    if found := _PRODUCT.fullmatch(body):
        return Tag(Sort.PRODUCT, found[1], other=found[2])
    return Fault("tag_unreadable", body[:40])


def _value(key: str, formatters: list[str]) -> Tag | Fault:
    unknown = next((f for f in formatters if f not in FORMATTERS), None)
    if unknown is not None or len(formatters) > _MOST_FORMATTERS:
        return Fault("formatter_unknown", unknown or "|".join(formatters))
    return Tag(Sort.VALUE, key, tuple(formatters))
