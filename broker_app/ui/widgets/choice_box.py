"""A boxed button `label value ⌄` that opens a list of choices; what is chosen is said at once."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from broker_app.ui import theme
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.pressable import ToolButton
from broker_app.ui.widgets.text import Said, now_said

Choices = list[tuple[str, Said]]


class ChoiceBox(ToolButton):
    """One of a few choices."""

    chosen = Signal(str)

    def __init__(self, label: Said) -> None:
        super().__init__()
        self._label = label
        self._choices: Choices = []
        self.current = ""
        self.setProperty("box", "true")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind
        self.setIconSize(QSize(theme.px(12), theme.px(12)))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)

    def offer(self, choices: Choices, current: str) -> None:
        """Offer some choices, of which one is in use."""
        self._choices = choices
        self.current = current
        self._say()

    def choose(self, name: str) -> None:
        """Choose, as by hand."""
        if name != self.current:
            self.current = name
            self._say()
            self.chosen.emit(name)

    def changeEvent(self, event: QEvent) -> None:
        """Say and draw it again when language or theme turn."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._say()

    def _fill(self) -> None:
        self.menu().clear()
        for name, said in self._choices:
            entry = self.menu().addAction(now_said(said))
            entry.setCheckable(True)
            entry.setChecked(name == self.current)
            entry.triggered.connect(lambda _=False, name=name: self.choose(name))

    def _say(self) -> None:
        value = next((said for name, said in self._choices if name == self.current), "")
        self.setText(f"{now_said(self._label)}  {now_said(value)}".strip())
        self.setAccessibleName(self.text())
        self.setIcon(icon("down", 12, "ink2"))
