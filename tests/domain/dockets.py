"""A shipment that every release check passes, and ways to change one thing of it."""

from dataclasses import replace
from datetime import date
from typing import Any

from broker_app.domain.admission import Answer
from broker_app.domain.bl_draft import Comparison, Entered, Instructed, Unit, compared
from broker_app.domain.certificate import Certificate
from broker_app.domain.disposition import Screening
from broker_app.domain.document import PrintedLine, PrintedParty, Snapshot
from broker_app.domain.margin import Margin
from broker_app.domain.market import Demand as Wanted
from broker_app.domain.market import Diversion, Inspection, Logistics, Market
from broker_app.domain.money import Money
from broker_app.domain.particulars import Container, Stowed
from broker_app.domain.particulars import Entered as Details
from broker_app.domain.party import Party, Port
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.release.check import (
    Demand,
)
from broker_app.domain.release.docket import Car, Docket, Kept, MarketPrice, Person
from broker_app.domain.sale import Sale, Settlement
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.reference import bl_boxes, release_checks

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
        "traction_battery": "lithium",
        "carrier_m3": "9.9",
        "recycling_ticket": "R-1",
        "permit_chassis": "shown",
        "bl_chassis": "shown",
    },
    fob_jpy=600_000,
    market=MarketPrice(700_000, 5, 490_000),
    un_number="UN 3166",
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
NAS = replace(CI, kind="NAS", number="NAS-1")
BOXES = bl_boxes.shipped()
UNIT = Unit(CHASSIS, "970", "9.878")
INSTRUCTED = Instructed(
    boxes={
        "consignee": "MAWIMBI\nPLOT 7",
        "vessel": "SHIRANAMI",
        "weight_kg": "970",
        "volume_m3": "9.878",
    },
    units=(UNIT,),
)
DRAFTED = {
    "consignee": "Mawimbi Plot 7",
    "vessel": "M/V Shiranami",
    "weight_kg": "970.00 KGS",
    "volume_m3": "9.878 CBM",
    "units": f"{CHASSIS} 970 KGS 9.878 M3",
}


def compared_with(**changed: str) -> Comparison:
    """A draft that differs in some boxes; it is approved as it stands."""
    boxes = DRAFTED | changed
    found = Comparison(rows=compared(BOXES, INSTRUCTED, boxes), entered=Entered(boxes=boxes))
    signed = replace(found.entered, approved_by="sato", approved_about=found.about)
    return replace(found, entered=signed)


DETAILS = {
    "mode": "container",
    "declare_on": "2026-11-28",
    "cargo_cut": "2026-11-30",
    "yard_in_on": "2026-11-29",
    "idf": "IDF1",
    "policy": "P1",
    "insured_on": "2026-12-01",
    "insurance_amount": "USD 553300",
    "permit_on": "2026-11-20",
    "permit_exporter": "ASAGIRI",
    "lc_number": "LC1",
    "lc_date": "2026-11-01",
    "lc_amount": "USD 503000",
    "lc_expiry": "2027-01-31",
    "lc_latest_shipment": "2026-12-31",
    "lc_port_of_loading": "ANY JAPANESE PORT",
    "lc_port_of_discharge": "MOMBASA, KENYA",
    "lc_goods": "USED MOTOR VEHICLES",
    "permit_number": "301 4471 8820",
    "bl_number": "YOKMBA0041",
}
NAGOYA = Port("JPNGO", "Nagoya", "JP", "Japan")
BOX = Container(id=7, shipment=1, number="CSQU3054383", seal="S1", kind="20DC")
BOX_KEPT = {"vgm_kg": "3200", "max_gross_kg": "30480", "tare_kg": "2200", "lashing_kg": "30"}
ENTERED = Details(DETAILS, {}, (BOX,), {7: BOX_KEPT}, {1: Stowed(7, "floor")})
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
    ports=(NAGOYA, Port("JPYOK", "Yokohama", "JP", "Japan")),
    market=MARKET,
    demand=Demand("KE", ("address", "phone", "email", "tax_id"), ("idf",)),
    papers=(CI, PL, NAS),
    issued=(CI, PL, NAS),
    kept=(
        Kept("CI", "AMX-2026-0001", 0, "issued"),
        Kept("CI", "AMX-2026-0001", 1, "issued"),
        Kept("NAS", "NAS-1", 0, "issued", pack="2026.11"),
    ),
    bank=("KAZAMIDORI",),
    preparer="sato",
    second="kaneda",
    pack="2026.11",
    exporter="same",
    tariff_checked_on=TODAY,
    draft=compared_with(),
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
    plain = Details({k: v for k, v in DETAILS.items() if k != "mode"})
    return replace(car(entered={}), entered=plain)


def vehicle_in_box(**values: Any) -> Docket:
    return car(record=replace(CAR.record, **values))


def to_lanka() -> Docket:
    return replace(GOOD, discharge=Port("LKCMB", "Colombo", "LK", "Sri Lanka"))


def draft(**changed: str) -> Docket:
    return replace(GOOD, draft=compared_with(**changed))
