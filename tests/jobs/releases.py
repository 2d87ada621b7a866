"""A voyage with all that its release asks for, and how two people let it go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.certificate import Certificate
from broker_app.domain.question import Question
from broker_app.domain.release.check import stopping
from broker_app.errors import UserError
from broker_app.jobs import certifying, editing, issuing, particulars, proving, releasing, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import parties, shipments
from broker_app.store.database import Database
from tests.clear import clear
from tests.jobs.voyages import TODAY, ship

VITZ, PRADO = 1, 2


FOB = {"incoterm": "FOB", "currency": "JPY", "freight": 0, "insurance": 0}


JUDGED = {
    "list_control": "unlisted",
    "catch_all": "two",
    "judged_by": "R. HAYAMI",
    "judge_approved_by": "K. KANEDA",
}


FACTS = {
    "kerb_weight_kg": 970,
    "length_mm": 3885,
    "width_mm": 1695,
    "height_mm": 1500,
    "accident": "none",
    "vehicle_class": "car",
    "powertrain": "petrol",
    "seats": 5,
    "manufactured": "2019-06",
    "first_registered": "2019-06",
}


def certify(db: Database, books: Books, question: Question, folder: Path, ends: str) -> None:
    scan = folder / "export certificate.pdf"
    scan.write_bytes(b"%PDF-1.7 certificate " + ends.encode())
    paper = Certificate(
        vehicle=VITZ,
        number="EC-1",
        chassis_number="KSP130-1234567",
        owner="ASAGIRI MOTORS EXPORT CO., LTD.",
        scheduled_on=ends,
        issued_on="2026-11-20",
    )
    given = (paper, "sato", TODAY, "", scan)
    certifying.enter(db, silent, books, question, *given)


@pytest.fixture
def voyage(stock: Database, books: Books, question: Question, tmp_path: Path) -> int:
    """A shipment of one car to Tanzania with all that its release asks for, but two doubts."""
    for name, value in FACTS.items():
        editing.type_fact(stock, silent, books, question, VITZ, name, value, "sato", why="seen")
    certify(stock, books, question, tmp_path, "2027-01-31")
    made = ship(stock, books, "Dar es Salaam", "unscreened", **FOB)
    record = shipments.get(stock.connection, made)
    buyer = parties.get(stock.connection, record.buyer or 0)
    editing.save_party(stock, replace(buyer, phone="+255 1"), "sato")
    clear(stock, books, record.buyer or 0, on=TODAY)
    shipping.add_vehicle(stock, books, made, VITZ, 900_000, "sato", TODAY)
    inspected = {"inspection_number": "EAA-1", "inspected_on": "2026-11-20"}
    particulars.put(stock, books, made, inspected, "sato", of=[VITZ])
    particulars.put(stock, books, made, JUDGED, "sato")
    issuing.write_paper(stock, silent, books, made, "NAS", tmp_path, "sato", TODAY)
    return made


def against(db: Database, books: Books, shipment: int) -> set[str]:
    results = releasing.check(db.connection, books, shipment, TODAY)
    return {one.check for one in stopping(results)}


LET_PASS = {"runners": "The yard says on the telephone that it moves"}


def let_go(
    db: Database, books: Books, shipment: int, second: str = "kaneda", **overrides: str
) -> None:
    given = overrides or LET_PASS
    releasing.release(db, silent, books, shipment, "sato", second, given, TODAY)


def state(db: Database, shipment: int) -> str:
    return shipments.get(db.connection, shipment).state


def refused(act: Callable[[], object], key: str) -> UserError:
    with pytest.raises(UserError) as problem:
        act()
    assert problem.value.key == key
    return problem.value


def texts(db: Database, books: Books, shipment: int, day: date) -> str:
    """Return all that the proof of a shipment says on a day, the lines of a cell as one."""
    pages = proving.pages_of(db.connection, books, shipment, day)
    return "\n".join(page.as_text() for page in pages).replace(" / ", " ")
