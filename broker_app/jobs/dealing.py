"""Dealing: the one place that says whom nothing may be offered, sold or shipped to.

Asked wherever a party is named in a deal: offers, reservations, sales, proforma invoices,
shipments and who is on their papers, releases. Money that arrived is recorded all the same.
"""

from collections.abc import Iterable
from datetime import date

from broker_app import words
from broker_app.domain.dealing import barring, doubtful
from broker_app.domain.party import Party
from broker_app.domain.screening import Hit
from broker_app.domain.shipment import Shipment
from broker_app.errors import UserError
from broker_app.jobs.people import roles_of
from broker_app.jobs.standings import known_of
from broker_app.store import parties, screenings
from broker_app.store.database import Rows


def refuse_barred(reader: Rows, people: Iterable[int]) -> None:
    """Raise UserError for the first party that nothing may be offered, sold or shipped to."""
    for number in dict.fromkeys(people):
        problem = _barred(reader, parties.get(reader, number))
        if problem is not None:
            raise problem


def refuse_barred_aboard(reader: Rows, shipment: Shipment) -> None:
    """Raise UserError where somebody on a shipment, or behind one of its sales, is barred."""
    refuse_barred(reader, roles_of(reader, shipment))


def told(reader: Rows, party: int, today: date) -> str:
    """Return in words what stands against dealing with a party; empty where nothing does."""
    record = parties.get(reader, party)
    problem = _barred(reader, record)
    if problem is not None:
        return words.error(problem)
    found = doubtful(known_of(reader, [record], today)[party].standings)
    if found is None:
        return ""
    key = "dealing.match" if found.is_match else "dealing.open"
    return words.say(key, party=record.name, list=_list(found.hit))


def _barred(reader: Rows, party: Party) -> UserError | None:
    from broker_app.reference import sanctions_lists

    number = party.id or 0
    binding = {one.id for one in sanctions_lists.shipped() if one.binding}
    match = barring(_hits(reader, number), screenings.told(reader, number), binding)
    if match is not None:
        return UserError("party_barred", party=party.name, list=_list(match))
    if party.screening == "designated":
        return UserError("party_designated", party=party.name)
    return None


def _hits(reader: Rows, party: int) -> tuple[Hit, ...]:
    """Return what the last search found."""
    found = screenings.latest(reader, [party]).get(party)
    return found[1] if found else ()


def _list(hit: Hit) -> str:
    from broker_app.jobs.screening import shipped_title  # with every reader of lists: loaded late

    return shipped_title(hit.entry.list_id)
