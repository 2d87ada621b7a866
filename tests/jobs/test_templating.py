"""Templates: kept by company and kind, used for workbooks, chosen against our own layout."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from broker_app.domain.document import INVOICE
from broker_app.errors import UserError
from broker_app.jobs import issuing, owning, particulars, shipping, templating, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.issuing import Form, Paper
from broker_app.jobs.progress import Progress, silent
from broker_app.jobs.templating import Checked
from broker_app.papers.page import Page
from broker_app.store import companies, templates
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship
from tests.papers.template.books import INVOICE as CELLS
from tests.papers.template.books import made


@pytest.fixture
def shipment(stock: Database, books: Books) -> int:
    number = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, number, 1, 415_000, "sato", TODAY)
    return number


def checked(books: Books, folder: Path, name: str = "own.xlsx", **cells: str) -> Checked:
    path = folder / name
    path.write_bytes(made(CELLS | cells))
    return templating.check_file(books, path, INVOICE)


def add(db: Database, books: Books, folder: Path, company: int = 1, **cells: str) -> int:
    return templating.add_template(db, books, checked(books, folder, **cells), company, "sato")[0]


def write(
    db: Database, books: Books, shipment: int, folder: Path, kind: str = INVOICE, **more: object
) -> Paper:
    asked = (db, silent, books, shipment, kind, folder, "sato", TODAY)
    return issuing.write_paper(*asked, **more)[0]  # type: ignore[arg-type]


def first_cell(paper: Paper) -> object:
    return load_workbook(paper.path).active["A2"].value


def test_a_template_is_kept_with_hash_name_and_who(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    number = add(stock, books, tmp_path)
    known = templates.get(stock.connection, number)
    content = templates.content(stock.connection, number)
    assert known.sha256 == hashlib.sha256(content).hexdigest()
    assert (known.kind, known.name, known.added_by, known.in_use) == (
        "CI",
        "own.xlsx",
        "sato",
        True,
    )
    assert content == (tmp_path / "own.xlsx").read_bytes()


def test_equal_bytes_are_one_template_and_the_last_added_is_in_use(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    first = add(stock, books, tmp_path)
    second = add(stock, books, tmp_path, A1="other")
    assert templates.in_use(stock.connection, 1, "CI") == templates.get(stock.connection, second)
    again = templating.add_template(
        stock,
        books,
        Checked("own", "CI", templates.content(stock.connection, first), ()),
        1,
        "sato",
    )[0]
    assert again == first
    assert len(templates.every(stock.connection)) == 2
    in_use = templates.in_use(stock.connection, 1, "CI")
    assert in_use is not None
    assert in_use.id == first


def test_a_workbook_is_the_template_and_our_own_layout_a_choice(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    add(stock, books, tmp_path)
    own = write(stock, books, shipment, tmp_path / "own")
    assert str(first_cell(own)).startswith("Invoice ")
    built_in = write(stock, books, shipment, tmp_path / "ours", templated=False)
    assert not str(first_cell(built_in)).startswith("Invoice ")
    packing = write(stock, books, shipment, tmp_path / "own", "PL")
    assert not str(first_cell(packing)).startswith("Invoice ")
    templating.use_built_in(stock, 1, "CI", "sato")
    again = write(stock, books, shipment, tmp_path / "again")
    assert str(first_cell(again)).startswith("Invoice ")  # as it was issued
    shipping.change_shipment(stock, books, shipment, {"vessel": "OTHER STAR"}, "sato", TODAY)
    later = write(stock, books, shipment, tmp_path / "later")
    assert not str(first_cell(later)).startswith("Invoice ")


def test_pdf_never_comes_from_a_template(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    add(stock, books, tmp_path)
    seen: list[str] = []

    def draw(pages: Sequence[Page], path: Path, progress: Progress = silent) -> None:
        seen.append(pages[0].kind)
        path.write_bytes(b"%PDF")

    form = Form("pdf", draw)
    write(stock, books, shipment, tmp_path, form=form)
    assert seen == ["CI"]


def test_a_draft_says_so_in_the_template_too(stock: Database, books: Books, tmp_path: Path) -> None:
    shipment = ship(stock, books, "Kemba", vessel="TBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    add(stock, books, tmp_path)
    paper = write(stock, books, shipment, tmp_path)
    assert paper.snapshot.draft
    assert "DRAFT" in load_workbook(paper.path).active.oddHeader.center.text


IDF = ("idf", "E2611-004417")
"""What the invoice of a shipment to Kenya prints anyhow."""


def test_what_a_template_names_is_frozen_and_nothing_else(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    entered = {"booking_number": "BK-77", "carrier": "SHIOKAZE LINE"}
    particulars.put(stock, books, shipment, entered, "sato")
    assert write(stock, books, shipment, tmp_path).snapshot.particulars == (IDF,)
    add(
        stock,
        books,
        tmp_path,
        A12="{{?particular.booking_number}}BOOKED {{particular.booking_number}}",
    )
    named = write(stock, books, shipment, tmp_path)
    assert named.snapshot.particulars == (("booking_number", "BK-77"), IDF)
    said = [row[0] for row in load_workbook(named.path).active.iter_rows(values_only=True)]
    assert "BOOKED BK-77" in said


def test_vehicles_stand_under_their_containers(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    shipping.add_vehicle(stock, books, shipment, 2, 900_000, "sato", TODAY)
    box, _ = particulars.add_container(stock, shipment, "sato")
    particulars.change_container(stock, box, {"number": "CSQU3054383"}, "sato")
    particulars.stow(stock, shipment, 1, box, "", "sato")
    path = tmp_path / "boxes.xlsx"
    rows = {"A1": "{{#containers}}", "A2": "{{container.number}}x", "A4": "{{/containers}}"}
    path.write_bytes(made(rows | {"A3": "{{item.chassis_number}}"}))
    found = templating.check_file(books, path, INVOICE)
    templating.add_template(stock, books, found, 1, "sato")
    ws = load_workbook(write(stock, books, shipment, tmp_path).path).active
    said = [row[0] for row in ws.iter_rows(values_only=True)]
    assert said == ["CSQU3054383x", "KSP130-1234567", "x", "TRJ150-0087421"]


def test_another_company_has_its_own(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    other, _ = owning.add_company(stock, "SECOND LTD.", "sato")
    add(stock, books, tmp_path, company=other)
    assert templates.in_use(stock.connection, companies.FIRST, "CI") is None
    assert templates.in_use(stock.connection, other, "CI") is not None
    assert not str(first_cell(write(stock, books, shipment, tmp_path / "x"))).startswith("Invoice ")


def test_a_refused_workbook_is_not_kept(stock: Database, books: Books, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        add(stock, books, tmp_path, A1="{{item.cost}}")
    assert refused.value.key == "template_refused"
    assert templates.every(stock.connection) == []


def test_kinds_files_and_templates_that_are_not_there(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as no_file:
        templating.check_file(books, tmp_path / "gone.xlsx", "CI")
    assert no_file.value.key == "file_missing"
    with pytest.raises(UserError) as no_kind:
        templating.check_file(books, tmp_path / "gone.xlsx", "XX")
    assert no_kind.value.key == "document_kind_unknown"
    for text in ("x", "", "²"):
        with pytest.raises(UserError) as unknown:
            templating.named(stock.connection, text)
        assert unknown.value.key == "template_unknown"
    with pytest.raises(UserError) as gone:
        templating.use_template(stock, 99, "sato")
    assert gone.value.key == "row_gone"


def test_undo_brings_a_removed_template_back_with_its_bytes(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    number = add(stock, books, tmp_path)
    before = templates.content(stock.connection, number)
    changes = templating.remove_template(stock, number, "sato")
    assert templates.every(stock.connection) == []
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert templates.content(stock.connection, number) == before


def test_a_read_only_target_takes_no_number(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    add(stock, books, tmp_path)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(UserError) as refused:
        write(stock, books, shipment, blocked / "below")
    assert refused.value.key == "target_not_writable"


def test_a_sample_shows_made_up_data_only(stock: Database, books: Books, tmp_path: Path) -> None:
    number = add(stock, books, tmp_path)
    path = templating.sample_of(stock.connection, books, number, tmp_path)
    cells = [str(c.value) for row in load_workbook(path).active.iter_rows() for c in row if c.value]
    assert any("SAMPLE-0001" in text for text in cells)
    assert not any("ASAGIRI" in text for text in cells)
