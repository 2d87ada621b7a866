"""Shape: the steps that made the database what it is, in their order.

sqlite-utils runs them and is loaded for that alone: a file that is up to date opens without it.
"""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Step = Callable[["Database"], None]


class Shape:
    """Named steps, each run once on a file and recorded in it. `@shape()` adds one at the end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._steps: list[Step] = []

    def __call__(self) -> Callable[[Step], Step]:
        """Add the function as the last step, under its own name."""

        def add(step: Step) -> Step:
            self._steps.append(step)
            return step

        return add

    @property
    def names(self) -> tuple[str, ...]:
        """The steps that this version of the program knows."""
        return tuple(step.__name__ for step in self._steps)

    def applied(self, connection: sqlite3.Connection) -> frozenset[str]:
        """Return the names of the steps that a file has gone through."""
        asked = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
        if connection.execute(asked).fetchone() is None:
            return frozenset()
        sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ?"
        return frozenset(row[0] for row in connection.execute(sql, [self.name]))

    def apply(self, db: "Database", stop_before: str | None = None) -> None:
        """Take the steps that a file has not gone through yet."""
        from sqlite_utils.migrations import Migrations

        migrations = Migrations(self.name)
        for step in self._steps:
            migrations()(step)
        migrations.apply(db, stop_before=stop_before)
