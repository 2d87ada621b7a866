"""Question: may these goods go there, on that day, to these people?"""

from dataclasses import dataclass
from datetime import date, timedelta

REGIMES = ("JP", "US", "EU", "KR", "UK", "CH", "AU", "NZ")
PARTY_STATES = ("none", "clear", "designated", "unscreened")

OCCUPIED_REGIONS = {
    "UA-14": "Donetsk",
    "UA-09": "Luhansk",
    "UA-43": "Crimea",
    "UA-40": "Sevastopol",
    "UA-23": "Zaporizhzhia",
    "UA-65": "Kherson",
}
"""ISO 3166-2 regions that count as destinations of their own."""


def planned_day(today: date, days_to_export: int) -> date:
    """Return the planned day of export of a vehicle that is on no shipment."""
    return today + timedelta(days=days_to_export)


@dataclass(frozen=True, slots=True)
class Question:
    """What every verdict answers: destination, planned day of export, parties, whose law.

    `destination` is an ISO 3166 country or one of the occupied regions; `final_destination` is
    known or suspected onward movement, the destination itself where nothing else is known.
    """

    destination: str
    on: date
    final_destination: str = ""
    party: str = "none"
    regimes: tuple[str, ...] = ("JP",)

    @property
    def is_plain(self) -> bool:
        """Whether it asks what the stock is asked: Japan's law, no party, no onward movement."""
        onward = self.final_destination not in ("", self.destination)
        return self.regimes == ("JP",) and self.party == "none" and not onward

    @property
    def ends_at(self) -> str:
        """Where the goods end up as far as anybody knows."""
        return self.final_destination or self.destination

    def value(self, name: str) -> str:
        """Return what the question says of `destination`, `final_destination` or `party`."""
        return {
            "destination": self.destination,
            "final_destination": self.ends_at,
            "party": self.party,
        }[name]


QUESTION_FACTS = ("destination", "final_destination", "party")
