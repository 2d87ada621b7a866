"""Appended Table 2-3 of the Export Trade Control Order: what a statement on export control says.

The findings of a verdict decide; what they leave open stays open. reference: paperwork
specification 3.11.
"""

from broker_app.domain.verdict import Outcome, Verdict

DESTINATIONS = frozenset(("RU", "BY"))
"""The destinations that the table is about."""
REGIME = "JP"


def judged(verdict: Verdict, *, bound: bool, covered: bool) -> str:
    """Return `listed 2-2` with the items, `open`, `unlisted`, or `outside` for other destinations.

    An item that is undecided, or a doubt of the program's own, leaves the judgement to a person, as
    does a destination that the rules do not cover.
    """
    if not bound:
        return "outside"
    binding = [f for f in verdict.findings if f.regime == REGIME and f.outcome is not Outcome.FLAG]
    fired = [f.item for f in binding if f.outcome is Outcome.BLOCKED and not f.undecided and f.item]
    if fired:
        return "listed " + ", ".join(dict.fromkeys(fired))
    return "unlisted" if covered and verdict.outcome is Outcome.ALLOWED else "open"
