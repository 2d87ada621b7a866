"""Market matrix: what every market says of many vehicles, small enough for a whole stock.

A cell is one number: how the market answers, and its score. What stands behind it (reason, days,
costs) is asked for again where somebody looks.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from broker_app.domain.suggest import Advice
from broker_app.domain.verdict import Outcome

ANSWERS = ("eligible", "needs_review", "ineligible", "not_suggested")
"""What a cell says; the last are kept back for the risk of onward movement: never scored."""
_SCORED = ("eligible", "needs_review")
_STEP = 128
"""Scores go to 100; above that the number says how the market answers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one market says of one vehicle; the score is None where it offers nothing."""

    answer: str
    score: int | None = None

    @property
    def order(self) -> tuple[int, int]:
        """What rows are sorted by: the better answer first, then the higher score."""
        return ANSWERS.index(self.answer), -(self.score or 0)


@dataclass(slots=True)
class Matrix:
    """Rows of vehicles in the order they were asked for, columns of all markets."""

    markets: tuple[str, ...]
    vehicles: "array[int]" = field(default_factory=lambda: array("q"))
    to_russia: list[Outcome] = field(default_factory=list)
    _cells: list["array[int]"] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {market: place for place, market in enumerate(self.markets)}

    def __len__(self) -> int:
        return len(self.vehicles)

    def add(self, vehicle: int, to_russia: Outcome, advice: Advice) -> None:
        """Put a vehicle below the others."""
        cells = array("h", [0]) * len(self.markets)
        for suggestion in advice.markets:
            answer = ANSWERS.index(suggestion.answer.admission)
            cells[self._places[suggestion.market.id]] = answer * _STEP + suggestion.score
        for refusal in advice.refused:
            answer = ANSWERS.index("ineligible" if refusal.answer else "not_suggested")
            cells[self._places[refusal.market.id]] = answer * _STEP
        self.vehicles.append(vehicle)
        self.to_russia.append(to_russia)
        self._cells.append(cells)

    def in_order(self, vehicles: Iterable[int]) -> "Matrix":
        """Return the same rows in another order; vehicles that are not here are left out."""
        places = {vehicle: place for place, vehicle in enumerate(self.vehicles)}
        chosen = [places[vehicle] for vehicle in vehicles if vehicle in places]
        return Matrix(
            self.markets,
            array("q", (self.vehicles[place] for place in chosen)),
            [self.to_russia[place] for place in chosen],
            [self._cells[place] for place in chosen],
        )

    def with_rows(self, other: "Matrix") -> "Matrix":
        """Return these rows with those of another below."""
        return Matrix(
            self.markets,
            self.vehicles + other.vehicles,
            self.to_russia + other.to_russia,
            self._cells + other._cells,
        )

    def entry(self, place: int, market: str) -> Entry:
        """Return what a market says of the vehicle in a row."""
        number, score = divmod(self._cells[place][self._places[market]], _STEP)
        answer = ANSWERS[number]
        return Entry(answer, score if answer in _SCORED else None)

    def counts(self, market: str, places: Iterable[int]) -> Counter[str]:
        """Count the answers of a market over some rows."""
        column = self._places[market]
        return Counter(ANSWERS[self._cells[place][column] // _STEP] for place in places)

    def best(self, number: int) -> tuple[str, ...]:
        """Return the markets that take the most vehicles, then those with the higher scores."""
        takes, scores = [0] * len(self.markets), [0] * len(self.markets)
        for cells in self._cells:
            for column, cell in enumerate(cells):
                if cell < _STEP:  # eligible
                    takes[column] += 1
                    scores[column] += cell
        columns = range(len(self.markets))
        ranked = sorted(columns, key=lambda c: (-takes[c], -scores[c], self.markets[c]))
        return tuple(self.markets[column] for column in ranked[:number])

    def places(
        self, markets: Sequence[str], *, blocked_only: bool = False, eligible_only: bool = False
    ) -> list[int]:
        """Return the rows of vehicles barred from Russia, or that one of these markets takes."""
        columns = [self._places[market] for market in markets]
        return [
            place
            for place, cells in enumerate(self._cells)
            if (not blocked_only or self.to_russia[place] is Outcome.BLOCKED)
            and (not eligible_only or any(cells[column] < _STEP for column in columns))
        ]

    def sorted_by(self, market: str, places: Sequence[int], worst_first: bool) -> list[int]:
        """Return rows by the answer and score of a market; equal ones stay in order."""
        best = sorted(places, key=lambda place: self.entry(place, market).order)
        return best[::-1] if worst_first else best
