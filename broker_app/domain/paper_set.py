"""Paper set: which papers a shipment usually has, by the way it goes and how it is paid.

reference: paperwork specification 9. A mark that is not `x` asks one question of the shipment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from broker_app.domain.shipment import STATES, WITH_INSURANCE

CASES = ("roro", "container", "credit")
MARKS = ("x", "o", "-", "r", "m", "t", "l", "c", "-c", "e")
"""Always, optional, never, by risk, market, term, credit, container, no container, EV or HEV."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of a shipment's way, and the kinds of papers that are made in it, in order."""

    id: str
    title: Mapping[str, str]
    kinds: tuple[str, ...]
    opens: str = ""
    """The state of a shipment from which on the stage matters; empty is from the beginning."""

    def has_come(self, state: str) -> bool:
        """Tell whether a shipment in a state has come to this stage."""
        return not self.opens or STATES.index(state) >= STATES.index(self.opens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The matrix as data: marks by kind and case, and what answers them."""

    stages: tuple[Stage, ...] = ()
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    markets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    credit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dangerous: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """How a shipment goes: what the matrix asks of it.

    `wanted` is what the credit asks for (46A), `country` where it goes in the end, `onward` whether
    that is another country than the port of discharge is in, `risky` whether goods are known to
    move on from there.
    """

    mode: str = ""
    incoterm: str = ""
    has_credit: bool = False
    wanted: str = ""
    country: str = ""
    onward: bool = False
    risky: bool = False
    powertrains: frozenset[str] = frozenset()

    @property
    def case(self) -> str:
        """The case of the matrix; a shipment without a mode counts as in a car carrier."""
        if self.has_credit:
            return "credit"
        return "container" if self.mode == "container" else "roro"


def is_usual(matrix: Matrix, kind: str, going: Going) -> bool:
    """Tell whether a shipment usually has a paper of a kind; one that no row names it has not."""
    mark = matrix.marks.get(kind, {}).get(going.case, "-")
    answers = {
        "x": True,
        "r": going.risky,
        "m": going.country in matrix.markets.get(kind, ()),
        "t": going.incoterm in WITH_INSURANCE,
        "l": any(word in going.wanted.upper() for word in matrix.credit.get(kind, ())),
        "c": going.mode == "container",
        "-c": going.mode != "container",
        "e": bool(going.powertrains & matrix.dangerous),
    }
    return answers.get(mark, False)
