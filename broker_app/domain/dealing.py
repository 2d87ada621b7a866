"""Dealing: whom nothing may be offered, sold or shipped to, and whom that is in doubt of.

Barred is a party that a person found to be one on a list that binds an exporter in Japan, or
recorded as designated. A match keeps barring where it has ended, or party and entry have changed
since, and until the second person agrees to another answer: who was found to be listed is listed
until somebody decides anew.
"""

from collections.abc import Collection, Iterable, Sequence

from broker_app.domain.disposition import Disposition, Standing, entry_key
from broker_app.domain.screening import Hit, Level


def barring(
    hits: Iterable[Hit], told: Iterable[Disposition], binding: Collection[str]
) -> Hit | None:
    """Return the match on a list that binds an exporter, None where there is none.

    `told` is everything that was decided about the party, the latest first.
    """
    decided: dict[tuple[str, str], str] = {}
    for one in told:
        if not one.waits_for_second:
            decided.setdefault((one.list_id, one.entry_id), one.decision)
    matches = (hit for hit in hits if decided.get(entry_key(hit)) == "match")
    return next((hit for hit in matches if hit.entry.list_id in binding), None)


def doubtful(standings: Sequence[Standing]) -> Standing | None:
    """Return what a deal is warned of: a match on any other list, else a strong hit that waits."""
    match = next((one for one in standings if one.is_match), None)
    strong = (one for one in standings if one.is_open and one.hit.level == Level.STRONG)
    return match or next(strong, None)
