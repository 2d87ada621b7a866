"""Market view: one way of looking at the markets. The page puts the views side by side."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.text import Button, Label


@dataclass(frozen=True)
class Compare:
    """What another page asks the markets page to compare: vehicles, by their ids in order."""

    vehicles: tuple[int, ...]


class MarketView(QWidget):
    """A view of the markets page, made when somebody first looks at it.

    Its words are `markets.<name>`; its `tools` stand in the head of the page while it is shown.
    """

    name = ""
    message = Signal(object)
    wants = Signal(str, object)
    does = Signal(str)
    noted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.tools: tuple[QWidget, ...] = ()

    @classmethod
    def said(cls, _desk: Desk) -> str:
        """Return what the button of this view says."""
        return words.say(f"markets.{cls.name}")

    @classmethod
    def takes(cls, _desk: Desk, _what: Any) -> bool:
        """Tell whether it shows this: a vehicle, a market, whatever a page asked for."""
        return False

    def without_stock(self, text: str) -> QWidget:
        """Return what stands here before there is a vehicle: a sentence and the thing to do."""
        made, centre = QWidget(), Qt.AlignmentFlag.AlignHCenter
        begin = Button("action.choose_files", primary=True)
        begin.clicked.connect(lambda: self.does.emit("choose_files"))
        column = QVBoxLayout(made)
        column.setSpacing(12)
        column.addStretch(3)
        column.addWidget(Label("markets.empty_title", "welcome"), 0, centre)
        column.addWidget(Label(text, "label"), 0, centre)
        column.addSpacing(8)
        column.addWidget(begin, 0, centre)
        column.addStretch(4)
        return made

    def open(self, what: Any) -> None:
        """Show something that it takes."""

    def entered(self) -> None:
        """Begin to be shown: ask for what is to be seen."""

    def refresh(self, changes: Changes) -> None:
        """Look again at what changed; only the view that is shown is told, others are entered."""

    def retranslate(self) -> None:
        """Say again what was put together by hand."""

    def start_search(self) -> None:
        """Put the cursor into the search box, where there is one."""

    def footer(self) -> list[str]:
        """Return what the footer says of it."""
        return []
