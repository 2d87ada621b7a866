"""An entry with a few boxes to tick, of which several may be ticked."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from broker_app.ui.widgets.entry import LABEL, Entry
from broker_app.ui.widgets.text import Said

ACROSS = 3


class TicksEntry(Entry):
    """Some of a few choices, as a tuple in their order; `say` gives their words."""

    def __init__(
        self,
        name: str,
        said: Said,
        choices: Sequence[str],
        say: Callable[[str], str] = str,
        label: int = LABEL,
    ) -> None:
        field = QWidget()
        super().__init__(name, said, field, True, label)
        self._say_choice = say
        self.boxes = {choice: QCheckBox(say(choice)) for choice in choices}
        grid = QGridLayout(field)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, box in enumerate(self.boxes.values()):
            box.clicked.connect(lambda _: self._send(self.value))
            grid.addWidget(box, place // ACROSS, place % ACROSS)
        grid.setColumnStretch(ACROSS, 1)

    @property
    def value(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(choice for choice, box in self.boxes.items() if box.isChecked())

    def put(self, value: Any) -> None:
        """Show what is stored."""
        self._sent = tuple(value)
        self.forget_problem()
        for choice, box in self.boxes.items():
            box.setChecked(choice in value)

    def changeEvent(self, event: QEvent) -> None:
        """Say the choices again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for choice, box in self.boxes.items():
                box.setText(self._say_choice(choice))
