"""Crediting: the conditions of a letter of credit held against a shipment as it stands."""

from collections.abc import Iterator

from broker_app.domain.credit import Credit, judge
from broker_app.domain.document import INVOICE, PrintedCheck
from broker_app.domain.money import Money
from broker_app.domain.particulars import amount_of
from broker_app.domain.shipment import amounts
from broker_app.jobs.paper_order import Order
from broker_app.store import documents
from broker_app.store.database import Rows

ASKED_PAPERS = (
    ("INVOICE", INVOICE),
    ("PACKING", "PL"),
    ("ORIGIN", "COO"),
    ("INSURANCE", "INS"),
)
"""Words in the list of required papers (46A) by which a paper of ours is found."""


def credit_checks(reader: Rows, order: Order) -> tuple[PrintedCheck, ...]:
    """Return the conditions of the credit, then each paper that it asks for.

    Raises UserError where prices are in another currency than the shipment.
    """
    from broker_app.papers import snapshot as snapshots

    prices = [(line.record, line.fob) for line in order.lines]
    snapshots.refuse_other_currencies(order.shipment, prices)
    return (*_conditions(order), *_papers(reader, order))


def _conditions(order: Order) -> Iterator[PrintedCheck]:
    credit = _credit(order)
    for rule in order.books.credit_rules:
        judged = judge(rule.id, credit)
        yield PrintedCheck(
            subject=rule.subject,
            asked=rule.asked,
            found=judged.found,
            met=judged.met,
            source=rule.source,
        )


def _credit(order: Order) -> Credit:
    shipment, said = order.shipment, order.entered.shipment
    buyer = order.people.get(shipment.buyer or 0)
    ports = order.books.ports
    names = [
        ports[code].printed if code in ports else code
        for code in (shipment.port_of_loading, shipment.port_of_discharge)
    ]
    return Credit(
        said=said,
        total=amounts([line.fob for line in order.lines], shipment).total,
        amount=_money(said.get("lc_amount", "")),
        insured=_money(said.get("insurance_amount", "")),
        incoterm=shipment.incoterm,
        units=len(order.lines),
        buyer=buyer.name if buyer else "",
        port_of_loading=names[0],
        port_of_discharge=names[1],
        etd=shipment.etd,
        known=tuple(ports.values()),
    )


def _money(value: str) -> Money | None:
    if not value:
        return None
    currency, units = amount_of(value)
    return Money(units, currency)


def _papers(reader: Rows, order: Order) -> Iterator[PrintedCheck]:
    kept = documents.of_shipment(reader, order.shipment.id or 0)
    issued = {row["kind"]: row["number"] for row in reversed(kept) if row["state"] == "issued"}
    for line in order.entered.shipment.get("lc_documents", "").splitlines():
        kinds = [kind for word, kind in ASKED_PAPERS if word in line.upper()]
        found = ", ".join(f"{kind} {issued[kind]}" for kind in kinds if kind in issued)
        yield PrintedCheck(subject="要求書類 / DOCUMENT (46A)", asked=line.strip(), found=found)
