"""Addresses: whether one of ours is like a listed one."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from broker_app.screening.romanise import latin, prepared

_ALIKE = 85
_SHORTEST = 12


def alike_addresses(ours: Sequence[str], theirs: Sequence[str]) -> dict[str, str]:
    """Return our address -> the listed one it is like; a town alone is no address."""
    found: dict[str, str] = {}
    for mine in ours:
        for other in theirs:
            if _alike(_plain(mine), _plain(other)):
                found.setdefault(mine, other)
    return found


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST or not _numbers(one) & _numbers(other):
        return False
    return fuzz.token_set_ratio(one, other) >= _ALIKE


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", latin(prepared(text))))
