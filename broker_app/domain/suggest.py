"""Suggest: where a vehicle can lawfully go, ranked, with what it costs there and how long it may.

Gates come first and are no points: a market that refuses the vehicle is listed with its reason;
a market from which goods are known to move on to Russia is never offered for a vehicle that is
barred from there, nor while that is not settled. It is then neither judged, scored nor costed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit, last_day_to_load, predicted
from broker_app.domain.facts import Fact
from broker_app.domain.landed import LandedCost, landed_cost
from broker_app.domain.market import Market
from broker_app.domain.rate import Rates
from broker_app.domain.scoring import OwnSales, Part, Prospect, Scoring, parts_of
from broker_app.domain.verdict import Outcome

BARRED = "DIVERSION_BARRED"
UNDECIDED = "DIVERSION_UNDECIDED"
BARRED_FROM = "RU"
MARKET_FACTS = (
    "first_registered",
    "manufactured",
    "model_year",
    "model",
    "displacement_cc",
    "powertrain",
    "fuel",
    "vehicle_class",
    "seats",
    "gross_weight_kg",
    "length_mm",
    "width_mm",
    "height_mm",
    "volume_m3",
    "odometer_km",
    "steering",
    "score",
    "emission_code",
    "stability_control",
    "made_in",
    "accident",
    "export_value_jpy",
)
"""What markets look at."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A market that may take the vehicle, with the score and all that stands behind it."""

    market: Market
    answer: Answer
    voyage: Voyage
    score: int
    parts: tuple[Part, ...]
    cost: LandedCost
    last_day_to_load: date | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A market that is not offered, and why; a guarded market was not judged at all.

    `last_day_to_load` is set where an earlier sailing than the predicted one would still do.
    """

    market: Market
    reason: str
    answer: Answer | None = None
    last_day_to_load: date | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """All markets for one vehicle: the best first, then those refused."""

    markets: tuple[Suggestion, ...]
    refused: tuple[Refusal, ...]


def suggest(
    markets: Iterable[Market],
    facts: Mapping[str, Fact],
    on: date,
    to_russia: Outcome,
    scoring: Scoring,
    rates: Rates,
    own_sales: Mapping[str, OwnSales] = MappingProxyType({}),
) -> Advice:
    """Return the markets for a vehicle decided on a day, by what the law says of Russia.

    `own_sales` are what the broker's sales have left so far, by the country of the buyer.
    """
    suggestions, refused = [], []
    for market in markets:
        own = own_sales.get(market.country)
        found = _in_market(market, facts, on, to_russia, scoring, rates, own)
        if isinstance(found, Refusal):
            refused.append(found)
        else:
            suggestions.append(found)
    return Advice(tuple(sorted(suggestions, key=_rank)), tuple(refused))


def guard(market: Market, to_russia: Outcome) -> str:
    """Return why a market is kept back, empty where goods are not known to move on from it."""
    risky = market.diversion.risk in ("HIGH", "PROHIBITED")
    if not risky and BARRED_FROM not in market.diversion.onward:
        return ""
    if to_russia is Outcome.BLOCKED:
        return BARRED
    return "" if to_russia is Outcome.ALLOWED else UNDECIDED


def _in_market(
    market: Market,
    facts: Mapping[str, Fact],
    on: date,
    to_russia: Outcome,
    scoring: Scoring,
    rates: Rates,
    own_sales: OwnSales | None,
) -> Suggestion | Refusal:
    kept_back = guard(market, to_russia)
    if kept_back:
        return Refusal(market, kept_back)
    voyage = predicted(on, market.logistics)
    case = Case(facts, voyage, market.logistics.inland_days)
    answer = admit(market, case)
    if answer.admission == "ineligible":
        return Refusal(market, answer.reason, answer, _still_possible(market, answer, on))
    cost = landed_cost(market, facts, on, voyage.arrives or on, rates)
    event = case.event(answer.event) if answer.event else None
    prospect = Prospect(market, facts, answer, on, voyage, event, cost, own_sales)
    parts = parts_of(prospect, scoring)
    last = last_day_to_load(market, answer)
    score = sum(part.points for part in parts)
    return Suggestion(market, answer, voyage, score, parts, cost, last)


def _still_possible(market: Market, answer: Answer, on: date) -> date | None:
    last = last_day_to_load(market, answer) if answer.reason == "AGE_OVER_MAX" else None
    return last if last is not None and last >= on else None


def _rank(suggestion: Suggestion) -> tuple[int, bool, int, str]:
    """Order by score; ties by the surer answer, the shorter voyage, the id."""
    market = suggestion.market
    is_open = suggestion.answer.admission != "eligible"
    return -suggestion.score, is_open, market.logistics.transit_days[1], market.id
