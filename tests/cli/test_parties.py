"""Parties at the command line."""

from pathlib import Path

import pytest

from broker_app.cli.main import REFUSED, WRONG_USAGE
from broker_app.store.database import open_file
from tests.cli.test_cli import lines
from tests.cli.test_history import asked


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """A database with two parties; the option that names it."""
    path = tmp_path / "t.db"
    open_file(path).close()
    option = ["--database", str(path)]
    asked(capsys, "parties", "add", "name=KOPJE LTD", "country=South Africa", *option)
    told = ("name=Kopje Limited", "country=ZA", "roles=buyer;notify", "city=DURBAN")
    asked(capsys, "parties", "add", *told, *option)
    return option


def test_added_listed_shown_changed(db: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = asked(capsys, "parties", "list", "--json", *db)
    assert [(one["name"], one["country"]) for one in lines(out)] == [
        ("KOPJE LTD", "ZA"),
        ("Kopje Limited", "ZA"),
    ]
    out, _ = asked(capsys, "parties", "list", "durban", *db)
    assert out == "#2 Kopje Limited\tSouth Africa\tCannot decide\n"
    out, _ = asked(
        capsys, "parties", "change", "kopje ltd", "numbers=IMO 9074729; CK 1", "--json", *db
    )
    assert lines(out)[0]["numbers"] == ["IMO 9074729", "CK 1"]
    out, _ = asked(capsys, "parties", "show", "#1", "--json", *db)
    (shown,) = lines(out)
    assert (shown["papers"], shown["shipments"], shown["sales"]) == ([], [], [])
    assert "IMO 9074729, CK 1" in asked(capsys, "parties", "show", "#1", *db)[0]


def test_a_number_that_cannot_be_is_told_and_kept(
    db: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = ("name=SHIRANAMI", "kind=vessel", "numbers=IMO 9074728", "--json")
    out, err = asked(capsys, "parties", "add", *told, *db)
    assert lines(out)[0]["numbers"] == ["IMO 9074728"]
    assert "9074728" in err
    _, err = asked(capsys, "parties", "change", "SHIRANAMI", "numbers=IMO 9074729", *db)
    assert "9074729" not in err


def test_papers(db: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "eus.pdf"
    file.write_bytes(b"%PDF-1.7")
    made = ("--add", "end_use_undertaking", "--issued", "2024-01-10", "--until", "2024-12-31")
    given = ("--file", str(file), "--covers", "nhp10-6000001")
    out, _ = asked(capsys, "parties", "papers", "#1", *made, *given, "--json", *db)
    (paper,) = lines(out)
    assert (paper["covers"], paper["ended"]) == (["NHP10-6000001"], True)
    out, _ = asked(capsys, "parties", "papers", "#1", *db)
    assert out == "1 End-use undertaking\t2024-01-10 / 2024-12-31\tEnded 2024-12-31\n"
    out, err = asked(capsys, "attachments", "--verify", "--sweep", *db)
    assert out == "KOPJE LTD: Paper of a party, eus.pdf, as attached\n"
    asked(capsys, "parties", "papers", "#2", "--remove", "1", *db, status=REFUSED)
    out, _ = asked(capsys, "parties", "papers", "#1", "--remove", "1", *db)
    assert out == ""
    asked(capsys, "undo", *db)
    assert asked(capsys, "parties", "papers", "#1", *db)[0]
    _, err = asked(capsys, "parties", "papers", "#1", "--add", "poem", *db, status=REFUSED)
    assert "no kind of paper called poem" in err


def test_duplicates(db: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = asked(capsys, "duplicates", "list", "--parties", "--json", *db)
    (pair,) = lines(out)
    assert (pair["kept"], pair["other"], pair["reasons"]) == (1, 2, ["same_name"])
    assert "same name" in asked(capsys, "duplicates", "list", "--parties", *db)[0]
    both = ("#1", "Kopje Limited", "--parties")
    asked(capsys, "duplicates", "apart", *both, *db)
    assert "0 pairs" in asked(capsys, "duplicates", "list", "--parties", *db)[1]
    asked(capsys, "undo", *db)
    out, _ = asked(capsys, "duplicates", "merge", *both, "--dry-run", *db)
    assert "City\t  –\t* DURBAN" in out
    asked(capsys, "duplicates", "merge", *both, "--take", "name", *db)
    (left,) = lines(asked(capsys, "parties", "list", "--json", *db)[0])
    assert (left["name"], left["other_names"]) == ("Kopje Limited", ["KOPJE LTD"])
    assert (left["city"], left["roles"]) == ("DURBAN", ["buyer", "notify"])


def test_removed_and_brought_back(db: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "parties", "remove", "#2", *db)
    assert len(lines(asked(capsys, "parties", "list", "--json", *db)[0])) == 1
    asked(capsys, "undo", *db)
    assert len(lines(asked(capsys, "parties", "list", "--json", *db)[0])) == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", "NOBODY"), REFUSED),
        (("show", "#99"), REFUSED),
        (("add", "city=X"), REFUSED),
        (("add", "name=X", "country=Nowhere"), REFUSED),
        (("add", "screening=clear"), WRONG_USAGE),
        (("add", "name"), WRONG_USAGE),
        (("change", "#1", "roles=king"), WRONG_USAGE),
        (("papers", "#1", "--add", "other", "--issued", "soon"), REFUSED),
    ],
)
def test_nonsense_is_refused_in_a_sentence(
    db: list[str], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int
) -> None:
    _, err = asked(capsys, "parties", *words, *db, status=status)
    assert err.strip()
    assert "Traceback" not in err


def test_a_name_that_two_have(db: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "parties", "change", "#2", "name=ＫＯＰＪＥ ＬＴＤ", *db)
    _, err = asked(capsys, "parties", "show", "kopje ltd", *db, status=REFUSED)
    assert "#1, #2" in err or "#2, #1" in err
