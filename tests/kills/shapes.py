"""Kills while a file of each earlier shape is brought up to date: the next opening goes on."""

import os
import signal
from contextlib import closing
from pathlib import Path

from broker_app.jobs import backing_up
from broker_app.store.database import open_file, open_reader
from broker_app.store.migrations import migrations
from tests.kills import kills, wires, work
from tests.kills.kills import Report, Rig
from tests.kills.work import OLD, Told

VEHICLES = 300
"""What `work.make_old` puts into each."""
MOST_WRITES = 900


def run(rig: Rig, each: int) -> Report:
    """Kill the opening of a file of each earlier shape so often, within a random write."""
    report = Report("kills of a migration")
    for stop in migrations.names[2:]:
        for _ in range(each):
            folder = rig.folder / "shape"
            folder.mkdir(exist_ok=True)
            for old in folder.glob(f"{OLD}*"):
                old.unlink()
            work.make_old(folder / OLD, stop)
            killed = _killed(folder / OLD, rig.chance.randrange(1, MOST_WRITES))
            kills._look(report, folder / OLD, None, [Told("open")])
            with closing(open_reader(folder / OLD)) as reader:
                found = reader.execute("SELECT count(*) FROM vehicle").fetchone()[0]
            if found != VEHICLES:
                report.losses.append(f"{stop}: {found} vehicles")
            report.at["within a write" if killed else "after the last"] += 1
            report.count += 1
    return report


def _killed(path: Path, write: int) -> bool:
    """Open a file in a process that dies within a write; tells whether it came to that."""

    def at_work(_pipe: int) -> None:
        wires.die_at(write)
        open_file(path, backing_up.before_migration).close()

    child, reading = kills.started(at_work, path.parent)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    return False
