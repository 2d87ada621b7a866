"""Overrides of markets: laid over the shipped file, refused where it cannot bear them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit
from broker_app.domain.facts import Fact
from broker_app.domain.market import Market
from broker_app.domain.override import OWN, Override
from broker_app.reference import market_overrides as files
from broker_app.reference import markets

DAY = date(2026, 11, 20)
TEXTS = {m.id: files.text_of(m.id) for m in markets.shipped()}
RULE = """
[[version]]
from = 2026-12-01
[[version.row]]
classes = ["ALL"]
steering = "BOTH"
age_base = "FIRST_REG"
age_event = "ARRIVAL"
age_max = { mode = "YEAR_COUNT_INCL", value = 10 }
"""
EMBARGO = RULE.replace('"BOTH"', '"BOTH"\nstatus = "EMBARGO"')
RULE_PLACE = "version.2026-12-01"
CAR = {
    "vehicle_class": "car",
    "powertrain": "petrol",
    "steering": "right",
    "manufactured": "2018-12",
    "first_registered": "2019-02",
    "accident": "none",
}


def over(place: str, value: Any, market: str = "KE", shipped: Any = None) -> Override:
    return Override(market, place, value, "a quotation", DAY, "sato", shipped)


def laid(*overrides: Override, old: str = "", new: str = "") -> Market:
    """Return the market with overrides over its file, in which something was changed."""
    file, text = TEXTS[overrides[0].market]
    assert old in text
    return files.overlaid(file, text.replace(old, new), overrides)[0]


def standing(override: Override, old: str = "", new: str = "") -> Any:
    file, text = TEXTS[override.market]
    assert old in text
    return files.overlaid(file, text.replace(old, new), [override])[1][0]


def answer(market: Market, **facts: object) -> Answer:
    known = {name: Fact(value) for name, value in (CAR | facts).items()}
    return admit(market, Case(known, Voyage(date(2026, 12, 20), date(2027, 1, 15))))


@pytest.mark.parametrize(
    ("place", "value", "at", "shipped"),
    [
        ("logistics.freight_usd_m3", [80, 100], "logistics.freight_usd_m3", [75, 95]),
        ("logistics.inland_usd", [1, 2], "logistics.inland_usd", None),
        ("logistics.transit_days", [20, 25], "logistics.transit_days", [24, 34]),
        ("logistics.vessel_wait_days", 5, "logistics.vessel_wait_days", 10),
        ("logistics.disrupted_since", "2026-10-01", "logistics.disrupted_since", None),
        ("inspection.cost_usd", [200, 220], "inspection.cost_usd", [150, 250]),
        ("demand.tier", "B", "demand.tier", "A"),
        ("demand.units", 5, "demand.units", 77000),
        ("demand.models", ["Note"], "demand.models", None),
        ("stressed", True, "stressed", False),
        ("diversion.risk", "HIGH", "diversion.risk", "LOW"),
        ("diversion.onward", ["RU"], "diversion.onward", []),
        ("sanctions.status", "PARTIAL", "sanctions.status", "NONE"),
    ],
)
def test_each_place_takes_a_value(place: str, value: Any, at: str, shipped: Any) -> None:
    market = laid(over(place, value))
    found: Any = market
    for name in at.split("."):
        found = getattr(found, name)
    plain = found.isoformat() if isinstance(found, date) else found
    assert (list(plain) if isinstance(plain, tuple) else plain) == value
    assert market.own == (place,)
    if shipped is not None:
        assert standing(over(place, value)).shipped == shipped


def test_a_duty_is_named_by_its_name() -> None:
    market = laid(over("duty.vat.percent", [16, 18]))
    vat = next(step for step in market.duties if step.name == "vat")
    assert vat.percent is not None
    assert [int(share) for share in vat.percent] == [16, 18]
    assert market.sources["duty"].confidence == OWN


def test_a_group_says_whose_it_is_and_of_which_day() -> None:
    later = replace(over("logistics.transit_days", [20, 30]), checked_on=date(2026, 11, 24))
    source = laid(over("logistics.freight_usd_m3", [80, 100]), later).sources["transit"]
    assert (source.confidence, source.own, source.checked_on) == (OWN, ("a quotation",), DAY)
    assert source.references  # the shipped ones stand beside it
    assert laid(over("demand.units", 1)).sources["transit"].confidence == "sourced"


@pytest.mark.parametrize(
    ("place", "value", "key"),
    [
        ("logistics.freight_usd_m3", [100, 80], "override_refused"),
        ("logistics.freight_usd_m3", "cheap", "override_refused"),
        ("logistics.freight_usd_m3", [0, 0], "override_refused"),
        ("logistics.transit_days", [1, 10**9], "override_refused"),
        ("logistics.vessel_wait_days", -1, "override_refused"),
        ("demand.units", -1, "override_refused"),
        ("demand.tier", "Z", "override_value"),
        ("duty.beer.percent", 3, "override_no_place"),
        ("id", "XX", "override_no_place"),
        ("source.age", "sourced", "override_no_place"),
        ("version.2027-13-01", RULE, "override_no_place"),
        ("version.2027-01-01", RULE, "override_no_place"),
        (RULE_PLACE, RULE.replace("BOTH", "LEFT"), "override_refused"),
        (RULE_PLACE, RULE.replace("value = 10", "value = 10000000000"), "override_refused"),
        (RULE_PLACE, RULE + "own = 'me'", "override_refused"),
        (RULE_PLACE, RULE + RULE, "override_rule_text"),
        (RULE_PLACE, "from = ", "override_rule_text"),
        (RULE_PLACE, "[[version]]\nfrom = 2026-12-01\n", "override_refused"),
    ],
)
def test_nonsense_is_set_aside_with_its_place(place: str, value: Any, key: str) -> None:
    found = standing(over(place, value))
    assert found.problem is not None
    assert found.problem.key == key
    if key == "override_refused":
        assert found.problem.values["place"] == place
    assert laid(over(place, value)) == markets.market_from(*TEXTS["KE"])


@pytest.mark.parametrize(
    ("market", "place", "value", "milder"),
    [
        ("MN", "diversion.risk", "MEDIUM", True),
        ("MN", "diversion.risk", "HIGH", False),
        ("MN", "diversion.risk", "PROHIBITED", False),
        ("MN", "diversion.onward", ["KZ"], True),
        ("MN", "diversion.onward", ["RU", "KZ"], False),
        ("RU", "sanctions.status", "NONE", True),
        ("RU", RULE_PLACE, RULE, True),
        ("KP", RULE_PLACE, EMBARGO, False),
        ("KP", RULE_PLACE, EMBARGO.replace('["ALL"]', '["BUS"]'), True),
        ("KP", RULE_PLACE, EMBARGO + 'powertrains = ["EV"]', True),
        ("KP", RULE_PLACE, EMBARGO + "gross_weight_from_kg = 5000", True),
        ("KE", RULE_PLACE, RULE, False),
    ],
)
def test_what_keeps_goods_from_russia_is_never_made_milder(
    market: str, place: str, value: Any, milder: bool
) -> None:
    problem = standing(over(place, value, market)).problem
    assert (problem is not None and problem.key == "override_milder") == milder


def test_it_survives_a_newer_file_and_says_what_changed_there() -> None:
    kept = over("logistics.freight_usd_m3", [70, 72], shipped=[75, 95])
    same, other = standing(kept), standing(kept, "[75, 95]", "[80, 100]")
    assert not same.shipped_changed
    assert other.shipped_changed
    assert other.shipped == [80, 100]
    market = laid(kept, old="[75, 95]", new="[80, 100]")
    assert market.logistics.freight_usd_m3 == (70, 72)


def test_where_the_place_is_gone_it_is_set_aside() -> None:
    kept = over("duty.railway_levy.percent", 3, shipped=2.0)
    gone = standing(kept, 'name = "railway_levy"', 'name = "rail_fee"')
    assert gone.problem.key == "override_no_place"
    stricter = standing(
        over("diversion.risk", "MEDIUM", shipped="LOW"), 'risk = "LOW"', 'risk = "HIGH"'
    )
    assert stricter.problem.key == "override_milder"


def test_one_that_is_set_aside_leaves_the_others() -> None:
    market = laid(over("duty.beer.percent", 3), over("demand.units", 5))
    assert market.own == ("demand.units",)
    assert market.demand.units == 5


def test_a_market_that_is_gone_sets_its_overrides_aside() -> None:
    shipped = {"KE": markets.market_from(*TEXTS["KE"])}
    made, (found,) = files.overlaid_all(shipped, [over("demand.units", 5, "XX")])
    assert made == shipped
    assert found.problem is not None
    assert found.problem.key == "override_no_market"


def test_every_shipped_rule_is_told_and_read_again_as_it_was() -> None:
    for name, (file, text) in TEXTS.items():
        values = markets.whole(file, markets.parsed(file, text))
        for version in values["version"]:
            told = files.rule_text(version)
            place = f"version.{version['from']}"
            assert files.value_at(values, place) == told
            market, (found,) = files.overlaid(file, text, [over(place, told, name)])
            assert found.problem is None, found
            rows = markets.market_of(file, values).version_on(version["from"])
            own = market.version_on(version["from"])
            assert rows is not None
            assert own is not None
            for one, other in zip(own.rows, rows.rows, strict=True):
                assert (one.classes, one.age_max) == (other.classes, other.age_max)
                assert one.own
                assert one.verify


def test_a_rule_of_ones_own_is_marked_and_never_a_plain_yes() -> None:
    shipped, own = markets.market_from(*TEXTS["KE"]), laid(over(RULE_PLACE, RULE))
    assert answer(shipped).reason == "AGE_OVER_MAX"
    found = answer(own)
    assert (found.admission, found.reason) == ("eligible", "OK")
    assert (found.own, found.verify) == ("a quotation", True)
    earlier = Case({}, Voyage(date(2026, 11, 1), date(2026, 11, 30)))
    before = replace(admit(shipped, earlier), changes_on=date(2026, 12, 1))
    assert admit(own, earlier) == before


def test_what_the_shipped_rule_leaves_to_a_person_stays_with_a_person() -> None:
    """No own rule clears what the shipped file is not sure of; a refusal counts at once."""
    for name, (file, text) in TEXTS.items():
        shipped = markets.market_from(file, text)
        version = shipped.version_on(date(2027, 1, 15))
        market, (found,) = files.overlaid(file, text, [over(RULE_PLACE, RULE, name)])
        if version is None or found.problem is not None:
            continue
        given = answer(market, seats=5, gross_weight_kg=1800)
        uncertain = any(
            shipped.sources[group].confidence == "uncertain"
            for group in ("status", "age", "steering")
        )
        if uncertain or any(row.force_review for row in version.rows if row.classes == ("ALL",)):
            assert given.admission != "eligible", name
        assert given.verify or given.admission != "eligible", name
        old = answer(market, first_registered="2001-02", manufactured="2001-01")
        assert old.admission == "ineligible", name


def test_a_band_under_review_is_carried_over() -> None:
    rule = RULE.replace("value = 10", "value = 25")
    found = answer(
        laid(over(RULE_PLACE, rule, "CD")), first_registered="2010-02", manufactured="2010-01"
    )
    assert found.admission == "needs_review"
    assert found.own


def test_a_confidence_of_its_own_clears_nothing() -> None:
    rule = RULE + 'confidence = { age = "sourced", status = "uncertain" }\n'
    row = laid(over(RULE_PLACE, rule)).versions[-1].rows[0]
    assert row.confidence == {"status": "uncertain"}
