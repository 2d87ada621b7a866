"""Help while a search is typed: fields that begin so, values that a field can have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from broker_app.domain.finding.names import Ask, SearchField, SearchNames
from broker_app.domain.spelling import fold, fold_words

MOST = 12
_LAST = re.compile(r'(?:(?P<name>[^\W\d_][^\s:："]*)[:：])?(?P<value>"[^"]*|[^\s"]*)$')
_SHAPES = {
    Ask.NUMBER: ("1900", ">1900", "1000..1900"),
    Ask.GRADE: ("4.5", ">=4"),
    Ask.DAY: ("2015", "2015-07", "2015..2018"),
}
"""How numbers and days can be written."""

Counts = Mapping[str, Mapping[str, int]]
"""How many vehicles there are of each value, by field."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be written in place of what stands from `start` up to the cursor."""

    start: int
    written: str
    field: str
    value: str | None = None
    """The stored value behind it, None for a field or a shape."""
    count: int | None = None


def offers(before: str, names: SearchNames, language: str, counts: Counts) -> list[Offer]:
    """Return what can be written at the end of a text, the likeliest first."""
    last = _LAST.search(before)
    assert last is not None  # it matches the empty text too
    start = last.start()
    start += before[start:].startswith("-")
    if last["name"] is None:
        return _fields(last["value"].lstrip("-"), start, names, language)
    known = names.fields.get(fold(last["name"]))
    if known is None:
        return []
    begun = last["value"].strip('"')
    *chosen, begun = begun.split(",")
    head = f"{last['name']}:" + "".join(f"{one}," for one in chosen)
    if known.ask in _SHAPES:
        shapes = () if begun else _SHAPES[known.ask]
        return [Offer(start, head + shape, known.id) for shape in shapes]
    return _values(known, begun, head, start, language, counts.get(known.id, {}))


def _fields(begun: str, start: int, names: SearchNames, language: str) -> list[Offer]:
    """Return fields one of whose names begins so; all of them where nothing was typed."""
    folded = fold(begun) if begun else ""
    found = []
    for known in names.every_field:
        said = [name for one in known.spellings.values() for name in one]
        if not folded or any(fold(name).startswith(folded) for name in said):
            found.append(Offer(start, f"{known.name(language)}:", known.id))
    return found if not folded else found[:MOST]


def _values(
    known: SearchField, begun: str, head: str, start: int, language: str, counted: Mapping[str, int]
) -> list[Offer]:
    folded = fold_words(begun)
    stored = dict.fromkeys([*known.offered, *counted])
    found = []
    for value in stored:
        shown = known.value_name(value, language)
        said = (shown, value, *known.offered.get(value, {}).values())
        if shown and any(folded in fold_words(one) for one in said):
            written = f'{head}"{shown}"' if re.search(r"[\s,]", shown) else head + shown
            count = counted.get(value, 0) if counted else None
            found.append(Offer(start, written, known.id, value, count))
    found.sort(key=lambda offer: (-(offer.count or 0), not _begins(known, offer, language, folded)))
    return found[:MOST]


def _begins(known: SearchField, offer: Offer, language: str, folded: str) -> bool:
    """Tell whether a value begins as it was typed: it is meant before one that holds it."""
    return fold_words(known.value_name(offer.value or "", language)).startswith(folded)
