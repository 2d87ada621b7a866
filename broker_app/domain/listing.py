"""What a list of barred people and companies says: its entries, as every list is read.

The lists of Japan, the United States, the United Nations, the European Union and others differ in
form; whoever reads one gives entries of this one shape, and whoever searches sees only this shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EntryKind = Literal["person", "organisation", "vessel", "aircraft", "unknown"]
NameKind = Literal["primary", "alias", "weak_alias", "former"]


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of an entry as the list writes it; a weak alias is one the list itself doubts."""

    text: str
    kind: NameKind = "primary"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of one list.

    `countries` are ISO 3166 two-letter codes. `identifiers` are pairs of kind and value, such as
    `("imo", "9187629")` or `("passport", "…")`. `born` holds dates or years as the list writes
    them, `programmes` the programmes or laws under which it is listed.
    """

    list_id: str
    entry_id: str
    kind: EntryKind
    names: tuple[ListedName, ...]
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    born: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    remark: str = ""
