"""Entering an export certificate: the sheet, what to look at, and where it contradicts us."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QWidget,
)

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.certificate import CHOICES, Certificate, Kind
from broker_app.domain.certificate_checks import Remark, Severity
from broker_app.domain.changes import Changes
from broker_app.domain.file_name import safe_name
from broker_app.errors import UserError
from broker_app.intake.certificate import box_text, read_box
from broker_app.jobs import certifying, scanning
from broker_app.jobs.certifying import Looked
from broker_app.jobs.scanning import Scan
from broker_app.store import attachments, certificates, vehicles
from broker_app.ui import keys, theme
from broker_app.ui.pages.certificate_remarks import Contradicted, Differences, Remarks
from broker_app.ui.pages.certificate_sheet import Sheet
from broker_app.ui.pages.evidence import PAPERS
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import title_of
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Elided, Plain

WIDTH, BELOW = 1240, 108
_MARKS = {Severity.STOPS: "error", Severity.WARNS: "warning", Severity.ASKS: "info"}
Texts = dict[str, str]


class CertificateForm(Dialog):
    """By keyboard alone: Tab or Enter from box to box, Ctrl+Enter stores, Esc keeps what is typed.

    What contradicts us is shown before anything is stored; there the same key stores it.
    """

    stored = Signal(object)
    """What storing changed."""
    put_aside = Signal(int, object)
    """The vehicle and the texts that were typed and not stored."""

    def __init__(self, desk: Desk, vehicle: int, parent: QWidget, typed: Texts | None = None):
        record = vehicles.get(desk.reader, vehicle)
        title = words.say("certificate.title", vehicle=title_of(record))
        super().__init__(title, parent, words.say("certificate.store"), width=0)
        self._desk = desk
        known = certificates.latest(desk.reader, vehicle)
        self.certificate = replace(known, id=None) if known else Certificate(vehicle=vehicle)
        self._seen = known.id or 0 if known else 0
        self.scan: Scan | None = None
        self.looked = Looked((), (), {})
        self._unreadable: dict[str, str] = {}
        self._tried = False
        self.sheet = Sheet()
        self.remarks = Remarks()
        self.differences = Differences()
        self.asked: Contradicted | None = None
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self._lay_out()
        self._connect()
        self._fill(typed or {})

    def accept(self) -> None:
        """Store it, or say what keeps it from being stored; contradictions are shown first."""
        self.sheet.commit()
        self._tried = True
        self._look()
        stops = [r.box for r in self.looked.remarks if r.severity is Severity.STOPS]
        wrong = [*self._unreadable, *stops]
        if wrong:
            self._refuse(words.say("certificate.mend", count=len(wrong)))
            self.sheet.boxes[wrong[0]].edit.setFocus()
        elif self.looked.differences or self.looked.guarded:
            self._ask()
        else:
            self._store("")

    def reject(self) -> None:
        """Close it; what was typed is kept for the next time."""
        texts = self.sheet.texts()
        # Only what was typed: somebody else may store the other boxes before it is opened again.
        typed = {n: text for n, text in texts.items() if text != box_text(self._before, n)}
        if typed:
            self.put_aside.emit(self.certificate.vehicle, typed)
        super().reject()

    def choose_scan(self) -> None:
        """Choose the scanned paper: a file of the vehicle, where it has any, or a new one."""
        files = attachments.of_vehicle(self._desk.reader, self.certificate.vehicle)
        if not files:
            self.choose_file()
            return
        menu = self.scan_menu(files)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._attach.mapToGlobal(self._attach.rect().topLeft()))

    def scan_menu(self, files: Sequence[Attachment]) -> QMenu:
        """Return the files of the vehicle to choose the scan from, and the way to a new one."""
        menu = QMenu(self)
        for one in sorted(files, key=lambda one: one.kind != scanning.KIND):
            kind = words.say(f"attachment.kind.{one.kind}")
            entry = menu.addAction(f"{kind}: {safe_name(one.file)}".replace("&", "&&"))
            entry.triggered.connect(lambda _=False, one=one: self._take(one.id or 0, one.file))
        menu.addSeparator()
        menu.addAction(words.say("certificate.scan_file"), self.choose_file)
        return menu

    def choose_file(self) -> None:
        """Choose the file of the scanned paper."""
        pattern = f"{words.say('evidence.files')} ({PAPERS});;* (*)"
        name, _ = QFileDialog.getOpenFileName(self, words.say("certificate.scan"), "", pattern)
        if name:
            self.attach(Path(name))

    def attach(self, scan: Path) -> None:
        """Keep a scan with the certificate once it is stored."""
        self._take(scan, scan.name)

    # inside

    def _take(self, scan: Scan, name: str) -> None:
        self.scan = scan
        self._scan.setText(safe_name(name))

    def _fill(self, typed: Texts) -> None:
        """Show what is stored, and over it what was typed before."""
        self._before = self.certificate
        self.sheet.put_kind(self.certificate.kind)
        for name, box in self.sheet.boxes.items():
            box.put(box_text(self.certificate, name))
        for name, text in typed.items():
            self.sheet.boxes[name].edit.setText(text)
        self.sheet.commit()
        self._look()
        self.sheet.boxes["number"].edit.setFocus()

    def _read(self, name: str, text: str) -> None:
        try:
            values: dict[str, Any] = dict(read_box(name, text, self._desk.asked.today))
        except UserError as problem:
            self._unreadable[name] = certifying.problem_text(problem)
        else:
            self._unreadable.pop(name, None)
            self.certificate = replace(self.certificate, **values)
        self.problem.hide()
        self._look()

    def _choose_kind(self, kind: str) -> None:
        self.certificate = replace(self.certificate, kind=kind)
        self._look()

    def _look(self) -> None:
        """Check everything again and mark the boxes."""
        desk, certificate = self._desk, self.certificate
        books, today = desk.books, desk.asked.today
        try:
            self.looked = certifying.look(
                desk.reader, books, certificate.vehicle, certificate, today
            )
        except UserError as gone:  # somebody else took the vehicle away meanwhile
            self._refuse(words.error(gone))
            return
        said = {r.box: r for r in reversed(self._remarks())}
        for name, box in self.sheet.boxes.items():
            if name in self._unreadable:
                box.show_note("warning", self._unreadable[name])
            elif name in said:
                box.show_note(_MARKS[said[name].severity], certifying.sentence(said[name]))
            else:
                filled = getattr(certificate, name) not in (None, "")
                read = certifying.understood(certificate, name, books)
                box.show_note("passed" if filled else "", "" if read == box.edit.text() else read)
        self.remarks.show_all(self._unreadable, self._remarks())
        self.differences.show_all(self.looked.differences)

    def _remarks(self) -> list[Remark]:
        """Return the remarks to show: what is still to be typed is no slip until one stores."""
        found = self.looked.remarks
        return [r for r in found if self._tried or not r.key.startswith("needs_")]

    def _ask(self) -> None:
        """Show what contradicts us, with the reason to give where a verdict rested on it."""
        asked = Contradicted(self.looked, self)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.given.connect(self._store)
        self.asked = asked
        asked.open()

    def _store(self, why: str) -> None:
        desk = self._desk
        self.verb.setEnabled(False)
        task = desk.runner.change(
            certifying.enter,
            desk.books,
            desk.asked.question,
            self.certificate,
            desk.who,
            desk.asked.today,
            why,
            self.scan,
            self._seen,
        )
        task.on_failure(self._failed)
        task.finished.connect(lambda: self.verb.setEnabled(True))
        task.succeeded.connect(self._done)

    def _done(self, changes: Changes) -> None:
        self.stored.emit(changes)
        super().accept()

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self._refuse(words.error(problem))
        else:
            self._desk.runner.failed.emit(problem)

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _show_hint(self, name: str) -> None:
        box = self.sheet.boxes[name].box
        self._scroll.ensureWidgetVisible(self.sheet.boxes[name])
        if box.kind is Kind.CHOICE:
            known = [words.say(f"certificate.{name}.{key}") for key in CHOICES[name]]
            self._hint.setText(words.listed(known))
        else:
            key = f"certificate.hint.{box.kind.value}"
            self._hint.setText(words.say(key) if words.has(key) else "")

    def _connect(self) -> None:
        self.sheet.committed.connect(self._read)
        self.sheet.came.connect(self._show_hint)
        self.sheet.kind_chosen.connect(self._choose_kind)
        self.remarks.chosen.connect(lambda name: self.sheet.boxes[name].edit.setFocus())
        keys.listen_for(self, "accept", self.verb.click)

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.sheet)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        height = self.sheet.sizeHint().height() + 2
        self._scroll.setMaximumHeight(height)
        below = QHBoxLayout()
        below.setSpacing(24)
        below.addWidget(self.remarks, 3)
        below.addWidget(self.differences, 2)
        for part in (self.remarks, self.differences):
            part.setFixedHeight(theme.px(BELOW))
        self.body.setSpacing(6)
        self.body.addWidget(self._scroll, 1)
        self.body.addLayout(below)
        self.body.addWidget(self.problem)
        self._lay_out_foot()
        whole = self.layout()
        assert whole is not None
        whole.setContentsMargins(16, 10, 16, 12)
        whole.setSpacing(6)
        room = self.screen().availableGeometry()
        self.resize(
            min(theme.px(WIDTH), room.width() - 40),
            min(height + theme.px(BELOW + 110), room.height() - 40),
        )

    def _lay_out_foot(self) -> None:
        """Put the hint and the scan at the left of the buttons."""
        self._hint = Elided(role="quiet")
        self._scan = Plain(role="caption")
        attach = self._attach = Button("certificate.scan", link=True)
        attach.clicked.connect(self.choose_scan)
        for place, part in enumerate((self._hint, self._scan, attach)):
            self.foot.insertWidget(place, part, 1 if part is self._hint else 0)
        self.foot.insertSpacing(3, 12)
        self.foot.setStretch(4, 0)  # the hint takes the room
