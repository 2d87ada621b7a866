"""The frame around what scrolls while the keyboard scrolls it: nothing in it moves for that."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets.reading_order import takes_tab


class FocusEdge(QWidget):
    """Lies over a scroll area, and is seen while that has the focus."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        area.installEventFilter(self)
        self._lie()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus and the size of the area."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize):
            self._lie()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame that every control has under the keyboard."""
        painter = QPainter(self)
        painter.setPen(QPen(theme.now().ink, 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _lie(self) -> None:
        self.setGeometry(self._area.rect())
        self.setVisible(self._area.hasFocus())
        self.raise_()


class FocusEdges(QObject):
    """Gives what only scrolls its edge when it first gets the focus, as long as a window lives."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isinstance(now, QScrollArea) or not takes_tab(now):
            return
        if now.findChild(FocusEdge, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
            FocusEdge(now)
