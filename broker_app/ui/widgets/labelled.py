"""A label with fields beside it, standing in line with the entries of a form."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets.text import Button, Label, Said


def labelled(said: Said, *fields: QWidget, label: int) -> QWidget:
    """Return a row of a label, so many px wide, and its fields; the last takes the room."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 3, 0, 3)
    row.setSpacing(6)
    name = Label(said, "label")
    name.setFixedWidth(theme.px(label))
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    for field in fields:
        last = field is fields[-1] and not isinstance(field, Button)
        row.addWidget(field, 1 if last else 0)
    if fields and isinstance(fields[-1], Button):
        row.addStretch(1)
    return made
