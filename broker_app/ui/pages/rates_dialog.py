"""What a file of exchange rates would change, before anything is stored."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from broker_app import words
from broker_app.domain.rate_file import OddRate, RateChange
from broker_app.errors import UserError
from broker_app.jobs import explaining_rates, rate_importing
from broker_app.jobs.rate_importing import RatesSeen
from broker_app.ui import keys, theme
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import HEAD, ROW, Table
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.text import Plain

WIDTH, SHOWN_ROWS, TICKED_ALONE = 960, 12, 6
DAYS: dict[str, timedelta | None] = {
    "latest": rate_importing.LATEST,
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}
"""How far back from the latest day of a file rates are taken."""
_EVERY = ""
"""The tick for all rates that moved far, where there are too many to tick each."""
_MARKS = {"new": "new", "changed": "update", "known": "duplicate"}

Line = RateChange | OddRate


class RatesDialog(Dialog):
    """The rates of a file beside those that are kept; one step when they are imported."""

    imported = Signal(int)
    """How many rates were stored."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        title = words.say("rates.import_title", file=path.name)
        super().__init__(title, parent, words.say("rates.import_none"), WIDTH)
        self._desk, self._path = desk, path
        self.seen: RatesSeen | None = None
        self.ticks: dict[str, QCheckBox] = {}
        self.days = Segments([(name, f"rates.days.{name}") for name in DAYS])
        self.days.show_chosen("latest")
        self.days.chosen.connect(self.look)
        self.counts = Plain(words.say("rates.reading"), wrap=True)
        self.problem = Plain(role="problem", wrap=True)
        self.model = ShortModel(_columns())
        self.table = Table(self.model)
        self.table.setFixedHeight(theme.px(HEAD + SHOWN_ROWS * ROW + 12))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setAccessibleName(title)
        self.table.hide()
        self.far = Plain(role="label", wrap=True)
        for widget in (self.days, self.counts, self.problem, self.table, self.far):
            self.body.addWidget(widget)
        self.verb.setEnabled(False)
        keys.listen_for(self, "accept", self.accept)
        self.look("latest")

    def look(self, days: str) -> None:
        """Ask what the file would change."""
        desk = self._desk
        given = (desk.books, self._path, desk.asked.today, DAYS[days])
        task = desk.runner.ask(rate_importing.look, *given)
        task.on_failure(self._refused)
        task.succeeded.connect(self._show)

    def accept(self) -> None:
        """Store the rates, without those that moved far and were not ticked."""
        if self.seen is None or not self.verb.isEnabled():
            return
        self.verb.setEnabled(False)
        desk = self._desk
        given = (self.seen, self._accepted(), desk.who, desk.asked.today)
        task = desk.runner.change(rate_importing.keep, *given)
        task.on_failure(self._refused)
        task.succeeded.connect(lambda result: self._finish(result[0]))

    # inside

    def _show(self, seen: RatesSeen) -> None:
        self.seen = seen
        self.problem.hide()
        self.counts.setText(_counted(seen))
        rows = sorted(seen.changes, key=lambda one: (not one.is_far, one.is_known))
        self.table.show()
        self.model.show_rows(list(enumerate([*rows, *seen.refused])))
        self._make_ticks([one for one in seen.new if one.is_far])
        self._count()

    def _make_ticks(self, far: list[RateChange]) -> None:
        for tick in self.ticks.values():
            self.body.removeWidget(tick)
            tick.hide()
            tick.deleteLater()
        self.far.setText(words.say("rates.far_asked") if far else "")
        self.far.setVisible(bool(far))
        named = {_key(one): _ticked(one) for one in far}
        if len(far) > TICKED_ALONE:
            named = {_EVERY: words.say("rates.far_all", count=len(far))}
        self.ticks = {key: QCheckBox(said) for key, said in named.items()}
        for tick in self.ticks.values():
            tick.toggled.connect(self._count)
            self.body.addWidget(tick)

    def _accepted(self) -> set[tuple[str, date]]:
        ticked = {key for key, tick in self.ticks.items() if tick.isChecked()}
        changes = self.seen.new if self.seen else ()
        wanted = [one for one in changes if _EVERY in ticked or _key(one) in ticked]
        return {(one.currency, one.rate.day) for one in wanted}

    def _count(self) -> None:
        """Say on the button how many rates would be stored."""
        accepted, changes = self._accepted(), self.seen.new if self.seen else ()
        count = sum(not one.is_far or (one.currency, one.rate.day) in accepted for one in changes)
        self.verb.say(
            lambda: words.say("rates.import_verb" if count else "rates.import_none", count=count)
        )
        self.verb.setEnabled(count > 0)

    def _refused(self, problem: BaseException) -> None:
        known = problem if isinstance(problem, UserError) else UserError("edit_failed")
        if self.seen is None:
            self.counts.setText("")
        self.problem.setText(words.error(known))
        self.problem.show()
        self.verb.setEnabled(False)

    def _finish(self, count: int) -> None:
        super().accept()
        self.imported.emit(count)


