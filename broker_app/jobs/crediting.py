"""Crediting: the conditions of a letter of credit held against a shipment as it stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from broker_app.domain.credit import Credit, judge
from broker_app.domain.credit_papers import CreditPaper, answered, meant
from broker_app.domain.document import PrintedCheck
from broker_app.domain.money import Money
from broker_app.domain.particulars import amount_of
from broker_app.domain.release.credit import BANK_INVOICE
from broker_app.domain.shipment import amounts
from broker_app.errors import UserError
from broker_app.jobs.paper_order import Order
from broker_app.store import documents
from broker_app.store.database import Rows

_RECALLED = "(要確認 RECALLED)"
"""Beside a rule that nobody has read in a source: whoever signs the sheet confirms it."""

Issued = Mapping[str, Any]
"""The rows of issued papers by their kinds."""


def credit_checks(reader: Rows, order: Order) -> tuple[PrintedCheck, ...]:
    """Return the conditions of the credit, then each paper that it asks for.

    Raises UserError where prices are in another currency than the shipment.
    """
    from broker_app.papers import snapshot as snapshots

    prices = [(line.record, line.fob) for line in order.lines]
    snapshots.refuse_other_currencies(order.shipment, prices)
    kept = documents.of_shipment(reader, order.shipment.id or 0)
    issued = {row["kind"]: row for row in reversed(kept) if row["state"] == "issued"}
    return (*_conditions(order, issued), *_papers(order, issued))


def _conditions(order: Order, issued: Issued) -> Iterator[PrintedCheck]:
    credit = _credit(order, issued)
    for rule in order.books.credit_rules.rules:
        judged = judge(rule.id, credit)
        yield PrintedCheck(
            subject=rule.subject,
            asked=rule.asked,
            found=judged.found,
            met=judged.met,
            source=rule.source if rule.confidence == "sourced" else f"{rule.source} {_RECALLED}",
        )


def _credit(order: Order, issued: Issued) -> Credit:
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
        goods_printed=_goods_on(issued.get(BANK_INVOICE)),
    )


def _goods_on(row: Any) -> str:
    """Return the goods text of an issued invoice for the bank; of a damaged one, none."""
    from broker_app.papers import snapshot as snapshots

    try:
        return dict(snapshots.from_json(row["snapshot"].encode()).particulars)["lc_goods"]
    except (TypeError, KeyError, UserError):
        return ""


def _money(value: str) -> Money | None:
    if not value:
        return None
    currency, units = amount_of(value)
    return Money(units, currency)


def _papers(order: Order, issued: Issued) -> Iterator[PrintedCheck]:
    said = order.entered.shipment
    for line in said.get("lc_documents", "").splitlines():
        paper = meant(line, order.books.credit_rules.papers) or CreditPaper(words=())
        shown = said.get(paper.particular, "")
        if paper.kind in issued:
            shown = f"{paper.kind} {issued[paper.kind]['number']}"
        found, met = answered(line, shown, said.get(paper.enclosed, ""))
        yield PrintedCheck(
            subject="要求書類 / DOCUMENT (46A)", asked=line.strip(), found=found, met=met
        )
