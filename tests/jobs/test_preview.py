"""The preview says what the import then does, and writes nothing."""

from datetime import date
from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.question import Question
from broker_app.errors import Cancelled, UserError
from broker_app.intake.read import Options
from broker_app.jobs import importing, previewing
from broker_app.jobs.account import Account
from broker_app.jobs.books import Books
from broker_app.jobs.previewing import Preview
from broker_app.jobs.progress import silent
from broker_app.store.database import Database
from tests.jobs.test_importing import counted, row, write

DEMO = paths.resources() / "demo"


@pytest.fixture
def look(db: Database, books: Books, today: date):  # type: ignore[no-untyped-def]
    def run(path: Path, options: Options | None = None) -> Preview:
        return previewing.preview(db.connection, silent, path, books, today, options)

    return run


@pytest.fixture
def read(db: Database, books: Books, question: Question, today: date):  # type: ignore[no-untyped-def]
    def run(path: Path) -> Account:
        return importing.import_list(db, silent, path, books, question, "sato", today)[0]

    return run


def sums(account: Account) -> tuple[int, ...]:
    return (
        account.rows_read,
        account.added,
        account.updated,
        account.duplicates,
        len(account.refused),
        len(account.skipped),
    )


@pytest.mark.parametrize("file", sorted(DEMO.iterdir()), ids=lambda p: p.name)
def test_the_preview_keeps_its_word(db: Database, look, read, file: Path) -> None:  # type: ignore[no-untyped-def]
    seen = look(file)
    assert seen.account.balances
    assert len(seen.rows) == seen.account.rows_read
    assert counted(db, "step") == 0
    assert sums(read(file)) == sums(seen.account)
    again = look(file)
    assert again.account.duplicates == again.account.lots
    assert again.imported_by == "sato"
    assert sums(read(file)) == sums(again.account)


def test_a_newer_download_is_an_update_with_what_was_before(look, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read(write(tmp_path, row(price=500)))
    seen = look(write(tmp_path, row(price=550), row(2, "KSP130-7654321"), name="newer.csv"))
    assert [r.result for r in seen.rows] == ["skipped", "update", "new"]
    assert seen.rows[1].before["hammer_price"] == 500_000
    assert seen.headings["hammer_price"] == "落札価格(千円)"


def test_rows_that_are_no_lot_stay_in_place(look, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    seen = look(write(tmp_path, row(), ",,,,,,,,40,,,\n", row(2, "KSP130-7654321")))
    assert [(r.line, r.result, r.reason) for r in seen.rows] == [
        (1, "skipped", "header"),
        (2, "new", ""),
        (3, "refused", "no_vehicle"),
        (4, "new", ""),
    ]


def test_the_same_lot_twice_is_one_lot_however_far_apart(look, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    many = [row(n, f"KSP130-{n:07}") for n in range(2, 1200)]
    path = write(tmp_path, row(1, price=500), *many, row(1, price=700))
    seen = look(path)
    assert (seen.account.added, seen.account.updated, seen.account.duplicates) == (1199, 0, 1)
    assert "lot_twice" in {w.key for w in seen.rows[-1].warnings}
    assert sums(read(path)) == sums(seen.account)


def test_what_a_person_typed_is_said_before_it_is_kept(
    db: Database,
    books: Books,
    question: Question,
    look,
    read,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    from broker_app.jobs.editing import type_fact

    read(write(tmp_path, row(km=40)))
    type_fact(db, silent, books, question, 1, "odometer_km", 39_871, "sato")
    seen = look(write(tmp_path, row(lot=9, km=41), name="later.csv"))
    assert [(w.field, w.key) for w in seen.rows[1].warnings] == [("odometer_km", "kept_by_hand")]
    assert dict(seen.rows[1].held) == {"odometer_km": 39_871}


def test_all_is_counted_where_not_all_is_held(
    look,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr(previewing, "SHOWN", 3)
    seen = look(write(tmp_path, *[row(n, f"KSP130-{n:07}") for n in range(1, 9)]))
    assert seen.account.added == 8
    assert [r.result for r in seen.rows] == ["skipped", "new", "new", "new"]


def test_a_preview_can_be_cancelled(db: Database, books: Books, today: date) -> None:
    def stop(_done: int, _total: int, _key: str, /, **_values: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        previewing.preview(db.connection, stop, DEMO / "minato-results.csv", books, today)


def test_a_bad_file_is_one_sentence(look, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "prose.csv"
    path.write_text("これは表ではありません。\n", encoding="cp932")
    with pytest.raises(UserError):
        look(path)
