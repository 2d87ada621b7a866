"""Header: the rows of headings of a table, joined to one heading for each column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from broker_app.intake.normalise import Cell, cell_text, fold, is_blank, plain

Merges = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""Merged areas: first and last cell, each row and column, counted from nought."""

LOOKED_AT = 60
"""Rows in which a header is looked for."""

_BRACKETED = re.compile(r"[(\[【][^)\]】]*[)\]】]|※.*$|▲|▼|△|▽")
_MANY = r"(?:[x×*]?\s*(?:10?,?000|'?000'?s?)|thousands?|тыс\.?|т\.|(?:百|백)?[万만]|[千천]|10\s*k)"
_OF = (
    r"(?:jpy|usd|us\$|\$|eur|€|gbp|£|krw|rub|¥|yen|円|иен[аы]?|руб(?:лей)?|₽|[원엔]"
    r"|kms?|км|キロ|mi|miles?|マイル|哩|cc|см3|л|lit(?:er|re)s?)"
)
_UNIT_WORDS = re.compile(
    rf"(?<=[^\s:,/_])[\s:,/_]++(?:in\s+)?(?:{_MANY}\s*{_OF}?|{_OF})\.?$"
    rf"|(?<=[^a-z\s])(?:jpy|usd|yen|[千万천만](?:円|km|원))$",
    re.IGNORECASE,
)
"""A unit behind the name of a heading: `Пробег, тыс. км`, `落札価格/千円`."""
_ONLY_UNIT = re.compile(
    r"^[(\[]?(?:千|万)?(?:km|円|キロ|cc|l|kg|mm|人|年/月|us\$|usd|jpy|mi|miles)?[)\]]?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Heading:
    """One column's heading. `parts` go from the lowest header row up, `facts` likeliest first."""

    index: int
    text: str
    parts: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    known_as: str = ""


@dataclass(slots=True)
class Header:
    """Header rows, first and last, counted from nought, and the headings they make."""

    first: int
    last: int
    headings: list[Heading] = field(default_factory=list)

    @property
    def is_absent(self) -> bool:
        """Whether the table has no row of headings; its columns go by their letters."""
        return self.first > self.last

    @property
    def facts(self) -> int:
        """How many columns the dictionary knows."""
        return sum(1 for heading in self.headings if heading.facts)


class Dictionary:
    """The headings we know, asked with all the ways a heading may be dressed."""

    def __init__(self, headings: Mapping[str, tuple[str, ...]]) -> None:
        self._headings = headings
        self._seen: dict[str, tuple[str, tuple[str, ...]]] = {}

    def meanings(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Return the folded heading that was recognised and the facts it may mean."""
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = self._look_up(text)
        return found

    def knows(self, cell: Cell) -> bool:
        """Tell whether a cell is a heading."""
        return isinstance(cell, str) and bool(cell) and bool(self.meanings(cell)[1])

    def _look_up(self, text: str) -> tuple[str, tuple[str, ...]]:
        if len(text) > 80:
            return "", ()
        for form in _forms(text):
            facts = self._headings.get(form)
            if facts:
                return form, facts
        return "", ()


def _forms(text: str) -> list[str]:
    """Return the folded forms of a heading: whole, without unit, each of its lines."""
    shown = plain(text)
    bare = _BRACKETED.sub("", shown).strip()
    forms = [shown, bare, _UNIT_WORDS.sub("", bare)]
    if "\n" in text.strip():
        lines = [plain(line) for line in text.splitlines()]
        forms += lines + [_BRACKETED.sub("", line) for line in lines]
    return [fold(form) for form in dict.fromkeys(forms) if form]


def find_header(
    rows: Sequence[Sequence[Cell]], known: Dictionary, merges: Merges = ()
) -> Header | None:
    """Find the header among the first rows, None where there is no table."""
    hits = [_hits(row, known) for row in rows[:LOOKED_AT]]
    if not hits or max(hits) < 2:
        return None
    best = hits.index(max(hits))
    if hits[best] < 3 and hits[best] < 0.6 * _filled(rows[best]):
        return None
    first, last = _extended(rows, hits, best)
    header = Header(first, last)
    header.headings = _joined(rows[first : last + 1], known, first, merges)
    return header if header.facts >= 2 else None


def header_at(
    rows: Sequence[Sequence[Cell]], known: Dictionary, number: int, merges: Merges = ()
) -> Header:
    """Return the header in the row that a person pointed at, with the rows that belong to it."""
    number = min(number, len(rows) - 1)
    hits = [_hits(row, known) for row in rows[: max(LOOKED_AT, number + 1)]]
    first, last = _extended(rows, hits, number)
    return Header(first, last, _joined(rows[first : last + 1], known, first, merges))


def _hits(row: Sequence[Cell], known: Dictionary) -> int:
    return len({known.meanings(cell)[1] for cell in row if known.knows(cell)})


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if not is_blank(cell))


def _extended(rows: Sequence[Sequence[Cell]], hits: list[int], best: int) -> tuple[int, int]:
    """Take in the rows above and below that are headings too, at most three in all."""
    first = last = best
    if best > 1 and _is_between(rows[best - 2 : best + 1], hits[best - 2]):
        return best - 2, best
    while first > 0 and last - first < 2 and _is_header_too(rows[first - 1], hits[first - 1]):
        first -= 1
    while (
        last + 1 < len(hits) and last - first < 2 and _is_header_too(rows[last + 1], hits[last + 1])
    ):
        last += 1
    return first, last


def _is_header_too(row: Sequence[Cell], hits: int) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    if hits < 2 or any(not isinstance(cell, str) for cell in filled):
        return False
    return hits >= 0.5 * len(filled)


def _is_between(rows: Sequence[Sequence[Cell]], hits: int) -> bool:
    """Tell whether the middle one of three rows groups the lowest headings under the highest."""
    upper, middle, lower = rows
    filled = [column for column, cell in enumerate(middle) if not is_blank(cell)]
    return (
        bool(filled)
        and _is_header_too(upper, hits)
        and all(isinstance(middle[column], str) and _text(lower, column) for column in filled)
    )


def _joined(
    rows: Sequence[Sequence[Cell]], known: Dictionary, first: int, merges: Merges
) -> list[Heading]:
    width = max(len(row) for row in rows)
    texts = [[_text(row, index) for index in range(width)] for row in rows]
    for depth in reversed(range(len(texts))):
        _fill_right(texts, depth, first, merges)
    seen: dict[str, int] = {}
    headings = []
    for index in range(width):
        parts = tuple(dict.fromkeys(line[index] for line in reversed(texts) if line[index]))
        known_as, facts = _meaning(parts, known)
        headings.append(Heading(index, _unique(parts, index, seen), parts, facts, known_as))
    return headings


def _text(row: Sequence[Cell], index: int) -> str:
    return cell_text(row[index]).strip() if index < len(row) else ""


def _fill_right(texts: list[list[str]], depth: int, first: int, merges: Merges) -> None:
    """Spread a parent heading over its children, by the merged areas or by blanks beside it."""
    line = texts[depth]
    if merges:
        for (top, left), (bottom, right) in merges:
            if top <= first + depth <= bottom and left < len(line) and line[left]:
                line[left : right + 1] = [line[left]] * (min(right + 1, len(line)) - left)
        return
    if depth + 1 < len(texts):
        for index in range(1, len(line)):
            if not line[index] and line[index - 1] and texts[depth + 1][index]:
                line[index] = line[index - 1]


def _meaning(parts: tuple[str, ...], known: Dictionary) -> tuple[str, tuple[str, ...]]:
    """The lowest heading decides; a parent only where the child is blank or a mere unit."""
    for count, part in enumerate(parts):
        known_as, facts = known.meanings(part)
        if facts:
            return known_as, facts
        if count + 1 < len(parts):
            known_as, facts = known.meanings(parts[count + 1] + part)
            if facts:
                return known_as, facts
        if not _ONLY_UNIT.match(plain(part)):
            break
    return "", ()


def _unique(parts: tuple[str, ...], index: int, seen: dict[str, int]) -> str:
    """Return the heading as shown; the second of a name says so, a nameless one its column."""
    lowest = fold(parts[0]) if parts else ""
    shown = [plain(p) for p in reversed(parts) if p is parts[0] or fold(p) not in lowest]
    text = " ".join(dict.fromkeys(shown)) or f"({letters(index)})"
    count = seen[text] = seen.get(text, 0) + 1
    return text if count == 1 else f"{text} ({count})"


def letters(index: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
