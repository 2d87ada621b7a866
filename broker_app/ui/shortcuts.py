"""F1: all keys, by where they are heard, made from the list of actions; on paper too."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from broker_app import words
from broker_app.domain.report import ReportColumn, ReportKind
from broker_app.papers.page import Page as Paper
from broker_app.papers.report_page import SaidReport, lay_out_report
from broker_app.store import parties
from broker_app.ui import keys, theme
from broker_app.ui.actions import ACTIONS, KEYS, PAGES
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_view import PaperView, Viewed
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Plain

WIDTH, HEIGHT = 680, 600


@dataclass(frozen=True, slots=True)
class Line:
    """What some keys do, and where."""

    place: str
    text: str
    keys: tuple[str, ...]


def lines() -> Iterator[Line]:
    """Yield every key, the pages first, then what holds everywhere, then each place's own."""
    for page in PAGES:
        yield Line(words.say("keys.place.pages"), words.say(f"page.{page.id}"), (page.shortcut,))
    for action in ACTIONS:
        if action.shortcuts and not action.page:
            everywhere = words.say("keys.place.everywhere")
            yield Line(everywhere, words.say(f"action.{action.id}"), action.shortcuts)
    for page in PAGES:
        for action in ACTIONS:
            if action.shortcuts and action.page == page.id:
                text = words.say(f"action.{action.id}")
                yield Line(words.say(f"page.{page.id}"), text, action.shortcuts)
    for key in KEYS:
        place = words.say(f"keys.place.{key.place}")
        yield Line(place, words.say(f"keys.{key.id}"), key.shortcuts)


def paper(desk: Desk) -> Paper:
    """Return the keys as a paper."""
    today = desk.asked.today
    columns = (("place", 40.0), ("does", 96.0), ("keys", 50.0))
    return lay_out_report(
        SaidReport(
            title=words.say("action.shortcuts"),
            author=parties.company(desk.reader).name,
            date=today.isoformat(),
            shown_date=words.day(today),
            columns=tuple(ReportColumn(name, ReportKind.TEXT, width) for name, width in columns),
            heads=tuple(words.say(f"keys.column.{name}") for name, _ in columns),
            rows=tuple((one.place, one.text, _written(one.keys)) for one in lines()),
        )
    )


class ShortcutsDialog(Dialog):
    """All keys in one list; they can be printed."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(words.say("action.shortcuts"), parent, width=WIDTH)
        self._desk = desk
        inner = QWidget()
        self._fill(QGridLayout(inner))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(words.say("action.shortcuts"))
        area.setWidget(inner)
        self.body.addWidget(area)
        self.papers = PaperView(desk, self)
        self.print = Button("print.print", link=True)
        self.print.clicked.connect(self._print)
        self.foot.insertWidget(0, self.print)
        keys.listen_for(self, "print", self._print)
        self.resize(theme.px(WIDTH), theme.px(HEIGHT))

    def _fill(self, grid: QGridLayout) -> None:
        grid.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setVerticalSpacing(6)
        place, row = "", 0
        for one in lines():
            if one.place != place:
                place = one.place
                grid.setRowMinimumHeight(row, theme.px(10) if row else 0)
                grid.addWidget(Plain(place, "strong"), row + 1, 0)
                row += 2
            grid.addWidget(Plain(one.text, wrap=True), row, 0)
            grid.addLayout(_caps(one.keys), row, 1)
            row += 1
        grid.setRowStretch(row, 1)

    def _print(self) -> None:
        title = words.say("action.shortcuts")
        viewed = Viewed(paper(self._desk), title, f"{title}.pdf")
        self.papers.show_paper(viewed)


def _caps(shortcuts: tuple[str, ...]) -> QHBoxLayout:
    """Return the keys beside one another; a column for each would be as wide as its widest."""
    row = QHBoxLayout()
    row.setSpacing(6)
    for one in shortcuts:
        row.addWidget(Plain(keys.shown(one), "keycap"))
    row.addStretch(1)
    return row


def _written(shortcuts: tuple[str, ...]) -> str:
    return "  ".join(keys.shown(one) for one in shortcuts)
