"""Setting out: what a shipment needs before it is said to have sailed, or to be closed."""

from broker_app import words
from broker_app.domain.shipment import AT_SEA, STATES, Shipment
from broker_app.errors import UserError
from broker_app.jobs.deciding import release_of
from broker_app.store import releases
from broker_app.store.database import Rows

AT_FIRST = ("draft", "booked")
"""States that a shipment may be made in: nobody can have released it yet."""


def goes_on(before: Shipment, after: Shipment) -> bool:
    """Tell whether a shipment comes to a later state by a change."""
    return STATES.index(after.state) > STATES.index(before.state)


def refuse_begun(record: Shipment) -> None:
    """Raise UserError for a new shipment in a state that comes of what was done with it."""
    if record.state not in AT_FIRST:
        said = words.say(f"shipment.state_{record.state}")
        raise UserError("shipment_begins_later", state=said)


def refuse_unreleased(reader: Rows, before: Shipment, after: Shipment, why: str) -> None:
    """Raise UserError where a shipment sails or is closed unreleased, and nobody says why.

    The release has to stand for the shipment as it sails. At sea one that was given is enough:
    days of arrival change after it. What the law bars is refused elsewhere, whatever the reason.
    """
    if why.strip() or after.state not in AT_SEA or not goes_on(before, after):
        return
    at_sea = before.state in AT_SEA
    number = before.id or 0
    given = releases.latest(reader, number) if at_sea else release_of(reader, after)
    if given is None:
        said = words.say(f"shipment.state_{after.state}")
        raise UserError("unreleased_reason_needed", shipment=before.number, state=said)
