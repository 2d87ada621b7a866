"""A pane whose content scrolls up and down and is never wider than the pane."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QVBoxLayout, QWidget


class _Unsqueezed:
    """A layout whose parts are never squeezed: what finds no room lies below the edge.

    When texts come into a pane, it hears of its new height some rounds of events later, and paints
    in between; a layout of Qt's own would lay the parts over each other in the old height.
    """

    def setGeometry(self: QLayout, room: QRect) -> None:  # type: ignore[misc]
        """Lay the parts out in the height that they need in this width."""
        wide = room.width()
        needed = (
            self.heightForWidth(wide) if self.hasHeightForWidth() else self.minimumSize().height()
        )
        high = max(room.height(), needed)
        super().setGeometry(QRect(room.left(), room.top(), wide, high))  # type: ignore[misc]


class Column(_Unsqueezed, QVBoxLayout):
    """Parts one below the other."""


class Grid(_Unsqueezed, QGridLayout):
    """Parts in rows and columns."""


def fill_scrolled(pane: QWidget, inner: QWidget) -> QScrollArea:
    """Fill a pane with a widget that scrolls."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    whole = QVBoxLayout(pane)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(area)
    return area
