"""Each check before release has a shipment that trips it and one that does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.admission import Answer
from broker_app.domain.certificate import Certificate
from broker_app.domain.disposition import Screening
from broker_app.domain.document import PrintedLine, PrintedParty, Snapshot
from broker_app.domain.margin import Margin
from broker_app.domain.market import Demand as Wanted
from broker_app.domain.market import Diversion, Inspection, Logistics, Market
from broker_app.domain.missing import Missing
from broker_app.domain.money import Money
from broker_app.domain.particulars import Container, Entered, Stowed
from broker_app.domain.party import Party, Port
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.release.check import (
    BLOCKS,
    CANNOT_TELL,
    NEVER,
    OVERRIDE,
    PASSED,
    Demand,
    overridable,
    stopping,
)
from broker_app.domain.release.containers import agrees
from broker_app.domain.release.docket import Car, Docket, Kept, Person
from broker_app.domain.release.run import FUNCTIONS, run
from broker_app.domain.sale import Sale, Settlement
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.jobs import checking
from broker_app.jobs.books import Books
from broker_app.reference import release_checks

TODAY = date(2026, 11, 22)
CHECKS = release_checks.shipped()
CHASSIS = "KSP130-1234567"


def verdict(outcome: Outcome = Outcome.ALLOWED) -> Verdict:
    return Verdict(outcome, (), "2026.11", TODAY, TODAY, None)


def usd(units: int) -> Money:
    return Money(units, "USD")


CERTIFICATE = Certificate(
    vehicle=1, chassis_number=CHASSIS, owner="ASAGIRI", scheduled_on="2027-02-01"
)
CAR = Car(
    id=1,
    name="TOYOTA VITZ",
    record=Vehicle(
        chassis_number=CHASSIS,
        hs_code="8703219157"[:9] + str(int("870321915") % 7),
        displacement_cc=996,
        powertrain="petrol",
        vehicle_class="car",
        kerb_weight_kg=970,
        length_mm=3_885,
        width_mm=1_695,
        height_mm=1_500,
        volume_m3=9.878,
    ),
    fob=usd(400_000),
    verdict=verdict(),
    admission=Answer("eligible", "OK"),
    sale=Sale(id=1, vehicle=1, buyer=1, price=400_000, currency="USD"),
    settlement=Settlement(usd(400_000), usd(400_000)),
    paid_in=frozenset({"USD"}),
    margin=Margin(Money(600_000, "JPY"), Money(500_000, "JPY")),
    certificate=CERTIFICATE,
    owner="same",
    files=frozenset({"certificate", "photo", "chassis_photo"}),
    entered={
        "runner": "yes",
        "inspection_number": "Q-1",
        "inspected_on": "2026-11-20",
        "traction_battery": "lithium_ion",
    },
)
MARKET = Market(
    id="KE",
    country="KE",
    title={},
    region="",
    currency="KES",
    checked_on=TODAY,
    versions=(),
    logistics=Logistics(("KEMBA",)),
    inspection=Inspection("QISJ", required=True),
    duties=(),
    demand=Wanted("A"),
    diversion=Diversion("HIGH"),
    sources={},
)
BUYER = Person(
    party=Party(
        id=1,
        name="MAWIMBI",
        address=("PLOT 7",),
        city="X",
        country="KE",
        phone="1",
        email="a@b",
        tax_id="P1",
        ownership="none_listed",
    ),
    roles=("buyer", "consignee", "notify"),
    screening=Screening("clear", "searched", "clear", searched_at="2026-11-21T08:00:00Z"),
    papers=(
        PartyPaper(
            party=1, kind="end_use_undertaking", valid_until="2027-12-31", covers=(CHASSIS,)
        ),
    ),
)
SHIP = Person(
    party=Party(id=2, name="Shiranami", kind="vessel"),
    roles=("vessel",),
    screening=Screening("clear", "searched", "clear", searched_at="2026-11-21T08:00:00Z"),
)
LINE = PrintedLine(chassis_number=CHASSIS, unit_price=400_000, weight_kg=970, volume_m3="9.878")
CI = Snapshot(
    kind="CI",
    number="AMX-2026-0001",
    date="2026-11-22",
    draft=False,
    consignee=PrintedParty(name="MAWIMBI", lines=("PLOT 7",)),
    incoterm="CIF",
    currency="USD",
    lines=(LINE,),
    fob=400_000,
    freight=100_000,
    insurance=3_000,
    total=503_000,
    bank=("KAZAMIDORI",),
)
PL = replace(CI, kind="PL")
DETAILS = {
    "mode": "container",
    "declare_on": "2026-11-28",
    "cargo_cut": "2026-11-30",
    "yard_in_on": "2026-11-29",
    "idf": "IDF1",
    "policy": "P1",
    "insured_on": "2026-12-01",
    "insurance_amount": "USD 553300",
    "lc_number": "LC1",
    "lc_date": "2026-11-01",
    "lc_amount": "USD 503000",
    "lc_expiry": "2027-01-31",
    "lc_latest_shipment": "2026-12-31",
}
BOX = Container(id=7, shipment=1, number="CSQU3054383", seal="S1", kind="20DC")
BOX_KEPT = {"vgm_kg": "3200", "max_gross_kg": "30480", "tare_kg": "2200", "lashing_kg": "30"}
ENTERED = Entered(DETAILS, {}, (BOX,), {7: BOX_KEPT}, {1: Stowed(7, "floor")})
GOOD = Docket(
    shipment=Shipment(
        id=1,
        number="SH-1",
        state="booked",
        consignee=1,
        buyer=1,
        notify=1,
        port_of_loading="JPYOK",
        port_of_discharge="KEMBA",
        vessel="SHIRANAMI",
        voyage="118W",
        etd="2026-12-06",
        eta="2027-01-04",
        incoterm="CIF",
        currency="USD",
        freight=100_000,
        insurance=3_000,
    ),
    today=TODAY,
    cars=(replace(CAR, container=7),),
    people=(BUYER, SHIP),
    entered=ENTERED,
    loading=Port("JPYOK", "Yokohama", "JP", "Japan"),
    discharge=Port("KEMBA", "Mombasa", "KE", "Kenya"),
    market=MARKET,
    demand=Demand("KE", ("address", "phone", "email", "tax_id"), ("idf",)),
    papers=(CI, PL),
    issued=(CI, PL),
    kept=(Kept("CI", "AMX-2026-0001", 0, "issued"), Kept("CI", "AMX-2026-0001", 1, "issued")),
    bank=("KAZAMIDORI",),
    preparer="sato",
    second="kaneda",
)


def car(**values: Any) -> Docket:
    return replace(GOOD, cars=(replace(GOOD.cars[0], **values),))


def vehicle(**values: Any) -> Docket:
    return car(record=replace(CAR.record, **values))


def paper(**values: Any) -> Docket:
    return car(certificate=replace(CERTIFICATE, **values))


def person(**values: Any) -> Docket:
    return replace(GOOD, people=(replace(BUYER, **values), SHIP))


def by_hand() -> Docket:
    signed = {"screening": "clear", "screened_by": "Sato", "screened_at": "2026-11-21T08:00:00Z"}
    return person(
        party=replace(BUYER.party, **signed),
        screening=Screening("by_hand", "by_hand", "unscreened"),
    )


def ship(**values: Any) -> Docket:
    return replace(GOOD, shipment=replace(GOOD.shipment, **values))


def details(**values: str) -> Docket:
    return replace(GOOD, entered=replace(ENTERED, shipment=DETAILS | values))


def invoice(**values: Any) -> Docket:
    return replace(GOOD, papers=(replace(CI, **values), PL))


def box(kept: dict[str, str] | None = None, **values: Any) -> Docket:
    entered = replace(ENTERED, containers=(replace(BOX, **values),))
    return replace(GOOD, entered=replace(entered, of_containers={7: kept or BOX_KEPT}))


def refused(reason: str, admission: str = "ineligible") -> Docket:
    return car(admission=Answer(admission, reason))


def no_boxes() -> Docket:
    plain = Entered({k: v for k, v in DETAILS.items() if k != "mode"})
    return replace(car(entered={}), entered=plain)


TRIPS: dict[str, Callable[[], list[Docket]]] = {
    "on_two_shipments": lambda: [car(elsewhere="SH-2")],
    "sold_twice": lambda: [car(sold_twice=True)],
    "chassis_agrees": lambda: [
        paper(chassis_number="KSP130-1234568"),
        vehicle(chassis_number=None),
        invoice(lines=(replace(LINE, chassis_number="KSP130 1234567"),)),
    ],
    "certificate_there": lambda: [car(certificate=None), car(files=frozenset())],
    "certificate_declared": lambda: [paper(scheduled_on="2026-11-27"), paper(scheduled_on="")],
    "certificate_sails": lambda: [paper(scheduled_on="2026-12-05")],
    "certificate_soon": lambda: [paper(scheduled_on="2026-12-06")],
    "certificate_returned": lambda: [paper(scheduled_on="2026-11-21")],
    "certificate_owner": lambda: [car(owner="differs"), car(owner="")],
    "certificate_agrees": lambda: [car(differs_in=("displacement_cc",))],
    "party_listed": lambda: [
        person(screening=Screening("hit", "hit", "unscreened")),
        person(screening=Screening("confirmed", "hit", "designated")),
        person(screening=Screening("cannot_decide", "no_lists", "unscreened")),
        person(screening=None),
    ],
    "party_by_hand": lambda: [by_hand()],
    "ownership_asked": lambda: [
        person(party=replace(BUYER.party, ownership=answer)) for answer in ("", "unknown")
    ],
    "screening_fresh": lambda: [
        person(screening=Screening("clear", "searched", "clear", searched_at="2026-11-14"))
    ],
    "law_bars": lambda: [
        car(verdict=verdict(Outcome.BLOCKED)),
        car(verdict=None),
        ship(etd=""),
        replace(GOOD, cars=()),
    ],
    "law_undecided": lambda: [
        car(verdict=verdict(Outcome.REVIEW)),
        car(verdict=verdict(Outcome.CONDITIONAL)),
    ],
    "market_refuses": lambda: [refused("MARKET_CLOSED")],
    "market_unsure": lambda: [refused("NO_RULE", "needs_review"), replace(GOOD, market=None)],
    "too_old": lambda: [refused("AGE_OVER_MAX")],
    "wrong_wheel": lambda: [refused("STEERING_BANNED")],
    "end_use_undertaking": lambda: [
        person(papers=()),
        person(papers=(replace(BUYER.papers[0], valid_until="2026-12-05"),)),
        person(papers=(replace(BUYER.papers[0], covers=("OTHER-99999",)),)),
    ],
    "red_flags": lambda: [replace(GOOD, red_flags="red_flags")],
    "invoice_total": lambda: [invoice(total=503_001), invoice(fob=1, total=103_001)],
    "one_currency": lambda: [
        car(sale=replace(CAR.sale, currency="JPY")),
        car(paid_in=frozenset({"EUR"})),
        details(lc_amount="EUR 503000"),
    ],
    "charges": lambda: [ship(freight=0), ship(insurance=0), car(fob=usd(0))],
    "below_cost": lambda: [
        car(margin=Margin(Money(1, "JPY"), Money(2, "JPY"))),
        car(margin=Margin(None, None, (Missing("cost", "purchase"),))),
    ],
    "price_named": lambda: [car(sale=replace(CAR.sale, price=100)), car(sale=None)],
    "sizes": lambda: [vehicle(volume_m3=9.9), vehicle(length_mm=None)],
    "papers_add_up": lambda: [invoice(lines=(replace(LINE, weight_kg=980),))],
    "tariff_code": lambda: [car(code_against=("powertrain",))],
    "tariff_digit": lambda: [vehicle(hs_code="8703219159")],
    "displacement_bound": lambda: [car(crosses=(1_500,))],
    "tariff_table": lambda: [car(is_unlisted=True)],
    "consignee_agrees": lambda: [invoice(consignee=PrintedParty(name="ANOTHER"))],
    "consignee_complete": lambda: [
        person(party=replace(BUYER.party, tax_id="")),
        person(party=replace(BUYER.party, address=("P.O. BOX 1",), city="")),
        person(party=replace(BUYER.party, name="TO ORDER OF BANK")),
        replace(GOOD, people=()),
    ],
    "references": lambda: [details(idf="")],
    "ports": lambda: [replace(GOOD, discharge=None), ship(final_destination="UG")],
    "vessel_screened": lambda: [
        ship(vessel="OKITSU STAR"),
        replace(GOOD, people=(BUYER,)),
        replace(GOOD, people=(BUYER, replace(SHIP, party=Party(id=2, name="SHIRANAMI")))),
    ],
    "vessel_named": lambda: [ship(vessel="TBA"), ship(voyage="")],
    "days_in_order": lambda: [
        details(declare_on="2026-11-21"),
        details(on_board_date="2026-11-28", yard_in_on="2026-11-29"),
    ],
    "cut_kept": lambda: [
        details(yard_in_on="2026-12-01"),
        details(yard_in_on="", cargo_cut="2026-11-21"),
    ],
    "inspected": lambda: [
        car(entered={}),
        car(entered={"inspection_number": "Q"}),
        car(entered={"inspection_number": "Q", "inspected_on": "2026-12-07"}),
    ],
    "batteries": lambda: [
        replace(vehicle(powertrain="electric")),
        replace(no_boxes(), cars=vehicle(powertrain="electric").cars),
    ],
    "runners": lambda: [no_boxes()],
    "container_mass": lambda: [
        box(BOX_KEPT | {"vgm_kg": ""}),
        box(BOX_KEPT | {"vgm_kg": "30500"}),
        box(BOX_KEPT | {"vgm_kg": "3600"}),
        box(BOX_KEPT | {"loose_kg": "400"}),
        car(entered=CAR.entered | {"parts_kg": "400"}),
    ],
    "container_number": lambda: [box(number="CSQU3054384"), box(seal="")],
    "container_room": lambda: [
        vehicle_in_box(length_mm=5_600),
        vehicle_in_box(width_mm=2_300),
        box(BOX_KEPT | {"loose_kg": "28000"}),
    ],
    "credit_kept": lambda: [
        details(lc_amount="USD 502999"),
        details(lc_latest_shipment="2026-12-05"),
        details(lc_expiry="2026-12-05"),
        details(on_board_date="2026-12-06", sent_on="2026-12-28"),
        details(lc_expiry=""),
    ],
    "credit_first": lambda: [
        replace(to_lanka(), entered=replace(ENTERED, shipment=DETAILS | {"lc_date": "2026-12-07"})),
        replace(to_lanka(), entered=replace(ENTERED, shipment=DETAILS | {"lc_date": ""})),
    ],
    "insured": lambda: [
        details(insurance_amount="USD 553299"),
        details(insured_on="2026-12-07"),
        details(policy=""),
    ],
    "paid": lambda: [car(settlement=Settlement(usd(400_000), usd(1))), car(settlement=None)],
    "bank_agrees": lambda: [
        replace(GOOD, issued=(replace(CI, bank=("OTHER",)),)),
        replace(GOOD, bank=()),
    ],
    "photographs": lambda: [car(lacks=("chassis_photo",))],
    "papers_complete": lambda: [
        replace(GOOD, gaps=("payment_terms",)),
        replace(GOOD, gaps=("displacement_cc:1",)),
    ],
    "numbers_kept": lambda: [
        replace(GOOD, taken=("AMX-2026-0001",)),
        replace(GOOD, kept=(replace(GOOD.kept[0], is_intact=False),)),
        replace(GOOD, kept=(GOOD.kept[0], replace(GOOD.kept[0], revision=2))),
    ],
    "latin_letters": lambda: [replace(GOOD, not_latin=("marks",))],
    "two_people": lambda: [replace(GOOD, second=" Sato ")],
}


def vehicle_in_box(**values: Any) -> Docket:
    return car(record=replace(CAR.record, **values))


def to_lanka() -> Docket:
    return replace(GOOD, discharge=Port("LKCMB", "Colombo", "LK", "Sri Lanka"))


def found(docket: Docket, name: str) -> list[Any]:
    return [one for one in run(docket, CHECKS, "sailed") if one.check == name]


def test_every_check_has_a_case() -> None:
    assert TRIPS.keys() == FUNCTIONS.keys()
    assert {check.id for check in CHECKS.entries} == set(TRIPS)


@pytest.mark.parametrize("name", TRIPS)
def test_a_check_passes_where_all_is_well(name: str) -> None:
    assert [one for one in found(GOOD, name) if one.stands_against] == []


@pytest.mark.parametrize("name", TRIPS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_check_trips_and_says_so(name: str, language: str) -> None:
    from broker_app import words

    words.use(language)
    books = Books()
    for docket in TRIPS[name]():
        against = [one for one in found(docket, name) if one.stands_against]
        assert against, docket
        for one in against:
            said = checking.sentence(books, one)
            assert said
            assert not {"{", "}", "–"} & set(said), said
            assert "particular." not in said, said


def test_a_good_shipment_is_stopped_by_nothing() -> None:
    results = run(GOOD, CHECKS)
    assert stopping(results) == []
    assert overridable(results) == []
    assert {one.check for one in results if one.outcome == PASSED}


def test_what_cannot_be_told_stops_like_what_failed() -> None:
    (one,) = found(person(screening=None), "party_listed")
    assert one.outcome == CANNOT_TELL
    assert one in stopping(run(person(screening=None), CHECKS))


@pytest.mark.parametrize("vessel", ["", " ", "TBA", "shiranami", "ＳＨＩＲＡＮＡＭＩ"])
def test_a_ship_without_a_name_or_with_her_party_is_not_told(vessel: str) -> None:
    assert not any(one.stands_against for one in found(ship(vessel=vessel), "vessel_screened"))


def test_a_ship_that_is_no_party_is_a_warning_and_stops_nothing() -> None:
    results = run(ship(vessel="OKITSU STAR"), CHECKS)
    assert [one.check for one in results if one.stands_against] == ["vessel_screened"]
    assert stopping(results) == []


def test_later_stages_ask_what_earlier_ones_asked() -> None:
    draft = {one.check for one in run(GOOD, CHECKS, "draft")}
    release = {one.check for one in run(GOOD, CHECKS)}
    sailed = {one.check for one in run(GOOD, CHECKS, "sailed")}
    assert draft < release < sailed
    assert "paid" in sailed - release


ANY = st.sets(st.sampled_from(sorted(FUNCTIONS)))


@given(
    overrides=ANY,
    outcome=st.sampled_from([Outcome.BLOCKED, Outcome.ALLOWED]),
    state=st.sampled_from(["designated", "clear"]),
)
def test_no_override_lets_a_barred_vehicle_or_a_designated_party_go(
    overrides: set[str], outcome: Outcome, state: str
) -> None:
    answer = "confirmed" if state == "designated" else "clear"
    docket = replace(
        car(verdict=verdict(outcome)),
        people=(
            replace(
                BUYER, screening=Screening(answer, "searched", state, searched_at="2026-11-21")
            ),
        ),
    )
    left = {one.check for one in stopping(run(docket, CHECKS), overrides)}
    assert ("law_bars" in left) == (outcome is Outcome.BLOCKED)
    assert ("party_listed" in left) == (state == "designated")


@given(overrides=ANY, name=st.sampled_from(sorted(TRIPS)))
def test_overrides_let_pass_only_what_may_be(overrides: set[str], name: str) -> None:
    severity = next(check.severity for check in CHECKS.entries if check.id == name)
    docket = TRIPS[name]()[0]
    left = {one.check for one in stopping(run(docket, CHECKS, "sailed"), overrides)}
    if severity == BLOCKS:
        assert name in left
    elif severity == OVERRIDE:
        assert (name in left) == (name not in overrides)
    else:
        assert name not in left


def test_what_the_law_bars_blocks_in_every_file() -> None:
    assert {c.severity for c in CHECKS.entries if c.id in NEVER} == {BLOCKS}


@pytest.mark.parametrize(
    ("number", "good"),
    [("CSQU3054383", True), ("MSKU 907032-3", True), ("CSQU3054384", False), ("CSQU305438", False)],
)
def test_container_numbers(number: str, good: bool) -> None:
    assert agrees(number) is good
