"""Every kind of paper of odd shipments, as workbook and PDF: a sentence, or a paper that is whole."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import editing, issuing, particulars, selling, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.issuing import WORKBOOK, Form
from broker_app.jobs.progress import Progress, silent
from broker_app.papers.page import Page
from broker_app.papers.placing import sheets
from broker_app.store import documents
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

KINDS = list(Books().shipment_papers)
CREDIT = {"lc_number": "L1", "lc_amount": "EUR 5000", "insurance_amount": "JPY 9000000"}


def place(pages: Sequence[Page], target: Path, progress: Progress = silent) -> None:
    """Draw pages as the printer does, without Qt: every sheet is placed."""
    target.write_bytes(b"".join(repr(sheets(page)).encode() for page in pages))


PLACED = Form("pdf", place)


@pytest.fixture
def empty(stock: Database, books: Books) -> int:
    return ship(stock, books, "Kemba")


@pytest.fixture
def mixed(stock: Database, books: Books, empty: int) -> int:
    """A shipment in USD with prices in EUR and JPY."""
    for vehicle, currency in ((1, "EUR"), (2, "JPY")):
        shipping.add_vehicle(stock, books, empty, vehicle, 900_000, "sato", TODAY)
        selling.sell(stock, vehicle, {"currency": currency, "price": 900_000}, "sato", TODAY)
    particulars.put(stock, books, empty, CREDIT, "sato")
    return empty


@pytest.fixture
def bare(stock: Database, books: Books, question: Question, empty: int) -> int:
    """A shipment of a vehicle without a height and one without any size."""
    for vehicle in (1, 2):
        shipping.add_vehicle(stock, books, empty, vehicle, 900_000, "sato", TODAY)
    sizes = {"kerb_weight_kg": 980, "length_mm": 3_945, "width_mm": 1_695}
    for name, value in sizes.items():
        editing.type_fact(stock, silent, books, question, 1, name, value, "sato")
    return empty


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", [WORKBOOK, PLACED], ids=["xlsx", "pdf"])
@pytest.mark.parametrize("case", ["empty", "mixed"])
def test_what_no_paper_can_say_is_a_sentence(
    request: pytest.FixtureRequest,
    stock: Database,
    books: Books,
    tmp_path: Path,
    kind: str,
    form: Form,
    case: str,
) -> None:
    shipment, folder = request.getfixturevalue(case), tmp_path / "papers"
    key = {"empty": "shipment_empty", "mixed": "price_currency"}[case]
    with pytest.raises(UserError, match=key):
        issuing.write_paper(stock, silent, books, shipment, kind, folder, "sato", TODAY, form)
    with pytest.raises(UserError, match=key):
        issuing.page_of(stock.connection, books, shipment, kind, TODAY)
    assert not list(folder.glob("*"))
    assert documents.of_shipment(stock.connection, shipment) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_side_leaves_a_blank_and_never_a_sum_of_half(
    stock: Database, books: Books, bare: int, tmp_path: Path, kind: str
) -> None:
    paper, _ = issuing.write_paper(stock, silent, books, bare, kind, tmp_path, "sato", TODAY)
    shown = issuing.page_of(stock.connection, books, bare, kind, TODAY).page
    assert sheets(shown)
    book = load_workbook(paper.path)
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row]
    said = [str(value) for value in cells if value is not None]
    assert said
    assert not [text for text in said if "None" in text or "{" in text or "#" in text]
    # a volume of a car without a height would be one of nothing
    assert not [text for text in said if text in ("0.000", "0 KGS", "0.000 M3")]
