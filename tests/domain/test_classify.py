"""Which tariff codes stay possible."""

import pytest

from broker_app.domain.classify import Heading, classify, contradictions, lines_of, within
from broker_app.domain.facts import Basis, Fact
from broker_app.reference import hs_codes

TARIFF = hs_codes.load()


def codes(**given: object) -> tuple[str, ...]:
    return classify({name: Fact(value) for name, value in given.items()}, TARIFF).codes


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"powertrain": "petrol", "displacement_cc": 1000}, ("870321",)),
        ({"powertrain": "petrol", "displacement_cc": 1001}, ("870322",)),
        ({"powertrain": "petrol", "displacement_cc": 1500}, ("870322",)),
        ({"powertrain": "petrol", "displacement_cc": 3001}, ("870324",)),
        ({"powertrain": "lpg", "displacement_cc": 1998}, ("870323",)),
        ({"powertrain": "diesel", "displacement_cc": 1500}, ("870331",)),
        ({"powertrain": "diesel", "displacement_cc": 2501}, ("870333",)),
        ({"powertrain": "petrol"}, ("870321", "870322", "870323", "870324")),
        ({"powertrain": "hybrid", "fuel": "petrol"}, ("870340",)),
        ({"powertrain": "hybrid"}, ("870340", "870350")),
        ({"powertrain": "plug_in_hybrid", "fuel": "diesel"}, ("870370",)),
        ({"powertrain": "electric"}, ("870380",)),
        ({"powertrain": "fuel_cell"}, ("870380",)),
        ({"powertrain": "none"}, ("870390",)),
        ({"powertrain": "mild_hybrid", "fuel": "petrol", "displacement_cc": 658}, ("870321",)),
    ],
)
def test_cars(given: dict[str, object], expected: tuple[str, ...]) -> None:
    assert codes(vehicle_class="car", **given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"powertrain": "diesel", "gross_weight_kg": 5000}, ("870421",)),
        ({"powertrain": "diesel", "gross_weight_kg": 5001}, ("870422",)),
        ({"powertrain": "diesel", "gross_weight_kg": 20000}, ("870422",)),
        ({"powertrain": "diesel", "gross_weight_kg": 20001}, ("870423",)),
        ({"powertrain": "petrol", "gross_weight_kg": 1500}, ("870431",)),
        ({"powertrain": "petrol"}, ("870431", "870432")),
        ({"powertrain": "hybrid", "fuel": "petrol", "gross_weight_kg": 3000}, ("870451",)),
        ({"powertrain": "plug_in_hybrid", "fuel": "petrol", "gross_weight_kg": 9000}, ("870452",)),
        ({"powertrain": "electric", "gross_weight_kg": 9000}, ("870460",)),
    ],
)
def test_goods_vehicles(given: dict[str, object], expected: tuple[str, ...]) -> None:
    assert codes(vehicle_class="truck", **given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"vehicle_class": "minivan", "seats": 10}, ("870210",)),
        ({"vehicle_class": "minivan", "seats": 9}, ("870333",)),
        ({"vehicle_class": "bus", "seats": 9}, ("870333",)),
        ({"vehicle_class": "bus", "seats": 29}, ("870210",)),
        ({"vehicle_class": "bus"}, ("870210", "870333")),
    ],
)
def test_ten_persons_make_a_bus(given: dict[str, object], expected: tuple[str, ...]) -> None:
    assert codes(powertrain="diesel", displacement_cc=2982, **given) == expected


@pytest.mark.parametrize(
    ("cc", "expected"),
    [(50, "871110"), (51, "871120"), (250, "871120"), (800, "871140"), (801, "871150")],
)
def test_motorcycles(cc: int, expected: str) -> None:
    assert codes(vehicle_class="motorcycle", powertrain="petrol", displacement_cc=cc) == (expected,)


def test_an_electric_motorcycle_has_its_own_code() -> None:
    assert codes(vehicle_class="motorcycle", powertrain="electric") == ("871160",)


