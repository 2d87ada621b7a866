"""Document: a paper issued for a shipment, numbered, kept as printed.

A snapshot is everything a paper may print, frozen: a white list. Cost prices, margins, suppliers
and auction data have no place in it, so they cannot reach a paper.
"""

from dataclasses import dataclass

KINDS = ("CI",)
STATES = ("draft", "issued", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedParty:
    """A party block, one printed line each, name first."""

    name: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One vehicle as papers name it. `unit_price` is minor units of the snapshot's currency."""

    maker: str = ""
    model: str = ""
    grade_name: str = ""
    emission_code: str = ""
    model_code: str = ""
    chassis_number: str = ""
    first_registered: str = ""
    displacement_cc: int | None = None
    powertrain: str = ""
    fuel: str = ""
    colour: str = ""
    steering: str = ""
    hs_code: str = ""
    made_in: str = ""
    weight_kg: int | None = None
    volume_m3: str = ""
    quantity: int = 1
    unit_price: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A frozen shipment: what every document of it prints. Amounts are minor units."""

    kind: str = "CI"
    number: str = ""
    revision: int = 0
    date: str = ""
    draft: bool = True
    shipment_number: str = ""
    shipper: PrintedParty = PrintedParty()
    buyer: PrintedParty = PrintedParty()
    consignee: PrintedParty = PrintedParty()
    notify: PrintedParty = PrintedParty()
    port_of_loading: str = ""
    port_of_discharge: str = ""
    vessel: str = ""
    voyage: str = ""
    etd: str = ""
    incoterm: str = "FOB"
    incoterm_place: str = ""
    payment_terms: str = ""
    marks: tuple[str, ...] = ()
    currency: str = "JPY"
    lines: tuple[PrintedLine, ...] = ()
    fob: int = 0
    freight: int = 0
    insurance: int = 0
    total: int = 0
    bank: tuple[str, ...] = ()
    signatory: str = ""
    signatory_title: str = ""
