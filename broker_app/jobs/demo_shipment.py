"""The demo's shipment made whole: certificates, files, particulars, made up like all of the demo.

Everything that a clerk would enter before a release is entered; what only two people can decide is
left to them.
"""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from broker_app.domain.certificate import Certificate
from broker_app.domain.insurance import sum_insured
from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.domain.shipment import amounts
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import attaching, certifying, editing, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.store import shipments, vehicles
from broker_app.store.database import Database

WHO = "demo"
PICTURES = ("photo", "chassis_photo")
"""Photographs that go with the declaration."""
ENTERED = {
    "mode": "roro",
    "carrier": "SHIRANAMI LINE",
    "booking_number": "SNL2611-0442",
    "booked_by": "R. HAYAMI",
    "place_of_receipt": "YOKOHAMA, JAPAN",
    "place_of_delivery": "MOMBASA, KENYA",
    "yard": "大黒ふ頭 T-3",
    "bl_type": "original",
    "originals": "3",
    "place_of_issue": "YOKOHAMA",
    "freight_terms": "prepaid",
    "freight_payable_at": "YOKOHAMA",
    "inspection_body": "QISJ",
    "inspection_place": "YOKOHAMA, HONMOKU YARD",
    "customs_office": "横浜税関 大黒出張所",
    "bonded_area": "大黒ふ頭 T-3",
    "idf": "E2611-0044170",
    "contract_term": "cash",
    "courier_days": "5",
    "policy": "OP-2611-55013",
    "insurer": "MINATO MARINE INSURANCE CO., LTD.",
    "claims_payable_at": "MOMBASA",
    "insurance_clauses": "a",
    "insurance_rate": "0.4",
    "stowage": "roro",
    "emergency_contact": "+81 45 555 0199 (24 H)",
    "list_control": "unlisted",
    "list_reason": "一般の中古自動車（装甲・特殊装備なし）",
    "catch_all": "two",
    "catch_all_reason": "HS第87類",
    "judged_by": "速水 亮",
    "judge_title": "輸出課長",
    "judge_contact": "+81 45 555 0162",
    "judge_approved_by": "朝霧 恵",
}
DAYS = {
    "inspection_on": 3,
    "yard_in_on": 3,
    "document_cut": 4,
    "cargo_cut": 5,
    "declare_on": 5,
    "insured_on": 2,
    "payment_due": 6,
}
"""So many days after today."""
OF_A_CAR = {
    "runner": "yes",
    "keys": "1",
    "fuel_level": "1/4",
    "tyres": "4",
    "inspection_result": "passed",
    "accessories": "SPARE WHEEL, 1 PC, 14 KG\nJACK, 1 PC, 3 KG",
}
BATTERIES = {
    "electric": {
        "fuel_level": "NONE",
        "traction_battery": "lithium",
        "battery_kwh": "40",
        "state_of_charge": "30",
    },
    "plug_in_hybrid": {"traction_battery": "lithium", "battery_kwh": "20"},
    "hybrid": {"traction_battery": "lithium"},
}
PEOPLE_KG = 275
VALID_DAYS = 40
ISSUED_AGO = 9


def make_whole(
    db: Database, progress: Progress, books: Books, shipment: int, company: Company, today: date
) -> None:
    """Enter what a shipment to Kenya needs before its release."""
    record = shipments.get(db.connection, shipment)
    abroad = Question("KE", date.fromisoformat(record.etd))
    days = {name: (today + timedelta(days=ahead)).isoformat() for name, ahead in DAYS.items()}
    prices = [line.fob for line in shipping.lines_of(db.connection, record)]
    cover = sum_insured(amounts(prices, record).total)
    entered = ENTERED | days | {"insurance_amount": f"{cover.currency} {cover.minor_units}"}
    particulars.put(db, books, shipment, entered, WHO)
    with TemporaryDirectory() as aside:
        for place, vehicle in enumerate(shipments.vehicles(db.connection, shipment), 1):
            _look_at(db, progress, books, abroad, vehicle)
            _certify(db, progress, books, abroad, vehicle, company, today, Path(aside))
            _photograph(db, progress, vehicle, Path(aside))
            _declare(db, books, shipment, vehicle, place, days["inspection_on"])


def _look_at(
    db: Database, progress: Progress, books: Books, abroad: Question, vehicle: int
) -> None:
    """Type what a person sees at the car and on its plate."""
    made = vehicles.get(db.connection, vehicle).first_registered
    for name, value in (("accident", "none"), ("manufactured", made)):
        editing.type_fact(db, progress, books, abroad, vehicle, name, value, WHO)


def _certify(
    db: Database,
    progress: Progress,
    books: Books,
    abroad: Question,
    vehicle: int,
    company: Company,
    today: date,
    aside: Path,
) -> None:
    held = vehicles.get(db.connection, vehicle)
    scan = _sample(aside, held, "EXPORT CERTIFICATE")
    certificate = Certificate(
        vehicle=vehicle,
        number=f"0260{vehicle:06d}",
        chassis_number=held.chassis_number or "",
        first_registered=held.first_registered or "",
        owner=company.name_ja or company.name,
        weight_kg=held.kerb_weight_kg,
        gross_weight_kg=(held.kerb_weight_kg or 0) + PEOPLE_KG,
        length_cm=(held.length_mm or 0) // 10 or None,
        width_cm=(held.width_mm or 0) // 10 or None,
        height_cm=(held.height_mm or 0) // 10 or None,
        issued_on=(today - timedelta(days=ISSUED_AGO)).isoformat(),
        scheduled_on=(today + timedelta(days=VALID_DAYS)).isoformat(),
    )
    why = "demo: as the certificate prints it"
    certifying.enter(db, progress, books, abroad, certificate, WHO, today, why, scan)


def _photograph(db: Database, progress: Progress, vehicle: int, aside: Path) -> None:
    held = vehicles.get(db.connection, vehicle)
    for kind in PICTURES:
        file = _sample(aside, held, kind.upper().replace("_", " "))
        attaching.attach(db, progress, vehicle, [file], WHO, kind)


def _declare(
    db: Database, books: Books, shipment: int, vehicle: int, place: int, inspected: str
) -> None:
    """Enter the state of a vehicle at loading, its battery and its inspection."""
    powertrain = vehicles.get(db.connection, vehicle).powertrain or ""
    own = {"inspection_number": f"QISJ-2611-{place:05d}", "inspected_on": inspected}
    values = OF_A_CAR | own | BATTERIES.get(powertrain, {})
    particulars.put(db, books, shipment, values, WHO, of=[vehicle])


def _sample(aside: Path, held: Vehicle, said: str) -> Path:
    """Write a picture that says of itself that it is made up."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (900, 640), "#e8e8e8")
    text = f"SAMPLE, MADE UP FOR THE DEMO\n{said}\n{held.chassis_number or ''}"
    ImageDraw.Draw(picture).multiline_text((60, 220), text, fill="#404040", spacing=18)
    file = aside / f"{said.lower().replace(' ', '-')}-{held.chassis_number}.png"
    picture.save(file)
    return file
