"""Facts of a vehicle as they are set back: each with its origin and its printed step.

A row of `vehicle` holds what belongs to one fact in several columns: the value, the step it was
printed in, where it comes from (`origins`), and for the chassis number the folded identity. They
go back together or not at all, and so does where a vehicle stands with its days.
"""

from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any

import msgspec

from broker_app.domain.vehicle import PRECISIONS

_FOLLOWS = {
    **{name: (step,) for name, step in PRECISIONS.items()},
    "chassis_number": ("identity",),
    "state": ("state_since", "bought_on", "left_on"),
}
_BESIDE = frozenset({"origins", "search_key", *chain.from_iterable(_FOLLOWS.values())})


def back(
    was: Mapping[str, Any], left: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return what to set back of a vehicle, and the facts and columns changed again since.

    `was` and `left` are the whole row before the step and as the step left it.
    """
    origins = _Origins(was, left, now)
    values: dict[str, Any] = {}
    clashing = []
    for name in _touched(was, left, origins):
        columns = [name, *_FOLLOWS.get(name, ())]
        if any(now[c] not in (left[c], was[c]) for c in columns) or origins.clash(name):
            clashing.append(name)
        else:
            values |= {c: was[c] for c in columns if now[c] != was[c]}
    text = origins.set_back(clashing)
    if text != (now["origins"] or ""):
        values["origins"] = text
    if values and now["search_key"] == left["search_key"] != was["search_key"]:
        values["search_key"] = was["search_key"]
    return values, clashing


def _touched(was: Mapping[str, Any], left: Mapping[str, Any], origins: "_Origins") -> list[str]:
    """Return the facts and other columns that a step changed, each once."""
    changed = [name for name in left if name not in _BESIDE and left[name] != was[name]]
    with_them = [n for n, beside in _FOLLOWS.items() if any(left[c] != was[c] for c in beside)]
    return list(dict.fromkeys([*changed, *with_them, *origins.changed]))


class _Origins:
    """The origins of facts before a step, after it, and now."""

    def __init__(
        self, was: Mapping[str, Any], left: Mapping[str, Any], now: Mapping[str, Any]
    ) -> None:
        self._text = was["origins"] or ""
        self._was, self._left, self._now = (_read(row["origins"]) for row in (was, left, now))
        names = dict.fromkeys((*self._was, *self._left))
        self.changed = [name for name in names if self._was.get(name) != self._left.get(name)]

    def clash(self, name: str) -> bool:
        """Tell whether a fact comes from somewhere else by now."""
        return self._now.get(name) not in (self._left.get(name), self._was.get(name))

    def set_back(self, kept: Collection[str]) -> str:
        """Return the origins with those of the step set back, but for facts that are kept."""
        result = dict(self._now)
        for name in self.changed:
            if name in self._was and name not in kept:
                result[name] = self._was[name]
            elif name not in kept:
                result.pop(name, None)
        return self._text if result == self._was else _written(result)


def _read(text: str | None) -> dict[str, Any]:
    return dict(msgspec.json.decode(text)) if text else {}


def _written(origins: Mapping[str, Any]) -> str:
    return msgspec.json.encode(origins).decode() if origins else ""
