"""A line for a password: what is typed is not shown, and leaves as a secret."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from broker_app import words
from broker_app.domain.person import LONGEST, Secret


class SecretEdit(QLineEdit):
    """Shows dots; cannot be undone into, and no input method learns from it."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setAccessibleName(words.say(key))
        self.setPlaceholderText(words.say(key))

    @property
    def secret(self) -> Secret:
        """What was typed."""
        return Secret(self.text())
