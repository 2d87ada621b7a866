"""The office that steps are done in."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from broker_app.domain.evidence import Evidence
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.jobs import editing, evidencing, shipping
from broker_app.jobs.books import Books
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship


@dataclass
class Office:
    """What a step is done with."""

    db: Database
    books: Books
    question: Question
    folder: Path
    buyer: int = 0
    shipment: int = 0
    paper: int = 0

    def file(self, name: str = "paper.pdf", content: bytes = b"%PDF-1.7") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def office(stock: Database, books: Books, question: Question, tmp_path: Path) -> Office:
    made = Office(stock, books, question, tmp_path)
    made.shipment = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, made.shipment, 1, 415_000, "sato", TODAY)
    made.buyer = editing.save_party(stock, Party(name="KOPJE", country="ZA"), "sato")[0]
    paper = Evidence(
        vehicle=2, kind="broker_opinion", issuer="K", issued_on="2026-11-20", grade="TX"
    )
    made.paper = evidencing.store_paper(stock, paper, made.file(), "sato", TODAY)[0]
    return made
