"""The forms of an offer and of a reservation."""

from broker_app.domain.money import TRADED
from broker_app.domain.offer import ACCEPTED, Offer, Reservation
from broker_app.domain.shipment import INCOTERMS
from broker_app.ui.pages.record_form import LABEL, RecordForm
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.party_entry import PartyEntry


class OfferForm(RecordForm):
    """To whom, at what price on which term, until when."""

    record: Offer

    def __init__(self, offer: Offer) -> None:
        stored = offer.id is not None and offer.state != ACCEPTED
        super().__init__(offer, "price", "party", "costs.remove" if stored else "")

    def make_entries(self) -> dict[str, Entry]:
        """Return the fields of an offer."""
        self.party = PartyEntry("party", "offers.party", quiet=False, label=LABEL)

        def choice(name: str, said: str, choices: tuple[str, ...]) -> ChoiceEntry:
            return ChoiceEntry(name, said, choices, quiet=False, label=LABEL, width=88)

        return {
            "party": self.party,
            "price": self.amount_entry("price", "sale.price"),
            "currency": choice("currency", "sale.currency", TRADED),
            "incoterm": choice("incoterm", "sale.incoterm", INCOTERMS),
            "made_on": self.day_entry("made_on", "offers.made_on"),
            "valid_until": self.day_entry("valid_until", "offers.valid_until"),
            "note": TextEntry("note", "payments.note", quiet=False, label=LABEL),
        }


class ReservationForm(RecordForm):
    """For whom, and the last day."""

    record: Reservation

    def __init__(self, held: Reservation) -> None:
        super().__init__(held, "until", "party")

    def make_entries(self) -> dict[str, Entry]:
        """Return the fields of a reservation."""
        self.party = PartyEntry("party", "offers.held_for", quiet=False, label=LABEL)
        return {
            "party": self.party,
            "until": self.day_entry("until", "offers.held_until"),
            "note": TextEntry("note", "payments.note", quiet=False, label=LABEL),
        }
