"""Classifying: the tariff code of a vehicle, with the line, the reasons, and what is open.

The verdict judges every code that is possible; this says which those are, in words. It only tells
what follows from the facts; it never offers another code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from broker_app import words
from broker_app.domain.classify import (
    HEADING,
    INPUTS,
    Classification,
    Heading,
    classify,
    lines_of,
)
from broker_app.domain.facts import Fact
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs.books import Books

LOOKS_AT = (*INPUTS, "hs_code")


@dataclass(frozen=True, slots=True)
class Classified:
    """The codes that are possible, their lines of the tariff, and the facts that led there."""

    said: Classification
    lines: tuple[Heading, ...]
    facts: Mapping[str, Fact]
    shared_code: str = ""
    """The model code, where it covers different powertrains and tells none of them."""

    @property
    def line(self) -> Heading | None:
        """The one line that is left; None where several are possible, or none is known."""
        return self.lines[0] if len(self.lines) == 1 else None


def classified(vehicle: Vehicle, books: Books) -> Classified:
    """Return how a vehicle is classified by its facts."""
    facts = {name: fact for name in LOOKS_AT if (fact := vehicle.fact(name)) is not None}
    said = classify(facts, books.tariff)
    rests_on = {name: facts[name] for name in said.rests_on if name in facts}
    several = books.lookups.covers_several(vehicle.model_code)
    shared = vehicle.model_code if several else None
    return Classified(said, lines_of(said, facts, books.tariff), rests_on, shared or "")


def code_text(found: Classified) -> str:
    """Return the code as people write it: `8703.22-910, NACCS digit 2`.

    Where several are possible only what they share is said: no other code is ever offered.
    """
    line = found.line
    if line is not None and line.statistical:
        return words.say(
            "class.code", code=words.tariff_code(line.statistical), digit=line.naccs_digit
        )
    return words.either([words.tariff_code(code) for code in _shared(found.said.codes)])


def sentence(found: Classified) -> str:
    """Return what the code rests on or, where it is open, what would settle it."""
    said = found.said
    shared = [words.say("class.shared_code", code=found.shared_code)] if found.shared_code else []
    if not said.codes:
        none = words.say("class.none", facts=words.facts_wanted(said.missing))
        return words.say("import.between_sentences").join([none, *shared])
    parts = [words.say("class.line", title=words.in_both(found.line.title))] if found.line else []
    if found.facts:
        parts.append(words.say("class.rests_on", facts=_values(found.facts)))
    asked = dict.fromkeys((*said.missing, *said.unconfirmed, *_inexact(found)))
    if asked:
        parts.append(words.say("class.settled_by", facts=words.facts_wanted(asked)))
    return words.say("import.between_sentences").join([*parts, *shared])


def _inexact(found: Classified) -> list[str]:
    """Return the facts that are printed in too coarse steps to choose among the lines."""
    if found.line is not None:
        return []
    return [name for name, fact in found.facts.items() if fact.precision > 1]


def as_json(found: Classified) -> dict[str, Any]:
    """Return the classification as the command line tells it."""
    return {
        "codes": list(found.said.codes),
        "lines": [
            {
                "hs6": line.code,
                "statistical": line.statistical or None,
                "naccs_digit": line.naccs_digit or None,
                "title": words.in_both(line.title),
                "confidence": line.confidence,
                "source": line.source,
            }
            for line in found.lines
        ],
        "rests_on": {name: fact.value for name, fact in found.facts.items()},
        "missing": list(found.said.missing),
        "unconfirmed": list(found.said.unconfirmed),
        "shared_model_code": found.shared_code or None,
    }


def _shared(codes: Sequence[str]) -> list[str]:
    if len(codes) < 2:
        return list(codes)
    return list(dict.fromkeys(code[:HEADING] for code in codes))


def _values(facts: Mapping[str, Fact]) -> str:
    said = (f"{words.fact_within(n)} {words.value(n, fact.value)}" for n, fact in facts.items())
    return words.listed(said)
