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

    def identity(self, house: str = "") -> str | None:
        """House, date and number as one key; None where the list does not say all three.

        `house` is its usual name, where the list spells it otherwise. `080007` is `80007`; nought
        is no number yet.
        """
        named, number = house or self.house, _counted(self.lot_number or "")
        if not (named and self.auction_date and number):
            return None
        return "|".join((named.casefold(), self.auction_date, number))


def _counted(number: str) -> str:
    """Return a lot number as it is compared, empty where it is none yet."""
    plain = number.casefold().removesuffix(".0")
    return plain.lstrip("0") if plain.isdigit() else plain


LOT_FACTS: tuple[FactSpec, ...] = specs_of(Lot)
