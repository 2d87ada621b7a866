"""The papers that a shipment usually has, and all of them written at once."""

import hashlib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from broker_app.domain.particulars import Entered
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import bl_drafts, issuing, paper_set, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.going import going_of
from broker_app.jobs.progress import silent
from broker_app.store import documents, history, prints, shipments
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

VITZ = 1


def loaded(db: Database, books: Books, to: str = "KEMBA", **values: object) -> int:
    shipment = ship(db, books, to, **values)
    shipping.add_vehicle(db, books, shipment, VITZ, 415_000, "sato", TODAY)
    return shipment


def test_the_usual_papers_follow_the_shipment(stock: Database, books: Books) -> None:
    shipment = loaded(stock, books)
    record = shipments.get(stock.connection, shipment)
    going = going_of(books, record, Entered({"mode": "container"}), [])
    assert (going.mode, going.country, going.has_credit) == ("container", "KE", False)
    kinds = paper_set.usual_kinds(books, going, risky=False)
    assert {"CI", "PL", "SC", "SI-C", "VGM", "INS"} <= set(kinds)
    assert kinds.index("SC") < kinds.index("BR") < kinds.index("CI") < kinds.index("COV")
    by_credit = going_of(books, record, Entered({"lc_number": "LC 1"}), [])
    assert by_credit.has_credit


def test_the_risk_of_where_it_ends(stock: Database, books: Books) -> None:
    risky = {
        country
        for country in ("KE", "AE", "KG", "NZ")
        if paper_set.is_risky(
            books, shipments.get(stock.connection, loaded_bare(stock, books, country))
        )
    }
    assert "KG" in risky
    assert "NZ" not in risky


def loaded_bare(db: Database, books: Books, final: str) -> int:
    return ship(db, books, "KEMBA", final_destination=final)


