import csv
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from broker_app import __main__ as program
from broker_app import paths
from broker_app.cli.main import BUG, COMMANDS, DONE, REFUSED, WRONG_USAGE, Front, app, run
from broker_app.errors import UserError
from broker_app.jobs.progress import Progress, silent

DEMO = paths.resources() / "demo"


def no_window(database: Path | None) -> int:
    raise UserError("no_display")


def no_pdf(pages: object, target: Path, progress: Progress = silent) -> None:
    raise UserError("no_qt_pdf", reason="libEGL.so.1")


FRONT = Front(open_window=no_window, has_display=lambda: False, write_pdf=no_pdf)


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def facts(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "facts.csv"
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_demo_twice_and_its_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "shown"
    for _ in range(2):
        assert run(["demo", "--dir", str(folder), "--no-window"], FRONT) == DONE
        said = capsys.readouterr().out
        for word in (
            "Blocked",
            "Review",
            "Conditional",
            "Allowed",
            "Tanzania",
            "SH-2611-001",
            "no list decides",
            "points, Kenya: landed cost JPY",
            "load by",
            "margin JPY",
        ):
            assert word in said
    assert (folder / "demo.db").is_file()
    assert sorted(p.name for p in (folder / "papers").iterdir()) == [
        "DRAFT-SH-2611-001_r0_MOMBASA.xlsx",
        "DRAFT-SH-2611-001_r0_MOMBASA_PL.xlsx",
    ]


def test_the_demo_shows_every_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["demo", "--dir", str(tmp_path / "d"), "--no-window"], FRONT)
    capsys.readouterr()
    run(
        ["judge", "--database", str(tmp_path / "d" / "demo.db"), "--on", "2026-12-22", "--json"],
        FRONT,
    )
    verdicts = {row["verdict"] for row in lines(capsys.readouterr().out)}
    assert verdicts == {"BLOCKED", "REVIEW", "CONDITIONAL", "ALLOWED"}


def test_the_demo_never_touches_another_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    assert run(["demo", "--dir", str(tmp_path), "--no-window"], FRONT) == REFUSED
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
    assert "--dir" in capsys.readouterr().err


def test_a_dry_run_gives_every_lot_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "never.db"
    command = [
        "import",
        str(DEMO / "minato-results.csv"),
        "--dry-run",
        "--json",
        "--database",
        str(database),
    ]
    assert run(command, FRONT) == DONE
    (account,) = lines(capsys.readouterr().out)
    assert not database.exists()
    assert account["encoding"] == "cp932"
    assert len(account["lots"]) == 130  # type: ignore[arg-type]
    lot = account["lots"][0]  # type: ignore[index]
    assert {"house", "lot_number", "hammer_price", "first_registered", "line", "inferred"} <= set(
        lot
    )
    assert lot["currency"] == "JPY"
    assert lot["line"] == 2


def test_importing_writes_and_accounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "stock.db"
    command = ["import", *map(str, sorted(DEMO.iterdir())), "--json", "--database", str(database)]
    assert run(command, FRONT) == DONE
    for account in lines(capsys.readouterr().out):
        parts = account["added"] + account["updated"] + account["duplicates"]  # type: ignore[operator]
        parts += len(account["refused"]) + len(account["skipped"])  # type: ignore[arg-type]
        assert parts == account["rows_read"]


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"%PDF-1.4 ...", b"PK\x03\x04broken"])
def test_a_bad_list_is_one_sentence_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    database = tmp_path / "stock.db"
    assert run(["import", str(path), "--database", str(database)], FRONT) == REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    assert not database.exists()
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
    assert "error." not in said.err


