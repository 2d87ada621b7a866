"""What a door is, and what several kinds of them use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from broker_app.jobs import demo
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parents[2] / "data"
RESOURCES = Path(__file__).parents[3] / "resources"


@dataclass(frozen=True)
class Door:
    """What takes bytes, under which name of file, and valid samples to begin with."""

    take: Callable[[Path, bytes], object]
    seeds: Callable[[], list[bytes]]
    file: str


@cache
def books() -> Books:
    """The books of the program, read once."""
    return Books()


@cache
def stock(folder: Path) -> Path:
    """A small stock to look things up in: made once beside the files of a run."""
    place = folder / "stock"
    demo.build(place, silent, books())
    return place / "demo.db"


def put(name: str, folder: Path, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


FORMAT = b"""name = "A house"
headings = ["No", "Car"]

[columns]
"No" = "lot_number"
"Car" = "model"
"""


def tomls(folder: str, count: int = 3) -> list[bytes]:
    return [file.read_bytes() for file in sorted((RESOURCES / folder).rglob("*.toml"))[:count]]


def texts(*given: str) -> Callable[[], list[bytes]]:
    return lambda: [one.encode() for one in given]
