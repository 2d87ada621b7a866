"""Cost: what the broker paid for a vehicle, and for what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from broker_app.domain.money import Money

PURCHASE, RECYCLING, FREIGHT, INSURANCE = "purchase", "recycling", "freight", "insurance"
KINDS = (
    PURCHASE,
    "auction_fee",
    RECYCLING,
    "road_tax",
    "transport",
    "yard",
    "repair",
    "inspection",
    FREIGHT,
    INSURANCE,
    "agent",
    "bank",
    "other",
)
FROM_LOT: Mapping[str, str] = {
    PURCHASE: "hammer_price",
    "auction_fee": "auction_fee",
    RECYCLING: "recycle_fee",
    "road_tax": "road_tax",
}
"""Kinds that an auction list states itself, and the fact of the lot that does."""


@dataclass(slots=True, kw_only=True)
class Cost:
    """One cost of a vehicle, in whole minor units of `currency`, without consumption tax.

    `day` is ISO, `note` free text. `tax` is the consumption tax on it in yen. `rate` is the yen of
    one unit, as decimal text, where it was fixed for this cost; else the rate of the day counts.
    `paper` is the number of the supplier's invoice, `attachment` its file. `bill` is shared by the
    costs that one bill was split into. `listed` costs are read from the vehicle's last lot and
    stand until somebody enters that kind.
    """

    id: int | None = None
    vehicle: int = 0
    kind: str = "other"
    amount: int = 0
    currency: str = "JPY"
    day: str = ""
    note: str = ""
    supplier: str = ""
    paper: str = ""
    attachment: int | None = None
    tax: int = 0
    rate: str = ""
    bill: int | None = None
    listed: bool = False

    @property
    def money(self) -> Money:
        """The amount as money."""
        return Money(self.amount, self.currency)


def of_lot(vehicle: int, lot: Mapping[str, Any]) -> list[Cost]:
    """Return the costs that a lot states: its prices and fees of the day of the auction."""
    return [
        Cost(
            vehicle=vehicle,
            kind=kind,
            amount=lot[fact],
            currency=lot["currency"] or "JPY",
            day=lot["auction_date"] or "",
            supplier=lot["house"] or "",
            listed=True,
        )
        for kind, fact in FROM_LOT.items()
        if lot[fact]
    ]


def together(entered: Iterable[Cost], listed: Iterable[Cost]) -> list[Cost]:
    """Return the costs of a vehicle in the order of their kinds; what was entered stands."""
    typed = list(entered)
    kinds = {cost.kind for cost in typed}
    every = typed + [cost for cost in listed if cost.kind not in kinds]
    return sorted(every, key=lambda cost: (KINDS.index(cost.kind), cost.day, cost.id or 0))
