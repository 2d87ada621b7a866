"""A warning beside what it is about: a mark and a sentence; gone where there is nothing to say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Plain


class Warned(QWidget):
    """Shows what stands against something that may be done all the same."""

    def __init__(self) -> None:
        super().__init__()
        mark = MarkLabel("warning", 14)
        mark.setFixedHeight(theme.px(20))
        self.sentence = Plain(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 3, 0, 3)
        row.setSpacing(8)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence, or nothing."""
        self.sentence.setText(text)
        self.setVisible(bool(text))
