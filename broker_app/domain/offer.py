"""Offer: a price that was offered to somebody; Reservation: a vehicle held for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from broker_app.domain.money import Money

OPEN, ACCEPTED, DECLINED, LAPSED = "open", "accepted", "declined", "lapsed"
KEPT_STATES = (OPEN, ACCEPTED, DECLINED)
"""States that are stored; that an offer has lapsed follows from the day."""


@dataclass(slots=True, kw_only=True)
class Offer:
    """One vehicle offered to one party. Days are ISO; without `valid_until` it never lapses."""

    id: int | None = None
    vehicle: int = 0
    party: int = 0
    price: int = 0
    currency: str = "JPY"
    incoterm: str = "FOB"
    made_on: str = ""
    valid_until: str = ""
    state: str = OPEN
    note: str = ""

    @property
    def money(self) -> Money:
        """The offered price."""
        return Money(self.price, self.currency)

    def state_on(self, day: date) -> str:
        """Return the state on a day: an open offer lapses after its last day."""
        over = bool(self.valid_until) and self.valid_until < day.isoformat()
        return LAPSED if self.state == OPEN and over else self.state


@dataclass(slots=True, kw_only=True)
class Reservation:
    """A vehicle held for a party up to and with a day; it ends by itself."""

    id: int | None = None
    vehicle: int = 0
    party: int = 0
    until: str = ""
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the vehicle is held on a day."""
        return self.until >= day.isoformat()


def open_offers(offers: Iterable[Offer], day: date) -> list[Offer]:
    """Return the offers that can be accepted on a day."""
    return [offer for offer in offers if offer.state_on(day) == OPEN]
