"""The form of a party: how it is named on papers and looked up. Fields are kept when left."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.party import KINDS, OWNERSHIPS, ROLES, Party
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.editing import read_country
from broker_app.ui import theme
from broker_app.ui.pages.vehicle_facts import moment_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.text import Label, Plain, Said
from broker_app.ui.widgets.ticks_entry import TicksEntry

LABEL, FIELD = 120, 400
ON_PAPERS = (
    "name", "address", "city", "country", "phone", "email", "tax_id_label", "tax_id",
)  # fmt: skip
LOOKED_UP = ("kind", "roles", "other_names", "numbers")
OWNED = ("owners", "ownership", "note")
_LINES = ("address", "other_names", "numbers", "owners")


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
        self._texts = {name: _text(name) for name in ON_PAPERS if name not in _LINES}
        self._texts["note"] = _text("note")
        self._lines = {name: _lines(name) for name in _LINES}
        self.entries: dict[str, Entry] = {
            **self._texts,
            **self._lines,
            "kind": _choice("kind", KINDS),
            "ownership": _choice("ownership", OWNERSHIPS),
            "roles": TicksEntry("roles", "party.roles", ROLES, _say("role"), LABEL),
        }
        self.country = self._texts["country"]
        self.doubt, self.signed = Plain(role="missing", wrap=True), Plain(role="caption", wrap=True)
        for entry in self.entries.values():
            entry.entered.connect(self._enter)
        self._texts["name"].hint("shipment.missing", missing=True)
        for name in ("other_names", "numbers", "owners"):
            self._lines[name].hint(f"party.{name}_hint")
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
        self._show_numbers()

    def refuse(self, name: str, problem: UserError) -> None:
        """Say beside a field why it was not stored."""
        self.entries[name].show_problem(problem)

    def offer_countries(self) -> None:
        """Offer countries by their names in the language in use."""
        named = words.countries_in(words.language())
        self.country.complete_from(sorted(named.values()), nothing_else=True)
        self._show_numbers()

    def _enter(self, name: str, value: object) -> None:
        values: dict[str, object] = {name: value}
        # Kept at once: the next field may be entered before this one is stored.
        self.party = replace(self.party, **values)  # type: ignore[arg-type]
        self.changed.emit(name, self.party)

    def _show_numbers(self) -> None:
        """Say which number the country asks for, which ones cannot be, and who asked for owners."""
        party, numbers = self.party, self._books.party_numbers
        asked = numbers.of_country(party.country)
        self._texts["tax_id_label"].hint(asked[0].label if asked else "party.tax_id_hint")
        self._texts["tax_id"].hint(_saying(words.in_both(asked[0].title)) if asked else "")
        doubted = [
            words.say("party.number_doubted", kind=kind.label, value=value)
            for kind, value in numbers.doubts(party)
        ]
        self.doubt.setText("\n".join(doubted))
        self.doubt.setVisible(bool(doubted))
        when = moment_of(party.ownership_at) if party.ownership_at else ""
        said = words.say("party.ownership_by", who=party.ownership_by, when=when) if when else ""
        self.signed.setText(said)
        self.signed.setVisible(bool(said))

    def _lay_out(self) -> None:
        inner = QWidget()
        form = QWidget()
        form.setMaximumWidth(theme.px(LABEL + FIELD))
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        groups = (("form", ON_PAPERS), ("looked_up_by", LOOKED_UP), ("owned", OWNED))
        for title, names in groups:
            column.addWidget(Label(f"party.{title}", "section"))
            column.addWidget(Label(f"party.{title}_text", "quiet", wrap=True))
            column.addSpacing(4)
            for name in names:
                column.addWidget(self.entries[name])
                if name in ("tax_id", "ownership"):
                    column.addWidget(self.doubt if name == "tax_id" else self.signed)
            column.addSpacing(16)
        column.addStretch(1)
        row = QHBoxLayout(inner)
        row.setContentsMargins(20, 14, 20, 20)
        row.addWidget(form, 1)
        row.addStretch(0)
        self.setWidget(inner)


def _text(name: str) -> TextEntry:
    said = f"party.{name}"
    if name != "country":
        return TextEntry(name, said, quiet=False, label=LABEL)
    return TextEntry(name, said, read_country, words.country, quiet=False, label=LABEL)


def _lines(name: str) -> LinesEntry:
    return LinesEntry(name, f"party.{name}", quiet=False, label=LABEL)


def _choice(name: str, choices: tuple[str, ...]) -> ChoiceEntry:
    return ChoiceEntry(name, f"party.{name}", choices, _say(name), False, LABEL)


def _say(name: str) -> Callable[[str], str]:
    return lambda value: words.say(f"party.{name}.{value or 'none'}")


def _saying(text: str) -> Said:
    return lambda: text
