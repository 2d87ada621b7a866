"""Rates, costs, margins, and the FOB prices of an invoice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.cost import Cost, of_lot, together
from broker_app.domain.margin import costs_in_yen, margin_of
from broker_app.domain.missing import Missing
from broker_app.domain.money import Money
from broker_app.domain.rate import Rate, RateBook, in_yen, is_old
from broker_app.domain.sale import Sale
from broker_app.domain.shipment import Agreed, Shipment, amounts, fob_prices, holds_more, split

TODAY = date(2026, 11, 24)
BOOK = RateBook(
    [
        ("USD", Rate(Decimal("150.5"), date(2026, 11, 20), "bank")),
        ("USD", Rate(Decimal("148"), date(2026, 11, 2), "bank")),
        ("EUR", Rate(Decimal("170"), date(2026, 11, 20), "bank")),
    ]
)
BOUGHT = Cost(kind="purchase", amount=1_000_000, day="2026-11-05")


def sold(price: int, **values: object) -> Sale:
    given = {"price": price, "currency": "USD", "sold_on": "2026-11-21"} | values
    return Sale(vehicle=1, buyer=1, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2026, 11, 1), None),
        (date(2026, 11, 2), "148"),
        (date(2026, 11, 19), "148"),
        (date(2026, 11, 20), "150.5"),
        (date(2027, 1, 1), "150.5"),
    ],
)
def test_the_latest_rate_of_that_day_or_before_counts(day: date, rate: str | None) -> None:
    found = BOOK.at("USD", day)
    assert (None if found is None else str(found.rate)) == rate
    assert ("USD" in BOOK.on(day)) is (rate is not None)


def test_a_rate_grows_old() -> None:
    rate = BOOK.on(TODAY)["USD"]
    assert not is_old(rate, date(2026, 12, 20))
    assert is_old(rate, date(2026, 12, 21))


def test_amounts_are_turned_into_whole_yen() -> None:
    assert in_yen(Money(1_000_050, "USD"), BOOK.at("USD", TODAY)) == Money(1_505_075, "JPY")
    assert in_yen(Money(7, "JPY"), None) == Money(7, "JPY")
    assert in_yen(Money(7, "NZD"), None) is None


def test_a_margin_is_price_less_costs_at_the_rates_of_their_days() -> None:
    paid = [BOUGHT, Cost(kind="agent", amount=10_000, currency="USD", day="2026-11-03")]
    found = margin_of(sold(1_000_000), paid, BOOK, TODAY)
    assert found.price == Money(1_505_000, "JPY")
    assert found.costs == Money(1_000_000 + 14_800, "JPY")
    assert found.amount == Money(1_505_000 - 1_014_800, "JPY")
    assert found.share == pytest.approx(490_200 / 1_014_800)
    assert not found.missing


def test_what_is_missing_leaves_it_open_and_is_named() -> None:
    paid = [Cost(kind="repair", amount=5_000, currency="USD", day="2026-10-01")]
    found = margin_of(sold(1_000_000, currency="NZD"), paid, BOOK, TODAY)
    assert found.amount is None
    assert found.share is None
    assert set(found.missing) == {
        Missing("cost", "purchase"),
        Missing("rate", "NZD", "2026-11-21"),
        Missing("rate", "USD", "2026-10-01"),
    }
    assert Missing("figure", "price") in margin_of(sold(0), [BOUGHT], BOOK, TODAY).missing
    assert costs_in_yen(paid, BOOK, TODAY) is None
    assert costs_in_yen([BOUGHT], BOOK, TODAY) == Money(1_000_000, "JPY")


@pytest.mark.parametrize(
    ("term", "counted", "lacking"),
    [
        ("FOB", 0, []),
        ("CFR", 90_000, []),
        ("CIF", 90_000, [Missing("cost", "insurance")]),
    ],
)
def test_a_price_answers_for_the_costs_that_its_term_holds(
    term: str, counted: int, lacking: list[Missing]
) -> None:
    """Freight is charged beside a FOB price, and the recycling deposit comes back."""
    paid = [
        BOUGHT,
        Cost(kind="freight", amount=90_000, day="2026-11-05"),
        Cost(kind="recycling", amount=12_000, day="2026-11-05"),
    ]
    found = margin_of(sold(1_000_000, incoterm=term), paid, BOOK, TODAY)
    assert found.costs == Money(1_000_000 + counted, "JPY")
    assert list(found.missing) == lacking
    assert "recycling" in {cost.kind for cost in found.beside}
    assert ("freight" in {cost.kind for cost in found.beside}) is (term == "FOB")


def test_what_the_list_states_stands_until_somebody_enters_that_kind() -> None:
    lot = {
        "hammer_price": 500_000,
        "auction_fee": 9_000,
        "recycle_fee": None,
        "road_tax": 0,
        "currency": "JPY",
        "auction_date": "2026-11-05",
        "house": "Minato AA",
    }
    listed = of_lot(3, lot)
    assert [(c.kind, c.amount, c.listed) for c in listed] == [
        ("purchase", 500_000, True),
        ("auction_fee", 9_000, True),
    ]
    typed = Cost(id=1, vehicle=3, kind="auction_fee", amount=8_800, day="2026-11-06")
    repair = Cost(id=2, vehicle=3, kind="repair", amount=1, day="2026-11-07")
    assert [(c.kind, c.amount) for c in together([repair, typed], listed)] == [
        ("purchase", 500_000),
        ("auction_fee", 8_800),
        ("repair", 1),
    ]


# FOB prices

CIF = Shipment(incoterm="CIF", currency="USD", freight=190_001, insurance=3_000)


def test_fob_prices_of_vehicles_sold_on_fob_are_what_was_agreed() -> None:
    agreed = [Agreed(Money(p, "USD")) for p in (415_000, 1_690_000)]
    assert [p.minor_units for p in fob_prices(agreed, CIF)] == [415_000, 1_690_000]


def test_freight_is_taken_out_by_volume_or_in_equal_shares() -> None:
    volumes = [Decimal(10), Decimal(30)]
    by_volume = [Agreed(Money(500_000, "USD"), "CFR", v) for v in volumes]
    assert [p.minor_units for p in fob_prices(by_volume, CIF)] == [452_500, 357_499]
    unknown = [Agreed(Money(500_000, "USD"), "CFR"), by_volume[1]]
    assert [p.minor_units for p in fob_prices(unknown, CIF)] == [404_999, 405_000]


def test_a_vehicle_without_a_price_has_none_below_zero() -> None:
    agreed = [Agreed(Money(price, "USD"), "CIF") for price in (0, 500_000)]
    assert [p.minor_units for p in fob_prices(agreed, CIF)] == [0, 402_000]


amounts_of_money = st.integers(1, 10**9)


@given(
    st.lists(
        st.tuples(
            amounts_of_money,
            st.sampled_from(["FOB", "CFR", "CIF"]),
            st.none() | st.decimals(1, 99, places=3),
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 10**7),
    st.integers(0, 10**6),
)
def test_an_invoice_adds_up_to_what_was_agreed(
    lines: list[tuple[int, str, Decimal | None]], freight: int, insurance: int
) -> None:
    shipment = Shipment(incoterm="CIF", currency="USD", freight=freight, insurance=insurance)
    agreed = [Agreed(Money(price, "USD"), term, volume) for price, term, volume in lines]
    fob = fob_prices(agreed, shipment)
    owed = amounts(fob, shipment).total.minor_units
    if all(line.incoterm == "CIF" for line in agreed):
        assert owed == sum(line.price.minor_units for line in agreed)
    assert owed == sum(p.minor_units for p in fob) + freight + insurance
    for line, price in zip(agreed, fob, strict=True):
        assert price.minor_units <= line.price.minor_units
        assert line.incoterm != "FOB" or price == line.price


@given(
    st.integers(0, 10**9),
    st.lists(st.decimals("0.001", 1000, places=3), min_size=1, max_size=20),
)
def test_shares_add_up_to_the_bill(amount: int, weights: list[Decimal]) -> None:
    shares = split(amount, weights)
    assert sum(shares) == amount
    assert min(shares) >= 0


def test_nothing_to_weigh_by_is_no_share() -> None:
    assert split(100, [Decimal(0), Decimal(0)]) == [0, 0]
    assert split(100, []) == []


@pytest.mark.parametrize(
    ("sold_on", "shipped_on", "more"),
    [("CIF", "CFR", True), ("CFR", "FOB", True), ("CIF", "CIP", False), ("FOB", "CIF", False)],
)
def test_a_price_may_not_hold_more_than_the_shipment(
    sold_on: str, shipped_on: str, more: bool
) -> None:
    shipment = Shipment(incoterm=shipped_on)
    assert holds_more(Agreed(Money(1, "JPY"), sold_on), shipment) is more
