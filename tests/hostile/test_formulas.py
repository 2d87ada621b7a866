"""No export makes a formula of what somebody wrote: every command and module that writes is here.

A command that begins to write, or a module, fails these tests until it is walked, or until it is
said why a spreadsheet does not open what it writes.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
import pytest

from broker_app.cli.main import DONE, run
from broker_app.domain.harmless import harmless, is_figure
from broker_app.jobs import demo, list_reports, market_matrix, reporting
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import open_reader
from tests.cli.test_cli import FRONT
from tests.hostile.formulas import MARK, Seen, lines, look, spoil
from tests.walks import calls, commands

SHIPMENT = "SH-2611-001"
TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Stock:
    """A spoilt stock, and a vehicle of it that has a certificate."""

    file: Path
    chassis: str
    identity: str


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    folder = tmp_path_factory.mktemp("spoilt")
    demo.build(folder / "stock", silent, Books())
    file = folder / "stock" / "demo.db"
    assert spoil(file) > 3_000
    with closing(sqlite3.connect(file)) as db:
        sql = "select v.chassis_number, v.identity from vehicle v join certificate c on c.vehicle = v.id"
        chassis, identity = db.execute(sql).fetchone()
    return Stock(file, chassis, identity)


# what is walked: the arguments, with TARGET for the file or folder and LIST for a list to read

RECORD = ("judge", "--on", "2026-12-22", "--vehicle", "CHASSIS", "--record", "TARGET.xlsx")
PERIOD = ("--from", "2026-01", "--to", "2026-12")
WALKED: dict[str, list[tuple[str, ...]]] = {
    "pricelist --out": [
        ("pricelist", "--destination", "KE", "--place", "=EVIL", "--out", "TARGET.xlsx"),
        ("pricelist", "--as", "csv", "--language", "ja", "--out", "TARGET.csv"),
        ("pricelist", "--as", "csv", "--encoding", "cp932", "--place", "@EVIL", "--out", "TARGET.csv"),
    ],
    "judge --record": [RECORD],
    "import --report": [("import", "LIST", "--report", "TARGET.xlsx")],
    "papers write --out": [
        ("papers", SHIPMENT, "--set", "--out", "TARGET"),
        ("papers", SHIPMENT, "--proof", "--out", "TARGET"),
    ],
    "translation target": [("translation", "IDENTITY", "TARGET.xlsx")],
    "export-all folder": [("export-all", "TARGET")],
    "report month --out": [
        ("report", "month", "--by", way, *PERIOD, "--out", "TARGET.xlsx")
        for way in ("month", "market", "shipment", "company")
    ],
    **{
        f"report {name} --out": [
            ("report", name, *(PERIOD * (name in reporting.WITH_PERIOD)), "--out", "TARGET.xlsx")
        ]
        for name in reporting.REPORTS
    },
}  # fmt: skip
WITHOUT_TEXT = {"report refunds --out", "report proofs --out", "report papers --out", "export-all folder",
                "report sales --out", "report verdicts --out"}  # fmt: skip
"""What prints of the demo no more than who it is of, or no workbook at all."""
NO_SHEET = {
    "audit export target": "JSON lines for a program that verifies",
    "backup --to": "a database",
    "demo --dir": "a database; its papers are walked as papers",
    "formats export file": "TOML",
    "import-all --into": "a database",
    "layouts trial --out": "PDF",
    "privacy export folder": "JSON",
    "rebuild --into": "a database",
    "restore --into": "a database",
    "support-bundle target": "versions and counts",
    "templates sample --out": "holds names of fields and made-up values only",
}
READ = {
    "admit file", "attach files", "audit verify source", "audit verify --against", "certificates enter --scan",
    "draft file", "formats add file", "import files", "import-all folder", "judge file", "lists install files",
    "parties papers --file", "parties searched --proof", "rates import file", "rebuild damaged",
    "restore source", "rules diff old", "rules diff new", "rules install path", "rules list --pack",
    "rules show --pack", "rules test path", "rules timeline --pack", "screen --file", "suggest file",
    "templates add file", "templates check file", "templates sample file",
}  # fmt: skip
"""Files that commands are given."""


def test_every_command_that_writes_a_file_is_walked() -> None:
    found = {
        f"{name} {one.opts[-1]}"
        for name, command in commands()
        for one in command.params
        if isinstance(one.type, click.Path) and "--database" not in one.opts
    }
    assert found == set(WALKED) | set(NO_SHEET) | READ


@pytest.mark.parametrize("name", sorted(WALKED))
def test_a_command_writes_no_formula(
    name: str, stock: Stock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "=EVIL.csv"
    listed.write_text("出品番号,車名,型式,走行\n=EVIL,=EVIL,@EVIL,=EVIL\n2,-EVIL,NHP10,\n", "utf-8")
    told = {"CHASSIS": stock.chassis, "IDENTITY": stock.identity, "LIST": str(listed)}
    for number, arguments in enumerate(WALKED[name]):
        target = tmp_path / f"out{number}"
        said = [told.get(one, one.replace("TARGET", str(target))) for one in arguments]
        assert run([*said, "--database", str(stock.file)], FRONT) == DONE, capsys.readouterr().err
        files = (
            list(target.rglob("*")) if target.is_dir() else list(tmp_path.glob(f"out{number}.*"))
        )
        sheets = [file for file in files if file.suffix in (".xlsx", ".csv")]
        assert files
        seen = [look(file) for file in sheets]
        assert [leak for one in seen for leak in one.leaks] == []
        assert name in WITHOUT_TEXT or sum(one.texts for one in seen) > 4


@pytest.mark.parametrize("name", reporting.REPORTS)
def test_lines_of_a_report_hold_no_formula(
    name: str, stock: Stock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", name, "--database", str(stock.file)], FRONT) == DONE
    text, seen = capsys.readouterr().out, Seen()
    lines(seen, text, "\t")
    assert seen.leaks == []
    assert seen.texts or f"report {name} --out" in WITHOUT_TEXT


# what is written without a command: modules, by what they call

WRITES = {
    "write_workbook", "write_csv", "workbook_bytes", "bytes_of", "Workbook", "writer", "DictWriter",
    "write_bytes", "write_text", "setMimeData", "setHtml", "setText",
}  # fmt: skip
SHEETS = {
    "jobs/accounts_report": "report month",
    "jobs/explaining_reports": "the reports",
    "jobs/issuing": "papers",
    "jobs/market_matrix": "below",
    "jobs/price_lists": "pricelist",
    "papers/list_report": "import --report",
    "papers/price_list": "pricelist",
    "papers/template/filling": "tests of templates: what is filled in is text",
    "papers/workbook": "papers",
    "ui/copying": "tests of the window: what is copied",
    "ui/pages/paper_view": "papers",
    "ui/table": "puts on the clipboard what `copying` made",
}
OTHER = {
    "jobs/demo": "a line of ours",
    "jobs/opening": "a file as it was attached",
    "jobs/persons": "JSON",
    "store/mark": "JSON of ours",
    "store/plain_files": "JSON",
    "ui/clipboard": "a copied block, to be read as a list",
    "ui/holding": "JSON of ours",
    "memory": "JSON of ours",
    "ui/messages": "a traceback",
    "ui/pages/market_list": "the sheet of a market, of our own data",
    "ui/pages/sanctions_dialogs": "figures of a test of our own",
    "ui/unsent": "the text that somebody typed here, handed back as it was",
    "ui/widgets/tiles": "files that are dragged",
}


def writing() -> set[str]:
    """The modules that write a file or the clipboard."""
    shown = {c for _, c in calls() if c.endswith("setText") and "clipboard" not in c}
    return {name for name, c in calls() if c.rpartition(".")[2] in WRITES and c not in shown}


def test_every_module_that_writes_is_walked() -> None:
    assert writing() == set(SHEETS) | set(OTHER)


def test_a_comparison_of_markets_is_no_formula(stock: Stock, tmp_path: Path) -> None:
    books = Books()
    with closing(open_reader(stock.file)) as reader:
        chosen = market_matrix.stock(reader)[:30]
        matrix = market_matrix.compare(reader, silent, books, TODAY, chosen)
        places = tuple(range(len(matrix.vehicles)))
        shown = market_matrix.Shown(matrix, places, ("KE", "TZ"), TODAY)
        market_matrix.save(reader, silent, books, shown, "=EVIL", tmp_path / "matrix.xlsx")
    seen = look(tmp_path / "matrix.xlsx")
    assert seen.leaks == []
    assert seen.texts > 30


def test_the_report_of_a_past_import_is_no_formula(stock: Stock, tmp_path: Path) -> None:
    with closing(open_reader(stock.file)) as reader:
        list_reports.save_report(reader, 1, tmp_path / "report.xlsx")
    seen = look(tmp_path / "report.xlsx")
    assert seen.leaks == []
    assert seen.texts


def test_what_is_looked_for_would_be_found(tmp_path: Path) -> None:
    """A plain workbook and a plain CSV of the same texts are full of formulas."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append([f"={MARK}", f"+{MARK}", f"@{MARK}", f" {MARK}"])
    book.save(tmp_path / "bare.xlsx")
    assert len(look(tmp_path / "bare.xlsx").leaks) >= 3
    (tmp_path / "bare.csv").write_text(f'"={MARK}","-2+{MARK}","＝{MARK}",x{MARK}', "utf-8")
    assert len(look(tmp_path / "bare.csv").leaks) == 3


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "\u3000=1"]
)
def test_a_text_that_begins_a_formula_stands_behind_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(harmless(text)) == harmless(text)


def test_a_plain_number_is_known() -> None:
    assert all(map(is_figure, ("-1", "1,200", "−3.5", "0")))
    assert not any(map(is_figure, ("-1+1", "=1", "-", "", "１", "1-2")))
