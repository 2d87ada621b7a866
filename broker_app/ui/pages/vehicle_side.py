"""What stands at the right of the table: one vehicle, or what is to be said of the whole stock.

Each part is loaded and made when it is first shown, so that the table need not wait for it; until
then its place is kept free.
"""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from broker_app import settings as settings_of
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk

if TYPE_CHECKING:
    from broker_app.ui.pages.spellings import SpellingsPane
    from broker_app.ui.pages.vehicle_pane import VehiclePane
    from broker_app.ui.pages.why_review import WhyReview

    Part = TypeVar("Part", VehiclePane, SpellingsPane, WhyReview)

WIDTH, MINIMUM = 356, 320


class VehicleSide(QStackedWidget):
    """Opened, closed, and remembered with its width."""

    fitted = Signal()
    """The room of the table has changed."""
    made = Signal(str, object)
    """A part was made (`pane`, `why` or `spellings`): whoever listens to it connects now."""

    def __init__(self, desk: Desk, splitter: QSplitter) -> None:
        super().__init__()
        self._desk = desk
        self._splitter = splitter
        self._free = QWidget()
        self._free.setObjectName("pane")
        self._free.setMinimumWidth(theme.px(MINIMUM))
        self.addWidget(self._free)
        self.hide()
        splitter.addWidget(self)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.splitterMoved.connect(self._remember)

    @cached_property
    def pane(self) -> "VehiclePane":
        """The vehicle."""
        from broker_app.ui.pages.vehicle_pane import VehiclePane

        return self._made("pane", VehiclePane(self._desk))

    @cached_property
    def why(self) -> "WhyReview":
        """Why so many are under REVIEW."""
        from broker_app.ui.pages.why_review import WhyReview

        return self._made("why", WhyReview(self._desk))

    @cached_property
    def spellings(self) -> "SpellingsPane":
        """Names that are written in several ways."""
        from broker_app.ui.pages.spellings import SpellingsPane

        return self._made("spellings", SpellingsPane(self._desk))

    @property
    def has_pane(self) -> bool:
        """Whether the pane of the vehicle was made."""
        return "pane" in self.__dict__

    @property
    def wanted(self) -> bool:
        """Whether this person keeps the pane open."""
        return self._desk.settings.pane_width > 0

    @property
    def room(self) -> int:
        """How much of the page it takes."""
        return 0 if self.isHidden() else self.width() + 1

    @property
    def waits(self) -> bool:
        """Whether a vehicle should stand here, and none does."""
        return self.wanted and (self.isHidden() or self.currentWidget() is self._free)

    def keep_free(self) -> None:
        """Take the place where a vehicle will stand, until there is a pane."""
        if self.waits and not self.has_pane:
            self._open(self._free)

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
        if self.has_pane:
            self.pane.refresh()
        for part in self._about_stock:
            if self.currentWidget() is part and not self.isHidden():
                part.look()

    def rest(self) -> None:
        """Stand back while nothing is found; it comes again with the next vehicle."""
        if self.currentWidget() not in self._about_stock and not self.isHidden():
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
        if self.currentWidget() in self._about_stock and self.has_pane and self.pane.known:
            self.setCurrentWidget(self.pane)
            return
        self.hide()
        self._keep(0)

    @property
    def _about_stock(self) -> "list[WhyReview | SpellingsPane]":
        made = (self.__dict__.get("why"), self.__dict__.get("spellings"))
        return [part for part in made if part is not None]

    def _made(self, name: str, part: "Part") -> "Part":
        self.addWidget(part)
        part.closed.connect(self.close_side)
        self.made.emit(name, part)
        if self.currentWidget() is self._free:
            self.setCurrentWidget(part)
        return part

    def _open(self, widget: QWidget) -> None:
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
            settings_of.keep(self._desk.settings)
        self.fitted.emit()
