"""Making a price list: for whom, on which terms, what it tells, and as what kind of file."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from broker_app import words
from broker_app.domain.price_list import COLUMNS, LANGUAGES, PriceList
from broker_app.domain.shipment import INCOTERMS
from broker_app.intake.facts_csv import read_place
from broker_app.jobs import price_lists
from broker_app.jobs.editing import read_day
from broker_app.jobs.price_lists import CSV, CSV_JAPANESE, WORKBOOK, Photographs, Written
from broker_app.ui.giving import Giving, Offer, written
from broker_app.ui.messages import Message
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
        self.giving = Giving(desk, self)
        self.giving.message.connect(self._told)
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
        desk, form = self.desk, self.form.box.currentData()
        ending = "xlsx" if form == WORKBOOK else "csv"
        day = desk.asked.today.isoformat()
        name = "-".join(filter(None, ("price-list", self.record.destination, day)))
        offer = Offer(
            "price_list",
            self.windowTitle(),
            f"{name}.{ending}",
            (ending,),
            said=self._said,
            counted=lambda made: made.listed,
        )
        write = partial(
            price_lists.write_price_list,
            today=desk.asked.today,
            on=desk.asked.question.on,
            form=form,
            photographs=self._photographs,
        )
        self.giving.save(offer, write, desk.books, self.wanted, self._chosen)

    @property
    def wanted(self) -> PriceList:
        """What the fields and ticks ask for."""
        ticked = tuple(name for name in COLUMNS if self.columns[name].isChecked())
        return replace(
            self.record,
            columns=ticked,
            own_only=self.own_only.isChecked(),
            priced_only=self.priced_only.isChecked(),
            photographs=self.photographs.isChecked(),
        )

    # inside

    def _said(self, path: Path, made: Written) -> Message:
        destination = self.record.destination

        def said() -> str:
            told = words.listed(price_lists.said_of(made, destination))
            return words.say("price_list.written", file=path.name, told=told)

        return replace(written(path), said=said)

    def _told(self, what: Message | BaseException) -> None:
        """Show what went wrong here; what was written is told by the window."""
        if isinstance(what, Message):
            self.message.emit(what)
            super().accept()
        else:
            self.show_problem(what)

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
