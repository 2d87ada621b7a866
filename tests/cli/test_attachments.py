"""Files about a vehicle at the command line: attached, listed, verified, swept."""

import os
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.store import attachment_files, attachments
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, lines
from tests.jobs.pictures import picture
from tests.jobs.voyages import HEADS, PRADO, VITZ

CHASSIS = "KSP130 1234567"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path, file = tmp_path / "list.csv", tmp_path / "stock.db"
    rows = (f"ミナトAA,2026/11/19,{n},{car}\n" for n, car in enumerate((VITZ, PRADO), 1))
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    assert run(["import", str(path), "--database", str(file)], FRONT) == DONE
    return file


def test_files_are_attached_listed_and_verified(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, sheet = picture(tmp_path / "a.jpg"), picture(tmp_path / "b.png")
    capsys.readouterr()
    at = ["--database", str(database)]
    assert run(["attach", CHASSIS, str(photo), str(tmp_path), *at], FRONT) == REFUSED
    said = capsys.readouterr()
    assert said.out == "a.jpg: attached as photograph\n"
    assert "is a folder" in said.err
    assert (
        run(["attach", CHASSIS, str(photo), str(sheet), "--kind", "auction_sheet", *at], FRONT)
        == DONE
    )
    said = capsys.readouterr()
    assert said.out == "b.png: attached as auction sheet\n"
    assert "a.jpg is attached to this vehicle already" in said.err
    assert run(["attachments", *at], FRONT) == DONE
    assert capsys.readouterr().out.splitlines() == [
        "TOYOTA VITZ KSP130-1234567: Photograph, a.jpg",
        "TOYOTA VITZ KSP130-1234567: Auction sheet, b.png",
    ]
    with open_file(database) as db:
        first = attachments.every(db.connection)[0]
    attachment_files.place(database, first.sha256).unlink()
    assert run(["attachments", CHASSIS, "--json", "--verify", *at], FRONT) == REFUSED
    said = capsys.readouterr()
    assert [(one["file"], one["condition"], one["chassis_number"]) for one in lines(said.out)] == [
        ("a.jpg", "gone", "KSP130-1234567"),
        ("b.png", "good", "KSP130-1234567"),
    ]
    assert "As attached: 1, not on disk: 1, changed: 0" in said.err
    assert run(["attachments", "TRJ150-0087421", "--verify", *at], FRONT) == DONE
    assert capsys.readouterr().out == ""


def test_sweeping_says_what_it_took(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    orphan = attachment_files.place(database, "cd" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    os.utime(orphan, (1, 1))
    capsys.readouterr()
    assert run(["attachments", "--sweep", "--database", str(database)], FRONT) == DONE
    assert "1 file that nothing mentioned was removed" in capsys.readouterr().err
    assert not orphan.exists()


def test_what_is_not_there_is_a_sentence(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, at = picture(tmp_path / "a.jpg"), ["--database", str(database)]
    capsys.readouterr()
    assert run(["attach", "NOPE-123456", str(photo), *at], FRONT) == REFUSED
    assert "There is no vehicle with the chassis number NOPE-123456" in capsys.readouterr().err
    assert run(["attach", CHASSIS, str(photo), "--kind", "selfie", *at], FRONT) == WRONG_USAGE
    assert run(["attach", CHASSIS, *at], FRONT) == WRONG_USAGE
    assert run(["attachments", "--database", str(tmp_path / "none.db")], FRONT) == REFUSED