def test_a_printed_step_leaves_both_sides_open() -> None:
    facts = {
        "vehicle_class": Fact("car"),
        "powertrain": Fact("petrol"),
        "displacement_cc": Fact(1500, precision=100),
    }
    assert classify(facts, TARIFF).codes == ("870322", "870323")


def test_a_given_code_is_taken_as_true() -> None:
    given = classify({"hs_code": Fact("8703.23-915"), "vehicle_class": Fact("truck")}, TARIFF)
    assert given.codes == ("870323915",)
    assert given.basis is Basis.READ
    assert not given.unconfirmed


def test_an_inferred_code_asks_for_confirmation() -> None:
    inferred = classify({"hs_code": Fact("870323", Basis.INFERRED)}, TARIFF)
    assert inferred.unconfirmed == ("hs_code",)


@pytest.mark.parametrize("vehicle_class", ["special", "machinery", "trailer", "part"])
def test_other_classes_need_a_code_from_a_person(vehicle_class: str) -> None:
    found = classify({"vehicle_class": Fact(vehicle_class)}, TARIFF)
    assert found.codes == ()
    assert found.missing == ("hs_code",)


def test_nothing_known_asks_for_the_class() -> None:
    assert classify({}, TARIFF).missing == ("vehicle_class",)


def test_what_would_narrow_the_codes_is_named() -> None:
    car = {"vehicle_class": Fact("car")}
    assert classify(car, TARIFF).missing == ("powertrain", "displacement_cc")
    hybrid = car | {"powertrain": Fact("hybrid"), "displacement_cc": Fact(1800)}
    assert classify(hybrid, TARIFF).missing == ("fuel",)
    bus = {"vehicle_class": Fact("bus"), "powertrain": Fact("electric")}
    assert classify(bus, TARIFF).missing == ("seats",)


def test_a_code_is_as_good_as_its_weakest_fact() -> None:
    facts = {
        "vehicle_class": Fact("car"),
        "powertrain": Fact("petrol", Basis.INFERRED),
        "displacement_cc": Fact(1300),
    }
    found = classify(facts, TARIFF)
    assert found.codes == ("870322",)
    assert found.basis is Basis.INFERRED
    assert found.unconfirmed == ("powertrain",)


def test_an_inferred_fuel_of_a_hybrid_counts() -> None:
    facts = {
        "vehicle_class": Fact("car"),
        "powertrain": Fact("hybrid"),
        "fuel": Fact("diesel", Basis.INFERRED),
    }
    assert classify(facts, TARIFF).unconfirmed == ("fuel",)


def test_inferred_seats_make_no_bus_of_a_car() -> None:
    facts = {
        "vehicle_class": Fact("car"),
        "powertrain": Fact("petrol"),
        "displacement_cc": Fact(1300),
        "seats": Fact(12, Basis.INFERRED),
    }
    assert classify(facts, TARIFF).codes == ("870322",)


def test_odd_lines_are_never_derived() -> None:
    """Golf cars and off-road dumpers need a code from a person."""
    assert "870310" not in codes(vehicle_class="car")
    assert "870410" not in codes(vehicle_class="truck")


def test_a_line_of_uncertain_confidence_taints_the_code() -> None:
    tariff = (Heading("870322", "petrol", 1000, 1500, confidence="uncertain"),)
    facts = {"vehicle_class": Fact("car"), "powertrain": Fact("petrol")}
    assert classify(facts, tariff).unconfirmed == ("hs_code",)


def test_an_impossible_displacement_gives_no_code() -> None:
    assert codes(vehicle_class="car", powertrain="petrol", displacement_cc=0) == ()


def test_codes_below_a_heading() -> None:
    facts = {"powertrain": Fact("diesel"), "gross_weight_kg": Fact(2000)}
    assert within("8704", facts, TARIFF) == ("870421",)
    assert within("8703.40", facts, TARIFF) == ("870340",)
    assert within("9999", facts, TARIFF) == ("9999",)


