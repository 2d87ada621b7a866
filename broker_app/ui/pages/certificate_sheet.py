"""The sheet of an export certificate: the boxes as they stand on the paper."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout

from broker_app import words
from broker_app.domain.certificate import BOX, KINDS
from broker_app.ui.widgets.paper_box import PaperBox, PaperFrame

ROWS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("kind", 9), ("number", 6), ("reference_number", 9)),
    (
        ("registration_number", 6),
        ("registered_on", 6),
        ("first_registered", 5),
        ("chassis_number", 7),
    ),
    (("maker", 6), ("maker_code", 3), ("model_type", 8), ("engine_model", 7)),
    (("owner", 9), ("owner_address", 11), ("owner_code", 4)),
    (("user", 9), ("locality", 15)),
    (("classification", 5), ("use", 5), ("purpose", 5), ("body", 6), ("body_code", 3)),
    (
        ("seats", 4),
        ("max_carry_kg", 5),
        ("weight_kg", 5),
        ("gross_weight_kg", 5),
        ("displacement_cl", 5),
    ),
    (("rated_output_w", 5), ("fuel", 7), ("type_number", 6), ("class_number", 6)),
    (
        ("length_cm", 4),
        ("width_cm", 4),
        ("height_cm", 4),
        ("axle_ff_kg", 3),
        ("axle_fr_kg", 3),
        ("axle_rf_kg", 3),
        ("axle_rr_kg", 3),
    ),
    (("scheduled_on", 5), ("remarks", 8), ("issued_on", 5), ("office", 6)),
)
"""The rows of the paper: each box and how many of 24 columns it is wide."""
_COLUMNS = 24


class Sheet(QFrame):
    """All boxes; Tab goes through them as they are read on the paper."""

    committed = Signal(str, str)
    came = Signal(str)
    kind_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("paper", "sheet")
        self.boxes: dict[str, PaperBox] = {}
        self.kind = QComboBox()
        self.kind.setProperty("paper", "true")
        for kind in KINDS:
            self.kind.addItem(words.say(f"certificate.kind.{kind}"), kind)
        self.kind.activated.connect(lambda _: self.kind_chosen.emit(self.kind.currentData()))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 1)
        for number, row in enumerate(ROWS):
            place = 0
            for name, width in row:
                grid.addWidget(self._box(name), number, place, 1, width)
                place += width

    def put_kind(self, kind: str) -> None:
        """Show which of the papers it is."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))

    def commit(self) -> None:
        """Take over what stands in the boxes, also where the cursor still is."""
        for box in self.boxes.values():
            box.commit()

    def texts(self) -> dict[str, str]:
        """Return what stands in the boxes."""
        return {name: box.edit.text() for name, box in self.boxes.items()}

    def _box(self, name: str) -> PaperFrame:
        if name == "kind":
            return PaperFrame("書類の種類", "Paper", self.kind)
        box = PaperBox(BOX[name])
        box.committed.connect(self.committed)
        box.came.connect(self.came)
        self.boxes[name] = box
        return box
