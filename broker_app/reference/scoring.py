"""Reads how suggestions are ranked: weights, scales and factors."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

import msgspec

from broker_app import paths
from broker_app.domain.market import DEMAND_TIERS
from broker_app.domain.override import OWN
from broker_app.domain.rule import CONFIDENCES
from broker_app.domain.scoring import COMPONENTS, WEIGHTS_SUM, Scoring
from broker_app.errors import UserError

FILE = "scoring.toml"


class RawScale(msgspec.Struct, forbid_unknown_fields=True):
    """The values that are worth 0 and 100, and the worth of single findings."""

    margin_percent: list[tuple[int, int]]
    demand_units: tuple[int, int]
    speed_days: tuple[int, int]
    logistics_percent: tuple[int, int]
    age_window_days: list[tuple[int, int]]
    no_evidence: int
    model_asked: int
    model_other: int
    friction_each: int
    tax_within_days: int
    tax_soon: int


class RawPercent(msgspec.Struct, forbid_unknown_fields=True):
    """What is left of a score."""

    needs_review: int
    verify: int
    diversion_medium: int
    diversion_high: int
    disruption: int
    stressed: int


class RawCap(msgspec.Struct, forbid_unknown_fields=True):
    """The highest score of an answer that is not sure."""

    needs_review: int


class RawScoring(msgspec.Struct, forbid_unknown_fields=True):
    """The file."""

    weight: dict[str, int]
    scale: RawScale
    units: dict[str, int]
    confidence: dict[str, int]
    percent: RawPercent
    cap: RawCap


@cache
def shipped() -> Scoring:
    """Return the scoring that travels with the program."""
    return scoring_from((paths.resources() / "lookups" / FILE).read_text(encoding="utf-8"))


def scoring_from(text: str) -> Scoring:
    """Read a scoring file. Raises UserError(market_file) with the reason for anything odd."""
    try:
        raw = msgspec.convert(tomllib.loads(text), RawScoring)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise UserError("market_file", file=FILE, reason=str(problem)) from problem
    _refuse_gaps("weight", raw.weight, tuple(COMPONENTS))
    _refuse_gaps("units", raw.units, DEMAND_TIERS)
    _refuse_gaps("confidence", raw.confidence, (*CONFIDENCES, OWN))
    if sum(raw.weight.values()) != WEIGHTS_SUM:
        raise UserError("market_file", file=FILE, reason="weight: does not add up to 100")
    scale = msgspec.structs.asdict(raw.scale)
    for name in ("margin_percent", "age_window_days"):
        scale[name] = tuple(scale[name])
        _refuse_disorder(name, scale[name])
    return Scoring(
        weight=raw.weight,
        units=raw.units,
        confidence=raw.confidence,
        percent=msgspec.structs.asdict(raw.percent),
        cap_needs_review=raw.cap.needs_review,
        **scale,
    )


def _refuse_disorder(place: str, points: Sequence[tuple[int, int]]) -> None:
    if not points or any(after <= before for (before, _), (after, _) in pairwise(points)):
        raise UserError("market_file", file=FILE, reason=f"{place}: not in rising order")


def _refuse_gaps(place: str, given: Mapping[str, int], wanted: tuple[str, ...]) -> None:
    odd = set(given) ^ set(wanted)
    if odd:
        reason = f"{place}: {', '.join(sorted(odd))} missing or not known"
        raise UserError("market_file", file=FILE, reason=reason)
