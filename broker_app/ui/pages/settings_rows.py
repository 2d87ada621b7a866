"""What the sections of the settings share: rows whose fields begin at one place."""

from unicodedata import normalize

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui import theme
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.text import Button, Label

LABEL, SHORT, MIDDLE = 204, 120, 240
"""The room of the words; that of a short field and of a middling one."""
MOST_DAYS = 730


def days_entry(name: str, said: str) -> TextEntry:
    """Return a field for a number of days, at the place of the others of the settings."""
    entry = TextEntry(name, said, read_days, words.shown, str, False, LABEL, SHORT)
    entry.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
    return entry


def read_days(text: str) -> int:
    """Read how many days lie between today and the export."""
    plain = normalize("NFKC", text).strip()
    if not plain.isdecimal() or int(plain) > MOST_DAYS:
        raise UserError("days_unreadable", value=text.strip(), most=MOST_DAYS)
    return int(plain)


def settings_row(said: str, field: QWidget) -> QWidget:
    """Return a row of words, by their key, and what stands where the fields do."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    label = Label(said, "label")
    label.setFixedWidth(theme.px(LABEL))
    row.addWidget(label)
    row.addWidget(field, 0 if isinstance(field, Button) else 1)
    if isinstance(field, Button):
        row.addStretch(1)
    return made
