"""Five made-up shipments that the papers of a whole set are kept for, each with its own needs.

`kenya` by RoRo, `jamaica` in containers, `sri_lanka` under a credit, `new_zealand` with batteries,
`tanzania` with trucks and loose parts in a container. `united_states` is one more, for the filing
that no other market asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from broker_app.domain.certificate import Certificate
from broker_app.domain.dangerous_goods import Entry, entry_for
from broker_app.domain.document import Snapshot
from broker_app.domain.money import Money
from broker_app.domain.paper_keys import keys_of
from broker_app.domain.particulars import Container, Entered, Stowed
from broker_app.domain.party import Party
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.papers.entered import More
from broker_app.reference import dangerous_goods, documents, particulars
from tests.papers.samples import (
    BAHARI,
    BOXES,
    COMPANY,
    ENTERED,
    OF_A_BOX,
    OF_A_CAR,
    TO_KENYA,
    ZIWA,
    car,
    taken,
)

KINGSTON = Party(
    id=3,
    name="Blue Harbour Autos Ltd.",
    address=("14 Spanish Town Road",),
    city="Kingston",
    country="JM",
    phone="+1 876 555 0119",
    email="stock@blueharbour.example",
    tax_id_label="TRN",
    tax_id="001-555-019",
)
COLOMBO_BANK = Party(
    id=4,
    name="To the order of Kadal Bank PLC",
    address=("Trade Services, 21 Lotus Road",),
    city="Colombo 01",
    country="LK",
)
COLOMBO = Party(
    id=5,
    name="Senehasa Motor Traders (Pvt) Ltd.",
    address=("118 Nawala Road, Nugegoda",),
    city="Colombo",
    country="LK",
    phone="+94 11 555 0133",
    email="imports@senehasa.example",
    tax_id_label="VAT",
    tax_id="114555013-7000",
)
AUCKLAND = Party(
    id=6,
    name="Kowhai Electric Cars Ltd.",
    address=("7 Pohutukawa Lane, Penrose",),
    city="Auckland 1061",
    country="NZ",
    phone="+64 9 555 0171",
    email="landing@kowhai.example",
)
DAR = Party(
    id=7,
    name="Mwamba Trucks and Spares Ltd.",
    address=("Plot 31, Nyerere Road", "P.O. Box 4155"),
    city="Dar es Salaam",
    country="TZ",
    phone="+255 22 555 0188",
    email="office@mwamba.example",
    tax_id_label="TIN",
    tax_id="155-501-880",
)
FORWARDER = Party(
    id=8,
    name="Umibe Forwarding Co., Ltd.",
    address=("2-4 Kaigan-dori, Naka-ku",),
    city="Yokohama 231-0002",
    country="JP",
    phone="+81 45 555 0165",
    email="export@umibe.example",
)
LONG_BEACH = Party(
    id=9,
    name="Palisade Classic Imports LLC",
    address=("2200 Harbor Plaza, Suite 14",),
    city="Long Beach, CA 90802",
    country="US",
    phone="+1 562 555 0147",
    email="entry@palisade.example",
)
PEOPLE = {
    party.id or 0: party
    for party in (
        BAHARI,
        ZIWA,
        KINGSTON,
        COLOMBO_BANK,
        COLOMBO,
        AUCKLAND,
        DAR,
        FORWARDER,
        LONG_BEACH,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voyage:
    """A shipment and all that was entered about it; vehicles and containers count from 1."""

    shipment: Shipment
    vehicles: tuple[tuple[Vehicle, Money], ...]
    entered: Mapping[str, str] = field(default_factory=dict)
    of_vehicles: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    boxes: tuple[Container, ...] = ()
    of_boxes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    stowed: Mapping[int, Stowed] = field(default_factory=dict)
    issued: tuple[tuple[str, str, str], ...] = (("CI", "HAX-2026-0417", "2026-11-19"),)

    @property
    def numbers(self) -> range:
        """The ids of its vehicles."""
        return range(1, len(self.vehicles) + 1)


_COMMON = ENTERED | {
    "forwarder": "8",
    "booked_by": "M. Kaneda",
    "requested_sailing": "Late November 2026",
    "emergency_contact": "+81 45 555 0199 (Umibe Forwarding, duty desk)",
    "attention": "Purchasing manager",
    "contract_term": "cash",
    "payment_due": "2026-11-24",
    "courier_days": "5",
    "bl_number": "UKL-YOK-260442",
    "on_board_date": "2026-11-29",
    "courier": "Hayate Express",
    "tracking": "HX 5501 7733 20",
    "sent_on": "2026-12-02",
    "release_condition": "paid",
    "enclosed_bl": "3/3",
    "enclosed_ci": "2",
    "enclosed_pl": "2",
    "enclosed_ec": "original 1",
    "enclosed_translation": "1",
    "enclosed_inspection": "1",
}
_INSURED = {
    "policy": "OP-2026-55013",
    "insurer": "Minato Marine Insurance Co., Ltd.",
    "insurance_clauses": "a",
    "insurance_rate": "0.9",
    "insured_on": "2026-11-24",
    "war_strikes": "yes",
    "used_vehicle_clause": "yes",
    "stowage": "roro",
}
_DETERMINED = {
    "max_gross_kg": "30480",
    "vgm_method": "1",
    "vgm_on": "2026-11-24",
    "scale": "TS-07",
    "vgm_by": "R. Isobe",
    "vgm_registration": "T-2016-0417",
}
_PARTS = {
    "vgm_kg": "9760",
    "loose_kg": "760",
    "loose_net_kg": "735",
    "loose_packages": "6",
    "loose_m3": "2.4",
}
_NO_KENYA = {k: v for k, v in _COMMON.items() if k not in ("idf", "notify2", "inspection_body")}


def _known(place: int, currency: str, **changes: object) -> tuple[Vehicle, Money]:
    """Return one of the cars with what an exporter knows of it once it stands in the yard."""
    facts: dict[str, object] = {
        "engine_number": f"ENG-{place + 1:06d}",
        "seats": 5,
        "doors": 5,
        "drive": "2WD",
        "transmission": "AT",
        "odometer_km": 61_000 + 1_357 * place,
        "manufactured": "2019-03",
        "vehicle_class": "car",
    }
    return car(place, currency, **(facts | changes))


_LEAF = _known(
    5, "JPY", maker="NISSAN", model="LEAF", grade_name="G", emission_code="ZAA", model_code="ZE1",
    chassis_number="ZE1-091577", powertrain="electric", fuel="none", displacement_cc=None,
    hs_code="870380", kerb_weight_kg=1520, length_mm=4480, width_mm=1790, height_mm=1565,
    engine_number=None,
)  # fmt: skip
_OUTLANDER = _known(
    5, "JPY", maker="MITSUBISHI", model="OUTLANDER PHEV", grade_name="G", emission_code="5LA",
    model_code="GG3W", chassis_number="GG3W-0701348", powertrain="plug_in_hybrid",
    displacement_cc=2359, hs_code="870360", kerb_weight_kg=1900, length_mm=4695, height_mm=1710,
    width_mm=1800,
)  # fmt: skip
_AQUA = _known(
    1, "JPY", model="AQUA", grade_name="S", emission_code="DAA", model_code="NHP10",
    chassis_number="NHP10-6640512", powertrain="hybrid", displacement_cc=1496, hs_code="870340",
    kerb_weight_kg=1090, height_mm=1455,
)  # fmt: skip
_DUTRO = _known(
    6, "USD", maker="HINO", model="DUTRO", grade_name="2.0T", emission_code="TKG",
    model_code="XZU605M", chassis_number="XZU605-0019044", displacement_cc=4009, hs_code="870421",
    kerb_weight_kg=2650, gross_weight_kg=4815, length_mm=4690, width_mm=1695, height_mm=1970,
    seats=3, doors=2, transmission="MT", vehicle_class="truck", colour="White",
)  # fmt: skip
_CANTER = _known(
    6, "USD", maker="MITSUBISHI FUSO", model="CANTER", grade_name="FLAT", emission_code="TPG",
    model_code="FBA20", chassis_number="FBA20-553021", displacement_cc=2998, hs_code="870421",
    kerb_weight_kg=2330, gross_weight_kg=4995, length_mm=4690, width_mm=1695, height_mm=1990,
    seats=3, doors=2, transmission="MT", vehicle_class="truck", colour="Blue",
)  # fmt: skip
_SKYLINE = _known(
    5, "USD", maker="NISSAN", model="SKYLINE GT-R", grade_name="V-SPEC", emission_code="GF",
    model_code="BNR34", chassis_number="BNR34-001842", displacement_cc=2568, hs_code="870323",
    kerb_weight_kg=1560, length_mm=4600, width_mm=1785, height_mm=1360, seats=4, doors=2,
    transmission="MT", manufactured="2000-06", first_registered="2000-07",
)  # fmt: skip

VOYAGES: Mapping[str, Voyage] = {
    "kenya": Voyage(
        shipment=replace(TO_KENYA, notify=2),
        vehicles=tuple(_known(place, "USD") for place in range(3)),
        entered=_COMMON | _INSURED | {"claims_payable_at": "Mombasa"},
        of_vehicles=dict.fromkeys(range(1, 4), OF_A_CAR),
    ),
    "jamaica": Voyage(
        shipment=replace(
            TO_KENYA,
            number="SH-2611-019",
            consignee=3,
            buyer=3,
            port_of_discharge="JMKIN",
            vessel="Tsubaki Bridge",
            voyage="0044E",
            incoterm="CFR",
            eta="2027-01-06",
            insurance=0,
            marks=("BLUE HARBOUR", "KINGSTON", "SH-2611-019", "MADE IN JAPAN"),
        ),
        vehicles=tuple(_known(place, "USD") for place in (0, 1, 2, 3, 5)),
        entered=_NO_KENYA
        | {
            "mode": "container",
            "place_of_delivery": "Kingston",
            "vanning_place": "浜風バンニングヤード（川崎市川崎区東扇島）",
            "vanning_date": "2026-11-22",
            "cy_cut": "2026-11-26",
            "vgm_cut": "2026-11-25",
            "cy_cfs": "cy_cy",
            "free_time": "14 days",
            "fumigation": "Not required",
            "scan_to": "docs@hamakaze-auto.example",
            "send_to": "Blue Harbour Autos Ltd.\n14 Spanish Town Road\nKingston, Jamaica",
        },
        of_vehicles=dict.fromkeys(range(1, 6), OF_A_CAR | {"battery": "disconnected"}),
        boxes=BOXES,
        of_boxes={
            1: OF_A_BOX
            | _DETERMINED
            | {"vgm_kg": "7030", "vgm_method": "2", "vgm_basis": "Each car weighed, TS-07"},
            2: OF_A_BOX | _DETERMINED | {"vgm_kg": "6700"},
        },
        stowed={n: Stowed(1 if n < 4 else 2, "rack" if n == 3 else "floor") for n in range(1, 6)},
    ),
    "sri_lanka": Voyage(
        shipment=replace(
            TO_KENYA,
            number="SH-2611-022",
            consignee=4,
            buyer=5,
            notify=5,
            port_of_discharge="LKCMB",
            vessel="Hibiscus Leader",
            voyage="31A",
            eta="2026-12-16",
            currency="JPY",
            freight=270_000,
            insurance=14_600,
            payment_terms="L/C at sight",
            marks=("SMT", "COLOMBO", "SH-2611-022", "MADE IN JAPAN"),
        ),
        vehicles=(
            _known(3, "JPY", powertrain="hybrid", hs_code="870340", model_code="NKE165G"),
            _known(1, "JPY"),
        ),
        entered=_NO_KENYA
        | _INSURED
        | {
            "place_of_delivery": "Colombo",
            "inspection_body": "JEVIC",
            "bank": "4",
            "lc_number": "KDB/LC/26/004418",
            "lc_date": "2026-11-05",
            "lc_bank": "Kadal Bank PLC, Colombo",
            "lc_applicant": "Senehasa Motor Traders (Pvt) Ltd.\n118 Nawala Road, Nugegoda\nColombo",
            "lc_amount": "JPY 1434600",
            "lc_tolerance": "0",
            "lc_expiry": "2027-01-10",
            "lc_expiry_place": "Japan",
            "lc_latest_shipment": "2026-12-10",
            "lc_presentation_days": "21",
            "lc_partial": "not_allowed",
            "lc_transhipment": "allowed",
            "lc_goods": "2 units used motor vehicles\nHS codes 8703.40 and 8703.21, CIF Colombo",
            "lc_documents": "Signed commercial invoice in 4\nFull set 3/3 clean on board B/L\n"
            "Packing list in 3\nCertificate of origin in 2",
            "lc_conditions": "L/C number on all documents",
            "claims_payable_at": "Colombo",
            "contract_term": "credit",
            "release_condition": "bank",
            "credit_days": "30",
            "payment_due": "",
            "enclosed_coo": "2",
            "enclosed_insurance": "2",
            "send_to": "Kadal Bank PLC, Trade Services\n21 Lotus Road\nColombo 01, Sri Lanka",
        },
        of_vehicles=dict.fromkeys((1, 2), OF_A_CAR),
    ),
    "new_zealand": Voyage(
        shipment=replace(
            TO_KENYA,
            number="SH-2611-025",
            consignee=6,
            buyer=6,
            port_of_discharge="NZAKL",
            vessel="Kauri Highway",
            voyage="77S",
            eta="2026-12-19",
            incoterm="CFR",
            currency="JPY",
            freight=540_000,
            insurance=0,
            marks=("KOWHAI", "AUCKLAND", "SH-2611-025", "MADE IN JAPAN"),
        ),
        vehicles=(_LEAF, _OUTLANDER, _AQUA),
        entered=_NO_KENYA | {"place_of_delivery": "Auckland", "inspection_body": "MPI (JEVIC)"},
        of_vehicles={
            1: {"runner": "yes", "keys": "1", "tyres": "4"}
            | {"traction_battery": "lithium", "battery_kwh": "40", "state_of_charge": "30"},
            2: OF_A_CAR
            | {"traction_battery": "lithium", "battery_kwh": "20", "state_of_charge": "30"},
            3: OF_A_CAR | {"traction_battery": "nickel", "battery_kwh": "0.9"},
        },
    ),
    "tanzania": Voyage(
        shipment=replace(
            TO_KENYA,
            number="SH-2611-031",
            consignee=7,
            buyer=7,
            notify=None,
            port_of_discharge="TZDAR",
            vessel="Acacia Bay",
            voyage="209W",
            eta="2026-12-28",
            insurance=31_000,
            marks=("MWAMBA", "DAR ES SALAAM", "SH-2611-031", "MADE IN JAPAN"),
        ),
        vehicles=(_DUTRO, _CANTER),
        entered=_NO_KENYA
        | _INSURED
        | {
            "mode": "container",
            "stowage": "container",
            "claims_payable_at": "Dar es Salaam",
            "place_of_delivery": "Dar es Salaam",
            "inspection_body": "EAA",
            "vanning_place": "浜風バンニングヤード（川崎市川崎区東扇島）",
            "vanning_date": "2026-11-22",
            "cy_cut": "2026-11-26",
            "vgm_cut": "2026-11-25",
            "cy_cfs": "cy_cy",
            "free_time": "14 days",
            "loose_parts": "2 used engines HINO N04C, 640 kg, HS 8408.20\n"
            "4 used wheels with tyres, 120 kg, HS 8708.70",
            "send_to": "Mwamba Trucks and Spares Ltd.\nPlot 31, Nyerere Road\nDar es Salaam",
        },
        of_vehicles=dict.fromkeys(
            (1, 2), OF_A_CAR | {"battery": "disconnected", "accessories": "Jack, spare wheel"}
        ),
        boxes=BOXES[:1],
        of_boxes={1: OF_A_BOX | _DETERMINED | _PARTS},
        stowed={1: Stowed(1, "floor"), 2: Stowed(1, "floor")},
    ),
    "united_states": Voyage(
        shipment=replace(
            TO_KENYA,
            number="SH-2611-040",
            consignee=9,
            buyer=9,
            port_of_discharge="USLGB",
            vessel="Tsubaki Bridge",
            voyage="0045E",
            incoterm="FOB",
            freight=0,
            insurance=0,
            marks=("PALISADE", "LONG BEACH", "SH-2611-040", "MADE IN JAPAN"),
        ),
        vehicles=(_SKYLINE,),
        entered=_NO_KENYA
        | {
            "mode": "container",
            "place_of_delivery": "Long Beach",
            "importer_number": "00-5550147AB",
            "consignee_number": "00-5550147AB",
            "manufacturer": "Nissan Motor Co., Ltd.\n1-1-1 Takashima, Nishi-ku\nYokohama, Japan",
            "ship_to": "9",
            "stuffing_location": "Hamakaze Vanning Yard\nHigashi-Ogishima, Kawasaki, Japan",
            "consolidator": "Umibe Forwarding Co., Ltd.\n2-4 Kaigan-dori, Yokohama, Japan",
        },
        of_vehicles={1: OF_A_CAR | {"epa_code": "E", "dot_box": "1"}},
        boxes=BOXES[:1],
        of_boxes={1: OF_A_BOX | _DETERMINED | {"vgm_kg": "5580"}},
        stowed={1: Stowed(1, "floor")},
    ),
}


def of_voyage(kind: str, name: str, *, draft: bool = False, **entered: str) -> Snapshot:
    """Return what a paper of a kind prints of one of the voyages; those of `entered` win."""
    voyage = VOYAGES[name]
    day = date.fromisoformat(voyage.shipment.etd)
    found = {
        number: _dangerous(vehicle, voyage.of_vehicles.get(number, {}), day)
        for number, (vehicle, _) in zip(voyage.numbers, voyage.vehicles, strict=True)
    }
    more = More(
        wanted=keys_of(documents.load()[kind]),
        known=particulars.shipped(),
        entered=Entered(
            {**voyage.entered, **entered},
            voyage.of_vehicles,
            voyage.boxes,
            voyage.of_boxes,
            voyage.stowed,
        ),
        vehicles=list(voyage.numbers),
        certificates={
            number: Certificate(
                number=f"026{number:05d}", owner=COMPANY.name, scheduled_on="2026-12-20"
            )
            for number in voyage.numbers
        },
        dangerous={number: entry for number, entry in found.items() if entry is not None},
        issued=voyage.issued,
    )
    return taken(
        voyage.shipment,
        voyage.vehicles,
        parties=PEOPLE,
        kind=kind,
        more=more,
        number="" if draft else f"{kind}-2026-0007",
        draft=draft,
    )


def _dangerous(vehicle: Vehicle, entered: Mapping[str, str], day: date) -> Entry | None:
    driven = vehicle.powertrain or ""
    battery = entered.get("traction_battery", "")
    return entry_for(dangerous_goods.shipped(), driven, vehicle.fuel or driven, battery, day)
