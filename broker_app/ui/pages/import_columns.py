"""The columns of a list: what each was taken for, and boxes to say what it holds instead."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from broker_app import words
from broker_app.intake.mapping import COMPOSITES, FACTS
from broker_app.intake.read import ListColumn
from broker_app.ui.widgets.choice_box import ChoiceBox
from broker_app.ui.widgets.scrolled import fill_scrolled
from broker_app.ui.widgets.text import Elided, Label, empty, line, now_said

SIDE = 20
GROUPS = {
    "sale": (
        "lot_number", "house", "auction_date", "round", "lane", "result",
    ),
    "identity": (
        "chassis_number", "vin", "engine_number", "maker", "model", "maker_model", "grade_name",
        "model_code", "emission_code",
    ),
    "vehicle": (
        "first_registered", "manufactured", "model_year", "displacement_cc", "powertrain", "fuel",
        "vehicle_class", "body", "doors", "doors_drive", "doors_body", "seats", "seats_load",
        "steering", "transmission", "gears", "drive", "colour", "colour_code", "colour_both",
    ),
    "condition": (
        "odometer_km", "odometer_status", "score", "interior_grade", "exterior_grade", "grades",
        "grades_reversed", "accident", "inspection_until", "equipment", "remarks",
    ),
    "money": (
        "start_price", "highest_bid", "hammer_price", "asking_price", "currency", "recycle_fee",
        "road_tax", "auction_fee", "export_value_jpy", "hs_code", "made_in",
    ),
    "size": (
        "length_mm", "width_mm", "height_mm", "dimensions", "volume_m3", "kerb_weight_kg",
        "gross_weight_kg",
    ),
}  # fmt: skip
"""Facts that a column may hold, as the menu groups them."""
ASKED = frozenset(fact for facts in GROUPS.values() for fact in facts)
NOT_ASKED = (FACTS | frozenset(COMPOSITES)) - ASKED
"""Facts that no column holds by itself: steps of printed figures and the like."""


class ColumnsPane(QFrame):
    """Every column with its first cells; a choice is settled at once and remembered on import."""

    settled = Signal(str, str)
    """A heading, and the fact it leads to, empty for none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.boxes: dict[str, FactBox] = {}
        self._shown: list[ListColumn] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._lay_out()

    def show_columns(self, columns: list[ListColumn]) -> None:
        """Show the columns of a list."""
        if columns == self._shown:
            return
        self._shown = list(columns)
        empty(self._rows)
        self.boxes.clear()
        for column in columns:
            if column.fact or column.first:
                self._rows.addWidget(self._row(column))

    def retranslate(self) -> None:
        """Say it again in a new language."""
        shown, self._shown = self._shown, []
        self.show_columns(shown)

    def _row(self, column: ListColumn) -> QWidget:
        made = QWidget()
        inner = QVBoxLayout(made)
        inner.setContentsMargins(SIDE, 8, SIDE, 8)
        inner.setSpacing(2)
        box = self.boxes[column.heading] = FactBox(column.fact)
        box.chosen.connect(partial(self.settled.emit, column.heading))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Elided(column.heading, "strong"), 1)
        head.addWidget(box)
        inner.addLayout(head)
        inner.addWidget(Elided(" · ".join(column.first) or "–", "raw"))
        return made

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 12, 0, 16)
        column.setSpacing(8)
        told = QVBoxLayout()
        told.setContentsMargins(SIDE, 0, SIDE, 0)
        told.addWidget(Label("import.columns_told", "quiet", wrap=True))
        column.addLayout(told)
        column.addWidget(line("h"))
        column.addLayout(self._rows)
        column.addStretch(1)
        fill_scrolled(self, inner)


class FactBox(ChoiceBox):
    """A box with the facts that a column may hold, in groups."""

    def __init__(self, fact: str) -> None:
        super().__init__("")
        named = sorted(ASKED | ({fact} if fact else set()))
        choices = [(name, partial(words.fact, name)) for name in named]
        self.offer([("", "formats.not_read"), *choices], fact)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        self._entry(menu, "", words.say("formats.not_read"))
        menu.addSeparator()
        for group, facts in GROUPS.items():
            below = menu.addMenu(now_said(f"import.facts.{group}"))
            for fact in facts:
                self._entry(below, fact, words.fact(fact))

    def _entry(self, menu: QMenu, fact: str, said: str) -> None:
        entry = menu.addAction(said)
        entry.setCheckable(True)
        entry.setChecked(fact == self.current)
        entry.triggered.connect(partial(self._chosen, fact))

    def _chosen(self, fact: str, _checked: bool = False) -> None:
        self.choose(fact)
