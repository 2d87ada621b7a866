"""`papers cancel`, `papers prints`, `due` and the registers at the command line."""

import json
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.domain.question import Question
from broker_app.jobs import editing, importing, owning, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT
from tests.jobs.voyages import COMPANY, HEADS, TODAY, VITZ, ship


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file, listed, books = tmp_path / "stock.db", tmp_path / "list.csv", Books()
    question = Question("RU", TODAY)
    listed.write_text(f"{HEADS}ミナトAA,2026/11/19,1,{VITZ}\n", encoding="cp932")
    with open_file(file) as db:
        editing.save_company(db, silent, COMPANY, "sato", books, question)
        importing.import_list(db, silent, listed, books, question, "sato", TODAY)
        editing.type_fact(db, silent, books, question, 1, "made_in", "JP", "sato")
        made = ship(db, books, "Mombasa")
        shipping.add_vehicle(db, books, made, 1, 415_000, "sato", TODAY)
        particulars.put(db, books, made, {"document_cut": "2020-11-20"}, "sato")
    return file


def said(
    capsys: pytest.CaptureFixture[str], database: Path, *words: str, status: int = DONE
) -> tuple[list[str], str]:
    assert run([*words, "--database", str(database)], FRONT) == status
    told = capsys.readouterr()
    return told.out.splitlines(), told.err


def test_a_number_is_typed_cancelled_and_its_prints_are_told(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ("papers", "SH-2611-001", "--out", str(tmp_path), "--kind", "CI", "--json")
    (line,), _ = said(capsys, database, *wanted, "--number", "AMX-2026-0007")
    assert json.loads(line)["number"] == "AMX-2026-0007"
    (line,), _ = said(capsys, database, "papers", "prints", "AMX-2026-0007", "--json")
    assert (json.loads(line)["way"], len(json.loads(line)["sha256"])) == ("xlsx", 64)
    cancel = ("papers", "cancel", "AMX-2026-0007")
    _, told = said(capsys, database, *cancel, status=WRONG_USAGE)
    assert "--why" in told
    (line,), _ = said(capsys, database, *cancel, "--why", "wrong buyer")
    assert "AMX-2026-0007 is cancelled" in line
    _, told = said(capsys, database, *cancel, "--why", "again", status=REFUSED)
    assert "cancelled already" in told
    lines, told = said(capsys, database, "report", "papers", "--json")
    states = [json.loads(line)["document"] for line in lines]
    assert states == ["cancelled", *["gap"] * 6]
    assert "6 numbers were never used" in told


def test_a_number_goes_with_one_kind(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ("papers", "SH-2611-001", "--out", str(tmp_path), "--number", "X-1")
    said(capsys, database, *wanted, status=WRONG_USAGE)


def test_what_is_due(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = said(capsys, database, "due", "--json", "--kind", "cut_passed")
    (found,) = map(json.loads, lines)
    assert (found["day"], found["overdue"], found["page"]) == ("2020-11-20", True, "shipments")
    assert found["what"].startswith("SH-2611-001: the document cut")
    lines, _ = said(capsys, database, "due")
    assert lines[0].startswith("! 2020-11-20")
    lines, _ = said(capsys, database, "due", "--kind", "unpaid")
    assert lines == ["Nothing is due."]


def test_a_register_of_what_waits(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = said(capsys, database, "report", "inspections", "--waiting", "--json")
    assert [json.loads(line)["inspection"] for line in lines] == ["missing"]
    lines, _ = said(capsys, database, "report", "refunds", "--waiting", "--json")
    assert lines == []


def test_a_series_goes_on_from_another_system_and_can_be_taken_back(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, _ = said(capsys, database, "papers", "numbers", "--json")
    found = {one["kind"]: one for one in map(json.loads, lines)}
    assert found["CI"]["used_elsewhere"] == ""
    assert "PL" not in found  # numbered with its invoice
    assert found["SH"]["next"].startswith("SH-")
    first = found["CI"]["next"]
    go_on = ("papers", "numbers", "ci", "--used-elsewhere", "120")
    (line,), _ = said(capsys, database, *go_on, "--json")
    after = json.loads(line)
    assert after["used_elsewhere"].endswith("0120")
    assert after["next"].endswith("0121")
    (line,), _ = said(capsys, database, "papers", "numbers", "CI")
    assert "0120" in line
    assert "0121" in line
    said(capsys, database, "undo")
    (line,), _ = said(capsys, database, "papers", "numbers", "CI", "--json")
    assert json.loads(line)["next"] == first
    said(capsys, database, "redo")
    (line,), _ = said(capsys, database, "papers", "numbers", "CI", "--forget", "--json")
    assert json.loads(line) | {"pattern": ""} == {
        "kind": "CI", "pattern": "", "used_elsewhere": "", "next": first,
    }  # fmt: skip


def test_a_number_of_no_series_is_a_sentence(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = ("papers", "numbers")
    _, told = said(capsys, database, *numbers, "--used-elsewhere", "1", status=WRONG_USAGE)
    assert "KIND" in told
    other = (*numbers, "CI", "--used-elsewhere", "XX-9")
    _, told = said(capsys, database, *other, status=REFUSED)
    assert "XX-9" in told
    for kind in ("PL", "NONE"):
        _, told = said(capsys, database, *numbers, kind, status=REFUSED)
        assert kind in told


def test_a_report_is_of_a_company_and_of_months(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = ("papers", "SH-2611-001", "--out", str(tmp_path), "--kind", "CI")
    said(capsys, database, *papers)
    with open_file(database) as db:
        owning.add_company(db, "Second Motors", "sato")
    lines, _ = said(capsys, database, "report", "papers", "--json", "--company", COMPANY.name)
    assert [json.loads(line)["document"] for line in lines] == ["issued"]
    lines, told = said(capsys, database, "report", "papers", "--company", "Second Motors")
    assert (len(lines), "No paper is issued" in told) == (1, True)
    lines, _ = said(capsys, database, "report", "papers", "--json", "--to", "2020-12")
    assert lines == []
    _, told = said(capsys, database, "report", "papers", "--company", "Nobody", status=REFUSED)
    assert "Nobody" in told
    said(capsys, database, "report", "stock", "--from", "2026-01", status=WRONG_USAGE)
