"""Insurance: what cargo is insured for and what that costs. Amounts are minor units of a currency.

reference: paperwork specification 2.4. Cover under CIF and CIP is at least 110 % of the price, and
the premium is a share of that cover; since the price holds the premium, the two are solved at once.
"""

from decimal import Decimal
from fractions import Fraction
from math import floor

from broker_app.domain.money import Money

COVER = Fraction(110, 100)
"""The least sum insured, as a share of the CIF price (Incoterms 2020 CIF A5; UCP 600 art. 28)."""


def sum_insured(cif: Money) -> Money:
    """Return 110 % of a CIF price, rounded half up."""
    return _money(cif.minor_units * COVER, cif.currency)


def premium_of(insured: Money, rate_percent: Decimal) -> Money:
    """Return what a sum insured costs at a rate, rounded half up."""
    return _money(insured.minor_units * _share(rate_percent), insured.currency)


def premium(carried: Money, rate_percent: Decimal) -> Money:
    """Return the premium of goods with freight (CFR) at a rate on 110 % of CIF, rounded half up.

    `CIF = CFR / (1 - 1.1 r)`, premium = CIF - CFR. Raises ValueError for a rate that no price
    could hold (below 0, or 1.1 r not below 1).
    """
    held = COVER * _share(rate_percent)
    if not 0 <= held < 1:
        raise ValueError(f"no price holds a premium of {rate_percent} %")
    return _money(carried.minor_units * held / (1 - held), carried.currency)


def _share(rate_percent: Decimal) -> Fraction:
    return Fraction(rate_percent) / 100


def _money(exact: Fraction, currency: str) -> Money:
    return Money(floor(exact + Fraction(1, 2)), currency)
