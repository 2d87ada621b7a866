"""The preview: the sheets of a paper below each other, as they will be printed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.papers.page import Page
from broker_app.papers.placing import Sheet, sheets
from broker_app.ui import keys, theme
from broker_app.ui.print.paint import draw
from broker_app.ui.widgets.dialog import TITLE_BAR
from broker_app.ui.widgets.reading_order import Walked
from broker_app.ui.widgets.text import Button, Plain, line, set_role

SIDE = 860
GAP = 16
"""Around and between the sheets."""
_STEP = 1.25
_LEAST, _MOST = 0.25, 4.0
_INCH_MM = 25.4


class Sheets(QWidget):
    """Draws the sheets that are in sight; `zoom` 1 is the size of the paper."""

    def __init__(self, placed: tuple[Sheet, ...]) -> None:
        super().__init__()
        self.sheets = placed
        self.zoom = 1.0
        self._take_size()

    @property
    def per_mm(self) -> float:
        """Pixels in a millimetre."""
        return self.zoom * self.logicalDpiX() / _INCH_MM

    def show_at(self, zoom: float) -> None:
        """Show the sheets at a zoom, within what can be read and held."""
        self.zoom = min(max(zoom, _LEAST), _MOST)
        self._take_size()
        self.update()

    def zoom_for(self, width: int) -> float:
        """Return the zoom at which a sheet fills a width."""
        wide = max(sheet.setup.width_mm for sheet in self.sheets)
        return (width - 2 * theme.px(GAP)) / (wide * self.logicalDpiX() / _INCH_MM)

    def top_of(self, number: int) -> float:
        """Return where a sheet begins."""
        above = sum(sheet.setup.height_mm for sheet in self.sheets[:number])
        return above * self.per_mm + (number + 1) * theme.px(GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        painter.fillRect(event.rect(), theme.now().hover)
        for number, sheet in enumerate(self.sheets):
            place = self._place(number, sheet)
            if place.intersects(QRectF(event.rect())):
                painter.fillRect(place, QColor(Qt.GlobalColor.white))
                painter.setPen(QPen(theme.now().line, 1))
                painter.drawRect(place)
                painter.save()
                painter.translate(place.topLeft())
                draw(sheet, painter, self.per_mm)
                painter.restore()
        painter.end()

    def _place(self, number: int, sheet: Sheet) -> QRectF:
        width, height = sheet.setup.width_mm * self.per_mm, sheet.setup.height_mm * self.per_mm
        return QRectF((self.width() - width) / 2, self.top_of(number), width, height)

    def _take_size(self) -> None:
        wide = max(sheet.setup.width_mm for sheet in self.sheets) * self.per_mm
        high = self.top_of(len(self.sheets))
        self.setMinimumSize(QSize(round(wide) + 2 * theme.px(GAP), round(high)))


class Preview(Walked, QDialog):
    """A paper to look at; asks for it to be printed or saved."""

    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(
        self,
        page: Page,
        title: str,
        parent: QWidget | None,
        can_print: bool,
        placed: tuple[Sheet, ...] = (),
    ) -> None:
        """Show a page; of a long one its sheets are `placed` beforehand, in another thread."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setSizeGripEnabled(True)
        self.sheets = Sheets(placed or sheets(page))
        self._fits = True
        """Whether the sheets follow the width of the window."""
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.sheets)
        self._area.setAccessibleName(title)
        self._area.verticalScrollBar().valueChanged.connect(self._count)
        self._where = Plain(role="label")
        self._size = Plain(role="label")
        self._said = Plain(role="label", wrap=True)
        self.save = Button("print.save_pdf", primary=not can_print)
        self.save.clicked.connect(self.save_wanted)
        self.print = Button("print.print", primary=True)
        self.print.setVisible(can_print)
        self.print.clicked.connect(self.print_wanted)
        self._lay_out(title)
        self._keep_room()
        self._listen()
        room = self.screen().availableSize() - QSize(0, theme.px(TITLE_BAR))
        self.resize(QSize(theme.px(SIDE), theme.px(SIDE)).boundedTo(room))

    def tell(self, text: str, went_wrong: bool = False) -> None:
        """Say what came of saving or printing."""
        self._said.setText(text)
        set_role(self._said, "role", "problem" if went_wrong else "label")

    def fit(self) -> None:
        """Let the sheets fill the width, and follow it."""
        self._fits = True
        bar = self._area.verticalScrollBar().sizeHint().width()
        frame = 2 * self._area.frameWidth()
        self._show_at(self.sheets.zoom_for(self._area.width() - bar - frame))

    def zoom(self, by: float) -> None:
        """Show the sheets larger or smaller."""
        self._fits = False
        self._show_at(self.sheets.zoom * by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the first sheet in full width."""
        super().showEvent(event)
        self.fit()
        self._area.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the button that has the focus."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Say again what was put together by hand."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._count()

    # inside

    def _show_at(self, zoom: float) -> None:
        self.sheets.show_at(zoom)
        self._size.setText(f"{self.sheets.zoom:.0%}")
        self._count()

    def _count(self) -> None:
        middle = self._area.verticalScrollBar().value() + self._area.viewport().height() / 2
        count = len(self.sheets.sheets)
        number = sum(self.sheets.top_of(n) <= middle for n in range(count))
        self._where.setText(words.say("print.page", page=max(number, 1), pages=count))

    def _keep_room(self) -> None:
        """Give the figures of the head the room of their widest: they change in the midst of it."""
        count = len(self.sheets.sheets)
        widest = words.say("print.page", page=count, pages=count)
        for label, text in ((self._where, widest), (self._size, f"{_MOST:.0%}")):
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(text) + theme.px(4))
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _listen(self) -> None:
        keys.listen_for(self, "zoom_in", lambda: self.zoom(_STEP))
        keys.listen_for(self, "zoom_out", lambda: self.zoom(1 / _STEP))
        keys.listen_for(self, "print", self._ask_to_print)
        keys.listen_for(self, "fit", self.fit)

    def _ask_to_print(self) -> None:
        if not self.print.isHidden():
            self.print_wanted.emit()

    def _lay_out(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(title))
        column.addWidget(line("h"))
        column.addWidget(self._area, 1)
        column.addWidget(line("h"))
        column.addLayout(self._buttons())

    def _head(self, title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(8)
        row.addWidget(Plain(title, "section"))
        row.addStretch(1)
        row.addWidget(self._where)
        row.addSpacing(16)
        row.addWidget(_zoom_button("−", "print.smaller", lambda: self.zoom(1 / _STEP)))
        row.addWidget(self._size)
        row.addWidget(_zoom_button("+", "print.larger", lambda: self.zoom(_STEP)))
        whole = Button("print.fit")
        whole.clicked.connect(lambda: self.fit())
        row.addWidget(whole)
        return row

    def _buttons(self) -> QHBoxLayout:
        leave = Button("ui.close")
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        row.addWidget(self._said, 1)
        for button in (leave, self.save, self.print):
            row.addWidget(button)
        return row


def _zoom_button(sign: str, name: str, act: Callable[[], None]) -> Button:
    button = Button(lambda: sign)
    button.setAccessibleName(words.say(name))
    button.setToolTip(words.say(name))
    button.clicked.connect(lambda: act())
    return button
