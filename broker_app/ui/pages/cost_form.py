"""The form of one cost of a vehicle; kept by its button or Enter."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.consumption_tax import ConsumptionTax
from broker_app.domain.cost import Cost
from broker_app.errors import UserError
from broker_app.ui.pages.cost_fields import CostFields
from broker_app.ui.widgets.fields_form import SmallForm
from broker_app.ui.widgets.text import Button, Plain


class CostForm(SmallForm):
    """Holds the cost while it is typed.

    `bill` are all the costs of the bill that this one is a part of, `invoices` the files to choose
    from.
    """

    bill_removed = Signal(int)

    def __init__(
        self,
        cost: Cost,
        taxation: ConsumptionTax,
        today: date,
        suppliers: Sequence[str] = (),
        bill: Sequence[Cost] = (),
        invoices: Sequence[Attachment] = (),
    ) -> None:
        super().__init__()
        self.fields = CostFields(cost, taxation, today, suppliers, invoices)
        self._bill = bill
        self.entries = self.fields.entries
        of_bill = [self._of_bill()] if len(bill) > 1 else []
        remove = "costs.remove" if cost.id is not None else ""
        self.lay_out([*of_bill, self.fields], remove=remove)
        self.setFocusProxy(self.fields)

    @property
    def value(self) -> Cost:
        """The cost as it stands in the fields."""
        return self.fields.cost

    def place_of(self, problem: UserError) -> str:
        """Return the field that a refusal is about."""
        return self.fields.place_of(problem)

    def _of_bill(self) -> QWidget:
        """Say which bill this is a part of, and offer to take all of it away."""
        total = words.money(sum(one.amount for one in self._bill), self.value.currency)
        said = words.say("costs.of_bill", count=len(self._bill), total=total)
        remove = Button("costs.remove_bill", link=True)
        bill = self.value.bill or 0
        remove.clicked.connect(lambda: self.bill_removed.emit(bill))
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Plain(said, "caption", wrap=True), 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return made
