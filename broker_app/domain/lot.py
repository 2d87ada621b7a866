"""Lot: one offering of a vehicle at one sale; Batch: one import."""

from dataclasses import dataclass, field
from typing import Any

from broker_app.domain.facts import FactSpec, Kind, fact, specs_of
from broker_app.domain.vehicle import Vehicle

RESULTS = (
    "sold",
    "unsold",
    "negotiation",
    "negotiation sold",
    "listed",
    "available",
    "reserved",
    "cancelled",
)


@dataclass(slots=True, kw_only=True)
class SourceRow:
    """Where a lot stands in its file: 1-based line, and the cells as they were printed."""

    sheet: str
    line: int
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Lot:
    """One offering. Prices are whole minor units of `currency`.

    `vehicle` holds what the list says (read, or derived from what it says); `inferred` what the
    model-code table adds; `warnings` what a person should look at: field and sentence key.
    """

    house: str | None = fact(Kind.TEXT)
    auction_date: str | None = fact(Kind.DAY)
    round: str | None = fact(Kind.TEXT)
    lane: str | None = fact(Kind.TEXT)
    lot_number: str | None = fact(Kind.CODE)
    start_price: int | None = fact(Kind.MONEY)
    highest_bid: int | None = fact(Kind.MONEY)
    hammer_price: int | None = fact(Kind.MONEY)
    asking_price: int | None = fact(Kind.MONEY)
    currency: str | None = fact(Kind.CODE)
    result: str | None = fact(Kind.CHOICE, choices=RESULTS)
    recycle_fee: int | None = fact(Kind.MONEY)
    road_tax: int | None = fact(Kind.MONEY)
    auction_fee: int | None = fact(Kind.MONEY)
    vehicle: Vehicle = field(default_factory=Vehicle)
    inferred: dict[str, Any] = field(default_factory=dict)
    inferred_from: dict[str, str] = field(default_factory=dict)
    source: SourceRow = field(default_factory=lambda: SourceRow(sheet="", line=0))

    @property
    def identity(self) -> str | None:
        """House, date and number as one key; None where the list does not say all three."""
        if not (self.house and self.auction_date and self.lot_number):
            return None
        return "|".join((self.house.casefold(), self.auction_date, self.lot_number.casefold()))


LOT_FACTS: tuple[FactSpec, ...] = specs_of(Lot)
