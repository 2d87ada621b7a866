"""Papers about a vehicle, and its release by them: what waits is decided, what blocks never."""

from pathlib import Path

import pytest

from broker_app.domain.evidence import Evidence
from broker_app.domain.question import Question
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import editing, evidencing, importing, issuing, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import evidence, shipments
from broker_app.store.database import Database
from tests.jobs.voyages import HEADS, TODAY, ship

MILD = "スズキ,ハスラー,X,5AA-MR52S,MR52S-423411,R04.07,27,657,マイルドハイブリッド,シルバー,右,500"
PRADO, HUSTLER = 2, 3


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "opinion.pdf"
    file.write_bytes(b"%PDF-1.7 opinion")
    return file


@pytest.fixture
def voyage(stock: Database, books: Books, question: Question, tmp_path: Path) -> int:
    """A mild hybrid on its way to Russia: CONDITIONAL."""
    path = tmp_path / "mild.csv"
    path.write_text(HEADS + f"ミナトAA,2026/11/19,9,{MILD}\n", encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", TODAY)
    for name, value in {"made_in": "JP", "powertrain": "mild_hybrid", "fuel": "petrol"}.items():
        editing.type_fact(stock, silent, books, question, HUSTLER, name, value, "sato", "read")
    editing.type_fact(
        stock, silent, books, question, HUSTLER, "vehicle_class", "car", "sato", "read"
    )
    shipment = ship(stock, books, "Vladivostok")
    shipping.add_vehicle(stock, books, shipment, HUSTLER, 700_000, "sato", TODAY)
    return shipment


def verdict(db: Database, books: Books, shipment: int, vehicle: int = HUSTLER) -> Outcome:
    record = shipments.get(db.connection, shipment)
    return shipping.verdict_on_board(db.connection, books, record, vehicle, TODAY).outcome


def store(db: Database, file: Path, **values: str) -> int:
    given = {"issuer": "Kaiun Customs", "issued_on": "2026-11-20", "grade": "5AA-MR52S X"}
    known = {"kind": "broker_opinion"} | given | values
    one = Evidence(vehicle=HUSTLER, **known)  # type: ignore[arg-type]
    return evidencing.store_paper(db, one, file, "sato", TODAY)[0]


def release(db: Database, books: Books, shipment: int, *papers: int, why: str = "opinion") -> None:
    evidencing.release(db, books, shipment, HUSTLER, papers, why, "sato", TODAY)


def ready(db: Database, books: Books, shipment: int) -> bool:
    return issuing.readiness(db.connection, books, shipment, TODAY).ready


def test_a_conditional_vehicle_goes_once_its_paper_is_stored_and_a_person_decided(
    stock: Database, books: Books, voyage: int, paper: Path, tmp_path: Path
) -> None:
    assert verdict(stock, books, voyage) is Outcome.CONDITIONAL
    assert not ready(stock, books, voyage)
    number = store(stock, paper)
    assert not ready(stock, books, voyage)  # a stored paper alone decides nothing
    release(stock, books, voyage, number)
    assert verdict(stock, books, voyage) is Outcome.CONDITIONAL  # it stays what it is
    assert ready(stock, books, voyage)
    issued, _ = issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    assert not issued.snapshot.draft
    kept = evidence.of_vehicle(stock.connection, HUSTLER)[0]
    assert evidence.content(stock.connection, stock.path, kept) == paper.read_bytes()


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"kind": "export_certificate"}, "release_needs_paper"),
        ({"grade": "5AA-MR92S X"}, "release_needs_paper"),
    ],
)
def test_another_paper_or_another_grade_does_not_do(
    stock: Database, books: Books, voyage: int, paper: Path, values: dict[str, str], key: str
) -> None:
    number = store(stock, paper, **values)
    with pytest.raises(UserError, match=key):
        release(stock, books, voyage, number)
    assert not ready(stock, books, voyage)


def test_a_release_needs_a_reason_and_falls_with_its_paper(
    stock: Database, books: Books, voyage: int, paper: Path
) -> None:
    number = store(stock, paper)
    with pytest.raises(UserError, match="release_needs_reason"):
        release(stock, books, voyage, number, why=" ")
    with pytest.raises(UserError, match="release_needs_paper"):
        release(stock, books, voyage)
    release(stock, books, voyage, number)
    changes = evidencing.remove_paper(stock, number, "sato")
    assert not ready(stock, books, voyage)
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert ready(stock, books, voyage)


def test_what_comes_up_later_is_not_covered(
    stock: Database, books: Books, question: Question, voyage: int, paper: Path
) -> None:
    release(stock, books, voyage, store(stock, paper))
    editing.type_fact(
        stock, silent, books, question, HUSTLER, "displacement_cc", None, "sato", "unsure"
    )
    assert verdict(stock, books, voyage) is Outcome.REVIEW
    assert not ready(stock, books, voyage)
    with pytest.raises(UserError, match="release_not_yet"):
        release(stock, books, voyage, store(stock, paper))


def test_what_the_law_blocks_is_never_released(
    stock: Database, books: Books, voyage: int, paper: Path
) -> None:
    one = Evidence(vehicle=PRADO, issuer="X", issued_on="2026-11-20", grade="TRJ150W")
    number, _ = evidencing.store_paper(stock, one, paper, "sato", TODAY)
    with pytest.raises(UserError, match="vehicle_blocked"):
        evidencing.release(stock, books, voyage, PRADO, [number], "please", "sato", TODAY)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"issuer": " "}, "evidence_incomplete"),
        ({"issued_on": ""}, "evidence_incomplete"),
        ({"grade": ""}, "evidence_incomplete"),
        ({"issued_on": "2026-11-23"}, "evidence_of_tomorrow"),
        ({"kind": "wish"}, "evidence_kind_unknown"),
    ],
)
def test_incomplete_papers_are_a_sentence(
    stock: Database, voyage: int, paper: Path, values: dict[str, str], key: str
) -> None:
    with pytest.raises(UserError, match=key):
        store(stock, paper, **values)


def test_files_that_are_none_are_a_sentence(stock: Database, voyage: int, tmp_path: Path) -> None:
    hollow = tmp_path / "empty.pdf"
    hollow.touch()
    for file, key in ((hollow, "list_empty"), (tmp_path / "none.pdf", "list_unreadable")):
        with pytest.raises(UserError, match=key):
            store(stock, file)
    assert evidence.of_vehicle(stock.connection, HUSTLER) == []


def test_equal_files_are_kept_once(stock: Database, voyage: int, paper: Path) -> None:
    for _ in "ab":
        store(stock, paper)
    count = stock.connection.execute("SELECT count(*) FROM paper_file").fetchone()[0]
    assert count == 1