def test_a_set_is_a_file_each_with_the_invoice_issued_first(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = loaded(stock, books)
    written, changes = paper_set.write_set(
        stock, silent, books, shipment, tmp_path / "papers", "sato", TODAY
    )
    assert written.path is None
    assert written.papers[0].snapshot.kind == "CI"
    assert len(list((tmp_path / "papers").iterdir())) == len(written.papers)
    issued = {row["kind"] for row in documents.of_shipment(stock.connection, shipment)}
    assert {"CI", "MARK"} <= issued
    assert written.drafts == len(written.papers) - len(issued)
    assert changes.touches("document")
    again, _ = paper_set.write_set(
        stock, silent, books, shipment, tmp_path / "papers", "sato", TODAY
    )
    assert len(again.papers) == len(written.papers)
    kept = documents.of_shipment(stock.connection, shipment)
    assert {row["kind"] for row in kept if row["kind"] == "CI" and row["revision"]} == set()


def test_a_paper_comes_after_those_whose_numbers_it_prints(stock: Database, books: Books) -> None:
    shipment = loaded(stock, books)
    kinds = paper_set.kinds_to_write(stock.connection, books, shipment)
    assert len(kinds) == len(set(kinds))
    assert kinds.index("CI") == 0
    assert kinds.index("NAS") < kinds.index("EDW")  # the worksheet tells the broker its number
    assert "BLD" not in kinds  # the carrier has sent no draft yet
    bl_drafts.enter(stock, books, shipment, {"vessel": "SHIRANAMI LEADER"}, "sato")
    drafted = paper_set.kinds_to_write(stock.connection, books, shipment)
    assert drafted.index("BLI") < drafted.index("BLD")


def test_a_set_in_one_workbook_has_a_sheet_each(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = loaded(stock, books)
    particulars.put(stock, books, shipment, {"mode": "container"}, "sato")
    written, _ = paper_set.write_set(
        stock, silent, books, shipment, tmp_path / "papers", "sato", TODAY, together=True
    )
    (file,) = (tmp_path / "papers").iterdir()
    assert file == written.path
    assert file.name.endswith("_PAPERS.xlsx")
    assert len(load_workbook(file).sheetnames) == len(written.papers)


def test_every_issued_paper_of_one_common_file_is_in_the_print_log(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = loaded(stock, books)
    for _ in range(2):  # an unchanged paper that is given out again is entered again
        written, changes = paper_set.write_set(
            stock, silent, books, shipment, tmp_path, "sato", TODAY, together=True
        )
        assert changes.touches("print_log")
        assert written.path is not None
        digest = hashlib.sha256(written.path.read_bytes()).hexdigest()
        issued = [row["id"] for row in documents.of_shipment(stock.connection, shipment)]
        assert 0 < len(issued) == len(written.papers) - written.drafts
        for document in issued:
            latest, *_ = prints.of_document(stock.connection, document)
            assert (latest["target"], latest["sha256"]) == (written.path.name, digest)
    counts = prints.counts(stock.connection)
    assert counts == dict.fromkeys(issued, 2)


def test_a_set_can_be_stopped_before_anything_is_written(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = loaded(stock, books)

    def stopped(done: int, total: int, key: str, /, **values: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        paper_set.write_set(stock, stopped, books, shipment, tmp_path / "papers", "sato", TODAY)
    assert not (tmp_path / "papers").exists()
    assert documents.of_shipment(stock.connection, shipment) == []


@pytest.mark.parametrize("together", [False, True])
def test_a_set_that_is_stopped_midway_takes_no_number_and_leaves_no_file(
    stock: Database, books: Books, tmp_path: Path, together: bool
) -> None:
    shipment = loaded(stock, books)
    before = history.latest(stock.connection)

    def stopped(done: int, total: int, key: str, /, **values: object) -> None:
        if done == total - 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        paper_set.write_set(
            stock, stopped, books, shipment, tmp_path / "papers", "sato", TODAY, together=together
        )
    assert not (tmp_path / "papers").exists()
    assert documents.of_shipment(stock.connection, shipment) == []
    assert history.latest(stock.connection) == before
    written, _ = paper_set.write_set(
        stock, silent, books, shipment, tmp_path / "papers", "sato", TODAY
    )
    assert written.papers[0].snapshot.number.endswith("-0001")


@pytest.mark.parametrize("call", range(1, 5))
def test_a_set_can_be_stopped_within_a_paper(
    stock: Database, books: Books, tmp_path: Path, call: int
) -> None:
    shipment = loaded(stock, books)
    told: list[int] = []

    def stopped(done: int, total: int, key: str, /, **values: object) -> None:
        told.append(done)
        if len(told) == call:  # at the start, before and after its checks, and while it is drawn
            raise Cancelled

    with pytest.raises(Cancelled):
        paper_set.write_set(stock, stopped, books, shipment, tmp_path / "papers", "sato", TODAY)
    assert told == [0] * call
    assert not (tmp_path / "papers").exists()
    assert documents.of_shipment(stock.connection, shipment) == []
    assert issuing.page_of(stock.connection, books, shipment, "CI", TODAY).holds == ()


def test_a_paper_of_a_set_says_what_it_says_alone(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = loaded(stock, books)
    written, _ = paper_set.write_set(stock, silent, books, shipment, tmp_path, "sato", TODAY)
    drafts = [paper for paper in written.papers if paper.snapshot.draft]
    assert drafts
    for paper in drafts:
        alone = issuing.page_of(stock.connection, books, shipment, paper.snapshot.kind, TODAY)
        assert (alone.snapshot, alone.holds) == (paper.snapshot, paper.holds)


def test_a_single_paper_can_be_stopped_while_it_is_drawn(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = loaded(stock, books)

    def stopped(done: int, total: int, key: str, /, **values: object) -> None:
        if key == "progress.table":
            raise Cancelled

    folder = tmp_path / "papers"
    with pytest.raises(Cancelled):
        issuing.write_paper(stock, stopped, books, shipment, "CI", folder, "sato", TODAY)
    assert not folder.exists()
    assert documents.of_shipment(stock.connection, shipment) == []


@pytest.mark.parametrize("together", [False, True])
def test_a_set_of_which_one_paper_cannot_be_written_is_none(
    stock: Database, books: Books, tmp_path: Path, together: bool
) -> None:
    shipment = loaded(stock, books)
    once, folder = tmp_path / "once", tmp_path / "papers"
    paper_set.write_set(stock, silent, books, shipment, once, "sato", TODAY, together=together)
    issued = len(documents.of_shipment(stock.connection, shipment))
    own = "" if together else "DRAFT"
    drafts = sorted(file.name for file in once.iterdir() if file.name.startswith(own))
    (folder / drafts[-1]).mkdir(parents=True)
    if not together:
        (folder / drafts[0]).write_text("stood there before")
    stood = {file.name for file in folder.iterdir()}
    shipping.change_shipment(stock, books, shipment, {"vessel": "OTHER"}, "sato", TODAY)
    with pytest.raises(UserError, match="target_not_writable"):
        paper_set.write_set(
            stock, silent, books, shipment, folder, "sato", TODAY, together=together
        )
    assert len(documents.of_shipment(stock.connection, shipment)) == issued
    assert {file.name for file in folder.iterdir()} == stood
    assert together or (folder / drafts[0]).read_text() == "stood there before"


def test_a_set_of_nothing_is_refused(stock: Database, books: Books, tmp_path: Path) -> None:
    shipment = ship(stock, books, "KEMBA")
    with pytest.raises(UserError, match="shipment_empty"):
        paper_set.write_set(stock, silent, books, shipment, tmp_path / "papers", "sato", TODAY)


def test_the_same_gap_of_many_vehicles_is_said_once() -> None:
    holds = [f"missing.weight_kg:{n}" for n in (1, 2, 3, 5)] + ["missing.vessel"]
    said = issuing.holds_said(holds)
    assert "vehicle 1–3, 5" in said
    assert said.count("Weight") == 1
