"""Making a price list: for whom, on which terms, what it tells, and as what kind of file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.price_list import COLUMNS, LANGUAGES, PriceList
from broker_app.domain.shipment import INCOTERMS
from broker_app.intake.facts_csv import read_place
from broker_app.jobs import price_lists
from broker_app.jobs.editing import read_day
from broker_app.jobs.price_lists import CSV, CSV_JAPANESE, WORKBOOK, Photographs, Written
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.terms_dialog import LABEL, TermsDialog
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, Read, Show, TextEntry
from broker_app.ui.widgets.text import Label

ACROSS = 4
FORMS = (WORKBOOK, CSV, CSV_JAPANESE)


class PriceListDialog(TermsDialog):
    """Of the vehicles that are chosen; what is blocked, sold or reserved is left out."""

    record: PriceList
    message = Signal(object)

    def __init__(
        self,
        desk: Desk,
        chosen: Sequence[int],
        parent: QWidget,
        photographs: Photographs | None = None,
    ) -> None:
        title = words.say("price_list.of", count=len(chosen))
        wanted = PriceList(priced_only=True)
        super().__init__(desk, wanted, title, words.say("price_list.write"), parent)
        self._chosen = list(chosen)
        self._photographs = photographs
        self.explain("price_list.explain")
        self.take(self._make())
        self.form = ChoiceEntry("form", "price_list.form", FORMS, _form, quiet=False, label=LABEL)
        self.form.put(WORKBOOK)
        self.form.entered.connect(lambda _, form: self._form_chosen(form))
        self.body.addWidget(self.form)
        self._ticks()
        self.body.addWidget(self.problem)

    def accept(self) -> None:
        """Write the list into a file that is asked for."""
        if not self.read_all():
            return
        target = self._target()
        if target is None:
            return
        desk = self.desk
        self.verb.setEnabled(False)
        task = desk.runner.ask(
            price_lists.write_price_list,
            desk.books,
            self.wanted,
            self._chosen,
            target,
            desk.asked.today,
            desk.asked.question.on,
            self.form.box.currentData(),
            self._photographs,
        )
        task.on_failure(self.show_problem)
        task.succeeded.connect(self._written)

    @property
    def wanted(self) -> PriceList:
        """What the fields and ticks ask for."""
        from dataclasses import replace

        ticked = tuple(name for name in COLUMNS if self.columns[name].isChecked())
        return replace(
            self.record,
            columns=ticked,
            own_only=self.own_only.isChecked(),
            priced_only=self.priced_only.isChecked(),
            photographs=self.photographs.isChecked(),
        )

    # inside

    def _target(self) -> Path | None:
        settings, form = self.desk.settings, self.form.box.currentData()
        ending = "xlsx" if form == WORKBOOK else "csv"
        day = self.desk.asked.today.isoformat()
        name = "-".join(filter(None, ("price-list", self.record.destination, day)))
        offered = str(Path(settings.papers_folder) / f"{name}.{ending}")
        pattern = f"{_form(form)} (*.{ending})"
        chosen, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), offered, pattern)
        if not chosen:
            return None
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(f".{ending}")
        settings.papers_folder = str(path.parent)
        settings_of.keep(settings)
        return path

    def _written(self, written: Written) -> None:
        destination, path = self.record.destination, written.path
        self.desk.given_out("price_list", path, written.listed)

        def said() -> str:
            told = words.listed(price_lists.said_of(written, destination))
            return words.say("price_list.written", file=path.name, told=told)

        links = (
            Link("shipment.open_file", lambda: open_path(path)),
            Link("shipment.show_folder", lambda: open_path(path.parent)),
        )
        self.message.emit(Message("info", said, links))
        super().accept()

    def _form_chosen(self, form: str) -> None:
        self.photographs.setEnabled(self._photographs is not None and form == WORKBOOK)

    def _make(self) -> dict[str, Entry]:
        def text(
            name: str, said: str, read: Read = str.strip, shown: Show = str, typed: Any = None
        ) -> TextEntry:
            return TextEntry(name, said, read, shown, typed, quiet=False, label=LABEL)

        def choice(name: str, said: str, choices: Sequence[str], say: Any = str) -> ChoiceEntry:
            return ChoiceEntry(name, said, choices, say, quiet=False, label=LABEL)

        made: dict[str, Entry] = {
            "destination": text("destination", "price_list.destination", read_place, words.country),
            "incoterm": choice("incoterm", "sale.incoterm", INCOTERMS),
            "place": text("place", "price_list.place"),
            "valid_until": text("valid_until", "offers.valid_until", read_day, day_of, str),
            "language": choice("language", "settings.language", LANGUAGES, _language),
        }
        destination = made["destination"]
        assert isinstance(destination, TextEntry)
        ports = self.desk.books.ports.values()
        destination.complete_from(sorted({words.country(p.country) for p in ports}))
        destination.hint("price_list.any_destination")
        return made

    def _ticks(self) -> None:
        self.priced_only = self._tick("price_list.priced_only", self.record.priced_only)
        self.own_only = self._tick("price_list.own_only", self.record.own_only)
        self.photographs = self._tick("price_list.with_photographs", False)
        self.photographs.setEnabled(self._photographs is not None)
        for tick in (self.priced_only, self.own_only, self.photographs):
            self.body.addWidget(tick)
        self.body.addSpacing(4)
        self.body.addWidget(Label("price_list.columns", "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        self.columns = {
            name: self._tick(f"fact.{name}", name in self.record.columns) for name in COLUMNS
        }
        for place, tick in enumerate(self.columns.values()):
            grid.addWidget(tick, place // ACROSS, place % ACROSS)
        self.body.addLayout(grid)

    def _tick(self, key: str, on: bool) -> QCheckBox:
        made = QCheckBox(words.say(key))
        made.setChecked(on)
        return made


def _form(form: str) -> str:
    return words.say(f"price_list.form.{form}")


def _language(language: str) -> str:
    return words.say(f"price_list.language.{language}")
