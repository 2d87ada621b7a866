"""Which states are shown: a box at the right of the tabs, its menu with the count of each.

Where there are several companies, the menu offers them too.
"""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from broker_app import words
from broker_app.domain.state import IN_STOCK, STATES
from broker_app.ui import theme
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.pressable import ToolButton


def said(states: tuple[str, ...]) -> str:
    """Return what some states are called together; empty for none."""
    if set(states) == set(IN_STOCK):
        return words.say("state.in_stock")
    return words.listed(words.state(state) for state in states)


class StateFilter(ToolButton):
    """Any state, our stock, or some states; says each choice, shows what it is told."""

    chosen = Signal(tuple)
    company_chosen = Signal(object)
    """The id of a company, None for all of them."""
    asked = Signal()
    """The menu opens: somebody should count."""

    def __init__(self) -> None:
        super().__init__()
        self.states: tuple[str, ...] = ()
        self.company: int | None = None
        self.companies: Mapping[int, str] = {}
        self._lines: dict[str, QAction] = {}
        self.setProperty("box", "true")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind
        self.setIconSize(QSize(theme.px(12), theme.px(12)))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self._say()

    def show_states(self, states: tuple[str, ...]) -> None:
        """Show which states are asked for."""
        self.states = states
        self._say()

    def show_counts(self, counts: dict[str, int]) -> None:
        """Say beside each state how many stand there."""
        for state, line in self._lines.items():
            line.setText(f"{words.state(state)}\t{words.number(counts.get(state, 0))}")

    def turn(self, state: str) -> None:
        """Ask for a state too, or no more."""
        wanted = set(self.states) ^ {state}
        self.chosen.emit(tuple(one for one in STATES if one in wanted))

    def changeEvent(self, event: QEvent) -> None:
        """Say and draw it again when language or theme turn."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._say()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for states, key in (((), "state.any"), (IN_STOCK, "state.in_stock")):
            line = menu.addAction(words.say(key))
            line.setCheckable(True)
            line.setChecked(set(self.states) == set(states))
            line.triggered.connect(lambda _=False, states=states: self.chosen.emit(states))
        menu.addSeparator()
        self._lines = {}
        for state in STATES:
            line = menu.addAction(words.state(state))
            line.setCheckable(True)
            line.setChecked(state in self.states)
            line.triggered.connect(lambda _=False, state=state: self.turn(state))
            self._lines[state] = line
        self._fill_companies(menu)
        self.asked.emit()

    def _fill_companies(self, menu: QMenu) -> None:
        if len(self.companies) < 2:
            return
        menu.addSeparator()
        every: list[tuple[int | None, str]] = [(None, words.say("accounts.all_companies"))]
        every += self.companies.items()
        for number, name in every:
            line = menu.addAction(name.replace("&", "&&"))
            line.setCheckable(True)
            line.setChecked(self.company == number)
            line.triggered.connect(partial(self._choose_company, number))

    def _choose_company(self, number: int | None) -> None:
        self.company_chosen.emit(number)

    def _say(self) -> None:
        some = said(self.states) if self.states else words.say("state.any")
        if len(self.states) > 1 and set(self.states) != set(IN_STOCK):
            some = words.number(len(self.states))  # the chip beside the table names them
        self.setText(f"{words.say('column.state')}  {some}")
        self.setAccessibleName(self.text())
        self.setIcon(icon("down", 12, "ink2"))
