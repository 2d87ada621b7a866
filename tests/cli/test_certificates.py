"""`broker-app certificates`: the register at the command line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from broker_app.cli import output
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, Front, run
from broker_app.domain.certificate import Certificate
from broker_app.domain.question import Question
from broker_app.jobs import certifying, importing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import attachments, vehicles
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


BOXES = [
    "number=5711",
    "first_registered=R1.6",
    "model_type=DBA-KSP130",
    "fuel=ガソリン",
    "displacement_cl=0.99",
    "weight_kg=1,010",
    "length_cm=394",
    "width_cm=169",
    "height_cm=150",
    "scheduled_on=令和9年1月20日",
]


def test_a_certificate_is_entered_as_it_is_printed(
    stock: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = tmp_path / "scan.png"
    Image.new("RGB", (40, 40)).save(scan)
    enter = ["certificates", "enter", "ksp130-1234567", *BOXES, "--database", str(stock)]
    assert run([*enter, "--scan", str(scan), "--why", "certificate"], FRONT) == DONE
    assert "Weight: 1010 kg" in capsys.readouterr().out
    with open_file(stock) as db:
        record = vehicles.get(db.connection, 1)
        (kept,) = attachments.of_vehicle(db.connection, 1)
    assert (record.kerb_weight_kg, record.length_mm, record.volume_m3) == (1010, 3940, 9.988)
    assert (kept.kind, kept.file) == ("certificate", "scan.png")
    show = ["certificates", "show", "KSP130-1234567", "--database", str(stock), "--json"]
    assert run(show, FRONT) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["scheduled_on"], told["owner"]) == ("2027-01-20", "AOI")  # kept from before


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["enter", "KSP130-1234567", "weight_kg=heavy"], REFUSED, "Weight"),
        (["enter", "KSP130-1234567", "wight_kg=1"], WRONG_USAGE, "weight_kg"),
        (["enter", "KSP130-1234567", "kind=x"], REFUSED, "provisional"),
        (["enter", "KSP130-1234567", "scheduled_on="], REFUSED, "scheduled day"),
        (["enter", "KSP130-1234567", "office=X", "--scan", "no.pdf"], REFUSED, "no.pdf"),
        (["enter", "ZZZ-999999", "office=X"], REFUSED, "ZZZ-999999"),
        (["show", "ZZZ-999999"], REFUSED, "ZZZ-999999"),
    ],
)
def test_what_cannot_be_on_a_certificate_is_a_sentence(
    stock: Path, capsys: pytest.CaptureFixture[str], words: list[str], status: int, said: str
) -> None:
    assert run(["certificates", *words, "--database", str(stock)], FRONT) == status
    assert said in capsys.readouterr().err


def test_options_before_the_command_are_not_lost_in_silence(stock: Path) -> None:
    words = ["certificates", "--database", str(stock), "show", "KSP130-1234567"]
    assert run(words, FRONT) == WRONG_USAGE
