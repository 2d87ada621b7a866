"""Occasions: when a shipment needs a particular that others leave empty.

A market asks for its own numbers, a credit for its own data, a container for its yard. The
occasions of a particular are data; one of them is enough, and of one all that it names must hold.
"""

from dataclasses import dataclass

from broker_app.domain.paper_set import Going


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What must be so of a shipment: what is empty or false is not asked.

    `countries` is where the goods go in the end, `credit` whether a letter of credit pays, `onward`
    whether they go on to another country than that of the port of discharge. `powertrains` are of
    the vehicle where the particular is of a vehicle, else of any of them. `source` is where it is
    written that the papers need it.
    """

    source: str
    countries: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    mode: str = ""
    credit: bool = False
    onward: bool = False
    powertrains: tuple[str, ...] = ()

    def holds(self, going: Going) -> bool:
        """Tell whether a shipment that goes like this is such an occasion."""
        return (
            (not self.countries or going.country in self.countries)
            and (not self.terms or going.incoterm in self.terms)
            and (not self.mode or going.mode == self.mode)
            and (not self.credit or going.has_credit)
            and (not self.onward or going.onward)
            and (not self.powertrains or bool(going.powertrains & set(self.powertrains)))
        )
