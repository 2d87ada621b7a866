"""A tax that changes by date is the one in force on the day of clearance."""

from datetime import date
from decimal import Decimal

import pytest

from broker_app.domain.admission import Voyage
from broker_app.domain.facts import Fact
from broker_app.domain.landed import LandedCost, landed_cost
from broker_app.domain.missing import Missing
from broker_app.domain.rate import Rate
from broker_app.jobs import explaining_markets, market_sheet
from broker_app.reference import markets

MARKETS = {market.id: market for market in markets.shipped()}
RATES = {"USD": Rate(Decimal(150), date(2026, 11, 20), "bank")}
CAR = {"export_value_jpy": Fact(1_000_000), "volume_m3": Fact(10.0)}


def cost(market: str, arrives: date, cleared: date | None = None) -> LandedCost:
    on = date(2026, 1, 1)
    return landed_cost(MARKETS[market], CAR, on, Voyage(None, arrives, cleared), RATES)


def names(found: LandedCost) -> list[str]:
    return [line.name for line in found.lines]


def share(found: LandedCost, name: str) -> Decimal | None:
    tax, cif = found.middle(name), found.middle("cif")
    return None if tax is None or cif is None else round(tax / cif * 100)


@pytest.mark.parametrize(
    ("arrives", "cleared", "levied"),
    [
        (date(2026, 3, 31), None, False),
        (date(2026, 4, 1), None, True),
        (date(2026, 3, 31), date(2026, 4, 1), True),  # the day of clearance counts
    ],
)
def test_the_levy_of_sri_lanka_begins_on_its_day(
    arrives: date, cleared: date | None, levied: bool
) -> None:
    assert ("social_levy" in names(cost("LK", arrives, cleared))) is levied


@pytest.mark.parametrize(
    ("cleared", "percent", "planned"),
    [
        (date(2025, 9, 29), None, False),
        (date(2026, 6, 30), 40, False),
        (date(2026, 7, 1), 30, True),
        (date(2027, 7, 1), 20, True),
        (date(2029, 6, 30), 10, True),
        (date(2029, 7, 1), None, False),
    ],
)
def test_the_regulatory_duty_of_pakistan_falls_by_the_year(
    cleared: date, percent: int | None, planned: bool
) -> None:
    found = cost("PK", date(2025, 9, 1), cleared)
    assert names(found).count("regulatory_duty") == (percent is not None)
    assert percent is None or share(found, "regulatory_duty") == percent
    assert (Missing("planned", "regulatory_duty") in found.notes) is planned


def test_what_is_only_announced_is_said_to_be() -> None:
    sheet = market_sheet.sheet_of(MARKETS["PK"], {}, date(2026, 11, 22))
    (duties,) = (part for part in sheet.parts if part.key == "duty")
    said = [(row[0], row[1]) for grid in duties.grids for row in grid.rows]
    assert ("Regulatory duty (30 Sep 2025 to 30 Jun 2026)", "40 %") in said
    assert ("Regulatory duty (from 1 Jul 2026, as announced)", "30 %") in said
    assert "Regulatory duty" in explaining_markets.note(Missing("planned", "regulatory_duty"))


def test_sanctions_and_an_unknown_voyage_are_said_on_the_sheet() -> None:
    sheet = market_sheet.sheet_of(MARKETS["KP"], {}, date(2026, 11, 22))
    said = {text for part in sheet.parts for line in part.lines for text in line}
    assert "Everything. Total ban of Japan and the United Nations." in said
