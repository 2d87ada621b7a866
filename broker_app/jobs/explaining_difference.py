"""What a new copy of a sanctions list changed, in lines of words."""

from collections.abc import Iterator

from broker_app import words
from broker_app.domain.list_difference import ListDifference
from broker_app.domain.listing import Entry

MOST = 200
"""Entries of each kind of change that are told; the rest are counted."""


def summary(found: ListDifference) -> str:
    """Return how many entries came, went and changed."""
    counts = {"added": len(found.added), "removed": len(found.removed)}
    return words.say("listed.difference", changed=len(found.changed), **counts)


def lines(found: ListDifference, most: int = MOST) -> Iterator[str]:
    """Yield a line for each entry that came (+), went (−) or changed (~)."""
    for mark, entries in (("+", found.added), ("−", found.removed)):
        yield from (f"{mark} {_called(entry)}" for entry in entries[:most])
        yield from _more(len(entries) - most)
    for one in found.changed[:most]:
        parts = words.listed(words.say(f"listed.part.{part}") for part in one.parts)
        yield f"~ {_called(one.after)}: {parts}"
    yield from _more(len(found.changed) - most)


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield words.say("hold.more", count=count)


def _called(entry: Entry) -> str:
    return " / ".join(name.text for name in entry.names if name.kind == "primary")
