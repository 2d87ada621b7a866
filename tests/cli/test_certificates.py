"""`broker-app certificates`: the register at the command line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from broker_app.cli import output
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, Front, run
from broker_app.domain.certificate import Certificate
from broker_app.domain.question import Question
from broker_app.jobs import certifying, importing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from tests.jobs.voyages import HEADS, PRADO, VITZ

FRONT = Front(open_window=lambda _: 1, has_display=lambda: False, write_pdf=lambda *_: None)


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    today, books = output.today(), Books()
    question = Question("RU", today + timedelta(days=30))
    path, file = tmp_path / "stock.db", tmp_path / "list.csv"
    rows = (f"ミナトAA,2026/11/19,{n},{car}\n" for n, car in enumerate((VITZ, PRADO), 1))
    file.write_text(HEADS + "".join(rows), encoding="cp932")
    with open_file(path) as db:
        importing.import_list(db, silent, file, books, question, "sato", today)
        for vehicle, chassis, days in ((1, "KSP130-1234567", -3), (2, "TRJ150-0087421", 90)):
            paper = Certificate(
                vehicle=vehicle,
                chassis_number=chassis,
                owner="AOI",
                scheduled_on=(today + timedelta(days=days)).isoformat(),
            )
            certifying.enter(db, silent, books, question, paper, "sato", today, "as printed")
    return path


def test_every_certificate_is_one_object(stock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["certificates", "--database", str(stock), "--json"], FRONT) == DONE
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    today = output.today()
    assert (first["chassis_number"], first["state"], first["days_left"]) == (
        "KSP130-1234567",
        "expired",
        -3,
    )
    assert first["return_by"] == (today + timedelta(days=12)).isoformat()
    assert (second["state"], second["return_by"]) == ("valid", None)
    assert second["owner_is_exporter"] is None  # nobody has entered who exports


def test_only_those_that_end_soon(stock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["certificates", "--database", str(stock), "--ending"], FRONT) == DONE
    (line,) = capsys.readouterr().out.splitlines()
    assert "KSP130-1234567" in line
    assert "return by" in line


def test_no_database_and_no_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = tmp_path / "gone.db"
    assert run(["certificates", "--database", str(gone)], FRONT) == REFUSED
    empty = tmp_path / "empty.db"
    with open_file(empty):
        pass
    assert run(["certificates", "--database", str(empty)], FRONT) == DONE
    assert "No export certificate is stored yet." in capsys.readouterr().err


def test_the_translation_is_written(
    stock: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "sheet.xlsx"
    where = ["--database", str(stock)]
    assert run(["translation", "KSP130-1234567", str(target), *where], FRONT) == DONE
    assert target.stat().st_size > 0
    assert run(["translation", "nobody-123456", str(target), *where], FRONT) == REFUSED
    assert run(["translation", "KSP130-1234567", "sheet.doc", *where], FRONT) == WRONG_USAGE
    assert "KSP" not in capsys.readouterr().err