def test_one_object_per_row_unreadable_ones_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = facts(
        tmp_path,
        {
            "case_id": "a",
            "hs_code": "870323",
            "displacement_cc": 2693,
            "export_value_jpy": 1,
            "note": "x",
        },
        {"case_id": "b", "hs_code": "870323", "displacement_cc": "two litres"},
        {
            "case_id": "c",
            "hs_code": "870322",
            "displacement_cc": 1496,
            "export_value_jpy": 450000,
            "powertrain": "petrol",
            "body": "hatchback",
        },
        {
            "case_id": "d",
            "powertrain": "petrol",
            "body": "sedan",
            "hs_code": "870322",
            "displacement_cc": -5,
            "export_value_jpy": 450000,
        },
        {"case_id": "e"},
    )
    assert run(["judge", str(path), "--on", "2026-11-22", "--json"], FRONT) == DONE
    said = capsys.readouterr()
    answers = lines(said.out)
    assert [(a["row"], a["case_id"], a["verdict"]) for a in answers] == [
        (1, "a", "BLOCKED"),
        (2, "b", "REVIEW"),
        (3, "c", "ALLOWED"),
        (4, "d", "REVIEW"),
        (5, "e", "REVIEW"),
    ]
    assert "Displacement: two litres" in str(answers[1]["error"])
    assert "note" in said.err
    finding = answers[0]["findings"][0]  # type: ignore[index]
    assert finding["rule"] == "JP-RU-IND-2308-ICE1900"
    assert {"outcome", "confidence", "because", "missing", "instrument", "reference"} <= set(
        finding
    )
    assert answers[0]["pack"] == {"version": "2026.11.24", "checked_on": "2026-11-22"}


def test_a_row_wins_over_the_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    car = {"hs_code": "870323", "displacement_cc": 2693, "export_value_jpy": 900000}
    path = facts(
        tmp_path,
        car | {"destination": "KE"},
        car | {"destination": ""},
        car | {"destination": "Q9"},
    )
    run(["judge", str(path), "--destination", "RU", "--on", "2026-11-22", "--json"], FRONT)
    assert [a["verdict"] for a in lines(capsys.readouterr().out)] == [
        "ALLOWED",
        "BLOCKED",
        "REVIEW",
    ]


@pytest.mark.parametrize(
    "command",
    [
        ["judge"],
        ["judge", "x.csv", "--on", "tomorrow"],
        ["import"],
        ["papers", "1"],
        ["nonsense"],
        ["demo", "--wrong"],
    ],
)
def test_wrong_usage_is_status_2(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, FRONT) == WRONG_USAGE
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["judge", "missing.csv", "--on", "2026-11-22"],
        ["judge", "x.csv", "--destination", "ZZZ"],
        ["import", "missing.xlsx", "--dry-run"],
        ["papers", "SH-1", "--out", ".", "--database", "missing.db"],
        [],
    ],
)
def test_what_the_user_can_mend_is_status_1(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(command, FRONT) == REFUSED
    said = capsys.readouterr().err.strip()
    assert said
    assert "error." not in said


def test_papers_of_the_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["demo", "--dir", str(tmp_path / "d"), "--no-window"], FRONT)
    capsys.readouterr()
    database = str(tmp_path / "d" / "demo.db")
    command = [
        "papers",
        "SH-2611-001",
        "--database",
        database,
        "--out",
        str(tmp_path / "out"),
        "--kind",
        "CI",
        "--json",
    ]
    assert run(command, FRONT) == DONE
    (paper,) = lines(capsys.readouterr().out)
    assert paper["state"] == "draft"  # its buyer was searched by hand: two people decide
    assert Path(str(paper["file"])).is_file()
    assert run([*command[:6], "--set", "--json"], FRONT) == DONE
    whole = {paper["kind"]: paper["state"] for paper in lines(capsys.readouterr().out)}
    assert next(iter(whole)) == "CI"
    assert {"SC", "BR", "MARK", "INS"} <= set(whole)
    assert run([*command[:6], "--kind", "XX"], FRONT) == REFUSED
    assert run([*command, "--as", "pdf"], FRONT) == REFUSED
    assert "libEGL.so.1" in capsys.readouterr().err


