"""Tampering by another program: noticed, located; the chain given out and verified by others."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import auditing, backing_up, staffing, undoing
from broker_app.jobs.progress import silent
from broker_app.store import backup, chain, history, write
from broker_app.store.database import Database, open_file

_SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with all kinds of entries: single rows, blocks, changes, removals, an undo."""
    path = tmp_path_factory.mktemp("audit") / "stock.db"
    with open_file(path) as db:
        fill(db)
        db.connection.execute("PRAGMA journal_mode = DELETE")
    return path.read_bytes()


def fill(db: Database) -> None:
    with write.step(db, "party", "sato", name="Amani Motors") as step:
        for name in ("Amani Motors", "Кама Трейд", '日本 "商事"\n'):
            step.insert("party", {"name": name, "country": "TZ"})
    with write.step(db, "import", "sato") as step:
        rows = [(f"NZE{n}", n, 1.5 * n) for n in range(1200)]
        step.insert_block("vehicle", ("chassis_number", "seats", "volume_m3"), rows)
    with write.step(db, "edit", "mori", "typed wrongly") as step:
        step.change("vehicle", 7, {"maker": "TOYOTA"})
        step.change_block("vehicle", ("model", "seats"), [(n, "Vitz", 5) for n in range(1, 900, 3)])
    with write.step(db, "bin", "mori") as step:
        step.remove_block("vehicle", [30, 31, 32])
        step.remove("vehicle", 40)
    with write.step(db, "edit", "mori") as step:
        step.change("party", 2, {"country": "KZ"})
        step.remove("party", 3)
        last = step.number
    undoing.undo_step(db, last, "mori")


@pytest.fixture
def path(made: bytes, tmp_path: Path) -> Path:
    target = tmp_path / "stock.db"
    target.write_bytes(made)
    return target


