"""Proforma invoice: what vehicles are offered or sold to one buyer for, before any shipment."""

from dataclasses import dataclass

from broker_app.domain.shipment import Shipment

KIND = "PI"
MODES = ("roro", "container")
JAPANESE_PORT = "JAPANESE PORT"
"""Stands for a port of loading that is not settled; allowed on a proforma invoice alone."""
VALID_DAYS = 7
"""How long it is valid, unless somebody says otherwise. reference: paperwork specification 3.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proforma:
    """Its vehicles, people and terms. Amounts are minor units of `currency`; days are ISO.

    Prices come from the sales to the buyer, else from what he is offered. Freight and insurance
    are those of all vehicles together. It is shipped by `latest_shipment`. `deposit_percent` of the
    total is paid before the rest; 0 where none is asked.
    """

    vehicles: tuple[int, ...] = ()
    buyer: int = 0
    consignee: int | None = None
    notify: int | None = None
    port_of_loading: str = JAPANESE_PORT
    port_of_discharge: str = ""
    final_destination: str = ""
    incoterm: str = "FOB"
    currency: str = "JPY"
    freight: int = 0
    insurance: int = 0
    payment_terms: str = ""
    deposit_percent: int = 0
    valid_until: str = ""
    mode: str = "roro"
    latest_shipment: str = ""

    def as_shipment(self) -> Shipment:
        """Return the voyage it speaks of, as papers are made from; it is never stored."""
        apart = self.consignee if self.consignee != self.buyer else None
        return Shipment(
            buyer=self.buyer or None,
            consignee=apart,
            notify=self.notify,
            port_of_loading=self.port_of_loading,
            port_of_discharge=self.port_of_discharge,
            final_destination=self.final_destination,
            etd=self.latest_shipment,
            incoterm=self.incoterm,
            currency=self.currency,
            freight=self.freight,
            insurance=self.insurance,
            payment_terms=self.payment_terms,
        )
