"""Terms of delivery, reckoned by hand: what invoice, insurance declaration and worksheet say.

Two cars at USD 4,150.00 and 16,900.00 FOB, freight 1,900.00, insurance 30.00, USD 1 = JPY 155.20.
"""

from datetime import date
from decimal import Decimal

from broker_app.domain.rate import Rate
from broker_app.jobs import costing, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.reckoning import order_for
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship
from tests.papers.samples import page_of

BY_HAND = {
    # term: place, total, CIF value, 110 % of it; carriage paid without insurance is insured at the
    # CIF that holds 0.9 % of its own 110 %: 22,950.00 / (1 - 0.0099) = 23,179.48
    "FOB": ("YOKOHAMA, JAPAN", "21,050.00", "", ""),
    "FCA": ("YOKOHAMA, JAPAN", "21,050.00", "", ""),
    "CFR": ("MOMBASA, KENYA", "22,950.00", "23,179.48", "25,497.43"),
    "CPT": ("MOMBASA, KENYA", "22,950.00", "23,179.48", "25,497.43"),
    "CIF": ("MOMBASA, KENYA", "22,980.00", "22,980.00", "25,278.00"),
    "CIP": ("MOMBASA, KENYA", "22,980.00", "22,980.00", "25,278.00"),
}


def test_every_term_is_what_a_clerk_reckons_by_hand(stock: Database, books: Books) -> None:
    put_rate(stock)
    shipment = ship(stock, books, "KEMBA", incoterm="FOB")
    for vehicle, price in ((1, 415_000), (2, 1_690_000)):
        shipping.add_vehicle(stock, books, shipment, vehicle, price, "sato", TODAY)
    particulars.put(stock, books, shipment, {"insurance_rate": "0.9"}, "sato")
    for term, (place, total, cif, insured) in BY_HAND.items():
        shipping.change_shipment(stock, books, shipment, {"incoterm": term}, "sato", TODAY)
        invoice = text(stock, books, shipment, "CI")
        assert f"{term} {place}, INCOTERMS 2020" in invoice
        assert total in invoice
        declaration = text(stock, books, shipment, "INS")
        assert all(f"USD {figure}" in declaration for figure in (cif, insured) if figure), term
        worksheet = text(stock, books, shipment, "EDW")
        # Whatever the term, customs is told FOB: 4,150.00 x 155.20 and 16,900.00 x 155.20.
        for figure in ("USD 21,050.00", "644,080", "2,622,880", "3,266,960", f"USD {total}"):
            assert figure in worksheet, (term, figure)


def put_rate(db: Database) -> None:
    """Keep the rate of the day."""
    rate = Rate(Decimal("155.20"), date(2026, 11, 20), "customs")
    costing.put_rate(db, "USD", rate, "sato", TODAY)


def text(db: Database, books: Books, shipment: int, kind: str) -> str:
    """Return what a paper says."""
    order = order_for(db.connection, books, shipment, kind, TODAY)
    return " ".join(page_of(order.snapshot()).as_text().split())
