"""Who signs the papers of the company that is shown, and its logo and seal."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.party import Company, Signatory
from broker_app.jobs import company_profile
from broker_app.store import companies, company_pictures, signatories
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.fields_form import FieldsForm, FormPlace
from broker_app.ui.widgets.text import Button, Label, Plain, empty

FIELDS = ("name", "title", "name_ja", "title_ja")
PICTURE_SIDE = 64


class SigningForm(QWidget):
    """One block a signatory, then the logo and the seal."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int) -> None:
        super().__init__()
        self._desk, self._label = desk, label
        self.company = Company(id=companies.FIRST)
        self.links: dict[tuple[str, int | str], Button] = {}
        """What can be done, by its word and the signatory's id or the picture's slot."""
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(10)
        self._pictures = QVBoxLayout()
        self._pictures.setSpacing(8)
        self.add = Button("signatory.add")
        self.add.clicked.connect(lambda: self.open(self._begun()))
        self._place = FormPlace(self.add, indent=label)
        self._place.message.connect(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._blocks)
        column.addWidget(self._place)
        column.addLayout(self._pictures)

    def show_signatories(self, company: Company) -> None:
        """Show who signs for a company, and its pictures."""
        if company.id != self.company.id:
            self._place.close_form()
        self.company = company
        empty(self._blocks)
        empty(self._pictures)
        self.links = {}
        for signatory in self._known():
            self._blocks.addWidget(self._block(signatory))
        for slot in company_profile.SLOTS:
            self._pictures.addWidget(self._picture(slot))

    def open(self, signatory: Signatory) -> None:
        """Begin a signatory, or change one."""
        entries = [
            TextEntry(name, f"signatory.{name}", quiet=False, label=self._label) for name in FIELDS
        ]
        values = {name: getattr(signatory, name) for name in FIELDS}
        form = FieldsForm(entries, values, self._label)
        form.kept.connect(partial(self._keep, signatory))
        self._place.open(form)

    @property
    def form(self) -> FieldsForm | None:
        """The form that somebody fills in."""
        return self._place.form

    def choose_picture(self, keep: Callable[[Path], None]) -> None:
        """Ask for a picture and keep it."""
        settings = self._desk.settings
        title = words.say("company.picture_choose")
        kinds = "PNG, JPEG (*.png *.jpg *.jpeg)"
        name, _ = QFileDialog.getOpenFileName(self, title, settings.last_folder, kinds)
        if name:
            settings.last_folder = str(Path(name).parent)
            settings_of.save(settings)
            keep(Path(name))

    # inside

    def _number(self) -> int:
        return self.company.id or companies.FIRST

    def _known(self) -> list[Signatory]:
        known = signatories.of_company(self._desk.reader, self._number())
        return known or ([self._begun()] if self.company.signatory else [])

    def _begun(self) -> Signatory:
        """Return a new signatory: the one of the old profile where none is entered yet."""
        made = Signatory(company=self._number())
        if signatories.of_company(self._desk.reader, self._number()):
            return made
        return replace(made, name=self.company.signatory, title=self.company.signatory_title)

    def _keep(self, signatory: Signatory, values: dict[str, Any]) -> None:
        desk = self._desk
        made = replace(signatory, **values)
        task = desk.runner.change(company_profile.put_signatory, made, desk.who)
        self._place.follow(task)

    def _block(self, one: Signatory) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(theme.px(self._label), 0, 0, 0)
        row.setSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Plain(words.listed(filter(None, (one.name, one.title))), "fact"))
        japanese = words.listed(filter(None, (one.name_ja, one.title_ja)))
        if japanese:
            column.addWidget(Plain(japanese, "fact"))
        if one.is_default:
            column.addWidget(Label("signatory.default", "caption"))
        column.addLayout(self._doings(one))
        row.addLayout(column, 1)
        if one.picture:
            row.addWidget(self._shown(one.picture))
        return made

    def _doings(self, one: Signatory) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(16)
        self._link(row, "account.edit", one.id or 0, lambda: self.open(one))
        if one.id is not None:
            sign = "signatory.other_picture" if one.picture else "signatory.picture"
            self._link(row, sign, one.id, lambda: self.choose_picture(partial(self._sign, one)))
            if one.picture:
                self._link(row, "signatory.no_picture", one.id, lambda: self._sign(one, None))
            if not one.is_default:
                job = company_profile.choose_signatory
                self._link(row, "signatory.choose", one.id, lambda: self._do(job, one))
            remove = company_profile.remove_signatory
            self._link(row, "costs.remove", one.id, lambda: self._do(remove, one))
        row.addStretch(1)
        return row

    def _sign(self, one: Signatory, file: Path | None) -> None:
        self._do(company_profile.sign_with, one, file)

    def _picture(self, slot: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        label = Label(f"company.{slot}", "label")
        label.setFixedWidth(theme.px(self._label) - 16)
        row.addWidget(label)
        kept = getattr(self.company, slot)
        if kept:
            row.addWidget(self._shown(kept))
        choose = partial(self.choose_picture, partial(self._put, slot))
        self._link(row, "company.picture_other" if kept else "company.picture_add", slot, choose)
        if kept:
            self._link(row, "costs.remove", slot, lambda: self._put(slot, None))
        row.addStretch(1)
        return made

    def _put(self, slot: str, file: Path | None) -> None:
        desk, job = self._desk, company_profile.put_picture
        task = desk.runner.change(job, self._number(), slot, file, desk.who)
        task.on_failure(self.message.emit)

    def _do(self, job: Callable[..., Any], *given: Any) -> None:
        task = self._desk.runner.change(job, *given, self._desk.who)
        task.on_failure(self.message.emit)

    def _shown(self, sha256: str) -> QLabel:
        """Return a picture on white, as paper is, in both themes."""
        made = QLabel()
        pixmap = QPixmap()
        pixmap.loadFromData(company_pictures.get(self._desk.reader, sha256) or b"")
        side = theme.px(PICTURE_SIDE)
        mode = Qt.AspectRatioMode.KeepAspectRatio
        smooth = Qt.TransformationMode.SmoothTransformation
        made.setPixmap(pixmap.scaled(side, side, mode, smooth))
        made.setStyleSheet("background: white; padding: 2px")
        return made

    def _link(self, row: QHBoxLayout, word: str, of: int | str, act: Callable[[], object]) -> None:
        link = Button(word, link=True)
        link.clicked.connect(lambda: act())
        self.links[word, of] = link
        row.addWidget(link)
