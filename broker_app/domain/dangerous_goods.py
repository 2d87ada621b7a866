"""Dangerous goods: under which entry of the IMDG Code a vehicle goes to sea, on a day.

reference: paperwork specification 3.18. The entries are data (`resources/lookups`); a vehicle that
none of them names for sure has none, and a paper that needs it stays a draft.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

KEYS = ("un_number", "shipping_name", "dangerous_class")
"""What papers print of an entry, as keys of a vehicle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: number, proper shipping name, class, and the vehicles it is for.

    `fuels` and `batteries` are what the vehicle must burn or carry; empty is any. It is in force
    from a day until a day, where it has them. `confidence` and `sources` say what it rests on.
    """

    un_number: str
    shipping_name: str
    dangerous_class: str
    powertrains: tuple[str, ...]
    confidence: str
    sources: tuple[str, ...]
    fuels: tuple[str, ...] = ()
    batteries: tuple[str, ...] = ()
    starts: date | None = None
    until: date | None = None

    def is_for(self, powertrain: str, fuel: str, battery: str, day: date) -> bool:
        """Tell whether a vehicle of this kind goes under this entry on a day."""
        return (
            powertrain in self.powertrains
            and (not self.fuels or fuel in self.fuels)
            and (not self.batteries or battery in self.batteries)
            and (self.starts is None or self.starts <= day)
            and (self.until is None or day <= self.until)
        )


def entry_for(
    entries: Iterable[Entry], powertrain: str, fuel: str, battery: str, day: date
) -> Entry | None:
    """Return the first entry that a vehicle goes under on a day, None where none is sure."""
    return next((e for e in entries if e.is_for(powertrain, fuel, battery, day)), None)
