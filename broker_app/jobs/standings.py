"""Standings: what the last search of a party found, and how each hit of it stands on a day.

Light on purpose: whoever names a party in a deal asks, without any reader of lists.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from broker_app.domain.disposition import Searched, Standing, standings_of
from broker_app.domain.party import Party
from broker_app.store import screenings
from broker_app.store.database import Rows


@dataclass(frozen=True, slots=True)
class Known:
    """The last search of a party, None where there was none, and its hits as they stand."""

    searched: Searched | None = None
    standings: tuple[Standing, ...] = ()


def known_of(reader: Rows, people: Iterable[Party], today: date) -> dict[int, Known]:
    """Return what is known of each of some parties, by its id."""
    named = {party.id: party for party in people if party.id is not None}
    searched = screenings.latest(reader, named)
    decided = screenings.decisions(reader, named)
    found = {}
    for number, party in named.items():
        search, hits = searched.get(number, (None, ()))
        standings = standings_of(party, hits, decided.get(number, {}), today)
        found[number] = Known(search, standings)
    return found
