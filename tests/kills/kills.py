"""Kills: a process at work, killed at random moments or within a random write."""

import os
import random
import select
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from broker_app.jobs.books import Books
from broker_app.store.migrations import migrations
from tests.kills import invariants, wires, work
from tests.kills.invariants import Base
from tests.kills.work import OLD, Told

EACH_FILE = 12
"""Kills that one file goes through before a fresh one is taken."""
OLD_EVERY = 5
"""One of so many kills is of an old file that is brought up to date."""
LONGEST = 6.0
"""Seconds a process works at most before it is killed."""
MOST_WRITES = 400


@dataclass
class Report:
    """What came of all kills."""

    what: str
    count: int = 0
    at: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)
    steps: int = 0

    def line(self) -> str:
        """Return it in one line."""
        during = ", ".join(f"{n} {name}" for name, n in sorted(self.at.items()))
        checked = f"{self.seen.total()} checks of {len(self.seen)} invariants"
        return (
            f"{self.count} {self.what} ({during}); {self.steps} told steps; {checked};"
            f" losses {len(self.losses)}"
        )


class Rig:
    """A folder to work in, with a database to begin with."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.books = Books()
        self.base_path = work.make_base(folder / "base", self.books)
        self.base = Base(self.base_path)

    def fresh(self, name: str) -> Path:
        """Return a copy of the database to begin with, in a folder of its own."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base_path.parent, folder)
        return folder / self.base_path.name

    def old(self, name: str) -> Path:
        """Return a database as some earlier version left it."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        stop = self.chance.choice(migrations.names[2:])
        work.make_old(folder / OLD, stop)
        return folder / OLD


def run(rig: Rig, count: int) -> Report:
    """Kill so often, and look after each at what must hold."""
    report = Report("kills")
    path, told = rig.fresh("stock"), []
    for number in range(count):
        if number % EACH_FILE == EACH_FILE - 1:
            path, told = rig.fresh("stock"), []
        is_old = number % OLD_EVERY == OLD_EVERY - 1
        chosen = rig.old("old") if is_old else path
        try:
            said = _killed(rig, chosen)
        except RuntimeError as problem:
            report.losses.append(str(problem))
            continue
        lines = said if is_old else [*told, *said]
        _look(report, chosen, None if is_old else rig.base, lines)
        if said:
            where = work.work_of(said[-1])
            report.at["migration" if is_old and where == "open" else where] += 1
        report.count += 1
        report.steps += sum(one.stored for one in said)
        if not is_old:
            told = lines
        if sys.stderr.isatty():
            print(f"\r{number + 1}/{count}", end="", file=sys.stderr)
    return report


def _look(report: Report, path: Path, base: Base | None, told: list[Told]) -> None:
    try:
        seen, wrong = invariants.broken(path, base, told)
    except Exception:  # a file that does not open is the worst loss
        report.losses.append(f"after {told[-1:]}: {traceback.format_exc(limit=-3)}")
        return
    report.seen += seen
    report.losses += [f"{one} after {told[-1:]}" for one in wrong]


def _killed(rig: Rig, path: Path) -> list[Told]:
    """Let a process work on a file and kill it; returns what it told until then."""
    seed, chance = rig.chance.randrange(2**32), rig.chance
    writes = chance.randrange(1, MOST_WRITES) if chance.random() < 0.5 else 0
    wait = chance.uniform(0.02, 2.0)

    def at_work(pipe: int) -> None:
        if writes:
            wires.die_at(writes)
        work.go_on(path, rig.books, seed, work.write_to(pipe))

    child, reading = started(at_work, path.parent)
    until = time.monotonic() + (LONGEST if writes else wait)
    content = b""
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        piece = os.read(reading, 65536) if ready else b""
        if ready and not piece:
            break
        content += piece
    os.kill(child, signal.SIGKILL)
    while piece := os.read(reading, 65536):
        content += piece
    os.close(reading)
    _, status = os.waitpid(child, 0)
    refuse_failed(status, path.parent)
    lines = content.split(b"\n")[:-1]
    return [msgspec.json.decode(line, type=Told) for line in lines]


def refuse_failed(status: int, folder: Path) -> None:
    """Raise a RuntimeError where a process came to an end by itself."""
    if not os.WIFSIGNALED(status):
        raise RuntimeError((folder / "failed.txt").read_text())


def started(at_work: Callable[[int], None], folder: Path) -> tuple[int, int]:
    """Start a process that writes to a pipe; returns its number and the end to read from."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    try:
        at_work(writing)
    except BaseException:
        (folder / "failed.txt").write_text(traceback.format_exc())
    finally:
        os._exit(3)
