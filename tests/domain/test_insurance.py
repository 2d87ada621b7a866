from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.insurance import premium, premium_of, sum_insured
from broker_app.domain.money import Money

AMOUNTS = st.integers(0, 10**13).map(lambda units: Money(units, "USD"))
RATES = st.decimals("0", "50", places=4)


def test_the_arithmetic_of_the_specification() -> None:
    carried = Money(2_000_000, "USD")
    assert premium(carried, Decimal("0.9")) == Money(19_998, "USD")
    assert sum_insured(Money(2_019_998, "USD")) == Money(2_221_998, "USD")
    assert sum_insured(Money(5, "JPY")) == Money(6, "JPY")
    assert premium_of(Money(1_578_060, "JPY"), Decimal("0.9")) == Money(14_203, "JPY")


@given(AMOUNTS, RATES)
def test_the_premium_is_the_rate_on_110_percent_of_the_cif_that_holds_it(
    carried: Money, rate: Decimal
) -> None:
    found = premium(carried, rate)
    share = Fraction(rate) / 100 * Fraction(11, 10)
    exact = carried.minor_units / (1 - share) - carried.minor_units
    assert abs(found.minor_units - exact) <= Fraction(1, 2)
    on_cover = premium_of(sum_insured(carried + found), rate)
    assert abs(on_cover.minor_units - found.minor_units) <= 2


@given(AMOUNTS, AMOUNTS, RATES)
def test_more_is_never_cheaper(one: Money, other: Money, rate: Decimal) -> None:
    less, more = sorted((one, other))
    assert premium(less, rate) <= premium(more, rate)
    assert sum_insured(less) <= sum_insured(more)
    assert premium(one, Decimal(0)).minor_units == 0


@pytest.mark.parametrize("rate", ["-0.1", "90.91", "200"])
def test_a_rate_that_no_price_holds_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="no price"):
        premium(Money(100, "USD"), Decimal(rate))
