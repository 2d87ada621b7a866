"""Registers: where refunds of recycling deposits, inspections and proofs of export stand.

reference: paperwork specification 3.14, 3.20, 3.21 and 7; checks 8, 40 and 53.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from broker_app.domain.age import add_months
from broker_app.domain.particulars import amount_of
from broker_app.domain.shipment import AT_SEA

REFUND_MONTHS = 24
"""An application is filed within two years of the export, by the day of the permit."""
REFUND_WARNING_MONTHS = 18
KEPT_MONTHS = 120
"""Papers of an export are kept ten years from the permit."""
DEPOSITS = ("deposit_dust", "deposit_airbag", "deposit_gas", "deposit_information")
"""The parts of a recycling deposit that are given back; the fund management fee is not."""
WAITS = frozenset({"open", "near", "late", "filed", "missing", "asked", "failed", "expired"})
"""States of a line in a register that wait for somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aboard:
    """A vehicle on a shipment, as far as registers tell of it. Days are ISO, empty if unknown.

    `of_ship` and `of_car` are the particulars entered, by key.
    """

    shipment: int
    shipment_number: str = ""
    state: str = "draft"
    company: int = 1
    currency: str = "JPY"
    port_of_discharge: str = ""
    etd: str = ""
    vehicle: int = 0
    maker: str = ""
    model: str = ""
    chassis_number: str = ""
    of_ship: Mapping[str, str] = field(default_factory=dict)
    of_car: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_sailed(self) -> bool:
        """Whether the voyage is told to have begun."""
        return self.state in AT_SEA

    def ship(self, key: str) -> str:
        """Return a particular of the shipment, empty where nobody entered it."""
        return self.of_ship.get(key, "")

    def car(self, key: str) -> str:
        """Return a particular of the vehicle, empty where nobody entered it."""
        return self.of_car.get(key, "")


def refund_deadline(permit_on: str) -> date | None:
    """Return the last day to apply for a refund; None before the permit."""
    return add_months(date.fromisoformat(permit_on), REFUND_MONTHS) if permit_on else None


def refund_state(one: Aboard, today: date) -> str:
    """Return where a refund stands.

    `before` the permit, `open`, `near` (18 months after it), `late` (after two years), `filed`,
    or `received`.
    """
    if one.car("refund_received_on"):
        return "received"
    if one.car("refund_filed_on"):
        return "filed"
    deadline = refund_deadline(one.ship("permit_on"))
    if deadline is None:
        return "before"
    if today > deadline:
        return "late"
    warned = add_months(date.fromisoformat(one.ship("permit_on")), REFUND_WARNING_MONTHS)
    return "near" if today >= warned else "open"


def deposit_jpy(entered: Mapping[str, str]) -> int | None:
    """Return the deposit that is given back, in yen; None where no part of it was entered.

    `entered` are the particulars of the vehicle, by key.
    """
    parts = [amount_of(value) for key in DEPOSITS if (value := entered.get(key))]
    yen = [units for currency, units in parts if currency == "JPY"]
    return sum(yen) if yen else None


def inspection_state(one: Aboard, required: bool, today: date) -> str:
    """Return where an inspection stands.

    `none` is asked for, `missing`, `asked`, `late` (its day has passed without a result), `failed`,
    `expired` (before the ETD, or before today where none is planned) or `passed`.
    """
    if one.car("inspection_result") == "failed":
        return "failed"
    until = one.car("inspection_until")
    if until and until < (one.etd or today.isoformat()):
        return "expired"
    if one.car("inspection_number") or one.car("inspection_result") == "passed":
        return "passed"
    asked_for = one.ship("inspection_on")
    if asked_for or one.ship("inspection_reference"):
        return "late" if asked_for and asked_for < today.isoformat() else "asked"
    return "missing" if required or one.ship("inspection_body") else "none"


def proof_state(one: Aboard, *exporter: str) -> str:
    """Return where the proof of an export stands: what it lacks first.

    `before` sailing, `missing` (no permit), `notice` (another exporter on the permit, who has no
    notice yet) or `kept`. `exporter` are the names of the company whose export it is.
    """
    if not one.ship("permit_number") or not one.ship("permit_on"):
        return "missing" if one.has_sailed else "before"
    lent = is_lent(one.ship("permit_exporter"), *exporter)
    return "notice" if lent and one.ship("notice_issued") != "yes" else "kept"


def is_lent(on_permit: str, *exporter: str) -> bool:
    """Tell whether a permit names another than the company whose export it is; empty: it does not.

    `exporter` are the names of the company, in both languages. Case, full width and spaces make no
    other name.
    """
    return bool(on_permit.strip()) and _folded(on_permit) not in map(_folded, exporter)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def kept_until(permit_on: str) -> date | None:
    """Return until when the papers of an export are kept; None before the permit."""
    return add_months(date.fromisoformat(permit_on), KEPT_MONTHS) if permit_on else None
