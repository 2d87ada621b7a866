"""The bar on top of a page: its title, and beside it what the whole page is steered by."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets.text import Label

HEIGHT, SIDE, GAP = 52, 16, 16
Part = QWidget | QLayout | tuple[QWidget, int] | None
"""What stands in a head: a part with its share of the room where it has one, None for a gap."""


class PageHead(QWidget):
    """Shows a title and its parts from left to right. `title` is a key or what says itself."""

    def __init__(self, title: str | QWidget, *parts: Part) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(HEIGHT))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SIDE, 0, SIDE, 0)
        self._row.setSpacing(GAP)
        self._add(Label(title, "title") if isinstance(title, str) else title)
        for part in parts:
            self._add(part)

    def _add(self, part: Part) -> None:
        if part is None:
            self._row.addStretch(1)
        elif isinstance(part, QLayout):
            self._row.addLayout(part)
        else:
            widget, share = part if isinstance(part, tuple) else (part, 0)
            self._row.addWidget(widget, share)
