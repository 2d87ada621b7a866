"""Files written whole or not at all, and what a kill leaves of them."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broker_app import whole_file
from broker_app.errors import UserError
from broker_app.jobs import auditing, supporting
from broker_app.jobs.progress import silent
from broker_app.papers import saving
from broker_app.settings import Settings
from broker_app.store import attachment_files, beside, list_copies, list_files
from broker_app.store.database import open_file

DAYS = 2 * 24 * 3600


def aged(file: Path) -> Path:
    old = time.time() - DAYS
    os.utime(file, (old, old))
    return file


def parts(database: Path) -> list[Path]:
    """Make a part as a kill leaves it in every folder beside a database, and return them."""
    made = []
    for kind, below in ((beside.LISTS, ""), (beside.SANCTIONS, ""), (beside.FILES, beside.PARTS)):
        folder = beside.folder(database, kind) / below
        folder.mkdir(parents=True)
        part, file = whole_file.begin(folder)
        file.close()
        made.append(part)
    return made


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"before")
    with whole_file.written(target) as file:
        file.write(b"after")
        assert target.read_bytes() == b"before"
    assert target.read_bytes() == b"after"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"before")

    def half() -> None:
        with whole_file.written(target) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert target.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]
    with pytest.raises(OSError), whole_file.written(tmp_path / "gone" / "b.txt"):
        pass
    assert not (tmp_path / "gone").exists()


def test_what_a_kill_left_is_swept_when_the_database_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    made = parts(path)
    with open_file(path):
        assert all(part.exists() for part in made)  # somebody may be writing them
    for part in made:
        aged(part)
    list_file = tmp_path / "list.csv"
    list_file.write_bytes(b"x")
    kept = aged(list_files.keep(path, list_file, "abc") or tmp_path)
    list_copies.keep(path, "def", [("a.xml", b"<a/>")], [])
    for file in beside.folder(path, beside.SANCTIONS).iterdir():
        aged(file)
    with open_file(path):
        assert not any(part.exists() for part in made)
    assert kept.exists()
    assert len(list(beside.folder(path, beside.SANCTIONS).iterdir())) == 2


def test_a_killed_writer_leaves_a_part_and_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"before")
    code = (
        "import sys; from pathlib import Path; from broker_app import whole_file\n"
        f"with whole_file.written(Path({str(target)!r})) as file:\n"
        "    file.write(b'half'); file.flush(); print('on', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    assert target.read_bytes() == b"before"
    (part,) = tmp_path.glob(f"{whole_file.PART}*")
    assert whole_file.sweep(tmp_path) == 0
    aged(part)
    assert whole_file.sweep(tmp_path) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_paper_sweeps_only_its_own_parts_from_a_folder_of_the_user(tmp_path: Path) -> None:
    mine = aged(_file(tmp_path / "part-of-me.txt"))
    left = aged(_file(tmp_path / f"{whole_file.PART}x1"))
    young = _file(tmp_path / f"{whole_file.PART}x2")
    saving.save(b"paper", tmp_path / "INV.xlsx")
    assert (mine.exists(), left.exists(), young.exists()) == (True, False, True)
    assert (tmp_path / "INV.xlsx").read_bytes() == b"paper"


def test_a_small_picture_is_written_by_way_of_the_parts(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    attachment_files.keep_thumbnail(path, "ab" * 32, b"picture")
    assert attachment_files.thumbnail(path, "ab" * 32) == b"picture"
    assert list((beside.folder(path, beside.FILES) / beside.PARTS).iterdir()) == []


def _file(path: Path) -> Path:
    path.write_bytes(b"x")
    return path


@pytest.mark.parametrize(
    ("number", "kept", "chosen"),
    [
        (errno.ENOSPC, "disk_full", "target_full"),
        (errno.EDQUOT, "disk_full", "target_full"),
        (errno.EFBIG, "disk_full", "target_full"),
        (errno.EROFS, "target_not_writable", "target_not_writable"),
    ],
)
def test_a_full_disk_is_called_full_whoever_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kept: str, chosen: str
) -> None:
    path, file = tmp_path / "stock.db", tmp_path / "list.csv"
    file.write_bytes(b"lot,chassis")
    open_file(path).close()

    def refused(*_: object, **__: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(whole_file.os, "fsync", refused)
    out = tmp_path / "out.jsonl"
    for write, key in (
        (lambda: list_files.keep(path, file, "ab" * 32), kept),
        (lambda: list_copies.keep(path, "cd" * 32, [("sdn.csv", b"x")], []), kept),
        (lambda: auditing.export(silent, path, out, "sato"), chosen),
        (lambda: supporting.write_bundle(silent, path, Settings(), out), chosen),
        (lambda: saving.save(b"a paper", tmp_path / "a.xlsx"), chosen),
    ):
        with pytest.raises(UserError) as caught:
            write()
        assert caught.value.key == key


def test_a_new_database_on_a_disk_without_links_is_finished(tmp_path: Path) -> None:
    """Killed between the names of its files and its own: in a child, which is really gone."""
    into, other = tmp_path / "new.db", tmp_path / "other.db"
    program = """
import os, signal, sys
from pathlib import Path
from broker_app.store import beside, new_database
from broker_app.store.database import open_file

def refused(*_):
    raise OSError(1, "no links here")

os.link = refused
replace = Path.replace
Path.replace = lambda self, to: (
    os.kill(os.getpid(), signal.SIGKILL) if Path(to).name == "new.db" else replace(self, to)
)
with new_database.new_database(Path(sys.argv[1])) as part:
    open_file(part).close()
    files = beside.folder(part, beside.FILES)
    files.mkdir()
    (files / "photo").write_bytes(b"a photograph")
"""
    done = subprocess.run([sys.executable, "-c", program, str(into)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "new-files" / "photo").exists()
    assert not into.exists()
    for part in tmp_path.glob(f"{whole_file.PART}*"):
        aged(part)
    assert whole_file.sweep(tmp_path) == 0  # a day later it can still be finished
    open_file(other).close()  # whatever is opened in that folder
    assert into.exists()
    assert beside.folder(into, beside.FILES).joinpath("photo").read_bytes() == b"a photograph"
    assert not list(tmp_path.glob(f"{whole_file.PART}*"))
    open_file(into).close()


@pytest.mark.parametrize("said", [b"", b"\0", b"..", b"../other.db", b"\xff\xfe", b"x" * 5000])
def test_a_note_that_somebody_else_wrote_leads_nowhere(tmp_path: Path, said: bytes) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    part = inside / f"{whole_file.PART}abc"
    part.write_bytes(b"theirs")
    part.with_name(part.name + whole_file.NAMED).write_bytes(said)
    open_file(inside / "stock.db").close()
    assert {one.name for one in tmp_path.iterdir()} == {"inside"}
