"""List format: a layout that was seen, known again by its headings in any order."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from broker_app.domain.spelling import fold

ALIKE = 0.7
"""Two layouts that share so much of their headings are one that changed."""
_NUMBERED = re.compile(r"[\d\s_().,\-~年月日回第]+")


@dataclass(frozen=True, slots=True)
class ListFormat:
    """A layout that was seen before, and how its lists are to be read.

    `name` says whose lists they are. `headings` stand as printed. `columns` holds only what a
    person settled: the heading, and the fact it leads to, empty for none. `price_unit` is how
    prices are printed (`千円`, `JPY`), empty where the list says so itself.
    """

    id: str
    name: str
    headings: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    price_unit: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether a person settled something of it."""
        return bool(self.columns or self.price_unit)

    @property
    def fingerprint(self) -> frozenset[str]:
        """What makes two lists one layout: the headings folded, in any order."""
        return fingerprint(self.headings)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The format of a list, and the headings that came or went since; none where it is the same."""

    format: ListFormat
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def fingerprint(headings: Iterable[str]) -> frozenset[str]:
    """Return the headings folded, in any order."""
    return frozenset(fold(heading) for heading in headings)


def id_of(headings: Iterable[str]) -> str:
    """Return the id of a layout that nobody gave one: it follows from the headings."""
    text = "|".join(sorted(fingerprint(headings)))
    return f"layout-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def name_of(file: str) -> str:
    """Return what lists of one layout are called: the file's name without days and numbers."""
    stem = file.rsplit(".", 1)[0]
    return _NUMBERED.sub(" ", stem).strip() or stem


def recognised(
    headings: Sequence[str], name: str, known: Sequence[ListFormat]
) -> Recognised | None:
    """Return the known format of a list: the same headings, else one that it grew out of.

    A layout that merely looks alike counts where a person settled it, or it has the same name.
    """
    ours = fingerprint(headings)
    same = next((f for f in known if f.fingerprint == ours), None)
    if same is not None:
        return Recognised(same)
    alike = [f for f in known if f.is_settled or f.name == name]
    nearest = max(alike, key=lambda f: _alike(ours, f.fingerprint), default=None)
    if nearest is None or _alike(ours, nearest.fingerprint) < ALIKE:
        return None
    return compared(headings, nearest)


def _alike(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return len(ours & theirs) / max(1, len(ours | theirs))


def compared(headings: Sequence[str], known: ListFormat) -> Recognised:
    """Return what came and went in a list since its format was settled."""
    ours, theirs = fingerprint(headings), known.fingerprint
    return Recognised(
        known,
        tuple(h for h in headings if fold(h) not in theirs),
        tuple(h for h in known.headings if fold(h) not in ours),
    )
