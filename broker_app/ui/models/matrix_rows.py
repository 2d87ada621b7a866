"""The rows of vehicles against columns of markets; names are read by the block when painted."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from broker_app import words
from broker_app.domain.market_matrix import Entry, Matrix
from broker_app.domain.suggest import BARRED_FROM
from broker_app.jobs import market_matrix
from broker_app.store import vehicles
from broker_app.store.database import Rows
from broker_app.ui.models.columns import NOTHING, Cell, Look, name_of
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head

BLOCK = 256
FIXED = 3
"""Columns before those of the markets: the vehicle, its chassis number, the verdict on Russia."""
MARKET = 104


class MatrixRows(ShortModel):
    """A row is a place in the matrix; its id is the vehicle."""

    def __init__(self, reader: Rows, title: Callable[[str], str]) -> None:
        self._reader, self._title = reader, title
        self.matrix = Matrix(())
        self.markets: tuple[str, ...] = ()
        self._known: dict[int, Any] = {}
        self._read: set[int] = set()
        self._counts: dict[str, Counter[str]] = {}
        super().__init__(self._fixed())

    def show(self, matrix: Matrix, places: Sequence[int], markets: Sequence[str]) -> None:
        """Show some rows of a matrix, in order, against some markets."""
        self.matrix, self._counts = matrix, {}
        self.look_again()
        if tuple(markets) != self.markets:
            self.markets = tuple(markets)
            self.show_columns((*self._fixed(), *map(self._column, markets)))
        self.show_rows([(matrix.vehicles[place], place) for place in places])

    def look_again(self) -> None:
        """Forget the names that were read."""
        self._known, self._read = {}, set()

    def places(self) -> list[int]:
        """Return the rows of the matrix that are shown, in order."""
        return list(self._rows)

    def counts(self, market: str) -> Counter[str]:
        """Return how many of the shown vehicles each answer of a market holds."""
        if market not in self._counts:
            self._counts[market] = self.matrix.counts(market, self._rows)
        return self._counts[market]

    def market_at(self, column: int) -> str:
        """Return the market of a column, empty for the columns before."""
        place = column - FIXED
        return self.markets[place] if 0 <= place < len(self.markets) else ""

    def entry(self, row: int, market: str) -> Entry:
        """Return what a market says of the vehicle in a row."""
        return self.matrix.entry(self._rows[row], market)

    def name(self, row: int) -> str:
        """Return what people call the vehicle in a row."""
        return self.cell(row, 0).text

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell paints; the names of its block are read first."""
        block = row // BLOCK
        if block not in self._read:
            self._read.add(block)
            ids = self.ids(block * BLOCK, (block + 1) * BLOCK)
            self._known |= vehicles.block(self._reader, ids, BARRED_FROM)
        return super().cell(row, column)

    def _fixed(self) -> tuple[ShortColumn, ...]:
        return (
            ShortColumn("vehicle", head("column.name"), Look.NAME, 196, self._name),
            ShortColumn(
                "chassis_number", head("column.chassis_number"), Look.CODE, 132, self._chassis
            ),
            ShortColumn("to_russia", head("compare.to_russia"), Look.VERDICT, 112, self._to_russia),
        )

    def _column(self, market: str) -> ShortColumn:
        said = partial(self._title, market)
        return ShortColumn(market, said, Look.TEXT, MARKET, partial(self._answer, market))

    def _stored(self, place: int) -> Any:
        return self._known.get(self.matrix.vehicles[place])

    def _name(self, place: int) -> Cell:
        row = self._stored(place)
        if row is None:
            return NOTHING
        return Cell(name_of(row) or words.say("ui.no_name"), row["grade_name"] or "")

    def _chassis(self, place: int) -> Cell:
        row = self._stored(place)
        return Cell(row["chassis_number"] or "") if row is not None else NOTHING

    def _to_russia(self, place: int) -> Cell:
        verdict = self.matrix.to_russia[place].value
        return Cell(words.say(f"verdict.{verdict}"), mark=verdict)

    def _answer(self, market: str, place: int) -> Cell:
        return cell_of(self.matrix.entry(place, market))


def cell_of(entry: Entry) -> Cell:
    """Return the cell of an answer: its mark and score; `–` where it is kept back."""
    spoken = market_matrix.said(entry)
    if entry.answer == "not_suggested":
        return Cell("–", quiet=True, spoken=spoken)
    score = "" if entry.score is None else str(entry.score)
    return Cell(score, mark=entry.answer, strong=entry.answer == "eligible", spoken=spoken)
