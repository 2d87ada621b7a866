"""Whatever a command writes for somebody to take along is in the history, with its hash.

Every place in a file system that any command takes is sorted here: it is read, it is a new
database, or something leaves there; a command with a place that is in no list fails.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from broker_app.cli.main import DONE, REFUSED, Front, run
from broker_app.store.database import open_file
from tests.cli.test_shipments_command import LIST, NEW
from tests.cli.test_templates import INVOICE, made
from tests.walks import commands

READ = {
    "admit file", "attach files", "audit verify source", "audit verify against",
    "certificates enter scan", "draft file", "formats add file", "import files",
    "import-all folder", "judge file", "lists install files", "parties papers file",
    "parties searched proof", "rates import file", "rebuild damaged", "restore source",
    "rules diff old", "rules diff new", "rules install path", "rules list path",
    "rules show path", "rules test path", "rules timeline path", "screen file", "suggest file",
    "templates add file", "templates check file", "templates sample file",
}  # fmt: skip
NEW_DATABASE = {"demo folder", "import-all into", "rebuild into", "restore into"}
"""A file of ours that is made anew; that a backup was brought back is noted in `test_backups`."""
FRONT = Front(
    open_window=lambda _path: 0,
    has_display=lambda: False,
    write_pdf=lambda _pages, path, *_: path.write_bytes(b"%PDF-"),
)
CHASSIS = "E12-625817"
WAYS = {
    "audit export target": ("audit", ["audit", "export", "OUT.jsonl"]),
    "backup folder": ("backed_up", ["backup", "--to", "OUT"]),
    "export-all folder": ("everything", ["export-all", "OUT"]),
    "formats export file": ("format", ["formats", "export", "FORMAT", "OUT.toml"]),
    "import report": ("import_report", ["import", "MORE.csv", "--report", "OUT.xlsx"]),
    "judge record": ("record", ["judge", "--vehicle", CHASSIS, "--record", "OUT.xlsx"]),
    "layouts trial out": ("sample", ["layouts", "trial", "--kind", "CI", "--out", "OUT.pdf"]),
    "papers write folder": ("draft", ["papers", "SHIPMENT", "--kind", "CI", "--out", "OUT"]),
    "pricelist target": ("price_list", ["pricelist", "--out", "OUT.xlsx"]),
    "privacy export folder": ("person", ["privacy", "export", "A. Mwangi", "OUT"]),
    "support-bundle target": ("bundle", ["support-bundle", "OUT.zip"]),
    "templates sample out": ("sample", ["templates", "sample", "OWN.xlsx", "--out", "OUT.xlsx"]),
    "translation target": ("translation", ["translation", CHASSIS, "OUT.xlsx"]),
}
WAYS |= {
    f"report {name} {'target' if name == 'month' else 'out'}": (
        "accounts" if name == "month" else "report",
        ["report", name, "--out", "OUT.xlsx"],
    )
    for name in (
        "ageing", "certificates", "doors", "inspections", "month", "papers", "proofs",
        "purchases", "refunds", "sales", "stock", "verdicts",
    )
}  # fmt: skip
PROOF = ["papers", "SHIPMENT", "--proof", "--out", "OUT"]


def places() -> Iterator[str]:
    """Yield every place in a file system that any command takes."""
    for name, command in commands():
        for one in command.params:
            if isinstance(one.type, click.Path) and one.name != "database":
                yield f"{name} {one.name}"


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cars, one with its certificate and sold, and a shipment that lacks much."""
    folder = tmp_path_factory.mktemp("ways")
    heads, car = LIST.splitlines()
    other = car.replace(CHASSIS, "E12-700001").replace(",102,", ",103,")
    (folder / "list.csv").write_text(f"{LIST}{other}\n", encoding="utf-8")
    more = car.replace(CHASSIS, "E12-700002").replace(",102,", ",104,")
    (folder / "MORE.csv").write_text(f"{heads}\n{more}\n", encoding="utf-8")
    (folder / "OWN.xlsx").write_bytes(made(INVOICE))
    db = folder / "stock.db"
    for line in (
        ["import", str(folder / "list.csv")],
        ["parties", "add", "name=Blue Harbour Autos Ltd.", "country=JM"],
        ["parties", "add", "name=A. Mwangi", "country=KE"],
        ["certificates", "enter", CHASSIS, "weight_kg=1050", "scheduled_on=R9.1.15"],
        NEW,
    ):
        run([*line, "--database", str(db)], FRONT)
    with open_file(db) as opened:
        number = opened.connection.execute("SELECT number FROM shipment").fetchone()[0]
    run(["shipments", "add", number, CHASSIS, "4,480", "--database", str(db)], FRONT)
    return db


def filled(line: list[str], stock: Path, out: Path) -> list[str]:
    with open_file(stock) as db:
        shipment = db.connection.execute("SELECT number FROM shipment").fetchone()[0]
        layout = db.connection.execute("SELECT * FROM list_format").fetchone()
    known = {"SHIPMENT": shipment, "FORMAT": layout["key"] if layout else "", "OUT": str(out)}
    known |= {name: str(stock.parent / name) for name in ("MORE.csv", "OWN.xlsx")}
    return [known.get(word, word.replace("OUT", str(out))) for word in line]


def test_every_place_that_a_command_takes_is_sorted() -> None:
    found = set(places())
    assert found == READ | NEW_DATABASE | WAYS.keys()


@pytest.mark.parametrize(("kind", "line"), [*WAYS.values(), ("proof", PROOF)])
def test_what_leaves_is_in_the_history(
    stock: Path, tmp_path: Path, kind: str, line: list[str]
) -> None:
    out = tmp_path / "left"
    assert run([*filled(line, stock, out), "--database", str(stock)], FRONT) == DONE
    written = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert written, "nothing was written"
    with open_file(stock) as db:
        row = db.connection.execute("SELECT * FROM step ORDER BY id DESC LIMIT 1").fetchone()
    details = json.loads(row["details"])
    assert (row["key"], details.get("kind", row["key"])) == (
        ("backed_up", kind) if kind == "backed_up" else ("given_out", kind)
    )
    assert row["who"]
    if details.get("sha256"):
        hashes = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in written}
        assert hashes[details["sha256"]] == details["file"]
    else:
        assert details["file"] in {path.name for path in (*written, *(p.parent for p in written))}


@pytest.fixture(scope="module")
def closed(stock: Path) -> Path:
    """The same file, in which people sign in."""
    path = stock.with_name("closed.db")
    with open_file(stock) as db, closing(sqlite3.connect(path)) as copy:
        db.connection.backup(copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROKER_NEW_PASSWORD", "correct horse battery")
        add = ["people", "add", "Sato", "--role", "administrator"]
        assert run([*add, "--database", str(path)], FRONT) == DONE
    return path


@pytest.mark.parametrize(
    "line", [*(line for kind, line in WAYS.values() if kind != "bundle"), PROOF]
)
def test_where_people_sign_in_nothing_leaves_before_somebody_did(
    stock: Path, closed: Path, tmp_path: Path, line: list[str]
) -> None:
    where = ["--database", str(closed)]
    assert run([*filled(line, stock, tmp_path / "left"), *where], FRONT) == REFUSED
    assert not list(tmp_path.rglob("*"))
