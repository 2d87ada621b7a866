from dataclasses import replace

import pytest

from broker_app.domain.facts import Basis, Origin, interval
from broker_app.domain.holding import hold_true, renewed
from broker_app.domain.lot import Lot
from broker_app.domain.vehicle import Vehicle, identity_of

PREFIX = Origin(Basis.DERIVED, "emission_prefixes")


def lot(inferred: dict[str, object], **said: object) -> Lot:
    return Lot(
        vehicle=Vehicle(**said),
        inferred=inferred,
        inferred_from=dict.fromkeys(inferred, "model_codes"),
    )  # type: ignore[arg-type]


def test_the_table_fills_what_the_list_leaves_out_as_inferred() -> None:
    vehicle = hold_true(lot({"powertrain": "petrol", "maker": "TOYOTA"}, model_code="KSP130"))
    assert (vehicle.powertrain, vehicle.origins["powertrain"].basis) == ("petrol", Basis.INFERRED)


def test_the_table_beats_the_column_for_the_powertrain() -> None:
    vehicle = hold_true(lot({"powertrain": "hybrid"}, powertrain="petrol"))
    assert (vehicle.powertrain, vehicle.origins["powertrain"].basis) == ("hybrid", Basis.INFERRED)


def test_a_prefix_beats_the_table_but_not_about_mild_and_full() -> None:
    said = {"powertrain": "petrol", "origins": {"powertrain": PREFIX}}
    assert hold_true(lot({"powertrain": "hybrid"}, **said)).powertrain == "petrol"
    said = {"powertrain": "hybrid", "origins": {"powertrain": PREFIX}}
    assert hold_true(lot({"powertrain": "mild_hybrid"}, **said)).powertrain == "mild_hybrid"


def test_what_the_list_says_else_is_never_replaced() -> None:
    vehicle = hold_true(
        lot({"displacement_cc": 1797}, displacement_cc=1800, displacement_precision_cc=100)
    )
    assert (vehicle.displacement_cc, vehicle.displacement_precision_cc) == (1800, 100)


def test_the_lot_itself_stays_as_read() -> None:
    read = lot({"powertrain": "petrol"}, model_code="KSP130")
    hold_true(read)
    assert read.vehicle.powertrain is None
    assert read.vehicle.origins == {}


def test_a_new_offering_renews_what_was_read_and_keeps_what_was_typed() -> None:
    held = Vehicle(odometer_km=40_000, odometer_precision_km=1000, colour="白", seats=5)
    held.origins["seats"] = Origin(Basis.TYPED, by="sato")
    seen = Vehicle(odometer_km=42_381, colour="白", seats=4, score="4")
    record, conflicts = renewed(held, seen)
    assert (record.odometer_km, record.odometer_precision_km) == (42_381, None)
    assert (record.seats, record.score, conflicts) == (5, "4", ("seats",))


def test_an_inferred_fact_never_replaces_a_better_one() -> None:
    held = Vehicle(powertrain="petrol")
    seen = Vehicle(powertrain="hybrid", origins={"powertrain": Origin(Basis.INFERRED)})
    assert renewed(held, seen)[0].powertrain == "petrol"
    better = replace(seen, origins={})
    inferred = Vehicle(powertrain="petrol", origins={"powertrain": Origin(Basis.INFERRED)})
    assert renewed(inferred, better)[0].origins == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ZVW30-1743906", "ｚｖｗ３０－１７４３９０６"),
        ("ZVW30-1743906", "zvw30 1743906"),
        ("GK3-3421765", "GK3−3421765"),
    ],
)
def test_one_chassis_in_two_spellings(one: str, other: str) -> None:
    assert identity_of(one) == identity_of(other)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "906",
        "ZVW30-99****",
        "1.23457E+12",
        "NCP165-9XXX",
        "NCP165-12345XX",
        "ZVW30-123○○",
        "???",
    ],
)
def test_a_masked_or_damaged_number_is_no_identity(text: str | None) -> None:
    assert identity_of(text) is None


def test_what_a_printed_number_can_mean() -> None:
    assert interval(1800, 100) == (1750, 1899)
    assert interval(1900, 100) == (1850, 1999)
    assert interval(1901, 1) == (1901, 1901)
