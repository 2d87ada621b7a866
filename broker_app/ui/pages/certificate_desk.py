"""Opens the certificate form and the register over a page, and keeps what was typed meanwhile."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table

if TYPE_CHECKING:
    from broker_app.ui.pages.certificate_form import CertificateForm, Texts
    from broker_app.ui.pages.certificate_register import CertificateRegister


class CertificateDesk(QObject):
    """One for a page: `message` and `undo` tell the page what became of it."""

    message = Signal(object)
    undo = Signal()
    show_vehicle = Signal(int)

    def __init__(self, desk: Desk, table: Table, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._table, self._over = desk, table, over
        self._put_aside: dict[int, Texts] = {}
        self.form: CertificateForm | None = None
        self.register: CertificateRegister | None = None

    def do_certificate(self) -> None:
        """Enter or correct the export certificate of the vehicle under the cursor."""
        vehicle = self._table.current_vehicle()
        if vehicle is not None:
            self.enter(vehicle)

    def do_certificates(self) -> None:
        """Show which export certificate ends when."""
        self.show_register()

    def enter(self, vehicle: int) -> None:
        """Open the form of a vehicle; what was typed and not stored stands in it again."""

        from broker_app.ui.pages.certificate_form import CertificateForm

        try:
            form = CertificateForm(self._desk, vehicle, self._over, self._put_aside.get(vehicle))
        except UserError as gone:
            self.message.emit(gone)
            return
        self._put_aside.pop(vehicle, None)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.stored.connect(self._tell_stored)
        form.put_aside.connect(self._keep)
        form.finished.connect(lambda _: self._forget_form())
        self.form = form
        form.open()

    def show_register(self) -> None:
        """Open the register."""

        from broker_app.ui.pages.certificate_register import CertificateRegister

        register = CertificateRegister(self._desk, self._over)
        register.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        register.show_vehicle.connect(self.show_vehicle)
        register.finished.connect(lambda _: self._forget_register())
        self.register = register
        register.open()

    def _keep(self, vehicle: int, texts: "Texts") -> None:
        self._put_aside[vehicle] = texts
        self.message.emit(
            Message(
                "info",
                "certificate.put_aside",
                (Link("certificate.go_on", lambda: self.enter(vehicle)),),
            )
        )

    def _tell_stored(self, changes: Changes) -> None:
        if changes.step is None:
            self.message.emit(Message("info", "certificate.unchanged"))
            return
        undo = Link("action.undo", self.undo.emit)
        self.message.emit(Message("info", lambda: words.say("certificate.stored"), (undo,)))

    def _forget_form(self) -> None:
        self.form = None

    def _forget_register(self) -> None:
        self.register = None
