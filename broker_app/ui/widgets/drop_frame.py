"""Files that are dragged over a widget: it says what would become of them, and takes them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from broker_app.ui.widgets.text import Plain


class DropFrame(QFrame):
    """Lies over a widget while files are held over it, and hands on what is dropped.

    `say` returns what would become of so many files, and nothing where they are not welcome: then
    the widget around is asked. `within` is the part of the widget that the frame lies over.
    """

    dropped = Signal(list)
    """The paths of the files."""

    def __init__(
        self, over: QWidget, say: Callable[[int], str], within: QWidget | None = None
    ) -> None:
        super().__init__(within or over)
        self._within, self._say = within or over, say
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
        over.setAcceptDrops(True)
        over.installEventFilter(self)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Welcome files, let them go, and hand them on."""
        if isinstance(event, QDragEnterEvent):
            return self._welcome(event)
        if event.type() == QEvent.Type.DragLeave:
            self.hide()
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.hide()
            if files := files_in(event.mimeData()):
                event.acceptProposedAction()
                self.dropped.emit(files)
                return True
        return super().eventFilter(watched, event)

    def _welcome(self, event: QDragEnterEvent) -> bool:
        count = len(files_in(event.mimeData()))
        said = self._say(count) if count else ""
        if not said:
            return False
        event.acceptProposedAction()
        self._words.setText(said)
        self.setGeometry(self._within.rect())
        self.show()
        self.raise_()
        return True


def files_in(mime: QMimeData) -> list[Path]:
    """Return the files that are dropped or were copied."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
