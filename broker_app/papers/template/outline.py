"""What a sheet of a template repeats: list rows, blocks, groups, optional rows, made rows.

Written by the broker as tags and cell notes; a note is `repeat: items rows=3` on the first row of a
block, or `fill: items rows=40 rest=hide` on the first of rows that stand ready.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from broker_app.papers.template.moves import Path, Placed
from broker_app.papers.template.tags import Sort, Tag, alone, tags_in
from broker_app.papers.template.values import ALIASES, ITEM, Values

HIDE, DELETE = "hide", "delete"
MOST_ROWS = 1000
_REPEAT = re.compile(r"repeat:\s*items\s+rows\s*=\s*(\d{1,4})")
_FILL = re.compile(r"fill:\s*items\s+rows\s*=\s*(\d{1,4})(?:\s+rest\s*=\s*(hide|delete))?")
_NOTE = re.compile(r"\s*(repeat|fill)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that stands once; with `if_there` only where that value is there."""

    row: int
    if_there: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Rows that are repeated for each vehicle or container; `number` tells blocks apart."""

    number: int
    over: str
    body: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Rows that stand ready for vehicles; those left over are hidden or deleted."""

    first: int
    count: int
    rest: str


Node = Line | Repeat | Made


@dataclass(slots=True)
class Outline:
    """The rows of a sheet as read, and what is wrong with them: cell and key of each fault."""

    nodes: tuple[Node, ...] = ()
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def repeats(self) -> bool:
        """Whether rows may come or go."""
        return any(not isinstance(n, Line) or n.if_there for n in self.nodes)

    @property
    def made(self) -> list[Made]:
        """Rows that stand ready."""
        return [node for node in self.nodes if isinstance(node, Made)]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the filled sheet: where it comes from, and whose values it shows."""

    placed: Placed
    item: int | None = None
    box: int | None = None
    blank: bool = False
    """Its tags are empty: there is no vehicle for it."""
    hidden: bool = False
    made_like: int = 0
    """The row whose tags count for a row that stands ready; 0 for others."""


def text_of(cell: Any) -> str:
    """Return the text of a cell that may hold tags; empty for figures and formulas."""
    if cell.data_type == "f" or not isinstance(cell.value, str | list):
        return ""
    return str(cell.value)


def read_outline(ws: Any) -> Outline:
    """Read what a sheet repeats. Faults are noted, never raised."""
    return _Reader(ws).read()


class _Reader:
    def __init__(self, ws: Any) -> None:
        self._made = Outline()
        self._last = ws.max_row
        self._tags: dict[int, dict[int, tuple[Tag, ...]]] = {}
        self._marks: dict[int, Tag] = {}
        self._notes: dict[int, tuple[str, int, str]] = {}
        self._blocks = 0
        for (row, column), cell in sorted(ws._cells.items()):
            self._see(cell, row, column)

    def read(self) -> Outline:
        self._made.nodes = tuple(self._nodes(1, self._last, ""))
        return self._made

    def _see(self, cell: Any, row: int, column: int) -> None:
        text = text_of(cell) if hasattr(cell, "data_type") else ""
        if "{{" in text:
            found = tags_in(text)
            self._tags.setdefault(row, {})[column] = found
            mark = alone(text)
            if mark is not None and mark.sort in (Sort.OPEN, Sort.CLOSE) and column == 1:
                self._marks[row] = mark
            elif any(tag.sort in (Sort.OPEN, Sort.CLOSE) for tag in found):
                self._fault(row, column, "group_place")
            if column != 1 and any(tag.sort is Sort.OPTIONAL for tag in found):
                self._fault(row, column, "optional_place")
        note = cell.comment.text if getattr(cell, "comment", None) is not None else ""
        for line in note.splitlines():
            if _NOTE.match(line):
                self._note(row, column, line.strip())

    def _note(self, row: int, column: int, text: str) -> None:
        repeat, fill = _REPEAT.fullmatch(text), _FILL.fullmatch(text)
        found = repeat or fill
        count = int(found[1]) if found else 0
        if not 0 < count <= MOST_ROWS:
            self._fault(row, column, "note_unreadable")
        elif row + count - 1 > max(self._last, row):
            self._fault(row, column, "block_too_long")
        else:
            rest = (fill[2] or DELETE) if fill else ""
            self._notes[row] = ("repeat" if repeat else "fill", count, rest)

    def _nodes(self, row: int, end: int, inside: str) -> Iterator[Node]:
        while row <= end:
            node, row = self._node(row, end, inside)
            if node is not None:
                yield node

    def _node(self, row: int, end: int, inside: str) -> tuple[Node | None, int]:
        mark = self._marks.get(row)
        if mark is not None and mark.sort is Sort.OPEN:
            return self._group(row, end, mark.key, inside)
        if mark is not None:
            self._fault(row, 1, "group_unopened")
        if row in self._notes and "items" not in inside:
            kind, count, rest = self._notes[row]
            after = min(row + count, end + 1)
            if kind == "fill":
                return Made(row, after - row, rest), after
            return self._repeat("items", self._nodes_in_items(row, after - 1)), after
        if "items" not in inside and self._is_list(row):
            return self._list(row, end)
        return self._line(row), row + 1

    def _nodes_in_items(self, row: int, end: int) -> list[Node]:
        return [self._line(number) for number in range(row, end + 1)]

    def _group(self, row: int, end: int, key: str, inside: str) -> tuple[Node | None, int]:
        close = Tag(Sort.CLOSE, key)
        after = next((r for r in range(row + 1, end + 1) if self._marks.get(r) == close), None)
        if after is None or key in inside or "items" in inside:
            self._fault(row, 1, "group_unclosed" if after is None else "group_inside")
            return None, row + 1
        body = list(self._nodes(row + 1, after - 1, f"{inside} {key}"))
        return self._repeat(key, body), after + 1

    def _list(self, row: int, end: int) -> tuple[Node, int]:
        """Return a list row; equal rows below it are rows that stand ready."""
        after = row + 1
        while after <= end and self._tags.get(after) == self._tags[row]:
            after += 1
        if after - row > 1:
            return Made(row, after - row, DELETE), after
        if after <= end and self._is_list(after) and after not in self._notes:
            self._fault(after, 1, "rows_adjacent")
        return self._repeat("items", [self._line(row)]), after

    def _repeat(self, over: str, body: Sequence[Node]) -> Repeat:
        self._blocks += 1
        return Repeat(self._blocks, over, tuple(body))

    def _line(self, row: int) -> Line:
        of_first = self._tags.get(row, {}).get(1, ())
        wanted = (tag.key for tag in of_first if tag.sort is Sort.OPTIONAL)
        return Line(row, next(wanted, ""))

    def _is_list(self, row: int) -> bool:
        every = (tag for tags in self._tags.get(row, {}).values() for tag in tags)
        return any(tag.key.startswith(ITEM) and tag.sort in _OF_ROWS for tag in every)

    def _fault(self, row: int, column: int, key: str) -> None:
        from openpyxl.utils import get_column_letter

        self._made.faults.append((f"{get_column_letter(column)}{row}", key))


_OF_ROWS = (Sort.VALUE, Sort.PRODUCT, Sort.OPTIONAL)


def laid_out(outline: Outline, values: Values) -> tuple[list[Row], list[int]]:
    """Return the rows of the filled sheet, and the vehicles that found no row standing ready."""
    layer = _Layer(values)
    layer.add(outline.nodes, (), None, None)
    return layer.rows, layer.spilled


class _Layer:
    def __init__(self, values: Values) -> None:
        self._values = values
        self.rows: list[Row] = []
        self.spilled: list[int] = []

    def add(
        self,
        nodes: Sequence[Node],
        path: Path,
        item: int | None,
        box: int | None,
        blank: bool = False,
    ) -> None:
        for node in nodes:
            if isinstance(node, Line):
                if not node.if_there or self._is_there(node.if_there, item, box):
                    self.rows.append(Row(Placed(node.row, path), item, box, blank))
            elif isinstance(node, Made):
                self._made(node, path, box)
            elif node.over == "containers":
                for place in range(len(self._values.boxes)):
                    self.add(node.body, (*path, (node.number, place)), None, place)
            else:
                self._items(node, path, box)

    def _items(self, node: Repeat, path: Path, box: int | None) -> None:
        found = self._of(box)
        for place, item in enumerate(found):
            self.add(node.body, (*path, (node.number, place)), item, box)
        if not found:  # a row stays, so that sums below have something to add up
            self.add(node.body, (*path, (node.number, 0)), None, box, blank=True)

    def _made(self, node: Made, path: Path, box: int | None) -> None:
        found = self._of(box)
        self.spilled += found[node.count :]
        for place in range(node.count):
            item = found[place] if place < len(found) else None
            if item is None and node.rest == DELETE and place > 0:
                continue
            placed = Placed(node.first + place, path)
            hidden = item is None and place > 0
            self.rows.append(Row(placed, item, box, item is None, hidden, node.first))

    def _of(self, box: int | None) -> Sequence[int]:
        return range(len(self._values.items)) if box is None else self._values.boxes[box].items

    def _is_there(self, key: str, item: int | None, box: int | None) -> bool:
        return look_up(self._values, key, item, box) not in (None, "", ())


def look_up(values: Values, key: str, item: int | None, box: int | None) -> Any:
    """Return what a key holds for a row; None where it has no such vehicle or container."""
    key = ALIASES.get(key, key)
    scopes: Mapping[str, Any] = values.head
    if key.startswith(ITEM):
        scopes = values.items[item] if item is not None else {}
    elif key.startswith("container."):
        scopes = values.boxes[box].values if box is not None else {}
    return scopes.get(key)
