"""Layouts are remembered with an import, used again, shared and forgotten."""

from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.intake.read import Options
from broker_app.jobs import list_formats
from broker_app.jobs.books import Books
from broker_app.jobs.importing import import_list
from broker_app.jobs.previewing import preview
from broker_app.jobs.progress import silent
from broker_app.jobs.undoing import undo_batch, undo_step
from broker_app.reference.list_formats import shipped
from broker_app.store.database import Database
from tests.intake.lists import csv_file
from tests.jobs.voyages import TODAY

BOOKS = Books()
QUESTION = Question("RU", date(2026, 12, 22))
HEADS = ["番号", "車名", "値", "社内コード"]
TOLD = Options(columns={"値": "hammer_price", "社内コード": ""}, price_unit="千円")


def brought(db: Database, path: Path, options: Options | None = None) -> int:
    account, _ = import_list(db, silent, path, BOOKS, QUESTION, "Sato", TODAY, options)
    assert account.step is not None
    return account.step


def price(db: Database, lot: str) -> int | None:
    row = db.connection.execute("SELECT hammer_price FROM lot WHERE lot_number = ?", (lot,))
    found: int | None = row.fetchone()[0]
    return found


def test_answers_are_given_again_when_the_layout_comes_again(db: Database, tmp_path: Path) -> None:
    first = csv_file(tmp_path, [HEADS, ["1", "アクア", "350", "x"]], name="minato 1120.csv")
    brought(db, first, TOLD)
    again = [["社内コード", "値", "車名", "番号"], ["y", "410", "フィット", "2"]]
    seen = preview(db.connection, silent, csv_file(tmp_path, again), BOOKS, TODAY)
    assert seen.rows[1].lot is not None
    assert seen.rows[1].lot.hammer_price == 410_000
    assert seen.known_as is not None
    assert seen.known_as.price_unit == "千円"
    brought(db, csv_file(tmp_path, again))
    assert (price(db, "1"), price(db, "2")) == (350_000, 410_000)
    assert [
        known.name for known in list_formats.with_known(db.connection, BOOKS, None).formats
    ] == ["minato"]


def test_a_changed_layout_says_so_and_keeps_what_was_settled(db: Database, tmp_path: Path) -> None:
    brought(db, csv_file(tmp_path, [HEADS, ["1", "アクア", "350", "x"]]), TOLD)
    grown = csv_file(tmp_path, [[*HEADS, "色"], ["2", "アクア", "360", "x", "白"]])
    seen = preview(db.connection, silent, grown, BOOKS, TODAY)
    assert "layout_changed" in [warning.key for warning in seen.account.warnings]
    brought(db, grown)
    assert price(db, "2") == 360_000
    seen = preview(db.connection, silent, grown, BOOKS, TODAY)
    assert "layout_changed" not in [warning.key for warning in seen.account.warnings]


def test_undoing_an_import_keeps_the_answers(db: Database, tmp_path: Path) -> None:
    path = csv_file(tmp_path, [HEADS, ["1", "アクア", "350", "x"]])
    brought(db, path, TOLD)
    undo_batch(db, 1, "Sato")
    brought(db, path)
    assert price(db, "1") == 350_000


def test_a_layout_is_shared_as_a_file_and_forgotten(db: Database, tmp_path: Path) -> None:
    brought(db, csv_file(tmp_path, [HEADS, ["1", 'ア"ク\\ア', "350", "x"]]), TOLD)
    known = list_formats.with_known(db.connection, BOOKS, None).formats[0]
    file = tmp_path / "minato.toml"
    list_formats.save_file(db.connection, known.id, file)
    gone = list_formats.forget(db, known.id, "Sato")
    assert list_formats.with_known(db.connection, BOOKS, None).formats == ()
    list_formats.add_file(db, file, "Tanaka")
    assert list_formats.found(db.connection, known.id) == known
    with pytest.raises(UserError, match="list_format_unknown"):
        list_formats.forget(db, "layout-0", "Sato")
    list_formats.forget(db, known.id, "Sato")
    assert gone.step is not None
    undo_step(db, gone.step, "Sato")
    assert list_formats.found(db.connection, known.id) == known


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name = 'x'",
        "name = 'x'\nheadings = ['a']\n[columns]\nb = 'model'",
        "name = 'x'\nheadings = ['a']\n[columns]\na = 'DROP TABLE'",
        "name = 'x'\nheadings = ['a']\nprice_unit = 'sacks'",
        "\x00\xff",
        "name = 'x'\nheadings = ['a']\nevil = 1",
    ],
)
def test_a_broken_file_is_refused_with_its_reason(db: Database, tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(UserError, match="format_file"):
        list_formats.add_file(db, file, "Sato")
    assert list_formats.with_known(db.connection, BOOKS, None).formats == shipped()
