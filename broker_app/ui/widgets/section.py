"""Section: a part of a pane with a title, a summary, and contents that fold away."""

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.pressable import Pressable
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Label, Plain, Said, empty, line

SIDE, HEAD = 20, 36


class Section(QFrame):
    """Folded or open; says when somebody turned it."""

    turned = Signal(str, bool)

    def __init__(self, name: str, key: Said, opened: bool = True) -> None:
        super().__init__()
        self.name = name
        self.opened = opened
        self._arrow = QLabel()
        self._arrow.setFixedSize(QSize(theme.px(14), theme.px(14)))
        self.summary = Plain(role="caption")
        self.body = QWidget()
        self.column = Column(self.body)
        self.column.setContentsMargins(SIDE, 0, SIDE, 14)
        self.column.setSpacing(4)
        whole = Column(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(line("h"))
        whole.addWidget(self._head(key))
        whole.addWidget(self.body)
        self._show()

    def set_inset(self, side: int) -> None:
        """Begin so far from the edge; for a section that does not fill a pane."""
        self.column.setContentsMargins(side, 0, side, 14)
        self._row.setContentsMargins(side, 0, side, 0)

    def clear(self) -> None:
        """Take the contents away."""
        empty(self.column)

    def turn(self) -> None:
        """Fold it or open it."""
        self.opened = not self.opened
        self._show()
        self.turned.emit(self.name, self.opened)

    def turn_quietly(self) -> None:
        """Fold it or open it without a word: nobody asked for it by hand."""
        self.opened = not self.opened
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Tint the arrow again when the theme turns."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_arrow"):
            self._show()

    def _head(self, key: Said) -> QWidget:
        head = Pressable()
        head.setFixedHeight(theme.px(HEAD))
        head.clicked.connect(self.turn)
        row = self._row = QHBoxLayout(head)
        row.setContentsMargins(SIDE - 4, 0, SIDE, 0)
        row.setSpacing(6)
        row.addWidget(self._arrow)
        row.addWidget(Label(key, "strong"))
        row.addStretch(1)
        row.addWidget(self.summary)
        return head

    def _show(self) -> None:
        name = "down" if self.opened else "right"
        self._arrow.setPixmap(icon(name, 12, "ink2").pixmap(theme.px(12), theme.px(12)))
        self.body.setVisible(self.opened)
