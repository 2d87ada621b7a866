"""The form of a party: how it is named on papers. Fields are kept as soon as they are left."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.ui import theme
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.text import Label

LABEL, FIELD = 120, 400
HINTS = {"name": "shipment.missing", "tax_id_label": "party.tax_id_hint"}
_PLAIN = ("city", "phone", "email", "tax_id_label", "tax_id")


class PartyForm(QScrollArea):
    """Says the whole party again with each change; a new one is kept once it has a name."""

    changed = Signal(str, object)
    """The field that was entered, and the party with it."""

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self.party = Party()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.entries: dict[str, TextEntry | LinesEntry] = {
            "name": TextEntry("name", "party.name", quiet=False, label=LABEL),
            "address": LinesEntry("address", "party.address", quiet=False, label=LABEL),
        }
        country = TextEntry(
            "country", "party.country", read_country, words.country, quiet=False, label=LABEL
        )
        for name in _PLAIN:
            said = f"party.{name}"
            self.entries[name] = TextEntry(name, said, quiet=False, label=LABEL)
            if name == "city":
                self.entries["country"] = country
        self.country = country
        for entry in self.entries.values():
            entry.entered.connect(self._enter)
            if isinstance(entry, TextEntry) and entry.name in HINTS:
                entry.hint(HINTS[entry.name], missing=entry.name == "name")
        self._lay_out()
        self.offer_countries()

    def show_party(self, party: Party) -> None:
        """Show a party; one without an id is new."""
        other = party.id != self.party.id or party.id is None
        self.party = party
        for name, entry in self.entries.items():
            value = getattr(party, name)
            if other:
                entry.put_anew(value)
            else:
                entry.put(value)

    def refuse(self, name: str, problem: UserError) -> None:
        """Say beside a field why it was not stored."""
        self.entries[name].show_problem(problem)

    def offer_countries(self) -> None:
        """Offer countries by their names in the language in use."""
        codes = {port.country for port in self._books.ports.values()}
        self.country.complete_from(sorted(words.country(code) for code in codes))

    def _enter(self, name: str, value: object) -> None:
        values: dict[str, object] = {name: value}
        # Kept at once: the next field may be entered before this one is stored.
        self.party = replace(self.party, **values)  # type: ignore[arg-type]
        self.changed.emit(name, self.party)

    def _lay_out(self) -> None:
        inner = QWidget()
        form = QWidget()
        form.setMaximumWidth(theme.px(LABEL + FIELD))
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label("party.form", "section"))
        column.addSpacing(4)
        for entry in self.entries.values():
            column.addWidget(entry)
        column.addStretch(1)
        row = QHBoxLayout(inner)
        row.setContentsMargins(20, 14, 20, 20)
        row.addWidget(form, 1)
        row.addStretch(0)
        self.setWidget(inner)


def read_country(text: str) -> str:
    """Read a country by its ISO code or its name; empty stays so."""
    plain = text.strip()
    if not plain:
        return ""
    code = plain.upper() if words.is_country(plain.upper()) else words.country_named(plain)
    if not code:
        raise UserError("country_unknown", value=plain)
    return code
