"""What the window remembers of a database on this machine: where one was, what one did last.

Kept in a small file of this person and written at once, so that it outlives a crash. A damaged or
missing file remembers nothing, and is no error.
"""

import json
from pathlib import Path
from typing import Any

from broker_app import log

MOST_DATABASES = 20


class Memory:
    """Values by name for one database; without a file they last as long as the window."""

    def __init__(self, file: Path | None = None, database: Path | None = None) -> None:
        self._file = file
        self._database = str(database.resolve()) if database else ""
        self._values: dict[str, Any] = self._read().get(self._database, {}) if file else {}

    def get(self, name: str, usual: Any = None) -> Any:
        """Return what is remembered, the usual value where it is nothing of that kind."""
        value = self._values.get(name, usual)
        return usual if usual is not None and type(value) is not type(usual) else value

    def put(self, name: str, value: Any) -> None:
        """Remember a value (what JSON can hold); writes only what is new."""
        if self._values.get(name) != value:
            self._values[name] = value
            self._write()

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
