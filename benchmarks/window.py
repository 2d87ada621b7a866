"""The window on a large stock, in a process of its own, beside an empty window."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.result import Result, seconds
from broker_app.store import vehicles
from broker_app.store.vehicles import Query

_ROUNDS = 3


def opened(file: Path, count: int) -> list[Result]:
    """Open the stock and use it."""
    empty = min((ask("empty", file) for _ in range(_ROUNDS)), key=lambda found: found["painted"])
    found = min((ask("start", file) for _ in range(_ROUNDS)), key=lambda found: found["painted"])
    used = ask("use", file)
    stock = f"{count:,} vehicles"
    memory = {"at the most": used["peak"], "empty window": empty["memory"]}
    return [
        Result(
            f"first rows painted, {stock}",
            found["painted"],
            empty["painted"],
            "2.5; 2",
            stages=found["stages"],
        ),
        Result("wheel step, p95", used["wheel"], None, "16", "ms"),
        Result("random jump, p95", used["jump"], None, "40", "ms"),
        Result("facets opened, all counts", used["facets"]["opened"], None, "3000", "ms"),
        Result("a facet ticked, all counts", used["facets"]["ticked"], None, "300", "ms"),
        *(_filter(file, words, spent) for words, spent in used["filters"].items()),
        Result(
            f"memory, {stock} open",
            used["memory"] - empty["memory"],
            None,
            "plus 60",
            "MB",
            memory,
        ),
    ]


def _filter(file: Path, words: str, spent: float) -> Result:
    with closing(sqlite3.connect(file)) as reader:
        reader.row_factory = sqlite3.Row
        query = Query(words=words, sort="id", descending=True)

        def by_hand() -> None:
            vehicles.block(reader, vehicles.ids(reader, query, 256), "RU")

        peer = min(seconds(by_hand) for _ in range(_ROUNDS)) * 1000
    return Result(f"filter “{words}”, first screen", spent, peer, "1.5; under 100 ms", "ms")


def ask(what: str, file: Path) -> dict[str, Any]:
    """Run one measurement in a fresh process, without a display, modules compiled before."""
    command = [sys.executable, "-m", "benchmarks.screen", what, str(time.time()), str(file)]
    settings = {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": os.devnull,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(file.parent / "compiled"),
    }
    done = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return dict(json.loads(done.stdout))
