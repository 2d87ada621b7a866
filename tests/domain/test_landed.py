"""Landed costs of all markets: every line shown is in the total, to the last unit."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app import words
from broker_app.domain.admission import Voyage
from broker_app.domain.facts import Fact
from broker_app.domain.landed import WHOLE, CostLine, LandedCost, landed_cost, lines_in
from broker_app.domain.missing import Missing
from broker_app.domain.money import exponent
from broker_app.domain.rate import HOME, Rate
from broker_app.reference import markets

MARKETS = {market.id: market for market in markets.shipped()}
CURRENCIES = sorted({market.currency for market in MARKETS.values()} | {"USD"})
ON, DAY = date(2026, 11, 22), date(2026, 11, 20)
VOYAGE = Voyage(date(2026, 12, 16), date(2027, 1, 10), date(2027, 1, 12))
RATES = st.decimals(Decimal("0.0031"), Decimal("520"), places=4)
CARS = st.fixed_dictionaries(
    {
        "export_value_jpy": st.integers(10_000, 30_000_000),
        "volume_m3": st.floats(3, 45).map(lambda volume: round(volume, 3)),
        "displacement_cc": st.integers(50, 6_500),
        "manufactured": st.sampled_from(["2009-07", "2018-03", "2022-11", "2026-01"]),
        "powertrain": st.sampled_from(["petrol", "diesel", "hybrid", "electric"]),
        "vehicle_class": st.sampled_from(["car", "suv", "truck", "van"]),
    },
    optional={"gross_weight_kg": st.integers(600, 25_000), "seats": st.integers(2, 9)},
)


def assert_adds_up(lines: tuple[CostLine, ...], total: CostLine, digits: int) -> None:
    counted = [line.amounts for line in lines if line.name != "cif"]
    for line in (*lines, total):
        if line.amounts is not None:
            assert line.amounts[0] <= line.amounts[1]
            assert all(amount == round(amount, digits) for amount in line.amounts)
    if total.amounts is None:
        assert None in counted
        assert total.missing
        return
    known = [amounts for amounts in counted if amounts is not None]
    assert len(known) == len(counted)
    assert total.amounts[0] == sum(low for low, _ in known)
    assert total.amounts[1] == sum(high for _, high in known)


@settings(max_examples=25, deadline=None)
@given(CARS, st.lists(RATES, min_size=len(CURRENCIES), max_size=len(CURRENCIES)))
def test_lines_add_up_in_every_market_and_currency(
    car: dict[str, object], worth: list[Decimal]
) -> None:
    facts = {name: Fact(value) for name, value in car.items()}
    rates = {c: Rate(rate, DAY, "bank") for c, rate in zip(CURRENCIES, worth, strict=True)}
    for market in MARKETS.values():
        cost = landed_cost(market, facts, ON, VOYAGE, rates)
        assert_adds_up(cost.lines, cost.total, exponent(HOME))
        assert_adds_up(cost.local_lines, cost.local, exponent(market.currency))
        lines, total = lines_in(cost.lines, "USD", rates, WHOLE)
        assert_adds_up(lines, total, WHOLE)


def cost_in(market: str, rates: dict[str, Rate]) -> LandedCost:
    facts = {"export_value_jpy": Fact(1_234_567), "volume_m3": Fact(11.37)}
    facts |= {"displacement_cc": Fact(1496), "manufactured": Fact("2020-03")}
    return landed_cost(MARKETS[market], facts, ON, VOYAGE, rates)


def test_a_currency_without_a_rate_is_named_and_never_guessed() -> None:
    usd = Rate(Decimal("151.37"), DAY, "bank")
    cost = cost_in("KE", {"USD": usd})
    assert cost.local.amounts is None
    assert Missing("rate", "KES") in cost.missing
    assert all(line.amounts is None for line in cost.local_lines)
    assert cost_in("KE", {}).total.amounts is None


def test_duties_stand_in_the_currency_of_the_market_too() -> None:
    rates = {"USD": Rate(Decimal("151.37"), DAY, "bank"), "KES": Rate(Decimal("1.17"), DAY, "bank")}
    cost = cost_in("KE", rates)
    pairs = zip(cost.lines, cost.local_lines, strict=True)
    for line, local in pairs:
        assert local.name == line.name
        assert local.currency == "KES"
        if line.amounts is not None:
            assert local.amounts is not None
            assert local.amounts[0] == round(line.amounts[0] / Decimal("1.17"), 2)


def test_amounts_are_said_with_the_digits_they_are_kept_with() -> None:
    for currency in CURRENCIES:
        digits = exponent(currency)
        said = words.figures(123_456, currency)
        assert said == f"{Decimal(123_456).scaleb(-digits):,.{digits}f}"
        assert digits in (0, 2, 3)
    assert {c: exponent(c) for c in ("TND", "KWD", "BHD", "OMR", "JOD", "IQD", "LYD")} == (
        dict.fromkeys(("TND", "KWD", "BHD", "OMR", "JOD", "IQD", "LYD"), 3)
    )
    assert [exponent(c) for c in ("UGX", "RWF", "VUV", "MGA", "MRU", "ISK")] == [0, 0, 0, 2, 2, 0]
