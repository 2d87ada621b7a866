"""The rail: the pages of the window, one above the other, with icon and word."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.actions import PAGES, PageLine, action_of
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.pressable import ToolButton
from broker_app.ui.widgets.text import set_role, tip

WIDTH, STEP, ICON = 72, 56, 20
PILL, MOST_SHOWN = 16, 99


class Rail(QFrame):
    """Says which page somebody wants."""

    chosen = Signal(str)
    menu_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(theme.px(WIDTH))
        self._group = QButtonGroup(self)
        self._counts: dict[str, int] = {}
        self._worn: tuple[object, ...] = ()
        self._buttons = {line.id: self._page_button(line) for line in PAGES}
        self.menu_button = self._button()
        self.menu_button.clicked.connect(self.menu_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        for line in PAGES:
            if line.at_bottom:
                continue
            column.addWidget(self._buttons[line.id])
        column.addStretch(1)
        column.addWidget(self.menu_button)
        for line in PAGES:
            if line.at_bottom:
                column.addWidget(self._buttons[line.id])
        self._dress()

    def show_count(self, page: str, count: int) -> None:
        """Show how many things wait on a page; nothing where none does."""
        self._counts[page] = count
        self._dress()

    def show_current(self, page: str) -> None:
        """Mark the page that is shown."""
        if page in self._buttons:
            self._buttons[page].setChecked(True)
            self._dress()

    def current_page(self) -> str:
        """Return the page that is marked."""
        return next((page for page, button in self._buttons.items() if button.isChecked()), "")

    def changeEvent(self, event: QEvent) -> None:
        """Draw and name it again when theme or language turn."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._dress()

    def _page_button(self, line: PageLine) -> "RailButton":
        button = self._button()
        button.setCheckable(True)
        button.clicked.connect(lambda _=False: self.chosen.emit(line.id))
        self._group.addButton(button)
        return button

    def _button(self) -> "RailButton":
        button = RailButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(theme.px(WIDTH) - 1, theme.px(STEP))
        button.setIconSize(QSize(theme.px(ICON), theme.px(ICON)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _dress(self) -> None:
        """Draw and name the buttons, where they are not as they should be already."""
        waiting = tuple(self._counts.items())
        worn = (words.language(), theme.now(), self._group.checkedButton(), waiting)
        if worn == self._worn:  # every widget that joins a window hears of a new palette
            return
        self._worn = worn
        set_role(self, "lang", words.language())
        for line in PAGES:
            button = self._buttons[line.id]
            _say(button, words.say(f"page.{line.id}"), line.shortcut)
            button.show_count(self._counts.get(line.id, 0))
            button.setIcon(icon(line.icon, ICON, "ink" if button.isChecked() else "ink2"))
        _say(self.menu_button, words.say("ui.menu"), action_of("menu").shortcuts[0])
        self.menu_button.setIcon(icon("menu", ICON, "ink2"))


class RailButton(ToolButton):
    """A page of the rail; a pill of ink beside its icon says how many things wait there."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def show_count(self, count: int) -> None:
        """Show a count, nothing where it is 0; its name says it too."""
        self.count = count
        if count:
            named = words.say("rail.count", page=self.text(), number=words.number(count))
            self.setAccessibleName(named)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill over the corner of the icon."""
        super().paintEvent(event)
        if not self.count:
            return
        said = words.number(self.count) if self.count <= MOST_SHOWN else f"{MOST_SHOWN}+"
        look, metrics = theme.now(), theme.metrics(theme.TINY, 600)
        high = theme.px(PILL)
        wide = max(float(high), metrics.horizontalAdvance(said) + theme.px(10))
        box = QRectF(self.width() / 2 + theme.px(4), theme.px(4), wide, high)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.window, 2))
        painter.setBrush(look.ink)
        painter.drawRoundedRect(box, high / 2, high / 2)
        painter.setFont(theme.font(theme.TINY, 600))
        painter.setPen(look.on_ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)
        painter.end()


def _say(button: QToolButton, text: str, keys: str) -> None:
    button.setText(text)
    button.setToolTip(tip(f"{text}  {keys}"))
    button.setAccessibleName(text)
