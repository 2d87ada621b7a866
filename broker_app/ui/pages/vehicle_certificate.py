"""The section of the pane about the export certificate: its term, and what it contradicts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from broker_app import words
from broker_app.domain.certificate import Certificate, Term, litres, term_of
from broker_app.jobs import certifying, translating
from broker_app.jobs.translating import Translated
from broker_app.papers.saving import translation_name
from broker_app.store import certificates
from broker_app.ui import theme
from broker_app.ui.pages.certificate_remarks import differences_table
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known, day_of
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain

if TYPE_CHECKING:
    from broker_app.ui.pages.paper_view import PaperView

LABEL = 112
MARKS = {"valid": "passed", "soon": "warning", "expired": "error", "exported": "passed"}
_TOP = Qt.AlignmentFlag.AlignTop


class CertificateSection(Section):
    """The certificate that counts; older ones are only counted."""

    enter = Signal(int)
    """The certificate of this vehicle is to be entered or corrected."""
    message = Signal(object)

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("certificate", "pane.certificate_section", opened)
        self._desk = desk
        self.papers: PaperView | None = None

    def show_for(self, known: Known) -> None:
        """Show the certificate of a vehicle."""
        self.clear()
        kept = certificates.of_vehicle(self._desk.reader, known.id)
        self.summary.setText("")
        if not kept:
            self._add_link("certificate.enter", known.id)
            return
        gone = certificates.is_exported(self._desk.reader, known.id)
        term = term_of(kept[0], self._desk.asked.today, gone)
        if term is not None:
            self.summary.setText(words.say(f"certificate.state.{term.state}"))
        self.column.addLayout(_term_line(term))
        self.column.addWidget(_table(kept[0], len(kept) - 1))
        self._add_differences(kept[0])
        self._add_link("certificate.correct", known.id)
        sheet = Button("certificate.translation", link=True)
        sheet.clicked.connect(lambda: self._translate(known.id))
        self.column.addWidget(sheet)

    def _translate(self, vehicle: int) -> None:
        """Show the English sheet for the buyer: to look at, print or save."""
        desk = self._desk
        task = desk.runner.ask(translating.translated, desk.books, vehicle, desk.asked.today)
        task.on_failure(self.message.emit)
        task.succeeded.connect(self._show_sheet)

    def _show_sheet(self, made: Translated) -> None:
        from broker_app.ui.pages.paper_view import PaperView, Viewed

        if self.papers is None:
            self.papers = PaperView(self._desk, self)
            self.papers.message.connect(self.message)
        page = made.page
        title = f"{words.say('certificate.translation')} {page.sheet}"
        note = words.say("certificate.owner_left_out") if made.owner_left_out else ""
        name = translation_name(page.sheet)
        self.papers.show_paper(Viewed(page, title, name, note, workbook=True, kind="translation"))

    def _add_differences(self, certificate: Certificate) -> None:
        desk = self._desk
        found = certifying.against_now(desk.reader, desk.books, certificate)
        if found:
            self.column.addWidget(Label("certificate.changed_since", "label", wrap=True))
            self.column.addWidget(differences_table(found))

    def _add_link(self, key: str, vehicle: int) -> None:
        link = Button(key, link=True)
        link.clicked.connect(lambda: self.enter.emit(vehicle))
        self.column.addWidget(link)


def _term_line(term: Term | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    mark = MarkLabel(MARKS[term.state] if term else "warning", 14)
    mark.setFixedHeight(theme.px(20))
    row.addWidget(mark, 0, _TOP)
    row.addWidget(Plain(certifying.term_text(term), wrap=True), 1)
    return row


def _table(certificate: Certificate, older: int) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 6)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    grid.setColumnMinimumWidth(0, theme.px(LABEL))
    grid.setColumnStretch(1, 1)
    for number, (label, value) in enumerate(_lines(certificate, older)):
        grid.addWidget(Plain(label, "label"), number, 0, _TOP)
        grid.addWidget(Plain(value, "fact", wrap=True), number, 1)
    return made


def _lines(certificate: Certificate, older: int) -> list[tuple[str, str]]:
    label = certifying.label
    number = certificate.number or certificate.reference_number
    printed = certificate.displacement_cl
    lines = [
        (words.say("certificate.kind"), words.say(f"certificate.kind.{certificate.kind}")),
        (label("number"), number),
        (label("owner"), certificate.owner),
        (label("displacement_cl"), "" if printed is None else f"{litres(printed)} L"),
        (label("issued_on"), day_of(certificate.issued_on)),
        (label("office"), certificate.office),
        (words.say("certificate.stored_by"), certificate.stored_by),
        (words.say("certificate.older"), words.number(older) if older else ""),
    ]
    return [(name, value) for name, value in lines if value]