def test_no_pdf_without_qt_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "broker_app.ui.print.pdf", None)
    monkeypatch.delattr("broker_app.ui.print.pdf", raising=False)
    with pytest.raises(UserError, match="no_qt_pdf"):
        program.write_pdf([], tmp_path / "paper.pdf")


def test_papers_as_pdf_where_no_display_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)
    run(["demo", "--dir", str(tmp_path / "d"), "--no-window"], FRONT)
    capsys.readouterr()
    options = ["--database", str(tmp_path / "d" / "demo.db"), "--out", str(tmp_path), "--as", "pdf"]
    command = [sys.executable, "-m", "broker_app", "papers", "SH-2611-001", *options, "--json"]
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    papers = lines(done.stdout)
    assert [(p["kind"], p["number"], p["state"], p["as"]) for p in papers] == [
        ("CI", "", "draft", "pdf"),
        ("PL", "", "draft", "pdf"),
    ]
    for paper in papers:
        assert Path(str(paper["file"])).read_bytes().startswith(b"%PDF-")


def test_a_bug_is_status_3_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError

    assert run([], Front(open_window=broken, has_display=lambda: True, write_pdf=no_pdf)) == BUG
    assert "Traceback" not in capsys.readouterr().err


def test_in_japanese_too(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from broker_app import settings

    settings.save(settings.Settings(language="ja"))
    assert run(["import", str(tmp_path / "ない.xlsx"), "--dry-run"], FRONT) == REFUSED
    assert "ファイル" in capsys.readouterr().err


def test_the_module_starts_without_a_display(tmp_path: Path) -> None:
    environment = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "broker_app"],
        env=environment | {"BROKER_HOME": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == REFUSED
        assert "display" in done.stderr


def test_another_law_compares_its_own_currency_and_is_never_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = {"hs_code": "870322", "displacement_cc": "1500", "powertrain": "petrol"}
    file = facts(tmp_path, *(car | {"export_value_jpy": yen} for yen in ("9000000", "8500000")))
    ask = ["judge", str(file), "--on", "2026-11-22", "--regime", "EU", "--json"]
    assert run(ask, FRONT) == DONE
    found = lines(capsys.readouterr().out)
    assert [row["verdict"] for row in found] == ["REVIEW", "REVIEW"]
    assert run([*ask, "--rate", "EUR=170"], FRONT) == DONE
    found = lines(capsys.readouterr().out)
    assert [row["verdict"] for row in found] == ["BLOCKED", "ALLOWED"]


@pytest.mark.parametrize(
    ("place", "options"),
    [
        ("RU", ["--regime", "EU"]),
        ("RU", ["--party", "designated"]),
        ("KE", ["--final-destination", "RU"]),
    ],
)
def test_only_the_plain_question_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, options: list[str]
) -> None:
    run(["demo", "--dir", str(tmp_path / "d"), "--no-window"], FRONT)
    database = str(tmp_path / "d" / "demo.db")
    ask = ["judge", "--database", database, "--destination", place, "--on", "2026-12-22", "--json"]
    capsys.readouterr()

    def verdicts(*more: str) -> list[object]:
        assert run([*ask, *more], FRONT) == DONE
        return [row["verdict"] for row in lines(capsys.readouterr().out)]

    before = verdicts()
    other = verdicts(*options)
    assert len(other) == len(before)
    assert other != before
    assert verdicts() == before


