"""Accounts of a period: lines add up, margins that are open are named and never guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.accounts import (
    Entry,
    between,
    by_key,
    by_month,
    figures_of,
    months,
    span,
)
from broker_app.domain.consumption_tax import ConsumptionTax, TaxedKind
from broker_app.domain.cost import Cost
from broker_app.domain.margin import margin_of
from broker_app.domain.missing import Missing
from broker_app.domain.money import Money
from broker_app.domain.rate import RateBook
from broker_app.domain.shipment import split

TODAY = date(2026, 11, 24)
TAX = ConsumptionTax(
    ((date(2014, 4, 1), 8), (date(2019, 10, 1), 10)),
    {"repair": TaxedKind(True, "sourced", "https://x"), "recycling": TaxedKind(False, "", "")},
)
RATE_MISSING = Missing("rate", "USD", "2026-10-02")


def closed(vehicle: int, **values: object) -> Entry:
    known: dict[str, object] = {
        "bought_on": "2026-09-10",
        "sold": True,
        "sold_on": "2026-10-02",
        "purchase": 500_000,
        "sales": 800_000,
        "cost": 600_000,
        "taxes": (("2026-09-10", 50_000),),
        "market": "KE",
        "company": 1,
    }
    return Entry(vehicle=vehicle, **(known | values))  # type: ignore[arg-type]


def open_sale(vehicle: int) -> Entry:
    return closed(vehicle, sales=None, cost=None, missing=(RATE_MISSING,))


def test_each_event_stands_in_the_month_of_its_own_day() -> None:
    lines = by_month([closed(1, shipped_on="2026-11-03")], "2026-09", "2026-11")
    said = [(f.key, f.bought, f.sold, f.shipped, f.purchase, f.margin, f.input_tax) for f in lines]
    assert said == [
        ("2026-09", 1, 0, 0, 500_000, 0, 50_000),
        ("2026-10", 0, 1, 0, 0, 200_000, 0),
        ("2026-11", 0, 0, 1, 0, 0, 0),
    ]
    assert lines[1].share == pytest.approx(1 / 3)
    assert lines[0].share is None


def test_an_open_margin_is_counted_and_named_and_adds_nothing() -> None:
    (line,) = by_month([closed(1), open_sale(2)], "2026-10", "2026-10")
    assert (line.sold, line.sales, line.cost, line.margin) == (2, 800_000, 600_000, 200_000)
    assert [(entry.vehicle, entry.missing) for entry in line.open] == [(2, (RATE_MISSING,))]


def test_a_purchase_whose_price_is_not_known_is_open_once() -> None:
    bought = Entry(vehicle=3, bought_on="2026-10-01", purchase=None)
    both = closed(4, bought_on="2026-10-05", purchase=None, sales=None, cost=None)
    (line,) = by_month([bought, both], "2026-10", "2026-10")
    assert (line.bought, line.purchase, len(line.open)) == (2, 0, 2)


def test_what_has_no_day_stands_apart() -> None:
    lines = by_month([closed(1, bought_on="", taxes=(("", 7),))], "2026-10", "2026-10")
    assert [(f.key, f.bought, f.sold, f.input_tax) for f in lines] == [
        ("2026-10", 0, 1, 0),
        ("", 1, 0, 7),
    ]


def test_months_run_over_the_year() -> None:
    assert months("2026-11", "2027-02") == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert months("2026-02", "2026-01") == []


def test_the_span_is_that_of_the_figures_else_this_month() -> None:
    assert span([closed(1)], "2026-11-24") == ("2026-09", "2026-10")
    assert span([], "2026-11-24") == ("2026-11", "2026-11")


days = st.sampled_from(["", "2025-12-31", "2026-01-01", "2026-02-28", "2026-10-02", "2026-11-30"])
yen = st.integers(0, 10**9)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    made = []
    for vehicle in range(draw(st.integers(0, 12))):
        sold, known = draw(st.booleans()), draw(st.booleans())
        made.append(
            Entry(
                vehicle=vehicle,
                company=draw(st.integers(1, 3)),
                market=draw(st.sampled_from(["", "KE", "TZ"])),
                shipment=draw(st.sampled_from(["", "SH-1", "SH-2"])),
                bought_on=draw(days),
                sold=sold,
                sold_on=draw(days) if sold else "",
                shipped_on=draw(days),
                purchase=draw(st.none() | yen),
                sales=draw(yen) if sold and known else None,
                cost=draw(yen) if sold and known else None,
                missing=() if known or not sold else (RATE_MISSING,),
                taxes=tuple(draw(st.lists(st.tuples(days, st.integers(1, 10**6)), max_size=3))),
            )
        )
    return made


@given(entries())
def test_the_lines_add_up_to_the_vehicles_whichever_way_they_are_drawn(found: list[Entry]) -> None:
    since, until = "2025-12", "2026-11"
    total = figures_of("", found, between(since, until))
    ways = [by_month(found, since, until)]
    ways += [
        by_key(found, key, since, until)
        for key in (lambda e: e.market, lambda e: e.shipment, lambda e: str(e.company))
    ]
    for lines in ways:
        for name in (
            "bought",
            "sold",
            "shipped",
            "purchase",
            "sales",
            "cost",
            "margin",
            "input_tax",
        ):
            assert sum(getattr(line, name) for line in lines) == getattr(total, name), name
    assert total.bought == len(found)
    assert total.sales == sum(e.sales or 0 for e in found if e.margin is not None)
    assert total.margin == sum(e.margin or 0 for e in found)
    assert total.input_tax == sum(amount for e in found for _, amount in e.taxes)
    assert {e.vehicle for e in total.open} == {
        e.vehicle for e in found if (e.sold and e.margin is None) or e.purchase is None
    }


# consumption tax


@pytest.mark.parametrize(
    ("cost", "tax"),
    [
        (Cost(kind="repair", amount=10_009, day="2026-11-01"), 1_000),
        (Cost(kind="repair", amount=10_000, day="2019-09-30"), 800),
        (Cost(kind="repair", amount=10_000, day="2010-01-01"), 0),
        (Cost(kind="repair", amount=10_000), 1_000),
        (Cost(kind="repair", amount=10_000, currency="USD", day="2026-11-01"), 0),
        (Cost(kind="recycling", amount=10_000, day="2026-11-01"), 0),
        (Cost(kind="bank", amount=10_000, day="2026-11-01"), 0),
    ],
)
def test_the_usual_tax_follows_kind_day_and_currency(cost: Cost, tax: int) -> None:
    assert TAX.usual(cost, TODAY) == tax


def test_only_what_the_list_states_is_filled_in() -> None:
    listed = Cost(kind="repair", amount=10_000, day="2026-11-01", listed=True)
    typed = Cost(kind="repair", amount=10_000, day="2026-11-01", tax=5)
    assert [cost.tax for cost in TAX.filled([listed, typed], TODAY)] == [1_000, 5]


def test_cost_and_margin_are_without_the_tax_and_it_is_said_apart() -> None:
    paid = [Cost(kind="purchase", amount=500_000, tax=50_000), Cost(kind="recycling", amount=9_000)]
    found = margin_of(None, paid, RateBook(), TODAY)
    assert (found.costs, found.input_tax) == (Money(500_000, "JPY"), 50_000)


def test_a_rate_that_was_fixed_for_a_cost_counts() -> None:
    paid = [Cost(kind="purchase", amount=100_000, currency="USD", rate="151.5")]
    found = margin_of(None, paid, RateBook(), TODAY)
    assert (found.costs, found.missing) == (Money(151_500, "JPY"), ())


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**15), min_size=1, max_size=20))
def test_shares_add_up_exactly_however_large(amount: int, weights: list[int]) -> None:
    shares = split(amount, [Decimal(weight) for weight in weights])
    assert sum(shares) == (amount if any(weights) else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        assert weight or not share or sum(weights) == 0
