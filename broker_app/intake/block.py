"""Block: cells copied from a workbook or a page, read each for itself, whatever stands beside it.

A list is read as a table whose rows are lots; a block may be a single column of a single fact.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from broker_app.domain.lookups import Lookups
from broker_app.domain.lot import Lot, SourceRow
from broker_app.errors import UserError
from broker_app.intake.columns import Column, Note
from broker_app.intake.ditto import is_ditto
from broker_app.intake.header import Dictionary, Header, find_header, header_at
from broker_app.intake.headless import without_headings
from broker_app.intake.knowledge import Knowledge
from broker_app.intake.layout import Setting, lay_out
from broker_app.intake.mapping import FACTS
from broker_app.intake.markup import read_markup
from broker_app.intake.normalise import fold, is_blank
from broker_app.intake.rows import lot_of
from broker_app.intake.tables import is_japanese
from broker_app.intake.titles import marks_of, read_titles

MOST_ROWS, MOST_COLUMNS = 20_000, 200
_HEAD = 20
"""Rows in which headings are looked for."""
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|$)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_END = re.compile(r"\r\n|\n|\r|$")
_NEVER = ("chassis_number", "vin", "engine_number")
"""What is a vehicle's own: a mark for the cell above is none there."""


@dataclass(frozen=True, slots=True)
class BlockCell:
    """One cell under a fact: its text, what it says, and doubts about it."""

    fact: str
    text: str
    said: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One row: its place from 1, cells that lead to facts, all texts by heading."""

    line: int
    cells: tuple[BlockCell, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is understood. `columns` holds heading and fact, empty where it has none.

    `beyond` counts columns that lie beyond those of the place it is put down at; `as_typed` says
    that the columns are ours, so that cells mean what they would mean if typed there.
    """

    columns: tuple[tuple[str, str], ...]
    headed: bool
    rows: tuple[BlockRow, ...]
    beyond: int = 0
    as_typed: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of the columns, in order."""
        return tuple(fact for _, fact in self.columns if fact)


def cells_in(text: str, page: str = "") -> list[list[str]]:
    """Return the cells of what was copied: parted by tabs, else the table of a page, else lines.

    Raises UserError where nothing was copied, or far too much.
    """
    if "\t" not in text and "<table" in page.lower():
        data = f'<meta charset="utf-8">{page}'.encode("utf-8", "replace")
        _, sheets = read_markup(data, "html", "", Dictionary({}), "utf-8")
        rows = max((sheet.rows for sheet in sheets), key=len)
    else:
        rows = list(_lines(text.replace("\0", "")))
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    width = max(
        (n for row in rows for n, cell in enumerate(row, 1) if not is_blank(cell)), default=0
    )
    if not rows:
        raise UserError("nothing_to_paste")
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        raise UserError("paste_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return [[str(cell) for cell in row[:width]] for row in rows]


def _lines(text: str) -> Iterator[list[str]]:
    """Yield rows of cells parted by tabs; a cell with line breaks or tabs stands in quotes."""
    row: list[str] = []
    at = 0
    while at < len(text):
        cell, at = _cell(text, at)
        row.append(cell)
        if at < len(text) and text[at] == "\t":
            at += 1
            if at == len(text):
                row.append("")
            continue
        end = _END.match(text, at)
        at = end.end() if end else at
        yield row
        row = []
        if end is None or end.start() == end.end():
            return
    if row:
        yield row


def _cell(text: str, at: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, at)
    if quoted and any(sign in quoted[1] for sign in "\t\r\n"):
        return quoted[1].replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, at)
    assert plain is not None  # it matches nothing, too
    return plain[0], plain.end()


def read_block(
    cells: Sequence[Sequence[str]],
    lookups: Lookups,
    today: date,
    place: Sequence[str],
    heads: Mapping[str, str],
) -> Block:
    """Understand a block: its columns by their headings, else by the place it is put down at.

    `place` names the fact of each column from there on, empty where nothing can be put; `heads`
    are our own headings, which lead to one fact each, or to none.
    """
    own = {fold(head): fact for head, fact in heads.items()}
    first = [fold(cell) for cell in cells[0] if cell.strip()]
    ours = len(first) > 0 and all(head in own for head in first) and any(own[h] for h in first)
    known = Dictionary(lookups.headings)
    found = header_at(cells, known, 0) if ours else find_header(cells[:_HEAD], known)
    if ours and found is not None:
        found = Header(0, 0, found.headings)
    header = found or without_headings(0, max(map(len, cells)), {})
    by_hand = _by_hand(header, own, place, ours)
    body = cells[header.last + 1 :]
    titles = read_titles(cells[: header.first], lookups)
    setting = Setting(
        lookups=lookups,
        today=today,
        titles=titles,
        marks=marks_of([], lookups),
        sample=body,
        japanese=is_japanese(header, titles),
        by_hand=by_hand,
    )
    layout = lay_out(header, setting)
    columns = tuple((c.heading, c.fact if _is_known(c) else "") for c in layout.columns)
    read = [*(c for c in layout.facts if _is_known(c)), *layout.prices]
    rows = tuple(_rows(body, header, read))
    beyond = 0 if found else max(0, len(header.headings) - len(place))
    return Block(columns, found is not None, rows, beyond, as_typed=ours or found is None)


def _by_hand(
    header: Header, own: Mapping[str, str], place: Sequence[str], ours: bool
) -> dict[str, str]:
    """Return the facts that need no guess: of our own headings, or of the place."""
    if header.is_absent:
        names = (fold(heading.text) for heading in header.headings)
        padded = [*place, *[""] * max(0, len(header.headings) - len(place))]
        return dict(zip(names, padded, strict=False))
    texts = {fold(h.text): h for h in header.headings}
    return {t: own[t] for t, heading in texts.items() if t in own and (ours or not heading.facts)}


def _is_known(column: Column) -> bool:
    return column.reader is not None and bool(column.fact)


def _rows(
    body: Sequence[Sequence[str]], header: Header, columns: Sequence[Column]
) -> Iterator[BlockRow]:
    headings = [heading.text for heading in header.headings]
    above: dict[int, BlockCell] = {}
    for number, row in enumerate(body, header.last + 2):
        found = []
        for column in columns:
            reading = column.read(row)
            cell = BlockCell(column.fact, reading.text.strip(), reading.facts, reading.notes)
            if is_ditto(reading.notes) and column.index in above and column.fact not in _NEVER:
                cell = above[column.index]
            above[column.index] = cell
            if cell.text:
                found.append(cell)
        texts = {h: text for h, text in zip(headings, row, strict=False) if text.strip()}
        yield BlockRow(number, tuple(found), texts)


class LotMaker:
    """Makes lots of the facts of a block, with what the tables of the trade know beside them."""

    def __init__(self, lookups: Lookups) -> None:
        self._knowledge = Knowledge(lookups)

    def lot(self, facts: Mapping[str, Any], row: BlockRow) -> Lot:
        """Return the lot of a row."""
        stated = {n: value for n, value in facts.items() if n in FACTS or n.startswith("?")}
        if chassis := stated.get("chassis_number"):
            stated["?head"] = str(chassis).partition("-")[0]
        known = self._knowledge.of(stated)
        stated |= known.facts
        return lot_of(stated, known, SourceRow(sheet="", line=row.line, cells=dict(row.texts)))
