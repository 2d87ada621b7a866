"""What the detail pane knows of one vehicle, looked up at once; and how its facts are said."""

import re
import sqlite3
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from broker_app import words
from broker_app.domain.facts import Basis
from broker_app.domain.vehicle import SPEC, Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.jobs import guarding, names
from broker_app.jobs.books import Books
from broker_app.jobs.classifying import Classified, classified
from broker_app.jobs.guarding import RedFlag
from broker_app.store import history, lots, packs, shipments, vehicles
from broker_app.store.database import Rows

SHOWN_FACTS = (
    "model_code",
    "vin",
    "first_registered",
    "manufactured",
    "model_year",
    "displacement_cc",
    "powertrain",
    "fuel",
    "vehicle_class",
    "body",
    "steering",
    "odometer_km",
    "score",
    "interior_grade",
    "transmission",
    "drive",
    "seats",
    "doors",
    "colour",
    "hs_code",
    "export_value_jpy",
    "gross_weight_kg",
    "kerb_weight_kg",
    "length_mm",
    "width_mm",
    "height_mm",
    "volume_m3",
    "engine_number",
    "made_in",
    "accident",
    "inspection_until",
    "equipment",
    "remarks",
)
"""The facts of the pane in order; those that nobody knows and nothing asks for are left out."""

ON_PAPERS = ("displacement_cc", "made_in")
"""Facts that papers must tell: asked for as soon as a vehicle stands on a shipment."""

CODES = ("model_code", "vin", "hs_code", "engine_number", "chassis_number")
_FIGURE_AND_UNIT = re.compile(r"(\d) (?=(?:cc|kg|km|mm|m³)\b)")
OPEN_SHIPMENTS = ("draft", "booked")


@dataclass(frozen=True)
class Known:
    """One vehicle with everything beside it."""

    id: int
    record: Vehicle
    verdict: Verdict | None
    lots: list[sqlite3.Row]
    shipment: int | None
    shipment_number: str
    entries: list[dict[str, Any]]
    classified: Classified
    flags: list[RedFlag] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Facts of the vehicle that a rule asked for and nobody knows."""
        return [name for name in self.verdict.missing if name in SPEC] if self.verdict else []

    @property
    def needed(self) -> list[str]:
        """Facts that nobody knows and that a rule, or a paper of its shipment, asks for."""
        on_papers = ON_PAPERS if self.shipment is not None else ()
        unknown = (name for name in on_papers if getattr(self.record, name) is None)
        no_engine = self.record.powertrain in ("electric", "fuel_cell", "none")
        wanted = [n for n in unknown if not (no_engine and n == "displacement_cc")]
        return list(dict.fromkeys([*self.missing, *wanted]))

    @property
    def unconfirmed(self) -> list[str]:
        """Inferred facts that somebody should vouch for."""
        return [name for name in self.verdict.unconfirmed if name in SPEC] if self.verdict else []


def look_up(reader: Rows, books: Books, vehicle: int, destination: str) -> Known:
    """Look everything up; it takes a moment. Raises UserError where the vehicle is gone."""
    record = vehicles.get(reader, vehicle)
    found = packs.verdict_of(reader, vehicle, destination)
    shipment = shipments.shipment_of(reader, vehicle)
    return Known(
        id=vehicle,
        record=record,
        verdict=found[0] if found else None,
        lots=lots.of_vehicle(reader, vehicle),
        shipment=shipment,
        shipment_number=shipments.get(reader, shipment).number if shipment else "",
        entries=history.of_row(reader, "vehicle", vehicle),
        classified=classified(record, books),
        flags=guarding.flags_of(reader, vehicle),
    )


def title_of(record: Vehicle) -> str:
    """Return maker, model and grade."""
    named = names.vehicle_name(record.maker, record.model, record.grade_name)
    return named or words.say("ui.no_name")


def value_of(record: Vehicle, name: str) -> str:
    """Return a fact for reading; a printed step is said beside it."""
    value = getattr(record, name)
    if value is None:
        return words.say("word.unknown")
    if name == "model_code" and record.emission_code:
        return f"{record.emission_code}-{value}"
    if SPEC[name].kind == "whole" and name == "model_year":
        return str(value)
    return words.value(name, value)


def source_of(record: Vehicle, name: str) -> str:
    """Return where a fact comes from: `list`, `model table`, `typed by Sato`."""
    if getattr(record, name) is None:
        return ""
    origin = record.origins.get(name)
    if origin is None:
        return words.say("basis.read")
    by_hand = origin.basis is Basis.CONFIRMED  # who vouched says more than the table
    if not by_hand and words.has(f"source.{origin.source}"):
        return words.say(f"source.{origin.source}")
    return words.say(f"basis.{origin.basis.value}", by=origin.by)


def is_inferred(record: Vehicle, name: str) -> bool:
    """Tell whether a fact is only inferred."""
    origin = record.origins.get(name)
    return origin is not None and origin.basis is Basis.INFERRED


def kept_together(text: str) -> str:
    """Return a sentence in which a figure and its unit stay on one line."""
    return _FIGURE_AND_UNIT.sub("\\1\u00a0", text)


def day_of(text: str | None) -> str:
    """Return a stored day for reading; a partial date as it is."""
    try:
        return words.day(date.fromisoformat(text or ""))
    except ValueError:
        return text or ""


def moment_of(text: str) -> str:
    """Return a stored moment for reading, in the time of this machine."""
    return words.shown(datetime.fromisoformat(text).astimezone())
