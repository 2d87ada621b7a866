"""What changed from one copy of a sanctions list to the next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from broker_app.domain.listing import Entry

_NEAR = 0.8
_COMPARED = tuple(f.name for f in fields(Entry) if f.name not in ("list_id", "entry_id"))


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry before and after, and the names of the fields that differ."""

    before: Entry
    after: Entry
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListDifference:
    """Entries that came, went, or say something else."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(before: Sequence[Entry], after: Sequence[Entry]) -> ListDifference:
    """Compare two copies; an entry that was only numbered anew is the same.

    What is not the same word for word is paired by its id where a name is in common or near, then
    by its first name.
    """
    old, new = _without_equals(before, after)
    changed: list[Changed] = []
    for key in (_by_id, _by_name):
        waiting: dict[object, list[Entry]] = defaultdict(list)
        for entry in old:
            waiting[key(entry)].append(entry)
        rest: list[Entry] = []
        for entry in new:
            pair = next((one for one in waiting[key(entry)] if _are_alike(one, entry)), None)
            if pair is None:
                rest.append(entry)
            else:
                waiting[key(entry)].remove(pair)
                changed.append(Changed(pair, entry, _parts(pair, entry)))
        old, new = [entry for same in waiting.values() for entry in same], rest
    return ListDifference(tuple(new), tuple(old), tuple(changed))


def _without_equals(
    before: Iterable[Entry], after: Iterable[Entry]
) -> tuple[list[Entry], list[Entry]]:
    """Take away what stands in both, whatever its id."""
    waiting: dict[Entry, list[Entry]] = defaultdict(list)
    for entry in before:
        waiting[_without_id(entry)].append(entry)
    new = []
    for entry in after:
        same = waiting.get(_without_id(entry))
        if same:
            same.pop()
        else:
            new.append(entry)
    return [entry for same in waiting.values() for entry in same], new


def _without_id(entry: Entry) -> Entry:
    return replace(entry, entry_id="")


def _by_id(entry: Entry) -> object:
    return entry.entry_id


def _by_name(entry: Entry) -> object:
    return entry.names[0].text.casefold() if entry.names else ""


def _are_alike(one: Entry, other: Entry) -> bool:
    ours, theirs = ({name.text.casefold() for name in entry.names} for entry in (one, other))
    return bool(ours & theirs) or (
        one.entry_id == other.entry_id and any(_are_near(a, b) for a in ours for b in theirs)
    )


def _are_near(one: str, other: str) -> bool:
    """Tell whether a name was only written anew; ids alone do not say so: some are mere counts."""
    from difflib import SequenceMatcher  # of use to two copies of a list only

    return SequenceMatcher(None, one, other).ratio() >= _NEAR


def _parts(before: Entry, after: Entry) -> tuple[str, ...]:
    return tuple(n for n in _COMPARED if getattr(before, n) != getattr(after, n))
