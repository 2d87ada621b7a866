"""An issued paper is shown and written again as it was printed, whatever has changed since."""

import hashlib
import shutil
import zlib
from pathlib import Path

import pytest
import sqlite_utils
from openpyxl import load_workbook

from broker_app import paths
from broker_app.domain.document import PaperForm
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import as_printed, editing, issuing, laying_out, proving, shipping, templating
from broker_app.jobs.books import Books
from broker_app.jobs.dockets import docket_of
from broker_app.jobs.issuing import Paper
from broker_app.jobs.progress import silent
from broker_app.papers.workbook import workbook_bytes
from broker_app.reference import documents as kinds
from broker_app.store import documents
from broker_app.store.database import Database, open_file
from broker_app.store.migrations import migrations
from tests.jobs.voyages import TODAY, ship
from tests.papers.template.books import INVOICE as CELLS
from tests.papers.template.books import made

OLD, NEW = "WE HEREBY CERTIFY THAT THIS INVOICE", "ANOTHER SENTENCE OF A LATER VERSION,"


@pytest.fixture
def shipment(stock: Database, books: Books) -> int:
    number = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, number, 1, 415_000, "sato", TODAY)
    return number


@pytest.fixture
def later(tmp_path: Path) -> Books:
    """Return the books of a later version, in which every label and sentence reads differently."""
    folder = tmp_path / "resources" / "documents"
    shutil.copytree(paths.resources() / "documents", folder)
    file = folder / "commercial-invoice.toml"
    text = file.read_text(encoding="utf-8")
    assert OLD in text
    text = text.replace(OLD, NEW).replace('label = "', 'label = "NEW ')
    text = text.replace('title = "COMMERCIAL INVOICE"', 'title = "INVOICE OF LATER"')
    file.write_text(text.replace("margin_left_mm = 20", "margin_left_mm = 22"), encoding="utf-8")
    found = Books()
    found.__dict__["document_kinds"] = kinds.from_folder(folder)
    return found


def write(db: Database, books: Books, shipment: int, folder: Path, **more: object) -> Paper:
    asked = (db, silent, books, shipment, "CI", folder, "sato", TODAY)
    return issuing.write_paper(*asked, **more)[0]  # type: ignore[arg-type]


def issued(db: Database, shipment: int) -> int:
    return documents.standing(db.connection, shipment, "CI")


def test_a_later_version_says_what_was_printed(
    stock: Database, books: Books, later: Books, shipment: int, tmp_path: Path
) -> None:
    reader = stock.connection
    first = write(stock, books, shipment, tmp_path / "first")
    before = first.path.read_bytes()
    number = issued(stock, shipment)
    page = issuing.page_of(reader, books, shipment, "CI", TODAY, number).page
    assert OLD in page.as_text()

    again = write(stock, later, shipment, tmp_path / "again")
    assert (again.snapshot.number, again.snapshot.revision) == (first.snapshot.number, 0)
    assert again.as_printed
    assert again.path.read_bytes() == before
    shown = issuing.page_of(reader, later, shipment, "CI", TODAY, number)
    assert (shown.page, shown.as_printed, issuing.shown_note(shown, later)) == (page, True, "")
    assert workbook_bytes([shown.page]) == before
    (proof,) = [p for p in proving.pages_of(reader, later, shipment, TODAY) if p.kind == "CI"]
    assert proof.as_text() == page.as_text()
    draft = issuing.page_of(reader, later, shipment, "CI", TODAY).page.as_text()
    assert NEW in draft
    assert "NEW INVOICE NO." in draft


def test_a_revision_of_a_later_version_has_its_wording_and_the_first_keeps_its_own(
    stock: Database, books: Books, later: Books, shipment: int, tmp_path: Path
) -> None:
    write(stock, books, shipment, tmp_path)
    shipping.change_shipment(stock, books, shipment, {"vessel": "OTHER STAR"}, "sato", TODAY)
    assert write(stock, later, shipment, tmp_path).snapshot.revision == 1
    papers = documents.of_shipment(stock.connection, shipment)
    texts = [
        issuing.page_of(stock.connection, later, shipment, "CI", TODAY, row["id"]).page.as_text()
        for row in papers
    ]
    assert [(NEW in text, OLD in text) for text in texts] == [(True, False), (False, True)]


def test_the_template_of_the_issue_is_filled_with_the_words_of_the_issue(
    stock: Database, books: Books, later: Books, shipment: int, tmp_path: Path
) -> None:
    def use(name: str, **cells: str) -> None:
        file = tmp_path / name
        file.write_bytes(made(CELLS | cells))
        checked = templating.check_file(books, file, "CI")
        templating.add_template(stock, books, checked, 1, "sato")

    use("own.xlsx", A3="{{document.title}}")
    before = write(stock, books, shipment, tmp_path / "first").path.read_bytes()
    use("other.xlsx", A3="Other {{document.title}}")
    again = write(stock, later, shipment, tmp_path / "again")
    assert again.path.read_bytes() == before
    assert load_workbook(again.path).active["A3"].value == "COMMERCIAL INVOICE"
    ours = write(stock, later, shipment, tmp_path / "ours", templated=False)
    shown = issuing.page_of(stock.connection, later, shipment, "CI", TODAY, issued(stock, shipment))
    assert ours.path.read_bytes() == workbook_bytes([shown.page])


