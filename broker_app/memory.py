"""What the window remembers of a database on this machine: where one was, what one did last.

Kept in a small file of this person and written at once, so that it outlives a crash. A damaged or
missing file remembers nothing, and is no error.
"""

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from broker_app import log, paths

MOST_DATABASES = 20


def of_database(database: Path) -> "Memory":
    """Return what this person's computer remembers of a database."""
    return Memory(paths.config_folder() / "windows.json", database)


class Memory:
    """Values by name for one database; without a file they last as long as the window."""

    def __init__(self, file: Path | None = None, database: Path | None = None) -> None:
        self._file = file
        self._database = str(database.resolve()) if database else ""
        self._values: dict[str, Any] = self._read().get(self._database, {}) if file else {}
        self._owners: list[Callable[[Callable[[Any], Any]], object]] = []

    def get(self, name: str, usual: Any = None) -> Any:
        """Return what is remembered, the usual value where it is nothing of that kind."""
        value = self._values.get(name, usual)
        return usual if usual is not None and type(value) is not type(usual) else value

    def put(self, name: str, value: Any) -> None:
        """Remember a value (what JSON can hold); writes only what is new."""
        if self._values.get(name) != value:
            self._values[name] = value
            self._write()

    def erase(self, texts: Collection[str], instead: str) -> None:
        """Write over the texts of somebody who was erased, wherever they stand here."""

        def swapped(value: Any) -> Any:
            return _swapped(value, texts, instead)

        self._values = swapped(self._values)
        self._write()
        for owner in self._owners:
            owner(swapped)

    def on_erasing(self, owner: Callable[[Callable[[Any], Any]], object]) -> None:
        """Let who holds values besides be given what writes over such texts in a value."""
        self._owners.append(owner)

    # inside

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8")) if self._file else {}
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: known for name, known in found.items() if isinstance(known, dict)}

    def _write(self) -> None:
        """Write beside the old file and swap; other windows keep what they wrote meanwhile."""
        if self._file is None:
            return
        known = self._read()
        known.pop(self._database, None)
        known[self._database] = self._values  # the latest stands last
        kept = dict(list(known.items())[-MOST_DATABASES:])
        fresh = self._file.with_suffix(".new")
        try:
            fresh.touch(mode=0o600)  # it may hold what somebody is writing
            fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self._file)
        except OSError as problem:
            log.of("ui").warning("the window cannot remember: %s", problem)


def _swapped(value: Any, texts: Collection[str], instead: str) -> Any:
    """Return a value of JSON in which something else stands for each of some texts."""
    if isinstance(value, str):
        for text in texts:
            value = value.replace(text, instead)
        return value
    if isinstance(value, list):
        return [_swapped(one, texts, instead) for one in value]
    if isinstance(value, dict):
        return {
            _swapped(name, texts, instead): _swapped(one, texts, instead)
            for name, one in value.items()
        }
    return value
