"""The frame that says what files would become if they were let go here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from broker_app.ui.widgets.text import Plain


class DropFrame(QFrame):
    """Lies over a widget while files are held over it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("dropframe")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = Plain(role="dropwords", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.addStretch(1)
        column.addWidget(self._words)
        column.addStretch(1)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Show the frame over the whole widget, with words."""
        self._words.setText(text)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
