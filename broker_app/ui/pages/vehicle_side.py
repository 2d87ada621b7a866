"""What stands at the right of the table: one vehicle, or what is to be said of the whole stock."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget

from broker_app import settings as settings_of
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.spellings import SpellingsPane
from broker_app.ui.pages.vehicle_pane import VehiclePane
from broker_app.ui.pages.why_review import WhyReview

WIDTH = 356


class VehicleSide(QStackedWidget):
    """Opened, closed, and remembered with its width."""

    fitted = Signal()
    """The room of the table has changed."""

    def __init__(self, desk: Desk, splitter: QSplitter) -> None:
        super().__init__()
        self._desk = desk
        self._splitter = splitter
        self.pane = VehiclePane(desk)
        self.why = WhyReview(desk)
        self.spellings = SpellingsPane(desk)
        for part in self.parts:
            self.addWidget(part)
            part.closed.connect(self.close_side)
        self.hide()
        splitter.addWidget(self)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.splitterMoved.connect(self._remember)

    @property
    def parts(self) -> "tuple[VehiclePane, WhyReview, SpellingsPane]":
        """What can stand here."""
        return self.pane, self.why, self.spellings

    @property
    def wanted(self) -> bool:
        """Whether this person keeps the pane open."""
        return self._desk.settings.pane_width > 0

    @property
    def room(self) -> int:
        """How much of the page it takes."""
        return 0 if self.isHidden() else self.width() + 1

    def show_pane(self) -> None:
        """Show the vehicle."""
        self._open(self.pane)

    def show_why(self) -> None:
        """Say why so many are under REVIEW."""
        self._open(self.why)
        self.why.look()

    def show_spellings(self) -> None:
        """Show the names that are written in several ways."""
        self._open(self.spellings)
        self.spellings.look()

    def look_again(self) -> None:
        """Look again at what is shown."""
        self.pane.refresh()
        for part in (self.why, self.spellings):
            if self.currentWidget() is part and not self.isHidden():
                part.look()

    def rest(self) -> None:
        """Stand back while nothing is found; it comes again with the next vehicle."""
        if self.currentWidget() is self.pane and not self.isHidden():
            self.hide()
            self.fitted.emit()

    def turn(self) -> None:
        """Show or hide the pane."""
        if self.isHidden():
            self.show_pane()
        else:
            self.close_side()

    def close_side(self) -> None:
        """Close it; behind what is said of the stock stands the vehicle again."""
        if self.currentWidget() is not self.pane and self.pane.known is not None:
            self.setCurrentWidget(self.pane)
            return
        self.hide()
        self._keep(0)

    def _open(self, widget: VehiclePane | WhyReview | SpellingsPane) -> None:
        self.setCurrentWidget(widget)
        if self.isHidden():
            width = theme.px(self._desk.settings.pane_width or WIDTH)
            self.show()
            self._splitter.setSizes([max(1, self._splitter.width() - width), width])
            self._keep(round(width / theme.factor()))

    def _remember(self) -> None:
        self._keep(round(self.width() / theme.factor()))

    def _keep(self, width: int) -> None:
        if width != self._desk.settings.pane_width:
            self._desk.settings.pane_width = width
            settings_of.save(self._desk.settings)
        self.fitted.emit()
