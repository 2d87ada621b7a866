"""Text tabs with counts: they filter, and the chosen one has an ink line below it."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets import marks
from broker_app.ui.widgets.pressable import Pressable
from broker_app.ui.widgets.text import Said, now_said

HEIGHT, SIDE, MARK, GAP = 36, 10, 14, 6


class Tab(Pressable):
    """One tab: a mark where it is a status, a word, a count."""

    def __init__(self, said: Said, mark: str = "") -> None:
        super().__init__()
        self._said, self._mark = said, mark
        self._count: int | None = None
        self.chosen = False
        self.setFixedHeight(theme.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def count(self, number: int | None) -> None:
        """Show how many stand behind it."""
        if number != self._count:
            self._count = number
            self._name()
            self.updateGeometry()
            self.update()

    def choose(self, on: bool) -> None:
        """Mark it as the chosen one."""
        self.chosen = on
        self.updateGeometry()
        self.update()

    @property
    def number(self) -> int | None:
        """The count it shows."""
        return self._count

    def sizeHint(self) -> QSize:
        """Return room for mark, word and count; the word has the width of its bold form."""
        width = theme.metrics(theme.BODY, 600).horizontalAdvance(now_said(self._said))
        width += theme.metrics(theme.SMALL).horizontalAdvance(self._digits())
        width += theme.px(GAP) if self._digits() else 0
        width += theme.px(MARK + GAP) if self._mark else 0
        return QSize(round(width) + 2 * theme.px(SIDE) + 2, theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint mark, word, count and line."""
        look = theme.now()
        painter = QPainter(self)
        x = float(theme.px(SIDE))
        if self._mark:
            side = float(theme.px(MARK))
            marks.paint(painter, self._mark, QRectF(x, (self.height() - side) / 2, side, side))
            x += side + theme.px(GAP)
        weight = 600 if self.chosen else 400
        text = now_said(self._said)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(theme.BODY, weight))
        painter.setPen(look.ink if self.chosen else look.ink2)
        painter.drawText(QRectF(x, 0, self.width(), self.height()), left, text)
        x += theme.metrics(theme.BODY, weight).horizontalAdvance(text) + theme.px(GAP)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink3)
        painter.drawText(QRectF(x, 0, self.width(), self.height()), left, self._digits())
        if self.chosen:
            inset = theme.px(SIDE)
            line = QRectF(inset, self.height() - 2, self.width() - 2 * inset, 2)
            painter.fillRect(line, look.ink)
        if self.hasFocus():
            painter.setPen(look.ink)
            painter.drawRect(QRectF(2.5, 5.5, self.width() - 5, self.height() - 11))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self.updateGeometry()
            self.update()

    def _digits(self) -> str:
        return "" if self._count is None else f"{self._count:,}"

    def _name(self) -> None:
        self.setAccessibleName(f"{now_said(self._said)} {self._digits()}".strip())


class TabStrip(QWidget):
    """A row of tabs of which one is chosen."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.tabs: dict[str, Tab] = {}
        self.current = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16 - SIDE, 0, 16, 0)
        self._row.setSpacing(4)
        self._row.addStretch(1)
        self.setFixedHeight(theme.px(HEIGHT))

    def add(self, name: str, said: Said, mark: str = "") -> Tab:
        """Add a tab; the first one is chosen."""
        tab = Tab(said, mark)
        tab.clicked.connect(lambda: self._click(name))
        self._row.insertWidget(len(self.tabs), tab)
        self.tabs[name] = tab
        if len(self.tabs) == 1:
            self.choose(name)
        return tab

    def add_right(self, widget: QWidget) -> None:
        """Put something at the right end of the row, apart from what stands there."""
        if self._row.count() > len(self.tabs) + 1:  # the stretch
            self._row.addSpacing(12)
        self._row.addWidget(widget)

    def choose(self, name: str) -> None:
        """Mark a tab as chosen, without a word to anybody."""
        self.current = name
        for key, tab in self.tabs.items():
            tab.choose(key == name)

    def _click(self, name: str) -> None:
        if name != self.current:
            self.choose(name)
            self.chosen.emit(name)
