"""Finding parties: by words of what is known of them, and by the name that somebody typed."""

from broker_app import words
from broker_app.domain.counted import id_in
from broker_app.domain.party import Party
from broker_app.domain.spelling import fold, fold_words
from broker_app.domain.vessel import is_vessel
from broker_app.errors import UserError
from broker_app.store import parties
from broker_app.store.database import Rows


def found_by(party: Party) -> str:
    """Return the words that a party is found by: its names and numbers, city and country."""
    numbers = (f"{label} {value}" for label, value in party.all_numbers)
    told = (*party.all_names, party.city, words.country(party.country), *numbers)
    return fold_words(" ".join(told))


def party_keys() -> tuple[str, ...]:
    """Return the particulars of a shipment that name a party by its id: a forwarder, a bank."""
    from broker_app.reference import particulars

    return tuple(one.key for one in particulars.shipped().entries if one.kind == "party")


def ship_named(reader: Rows, name: str) -> list[int]:
    """Return the parties that are the ship of a shipment, by its name."""
    if not name.strip():
        return []
    ships = parties.of_kind(reader, "vessel")
    return [one.id or 0 for one in ships if is_vessel(one, name)]


def party_named(reader: Rows, named: str) -> int:
    """Return the party with a name or an id as `#12`. Raises UserError for none and for several."""
    number = id_in(named)
    if number is not None:
        return parties.get(reader, number).id or 0
    key, every = fold(named), parties.every(reader)
    found = [one for one in every if fold(one.name) == key]
    found = found or [one for one in every if key in map(fold, one.other_names)]
    if not found:
        raise UserError("party_unknown", name=named)
    if len(found) > 1:
        ids = words.listed(f"#{one.id}" for one in found)
        raise UserError("parties_named", name=named, ids=ids)
    return found[0].id or 0
