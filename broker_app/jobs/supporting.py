"""The support bundle: what helps to find a fault, and nothing of the business or of persons.

Nothing is searched for and taken out: only what is known to be harmless is taken in. A free text,
whatever it says, stays at home; of the log there are times, places in the program, kinds of errors.
"""

import platform
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from broker_app import __version__, paths, whole_file
from broker_app.errors import UserError
from broker_app.jobs import auditing, checking_database
from broker_app.jobs.progress import Progress
from broker_app.settings import CHOICES, Settings
from broker_app.store import integrity
from broker_app.store.database import Damage, open_reader
from broker_app.store.migrations import migrations
from broker_app.store.new_database import own_columns
from broker_app.store.replay import Difference

LIBRARIES = (
    "PySide6-Essentials", "sqlite-utils", "openpyxl", "python-calamine", "lxml", "msgspec",
    "click", "babel", "pillow", "rapidfuzz",
)  # fmt: skip
_LINE = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (DEBUG|INFO|WARNING|ERROR|CRITICAL)"
    r" (broker_app\.(?:cli|ui|jobs|store|reference|intake|papers|screening)) "
)
_PLACE = re.compile(
    r'^\s*File ".*?[/\\](broker_app[/\\][\w/\\]+\.py)", line (\d+), in ([a-z_<>]+)$'
)
_ELSEWHERE = re.compile(r'^\s*File ".*", line \d+, in ')
_RAISED = re.compile(
    r"^((?:[A-Za-z_]\w*\.)*[A-Za-z_]*(?:Error|Exception|Interrupt|Exit|Warning))\b"
)
_BEGUN = "Traceback (most recent call last):"


def write_bundle(progress: Progress, path: Path, settings: Settings, target: Path) -> Path:
    """Write the bundle as a ZIP file, whole or not at all. A damaged database is told, no error.

    Raises UserError where the file cannot be written.
    """
    told = msgspec.json.format(msgspec.json.encode(_told(progress, path, settings)), indent=1)
    log = "".join(f"{line}\n" for line in _log())
    try:
        with (
            whole_file.written(target, mode=whole_file.READABLE) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle,
        ):
            bundle.writestr("bundle.json", told)
            bundle.writestr("log.txt", log)
    except OSError as problem:
        raise whole_file.unwritable(target.name, problem) from problem
    return target


def scrubbed(lines: Iterable[str]) -> Iterator[str]:
    """Yield what is harmless of a log: when, how bad, which room, where, and what kind of error."""
    for line in lines:
        if begins := _LINE.match(line):
            yield " ".join(begins.groups())
        elif (place := _PLACE.match(line)) and (file := _ours_at(place[1])):
            yield f"  {file}:{place[2]} {place[3]}"
        elif _ELSEWHERE.match(line):
            yield "  (elsewhere)"
        elif line.strip() == _BEGUN:
            yield "  traceback"
        elif (raised := _RAISED.match(line)) and _is_kind(raised[1]):
            yield f"  {raised[1]}"


def _ours_at(file: str) -> str:
    """Return a file of this program by its place in it; empty for one that is not of it."""
    plain = file.replace("\\", "/")
    package = Path(__file__).resolve().parent.parent
    inside = (package / plain.removeprefix("broker_app/")).is_file()
    return plain if inside or getattr(sys, "frozen", False) else ""


def _is_kind(name: str) -> bool:
    """Tell whether a name is that of an error of Python, of a library or ours, and no free text."""
    import builtins
    import sqlite3

    own = {"UserError", "Cancelled"}
    last = name.rpartition(".")[2]
    known = isinstance(getattr(builtins, last, None) or getattr(sqlite3, last, None), type)
    rooms = name.partition(".")[0]
    return (known or last in own) and (rooms == last or rooms in ("sqlite3", "broker_app"))


def settings_told(settings: Settings) -> dict[str, Any]:
    """Return settings without names, folders and free texts: of a text whether there is one."""
    told: dict[str, Any] = {"unknown_keys": len(settings.unknown)}
    for one in fields(Settings):
        value = getattr(settings, one.name)
        if isinstance(value, bool | int):
            told[one.name] = value
        elif isinstance(value, str):
            known = value in CHOICES.get(one.name, ())
            told[one.name] = value if known else {"set": bool(value)}
    return told


def _told(progress: Progress, path: Path, settings: Settings) -> dict[str, Any]:
    return {
        "program": __version__,
        "python": platform.python_version(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "encoding": sys.getfilesystemencoding(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "settings": settings_told(settings),
        "database": _database(progress, path),
    }


def _database(progress: Progress, path: Path) -> dict[str, Any]:
    """Return the shape, the counts and how the checks went; of a damaged file that it is so."""
    if not path.is_file():
        return {"there": False}
    try:
        with closing(open_reader(path)) as reader:
            applied = migrations.applied(reader)
            told: dict[str, Any] = {
                "shape": [name for name in migrations.names if name in applied],
                "newer_shapes": len(applied - frozenset(migrations.names)),
                "size": path.stat().st_size,
                "rows": _ours(integrity.counts(reader)),
            }
        checked = checking_database.check(progress, path)
        told["checks"] = [{"about": one.about, "state": one.state} for one in checked.lines]
        found = auditing.verify(progress, path)
    except UserError as problem:
        return {"there": True, "problem": problem.key}
    except Damage as problem:
        return {"there": True, "problem": type(problem).__name__}
    told["journal"] = {"entries": found.walked.count, "erased": found.walked.erased}
    told["flaws"] = [{"entry": one.seq, "kind": one.kind} for one in found.walked.flaws]
    ours = own_columns()
    told["differences"] = Counter(_where(one, ours) for one in found.differences)
    return told


def _ours(counts: dict[str, int]) -> dict[str, int]:
    """Return the counts of our tables, and how many others there are: their names may say
    anything."""
    ours = own_columns()
    named = {name: count for name, count in counts.items() if name in ours}
    return named | {"(others)": len(counts) - len(named)}


def _where(one: Difference, ours: Mapping[str, frozenset[str]]) -> str:
    """Return where a record is another than the journal says, without what stands there."""
    columns = ours.get(one.table)
    if columns is None:
        return f"(other) {one.kind}"
    field = f".{one.field}" if one.field in columns else ""
    return f"{one.table}{field} {one.kind}"


def _log() -> Iterator[str]:
    for file in sorted(paths.log_folder().glob("broker.log*"), reverse=True):
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        yield from scrubbed(lines)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
