"""Red flags: the questions before a flagged shipment's papers, and what its answers hold back.

Reference: the red flags of the joint guidance on diversion, and of the authorities' "know your
customer". They never change a verdict; a "yes" is for a person to decide.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from broker_app.domain.shipment import Shipment

UNANSWERED, HELD = "red_flags", "red_flags_held"
"""What keeps papers a draft: nobody answered, or a yes that nobody decided."""


@dataclass(frozen=True, slots=True)
class RedFlagQuestion:
    """One question, in both languages, with its source and how sure that is."""

    id: str
    text: Mapping[str, str]
    source: str
    confidence: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class RedFlagAnswers:
    """What a person answered about a shipment as it stood; `why` is their decision on a yes."""

    shipment: int
    about: str
    answers: Mapping[str, bool] = field(default_factory=dict)
    why: str = ""
    who: str = ""
    at: str = ""

    @property
    def yes(self) -> tuple[str, ...]:
        """The questions that were answered with yes."""
        return tuple(name for name, said in self.answers.items() if said)


def about(shipment: Shipment, vehicles: Collection[int]) -> str:
    """Return what answers are about: the way, the people and the vehicles of a shipment.

    Where any of these changes the questions are asked anew.
    """
    way = (shipment.port_of_discharge, shipment.final_destination)
    people = (shipment.consignee, shipment.buyer, shipment.notify)
    aboard = ",".join(str(vehicle) for vehicle in sorted(vehicles))
    return "|".join([*way, *(str(person or "") for person in people), aboard])


def hold(
    needed: bool, given: RedFlagAnswers | None, now_about: str, asked: Collection[str]
) -> str | None:
    """Return what holds the papers of a shipment, None where nothing does.

    A yes holds whether or not the questions were needed; a decision stands for what it was about.
    """
    stands = given is not None and given.about == now_about and set(asked) <= set(given.answers)
    if given is not None and stands:
        return HELD if given.yes and not given.why.strip() else None
    return UNANSWERED if needed or (given is not None and given.yes) else None
