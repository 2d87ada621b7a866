"""Price list: what buyers are told of vehicles on sale. A white list, like the papers'.

Costs, margins, what a vehicle was bought for, where and from whom, remarks and everything else an
auction list says of money have no column, so they cannot reach a buyer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from broker_app.domain.money import Money
from broker_app.domain.vehicle import Vehicle

COLUMNS = (
    "maker",
    "model",
    "grade_name",
    "chassis_number",
    "model_code",
    "first_registered",
    "manufactured",
    "model_year",
    "displacement_cc",
    "powertrain",
    "transmission",
    "drive",
    "steering",
    "doors",
    "seats",
    "odometer_km",
    "colour",
    "body",
    "score",
    "interior_grade",
    "exterior_grade",
    "length_mm",
    "width_mm",
    "height_mm",
    "volume_m3",
    "kerb_weight_kg",
)
"""Facts that a list may tell; number, reference and price stand on every list."""

DEFAULT_COLUMNS = (
    "maker",
    "model",
    "grade_name",
    "model_code",
    "first_registered",
    "displacement_cc",
    "powertrain",
    "transmission",
    "drive",
    "steering",
    "odometer_km",
    "colour",
    "score",
)
NAMES = ("maker", "model", "model_code")
"""Facts that only say which vehicle is meant."""
LANGUAGES = ("en", "ja", "ru")
MOST = 20_000
"""Vehicles on one list; nobody reads more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """What a list tells and promises; `valid_until` is ISO, empty where nothing is promised.

    `destination` is the country it is made for: what the law blocks for it is left out. Prices are
    our own list prices, else what the vehicle's last lot asks, unless `own_only`;
    `priced_only` leaves out what has none.
    """

    columns: tuple[str, ...] = DEFAULT_COLUMNS
    destination: str = ""
    incoterm: str = "FOB"
    place: str = ""
    valid_until: str = ""
    language: str = "en"
    own_only: bool = False
    priced_only: bool = False
    photographs: bool = False


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One vehicle on a list: its number with us, what is told of it, and its price, if any."""

    reference: int
    facts: Mapping[str, Any]
    price: Money | None


def line_of(
    reference: int, vehicle: Vehicle, columns: Iterable[str], price: Money | None
) -> PriceLine:
    """Return what a list tells of a vehicle; of what is only inferred no more than its name."""
    told = {}
    for name in columns:
        fact = vehicle.fact(name) if name in COLUMNS else None
        if fact is not None and (fact.clears or name in NAMES):
            told[name] = fact.value
    return PriceLine(reference, told, price)
