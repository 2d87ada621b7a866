"""The certificate: its checks, what it settles, and that printed litres never clear too much."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.certificate import Certificate, term_of
from broker_app.domain.certificate_checks import Beside, Severity, owner_is, remarks
from broker_app.domain.conditions import over
from broker_app.domain.eras import ERAS, era_text, era_words
from broker_app.domain.facts import Basis, Fact, Origin
from broker_app.domain.guard import guarding
from broker_app.domain.lookups import EmissionPrefix, Lookups, ModelCode
from broker_app.domain.settling import STEP_CC, differences, interval_of, settled, volume_of
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome

TODAY = date(2026, 11, 24)
PREFIXES = {
    "DAA": EmissionPrefix("DAA", "hybrid", "petrol"),
    "DBA": EmissionPrefix("DBA", "petrol", "petrol"),
    "LDA": EmissionPrefix("LDA", "diesel", "diesel"),
}
EXACT = {"displacement_cc": 1797, "displacement_precision_cc": 1}
LOOKUPS = Lookups(
    prefixes=PREFIXES,
    model_codes={"ZVW30": (ModelCode("ZVW30", "TOYOTA", EXACT, "sourced"),)},
    makers={"トヨタ": "TOYOTA"},
)
PRIUS = Certificate(
    vehicle=1,
    reference_number="1234567890123456",
    registered_on="2018-05-14",
    first_registered="2018-05",
    chassis_number="ZVW30-1234567",
    maker="トヨタ",
    model_type="DAA-ZVW30",
    owner="ASAGIRI MOTORS EXPORT CO., LTD.",
    seats=5,
    weight_kg=1350,
    gross_weight_kg=1625,
    displacement_cl=179,
    fuel="petrol_electric",
    type_number="16387",
    class_number="0012",
    length_cm=446,
    width_cm=174,
    height_cm=149,
    axle_ff_kg=830,
    axle_rr_kg=520,
    issued_on="2026-11-20",
    scheduled_on="2027-01-15",
)


def said(certificate: Certificate, held: Vehicle | None = None, *exporters: str) -> dict[str, str]:
    beside = Beside(held or Vehicle(), LOOKUPS, TODAY, exporters)
    return {remark.key: remark.box for remark in remarks(certificate, beside)}


def test_a_sound_certificate_leaves_nothing_to_say() -> None:
    assert said(PRIUS, Vehicle(vehicle_class="car"), "Asagiri Motors Export Co., Ltd") == {}


@pytest.mark.parametrize(
    ("changed", "key", "box"),
    [
        ({"chassis_number": ""}, "needs_chassis_number", "chassis_number"),
        ({"scheduled_on": ""}, "needs_scheduled_on", "scheduled_on"),
        ({"reference_number": "123456789012345"}, "digits", "reference_number"),
        ({"type_number": "1638A"}, "digits", "type_number"),
        ({"class_number": "12"}, "digits", "class_number"),
        ({"axle_ff_kg": 840}, "axles", "axle_ff_kg"),
        ({"gross_weight_kg": 1620}, "gross", "gross_weight_kg"),
        ({"registered_on": "2018-04-30"}, "before_first", "registered_on"),
        ({"issued_on": "2018-05-13"}, "issued_before", "issued_on"),
        ({"scheduled_on": "2026-11-19"}, "scheduled_before", "scheduled_on"),
        ({"scheduled_on": "2027-05-21"}, "scheduled_late", "scheduled_on"),
        ({"issued_on": "2026-11-25"}, "to_come", "issued_on"),
        ({"issued_on": "", "scheduled_on": "2026-11-23"}, "expired", "scheduled_on"),
        ({"chassis_number": "ZVW40-1234567"}, "head", "chassis_number"),
        ({"displacement_cl": 249}, "other_engine", "displacement_cl"),
        ({"displacement_cl": 190, "model_type": "DAA-X1"}, "exact_cc", "displacement_cl"),
        ({"displacement_cl": None}, "no_engine", "displacement_cl"),
        ({"fuel": "electric"}, "electric_engine", "displacement_cl"),
        ({"fuel": "petrol"}, "prefix", "fuel"),
        ({"fuel": "diesel_electric"}, "prefix", "fuel"),
        ({"fuel": "灯油"}, "fuel_unknown", "fuel"),
        ({"owner": "AOI TRADING"}, "owner", "owner"),
        ({"owner": "株式会社朝霧"}, "owner_unclear", "owner"),
    ],
)
def test_each_slip_is_said_at_its_box(changed: dict[str, object], key: str, box: str) -> None:
    found = said(replace(PRIUS, **changed), None, "ASAGIRI MOTORS EXPORT CO., LTD.")  # type: ignore[arg-type]
    assert found.get(key) == box


def test_only_what_makes_it_nobodys_paper_stops_it() -> None:
    found = remarks(replace(PRIUS, chassis_number="", scheduled_on="", seats=4), _beside())
    assert {r.key for r in found if r.severity is Severity.STOPS} == {
        "needs_chassis_number",
        "needs_scheduled_on",
    }
    assert any(r.severity is Severity.WARNS for r in found)


def test_what_we_hold_of_the_vehicle_is_looked_at_too() -> None:
    found = said(PRIUS, Vehicle(manufactured="2018-06", vehicle_class="truck"))
    assert found.get("before_built") == "first_registered"
    assert said(replace(PRIUS, use="passenger"), Vehicle(vehicle_class="van"))["use"] == "use"
    assert said(replace(PRIUS, use="goods"), Vehicle(vehicle_class="special")) == {}


def test_a_van_with_two_figures_adds_up_both_ways() -> None:
    van = replace(
        PRIUS,
        seats=2,
        seats_other=5,
        max_carry_kg=350,
        max_carry_other_kg=250,
        weight_kg=950,
        gross_weight_kg=1410,
        gross_weight_other_kg=1475,
        axle_ff_kg=None,
        axle_rr_kg=None,
    )
    assert "gross" not in said(van)
    assert "gross" in said(replace(van, gross_weight_other_kg=1480))
    facts = settled(van, Vehicle(), LOOKUPS)
    assert (facts["seats"].value, facts["gross_weight_kg"].value) == (5, 1475)


def test_a_scheduled_day_just_six_months_after_the_issue_is_right() -> None:
    assert "scheduled_late" not in said(replace(PRIUS, scheduled_on="2027-05-20"))


def test_the_paper_settles_what_it_says() -> None:
    facts = settled(PRIUS, Vehicle(), LOOKUPS)
    values = {name: fact.value for name, fact in facts.items()}
    assert values == {
        "chassis_number": "ZVW30-1234567",
        "maker": "TOYOTA",
        "first_registered": "2018-05",
        "seats": 5,
        "kerb_weight_kg": 1350,
        "gross_weight_kg": 1625,
        "length_mm": 4460,
        "width_mm": 1740,
        "height_mm": 1490,
        "emission_code": "DAA",
        "model_code": "ZVW30",
        "displacement_cc": 1790,
        "fuel": "petrol",
        "powertrain": "hybrid",
        "volume_m3": 11.563,
    }
    assert facts["displacement_cc"].precision == STEP_CC
    assert facts["powertrain"].basis is Basis.DERIVED


@pytest.mark.parametrize(
    ("fuel", "model_type", "held", "powertrain"),
    [
        ("electric", "ZAA-ZE0", None, "electric"),
        ("petrol", "DBA-NZE161", None, "petrol"),
        ("petrol", "NZE161", None, None),  # without a prefix gasoline may be a mild hybrid's
        ("petrol", "DAA-GC27", None, None),  # gasoline alone under the letters of hybrids
        ("petrol_electric", "DAA-MR52S", "mild_hybrid", None),
        ("diesel", "LDA-KE2FW", "petrol", "diesel"),
        ("hydrogen", "ZBA-JPD10", None, None),
        ("灯油", "DBA-NZE161", None, None),
    ],
)
def test_a_powertrain_is_settled_only_where_the_paper_says_it(
    fuel: str, model_type: str, held: str | None, powertrain: str | None
) -> None:
    certificate = replace(PRIUS, fuel=fuel, model_type=model_type)
    found = settled(certificate, Vehicle(powertrain=held), LOOKUPS).get("powertrain")
    assert (found.value if found else None) == powertrain


@given(
    cc=st.integers(50, 9000),
    rounded=st.sampled_from(["cut", "half up", "up"]),
    bound=st.integers(40, 9100),
)
def test_printed_litres_never_clear_what_the_exact_figure_would_block(
    cc: int, rounded: str, bound: int
) -> None:
    printed = {"cut": cc // 10, "half up": (cc + 5) // 10, "up": -(-cc // 10)}[rounded]
    fact = Fact(printed * STEP_CC, Basis.TYPED, STEP_CC)
    if rounded != "up":
        low, high = interval_of(printed)
        assert low <= cc <= high
        assert over(fact, bound) in (None, cc > bound)
    elif bound == 1900:
        assert over(fact, bound) in (None, cc > bound)


@pytest.mark.parametrize(
    ("litres", "answer"), [(179, False), (189, False), (190, None), (191, True), (249, True)]
)
def test_the_bound_of_1900_cc_is_open_at_1_90_alone(litres: int, answer: bool | None) -> None:
    facts = settled(replace(PRIUS, displacement_cl=litres), Vehicle(), LOOKUPS)
    found = facts["displacement_cc"]
    assert over(Fact(found.value, found.basis, found.precision), 1900) is answer


@pytest.mark.parametrize("cc", range(1881, 1921))
@pytest.mark.parametrize("way", ["cut", "half up", "up"])
def test_whichever_way_the_paper_was_printed_1900_cc_is_never_cleared_wrongly(
    cc: int, way: str
) -> None:
    printed = {"cut": cc // 10, "half up": (cc + 5) // 10, "up": -(-cc // 10)}[way]
    answer = over(Fact(printed * STEP_CC, Basis.TYPED, STEP_CC), 1900)
    assert answer in (None, cc > 1900)


def test_an_exact_figure_that_a_person_vouched_for_stays() -> None:
    vouched = Origin(Basis.TYPED, "", "sato", "")
    held = Vehicle(displacement_cc=1797, origins={"displacement_cc": vouched})
    assert "displacement_cc" not in settled(PRIUS, held, LOOKUPS)
    assert "displacement_cc" in settled(PRIUS, Vehicle(displacement_cc=1797), LOOKUPS)  # a list's
    other = replace(held, displacement_cc=1497)
    assert [d.name for d in differences(settled(PRIUS, other, LOOKUPS), other)] == [
        "displacement_cc"
    ]


def test_only_what_contradicts_is_a_difference() -> None:
    held = Vehicle(
        chassis_number="zvw30 1234567",
        first_registered="2018",
        model_code="ZVW30",
        displacement_cc=1800,
        displacement_precision_cc=100,
        seats=4,
        length_mm=4460,
        volume_m3=11.564,
    )
    found = differences(settled(PRIUS, held, LOOKUPS), held)
    assert [(d.name, d.held, d.certificate) for d in found] == [("seats", 4, 5)]


def test_a_known_day_of_the_month_is_kept() -> None:
    held = Vehicle(first_registered="2018-05-14")
    assert settled(PRIUS, held, LOOKUPS)["first_registered"].value == "2018-05-14"


def test_a_finer_figure_fills_in_and_a_coarser_one_changes() -> None:
    said_of = (Outcome.REVIEW,)
    steps = Fact(1800, Basis.READ, 100)
    assert guarding(said_of, "displacement_cc", steps, 1790, STEP_CC) is None
    assert guarding(said_of, "displacement_cc", steps, 1900, STEP_CC) is Outcome.REVIEW
    exact = Fact(1901, Basis.READ)
    assert guarding((Outcome.BLOCKED,), "displacement_cc", exact, 1900, STEP_CC) is Outcome.BLOCKED
    same = Fact(1900, Basis.READ)
    assert guarding((Outcome.BLOCKED,), "displacement_cc", same, 1900, STEP_CC) is Outcome.BLOCKED


@pytest.mark.parametrize(
    ("days", "state", "returned"),
    [(31, "valid", 0), (30, "soon", 0), (0, "soon", 0), (-1, "expired", 14)],
)
def test_the_term_counts_to_the_scheduled_day(days: int, state: str, returned: int) -> None:
    scheduled = TODAY + timedelta(days=days)
    term = term_of(replace(PRIUS, scheduled_on=scheduled.isoformat()), TODAY)
    assert term is not None
    assert (term.days_left, term.state) == (days, state)
    assert term.return_by == (TODAY + timedelta(days=returned) if returned else None)
    gone = term_of(replace(PRIUS, scheduled_on=scheduled.isoformat()), TODAY, exported=True)
    assert gone is not None
    assert (gone.state, gone.return_by) == ("exported", None)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("ASAGIRI MOTORS EXPORT CO., LTD.", "same"),
        ("ａｓａｇｉｒｉ　motors export company limited", "same"),
        ("ASAGIRI", "differs"),
        ("㈱朝霧モータース", "unclear"),
        ("", ""),
    ],
)
def test_the_owner_is_compared_without_the_form_of_the_company(name: str, answer: str) -> None:
    assert owner_is(name, ("Asagiri Motors Export Co.,Ltd.",)) == answer


def test_a_company_in_japanese_is_found_under_both_of_its_signs() -> None:
    assert owner_is("(株)朝霧", ("株式会社朝霧",)) == "same"
    assert owner_is("朝霧", ()) == ""


def test_volume_is_rounded_half_up() -> None:
    sides = {"length_cm": 439, "width_cm": 169, "height_cm": 143}
    assert volume_of(Certificate(**sides)) == 10.609  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "letters", "printed"),
    [
        ("2018-05", "H30.5", "平成30年5月"),
        ("2019-04-30", "H31.4.30", "平成31年4月30日"),
        ("2019-05-01", "R1.5.1", "令和元年5月1日"),
        ("2019", "R1", "令和元年"),
        ("1989-01-07", "S64.1.7", "昭和64年1月7日"),
        ("1800", "1800", "1800"),
    ],
)
def test_days_by_their_era(day: str, letters: str, printed: str) -> None:
    assert (era_text(day), era_words(day)) == (letters, printed)


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)))
def test_a_year_of_an_era_is_never_nought(day: date) -> None:
    text = era_text(day.isoformat())
    assert text[0] in {era[1] for era in ERAS}
    assert int(text[1:].split(".")[0]) >= 1


def _beside() -> Beside:
    return Beside(Vehicle(), LOOKUPS, TODAY)
