"""Exchange rates on the settings page: the latest of each currency, a form, and files of them."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.money import TRADED
from broker_app.domain.rate import HOME, Rate, is_old
from broker_app.errors import UserError
from broker_app.jobs import costing
from broker_app.jobs.costing import read_rate
from broker_app.jobs.editing import read_day
from broker_app.store import rates
from broker_app.store.rates import Kept
from broker_app.ui import theme
from broker_app.ui.messages import Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.rates_dialog import RatesDialog
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.drop_frame import DropFrame
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain, empty

_TOP = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | _TOP
_FILES = "*.csv *.xlsx *.xls *.xml *.html *.htm *.txt *.ods"
_HEADS = ("rates.currency", "rates.rate", "rates.day", "rates.source")


class RatesForm(QWidget):
    """A list of what is kept, and four fields with a button."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int, width: int) -> None:
        super().__init__()
        self._desk = desk
        self._all = False
        self._make_fields(label, width)
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(3, 1)
        self.more = Button("", link=True)
        self.more.clicked.connect(self._turn)
        self.keep = Button("rates.keep")
        self.keep.clicked.connect(self.accept)
        self.bring = Button("rates.import")
        self.bring.clicked.connect(self.choose_file)
        self.dialog: RatesDialog | None = None
        button = QHBoxLayout()
        button.setContentsMargins(theme.px(label), 4, 0, 0)
        button.setSpacing(8)
        button.addWidget(self.keep)
        button.addWidget(self.bring)
        button.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._list)
        column.addWidget(self.more)
        for entry in (self.currency, *self.fields.values()):
            column.addWidget(entry)
        column.addLayout(button)
        self.drop_frame = DropFrame(self, lambda n: words.say("rates.drop") if n == 1 else "")
        self.drop_frame.dropped.connect(lambda files: self.take_file(files[0]))

    def show_rates(self) -> None:
        """Show the latest rate of each currency, or all of them."""
        kept = rates.every(self._desk.reader)
        latest = {one.currency: one for one in reversed(kept)}
        shown = kept if self._all else [latest[currency] for currency in sorted(latest)]
        empty(self._grid)
        self._list.setVisible(bool(kept))
        for column, head in enumerate(_HEADS if kept else ()):
            self._grid.addWidget(Label(head, "caption"), 0, column, _RIGHT if column == 1 else _TOP)
        for row, one in enumerate(shown, 1):
            self._show_rate(row, one, one is latest[one.currency])
        earlier = len(kept) - len(latest)
        self.more.setVisible(earlier > 0)
        self.more.say("rates.fewer" if self._all else partial(_earlier, earlier))
        self.fields["day"].hint(partial(words.day, self._desk.asked.today))

    def accept(self) -> None:
        """Keep what was typed; each field says what is wrong with it."""
        for entry in self.fields.values():
            entry.accept()
        if any(entry.is_wrong for entry in self.fields.values()):
            return
        if self._typed.get("rate") is None:
            self.fields["rate"].show_problem(UserError("rate_unreadable", value=""))
            return
        day = self._typed.get("day") or self._desk.asked.today.isoformat()
        source = str(self._typed.get("source") or "")
        rate = Rate(self._typed["rate"], date.fromisoformat(day), source)
        desk, currency = self._desk, str(self.currency.box.currentData())
        task = desk.runner.change(costing.put_rate, currency, rate, desk.who, desk.asked.today)
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: self._forget())

    def choose_file(self) -> None:
        """Choose a file of rates, and show what it would change."""
        settings = self._desk.settings
        pattern = f"{words.say('rates.files')} ({_FILES})"
        title = words.say("rates.choose")
        name, _ = QFileDialog.getOpenFileName(self, title, settings.last_folder, pattern)
        if name:
            settings.last_folder = str(Path(name).parent)
            settings_of.save(settings)
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Show what a file would change."""
        self.dialog = RatesDialog(self._desk, path, self)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.imported.connect(self._say_imported)
        self.dialog.open()

    # inside

    def _say_imported(self, count: int) -> None:
        self.message.emit(Message("info", partial(words.say, "rates.imported", count=count)))

    def _make_fields(self, label: int, width: int) -> None:
        self._typed: dict[str, Any] = {}
        markets = {market.currency for market in self._desk.books.markets.values()}
        others = sorted((markets | set(TRADED)) - {HOME, "USD"})
        self.currency = ChoiceEntry(
            "currency", "rates.currency", ("USD", *others), quiet=False, label=label, width=width
        )
        self.fields = {
            "rate": TextEntry(
                "rate", "rates.one_is", read_rate, words.shown, str, False, label, width
            ),
            "day": TextEntry("day", "rates.day", read_day, day_of, str, False, label, width),
            "source": TextEntry(
                "source", "rates.source", quiet=False, label=label, width=2 * width
            ),
        }
        self.fields["rate"].edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.fields["source"].hint("rates.source_hint")
        for entry in self.fields.values():
            entry.entered.connect(self._enter)

    def _enter(self, name: str, value: object) -> None:
        self._typed[name] = value
        self.fields[name].put(value)

    def _forget(self) -> None:
        """Empty the rate; day and source mostly stay for the next currency."""
        self._typed.pop("rate", None)
        self.fields["rate"].put_anew("")

    def _refuse(self, problem: BaseException) -> None:
        if not isinstance(problem, UserError):
            self.message.emit(problem)
            return
        places = {"rate_needs_source": "source", "rate_of_tomorrow": "day"}
        self.fields[places.get(problem.key, "rate")].show_problem(problem)

    def _show_rate(self, row: int, one: Kept, is_latest: bool) -> None:
        rate = one.rate
        self._grid.addWidget(Plain(one.currency, "fact"), row, 0, _TOP)
        self._grid.addWidget(Plain(words.precise(rate.rate), "fact"), row, 1, _RIGHT)
        # What came after an earlier rate has taken its place.
        old = is_latest and is_old(rate, self._desk.asked.today)
        day = Plain(words.day(rate.day), "missing" if old else "fact")
        self._grid.addWidget(day, row, 2, _TOP)
        said = words.say("rates.old_of", source=rate.source) if old else rate.source
        self._grid.addWidget(Plain(said, "caption", wrap=True), row, 3, _TOP)
        if old:
            self._grid.addWidget(MarkLabel("warning", 14), row, 4, _TOP)
        remove = Button("costs.remove", link=True)
        remove.clicked.connect(lambda: self._remove(one.id))
        self._grid.addWidget(remove, row, 5, _TOP)

    def _remove(self, rate: int) -> None:
        task = self._desk.runner.change(costing.remove_rate, rate, self._desk.who)
        task.on_failure(self.message.emit)

    def _turn(self) -> None:
        self._all = not self._all
        self.show_rates()


def _earlier(count: int) -> str:
    return words.say("rates.earlier", count=count)
