"""The form of one record of a vehicle: fields below each other, one of them an amount."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt

from broker_app import words
from broker_app.domain.money import Money, from_amount
from broker_app.errors import UserError
from broker_app.jobs.editing import read_amount, read_day
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.fields_form import SmallForm
from broker_app.ui.widgets.text import Said

LABEL = 96


class RecordForm(SmallForm):
    """Holds the record while it is typed.

    `amount` names the field that holds minor units of the record's `currency`; a refusal is
    explained there, and the cursor begins there unless `first` names another field.
    """

    def __init__(self, record: Any, amount: str, first: str = "", remove: Said = "") -> None:
        super().__init__()
        self.record = record
        self._amount_field = amount
        self.entries = self.make_entries()
        self.lay_out(self.entries.values(), remove=remove)
        for name, entry in self.entries.items():
            entry.put(getattr(record, name) or "")
            entry.entered.connect(self.enter)
        self.setFocusProxy(self.entries[first or amount])

    def make_entries(self) -> dict[str, Entry]:
        """Return the fields, by the names of the record's values."""
        raise NotImplementedError

    @property
    def value(self) -> Any:
        """The record as it stands in the fields."""
        return self.record

    def place_of(self, problem: UserError) -> str:
        """Return the amount: every refusal is explained there."""
        return self._amount_field

    def enter(self, name: str, value: Any) -> None:
        """Take a value into the record; in another currency the figure stays the same."""
        values: dict[str, Any] = {name: value}
        if name == "currency":
            units = getattr(self.record, self._amount_field)
            same = Money(units, self.record.currency).amount
            values[self._amount_field] = from_amount(same, value).minor_units
        self.record = replace(self.record, **values)
        for changed in values:
            self.entries[changed].put(getattr(self.record, changed) or "")

    def amount_entry(self, name: str, said: Said) -> TextEntry:
        """Return a field for an amount of the record's currency."""
        made = TextEntry(name, said, self._read, self._figures, quiet=False, label=LABEL)
        made.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        return made

    def day_entry(self, name: str, said: Said) -> TextEntry:
        """Return a field for a day."""
        return TextEntry(name, said, read_day, day_of, str, quiet=False, label=LABEL)

    def _read(self, text: str) -> int:
        return read_amount(text, self.record.currency)

    def _figures(self, units: int) -> str:
        return words.figures(units, self.record.currency) if units else ""
