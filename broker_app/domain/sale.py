"""Sale: a vehicle sold to a buyer, at a price on a term of delivery."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Sale:
    """One vehicle, one buyer. `price` is whole minor units of `currency`, on FOB terms."""

    id: int | None = None
    vehicle: int = 0
    buyer: int = 0
    price: int = 0
    currency: str = "JPY"
    sold_on: str = ""
