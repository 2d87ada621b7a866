"""The section of the markets: where a vehicle may go, ranked; what is not suggested, and why."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.outlet import Refusal
from broker_app.domain.suggest import Advice, Suggestion
from broker_app.jobs import explaining_markets, suggesting
from broker_app.jobs.suggesting import Outlook
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known
from broker_app.ui.runner import Task
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Plain, empty

SHOWN = 5
"""How many markets stand in the pane; the others count as more."""


class Markets(Section):
    """Asks for the advice on a reader thread; it takes a moment and never holds the pane."""

    wants = Signal(str, object)

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("markets", "pane.markets", opened)
        self._desk = desk
        self._asking: Task | None = None
        self._vehicle = 0
        self.advice: Advice | None = None

    def show_for(self, known: Known) -> None:
        """Ask what the markets say of a vehicle; what stood here stays until the answer comes."""
        if known.id != self._vehicle:
            self.clear()
            self.summary.setText("")
        self._vehicle = known.id
        asked = self._desk.asked
        self._asking = self._desk.runner.ask(
            suggesting.outlook,
            self._desk.books,
            known.id,
            asked.today,
            instead_of=self._asking,
        )
        self._asking.succeeded.connect(lambda found, wanted=known.id: self._answer(wanted, found))

    def _answer(self, vehicle: int, found: Outlook) -> None:
        if vehicle != self._vehicle:
            return
        self.advice = found.advice
        self.clear()
        eligible = sum(s.answer.admission == "eligible" for s in self.advice.markets)
        self.summary.setText(words.say("pane.eligible", count=eligible))
        for suggestion in self.advice.markets[:SHOWN]:
            self.column.addWidget(_market(suggestion))
        if self.advice.refused:
            self.column.addWidget(_Refused(self.advice.refused))
        compare = Button("pane.all_markets", link=True)
        compare.clicked.connect(lambda: self.wants.emit("markets", vehicle))
        self.column.addWidget(compare)


def _market(suggestion: Suggestion) -> QWidget:
    made = QWidget()
    answer = suggestion.answer
    row = QHBoxLayout()
    row.setSpacing(8)
    mark = MarkLabel(answer.admission, 14)
    mark.setFixedHeight(theme.px(20))
    row.addWidget(mark)
    row.addWidget(Plain(words.in_both(suggestion.market.title)), 1)
    row.addWidget(Plain(words.number(suggestion.score), "strong"))
    column = Column(made)
    column.setContentsMargins(0, 0, 0, 6)
    column.setSpacing(1)
    column.addLayout(row)
    for text in _details(suggestion):
        detail = Plain(text, "caption", wrap=True)
        detail.setContentsMargins(theme.px(22), 0, 0, 0)
        column.addWidget(detail)
    return made


def _details(suggestion: Suggestion) -> list[str]:
    said = [explaining_markets.reason(suggestion.answer)]
    if suggestion.last_day_to_load is not None:
        said.append(words.say("pane.last_day", day=suggestion.last_day_to_load))
    cost = explaining_markets.landed(suggestion.cost)
    old = explaining_markets.old_rates(suggestion.cost)
    return [*said, cost[:1].upper() + cost[1:], *old]


class _Refused(QWidget):
    """How many markets are not suggested; names and reasons on demand, never ranked or costed."""

    def __init__(self, refused: tuple[Refusal, ...]) -> None:
        super().__init__()
        self._refused = refused
        link = Button(lambda: words.say("pane.not_suggested", count=len(refused)), link=True)
        link.clicked.connect(self.turn)
        self._lines = QVBoxLayout()
        column = Column(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._lines)
        self._opened = False

    def turn(self) -> None:
        """Show or hide the names and reasons."""
        self._opened = not self._opened
        empty(self._lines)
        for refusal in self._refused if self._opened else ():
            name = words.in_both(refusal.market.title)
            self._lines.addWidget(
                Plain(
                    words.labelled(name, explaining_markets.refusal(refusal)), "caption", wrap=True
                )
            )
