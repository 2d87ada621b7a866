"""A broker, its buyers and shipments, made up for the papers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from broker_app.domain.certificate import Certificate
from broker_app.domain.document import PrintedParty, Snapshot
from broker_app.domain.money import Money
from broker_app.domain.paper_keys import keys_of
from broker_app.domain.particulars import Container, Entered, Stowed
from broker_app.domain.party import Company, Party
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.papers import snapshot
from broker_app.papers.entered import NOTHING_MORE, More
from broker_app.papers.layout import Page, lay_out
from broker_app.reference import documents, particulars, ports

COMPANY = Company(
    name="Hamakaze Auto Export Co., Ltd.",
    address=("5-2-11 Shinyamashita, Naka-ku", "Yokohama 231-0801"),
    phone="+81 45 555 0178",
    email="export@hamakaze-auto.example",
    bank=(
        "Shiokaze Bank, Ltd., Yokohama Branch (Branch Code 201)",
        "Account No. 0047715, SWIFT SHKZJPJT",
        "Hamakaze Auto Export Co., Ltd.",
    ),
    signatory="M. Kaneda",
    signatory_title="Export Manager",
    margin_permille=120,
    margin_jpy=35_000,
    name_ja="浜風オート輸出株式会社",
    address_ja=("〒231-0801", "神奈川県横浜市中区新山下5-2-11"),
    signatory_ja="金田 美帆",
    signatory_title_ja="輸出課長",
)
BAHARI = Party(
    id=1,
    name="Bahari Motors Ltd.",
    address=("Plot 218, Lumumba Road", "P.O. Box 84217-80100"),
    city="Mombasa",
    country="KE",
    phone="+254 41 555 0142",
    email="imports@bahari-motors.example",
    tax_id_label="KRA PIN",
    tax_id="P051900000K",
)
ZIWA = Party(
    id=2, name="Ziwa Clearing Agents", address=("Moi Avenue 5",), city="Mombasa", country="KE"
)
PARTIES = {1: BAHARI, 2: ZIWA}

# maker, model, grade, emission, model code, chassis, registered, cc, burns, colour, HS, price in
# minor units, kg, mm, mm, mm
_CARS = (
    "NISSAN|NOTE|X|DBA|E12|E12-625817|2019-09|1198|petrol|White|870322|448000|1030|4100|1695|1525",
    "TOYOTA|VITZ|F|DBA|KSP130|KSP130-4077123|2019-04|996|petrol|Silver|870321|415000|970|3945|1695|1500",
    "HONDA|FIT|13G|DBA|GK3|GK3-3421765|2019-11|1317|petrol|Blue|870322|624000|1010|3955|1695|1525",
    "TOYOTA|COROLLA FIELDER|1.5X|DBA|NZE161G|NZE161-7161204|2019-06|1496|petrol|Black|870322|735000|1150|4410|1695|1475",
    "TOYOTA|PROBOX VAN|DX|DBE|NCP160V|NCP160-0130552|2020-02|1496|petrol|White|870431|698000|1090|4245|1690|1525",
    "TOYOTA|HARRIER|S|6BA|MXUA80|MXUA80-0034417|2020-10|1986|petrol|Pearl|870323|1690000|1530|4740|1855|1660",
    "TOYOTA|HIACE VAN|SUPER GL|3DF|GDH201V|GDH201-2013345|2020-08|2754|diesel|Pearl|870421|1980000|1830|4695|1695|1980",
)
TO_KENYA = Shipment(
    number="SH-2611-014",
    consignee=1,
    buyer=1,
    port_of_loading="JPYOK",
    port_of_discharge="KEMBA",
    vessel="Kaiyo Express",
    voyage="126W",
    etd="2026-11-29",
    eta="2026-12-20",
    incoterm="CIF",
    currency="USD",
    freight=704_174,
    insurance=24_150,
    payment_terms="T/T 100 % before shipment",
    marks=("BAHARI", "MOMBASA", "SH-2611-014", "CHASSIS NO.", "MADE IN JAPAN"),
)
FROM_YOKOHAMA = replace(
    TO_KENYA, number="SH-2611-015", incoterm="FOB", currency="JPY", notify=2, marks=()
)


def car(place: int, currency: str = "USD", **changes: Any) -> tuple[Vehicle, Money]:
    """Return one of the cars and its price; later rounds get other chassis numbers."""
    row = _CARS[place % len(_CARS)].split("|")
    chassis = row[5] if place < len(_CARS) else f"{row[5][:-3]}{place:03d}"
    burns = row[8]
    length, width, height = map(int, row[13:16])
    vehicle = Vehicle(
        maker=row[0],
        model=row[1],
        grade_name=row[2],
        emission_code=row[3],
        model_code=row[4],
        chassis_number=chassis,
        first_registered=row[6],
        displacement_cc=int(row[7]),
        powertrain=burns,
        fuel=burns,
        colour=row[9],
        hs_code=row[10],
        kerb_weight_kg=int(row[12]),
        length_mm=length,
        width_mm=width,
        height_mm=height,
        steering="right",
        made_in="JP",
        remarks="bought at auction for 1",
        export_value_jpy=987_654_321,
    )
    return replace(vehicle, **changes), Money(int(row[11]), currency)


def cars(count: int, currency: str = "USD") -> list[tuple[Vehicle, Money]]:
    return [car(place, currency) for place in range(count)]


def taken(
    shipment: Shipment = TO_KENYA,
    vehicles: Sequence[tuple[Vehicle, Money]] | None = None,
    *,
    company: Company = COMPANY,
    parties: dict[int, Party] = PARTIES,
    number: str = "HAX-2026-0417",
    revision: int = 0,
    draft: bool = False,
    kind: str = "CI",
    more: More = NOTHING_MORE,
) -> Snapshot:
    return snapshot.take(
        kind,
        shipment,
        company,
        parties,
        cars(7) if vehicles is None else vehicles,
        ports.load(),
        number=number,
        revision=revision,
        date="2026-11-27",
        draft=draft,
        more=more,
        language=documents.load()[kind].language,
    )


ENTERED = {
    "mode": "roro",
    "carrier": "Umikaze Line",
    "booking_number": "UKL2611-0442",
    "booked_by": "M. Kaneda",
    "place_of_receipt": "Yokohama",
    "place_of_delivery": "Mombasa",
    "freight_terms": "prepaid",
    "freight_payable_at": "Yokohama",
    "bl_type": "original",
    "originals": "3",
    "place_of_issue": "Tokyo",
    "cargo_cut": "2026-11-24",
    "document_cut": "2026-11-20",
    "declare_on": "2026-11-24",
    "yard": "大黒ふ頭 T-3 ヤード（浜風物流）",
    "yard_in_on": "2026-11-23",
    "inspection_body": "QISJ",
    "inspection_on": "2026-11-18",
    "remarks": "1号車はバッテリーを外さないこと。\n検査証は後日送付。",
    "scan_to": "docs@hamakaze-auto.example",
    "send_to": "Bahari Motors Ltd.\nPlot 218, Lumumba Road\nMombasa, Kenya",
    "idf": "E2611MBA000418",
    "forwarder": "2",
    "notify2": "2",
}
"""Particulars of a shipment, a value for those that most papers print."""
OF_A_CAR = {"runner": "yes", "keys": "1", "fuel_level": "1/4", "tyres": "4"}
OF_A_BOX = {"tare_kg": "3900", "lashing_kg": "120", "vgm_kg": "8080"}
BOXES = (
    Container(id=1, number="CSQU3054383", seal="UK884412", kind="40HC"),
    Container(id=2, number="MSKU9070323", seal="UK884413", kind="40HC"),
)
ISSUED = ("CI", "HAX-2026-0417", "2026-11-19")


def with_more(kind: str, count: int = 3, *, draft: bool = False, **entered: str) -> Snapshot:
    """Return what a paper of a kind prints of a shipment with particulars and two containers.

    The cars stand in turn in the first and the second container; those of `entered` win.
    """
    numbers = range(1, count + 1)
    more = More(
        wanted=keys_of(documents.load()[kind]),
        known=particulars.shipped(),
        entered=Entered(
            ENTERED | entered,
            dict.fromkeys(numbers, OF_A_CAR),
            BOXES,
            {box.id or 0: OF_A_BOX for box in BOXES},
            {number: Stowed(2 - number % 2, "floor") for number in numbers},
        ),
        vehicles=list(numbers),
        certificates={
            number: Certificate(
                number=f"026{number:05d}", owner=COMPANY.name, scheduled_on="2026-12-20"
            )
            for number in numbers
        },
        issued=(ISSUED,),
    )
    engines = [car(n - 1, engine_number=f"ENG-{n:06d}", seats=5, doors=5) for n in numbers]
    number = "" if draft else f"{kind}-2026-0007"
    return taken(vehicles=engines, kind=kind, more=more, number=number, draft=draft)


def page_of(frozen: Snapshot) -> Page:
    return lay_out(frozen, documents.load()[frozen.kind])


def as_packing_list(frozen: Snapshot) -> Snapshot:
    return replace(frozen, kind="PL")


def as_proforma(frozen: Snapshot) -> Snapshot:
    """Return what the same vehicles print before they are on a shipment."""
    return replace(
        frozen,
        kind="PI",
        number="PI-2026-0007" if frozen.number else "",
        shipment_number="",
        consignee=PrintedParty(),
        vessel="",
        voyage="",
        marks=(),
        port_of_loading="JAPANESE PORT",
        valid_until="2026-12-04",
        mode="roro",
    )


def problems(frozen: Snapshot) -> list[str]:
    return snapshot.problems(frozen, documents.load()[frozen.kind])
