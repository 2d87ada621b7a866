"""Shipment: vehicles going together from one port to one port for one consignee."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import lcm

from broker_app.domain.money import Money, total

INCOTERMS = ("FOB", "CFR", "CIF", "FCA", "CPT", "CIP")
HOUSE_TERMS = {"C&F": "CFR", "CNF": "CFR", "C AND F": "CFR", "CANDF": "CFR"}
"""What the trade still writes, and the term of Incoterms 2020 that it means."""
WITH_FREIGHT = ("CFR", "CIF", "CPT", "CIP")
WITH_INSURANCE = ("CIF", "CIP")
STATES = ("draft", "booked", "released", "sailed", "documents_sent", "closed")
AT_SEA = STATES[STATES.index("sailed") :]
"""States of a shipment whose voyage has begun."""
BY_CHECKS = ("released", "documents_sent")
"""States that checks give, and no hand."""


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
    company: int | None = None
    """Whose papers they are; None is the first company."""


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


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a vehicle on board was sold for: the price, the term it stands on, and its size."""

    price: Money
    incoterm: str = "FOB"
    volume_m3: Decimal | None = None


def holds_more(agreed: Agreed, shipment: Shipment) -> bool:
    """Tell whether a price holds carriage or insurance that the shipment's term does not."""
    terms = (WITH_FREIGHT, WITH_INSURANCE)
    return any(agreed.incoterm in t and shipment.incoterm not in t for t in terms)


def fob_prices(agreed: Sequence[Agreed], shipment: Shipment) -> list[Money]:
    """Return the FOB price of each vehicle: what its price holds of the charges is taken out.

    So an invoice adds up to what was agreed, whatever terms the vehicles were sold on; a vehicle
    that has no price yet stays without one, rather than below zero. Freight is
    split by volume where every volume is known, else in equal shares; insurance by price.
    reference: paperwork specification 2.4.
    """
    volumes = [line.volume_m3 or Decimal(0) for line in agreed]
    by_volume = volumes if all(volumes) else [Decimal(1)] * len(agreed)
    by_price = [Decimal(max(0, line.price.minor_units)) for line in agreed]
    freight = split(shipment.freight, by_volume)
    insurance = split(shipment.insurance, by_price)
    return [
        Money(
            line.price.minor_units
            - (freight[place] if line.incoterm in WITH_FREIGHT else 0)
            - (insurance[place] if line.incoterm in WITH_INSURANCE else 0),
            line.price.currency,
        )
        if line.price.minor_units
        else line.price
        for place, line in enumerate(agreed)
    ]


def split(amount: int, weights: Sequence[Decimal]) -> list[int]:
    """Split minor units by weight: shares are rounded down, what is left goes to the largest."""
    ratios = [weight.as_integer_ratio() for weight in weights]
    unit = lcm(*(below for _, below in ratios))
    parts = [above * (unit // below) for above, below in ratios]
    whole = sum(parts)
    if not whole:
        return [0] * len(weights)
    shares = [amount * part // whole for part in parts]
    order = sorted(range(len(weights)), key=lambda place: (-weights[place], place))
    for place in order[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def named_place(shipment: Shipment) -> str:
    """Return the UN/LOCODE of the port that the Incoterm names."""
    if shipment.incoterm in ("FOB", "FCA"):
        return shipment.port_of_loading
    return shipment.port_of_discharge