@pytest.mark.parametrize(
    ("car", "said"),
    [
        (
            {"hs_code": "870322", "powertrain": "electric"},
            "HS code 8703.22 does not fit: powertrain",
        ),
        ({"hs_code": "870321", "displacement_cc": "1499"}, "does not fit: displacement"),
        (
            {"model_code": "ZVW30", "vehicle_class": "car", "displacement_cc": "1797"},
            "the list names an electric motor. This one: ZVW30",
        ),
        ({"model_code": "TRJ150W", "vehicle_class": "suv"}, "Displacement contradicts the model"),
        ({"remarks": "部品取り車", "vehicle_class": "car"}, "Half-cuts"),
        ({"seats": "0", "vehicle_class": "car"}, "cannot be right"),
        ({"gross_weight_kg": "5", "vehicle_class": "truck"}, "cannot be right"),
        (
            {"hs_code": "870321", "displacement_cc": "13"},
            "Displacement too small for a motor vehicle",
        ),
        ({"hs_code": "870322", "displacement_cc": "-5"}, "below zero"),
        ({"hs_code": "870322", "first_registered": "2027-01"}, "after the planned export"),
        ({"hs_code": "870322", "first_registered": "2015-13"}, "is no date"),
    ],
)
def test_contradictions_and_slips_are_review_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], car: dict[str, str], said: str
) -> None:
    usual = {"powertrain": "petrol", "fuel": "petrol", "displacement_cc": "1300", "body": "sedan"}
    file = facts(tmp_path, usual | {"export_value_jpy": "900000"} | car)
    assert run(["judge", str(file), "--on", "2026-12-01"], FRONT) == DONE
    out = capsys.readouterr().out
    assert "Review" in out
    assert said in out


def test_a_verdict_is_explained_with_values_sources_and_where_to_find_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = {"hs_code": "870323", "powertrain": "petrol", "export_value_jpy": "900000"}
    file = facts(tmp_path, car | {"displacement_cc": "2500"}, car | {"displacement_cc": ""})
    assert run(["judge", str(file), "--on", "2026-12-01", "--explain"], FRONT) == DONE
    out = capsys.readouterr().out
    assert "Displacement over 1,900 cc\t2,500 cc\tlist\tholds" in out
    assert "missing\texport certificate, displacement\tnot known" in out
    assert "Cabinet Order 252 of 2023" in out
    assert "https://" in out
    assert "too small" not in out
    run(["judge", str(file), "--on", "2026-12-01", "--json"], FRONT)
    findings = lines(capsys.readouterr().out)[1]["findings"]
    assert any(
        f["where"].get("displacement_cc") == "export certificate, displacement"
        for f in findings  # type: ignore[attr-defined]
    )


def test_a_record_is_written_beside_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = {"body": "SUV", "powertrain": "petrol", "hs_code": "870323", "displacement_cc": 2693}
    path = facts(
        tmp_path,
        {"chassis_number": "TRJ150-0087421"} | car,
        {"chassis_number": "TRJ150-0087422"} | car,
    )
    target = tmp_path / "record.xlsx"
    asked = ["judge", str(path), "--on", "2026-11-22", "--record"]
    assert run([*asked, str(target), "--vehicle", "trj150 0087421"], FRONT) == DONE
    assert capsys.readouterr().out.count("\n") == 1
    assert target.stat().st_size > 1000
    assert run([*asked, str(tmp_path / "record.pdf")], FRONT) == REFUSED  # no Qt in this front
    assert "Qt" in capsys.readouterr().err
    assert run([*asked, str(tmp_path / "record.doc")], FRONT) == WRONG_USAGE
    assert run([*asked, str(target), "--vehicle", "X-1"], FRONT) == REFUSED
    assert "no vehicle" in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_stands_where_the_list_says(name: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    assert command.name == name


def shown_commands() -> list[str]:
    text = (paths.resources().parent / "docs" / "commands.md").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.startswith("broker-app ")]


def test_each_command_is_shown_among_the_commands():
    assert {line.split()[1] for line in shown_commands()} == set(COMMANDS)


def command_of(typed: list[str]) -> click.Command:
    """Return the command that this would run; `papers` writes where nothing else is named."""
    command, context = app, click.Context(app)
    for word in typed:
        if not isinstance(command, click.Group):
            break
        found = command.get_command(context, word) or command.get_command(context, "write")
        command = found or command
    return command


@pytest.mark.parametrize("line", shown_commands())
def test_a_shown_command_has_the_options_that_are_shown(line):
    typed = shlex.split(line.split("  # ")[0])[1:]
    command = command_of(typed)
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    assert {word for word in typed if word.startswith("--")} <= known