def tamper(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(sql, values)


def test_what_this_program_wrote_is_good(path: Path) -> None:
    found = auditing.verify(silent, path)
    assert found.is_good
    assert found.walked.count > 10
    assert found.differences == ()


@_SLOW
@given(
    row=st.sampled_from([1, 2, 7, 33, 500, 501, 898, 1200]),
    field=st.sampled_from(["chassis_number", "maker", "model", "seats", "engine_number", "state"]),
)
def test_a_field_changed_by_another_program_is_located(
    made: bytes, tmp_path_factory: pytest.TempPathFactory, row: int, field: str
) -> None:
    path = tmp_path_factory.mktemp("field") / "stock.db"
    path.write_bytes(made)
    tamper(path, f'UPDATE vehicle SET "{field}" = 77 WHERE id = ?', row)
    (one,) = auditing.verify(silent, path).differences
    assert (one.table, one.row, one.field) == ("vehicle", row, field)
    assert str(one.stands) == "77"
    assert str(one.said) != "77"


def test_rows_put_in_and_taken_away_are_located(path: Path) -> None:
    tamper(path, "INSERT INTO party (id, name) VALUES (9, 'Nobody')")
    tamper(path, "DELETE FROM vehicle WHERE id = 1000")
    tamper(path, "INSERT INTO vehicle (id, chassis_number) VALUES (40, 'NZE39')")
    found = {(d.table, d.row, d.kind) for d in auditing.verify(silent, path).differences}
    assert found >= {
        ("party", 9, "added"),
        ("vehicle", 1000, "removed"),
        ("vehicle", 40, "added"),
    }


@pytest.mark.parametrize(
    ("sql", "field"),
    [
        ("UPDATE step SET key = 'edit' WHERE id = 1", "key"),
        ("UPDATE step SET details = '{}' WHERE id = 1", "details"),
        ("UPDATE step SET undoes = 1 WHERE id = 2", "undoes"),
        ("UPDATE step SET who = 'mori' WHERE id = 2", "who"),
    ],
)
def test_a_step_is_covered_too(path: Path, sql: str, field: str) -> None:
    tamper(path, sql)
    (one,) = auditing.verify(silent, path).differences
    assert (one.table, one.field) == ("step", field)


def test_a_counter_set_back_is_told(path: Path) -> None:
    tamper(path, "UPDATE id_counter SET last = 3 WHERE name = 'vehicle'")
    (one,) = auditing.verify(silent, path).differences
    assert (one.table, one.field, one.stands) == ("id_counter", "vehicle", 3)


@_SLOW
@given(
    at=st.integers(1, 12),
    column=st.sampled_from(chain.COLUMNS),
)
def test_any_field_of_any_entry_is_covered(
    made: bytes, tmp_path_factory: pytest.TempPathFactory, at: int, column: str
) -> None:
    path = tmp_path_factory.mktemp("entry") / "stock.db"
    path.write_bytes(made)
    tamper(path, f"UPDATE journal SET \"{column}\" = '5' WHERE seq = ?", at)
    flaws = auditing.verify(silent, path).walked.flaws
    assert flaws
    assert flaws[0].seq in (at, at + 1)


def test_entries_removed_put_in_moved_and_renumbered_are_located(
    made: bytes, tmp_path: Path
) -> None:
    columns = ", ".join(f'"{name}"' for name in chain.COLUMNS)
    changes: list[tuple[str, int, str]] = [
        ("DELETE FROM journal WHERE seq = 4", 5, "unlinked"),
        ("UPDATE journal SET seq = -seq WHERE seq = 4", -4, "unlinked"),
        ("UPDATE journal SET seq = seq + 1000 WHERE seq > 8", 1009, "numbered"),
        (
            f"INSERT INTO journal (seq, {columns}) SELECT 1000, {columns} FROM journal"
            " WHERE seq = 2",
            1000,
            "unlinked",
        ),
    ]
    for number, (sql, seq, kind) in enumerate(changes):
        path = tmp_path / f"{number}.db"
        path.write_bytes(made)
        tamper(path, sql)
        flaws = auditing.verify(silent, path).walked.flaws
        assert (seq, kind) in {(flaw.seq, flaw.kind) for flaw in flaws}


def test_a_journal_cut_at_its_end_is_told_by_its_records(path: Path) -> None:
    tamper(path, "DELETE FROM journal WHERE seq > 8")
    found = auditing.verify(silent, path)
    assert found.walked.flaws == ()
    assert found.differences


def test_a_file_taken_back_whole_is_told_by_an_end_kept_elsewhere(
    path: Path, tmp_path: Path
) -> None:
    older = path.read_bytes()
    with open_file(path) as db, write.step(db, "party", "sato") as step:
        step.insert("party", {"name": "Later"})
    backup.make(path)
    kept = tmp_path / "kept.jsonl"
    auditing.export(silent, path, kept, "sato")
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(older)
    found = auditing.verify(silent, path, kept)
    assert not found.is_good
    assert [one.held for one in found.anchors] == [False, False]


def foreign_verifier(file: Path) -> str:
    """Verify as `docs/audit.md` describes it, with nothing of this program."""
    _, *lines, end = map(json.loads, file.read_bytes().splitlines())
    names = ("step", "at", "who", "why", "table", "row", "before", "after", "previous_hash")
    previous, unlike, erased = "", {}, set()
    for number, line in enumerate(lines, 1):
        text = json.dumps([line[n] for n in names], ensure_ascii=False, separators=(",", ":"))
        own = hashlib.sha256(text.encode()).hexdigest()
        if line["seq"] != number or line["previous_hash"] != previous:
            return f"does not follow: {line['seq']}"
        if own != line["hash"]:
            unlike[number] = own
        elif line["table"] == "journal":
            erased |= {tuple(row) for row in json.loads(line["after"])["rows"]}
        previous = line["hash"]
    if changed := [n for n, own in unlike.items() if (n, own) not in erased]:
        return f"changed: {changed[0]}"
    whole = (end.get("end", {}).get("count"), end.get("end", {}).get("hash"))
    return "good" if whole == (len(lines), previous) else "cut"


def test_an_export_is_verified_by_itself_and_by_strangers(path: Path, tmp_path: Path) -> None:
    with open_file(path) as db, write.step(db, "party", 'a\x01\x7f\u2028"\\', "\b\f\r\t") as step:
        step.insert("party", {"name": "каждый 😀"})
    file = tmp_path / "out.jsonl"
    walked, changes = auditing.export(silent, path, file, "sato")
    assert changes.step is not None
    assert auditing.verify_file(file).walked == walked
    assert foreign_verifier(file) == "good"


_Edit = Callable[[list[bytes]], list[bytes]]


@pytest.mark.parametrize(
    "edit",
    [
        lambda lines: lines[:5] + lines[6:],
        lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]],
        lambda lines: lines[:-2] + lines[-1:],
        lambda lines: lines[:-1],
        lambda lines: [*lines[:-1], lines[-1].replace(b'"count":', b'"count":1')],
        lambda lines: [line.replace(b"Amani", b"Imani") for line in lines],
        lambda lines: [*lines[:4], lines[3], *lines[4:]],
    ],
)
def test_an_export_that_was_changed_is_told(path: Path, tmp_path: Path, edit: _Edit) -> None:
    file = tmp_path / "out.jsonl"
    auditing.export(silent, path, file, "sato")
    file.write_bytes(b"".join(edit(file.read_bytes().splitlines(keepends=True))))
    assert not auditing.verify_file(file).is_good
    assert foreign_verifier(file) != "good"


@_SLOW
@given(content=st.binary(max_size=200))
def test_any_bytes_are_no_export_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("bytes") / "x.jsonl"
    file.write_bytes(content)
    with pytest.raises(UserError) as caught:
        auditing.verify_file(file)
    assert caught.value.key == "audit_no_export"


@pytest.mark.parametrize("signs_in", [False, True])
def test_an_older_file_is_taken_down_as_it_is_found(path: Path, signs_in: bool) -> None:
    if signs_in:  # nobody has, when it is opened
        with open_file(path) as db:
            staffing.begin(db, "Sato", Secret("quay gantry tide"))
    tamper(path, "DELETE FROM _sqlite_migrations WHERE name = 'steps_in_the_chain'")
    tamper(path, "UPDATE vehicle SET state = 'listed' WHERE id = 3")
    with open_file(path, backing_up.before_migration) as db:
        note, row = history.steps(db.connection, 2)
        assert (note["key"], note["who"]) == ("backed_up", "Broker")
        assert json.loads(note["details"]) == {"file": backup.every(path)[-1].name}
        assert row["key"] == "as_found"
        assert json.loads(row["details"]) == {"count": 1}
        assert undoing.next_undo(db.connection) is not None
    assert auditing.verify(silent, path).is_good
