"""Market view: one way of looking at the markets. The page puts the views side by side."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import EVERYTHING
from broker_app.ui.widgets.empty_page import EmptyPage


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
        made = EmptyPage(_globe, "markets.empty_title", text, "action.choose_files")
        made.clicked.connect(lambda: self.does.emit("choose_files"))
        return made

    def open(self, what: Any) -> None:
        """Show something that it takes."""

    def entered(self) -> None:
        """Begin to be shown: ask for what is to be seen."""

    def refresh(self, changes: Changes) -> None:
        """Look again at what changed; only the view that is shown is told, others are entered."""

    def turn_day(self) -> None:
        """Look at everything again, as of the new day."""
        self.refresh(EVERYTHING)

    def retranslate(self) -> None:
        """Say again what was put together by hand."""

    def start_search(self) -> None:
        """Put the cursor into the search box, where there is one."""

    def list_of(self) -> str:
        """Return what the list on it is of, where it is of one thing: it stands on its print."""
        return ""

    def footer(self) -> list[str]:
        """Return what the footer says of it."""
        return []


def _globe(painter: QPainter) -> None:
    """Draw a globe with its meridians, on the line of the ground."""
    look = theme.now()
    painter.setPen(QPen(look.line2, 1))
    painter.drawLine(QPointF(24, 88.5), QPointF(136, 88.5))
    painter.setPen(QPen(look.ink2, 1.5))
    painter.setBrush(look.surface)
    painter.drawEllipse(QRectF(42, 10, 76, 76))
    painter.drawEllipse(QRectF(62, 10, 36, 76))
    painter.drawLine(QPointF(80, 10), QPointF(80, 86))
    painter.drawLine(QPointF(42, 48), QPointF(118, 48))
    painter.drawLine(QPointF(48, 29), QPointF(112, 29))
    painter.drawLine(QPointF(48, 67), QPointF(112, 67))
