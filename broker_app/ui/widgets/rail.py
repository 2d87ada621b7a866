"""The rail: the pages of the window, one above the other, with icon and word."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.actions import PAGES, PageLine
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.text import set_role

WIDTH, STEP, ICON = 72, 56, 20
MENU_KEY = "F10"


class Rail(QFrame):
    """Says which page somebody wants."""

    chosen = Signal(str)
    menu_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(theme.px(WIDTH))
        self._group = QButtonGroup(self)
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

    def show_current(self, page: str) -> None:
        """Mark the page that is shown."""
        if page in self._buttons:
            self._buttons[page].setChecked(True)
            self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Draw and name it again when theme or language turn."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._dress()

    def _page_button(self, line: PageLine) -> QToolButton:
        button = self._button()
        button.setCheckable(True)
        button.clicked.connect(lambda _=False: self.chosen.emit(line.id))
        self._group.addButton(button)
        return button

    def _button(self) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(theme.px(WIDTH) - 1, theme.px(STEP))
        button.setIconSize(QSize(theme.px(ICON), theme.px(ICON)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _dress(self) -> None:
        """Draw and name the buttons, where they are not as they should be already."""
        worn = (words.language(), theme.now(), self._group.checkedButton())
        if worn == self._worn:  # every widget that joins a window hears of a new palette
            return
        self._worn = worn
        set_role(self, "lang", words.language())
        for line in PAGES:
            button = self._buttons[line.id]
            _say(button, words.say(f"page.{line.id}"), line.shortcut)
            button.setIcon(icon(line.icon, ICON, "ink" if button.isChecked() else "ink2"))
        _say(self.menu_button, words.say("ui.menu"), MENU_KEY)
        self.menu_button.setIcon(icon("menu", ICON, "ink2"))


def _say(button: QToolButton, text: str, keys: str) -> None:
    button.setText(text)
    button.setToolTip(f"{text}  {keys}")
    button.setAccessibleName(text)
