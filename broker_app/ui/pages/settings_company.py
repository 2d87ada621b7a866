"""The company on the papers: its names, addresses and numbers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app.domain.party import Company
from broker_app.errors import UserError
from broker_app.jobs.company_profile import read_registration
from broker_app.ui.pages.settings_rows import LABEL, MIDDLE
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.lines_entry import LinesEntry


class CompanyForm(QWidget):
    """One field below the other; each is stored when it is left."""

    entered = Signal(str, object)
    """A field of the company, and its value."""

    def __init__(self) -> None:
        super().__init__()

        def text(name: str) -> TextEntry:
            return TextEntry(name, f"company.{name}", quiet=False, label=LABEL)

        def lines(name: str) -> LinesEntry:
            return LinesEntry(name, f"company.{name}", quiet=False, label=LABEL)

        self.fields: dict[str, Entry] = {
            "name": text("name"),
            "name_ja": text("name_ja"),
            "address": lines("address"),
            "address_ja": lines("address_ja"),
            "phone": text("phone"),
            "email": text("email"),
            "invoice_registration": TextEntry(
                "invoice_registration",
                "company.invoice_registration",
                read_registration,
                quiet=False,
                label=LABEL,
                width=MIDDLE,
            ),
            "number_prefix": text("number_prefix"),
        }
        self._id: int | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for entry in self.fields.values():
            entry.entered.connect(self.entered)
            rows.addWidget(entry)

    def show_company(self, company: Company, same_prefix: Company | None) -> None:
        """Show a company; what was being typed for another one is forgotten.

        `same_prefix` is one whose numbers begin alike, from before that was refused.
        """
        anew, self._id = company.id != self._id, company.id
        for name, entry in self.fields.items():
            (entry.put_anew if anew else entry.put)(getattr(company, name))
        if same_prefix is not None:
            known = {"prefix": company.number_prefix, "company": same_prefix.name}
            self.fields["number_prefix"].show_problem(UserError("prefix_taken", **known))
