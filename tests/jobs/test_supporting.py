"""The support bundle holds nothing of the business: what is planted everywhere is not in it."""

import json
import logging
import sqlite3
import zipfile
from pathlib import Path

import pytest

from broker_app import log, paths, settings
from broker_app.cli import main
from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.jobs import editing, supporting
from broker_app.jobs.progress import silent
from broker_app.settings import Settings
from broker_app.store import write
from broker_app.store.database import Database, open_file

PLANTED = ("Brzeczyszczykiewicz", "NZE121-7654321", "1234567", "/home/kaneda/secret", "Kaneda",
           "Амани", "横浜自動車", "INV-2026-0042")  # fmt: skip


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Known names, chassis numbers, prices and folders in database, log and settings."""
    path = tmp_path / f"{PLANTED[0]}.db"
    with open_file(path) as db:
        editing.save_party(db, Party(name=PLANTED[0], note=PLANTED[5]), PLANTED[4])
        with write.step(db, "sale", PLANTED[4], PLANTED[6], vehicle=PLANTED[1]) as step:
            step.insert("vehicle", {"chassis_number": PLANTED[1], "remarks": PLANTED[6]})
            step.insert("sale", {"vehicle": 1, "price": int(PLANTED[2]), "currency": "JPY"})
        db.connection.execute("UPDATE vehicle SET maker = ? WHERE id = 1", (PLANTED[5],))
        for name in (PLANTED[7], PLANTED[0].lower()):
            db.connection.execute(f'CREATE TABLE "{name}" (id INTEGER)')
    chosen = Settings(
        staff_name=PLANTED[4], last_folder=PLANTED[3], papers_folder=PLANTED[3],
        language=PLANTED[6], destination=PLANTED[7], unknown={PLANTED[0]: PLANTED[3]},
    )  # fmt: skip
    settings.save(chosen)
    lines = []
    for text in PLANTED:
        lines.append(f"2026-11-22 10:00:00,123 ERROR broker_app.ui a task failed: {text}")
        lines += [
            "Traceback (most recent call last):",
            f'  File "{PLANTED[3]}/broker_app/jobs/selling.py", line 12, in sell',
            f'    raise ValueError("{text}")',
            f'  File "{PLANTED[3]}/other/{text}.py", line 3, in go',
            f'  File "/x/broker_app/{text}.py", line 3, in go',
            f"ValueError: {text}",
            f"{text}.OddError: {text}",
            f"sqlite3.IntegrityError: UNIQUE constraint failed: {text}",
            text,
        ]
    (paths.log_folder() / "broker.log").write_text("\n".join(lines), encoding="utf-8")
    return path


def content(bundle: Path) -> dict[str, str]:
    with zipfile.ZipFile(bundle) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_nothing_planted_is_in_the_bundle(planted: Path, tmp_path: Path) -> None:
    target = supporting.write_bundle(silent, planted, settings.load(), tmp_path / "out.zip")
    told = content(target)
    assert set(told) == {"bundle.json", "log.txt"}
    for text in PLANTED:
        for name, said in told.items():
            assert text.casefold() not in said.casefold(), (text, name)
    assert PLANTED[0].encode() not in target.read_bytes()


def test_what_helps_is_in_the_bundle(planted: Path, tmp_path: Path) -> None:
    target = supporting.write_bundle(silent, planted, settings.load(), tmp_path / "out.zip")
    told = content(target)
    bundle = json.loads(told["bundle.json"])
    assert bundle["database"]["rows"]["vehicle"] == 1
    assert bundle["database"]["rows"]["(others)"] == 1
    assert "steps_in_the_chain" in bundle["database"]["shape"]
    assert bundle["database"]["differences"] == {"vehicle.maker changed": 1}
    assert {"about": "pages", "state": "good"} in bundle["database"]["checks"]
    assert bundle["settings"]["staff_name"] == {"set": True}
    assert bundle["settings"]["days_to_export"] == 30
    assert bundle["settings"]["unknown_keys"] == 1
    log_lines = told["log.txt"].splitlines()
    assert "2026-11-22 10:00:00,123 ERROR broker_app.ui" in log_lines
    assert "  broker_app/jobs/selling.py:12 sell" in log_lines
    assert {"  ValueError", "  sqlite3.IntegrityError"} <= set(log_lines)


def test_a_damaged_database_has_a_bundle_too(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    path.write_bytes(b"no database at all" * 500)
    target = supporting.write_bundle(silent, path, Settings(), tmp_path / "out.zip")
    told = json.loads(content(target)["bundle.json"])
    assert told["database"] == {"there": True, "problem": "database_unreadable"}


def test_a_bundle_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        supporting.write_bundle(silent, tmp_path / "no.db", Settings(), tmp_path / "no" / "x.zip")
    assert caught.value.key == "target_not_writable"


def test_the_log_is_of_few_files_of_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger("broker_app")
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "propagate", False)
    log.start()
    for _ in range(120):
        log.of("ui").warning("x" * 100_000)
    root.handlers[0].close()
    sizes = {file.name: file.stat().st_size for file in paths.log_folder().iterdir()}
    assert sorted(sizes) == ["broker.log", "broker.log.1", "broker.log.2", "broker.log.3"]
    assert max(sizes.values()) <= 2_000_000


def test_damaged_settings_are_kept_aside_and_told_once() -> None:
    damaged = "language = 'ja'\nstaff_name = \"Kan"
    settings.default_file().write_text(damaged, encoding="utf-8")
    first, second = settings.load(), settings.load()
    assert first == second == Settings()
    assert (first.kept_aside, second.kept_aside) == ("settings-damaged.toml", "")
    aside = settings.default_file().with_name("settings-damaged.toml")
    assert aside.read_text(encoding="utf-8") == damaged
    settings.default_file().write_bytes(b"\xff\xfe")
    assert settings.load().kept_aside == "settings-damaged-2.toml"
    settings.save(first)
    assert "kept_aside" not in settings.default_file().read_text(encoding="utf-8")


def test_the_command_line_says_once_that_settings_were_damaged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings.default_file().write_text("= broken", encoding="utf-8")
    front = main.Front(lambda _path: 0, lambda: False, lambda *_args: None)  # type: ignore[arg-type]
    for _ in range(2):
        main.run(["audit", "verify", str(tmp_path)], front)
    assert capsys.readouterr().err.count("settings-damaged.toml") == 1


def test_no_text_of_any_column_is_in_the_bundle(stock: Database, tmp_path: Path) -> None:
    """Every text of every table is a marker, and so are the names of the folder and the file."""
    reader, planted = stock.connection, 0
    reader.execute("PRAGMA ignore_check_constraints = ON")
    for (table,) in reader.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
    ).fetchall():
        if table.startswith(("sqlite_", "_sqlite", "id_counter")):
            continue
        for column in reader.execute(f'PRAGMA table_info("{table}")').fetchall():
            if column["type"] != "TEXT" or column["pk"]:
                continue
            marker = f"zzmark {table} {column['name']} 4,150,000"
            sql = f'UPDATE OR IGNORE "{table}" SET "{column["name"]}" = ? || random()'
            planted += reader.execute(sql, (marker,)).rowcount
    assert planted > 200
    folder = tmp_path / "zzmark home of Kaneda"
    folder.mkdir()
    path = folder / "zzmark.db"
    with sqlite3.connect(path) as copy:
        reader.backup(copy)
    copy.close()
    target = supporting.write_bundle(silent, path, settings.load(), folder / "out.zip")
    for name, said in content(target).items():
        assert "zzmark" not in said, name
        assert "Kaneda" not in said, name
        assert "4,150,000" not in said, name
    bundle = json.loads(content(target)["bundle.json"])
    assert bundle["database"]["rows"]["vehicle"] == 2