@pytest.mark.parametrize("vehicle_class", ["van", "truck"])
def test_a_goods_vehicle_of_unknown_weight_may_have_any(vehicle_class: str) -> None:
    goods = {"powertrain": "petrol", "displacement_cc": 1496}
    assert set(codes(vehicle_class=vehicle_class, **goods)) == {"870431", "870432"}
    assert codes(vehicle_class=vehicle_class, gross_weight_kg=5001, **goods) == ("870432",)


@pytest.mark.parametrize(
    ("code", "facts", "against"),
    [
        ("870322", {"powertrain": "electric"}, ("powertrain",)),
        ("870380", {"powertrain": "petrol"}, ("powertrain",)),
        ("870322", {"powertrain": "petrol", "displacement_cc": 1500}, ()),
        ("870322", {"powertrain": "petrol", "displacement_cc": 1501}, ("displacement_cc",)),
        ("870322", {"powertrain": "petrol", "displacement_cc": 1000}, ("displacement_cc",)),
        ("8703", {"powertrain": "electric"}, ()),
        ("870340", {"powertrain": "mild_hybrid", "fuel": "petrol"}, ()),
        ("870322", {"powertrain": "mild_hybrid", "fuel": "petrol", "displacement_cc": 1242}, ()),
        ("870322", {"powertrain": "hybrid", "fuel": "petrol"}, ("powertrain",)),
        ("870332", {"powertrain": "petrol", "displacement_cc": 1997}, ("powertrain",)),
        ("870421", {"powertrain": "diesel", "gross_weight_kg": 7000}, ("gross_weight_kg",)),
        ("870322", {"seats": 10}, ("seats",)),
        ("870210", {"seats": 9}, ("seats",)),
        ("871150", {"powertrain": "electric"}, ("powertrain",)),
        ("840734", {"powertrain": "electric"}, ()),
        ("999999", {"powertrain": "electric"}, ()),
    ],
)
def test_a_given_code_that_the_facts_exclude(
    code: str, facts: dict[str, object], against: tuple[str, ...]
) -> None:
    known = {name: Fact(value) for name, value in facts.items()} | {"hs_code": Fact(code)}
    assert contradictions(known, TARIFF) == against
    unsure = {n: Fact(f.value, Basis.INFERRED) for n, f in known.items()}
    assert contradictions(unsure | {"hs_code": Fact(code)}, TARIFF) == ()


def test_a_printed_step_contradicts_nothing_it_may_mean() -> None:
    facts = {"hs_code": Fact("870322"), "displacement_cc": Fact(1500, precision=100)}
    assert contradictions(facts, TARIFF) == ()


@pytest.mark.parametrize(
    ("given", "statistical", "rests_on"),
    [
        (
            {"vehicle_class": "car", "powertrain": "petrol", "displacement_cc": 1998},
            ["870323915"],
            ("vehicle_class", "powertrain", "displacement_cc"),
        ),
        (
            {"hs_code": "8703.23", "displacement_cc": 2001},
            ["870323925"],
            ("hs_code", "displacement_cc"),
        ),
        ({"hs_code": "8703.23"}, ["870323915", "870323925"], ("hs_code",)),
        ({"hs_code": "870323925", "displacement_cc": 1998}, ["870323925"], ("hs_code",)),
        ({"hs_code": "8703.40", "displacement_cc": 1797}, ["870340100"], ("hs_code",)),
        ({"hs_code": "8703"}, [], ("hs_code",)),
        ({"vehicle_class": "special"}, [], ()),
    ],
)
def test_the_statistical_code_follows_where_the_facts_settle_it(
    given: dict[str, object], statistical: list[str], rests_on: tuple[str, ...]
) -> None:
    facts = {name: Fact(value) for name, value in given.items()}
    found = classify(facts, TARIFF)
    assert [line.statistical for line in lines_of(found, facts, TARIFF)] == statistical
    assert found.rests_on == rests_on
