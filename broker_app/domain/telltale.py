"""Telltales: what the words of a list and the shape of a model code tell of a vehicle."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from broker_app.domain.conditions import holds, mentions
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.vehicle import Vehicle


@dataclass(frozen=True, slots=True)
class Telltale:
    """One thing to be told: `words` in some texts, classes, or shapes of a model code say yes.

    Where it `decides`, a text or a class that says nothing of the kind means no; otherwise nothing
    is told. Words `inside` longer ones of kana may count too. `examples` are facts of a vehicle
    with what is told of them; they are its tests.
    """

    name: str
    texts: tuple[str, ...]
    words: tuple[str, ...]
    classes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    decides: bool = False
    inside: bool = False
    examples: tuple[tuple[Mapping[str, Any], str], ...] = ()


def told(telltale: Telltale, vehicle: Vehicle) -> Fact | None:
    """Return `yes` or `no`, None where nothing is told."""
    texts = [fact for name in telltale.texts if (fact := vehicle.fact(name)) is not None]
    saying = texts_saying(telltale, vehicle)
    if saying:
        return Fact("yes", _weakest(saying))
    known = vehicle.fact("vehicle_class")
    is_such = known is not None and known.value in telltale.classes
    if (is_such and known is not None and known.clears) or _has_shape(
        vehicle.model_code, telltale.codes
    ):
        return Fact("yes", Basis.DERIVED)
    if not telltale.decides:
        return None
    if any(fact.clears for fact in texts):
        return Fact("no", Basis.DERIVED)
    if known is not None:
        return Fact("yes" if is_such else "no", _weakest([known]))
    return Fact("no", Basis.INFERRED) if texts else None


def texts_saying(telltale: Telltale, vehicle: Vehicle) -> list[Fact]:
    """Return the texts of a vehicle that hold one of the words."""
    texts = (fact for name in telltale.texts if (fact := vehicle.fact(name)) is not None)
    says = holds if telltale.inside else mentions
    return [fact for fact in texts if says(fact, telltale.words)]


def word_said(telltale: Telltale, vehicle: Vehicle) -> str | None:
    """Return the first of the words that a text of the vehicle holds, None where none does."""
    saying = texts_saying(telltale, vehicle)
    return next((w for w in telltale.words if any(holds(fact, (w,)) for fact in saying)), None)


def said_of(text: str, words: tuple[str, ...]) -> str | None:
    """Return those of the words that a text holds, one after the other; None where it has none."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    near = [word for word in words if word in folded]
    return " / ".join(w for w in near if holds(Fact(folded), (w,))) or None


def _weakest(facts: list[Fact]) -> Basis:
    return Basis.DERIVED if any(fact.clears for fact in facts) else Basis.INFERRED


@lru_cache(maxsize=4096)
def _has_shape(code: str | None, shapes: tuple[str, ...]) -> bool:
    folded = unicodedata.normalize("NFKC", code or "").upper()
    return any(re.search(rf"(?<![A-Z0-9])(?:{s})(?![A-Z0-9])", folded) for s in shapes)
