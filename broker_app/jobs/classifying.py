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

LOOKS_AT = (*INPUTS, "hs_code")


@dataclass(frozen=True, slots=True)
class Classified:
    """The codes that are possible, their lines of the tariff, and the facts that led there."""

    said: Classification
    lines: tuple[Heading, ...]
    facts: Mapping[str, Fact]

    @property
    def line(self) -> Heading | None:
        """The one line that is left; None where several are possible, or none is known."""
        return self.lines[0] if len(self.lines) == 1 else None


def classified(vehicle: Vehicle, tariff: Sequence[Heading]) -> Classified:
    """Return how a vehicle is classified by its facts."""
    facts = {name: fact for name in LOOKS_AT if (fact := vehicle.fact(name)) is not None}
    said = classify(facts, tariff)
    rests_on = {name: facts[name] for name in said.rests_on if name in facts}
    return Classified(said, lines_of(said, facts, tariff), rests_on)


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
    if not said.codes:
        return words.say("class.none", facts=words.facts_wanted(said.missing))
    parts = [words.say("class.line", title=words.in_both(found.line.title))] if found.line else []
    if found.facts:
        parts.append(words.say("class.rests_on", facts=_values(found.facts)))
    asked = dict.fromkeys((*said.missing, *said.unconfirmed))
    if asked:
        parts.append(words.say("class.settled_by", facts=words.facts_wanted(asked)))
    return words.say("import.between_sentences").join(parts)


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
    }


def _shared(codes: Sequence[str]) -> list[str]:
    if len(codes) < 2:
        return list(codes)
    return list(dict.fromkeys(code[:HEADING] for code in codes))


def _values(facts: Mapping[str, Fact]) -> str:
    said = (f"{words.fact_within(n)} {words.value(n, fact.value)}" for n, fact in facts.items())
    return words.listed(said)
