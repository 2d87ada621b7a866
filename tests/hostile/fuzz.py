"""A small coverage-guided fuzzer of every door: `python -m tests.hostile.fuzz --seconds 60`.

Samples that reach new lines of the program are kept and changed further. What is found (anything
but a `UserError`, over 2 seconds of the processor, over 300 MB) is made as small as it goes and
written to `--found`; the exit status is 1 then. `--target NAME` (more than once) names single
doors. The slowest samples of each door are told.
"""

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from heapq import nlargest
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from broker_app.errors import UserError
from tests.hostile.mutate import mutated
from tests.hostile.targets import DOORS, Door

SLOW_SECONDS, LARGE_BYTES = 2.0, 300_000_000
TRACING = 10
"""So many times longer takes what is looked at line by line."""
TOLD = 3
"""Slowest samples that are told of a door."""
OURS = f"{os.sep}broker_app{os.sep}"
MOST_KEPT = 400
TRACED = 0.3
"""The part of the samples of which it is looked which lines they reach: that takes ten times."""


class TooSlow(BaseException):
    """A sample took longer than a person would wait."""


class Reached:
    """The lines of the program that samples reached, each with the one before it."""

    def __init__(self) -> None:
        self.pairs: set[tuple[CodeType, int, int]] = set()
        self.fresh = 0

    def __enter__(self) -> "Reached":
        self.fresh = 0
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        if OURS not in code.co_filename:
            return None
        before = 0

        def line(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal before
            pair = (code, before, frame.f_lineno)
            before = frame.f_lineno
            if pair not in self.pairs:
                self.pairs.add(pair)
                self.fresh += 1
            return line

        return line


def _resident() -> int:
    """The memory that is held now, in bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def problem_of(
    take: Callable[[Path, bytes], object], folder: Path, data: bytes, most: float = SLOW_SECONDS
) -> str:
    """Return what is wrong with what a door makes of a sample, empty for nothing."""

    def stop(*_: object) -> None:
        raise TooSlow

    timed = hasattr(signal, "setitimer")
    if timed:
        signal.signal(signal.SIGVTALRM, stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, most)
    began, held = time.process_time(), _resident()
    try:
        take(folder, data)
    except UserError:
        return ""
    except TooSlow:
        return "slow"
    except Exception as problem:
        last = traceback.extract_tb(problem.__traceback__)
        ours = [f for f in last if OURS in f.filename] or list(last)
        return f"{type(problem).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno}"
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if time.process_time() - began > most:
        return "slow"
    return "large" if _resident() - held > LARGE_BYTES else ""


def smallest(door: Door, folder: Path, data: bytes, problem: str, seconds: float = 10) -> bytes:
    """Cut out of a sample whatever the problem does not need."""
    until = time.monotonic() + seconds
    size = len(data) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(data) and time.monotonic() < until:
            tried = data[:at] + data[at + size :]
            if problem_of(door.take, folder, tried) == problem:
                data = tried
            else:
                at += size
        size //= 2
    return data


def run(name: str, seconds: float, seed: int, found: Path) -> dict[str, bytes]:
    """Fuzz one door; returns the problems with their smallest samples."""
    door, chance, reached = DOORS[name], random.Random(seed), Reached()
    problems: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        kept = door.seeds()
        for data in kept:
            with reached:
                problem_of(door.take, folder, data, TRACING * SLOW_SECONDS)
        began, count = time.monotonic(), 0
        slowest: list[tuple[float, int]] = []
        while time.monotonic() - began < seconds:
            data = mutated(chance, chance.choice(kept), kept)
            reached.fresh = 0
            if chance.random() < TRACED:
                with reached:
                    problem = problem_of(door.take, folder, data, TRACING * SLOW_SECONDS)
            else:
                start = time.process_time()
                problem = problem_of(door.take, folder, data)
                slowest = nlargest(TOLD, [*slowest, (time.process_time() - start, len(data))])
            count += 1
            if problem and problem not in problems:
                problems[problem] = smallest(door, folder, data, problem)
                _write(found, name, problem, problems[problem])
            elif reached.fresh and not problem and len(kept) < MOST_KEPT:
                kept.append(data)
    _say(f"{name}: {count} samples, {len(kept)} kept, {len(reached.pairs)} pairs of lines,"
          f" {len(problems)} problems; slowest "
          + ", ".join(f"{spent:.2f} s ({size:,} bytes)" for spent, size in slowest))  # fmt: skip
    return problems


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _write(found: Path, name: str, problem: str, data: bytes) -> None:
    found.mkdir(parents=True, exist_ok=True)
    file = found / f"{name.replace(' ', '-')}-{hashlib.sha256(problem.encode()).hexdigest()[:8]}"
    file.write_bytes(data)
    _say(f"  {problem}: {len(data)} bytes in {file.name}")


def main() -> int:
    """Run from the command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seconds", type=float, default=60, help="for each door")
    reader.add_argument("--target", action="append", choices=sorted(DOORS), help="a single door")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--found", type=Path, default=Path("fuzz-found"))
    given = reader.parse_args()
    warnings.simplefilter("ignore")
    bad = [name for name in given.target or DOORS
           if run(name, given.seconds, given.seed, given.found)]  # fmt: skip
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
