"""Kills before every change of a file: what is left is whole, or known to be a part and swept.

What writes outside the database (restored and rebuilt files, exports, second folders, papers) is
made once to count its changes, then killed before each of them, and done again after that.
"""

import errno
import os
import random
import shutil
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from broker_app import whole_file
from broker_app.domain.document import INVOICE
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import (
    attaching,
    backing_up,
    checking_database,
    exporting_all,
    issuing,
    paper_set,
    rebuilding,
    restoring,
    sealing,
    shipping,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.papers import snapshot as snapshots
from broker_app.papers.saving import file_name, set_name
from broker_app.store import backup, integrity, write
from broker_app.store.database import Rows, open_file, open_reader
from tests.kills import kills
from tests.kills.kills import Report, Rig
from tests.kills.work import SHIPMENT

WHO = "kill"
PASSPHRASE = Secret("salt wind over the quay")
FILES = 2
MOST = 48
"""Kills of one work; of more changes than these some are chosen, the first and last among them."""
_CHANGES = frozenset({"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PART = whole_file.PART


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a database, and where the works of it go."""

    folder: Path
    books: Books

    @property
    def path(self) -> Path:
        """The database."""
        return self.folder / "demo.db"

    @property
    def new(self) -> Path:
        """The new database that a work makes."""
        return self.folder / "new.db"

    @property
    def key(self) -> Secret:
        """What opens sealed copies, quicker than a passphrase."""
        return Secret(self.out("recovery.txt").read_text())

    def out(self, name: str) -> Path:
        """Return a folder beside the database."""
        return self.folder / name

    def first(self, pattern: str) -> Path:
        """Return the first file of a pattern."""
        return next(iter(sorted(self.folder.rglob(pattern))))


Do = Callable[[Place], object]
Look = Callable[[Place], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Work:
    """Something that writes files: how it is made ready and done, and what must hold of it."""

    name: str
    do: Do
    look: Look
    ready: Do = lambda _place: None
    again: bool = True
    """Whether it can be done a second time in the same place when it came to its end."""


def run(rig: Rig, most: int = MOST) -> Report:
    """Kill each work before its changes, and look each time."""
    report = Report("kills before a change of a file")
    base = rig.folder / "each-base"
    _make_base(Place(base, rig.books), rig)
    for work in WORKS:
        ready = Place(rig.folder / "ready", rig.books)
        _copy(base, ready.folder)
        work.ready(ready)
        place = Place(rig.folder / "each", rig.books)
        count = _count(work, ready, place)
        for number in _chosen(count, most, rig.chance):
            _copy(ready.folder, place.folder)
            _killed(work, place, number)
            _look(report, work, place, f"{work.name}, change {number} of {count}")
            report.at[work.name] += 1
            report.count += 1
        if sys.stderr.isatty():
            print(f"{work.name}: {count}; losses {len(report.losses)}", file=sys.stderr)
    return report


def _chosen(count: int, most: int, chance: random.Random) -> list[int]:
    every = range(1, count + 1)
    if count <= most:
        return list(every)
    edge = most // 3
    return sorted({*every[:edge], *every[-edge:], *chance.sample(every, most - 2 * edge)})


def _make_base(place: Place, rig: Rig) -> None:
    """Make a database with kept files, a backup, and a second folder."""
    _copy(rig.base_path.parent, place.folder)
    place.out("second").mkdir()
    with open_file(place.path) as db:
        files = []
        for number in range(FILES):
            files.append(place.folder / f"seen-{number}.txt")
            files[-1].write_bytes(f"seen {number}".encode() * 2000)
        attaching.attach(db, silent, 1, files, WHO)
    backing_up.back_up(silent, place.path)


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def _count(work: Work, ready: Place, place: Place) -> int:
    """Do a work to its end; returns how many changes of files it made."""
    _copy(ready.folder, place.folder)

    def at_work(pipe: int) -> None:
        heard = _hear(place.folder)
        work.do(place)
        os.write(pipe, str(heard[0]).encode())

    child, reading = kills.started(at_work, place.folder)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise RuntimeError((place.folder / "failed.txt").read_text())
    return int(said)


def _killed(work: Work, place: Place, number: int) -> None:
    def at_work(_pipe: int) -> None:
        _hear(place.folder, number)
        work.do(place)

    child, reading = kills.started(at_work, place.folder)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    kills.refuse_failed(status, place.folder)


def _hear(folder: Path, die_at: int = 0) -> list[int]:
    """Count the changes of files in a folder from now on, and die before one of them."""
    count, inside = [0], str(folder)

    def hear(event: str, args: tuple[object, ...]) -> None:
        if event == "open":
            changes = isinstance(args[2], int) and bool(args[2] & _WRITES)
        else:
            changes = event in _CHANGES
        if changes and any(_name(one).startswith(inside) for one in args[:2]):
            count[0] += 1
            if count[0] == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)
    return count


def _name(argument: object) -> str:
    return os.fsdecode(argument) if isinstance(argument, str | bytes | os.PathLike) else ""


def _look(report: Report, work: Work, place: Place, about: str) -> None:
    """Look at what is left, let a day pass, do the work again, and look once more."""
    try:
        report.losses += [f"{about}: {one}" for one in (*_source(place), *work.look(place))]
        _let_a_day_pass(place.folder)
        if work.again or not place.new.exists():
            work.do(place)
        open_file(place.path).close()
        report.losses += [f"{about}, done again: {one}" for one in work.look(place)]
        left = _parts(place.folder)
        if left:
            report.losses.append(f"{about}: not swept {left[:3]}")
    except (UserError, OSError) as problem:
        report.losses.append(f"{about}, done again: {problem!r}")
    report.seen["looked at twice"] += 1


def _let_a_day_pass(folder: Path) -> None:
    old = time.time() - 2 * whole_file.DAY
    for file in folder.rglob("*"):
        if file.name.startswith(_PART) or file.suffix == ".json" or file.parent.name == "part":
            os.utime(file, (old, old))


def _parts(folder: Path) -> list[str]:
    """Return what is left of a kill: parts, and pages of backups that are not there."""
    lone = [
        page.name
        for page in folder.rglob("demo-*.json")
        if not list(page.parent.glob(f"{page.stem.removesuffix('.db')}.db*"))
        and page.parent.name.endswith("backups")
    ]
    return lone + [
        str(f.relative_to(folder)) for f in folder.rglob("*") if f.name.startswith(_PART)
    ]


def _source(place: Place) -> Iterator[str]:
    """Look at the database that the work was about."""
    if _is_broken(place.path):
        return
    with open_file(place.path) as db:
        if integrity.flaws(db.connection) or write.verify(db.connection) is not None:
            yield "the database is not whole"


def _new(place: Place) -> Iterator[str]:
    """A new database is there with all that belongs to it, or nothing has its name."""
    if not place.new.exists():
        beside = [one.name for one in place.folder.glob("new*")]
        if beside:
            yield f"{beside} without its database"
        return
    open_file(place.new).close()
    checked = checking_database.check(silent, place.new)
    yield from (f"{line}" for line in checked.lines if line.state == checking_database.BAD)
    good = [_good_files(path) for path in (place.path, place.new) if path.exists()]
    if good[0] < FILES or good[-1] != good[0]:
        yield f"{good} files"


def _good_files(path: Path) -> int:
    with closing(open_reader(path)) as reader:
        return attaching.verify(reader, silent, path).good


def _restore(place: Place) -> None:
    restoring.restore(silent, backup.every(place.path)[-1], place.new)


def _restore_sealed(place: Place) -> None:
    restoring.restore(silent, place.first("*.db.age"), place.new, place.key)


def _ready_sealed(place: Place) -> None:
    with open_file(place.path) as db:
        recovery, _ = sealing.seal_copies(db, PASSPHRASE, WHO)
    place.out("recovery.txt").write_text(recovery)
    _second(place)


def _restore_unlinked(place: Place) -> None:
    """On a disk that knows no links."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    os.link = refused
    _restore(place)


def _rebuild(place: Place) -> None:
    rebuilding.rebuild(silent, place.first("damaged.db"), place.new, "sato")


def _ready_damaged(place: Place) -> None:
    """A copy with a row that names another which is gone: it is set aside in a file of its own."""
    damaged = place.folder / "damaged.db"
    with closing(open_reader(place.path)) as reader:
        reader.execute("SELECT 1")
        shutil.copy(place.path, damaged)
    shutil.copytree(place.out("demo-files"), place.out("damaged-files"))
    import sqlite3

    with closing(sqlite3.connect(damaged)) as behind:
        behind.execute("INSERT INTO sale (id, vehicle, buyer) VALUES (9001, 9001, 1)")
        behind.commit()


def _export(place: Place) -> None:
    if not place.out("out").exists():
        exporting_all.export_all(silent, place.path, place.books, place.out("out"))


def _exported(place: Place) -> Iterator[str]:
    """An export is whole, so that a database can be built of it, or has no name."""
    if place.out("out").exists():
        built = Place(place.folder / "built", place.books)
        shutil.rmtree(built.folder, ignore_errors=True)
        exporting_all.import_all(silent, place.out("out"), built.new)
        yield from _new(built)


def _import(place: Place) -> None:
    exporting_all.import_all(silent, place.out("out"), place.new)


def _second(place: Place) -> None:
    made = backing_up.back_up(silent, place.path, str(place.out("second")))
    if made.problem is not None:
        raise made.problem


def _copies(place: Place) -> Iterator[str]:
    """Each backup, here and in the second folder, is as its page says."""
    here, second = backup.folder_of(place.path), place.out("second")
    for folder in (here, *(one for one in second.iterdir() if one.is_dir())):
        for one in backup.found_in(folder, "demo"):
            if not backup.is_whole(one):
                yield f"{one.path.name} is not whole"


def _in_place(place: Place) -> None:
    if _is_broken(place.path):
        restoring.restore_in_place(silent, backup.every(place.path)[-1], place.path)


def _ready_broken(place: Place) -> None:
    with place.path.open("r+b") as file:
        file.write(bytes(100))
    place.out("broken").write_bytes(place.path.read_bytes())


def _is_broken(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(100) == bytes(100)


def _put_in_place(place: Place) -> Iterator[str]:
    """A database stands under its name; once it is the good one, the damaged one is kept whole."""
    if not _is_broken(place.path):
        kept = [one.read_bytes() for one in place.folder.glob("demo-damaged-*.db")]
        if place.out("broken").read_bytes() not in kept:
            yield "the damaged file is not kept"
        if _good_files(place.path) < FILES:
            yield "files are lacking"


def _issue_set(place: Place) -> None:
    with open_file(place.path) as db:
        paper_set.write_set(
            db, silent, place.books, SHIPMENT, place.out("papers"), WHO, place.books.pack.checked_on
        )


def _issue_one(place: Place) -> None:
    with open_file(place.path) as db:
        issuing.write_paper(
            db,
            silent,
            place.books,
            SHIPMENT,
            INVOICE,
            place.out("papers"),
            WHO,
            place.books.pack.checked_on,
        )


def _ready_papers(place: Place) -> None:
    """A folder with papers of before, of which a revision is due."""
    _issue_set(place)
    with open_file(place.path) as db:
        marks = {"marks": "ANOTHER MARK"}
        today = place.books.pack.checked_on
        shipping.change_shipment(db, place.books, SHIPMENT, marks, WHO, today)


def _handed_out(place: Place) -> Iterator[str]:
    """A paper with a number lies in a folder only where the database knows it, and is whole."""
    with closing(open_reader(place.path)) as reader:
        known = _known_names(reader)
    for file in place.out("papers").glob("*.xlsx") if place.out("papers").exists() else ():
        if file.name.startswith(_PART):
            continue
        if file.name not in known and not file.name.startswith("DRAFT-"):
            yield f"{file.name} was never issued"
        with zipfile.ZipFile(file) as archive:
            if archive.testzip() is not None:
                yield f"{file.name} is not whole"


def _known_names(reader: Rows) -> set[str]:
    rows = reader.execute("SELECT snapshot FROM document").fetchall()
    kept = [snapshots.from_json(row["snapshot"].encode()) for row in rows]
    return {file_name(one) for one in kept} | {set_name(one.shipment_number) for one in kept}


def _attach(place: Place) -> None:
    file = place.folder / "paper.txt"
    if not file.exists():
        file.write_bytes(b"a paper" * 3000)
    with open_file(place.path) as db:
        attaching.attach(db, silent, 2, [file], WHO)


def _attached(place: Place) -> Iterator[str]:
    with closing(open_reader(place.path)) as reader:
        found = attaching.verify(reader, silent, place.path)
    if found.gone or found.changed:
        yield f"{found}"


WORKS = (
    Work("restore", _restore, _new, again=False),
    Work("restore without links", _restore_unlinked, _new, again=False),
    Work("restore sealed", _restore_sealed, _new, _ready_sealed, again=False),
    Work("restore in place", _in_place, _put_in_place, _ready_broken),
    Work("rebuild", _rebuild, _new, _ready_damaged, again=False),
    Work("export-all", _export, _exported),
    Work("import-all", _import, _new, _export, again=False),
    Work("second folder", _second, _copies),
    Work("second folder, sealed", _second, _copies, _ready_sealed),
    Work("papers of a set", _issue_set, _handed_out, _ready_papers),
    Work("one paper", _issue_one, _handed_out, _ready_papers),
    Work("attach", _attach, _attached),
)
