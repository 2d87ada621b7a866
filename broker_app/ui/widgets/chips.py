"""Chips: each shows one filter that is on, and takes it off when clicked."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.pressable import ToolButton
from broker_app.ui.widgets.text import Button, Plain

HEIGHT = 40


class ChipRow(QWidget):
    """The active filters; only there while there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(HEIGHT))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 4)
        self._row.setSpacing(8)
        self.count = Plain(role="caption")
        self.said: tuple[str, ...] = ()
        """The filters in words."""
        self.hide()

    def show_chips(
        self, chips: list[tuple[str, str, Callable[[], None]]], clear: Callable[[], None]
    ) -> None:
        """Show filters as label, value and what takes them off; `clear` takes all off."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None and old is not self.count:
                old.deleteLater()
        self.said = tuple(words.labelled(label, value) for label, value, _ in chips)
        for label, value, remove in chips:
            self._row.addWidget(_chip(label, value, remove))
        all_off = Button("ui.clear", link=True)
        all_off.clicked.connect(lambda _=False: clear())
        self._row.addWidget(all_off)
        self._row.addStretch(1)
        self._row.addWidget(self.count)
        self.setVisible(bool(chips))


def _chip(label: str, value: str, remove: Callable[[], None]) -> QToolButton:
    chip = ToolButton()
    chip.setProperty("chip", "true")
    chip.setText(f"{label}  {value}  ×")
    chip.setAccessibleName(words.say("ui.remove_filter", filter=f"{label} {value}"))
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    chip.clicked.connect(lambda _=False: remove())
    return chip
