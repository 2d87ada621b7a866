"""Shipment: vehicles going together from one port to one port for one consignee."""

from collections.abc import Sequence
from dataclasses import dataclass

from broker_app.domain.money import Money, total

INCOTERMS = ("FOB", "CFR", "CIF", "FCA", "CPT", "CIP")
WITH_FREIGHT = ("CFR", "CIF", "CPT", "CIP")
WITH_INSURANCE = ("CIF", "CIP")
STATES = ("draft", "booked", "released", "sailed", "closed")


@dataclass(slots=True, kw_only=True)
class Shipment:
    """The voyage, the terms and the people. Amounts are minor units of `currency`; dates ISO."""

    id: int | None = None
    number: str = ""
    state: str = "draft"
    consignee: int | None = None
    buyer: int | None = None
    notify: int | None = None
    port_of_loading: str = ""
    port_of_discharge: str = ""
    final_destination: str = ""
    vessel: str = ""
    voyage: str = ""
    etd: str = ""
    eta: str = ""
    incoterm: str = "FOB"
    currency: str = "JPY"
    freight: int = 0
    insurance: int = 0
    payment_terms: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """The arithmetic of an invoice: lines add up to FOB, charges follow the term."""

    fob: Money
    freight: Money
    insurance: Money
    total: Money


def amounts(prices: Sequence[Money], shipment: Shipment) -> Amounts:
    """Add up an invoice: total = sum of lines, plus freight and insurance where the term has them.

    reference: paperwork specification 2.3, 2.4 (Incoterms 2020: CFR = FOB + freight, CIF = CFR +
    insurance). All amounts are in the shipment's currency.
    """
    currency = shipment.currency
    fob = total(prices, currency)
    freight = Money(shipment.freight if shipment.incoterm in WITH_FREIGHT else 0, currency)
    insurance = Money(shipment.insurance if shipment.incoterm in WITH_INSURANCE else 0, currency)
    return Amounts(fob, freight, insurance, fob + freight + insurance)


def named_place(shipment: Shipment) -> str:
    """Return the UN/LOCODE of the port that the Incoterm names."""
    if shipment.incoterm in ("FOB", "FCA"):
        return shipment.port_of_loading
    return shipment.port_of_discharge
