"""The table of doors: a vehicle, a market, the day, and how the market stands for it."""

from collections.abc import Mapping, Sequence
from datetime import date

from broker_app import words
from broker_app.domain.doors import StockDoor, Way
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import names
from broker_app.ui import theme
from broker_app.ui.models.columns import NOT_APPLICABLE, Cell, Look, grouped
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.table import Table, stretch


class DoorTable(Table):
    """One row a door; its id is the place of the door among all that were found."""

    def __init__(self) -> None:
        self.on = date.min
        self.way = Way.CLOSES
        self._named: Mapping[int, Vehicle] = {}
        self.doors = ShortModel(self._columns())
        super().__init__(self.doors)
        self.setSelectionMode(Table.SelectionMode.SingleSelection)
        stretch(self, "vehicle")

    def show_doors(
        self, found: Sequence[tuple[int, StockDoor]], named: Mapping[int, Vehicle], on: date
    ) -> None:
        """Show doors by their numbers."""
        self._named, self.on = named, on
        self.doors.show_rows(found)
        self.doors.retranslate()

    def hide_for(self, width: int) -> None:
        """Let columns leave where there is no room for them; vehicle, market and day never do."""
        for name, least in (("rank", 820), ("decide_on", 740), ("chassis_number", 640)):
            self.setColumnHidden(self.doors.place_of(name), width < theme.px(least))

    def _columns(self) -> list[ShortColumn]:
        return [
            ShortColumn("vehicle", head("report.column.vehicle"), Look.NAME, 200, self._vehicle),
            ShortColumn(
                "chassis_number", head("column.chassis_number"), Look.CODE, 142, self._code
            ),
            ShortColumn("market", head("column.market"), Look.TEXT, 164, _market),
            ShortColumn("day", self._day_head, Look.TEXT, 118, _day),
            ShortColumn("days_left", head("doors.days"), Look.FIGURE, 72, self._left),
            ShortColumn("decide_on", self._decide_head, Look.TEXT, 118, self._decide),
            ShortColumn("score", head("markets.score"), Look.FIGURE, 64, _score),
            ShortColumn("rank", head("doors.rank"), Look.FIGURE, 56, _rank),
        ]

    def _vehicle(self, one: StockDoor) -> Cell:
        record = self._named[one.vehicle]
        name = names.vehicle_name(record.maker, record.model) or record.model_code or ""
        return Cell(name or words.say("ui.no_name"), record.grade_name or "" if name else "")

    def _code(self, one: StockDoor) -> Cell:
        return Cell(self._named[one.vehicle].chassis_number or "")

    def _day_head(self) -> str:
        return words.say(f"doors.day.{self.way}")

    def _decide_head(self) -> str:
        return words.say(f"doors.decide.{self.way}")

    def _left(self, one: StockDoor) -> Cell:
        return Cell(grouped(one.door.days_left(self.on)))

    def _decide(self, one: StockDoor) -> Cell:
        past = one.door.decide_on < self.on
        return Cell(words.day(one.door.decide_on), quiet=past)


def _market(one: StockDoor) -> Cell:
    return Cell(words.in_both(one.door.market.title), mark=one.door.answer.admission)


def _day(one: StockDoor) -> Cell:
    return Cell(words.day(one.door.day))


def _score(one: StockDoor) -> Cell:
    return Cell(grouped(one.door.score)) if one.door.rank else NOT_APPLICABLE


def _rank(one: StockDoor) -> Cell:
    return Cell(grouped(one.door.rank)) if one.door.rank else NOT_APPLICABLE
