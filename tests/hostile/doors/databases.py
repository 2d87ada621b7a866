"""Doors of databases, backups and exports."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import (
    auditing,
    checking_database,
    exporting_all,
    list_formats,
    rebuilding,
    restoring,
)
from broker_app.jobs.progress import silent
from broker_app.store import backup, mark, sealing
from broker_app.store.database import open_file
from tests.hostile.doors.door import FORMAT, Door, books, put, texts


@cache
def _export() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_file(folder / "small.db") as db:
            list_formats.add_file(db, put("f.toml", folder, FORMAT), "sato")
        exporting_all.export_all(silent, folder / "small.db", books(), folder / "out")
        files = (file for file in (folder / "out").rglob("*") if file.is_file())
        return {f.relative_to(folder / "out").as_posix(): f.read_bytes() for f in files}


def _plain_import(folder: Path, data: bytes) -> None:
    """The bytes stand for one file of an export; its sums are made right again."""
    import hashlib

    place, into = folder / "export", folder / "imported.db"
    shutil.rmtree(place, ignore_errors=True)
    for old in folder.glob("imported*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    members = dict(_export())
    which, _, content_of = data.partition(b"\n")
    name = which.decode("utf-8", "replace")
    if name in members:
        members[name] = content_of
    if name not in ("manifest.json", "SHA256SUMS"):
        sums = {n: hashlib.sha256(d).hexdigest() for n, d in members.items()}
        lines = _export()["SHA256SUMS"].decode().splitlines()
        named = [line.partition("  ")[2] for line in lines]
        members["SHA256SUMS"] = "".join(f"{sums[n]}  {n}\n" for n in named).encode()
    if name != "manifest.json":
        head = json.loads(members["manifest.json"])
        head["sums"] = hashlib.sha256(members["SHA256SUMS"]).hexdigest()
        members["manifest.json"] = json.dumps(head).encode()
    for member, content_ in members.items():
        target = place / member
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content_)
    exporting_all.import_all(silent, place, into)


def _plain_seeds() -> list[bytes]:
    wanted = ("manifest.json", "SHA256SUMS", "records/journal", "records/list_format")
    return [
        name.encode() + b"\n" + data for name, data in _export().items() if name.startswith(wanted)
    ]


@cache
def _small_db() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "small.db"
        with open_file(path) as db:
            list_formats.add_file(db, put("f.toml", Path(name), FORMAT), "sato")
        made = backup.make(path)
        return made.read_bytes()


def _backup(folder: Path, data: bytes) -> None:
    path, into = put("backup.db", folder, data), folder / "restored.db"
    for old in folder.glob("restored*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with suppress(UserError):
        restoring.restore(silent, path, into)
    for old in folder.glob("restored*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    rebuilding.rebuild(silent, path, into, "sato")


@cache
def _seal() -> tuple[sealing.Seal, Secret]:
    return sealing.new(Secret("correct horse"))


@cache
def _sealed() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = put("plain.db", folder, b"SQLite format 3 " * 8)
        sealing.seal(plain, folder / "copy.age", _seal()[0])
        return (folder / "copy.age").read_bytes()


def _unseal(folder: Path, data: bytes) -> None:
    path, seal = put("copy.age", folder, data), _seal()
    with (folder / "opened").open("wb") as target:
        sealing.unseal(path, target, sealing.identity_of(seal[1], seal[0], path))


@cache
def _history() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = put("small.db", Path(name), _small_db())
        auditing.export(silent, path, Path(name) / "history.jsonl", "sato")
        return (Path(name) / "history.jsonl").read_bytes()


def _mark(folder: Path, data: bytes) -> None:
    path = folder / "marked.db"
    mark.place(path).write_bytes(data)
    mark.get(path)


def _backup_page(folder: Path, data: bytes) -> None:
    path, into = put("page.db", folder, _small_db()), folder / "restored.db"
    put("page.json", folder, data)
    for old in folder.glob("restored*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    restoring.restore(silent, path, into)


PAGE = {
    "size": 1,
    "sha256": "",
    "tables": {},
    "journal": {"step": 1, "seq": 1, "hash": ""},
    "files": ["files/ab/" + "ab" * 32],
}


def _page_seeds() -> list[bytes]:
    held = {"database": "small.db", "reason": "manual", "made_at": "2026-11-22T00:00:00+00:00"}
    return [json.dumps(held | PAGE).encode()]


def _database(folder: Path, data: bytes) -> None:
    path = put("strange.db", folder, data)
    checking_database.check(silent, path)
    with open_file(path):
        pass


DOORS: Mapping[str, Door] = {
    "plain files": Door(_plain_import, _plain_seeds, "import_all"),
    "backup": Door(_backup, lambda: [_small_db()], "restore"),
    "sealed copy": Door(_unseal, lambda: [_sealed()], "unseal"),
    "history": Door(
        lambda folder, data: auditing.verify_file(put("history.jsonl", folder, data)),
        lambda: [_history()],
        "verify_file",
    ),
    "mark": Door(_mark, texts('{"seq":1,"hash":"ab","step":1,"at":"2026-11-22"}'), "mark.get"),
    "page of a backup": Door(_backup_page, _page_seeds, "page_of"),
    "database": Door(_database, lambda: [_small_db()], "open_file"),
}
