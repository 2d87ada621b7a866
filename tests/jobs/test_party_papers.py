"""Papers of parties: stored with their files, with the days they need, never lost by undo."""

from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.attachment import GONE, OF_PARTY
from broker_app.domain.party import Party
from broker_app.domain.party_paper import PartyPaper, in_order
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import attaching, editing, opening, party_papers, recounting, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import attachment_files, attachments, backup
from broker_app.store import party_papers as stored
from broker_app.store.database import Database

UNDERTAKING = "end_use_undertaking"


@pytest.fixture
def buyer(stock: Database) -> int:
    return editing.save_party(stock, Party(name="KOPJE MOTORS", country="ZA"), "sato")[0]


def file(folder: Path, content: bytes = b"%PDF-1.7 undertaking", name: str = "EUS.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def put(db: Database, books: Books, path: Path | None = None, **values: object) -> PartyPaper:
    known: dict[str, object] = {"kind": UNDERTAKING, "issued_on": "2026-01-10"}
    paper = PartyPaper(**(known | {"valid_until": "2027-01-09"} | values))  # type: ignore[arg-type]
    number, _ = party_papers.add_paper(db, silent, books, paper, path, "sato")
    return stored.get(db.connection, number)


def test_a_paper_is_stored_with_its_file(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    covers = ("ksp130-1234567", "KSP130-1234567", " ")
    paper = put(stock, books, file(tmp_path), party=buyer, covers=covers, note=" for  one ")
    assert (paper.kind, paper.covers, paper.note) == (UNDERTAKING, ("KSP130-1234567",), "for one")
    assert paper.added_by == "sato"
    kept = attachments.get(stock.connection, paper.attachment or 0)
    assert (kept.party, kept.vehicle, kept.kind) == (buyer, 0, OF_PARTY)
    assert (kept.file, kept.mime) == ("EUS.pdf", "application/pdf")
    assert opening.examine(stock.path, kept).may_open
    assert attachments.of_vehicle(stock.connection, 1) == []


def test_equal_content_of_one_party_is_kept_once(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    one = put(stock, books, file(tmp_path), party=buyer)
    two = put(stock, books, file(tmp_path, name="again.pdf"), party=buyer, kind="other")
    assert one.attachment == two.attachment
    party_papers.remove_paper(stock, two.id or 0, "sato")
    assert len(attachments.of_party(stock.connection, buyer)) == 1
    party_papers.remove_paper(stock, one.id or 0, "sato")
    assert attachments.of_party(stock.connection, buyer) == []


def test_undo_never_takes_the_file_and_what_is_mentioned_is_not_swept(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    paper = put(stock, books, file(tmp_path), party=buyer)
    sha256 = attachments.get(stock.connection, paper.attachment or 0).sha256
    backup.make(stock.path, reason="import")
    found = undoing.next_undo(stock.connection)
    assert found is not None
    undoing.undo_step(stock, found.step, "sato")
    assert stored.of_party(stock.connection, buyer) == []
    assert attachment_files.place(stock.path, sha256).exists()
    assert sha256 in attachments.mentioned(stock.connection, backup.every(stock.path))
    redo = undoing.next_redo(stock.connection)
    assert redo is not None
    undoing.undo_step(stock, redo.step, "sato")
    assert stored.of_party(stock.connection, buyer) == [paper]


def test_files_of_parties_are_verified(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    paper = put(stock, books, file(tmp_path), party=buyer)
    assert attaching.verify(stock.connection, silent, stock.path).good == 1
    kept = attachments.get(stock.connection, paper.attachment or 0)
    attachment_files.place(stock.path, kept.sha256).unlink()
    assert attaching.verify(stock.connection, silent, stock.path).gone == (kept,)
    assert attachment_files.condition(stock.path, kept.sha256) == GONE


def test_a_file_comes_later_and_the_old_one_goes(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    paper = put(stock, books, party=buyer)
    assert paper.attachment is None
    for content in (b"%PDF-1.7 a", b"%PDF-1.7 b"):
        path = file(tmp_path, content)
        paper = stored.get(stock.connection, paper.id or 0)
        party_papers.change_paper(stock, silent, books, paper, path, "mori")
    (kept,) = attachments.of_party(stock.connection, buyer)
    after = stored.get(stock.connection, paper.id or 0)
    assert (after.attachment, after.added_by) == (kept.id, "sato")
    step = party_papers.change_paper(stock, silent, books, after, None, "mori").step
    assert step is None


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"kind": "poem"}, "party_paper_kind_unknown"),
        ({"valid_until": ""}, "party_paper_needs_dates"),
        ({"issued_on": ""}, "party_paper_needs_dates"),
        ({"valid_until": "2026-01-09"}, "party_paper_ends_before"),
        ({"covers": ("***",)}, "party_paper_no_chassis"),
        ({"party": 999}, "row_gone"),
    ],
)
def test_what_is_no_paper_is_refused(
    stock: Database, books: Books, buyer: int, values: dict[str, object], key: str
) -> None:
    with pytest.raises(UserError) as caught:
        put(stock, books, **({"party": buyer} | values))
    assert caught.value.key == key
    assert stored.of_party(stock.connection, buyer) == []


def test_a_file_that_cannot_be_taken_leaves_nothing(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        put(stock, books, file(tmp_path, b""), party=buyer)
    assert caught.value.key == "attach_empty"

    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    paper = PartyPaper(party=buyer, kind="other")
    with pytest.raises(Cancelled):
        party_papers.add_paper(stock, stop, books, paper, file(tmp_path), "sato")
    assert stored.of_party(stock.connection, buyer) == []
    assert not list((attachment_files.folder(stock.path) / "part").iterdir())


def test_days_left_and_order() -> None:
    today = date(2026, 12, 1)
    ended = PartyPaper(id=1, issued_on="2026-10-01", valid_until="2026-11-30")
    last_day = PartyPaper(id=2, issued_on="2026-01-01", valid_until="2026-12-01")
    endless = PartyPaper(id=3)
    assert [one.days_left(today) for one in (ended, last_day, endless)] == [-1, 0, None]
    assert [one.has_ended(today) for one in (ended, last_day, endless)] == [True, False, False]
    assert in_order([ended, endless, last_day], today) == [last_day, endless, ended]


def test_the_history_tells_of_a_paper(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    put(stock, books, file(tmp_path), party=buyer)
    step = stock.connection.execute("SELECT max(id) FROM step").fetchone()[0]
    assert recounting.step_name(stock.connection, step) == "Paper of KOPJE MOTORS stored"
    told = recounting.changes_of(stock.connection, step)
    lines = {(line.thing, line.field): line.after for line in told}
    thing = "Paper of a party of KOPJE MOTORS"
    assert lines[thing, "Kind"] == "End-use undertaking"
    assert lines[thing, "Valid until"] == "9 Jan 2027"
    assert lines[thing, "Attachment"] == "EUS.pdf"
