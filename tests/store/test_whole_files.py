"""Files written whole or not at all, and what a kill leaves of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broker_app import whole_file
from broker_app.papers import saving
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
