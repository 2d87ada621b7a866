"""Tables: where the headings of a table stand, and what its columns hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from broker_app.domain.list_format import (
    ListFormat,
    Recognised,
    compared,
    fingerprint,
    id_of,
    name_of,
    recognised,
)
from broker_app.domain.lookups import Lookups
from broker_app.errors import UserError
from broker_app.intake.columns import Note
from broker_app.intake.header import Dictionary, Header, Merges, find_header, header_at
from broker_app.intake.headless import Guesser, lettered
from broker_app.intake.layout import Layout, Setting, lay_out
from broker_app.intake.mapping import Sample, texts_of
from broker_app.intake.normalise import Cell, fold
from broker_app.intake.numbers import money_unit_in
from broker_app.intake.options import Options
from broker_app.intake.rows import RowReader
from broker_app.intake.shifted import Shifted
from broker_app.intake.titles import Titles, marks_of, read_titles

_HEAD = 100
"""Rows in which headings are looked for."""
_FIRST = 3
"""Cells of a column that are shown to the person who is asked what it holds."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a table: its heading, the fact it leads to if any, its first filled cells."""

    heading: str
    fact: str
    first: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """A table whose columns are understood.

    `format` is the id of the one it belongs to, `known_as` the layout as it is to be remembered.
    """

    sheet: str
    header: Header
    titles: Titles
    layout: Layout
    sample: Sample
    shifted: Shifted
    lookups: Lookups
    today: date
    format: str
    known_as: ListFormat

    @property
    def columns(self) -> list[ListColumn]:
        """Return the columns as a person is asked about them."""
        return [
            ListColumn(c.heading, c.fact, tuple(islice(texts_of(self.sample, c.index), _FIRST)))
            for c in self.layout.columns
        ]

    def reader(self) -> RowReader:
        """Return a reader that begins with the first row."""
        return RowReader(
            self.sheet,
            self.header,
            self.titles,
            self.layout,
            self.lookups,
            self.today,
            self.shifted,
        )


class Tables:
    """Understands the tables of one file, by what a person settled and by what the trade knows.

    Raises UserError(list_format_unknown) for a format that nobody knows.
    """

    def __init__(self, file: str, lookups: Lookups, today: date, options: Options) -> None:
        self.lookups, self.options = lookups, options
        self._file = file
        self.known = Dictionary(lookups.headings)
        self._today = today
        self._guesser = Guesser(lookups, today)
        if options.format and all(known.id != options.format for known in options.formats):
            raise UserError("list_format_unknown", format=options.format)

    def header(self, rows: Sequence[Sequence[Cell]], merges: Merges = ()) -> Header | None:
        """Return the header of a table, None where there is no table."""
        asked = self.options.heading_row
        if asked and rows:
            return header_at(rows, self.known, asked - 1, merges)
        found = self._found(rows[:_HEAD], merges) if asked is None else None
        return found or self._guesser.header(rows) or (lettered(rows) if asked == 0 else None)

    def _found(self, rows: Sequence[Sequence[Cell]], merges: Merges) -> Header | None:
        """Return the headings that the trade knows, else those that a person settled before."""
        found = find_header(rows, self.known, merges)
        settled = self._settled_row(rows) if found is None else None
        return found if settled is None else header_at(rows, self.known, settled, merges)

    def _settled_row(self, rows: Sequence[Sequence[Cell]]) -> int | None:
        asked = fingerprint(self.options.columns)
        layouts = [asked, *(f.fingerprint for f in self.options.formats if f.is_settled)]
        for number, row in enumerate(rows):
            texts = fingerprint(cell for cell in row if isinstance(cell, str) and cell.strip())
            if any(layout and layout <= texts for layout in layouts):
                return number
        return None

    def merit(self, rows: Sequence[Sequence[Cell]]) -> tuple[int, ...]:
        """Return how much a table tells without headings of the trade: settled ones, columns."""
        settled = int(self._settled_row(rows) is not None)
        header = self._guesser.header(rows)
        width = max(map(len, rows), default=0) if self.options.is_told else 0
        return (settled, header.facts if header else 0, width)

    def table(
        self,
        sheet: str,
        header: Header,
        head: Sequence[list[Cell]],
        notes: Sequence[Sequence[Cell]],
    ) -> Table | None:
        """Understand the columns of a table; None where nothing tells its vehicles apart."""
        options = self.options
        titles = read_titles(head[: header.first], self.lookups)
        headings = [heading.text for heading in header.headings]
        name = titles.house or name_of(self._file)
        known = self._format_of(headings, name)
        settled = known.format if known else None
        price_unit = options.price_unit or (settled.price_unit if settled else "")
        by_hand = {**(settled.columns if settled else {}), **options.columns}
        setting = Setting(
            lookups=self.lookups,
            today=self._today,
            titles=titles,
            marks=marks_of(notes, self.lookups),
            sample=head[header.last + 1 :],
            price_unit=money_unit_in(price_unit) if price_unit else None,
            japanese=is_japanese(header, titles),
            by_hand={fold(heading): fact for heading, fact in by_hand.items()},
            notes=_notes(header, known),
        )
        layout = lay_out(header, setting)
        if not layout.tells_vehicles_apart and not options.is_told:
            return None
        return Table(
            sheet=sheet,
            header=header,
            titles=titles,
            layout=layout,
            sample=setting.sample,
            shifted=Shifted(layout, setting.sample),
            lookups=self.lookups,
            today=self._today,
            format=settled.id if settled else "",
            known_as=ListFormat(
                id=settled.id if settled and known == Recognised(settled) else id_of(headings),
                name=settled.name if settled else name,
                headings=tuple(headings),
                columns={h: fact for h, fact in by_hand.items() if h in headings},
                price_unit=price_unit,
            ),
        )

    def _format_of(self, headings: Sequence[str], name: str) -> Recognised | None:
        """Return the format that was asked for, else the one that the headings belong to."""
        asked, formats = self.options.format, self.options.formats
        if asked:
            return compared(headings, next(f for f in formats if f.id == asked))
        return recognised(headings, name, formats)


def _notes(header: Header, known: Recognised | None) -> list[Note]:
    """Say that there are no headings, and what changed in a layout since it was settled."""
    notes = [Note("", "no_headings", {})] if header.is_absent and known is None else []
    if known and (known.added or known.gone):
        values = {
            "name": known.format.name,
            "added": ", ".join(known.added) or "–",
            "gone": ", ".join(known.gone) or "–",
        }
        notes.append(Note("", "layout_changed", values))
    return notes


def is_japanese(header: Header, titles: Titles) -> bool:
    """Tell whether a list is written for Japan: kana or kanji in its headings or titles."""
    texts = [part for heading in header.headings for part in heading.parts]
    return any("぀" <= c <= "鿿" for text in (*texts, titles.house) for c in text)
