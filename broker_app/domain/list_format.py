"""List format: what people settled of a layout, known again by its headings in any order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from broker_app.domain.spelling import fold

ALIKE = 0.7
"""Two layouts that share so much of their headings are one that changed."""


@dataclass(frozen=True, slots=True)
class ListFormat:
    """A layout that was seen before, and how its lists are to be read.

    `headings` stand as printed. `columns` holds only what a person settled: the heading, and the
    fact it leads to, empty for none. `price_unit` is how prices are printed (`千円`, `JPY`),
    empty where the list says so itself.
    """

    id: str
    name: str
    headings: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    price_unit: str = ""

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


def recognised(headings: Sequence[str], known: Iterable[ListFormat]) -> Recognised | None:
    """Return the known format of a list: the same headings, else the most alike of those alike."""
    ours = fingerprint(headings)
    nearest, most = None, 0.0
    for candidate in known:
        theirs = candidate.fingerprint
        alike = len(ours & theirs) / len(ours | theirs)
        if alike > most:
            nearest, most = candidate, alike
    return compared(headings, nearest) if nearest is not None and most >= ALIKE else None


def compared(headings: Sequence[str], known: ListFormat) -> Recognised:
    """Return what came and went in a list since its format was settled."""
    ours, theirs = fingerprint(headings), known.fingerprint
    return Recognised(
        known,
        tuple(h for h in headings if fold(h) not in theirs),
        tuple(h for h in known.headings if fold(h) not in ours),
    )
