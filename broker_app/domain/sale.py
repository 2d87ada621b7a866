"""Sale: a vehicle sold to a buyer, at a price on a term of delivery."""

from dataclasses import dataclass

from broker_app.domain.money import Money


@dataclass(slots=True, kw_only=True)
class Sale:
    """One vehicle, one buyer. Amounts are whole minor units of `currency`.

    The price holds what its Incoterm holds: on FOB the vehicle alone, on CFR the freight too, on
    CIF freight and insurance. `deposit` is what the buyer has paid ahead, on `deposit_on`.
    """

    id: int | None = None
    vehicle: int = 0
    buyer: int = 0
    price: int = 0
    currency: str = "JPY"
    incoterm: str = "FOB"
    sold_on: str = ""
    deposit: int = 0
    deposit_on: str = ""

    @property
    def money(self) -> Money:
        """The price as money."""
        return Money(self.price, self.currency)

    @property
    def balance(self) -> Money:
        """What the buyer still owes of the price."""
        return Money(self.price - self.deposit, self.currency)
