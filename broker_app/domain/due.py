"""Due: one thing that waits for somebody by a day, or is overdue, and where it is mended."""

from collections.abc import Mapping
from dataclasses import dataclass, field

VEHICLES, SHIPMENTS, SETTINGS = "vehicles", "shipments", "settings"
SOON_DAYS = 14
"""What is due later than so many days from now is no work of today."""
CUTS = ("document_cut", "cargo_cut", "cy_cut", "vgm_cut")
"""Particulars of a shipment that are last days before the vessel sails."""
SENT_DAYS = 7
"""Days after the sailing within which papers are sent; the house's own terms may be shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What waits: its kind, its last day (ISO, empty where it has none), the record it is about.

    It is mended on a `page`, at a vehicle, a shipment or a part of the settings (`target`).
    `values` fill its sentence: `name`, `number` and what else the kind says.
    """

    kind: str
    day: str = ""
    overdue: bool = False
    page: str = VEHICLES
    target: int | str = 0
    vehicle: int | None = None
    shipment: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
