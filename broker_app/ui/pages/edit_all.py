"""Every fact of a vehicle in one form: grouped, with units, pick lists and sources."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import editing
from broker_app.jobs.editing import Edit
from broker_app.store import vehicles
from broker_app.ui import keys, theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import source_of, title_of
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.fact_entry import FactEntry, fact_entry, unit_of
from broker_app.ui.widgets.objection import DOUBT, REASONS, SINCE, Objection
from broker_app.ui.widgets.text import Label, Plain, line

GROUPS: dict[str, tuple[str, ...]] = {
    "identity": ("chassis_number", "vin", "engine_number"),
    "type": (
        "maker", "model", "grade_name", "emission_code", "model_code", "vehicle_class", "body",
        "made_in", "hs_code",
    ),
    "age": ("first_registered", "manufactured", "model_year", "inspection_until"),
    "engine": (
        "displacement_cc", "displacement_precision_cc", "powertrain", "fuel", "transmission",
        "gears", "drive", "steering", "stability_control",
    ),
    "measures": (
        "seats", "doors", "gross_weight_kg", "kerb_weight_kg", "length_mm", "width_mm",
        "height_mm", "volume_m3",
    ),
    "condition": (
        "odometer_km", "odometer_precision_km", "odometer_status", "score", "interior_grade",
        "exterior_grade", "accident", "colour", "colour_code",
    ),
    "trade": ("export_value_jpy", "equipment", "remarks"),
}  # fmt: skip
"""All facts of a vehicle, in the order in which people look for them."""
WIDTH, HEIGHT, LABEL, SOURCE = 680, 480, 216, 136


class EditAll(Dialog):
    """The form of one vehicle; what was changed is stored as one step."""

    def __init__(self, desk: Desk, vehicle: int, parent: QWidget, first: str = "") -> None:
        self._record = vehicles.get(desk.reader, vehicle)
        super().__init__(title_of(self._record), parent, words.say("ui.save"), WIDTH)
        self._desk, self._vehicle = desk, vehicle
        self._base = {name: getattr(self._record, name) for name in names_of_form()}
        self.changed: dict[str, Any] = {}
        self.entries: dict[str, FactEntry] = {}
        self.objection = Objection()
        self.objection.again.connect(self.accept)
        self.objection.dropped.connect(self._take_theirs)
        self._asked = ""
        self.body.addWidget(Plain(self._record.chassis_number or "", "code"))
        self.body.addWidget(self._scrolled())
        self.body.addWidget(self.objection)
        keys.listen_for(self, "accept", self.accept)
        self.resize(theme.px(WIDTH), theme.px(HEIGHT + 180))
        self.entries[first if first in self.entries else "chassis_number"].setFocus()

    def accept(self) -> None:
        """Store what was changed; what cannot be is explained, and nothing is lost."""
        for entry in self.entries.values():
            if hasattr(entry, "accept"):
                entry.accept()
        wrong = next((entry for entry in self.entries.values() if entry.is_wrong), None)
        if wrong is not None:
            self._show(wrong)
            return
        if not self.changed:
            super().accept()
            return
        try:
            editing.check(self._desk.reader, self._desk.books, self._edit())
        except UserError as problem:
            self._refused(problem)
            return
        self._store()

    # inside

    def _edit(self) -> Edit:
        if self.objection.seen:
            self.objection.seen = False
            newer = vehicles.get(self._desk.reader, self._vehicle)
            self._base[self._asked] = getattr(newer, self._asked)
        return Edit(
            vehicle=self._vehicle,
            values=dict(self.changed),
            over={name: self._base[name] for name in self.changed},
            why=self.objection.why,
            sure=self.objection.sure,
            today=self._desk.asked.today,
        )

    def _store(self) -> None:
        desk = self._desk
        self.verb.setEnabled(False)
        task = desk.runner.change(
            editing.type_facts, desk.books, desk.asked.question, self._edit(), desk.who
        )
        task.on_failure(self._refused)
        task.succeeded.connect(lambda _: super(EditAll, self).accept())
        task.finished.connect(lambda: self.verb.setEnabled(True))

    def _refused(self, problem: object) -> None:
        if not isinstance(problem, UserError):
            self.objection.show_problem(UserError("edit_failed"))
            return
        self._asked = str(problem.values.get("fact", "chassis_number"))
        if problem.key in (*REASONS, SINCE, DOUBT):
            self.objection.show_problem(problem)
            return
        entry = self.entries[self._asked]
        entry.show_problem(problem)
        self._show(entry)

    def _take_theirs(self) -> None:
        """Show what somebody else has made of the fact, and keep the rest."""
        newer = getattr(vehicles.get(self._desk.reader, self._vehicle), self._asked)
        self.changed.pop(self._asked, None)
        self._base[self._asked] = newer
        self.entries[self._asked].put_anew("" if newer is None else newer)
        self.objection.forget()

    def _entered(self, name: str, value: Any) -> None:
        value = None if value == "" else value
        self.entries[name].forget_problem()
        if value == self._base[name]:
            self.changed.pop(name, None)
        else:
            self.changed[name] = value

    def _show(self, entry: FactEntry) -> None:
        entry.setFocus()
        self._area.ensureWidgetVisible(entry)

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        for group, names in GROUPS.items():
            column.addWidget(line("h"))
            column.addWidget(Label(f"facts.{group}", "strong"))
            column.addLayout(self._grid(names))
            column.addSpacing(8)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        self._area.setMinimumHeight(theme.px(240))
        return self._area

    def _grid(self, names: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, theme.px(32))
        grid.setColumnMinimumWidth(2, theme.px(SOURCE))
        top = Qt.AlignmentFlag.AlignTop
        for number, name in enumerate(names):
            entry = self.entries[name] = fact_entry(name, self._base[name], LABEL)
            entry.entered.connect(self._entered)
            grid.addWidget(entry, number, 0)
            for place, text in ((1, unit_of(name)), (2, source_of(self._record, name))):
                said = Plain(text, "caption")
                said.setFixedHeight(theme.px(26))
                grid.addWidget(said, number, place, top)
        return grid


def names_of_form() -> tuple[str, ...]:
    """Return the names of all facts of the form, in order."""
    return tuple(name for names in GROUPS.values() for name in names)
