"""Facts of a vehicle as they are set back: each with its origin and its printed step.

A row of `vehicle` holds what belongs to one fact in several columns: the value, the step it was
printed in, where it comes from (`origins`), and for the chassis number the folded identity. They
go back together or not at all.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from broker_app.domain.vehicle import PRECISIONS, SPEC

_FOLLOWS = {**{name: (step,) for name, step in PRECISIONS.items()}, "chassis_number": ("identity",)}
_BESIDE = frozenset({"identity", "origins", "search_key", *PRECISIONS.values()})


def back(
    before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return what to set back of a vehicle, and the facts and columns changed again since."""
    origins = _Origins(before, after, now)
    values: dict[str, Any] = {}
    clashing = []
    kept = set()
    for name in _touched(after, origins):
        columns = [name, *_FOLLOWS.get(name, ())]
        if name not in SPEC:
            columns = [name]
        stand = [c in after and now[c] not in (after[c], before.get(c)) for c in columns]
        if any(stand) or origins.clash(name):
            clashing.append(name)
            kept.add(name)
            continue
        values |= {c: before.get(c) for c in columns if c in after and now[c] != before.get(c)}
    text = origins.set_back(kept)
    if text != (now["origins"] or ""):
        values["origins"] = text
    if "search_key" in after and now["search_key"] == after["search_key"]:
        values["search_key"] = before.get("search_key")
    if set(values) <= {"search_key"}:
        values = {}
    return values, clashing


def _touched(after: Mapping[str, Any], origins: "_Origins") -> list[str]:
    """Return the facts and other columns that a step changed, each once."""
    changed = [name for name in after if name not in _BESIDE]
    steps = [name for name, step in PRECISIONS.items() if step in after]
    return list(dict.fromkeys([*changed, *steps, *origins.changed]))


class _Origins:
    """The origins of facts before a step, after it, and now."""

    def __init__(
        self, before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]
    ) -> None:
        self._known = "origins" in after
        self._text = before.get("origins") or ""
        self._before, self._after = _read(before.get("origins")), _read(after.get("origins"))
        self._now = _read(now["origins"])
        names = (*self._before, *self._after)
        self.changed = [
            n for n in dict.fromkeys(names) if self._before.get(n) != self._after.get(n)
        ]

    def clash(self, name: str) -> bool:
        """Tell whether a fact comes from somewhere else by now."""
        known = (self._after.get(name), self._before.get(name))
        return self._known and self._now.get(name) not in known

    def set_back(self, kept: set[str]) -> str:
        """Return the origins with those of the step set back, but for facts that are kept."""
        result = dict(self._now)
        for name in self.changed:
            if name in kept:
                continue
            if name in self._before:
                result[name] = self._before[name]
            else:
                result.pop(name, None)
        if result == self._before:
            return self._text if self._known else _written(result)
        return _written(result)


def _read(text: str | None) -> dict[str, Any]:
    return dict(msgspec.json.decode(text)) if text else {}


def _written(origins: Mapping[str, Any]) -> str:
    return msgspec.json.encode(origins).decode() if origins else ""
