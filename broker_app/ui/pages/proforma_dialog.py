"""Making a proforma invoice: its terms, what it still lacks, a look at it, and issuing it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.party import Party
from broker_app.domain.proforma import JAPANESE_PORT, MODES, Proforma
from broker_app.domain.shipment import INCOTERMS, WITH_FREIGHT, WITH_INSURANCE
from broker_app.errors import UserError
from broker_app.intake.facts_csv import read_place
from broker_app.jobs import editing, issuing, proforma
from broker_app.jobs.editing import read_amount, read_day
from broker_app.jobs.issuing import Paper, Shown
from broker_app.store import parties
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_view import PaperView
from broker_app.ui.pages.proforma_view import viewed
from broker_app.ui.pages.shipment_fields import offered
from broker_app.ui.pages.terms_dialog import LABEL, TermsDialog
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, Read, Show, TextEntry
from broker_app.ui.widgets.party_entry import PartyEntry
from broker_app.ui.widgets.text import Button, Plain


class ProformaDialog(TermsDialog):
    """Of chosen vehicles, for one of the buyers that all of them have in common."""

    record: Proforma
    message = Signal(object)

    def __init__(
        self, desk: Desk, chosen: Sequence[int], buyers: Sequence[int], parent: QWidget
    ) -> None:
        made = proforma.begin(desk.reader, chosen, buyers[0], desk.asked.today)
        title = words.say("proforma.title", count=len(chosen))
        super().__init__(desk, made, title, words.say("proforma.issue"), parent)
        self._chosen = tuple(chosen)
        self._looking: Task | None = None
        self._number = ""
        self._people = {p.id: p for p in parties.every(desk.reader) if p.id is not None}
        self.preview = PaperView(desk, self)
        self.preview.message.connect(self.message)
        self.state = Plain(role="label", wrap=True)
        self.take(self._make(buyers))
        self.number = TextEntry(
            "number", "proforma.number", self._read_number, quiet=False, label=LABEL
        )
        self.number.entered.connect(self._enter_number)
        self.body.addWidget(self.number)
        look = Button("print.preview", link=True)
        look.clicked.connect(self.look_at)
        for part in (self.state, self.problem, look):
            self.body.addWidget(part)
        self._offer()
        self.entered()

    def entered(self) -> None:
        """Show the charges that the term has, and say whether the paper can be issued."""
        self.entries["freight"].setVisible(self.record.incoterm in WITH_FREIGHT)
        self.entries["insurance"].setVisible(self.record.incoterm in WITH_INSURANCE)
        self.number.hint(self._following)
        self._looking = self._ask_page(self._looking)
        self._looking.succeeded.connect(self._say_state)

    def look_at(self) -> None:
        """Open the preview of the draft."""
        if self.read_all():
            self._ask_page(None).succeeded.connect(
                lambda shown: self.preview.show_paper(viewed(self.desk, shown))
            )

    def accept(self) -> None:
        """Write the paper into a folder that is asked for: issued, or as a draft."""
        self.number.accept()
        if not self.read_all() or self.number.is_wrong:
            return
        desk = self.desk
        title = words.say("shipment.choose_folder")
        folder = QFileDialog.getExistingDirectory(self, title, desk.settings.papers_folder)
        if not folder:
            return
        desk.settings.papers_folder = folder
        settings_of.keep(desk.settings)
        self.verb.setEnabled(False)
        how = (issuing.WORKBOOK, True, self._number)
        asked = (desk.books, self.record, Path(folder), desk.who, desk.asked.today)
        task = desk.runner.change(proforma.write_proforma, *asked, *how)
        task.on_failure(self.show_problem)
        task.succeeded.connect(lambda done: self._written(done[0]))

    # inside

    def _following(self) -> str:
        """Return the number that it takes on its own; empty where that cannot be told."""
        try:
            return self._take_number("")
        except UserError:
            return ""

    def _read_number(self, text: str) -> str:
        return self._take_number(text) if text.strip() else ""

    def _take_number(self, text: str) -> str:
        desk = self.desk
        return proforma.following(desk.reader, desk.books, self.record, desk.asked.today, text)

    def _enter_number(self, _name: str, number: str) -> None:
        self._number = number
        self.number.put(number)

    def _ask_page(self, instead_of: Task | None) -> Task:
        desk = self.desk
        asked = (desk.books, self.record, desk.asked.today)
        task = desk.runner.ask(proforma.look_at, *asked, instead_of=instead_of)
        task.on_failure(self._refuse)
        return task

    def _refuse(self, problem: BaseException) -> None:
        self.state.setText("")
        self.show_problem(problem)

    def _say_state(self, shown: Shown) -> None:
        self.problem.hide()
        held = issuing.holds_text(shown)
        said = words.say("proforma.draft", why=held) if shown.holds else words.say("proforma.ready")
        self.state.setText(said)

    def _written(self, paper: Paper) -> None:
        draft = paper.snapshot.draft

        def said() -> str:
            why = issuing.holds_text(paper)
            if draft:
                return words.say("cli.drafted", file=paper.path.name, why=why)
            return words.say("cli.issued", file=paper.path.name, number=paper.snapshot.number)

        links = (
            Link("shipment.open_file", lambda: open_path(paper.path)),
            Link("shipment.show_folder", lambda: open_path(paper.path.parent)),
        )
        self.message.emit(Message("warning" if draft else "info", said, links))
        super().accept()

    def _enter(self, name: str, value: Any) -> None:
        if name == "buyer":  # what was agreed with another buyer differs
            try:
                self.record = proforma.begin(
                    self.desk.reader, self._chosen, int(value), self.desk.asked.today
                )
            except UserError as problem:
                self.show_problem(problem)
                return
            for known, entry in self.entries.items():
                if known != "buyer":
                    entry.put_anew(getattr(self.record, known) or "")
            value = self.record.buyer
        super()._enter(name, value)

    def _make(self, buyers: Sequence[int]) -> dict[str, Entry]:
        def text(
            name: str, said: str, read: Read = str.strip, shown: Show = str, typed: Any = None
        ) -> TextEntry:
            return TextEntry(name, said, read, shown, typed, quiet=False, label=LABEL)

        def party(name: str) -> PartyEntry:
            made = PartyEntry(name, f"shipment.{name}", quiet=False, label=LABEL)
            made.unknown.connect(self._add_party)
            return made

        def choice(name: str, said: str, choices: Sequence[Any], say: Any = str) -> ChoiceEntry:
            return ChoiceEntry(name, said, choices, say, quiet=False, label=LABEL)

        day = (read_day, day_of, str)
        amount = (self._amount, self._figures)
        return {
            "buyer": choice("buyer", "sale.buyer", buyers, self._name_of),
            "consignee": party("consignee"),
            "notify": party("notify"),
            "port_of_loading": text(
                "port_of_loading", "shipment.from", self._loading, self._port_name
            ),
            "port_of_discharge": text(
                "port_of_discharge", "shipment.to", self._port, self._port_name
            ),
            "final_destination": text(
                "final_destination", "shipment.final_destination", read_place, words.country
            ),
            "mode": choice("mode", "proforma.mode", MODES, _mode),
            "latest_shipment": text("latest_shipment", "proforma.latest_shipment", *day),
            "incoterm": choice("incoterm", "sale.incoterm", INCOTERMS),
            "freight": text("freight", "shipment.freight", *amount),
            "insurance": text("insurance", "shipment.insurance", *amount),
            "payment_terms": text("payment_terms", "shipment.payment_terms"),
            "deposit_percent": text(
                "deposit_percent", "proforma.deposit", proforma.read_percent, _percent
            ),
            "valid_until": text("valid_until", "offers.valid_until", *day),
        }

    def _offer(self) -> None:
        ports = self.desk.books.ports.values()
        self._complete("port_of_loading", [offered(p) for p in ports if "load" in p.roles])
        self._complete("port_of_discharge", [offered(p) for p in ports if "load" not in p.roles])
        for name in ("consignee", "notify"):
            entry = self.entries[name]
            assert isinstance(entry, PartyEntry)
            entry.offer(self._people)
            entry.put(getattr(self.record, name))

    def _complete(self, name: str, texts: list[str]) -> None:
        entry = self.entries[name]
        assert isinstance(entry, TextEntry)
        entry.complete_from(sorted(texts), nothing_else=True)

    def _add_party(self, role: str, name: str) -> None:
        task = self.desk.runner.change(editing.save_party, Party(name=name), self.desk.who)
        task.succeeded.connect(lambda made: self._take_party(role, made[0]))

    def _take_party(self, role: str, party: int) -> None:
        self._people = {p.id: p for p in parties.every(self.desk.reader) if p.id is not None}
        self._enter(role, party)
        self._offer()

    def _name_of(self, party: int) -> str:
        found = self._people.get(party)
        return found.name if found else ""

    def _amount(self, text: str) -> int:
        return read_amount(text, self.record.currency)

    def _figures(self, units: int) -> str:
        return words.money(units, self.record.currency) if units else ""

    def _loading(self, text: str) -> str:
        return JAPANESE_PORT if text.strip().upper() == JAPANESE_PORT else self._port(text)

    def _port(self, text: str) -> str:
        plain = text.strip().rstrip(")").rpartition("(")[2] if "(" in text else text.strip()
        return self.desk.books.find_port(plain).unlocode if plain else ""

    def _port_name(self, unlocode: str) -> str:
        port = self.desk.books.ports.get(unlocode)
        return f"{port.name} ({unlocode})" if port else unlocode


def _percent(share: int) -> str:
    return f"{share} %" if share else ""


def _mode(mode: str) -> str:
    return words.say(f"proforma.mode.{mode}")
