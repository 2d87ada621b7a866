"""Sale: a vehicle sold to a buyer, at a price on a term of delivery; what is paid, what is owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from broker_app.domain.money import Money
from broker_app.domain.payment import Payment


@dataclass(slots=True, kw_only=True)
class Sale:
    """One vehicle, one buyer. The price is whole minor units of `currency`.

    The price holds what its Incoterm holds: on FOB the vehicle alone, on CFR the freight too, on
    CIF freight and insurance. What is not paid by `due_on` (ISO, empty where nothing is agreed) is
    overdue from the day after.
    """

    id: int | None = None
    vehicle: int = 0
    buyer: int = 0
    price: int = 0
    currency: str = "JPY"
    incoterm: str = "FOB"
    sold_on: str = ""
    due_on: str = ""

    @property
    def money(self) -> Money:
        """The price as money."""
        return Money(self.price, self.currency)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a buyer has paid of a price and still owes: deposit + balance = price, always."""

    price: Money
    deposit: Money

    @property
    def balance(self) -> Money:
        """What is still owed; below nothing where too much was paid."""
        return Money(self.price.minor_units - self.deposit.minor_units, self.price.currency)

    @property
    def is_open(self) -> bool:
        """Whether something is owed."""
        return self.balance.minor_units > 0

    @property
    def is_paid(self) -> bool:
        """Whether a price is agreed and all of it was paid."""
        return self.price.minor_units > 0 and not self.is_open


def settled(sale: Sale, payments: Iterable[Payment]) -> Settlement:
    """Add up what was paid of a sale, as it was credited in the currency of the sale."""
    paid = sum(payment.credited for payment in payments)
    return Settlement(sale.money, Money(paid, sale.currency))


def days_overdue(sale: Sale, settlement: Settlement, today: date) -> int:
    """Return since how many days something of the price is overdue; 0 where nothing is."""
    if not sale.due_on or not settlement.is_open:
        return 0
    return max(0, (today - date.fromisoformat(sale.due_on)).days)