def _counted(seen: RatesSeen) -> str:
    """Say whose file it is and how many rates it would bring."""
    said = [words.say("rates.published", source=seen.published)] if seen.published else []
    known = len(seen.changes) - len(seen.new)
    said.append(words.say("rates.count_new", count=len(seen.new)))
    if known:
        said.append(words.say("rates.count_known", count=known))
    if seen.refused:
        said.append(words.say("rates.count_refused", count=len(seen.refused)))
    return words.say("import.between_sentences").join(said)


def _key(one: RateChange) -> str:
    return f"{one.currency} {one.rate.day.isoformat()}"


def _ticked(one: RateChange) -> str:
    before = one.before.rate if one.before else one.rate.rate
    return words.say(
        "rates.far_one",
        currency=one.currency,
        before=words.precise(before),
        rate=words.precise(one.rate.rate),
        moved=explaining_rates.moved(one),
        day=one.rate.day,
    )


def _columns() -> list[ShortColumn]:
    return [
        ShortColumn("currency", head("rates.currency"), Look.NAME, 84, _currency),
        ShortColumn("result", head("column.result"), Look.VERDICT, 132, _result),
        ShortColumn("day", head("rates.day"), Look.TEXT, 132, _day),
        ShortColumn("before", head("rates.rate_before"), Look.FIGURE, 104, _before),
        ShortColumn("rate", head("rates.rate"), Look.FIGURE, 104, _rate),
        ShortColumn("moved", head("rates.moved"), Look.FIGURE, 88, _moved),
        ShortColumn("remark", head("column.remark"), Look.TEXT, 200, _remark),
    ]


def _currency(one: Line) -> Cell:
    return Cell(one.currency or "–")


def _result(one: Line) -> Cell:
    if isinstance(one, OddRate):
        return Cell(words.say("rates.result.refused"), mark="refused")
    return Cell(explaining_rates.standing(one), mark=_MARKS[explaining_rates.result(one)])


def _day(one: Line) -> Cell:
    return Cell("" if isinstance(one, OddRate) else words.day(one.rate.day))


def _before(one: Line) -> Cell:
    if isinstance(one, OddRate) or one.before is None:
        return Cell("–", quiet=True)
    return Cell(words.precise(one.before.rate))


def _rate(one: Line) -> Cell:
    return Cell("–" if isinstance(one, OddRate) else words.precise(one.rate.rate))


def _moved(one: Line) -> Cell:
    return Cell("" if isinstance(one, OddRate) else explaining_rates.moved(one))


def _remark(one: Line) -> Cell:
    if isinstance(one, OddRate):
        return Cell(words.error(one.problem), words.say("rates.row", line=one.line))
    if one.is_far and not one.is_known:
        return Cell(words.say("rates.far"), mark="warning")
    return Cell("")
