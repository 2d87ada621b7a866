"""Compares a list with its truth file: one line for each source row that matters."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from broker_app.domain.money import exponent
from broker_app.intake.read import RowRead

HARD: Mapping[str, str] = {
    "house": "house",
    "date": "auction_date",
    "round": "round",
    "lane": "lane",
    "lot": "lot_number",
    "make": "maker",
    "model_text": "model",
    "grade_text": "grade_name",
    "prefix": "emission_code",
    "model_code": "model_code",
    "chassis": "chassis_number",
    "first_reg": "first_registered",
    "km": "odometer_km",
    "km_step": "odometer_precision_km",
    "km_status": "odometer_status",
    "cc": "displacement_cc",
    "trans": "transmission",
    "gears": "gears",
    "drive": "drive",
    "doors": "doors",
    "seats": "seats",
    "hand": "steering",
    "colour_text": "colour",
    "colour_code": "colour_code",
    "shaken": "inspection_until",
    "score": "score",
    "interior": "interior_grade",
    "exterior": "exterior_grade",
    "equipment": "equipment",
    "start_price": "start_price",
    "bid_price": "asking_price",
    "sold_price": "hammer_price",
    "currency": "currency",
    "result": "result",
    "recycle_fee": "recycle_fee",
    "remarks": "remarks",
    "fuel": "powertrain",
}
"""Column of a truth file -> fact."""

WORDS = {
    "hand": {"R": "right", "L": "left"},
    "fuel": {"phev": "plug_in_hybrid", "ev": "electric", "hydrogen": "fuel_cell", "other": ""},
}
PRICES = ("start_price", "asking_price", "hammer_price")


def truth_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def differences(wanted: Mapping[str, str], row: RowRead) -> list[str]:
    """What the lot of a row says otherwise than its truth.

    One convention of ours differs from the truth files': doors are a number, so `4-5` is empty.
    """
    assert row.lot is not None
    found = []
    for column, fact in HARD.items():
        want = WORDS.get(column, {}).get(wanted[column], wanted[column])
        if fact == "doors" and "-" in want:
            want = ""
        got = _value(row, fact)
        if got != want:
            found.append(f"row {row.line} {column}: {got!r} instead of {want!r}")
    step = row.lot.vehicle.displacement_precision_cc or 0
    if {"exact": step == 1, "nominal": step > 1, "": step == 0}[wanted["cc_basis"]] is False:
        found.append(f"row {row.line} cc_basis: step {step}, {wanted['cc_basis']}")
    return found


def _value(row: RowRead, fact: str) -> str:
    assert row.lot is not None
    holder: Any = row.lot if hasattr(row.lot, fact) else row.lot.vehicle
    value = getattr(holder, fact)
    if value is None:
        return ""
    if fact in PRICES:
        value //= 10 ** exponent(row.lot.currency or "JPY")
    return str(value)
