"""How a running job says how far it is, and hears that it should stop."""

from typing import Protocol


class Progress(Protocol):
    """Called now and then by a job: done, total (0 where unknown), and a key of the catalogue.

    Raises Cancelled where the user asked to stop; the job lets it pass through.
    """

    def __call__(self, done: int, total: int, key: str, /, **values: object) -> None:
        """Tell how far the job is."""


def silent(done: int, total: int, key: str, /, **values: object) -> None:
    """Tell nobody."""


def part_of(progress: Progress, done: int, total: int, key: str, /, **values: object) -> Progress:
    """Return what a part of a job tells: the whole is as far as it was, and may be stopped."""

    def told(_done: int, _total: int, _key: str, /, **_values: object) -> None:
        progress(done, total, key, **values)

    return told
