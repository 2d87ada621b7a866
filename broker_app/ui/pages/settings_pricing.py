"""The pricing plan: what is added to a hammer price to have the export value."""

from decimal import Decimal, DecimalException
from unicodedata import normalize

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.party import Company
from broker_app.errors import UserError
from broker_app.jobs import editing
from broker_app.ui.pages.settings_rows import LABEL, SHORT, settings_row
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.text import Plain

PLAN = ("margin_permille", "margin_jpy")
_EXAMPLE = 1_000_000
_MOST_PERMILLE = 10_000


class PricingForm(QWidget):
    """Margin and fixed amount, and an example of what they come to."""

    entered = Signal(str, object)
    """A field of the company whose plan it is, and its value."""

    def __init__(self) -> None:
        super().__init__()
        self.margin = TextEntry(
            PLAN[0], "company.margin", read_percent, _percent, quiet=False, label=LABEL, width=SHORT
        )
        self.fixed = TextEntry(
            PLAN[1], "company.fixed", read_yen, _yen, quiet=False, label=LABEL, width=SHORT
        )
        self.fields: dict[str, Entry] = {PLAN[0]: self.margin, PLAN[1]: self.fixed}
        self.said = Plain(role="label", wrap=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for entry in (self.margin, self.fixed):
            entry.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            entry.entered.connect(self.entered)
            rows.addWidget(entry)
        rows.addWidget(settings_row("", self.said))

    def show_plan(self, company: Company, for_all: bool) -> None:
        """Show the plan of a company, and that it holds for all where there are several."""
        for name, entry in self.fields.items():
            entry.put(getattr(company, name))
        also = words.say("companies.plan") if for_all else ""
        self.said.setText(" ".join(filter(None, (_plan(company), also))))


def read_percent(text: str) -> int | None:
    """Read a percentage with at most one decimal as permille; empty text states none."""
    plain = normalize("NFKC", text).replace("%", "").strip()
    if not plain:
        return None
    try:
        permille = Decimal(plain) * 10
    except DecimalException:
        permille = Decimal("NaN")
    if not permille.is_finite() or permille % 1 or not 0 <= permille <= _MOST_PERMILLE:
        raise UserError("percent_unreadable", value=text.strip())
    return int(permille)


def read_yen(text: str) -> int | None:
    """Read an amount of yen; empty text states none."""
    return editing.read_amount(text, "JPY") if text.strip() else None


def _percent(permille: int) -> str:
    return f"{words.number(Decimal(permille) / 10)} %"


def _yen(amount: int) -> str:
    return words.number(amount)


def _plan(company: Company) -> str:
    if not company.plans_prices:
        return words.say("settings.no_plan")
    value = company.export_value_jpy(_EXAMPLE)
    return words.say(
        "settings.plan_example",
        hammer=words.money(_EXAMPLE, "JPY"),
        value=words.money(value, "JPY"),
    )
