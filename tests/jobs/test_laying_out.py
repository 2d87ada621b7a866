"""Which layout a company has for a paper: chosen, undone, followed by every paper of that kind."""

from pathlib import Path

import pytest

from broker_app.domain.changes import Changes
from broker_app.domain.document import PaperForm
from broker_app.errors import UserError
from broker_app.jobs import issuing, laying_out, owning, proving, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.papers.page import Page
from broker_app.store import documents, paper_forms
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

UN = PaperForm(layout="un")


@pytest.fixture
def shipment(stock: Database, books: Books) -> int:
    number = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, number, 1, 415_000, "sato", TODAY)
    return number


def shown(db: Database, books: Books, shipment: int, kind: str = "CI") -> Page:
    return issuing.page_of(db.connection, books, shipment, kind, TODAY).page


def choose(db: Database, books: Books, kind: str, form: PaperForm, company: int = 1) -> Changes:
    return laying_out.choose_layout(db, books, company, kind, form, "sato")


def test_a_chosen_layout_is_that_of_all_papers_of_its_kind_until_it_is_undone(
    stock: Database, books: Books, shipment: int
) -> None:
    assert not shown(stock, books, shipment).table.framed
    made = choose(stock, books, "CI", UN)
    assert shown(stock, books, shipment).table.framed
    assert not shown(stock, books, shipment, "PL").table.framed
    undoing.undo_step(stock, made.step, "sato")
    assert not shown(stock, books, shipment).table.framed


def test_an_issued_paper_keeps_its_layout_when_another_is_chosen(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    asked = (stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    choose(stock, books, "CI", UN)
    first, _ = issuing.write_paper(*asked)
    assert first.holds == ()
    assert first.snapshot.layout == "un"
    (before,) = documents.of_shipment(stock.connection, shipment)
    choose(stock, books, "CI", PaperForm())
    again, _ = issuing.write_paper(*asked)
    (after,) = documents.of_shipment(stock.connection, shipment)
    assert again.snapshot == first.snapshot
    assert again.snapshot.layout == "un"
    assert after["sha256"] == before["sha256"]
    page = issuing.page_of(stock.connection, books, shipment, "CI", TODAY, after["id"]).page
    assert page.table.framed
    proof = proving.pages_of(stock.connection, books, shipment, TODAY)
    assert [p.table.framed for p in proof if p.kind == "CI"] == [True]
    assert not shown(stock, books, shipment).table.framed  # what would be issued now


def test_a_paper_issued_anew_has_the_layout_chosen_since(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    asked = (stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    first, _ = issuing.write_paper(*asked)
    assert first.snapshot.layout == ""
    choose(stock, books, "CI", UN)
    shipping.change_shipment(stock, books, shipment, {"vessel": "OTHER STAR"}, "sato", TODAY)
    second, _ = issuing.write_paper(*asked)
    assert (second.snapshot.revision, second.snapshot.layout) == (1, "un")
    papers = documents.of_shipment(stock.connection, shipment)
    pages = [
        issuing.page_of(stock.connection, books, shipment, "CI", TODAY, row["id"]).page
        for row in papers
    ]
    assert [page.table.framed for page in pages] == [True, False]


def test_each_company_has_its_own(stock: Database, books: Books, shipment: int) -> None:
    other, _ = owning.add_company(stock, "Second Motors", "sato")
    choose(stock, books, "CI", UN, other)
    assert not shown(stock, books, shipment).table.framed
    assert paper_forms.of(stock.connection, other, "CI") == UN


def test_the_plain_layout_leaves_nothing_behind(stock: Database, books: Books) -> None:
    choose(stock, books, "COO", PaperForm(layout="form", right_mm=1.5, down_mm=-2))
    assert paper_forms.of(stock.connection, None, "COO").down_mm == -2
    choose(stock, books, "COO", PaperForm(layout="un", right_mm=1.5))
    assert paper_forms.of(stock.connection, None, "COO") == UN  # no form, no shift
    choose(stock, books, "COO", PaperForm())
    assert paper_forms.every(stock.connection, 1) == {}
    assert not laying_out.choose_layout(stock, books, 1, "COO", PaperForm(), "sato").tables


@pytest.mark.parametrize(
    ("kind", "form", "key"),
    [
        ("EUS", UN, "layout_unknown"),
        ("CI", PaperForm(layout="form"), "layout_unknown"),
        ("COO", PaperForm(layout="form", right_mm=20.5), "layout_shift"),
        ("COO", PaperForm(layout="form", down_mm=float("nan")), "layout_shift"),
        ("XX", UN, "document_kind_unknown"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    stock: Database, books: Books, kind: str, form: PaperForm, key: str
) -> None:
    with pytest.raises(UserError) as refused:
        choose(stock, books, kind, form)
    assert refused.value.key == key
    assert paper_forms.every(stock.connection, 1) == {}


def test_a_test_print_has_lines_labels_and_made_up_data(stock: Database, books: Books) -> None:
    form = PaperForm(layout="form", right_mm=3)
    page = laying_out.trial_page(stock.connection, books, 1, "COO", form)
    (head,) = page.head
    assert all(box.framed for box in head.boxes)
    assert page.setup.left_mm == 23
    assert "SPECIMEN MOTORS LTD." in page.as_text()
    assert page.draft
