"""A shipment as it is to sail: looked up and judged once, for all of its papers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from broker_app.domain.classify import INPUTS, classify
from broker_app.domain.money import Money
from broker_app.domain.settling import SOURCE
from broker_app.domain.shipment import Shipment
from broker_app.domain.spelling import fold
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.jobs import red_flagging
from broker_app.jobs.books import Books
from broker_app.jobs.judging import Bench
from broker_app.jobs.shipping import OnBoard, facts_of_lines, lines_of, question_of
from broker_app.store import parties, shipments
from broker_app.store.database import Rows

SIZES = ("kerb_weight_kg", "length_mm", "width_mm", "height_mm", "volume_m3")


class Sailing:
    """A shipment as it stands on a day, with what its papers share: each is worked out once.

    It serves one look at the file: papers may be issued meanwhile, nothing else may change.
    """

    def __init__(
        self, reader: Rows, books: Books, record: Shipment, lines: Sequence[OnBoard], today: date
    ) -> None:
        self.record, self.lines = record, lines
        self._reader, self._books, self._today = reader, books, today

    @classmethod
    def of(cls, reader: Rows, books: Books, shipment: int, today: date) -> "Sailing":
        """Look up a shipment with its vehicles."""
        record = shipments.get(reader, shipment)
        return cls(reader, books, record, lines_of(reader, record), today)

    @cached_property
    def printed(self) -> list[tuple[Vehicle, Money]]:
        """The vehicles as papers may tell them, with their FOB prices."""
        return [(_as_printed(line.record, self._books), line.fob) for line in self.lines]

    @cached_property
    def verdicts(self) -> dict[int, Verdict]:
        """What the law says of each vehicle on the day the shipment sails."""
        question = question_of(self._reader, self._books, self.record, self._today)
        bench = Bench(self._books, question)
        company = parties.company(self._reader)
        facts = facts_of_lines(self._reader, bench, self.lines, company)
        return {vehicle: bench.verdict(known) for vehicle, known in facts.items()}

    @cached_property
    def red_flags(self) -> str | None:
        """What red flags hold back of the shipment, None where nothing."""
        shipment = self.record.id or 0
        return red_flagging.hold_of(self._reader, self._books, shipment, self.verdicts)


def _as_printed(vehicle: Vehicle, books: Books) -> Vehicle:
    """Return the vehicle as papers may tell it: its tariff code, and only figures that are known.

    A displacement that a list printed in steps is no figure for customs, nor is a weight or a side
    that a table of models suggests for the vehicle's own: both count as missing until confirmed.
    What the certificate prints is the figure that customs compares papers with. A colour that a
    list named in Japanese or Russian is named in English.
    """
    facts = {name: fact for name in INPUTS if (fact := vehicle.fact(name)) is not None}
    codes = classify(facts, books.tariff).codes
    printed = replace(vehicle)
    if not vehicle.hs_code and len(codes) == 1:
        printed.hs_code = codes[0]
    origin = vehicle.origins.get("displacement_cc")
    certified = origin is not None and origin.source == SOURCE
    if (vehicle.displacement_precision_cc or 1) > 1 and not certified:
        printed.displacement_cc = None
    for name in SIZES:
        size = vehicle.fact(name)
        if size is not None and not size.clears:
            setattr(printed, name, None)
    if vehicle.colour:
        printed.colour = _colour(vehicle.colour, books.lookups.values["colour"])
    return printed


def _colour(typed: str, known: Mapping[str, str]) -> str:
    """Return a colour in English, two of them by their parts; one that no table knows stays."""
    whole = known.get(fold(typed))
    parts = [known.get(fold(part), part.strip()) for part in typed.split("/")]
    return whole or " / ".join(parts)
