import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.question import Question
from broker_app.errors import Cancelled, UserError
from broker_app.intake.read import Options
from broker_app.jobs import importing, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.importing import Account
from broker_app.jobs.progress import silent
from broker_app.store import history, lots, vehicles
from broker_app.store.database import Database, open_file
from broker_app.store.vehicles import Query

DEMO = paths.resources() / "demo"
HEADS = (
    "会場,開催日,出品番号,メーカー,車名,型式,車台番号,年式,走行(千km),排気量,燃料,落札価格(千円)\n"
)
CAR = "ミナトAA,2026/11/19,{lot},トヨタ,ヴィッツ,DBA-KSP130,{chassis},H30.04,{km},1000,ガソリン,{price}\n"


def row(lot: int = 1, chassis: str = "KSP130-1234567", km: int = 40, price: int = 500) -> str:
    return CAR.format(lot=lot, chassis=chassis, km=km, price=price)


def write(folder: Path, *rows: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    return path


@pytest.fixture
def read(db: Database, books: Books, question: Question, today: date):  # type: ignore[no-untyped-def]
    def run(path: Path) -> Account:
        return importing.import_list(db, silent, path, books, question, "sato", today)[0]

    return run


def counted(db: Database, table: str) -> int:
    return int(db.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.mark.parametrize("file", sorted(DEMO.iterdir()), ids=lambda p: p.name)
def test_a_demo_list_is_imported_judged_and_accounted_for(db: Database, read, file: Path) -> None:  # type: ignore[no-untyped-def]
    account = read(file)
    assert account.balances
    assert account.added >= 60
    assert not account.refused
    assert counted(db, "lot") == account.added
    assert sum(account.verdicts.values()) == counted(db, "vehicle")


def test_the_batch_keeps_its_account_and_source(db: Database, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    account = read(write(tmp_path, row()))
    batch = lots.batches(db.connection)[0]
    assert (batch["file"], batch["rows_read"], batch["added"], batch["skipped"]) == (
        "list.csv",
        2,
        1,
        1,
    )
    lot = lots.of_vehicle(db.connection, 1)[0]
    assert (lot["line"], lot["hammer_price"], lot["house"]) == (2, 500_000, "ミナトAA")
    assert '"KSP130-1234567"' in lot["cells"]
    assert account.batch == batch["id"]


def test_the_same_file_again_adds_nothing(db: Database, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path, row(1), row(2, "KSP130-7654321"))
    read(path)
    again = read(path)
    assert (again.added, again.updated, again.duplicates) == (0, 0, 2)
    assert counted(db, "vehicle") == 2


def test_a_newer_download_updates_and_a_relisted_car_gains_a_lot(
    db: Database, read, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    read(write(tmp_path, row(price=500)))
    newer = read(write(tmp_path, row(price=550), name="newer.csv"))
    assert (newer.added, newer.updated) == (0, 1)
    relisted = read(write(tmp_path, row(lot=77, km=42), name="next week.csv"))
    assert relisted.added == 1
    assert counted(db, "vehicle") == 1
    assert vehicles.get(db.connection, 1).odometer_km == 42_000
    assert [lot["lot_number"] for lot in lots.of_vehicle(db.connection, 1)] == ["77", "1"]


def test_a_chassis_number_of_another_car_is_not_taken_over(
    db: Database, books: Books, question: Question, read, tmp_path: Path
) -> None:
    from broker_app.jobs.editing import type_fact

    read(write(tmp_path, row(1), row(2, "")))
    newer = read(write(tmp_path, row(1), row(2, "KSP130-1234567"), name="newer.csv"))
    assert newer.updated == 1
    assert "chassis_taken" in {w.key for w in newer.warnings}
    assert vehicles.get(db.connection, 2).chassis_number is None
    with pytest.raises(UserError) as caught:
        type_fact(db, silent, books, question, 2, "chassis_number", "ksp130 1234567", "sato")
    assert caught.value.key == "chassis_taken"


def test_vehicles_without_a_chassis_number_stay_apart(db: Database, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read(write(tmp_path, row(1, ""), row(2, ""), row(3, "KSP130-99****")))
    assert counted(db, "vehicle") == 3


def test_what_a_person_typed_is_kept_and_said(
    db: Database, books: Books, question: Question, read, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    from broker_app.jobs.editing import type_fact

    read(write(tmp_path, row(km=40)))
    type_fact(db, silent, books, question, 1, "odometer_km", 39_871, "sato")
    account = read(write(tmp_path, row(lot=9, km=41), name="later.csv"))
    assert vehicles.get(db.connection, 1).odometer_km == 39_871
    assert "kept_by_hand" in {w.key for w in account.warnings}


def test_what_is_taken_from_the_list_replaces_what_a_person_typed(
    db: Database, books: Books, question: Question, read, today, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    from broker_app.jobs.editing import type_fact

    read(write(tmp_path, row(km=40)))
    for fact, value in (("odometer_km", 39_871), ("model_year", 2017)):
        type_fact(db, silent, books, question, 1, fact, value, "sato")
    later = write(tmp_path, row(lot=9, km=41), name="later.csv")
    taken = frozenset({("", 2, "odometer_km"), ("", 3, "model_year")})
    account, _ = importing.import_list(
        db, silent, later, books, question, "sato", today, taken=taken
    )
    held = vehicles.get(db.connection, 1)
    assert (held.odometer_km, held.model_year) == (41_000, 2017)
    assert "odometer_km" not in held.origins
    assert not account.warnings


def test_undoing_an_import_takes_its_lots_and_vehicles(db: Database, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read(write(tmp_path, row(1)))
    before = [dict(r) for r in db.connection.execute("SELECT * FROM vehicle")]
    second = read(write(tmp_path, row(7, km=44), row(8, "KSP130-5555555"), name="second.csv"))
    changes, kept = undoing.undo_batch(db, second.batch or 0, "sato")
    assert not kept
    assert counted(db, "lot") == 1
    assert [dict(r) for r in db.connection.execute("SELECT * FROM vehicle")] == before
    assert changes.rows_moved


def test_undo_and_redo_by_the_last_step(db: Database, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read(write(tmp_path, row(1)))
    stored = [dict(r) for r in db.connection.execute("SELECT * FROM lot")]
    undo = undoing.next_undo(db.connection)
    assert undo is not None
    assert undo.key == "import"
    undoing.undo_step(db, undo.step, "sato")
    assert counted(db, "vehicle") == 0
    redo = undoing.next_redo(db.connection)
    assert redo is not None
    assert redo.key == "import"
    undoing.undo_step(db, redo.step, "sato")
    assert [dict(r) for r in db.connection.execute("SELECT * FROM lot")] == stored
    again = undoing.next_undo(db.connection)
    assert again is not None
    assert again.step == undo.step


def test_a_vehicle_in_use_outlives_its_import(db: Database, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from broker_app.domain.party import Party
    from broker_app.domain.sale import Sale
    from broker_app.jobs.editing import save_party
    from broker_app.store import sales
    from broker_app.store.write import step

    account = read(write(tmp_path, row(1), row(2, "KSP130-5555555")))
    buyer, _ = save_party(db, Party(name="Mawimbi"), "sato")
    with step(db, "sale", "sato") as selling:
        sales.put(selling, db.connection, Sale(vehicle=1, buyer=buyer, price=1))
    _, kept = undoing.undo_batch(db, account.batch or 0, "sato")
    assert kept == [1]
    assert counted(db, "vehicle") == 1
    assert counted(db, "lot") == 1


def test_cancelling_leaves_nothing(
    db: Database, books: Books, question: Question, today: date
) -> None:
    def stop(done: int, total: int, key: str, /, **values: object) -> None:
        if key == "progress.judging":
            raise Cancelled

    with pytest.raises(Cancelled):
        importing.import_list(db, stop, DEMO / "minato-results.csv", books, question, "sato", today)
    assert counted(db, "vehicle") == counted(db, "batch") == 0
    assert [row["key"] for row in history.steps(db.connection)] == ["backed_up"]  # that was made


def test_a_dry_run_writes_nothing_and_tells_all(books: Books, today: date) -> None:
    account, found = importing.read_only(
        DEMO / "minato-results.csv", books, today, Options(), silent
    )
    assert account.balances
    assert len(found) == account.added == 130


def test_a_backup_stands_beside_the_database(db: Database, read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read(write(tmp_path, row()))
    assert list(db.path.parent.glob("stock-backups/*import.db"))


BAD = {
    "empty.csv": b"",
    "blank.xlsx": b"",
    "picture.xlsx": b"\xff\xd8\xff\xe0" + bytes(200),
    "prose.csv": "これは表ではありません。\nただの文章です。\n".encode("cp932"),
    "cut.xlsx": (DEMO / "shiokaze-listing.xlsx").read_bytes()[:6000],
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_one_sentence_and_nothing_is_written(
    db: Database, read, tmp_path: Path, name: str
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / name
    path.write_bytes(BAD[name])
    with pytest.raises(UserError):
        read(path)
    assert counted(db, "step") == counted(db, "vehicle") == 0


def test_the_first_screen_comes_in_the_order_asked(db: Database, read) -> None:  # type: ignore[no-untyped-def]
    read(DEMO / "minato-results.csv")
    query = Query(sort="odometer_km", descending=True)
    ids = vehicles.ids(db.connection, query)
    assert list(vehicles.ids(db.connection, query, limit=20)) == list(ids[:20])
    found = vehicles.block(db.connection, ids, "RU")
    known = [found[i]["odometer_km"] for i in ids if found[i]["odometer_km"] is not None]
    assert known == sorted(known, reverse=True)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ksp130-1234567", 1),
        ("KSP130", 2),
        ("ｳﾞｨｯﾂ", 2),
        ("ヴィッツ", 2),
        ("toyota 765", 1),
        ("%", 0),
        ("'; DROP TABLE vehicle; --", 0),
        ('"', 0),
    ],
)
def test_search_finds_words_whatever_their_width(
    db: Database, read, tmp_path: Path, words: str, found: int
) -> None:  # type: ignore[no-untyped-def]
    read(write(tmp_path, row(1), row(2, "KSP130-7654321")))
    assert vehicles.count(db.connection, Query(words=words)) == found


KILLED = """
import sys
from datetime import date
from pathlib import Path
from broker_app.domain.question import Question
from broker_app.jobs import importing
from broker_app.jobs.books import Books
from broker_app.store.database import open_file
db = open_file(Path(sys.argv[1]))
books = Books()
books.lookups, books.pack, books.tariff
print("ready", flush=True)
def slow(done, total, key, /, **values):
    import time
    time.sleep(0.002)
importing.import_list(db, slow, Path(sys.argv[2]), books, Question("RU", date(2026, 12, 22)), "sato", date(2026, 11, 22))
print("done", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is how it is told here")
@pytest.mark.parametrize("wait", [0.0, 0.03, 0.08, 0.15, 0.3])
def test_a_killed_import_leaves_all_or_nothing(tmp_path: Path, wait: float) -> None:
    path = tmp_path / "stock.db"
    open_file(path).close()
    command = [sys.executable, "-c", KILLED, str(path), str(DEMO / "minato-results.csv")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with open_file(path) as db:
        counts = {counted(db, "lot"), counted(db, "vehicle")}
        assert counts in ({0}, {130})
        assert counted(db, "batch") == (1 if counts == {130} else 0)
        assert db.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_lot_is_known_again_however_house_and_number_are_spelt(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    head = "会場,開催日,出品番号,車名,型式,落札価格(円)\n"
    spelt = [("USS東京", "80007"), ("USS Tokyo", "080007"), ("USS東京会場", "80007.0")]
    for number, (house, lot) in enumerate(spelt):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"{head}{house},2026/11/19,{lot},アクア,NHP10,{500_000 + number}\n")
        importing.import_list(db, silent, path, books, question, "sato", date(2026, 11, 22))
    assert db.connection.execute("SELECT count(*) FROM lot").fetchone()[0] == 1


def test_cars_without_a_number_yet_are_all_kept(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    path = tmp_path / "early.csv"
    path.write_text(
        "会場,開催日,出品番号,車名,型式\nUSS東京,2026/11/19,0,アクア,NHP10\nUSS東京,2026/11/19,0,ヴィッツ,KSP130\n"
    )
    args = (books, question, "sato", date(2026, 11, 22))
    account, _ = importing.import_list(db, silent, path, *args)
    assert (account.added, account.duplicates) == (2, 0)
