"""The form of one cost of a vehicle; kept by its button or Enter."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.consumption_tax import ConsumptionTax
from broker_app.domain.cost import Cost
from broker_app.errors import UserError
from broker_app.ui.pages.cost_fields import CostFields
from broker_app.ui.widgets.text import Button, Plain


class CostForm(QWidget):
    """Says the cost when it is to be kept; nothing is stored before.

    `bill` are all the costs of the bill that this one is a part of, `invoices` the files to choose
    from.
    """

    kept = Signal(object)
    removed = Signal(object)
    bill_removed = Signal(int)
    given_up = Signal()

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
        self._lay_out()
        self.setFocusProxy(self.fields)

    @property
    def entries(self) -> dict:
        """The fields by their names."""
        return self.fields.entries

    @property
    def cost(self) -> Cost:
        """The cost as it stands in the fields."""
        return self.fields.cost

    def accept(self) -> None:
        """Say the cost, unless something in a field cannot be read."""
        if self.fields.accept():
            self.kept.emit(self.cost)

    def show_problem(self, problem: BaseException) -> bool:
        """Explain beside its field why the cost was not kept; tells whether it could."""
        if isinstance(problem, UserError):
            self.fields.show_problem(problem)
        return isinstance(problem, UserError)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or give up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        keep = Button("ui.save")
        keep.clicked.connect(self.accept)
        leave = Button("ui.cancel", link=True)
        leave.clicked.connect(self.given_up)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(keep)
        row.addWidget(leave)
        row.addStretch(1)
        if self.cost.id is not None:
            remove = Button("costs.remove", link=True)
            remove.clicked.connect(lambda: self.removed.emit(self.cost))
            row.addWidget(remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 8)
        column.setSpacing(4)
        if len(self._bill) > 1:
            column.addLayout(self._of_bill())
        column.addWidget(self.fields)
        column.addLayout(row)

    def _of_bill(self) -> QHBoxLayout:
        """Say which bill this is a part of, and offer to take all of it away."""
        total = words.money(sum(one.amount for one in self._bill), self.cost.currency)
        said = words.say("costs.of_bill", count=len(self._bill), total=total)
        remove = Button("costs.remove_bill", link=True)
        bill = self.cost.bill or 0
        remove.clicked.connect(lambda: self.bill_removed.emit(bill))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Plain(said, "caption", wrap=True), 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return row
