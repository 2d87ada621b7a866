"""Vessel: the ship of a shipment, and the party she is once somebody has made her one.

Only parties are searched in the lists; a name on a shipment alone is searched by nobody.
"""

from collections.abc import Iterable

from broker_app.domain.party import Party
from broker_app.domain.spelling import fold

UNNAMED = ("TBA", "TBN", "TBD")
"""What stands for a ship or a voyage that is not known yet."""


def is_vessel(party: Party, name: str) -> bool:
    """Tell whether a party is the ship of a name, whichever of her names it is."""
    key = fold(name)
    return bool(key) and party.kind == "vessel" and key in map(fold, party.all_names)


def is_no_party(name: str, parties: Iterable[Party]) -> bool:
    """Tell whether a ship has a name and is none of the parties."""
    named = name.strip().upper()
    if not named or named in UNNAMED:
        return False
    return not any(is_vessel(party, name) for party in parties)


def as_party(name: str, imo: str = "") -> Party:
    """Return a ship as a party that is not stored yet, with her IMO number where it is known."""
    bare = imo.strip().upper().removeprefix("IMO").strip(" .:")
    numbers = (f"IMO {bare}",) if bare else ()
    return Party(name=name.strip(), kind="vessel", roles=("vessel",), numbers=numbers)
