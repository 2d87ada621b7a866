"""What stands below the screening in the pane of a party: papers, deals, history."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app.domain.party import Party
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.party_history import DealsSection, PartyHistory
from broker_app.ui.pages.party_papers import PapersSection


class PartySections(QWidget):
    """Sections that remember whether they are folded."""

    message = Signal(object)
    undo = Signal()
    wants = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        folded = desk.settings.folded.split()
        self.papers = PapersSection(desk, "party_papers" not in folded)
        self.deals = DealsSection(desk, "party_deals" not in folded)
        self.history = PartyHistory(desk, "party_history" not in folded)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for section in (self.papers, self.deals, self.history):
            section.turned.connect(self._turned)
            column.addWidget(section)
        self.papers.message.connect(self.message)
        self.papers.undo.connect(self.undo)
        self.deals.wants.connect(self.wants)

    def show_party(self, party: Party) -> None:
        """Show what is known of a party that is stored."""
        self.papers.show_for(party)
        self.deals.show_for(party)
        self.history.show_for(party)

    def _turned(self, name: str, opened: bool) -> None:
        folded = set(self._desk.settings.folded.split())
        folded = folded - {name} if opened else folded | {name}
        self._desk.settings.folded = " ".join(sorted(folded))
        settings_of.keep(self._desk.settings)
