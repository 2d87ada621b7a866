"""Sealed copies of backups: the passphrase they get, the recovery key once, the key to open one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.domain.person import Secret
from broker_app.jobs import sealing
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.settings_people import SecretDialog
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.secret_edit import SecretEdit
from broker_app.ui.widgets.text import Button, Plain

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class SealDialog(SecretDialog):
    """Asks for the passphrase of copies, and shows the recovery key."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "sealed.title", parent)
        self.explain("sealed.text")
        self.put(self.fresh, self.again)

    def accept(self) -> None:
        """Seal copies from now on."""
        if self.verb.isEnabled() and self.same():
            self.run(sealing.seal_copies, self.fresh.secret, self._desk.who)

    def _done(self, made: Any) -> None:
        shown = RecoveryDialog(self._desk, made[0], self.parentWidget())
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.open()
        super()._done(made)


class RecoveryDialog(Dialog):
    """Shows the recovery key, to be printed; nobody can see it again."""

    def __init__(self, desk: Desk, recovery: str, parent: QWidget | None) -> None:
        super().__init__(words.say("sealed.recovery_title"), parent, width=620)
        self._desk = desk
        self.explain("sealed.recovery_text")
        self.recovery = Plain(recovery, "code", wrap=True)
        self.recovery.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.recovery)
        self.print = Button("sealed.print")
        self.print.clicked.connect(self._print)
        self.foot.insertWidget(0, self.print)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # not everywhere is a library

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            self.put_on(printer)
            self._desk.printed("recovery", printer.printerName(), 1)

    def put_on(self, printer: "QPrinter") -> None:
        """Print the key with what it opens."""
        said = (words.say("sealed.recovery_title"), words.say("sealed.recovery_text"))
        painter = QPainter(printer)
        room = painter.viewport()
        text = "\n\n".join((*said, self.recovery.text()))
        painter.drawText(room, Qt.TextFlag.TextWordWrap.value, text)
        painter.end()


class KeyDialog(Dialog):
    """Asks for the key of a sealed backup before it is brought back."""

    def __init__(self, parent: QWidget, go_on: Callable[[Secret], object]) -> None:
        super().__init__(words.say("sealed.key_title"), parent, words.say("backup.restore"))
        self.key = SecretEdit("cli.backup_key")
        self._go_on = go_on
        self.body.addWidget(self.key)
        self.key.setFocus()

    def accept(self) -> None:
        """Hand the key on."""
        super().accept()
        self._go_on(self.key.secret)
