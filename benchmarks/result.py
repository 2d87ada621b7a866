"""One measured piece of work beside its peer, and the table of all of them."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch


@dataclass
class Result:
    """What was measured. `aim` is a ratio or, with a unit, a figure of its own."""

    work: str
    ours: float
    peer: float | None
    aim: str
    unit: str = "s"
    stages: Mapping[str, float] = field(default_factory=dict)

    def cells(self) -> list[str]:
        ratio = f"{self.ours / self.peer:.1f}" if self.peer else "-"
        parts = ", ".join(f"{name} {_figure(value)}" for name, value in self.stages.items())
        return [
            self.work,
            f"{_figure(self.ours)} {self.unit}",
            f"{_figure(self.peer)} {self.unit}" if self.peer is not None else "-",
            ratio,
            self.aim,
            parts,
        ]


HEADS = ["work", "ours", "peer", "ratio", "aim", "by stage"]


def table(results: list[Result]) -> str:
    """Return the results as a table, which is Markdown too."""
    lines = [HEADS, *(result.cells() for result in results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    rows = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    rows.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(rows)


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


Part = tuple[str, object, str]
"""A stage, and the function that does it: its owner and its name there."""


@contextmanager
def stages(parts: list[Part], rest: str) -> Iterator[dict[str, float]]:
    """Split the time of a block by stage: each function's own time, and `rest` for all else."""
    spent = dict.fromkeys((rest, *(name for name, _, _ in parts)), 0.0)
    running = [rest]
    clock = [time.perf_counter()]

    def turn(to: Callable[[], object]) -> None:
        now = time.perf_counter()
        spent[running[-1]] += now - clock[0]
        clock[0] = now
        to()

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any, **named: Any) -> Any:
            turn(lambda: running.append(name))
            try:
                return work(*values, **named)
            finally:
                turn(running.pop)

        return run

    with ExitStack() as stack:
        for name, owner, function in parts:
            work = timed(name, getattr(owner, function))
            stack.enter_context(patch.object(owner, function, work))
        yield spent
        turn(lambda: None)