def test_a_template_that_was_taken_away_leaves_our_own_layout_as_printed(
    stock: Database, books: Books, later: Books, shipment: int, tmp_path: Path
) -> None:
    file = tmp_path / "own.xlsx"
    file.write_bytes(made(CELLS))
    checked = templating.check_file(books, file, "CI")
    number, _ = templating.add_template(stock, books, checked, 1, "sato")
    write(stock, books, shipment, tmp_path)
    templating.remove_template(stock, number, "sato")
    again = write(stock, later, shipment, tmp_path / "again")
    shown = issuing.page_of(stock.connection, later, shipment, "CI", TODAY, issued(stock, shipment))
    assert again.path.read_bytes() == workbook_bytes([shown.page])
    assert OLD in shown.page.as_text()


def test_a_form_is_moved_as_the_printer_of_today_wants_it(
    stock: Database, books: Books, later: Books, shipment: int, tmp_path: Path
) -> None:
    form = PaperForm(layout="form", right_mm=1.5, down_mm=-2)
    laying_out.choose_layout(stock, books, 1, "COO", form, "sato")
    write(stock, books, shipment, tmp_path)
    coo, _ = issuing.write_paper(stock, silent, books, shipment, "COO", tmp_path, "sato", TODAY)
    assert coo.holds == ()
    number = documents.standing(stock.connection, shipment, "COO")
    first = issuing.page_of(stock.connection, books, shipment, "COO", TODAY, number).page
    moved = PaperForm(layout="form", right_mm=3)
    laying_out.choose_layout(stock, books, 1, "COO", moved, "sato")
    shown = issuing.page_of(stock.connection, later, shipment, "COO", TODAY, number).page
    assert shown.head == first.head
    assert shown.setup.left_mm - first.setup.left_mm == 1.5
    assert shown.setup.top_mm - first.setup.top_mm == 2


def test_a_paper_issued_before_pages_were_kept_says_so(
    stock: Database, books: Books, later: Books, shipment: int, tmp_path: Path
) -> None:
    write(stock, books, shipment, tmp_path)
    stock.connection.execute("DELETE FROM printed_page")
    stock.connection.commit()
    number = issued(stock, shipment)
    again = write(stock, later, shipment, tmp_path)
    assert (again.as_printed, issued(stock, shipment)) == (False, number)
    shown = issuing.page_of(stock.connection, later, shipment, "CI", TODAY, number)
    assert NEW in shown.page.as_text()
    assert "labels and clauses are today's" in issuing.shown_note(shown, later)
    proof = "\n".join(
        page.as_text() for page in proving.pages_of(stock.connection, later, shipment, TODAY)
    ).replace(" / ", " ")
    assert "issued before pages were kept" in proof


@pytest.mark.parametrize("harm", ["garbage", "other words", "hash"])
def test_a_damaged_page_is_noticed(
    stock: Database,
    books: Books,
    question: Question,
    shipment: int,
    tmp_path: Path,
    harm: str,
) -> None:
    first = write(stock, books, shipment, tmp_path)
    (content,) = stock.connection.execute("SELECT content FROM printed_page").fetchone()
    text = zlib.decompress(content).replace(OLD.encode(), b"WE HEREBY DENY THAT THIS INVOICE   ")
    harmed = {
        "garbage": ("content", b"\x00garbage"),
        "other words": ("content", zlib.compress(text)),
        "hash": ("sha256", hashlib.sha256(b"").hexdigest()),
    }
    column, value = harmed[harm]
    stock.connection.execute(f"UPDATE printed_page SET {column} = ?", (value,))
    stock.connection.commit()
    number = issued(stock, shipment)
    for use in (
        lambda: write(stock, books, shipment, tmp_path),
        lambda: issuing.page_of(stock.connection, books, shipment, "CI", TODAY, number),
    ):
        with pytest.raises(UserError) as caught:
            use()
        assert caught.value.key == "page_damaged"
        assert caught.value.values["number"] == first.snapshot.number
    docket = docket_of(stock.connection, books, shipment, TODAY)
    assert [one.is_intact for one in docket.kept] == [False]
    pages = proving.pages_of(stock.connection, books, shipment, TODAY)
    assert not [page for page in pages if page.kind == "CI"]
    assert "not what was printed any more" in "\n".join(page.as_text() for page in pages).replace(
        " / ", " "
    )
    assert as_printed.doubt(stock.connection, number) == "page_damaged"
    editing.type_fact(stock, silent, books, question, 1, "colour", "RED", "sato")
    assert write(stock, books, shipment, tmp_path).snapshot.revision == 1


def test_a_file_of_an_earlier_version_gains_the_pages_and_says_which_papers_have_none(
    tmp_path: Path,
) -> None:
    file = tmp_path / "old.db"
    old = sqlite_utils.Database(file)
    migrations.apply(old, stop_before="pages_as_printed")
    row = {"id": 1, "kind": "CI", "number": "AMX-2025-0001", "revision": 0, "state": "issued"}
    old.table("document").insert(row)
    old.close()
    with open_file(file) as db:
        assert as_printed.doubt(db.connection, 1) == "page_not_kept"
        assert not as_printed.is_kept(db.connection, 1)


def test_a_term_that_is_recalled_is_to_be_confirmed(
    stock: Database, books: Books, shipment: int
) -> None:
    """The days of the undertaking are read in no law: its preview never looks settled."""
    shown = issuing.page_of(stock.connection, books, shipment, "EUS", TODAY)
    assert "14 days in its text: recalled, high confidence" in issuing.shown_note(shown, books)
    shown = issuing.page_of(stock.connection, books, shipment, "CI", TODAY)
    assert "recalled" not in issuing.shown_note(shown, books)
