"""Money: whole minor units with an ISO 4217 code; no floats anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# reference: ISO 4217 exponents as listed in the paperwork specification 2.3; two where not named.
_NO_MINOR_UNIT = frozenset(
    "JPY KRW VND CLP PYG UGX UYI RWF BIF DJF GNF ISK KMF VUV XPF XOF XAF".split()  # noqa: SIM905
)
_THREE_DIGITS = frozenset("KWD BHD OMR JOD TND LYD IQD".split())  # noqa: SIM905

TRADED = ("JPY", "USD", "EUR", "GBP", "AUD", "NZD", "CAD", "SGD", "HKD", "AED", "CNY", "KRW")
"""Currencies that vehicles are sold in and costs are paid in."""


def exponent(currency: str) -> int:
    """Return how many decimal digits the minor unit of a currency has."""
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of one currency: `Money(1_234_567, "USD")` is USD 12,345.67."""

    minor_units: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor_units + other.minor_units, self.currency)

    @property
    def amount(self) -> Decimal:
        """The amount in whole units of the currency."""
        return Decimal(self.minor_units).scaleb(-exponent(self.currency))


def from_amount(amount: Decimal, currency: str) -> Money:
    """Return the amount in minor units, rounded half up to the currency's exponent."""
    scaled = amount.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(scaled), currency)


def total(amounts: Sequence[Money], currency: str) -> Money:
    """Return the sum; an empty sequence gives nothing of the currency."""
    summed = Money(0, currency)
    for amount in amounts:
        summed = summed + amount
    return summed
