"""A shipment of our own making, to show at once what a template looks like when it is filled."""

from dataclasses import replace

from broker_app.domain.document import (
    DocumentKind,
    PrintedContainer,
    PrintedLine,
    PrintedParty,
    Snapshot,
)
from broker_app.domain.particulars import Particular, Particulars

_CARS = (
    "TOYOTA|HIACE VAN|SUPER GL|3DF|GDH201V|GDH201-0000001|2020-08|2754|diesel|PEARL|87042190"
    "|1980000|1830|4695|1695|1980",
    "NISSAN|NOTE|X|DBA|E12|E12-000002|2019-09|1198|petrol|WHITE|87032290"
    "|448000|1030|4100|1695|1525",
    "MITSUBISHI FUSO|CANTER|WIDE LONG|TPG|FEB50|FEB50-000003|2016-03|2998|diesel|BLUE|87042210"
    "|2250000|2890|6740|2190|2330",
)
CARS = 3
"""Vehicles of a sample; more are made from the same ones."""


def sample(kind: DocumentKind, particulars: Particulars, count: int = CARS) -> Snapshot:
    """Return a snapshot of made-up data in which nothing is missing."""
    lines = tuple(_line(place, particulars) for place in range(count))
    fob = sum(line.unit_price for line in lines)
    freight, insurance = 350_000, 24_150
    seller = PrintedParty(
        name="SAMPLE AUTO EXPORT CO., LTD.",
        lines=("1-1 MIHONCHO, NAKA-KU, YOKOHAMA 231-0000, JAPAN", "TEL +81 45 000 0000"),
        place="JAPAN",
    )
    buyer = PrintedParty(
        name="SPECIMEN MOTORS LTD.",
        lines=("PLOT 1, EXAMPLE ROAD", "P.O. BOX 1-00100", "MOMBASA, KENYA", "KRA PIN P000000000X"),
        place="MOMBASA, KENYA",
    )
    agent = PrintedParty(
        name="SPECIMEN CLEARING AGENTS", lines=("MOI AVENUE 1", "MOMBASA, KENYA"), place="MOMBASA"
    )
    return Snapshot(
        kind=kind.kind,
        number="SAMPLE-0001",
        date="2026-11-22",
        draft=True,
        shipment_number="SH-SAMPLE-001",
        shipper=seller,
        buyer=buyer,
        consignee=buyer,
        notify=agent,
        port_of_loading="YOKOHAMA, JAPAN",
        port_of_discharge="MOMBASA, KENYA",
        final_destination="NAIROBI, KENYA",
        vessel="SAMPLE EXPRESS",
        voyage="001W",
        etd="2026-11-29",
        eta="2026-12-20",
        incoterm="CIF",
        incoterm_place="MOMBASA, KENYA",
        payment_terms="T/T 100 % BEFORE SHIPMENT",
        marks=("SPECIMEN", "MOMBASA", "C/NO. 1-UP", "MADE IN JAPAN"),
        currency="USD",
        lines=lines,
        fob=fob,
        freight=freight,
        insurance=insurance,
        total=fob + freight + insurance,
        bank=("SAMPLE BANK, LTD., YOKOHAMA BRANCH", "ACCOUNT NO. 0000000", "SWIFT SAMPJPJT"),
        signatory="T. SAMPLE",
        signatory_title="EXPORT MANAGER",
        valid_until="2026-12-22",
        mode="roro",
        particulars=_entered(particulars, "shipment"),
        parties=tuple((p.key, agent) for p in particulars.of_scope("shipment") if _is_party(p)),
        containers=tuple(_box(number, particulars) for number in (1, 2)),
        issued=(("CI", "SAMPLE-0001", "2026-11-22"),),
    )


def _line(place: int, particulars: Particulars) -> PrintedLine:
    row = _CARS[place % len(_CARS)].split("|")
    weight, length, width, height = map(int, row[12:16])
    made = PrintedLine(
        maker=row[0],
        model=row[1],
        grade_name=row[2],
        emission_code=row[3],
        model_code=row[4],
        chassis_number=row[5],
        first_registered=row[6],
        displacement_cc=int(row[7]),
        powertrain=row[8],
        fuel=row[8],
        colour=row[9],
        steering="right",
        hs_code=row[10],
        made_in="JAPAN",
        weight_kg=weight,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        volume_m3=f"{length * width * height / 1e9:.3f}",
        unit_price=int(row[11]),
        engine_number=f"ENG-{place + 1:06d}",
        manufactured=row[6],
        seats=5,
        doors=5,
        odometer_km=43_000,
        gross_weight_kg=weight + 275,
        container=place % 2 + 1,
        particulars=_entered(particulars, "vehicle"),
        certificate=(("number", "SAMPLE-000001"),),
    )
    kept = place < len(_CARS)
    return made if kept else replace(made, chassis_number=f"{row[5][:-3]}{place + 1:03d}")


def _box(number: int, particulars: Particulars) -> PrintedContainer:
    entered = _entered(particulars, "container")
    return PrintedContainer(
        number=f"SAMU000000{number}",
        seal=f"SEAL{number:04d}",
        kind="40HC",
        particulars=entered,
    )


def _entered(particulars: Particulars, scope: str) -> tuple[tuple[str, str], ...]:
    found = (p for p in particulars.of_scope(scope) if not _is_party(p))
    return tuple((p.key, _made_up(p)) for p in found)


def _made_up(particular: Particular) -> str:
    made = {
        "day": "2026-11-30",
        "amount": "USD 1,000.00",
        "number": f"12 {particular.unit}".strip(),
        "port": "YOKOHAMA, JAPAN",
        "yes": "YES",
    }
    if particular.choices:
        return particular.choices[0].printed
    return made.get(particular.kind, f"SAMPLE {particular.label}".strip().upper())


def _is_party(particular: Particular) -> bool:
    return particular.kind == "party"
