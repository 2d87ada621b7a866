"""Who is signed in at this window."""

from PySide6.QtCore import QObject, Signal


class Signed(QObject):
    """The name of who works here; empty while nobody has signed in, or where nobody needs to."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = ""

    def sign(self, name: str) -> None:
        """Let somebody work here from now on."""
        if name != self.name:
            self.name = name
            self.changed.emit()
