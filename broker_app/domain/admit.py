"""Admit: would a market let this vehicle in on the day it would get there, and why.

Three answers, Kleene's AND: a check that refuses decides, whatever else is unknown; a check that
cannot be decided makes the answer a review; only when all hold is it eligible. The first refusal
in the order of `checks.ALL` is the reason. The day is that of the event the market looks at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from broker_app.domain import checks
from broker_app.domain.admission import (
    ARRIVAL,
    OK,
    REGISTRATION_DAYS,
    Answer,
    Case,
    Voyage,
    checked_for_conflict,
)
from broker_app.domain.facts import Basis
from broker_app.domain.market import Logistics, Market, MarketVersion, Row
from broker_app.domain.market_class import possible_rows
from broker_app.domain.verdict import Because

_GROUPS = (("STEERING", "steering"), ("OK_STEERING", "steering"), ("AGE", "age"), ("ALT", "age"))


NO_RULE = Answer("needs_review", "NO_RULE", group="status", ceiling=True)
KIND_FACTS = ("vehicle_class", "powertrain", "gross_weight_kg", "seats")
"""What says which row of a market a vehicle falls into."""


def predicted(on: date, logistics: Logistics) -> Voyage:
    """Return when a vehicle decided on a day is loaded, arrives and so on, at the slowest."""
    return sailing(on + timedelta(days=logistics.days_to_load), logistics)


def sailing(loaded: date, logistics: Logistics) -> Voyage:
    """Return when a vehicle loaded on a day arrives and so on, at the slowest.

    There is no arrival, nor anything after it, where nobody knows the days at sea.
    """
    if logistics.transit_days is None:
        return Voyage(loaded, None)
    arrives = loaded + timedelta(days=logistics.transit_days[1])
    cleared = arrives + timedelta(days=logistics.inland_days)
    return Voyage(loaded, arrives, cleared, cleared + timedelta(days=REGISTRATION_DAYS))


@dataclass(frozen=True, slots=True)
class Fit:
    """The rows that may bind one kind of vehicle in one version of a market.

    A row is None where there is no rule. `asked` are facts that would settle which row it is,
    `unsure` those that say so but are only inferred.
    """

    rows: tuple[Row | None, ...]
    asked: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def admit(market: Market, case: Case) -> Answer:
    """Return whether the market admits the vehicle, with the reason and the day it changes."""
    day = case.voyage.arrives or case.voyage.loaded
    if day is None:
        return _on_any_day(market, case)
    version = market.version_on(day)
    if not case.inland_days and market.logistics.inland_days:
        case = replace(case, inland_days=market.logistics.inland_days)
    if version is None:
        return until(market.next_change(day), NO_RULE)
    answer = answer_in(market, fit_of(version, case), checked_for_conflict(case))
    return until(market.next_change(day), answer)


def _on_any_day(market: Market, case: Case) -> Answer:
    """Return the refusal that all versions agree on, else ask for the day."""
    said = [answer_in(market, fit_of(v, case), checked_for_conflict(case)) for v in market.versions]
    refused = all(one.admission == "ineligible" for one in said)
    return said[-1] if refused else _asks_for((ARRIVAL,))


def until(following: date | None, answer: Answer) -> Answer:
    """Return an answer that holds no longer than the market's version does."""
    if following and (answer.changes_on is None or following < answer.changes_on):
        return replace(answer, changes_on=following)
    return answer


def fit_of(version: MarketVersion, case: Case) -> Fit:
    """Return the rows that may bind a vehicle."""
    possible, asked = possible_rows(version.rows, case)
    return Fit(tuple(possible), asked, inferred_kind(case) if len(version.rows) > 1 else ())


def inferred_kind(case: Case) -> tuple[str, ...]:
    """Return the facts that say which row a vehicle falls into, but are only inferred."""
    known = ((name, case.facts.get(name)) for name in KIND_FACTS)
    return tuple(name for name, fact in known if fact and fact.basis is Basis.INFERRED)


def answer_in(
    market: Market, fit: Fit, case: Case, asked: Sequence[Sequence[checks.Check]] = ()
) -> Answer:
    """Return the answer of the rows that may bind; an inferred class alone never clears.

    `asked` are the checks that each row asks for, where somebody has looked that up.
    """
    each = asked or [checks.ALL] * len(fit.rows)
    answers = [_in_row(market, row, case, of) for row, of in zip(fit.rows, each, strict=True)]
    if len({(a.admission, a.reason) for a in answers}) == 1:
        first = _strictest(answers)
        return _confirmed(first, fit.unsure) if first.admission == "eligible" else first
    if all(a.admission == "ineligible" for a in answers):
        return answers[0]
    return _asks_for(fit.asked)


def last_day_to_load(market: Market, answer: Answer) -> date | None:
    """Return the last loading day on which the age still allows it.

    None without a ceiling, and where nobody knows the days at sea that it would take.
    """
    if answer.last_event is None:
        return None
    days = days_to_event(market.logistics, answer.event)
    return None if days is None else answer.last_event - timedelta(days=days)


def days_to_event(logistics: Logistics, event: str) -> int | None:
    """Return the days from loading to the event that a market looks at, at the slowest.

    None where nobody knows the days at sea.
    """
    if event == "BL_DATE":
        return 0
    if logistics.transit_days is None:
        return None
    days = logistics.transit_days[1]
    if event in ("CLEARANCE", "REGISTRATION"):
        days += logistics.inland_days
    if event == "REGISTRATION":
        days += REGISTRATION_DAYS
    return days


def _strictest(answers: Sequence[Answer]) -> Answer:
    """Return, of answers that agree, the one whose age ends first."""
    return min(answers, key=lambda answer: answer.last_event or date.max)


def last_day_to_arrive(market: Market, answer: Answer) -> date | None:
    """Return the day on which what is loaded on the last day arrives.

    None without a ceiling, and where nobody knows the days at sea.
    """
    loaded, at_sea = last_day_to_load(market, answer), market.logistics.transit_days
    return loaded + timedelta(days=at_sea[1]) if loaded and at_sea else None


def _asks_for(names: tuple[str, ...]) -> Answer:
    return Answer("needs_review", "FACT_MISSING", missing=names, group="status", ceiling=True)


def _in_row(market: Market, row: Row | None, case: Case, asked: Sequence[checks.Check]) -> Answer:
    if row is None:
        return NO_RULE
    given = [answer for check in asked if (answer := _checked(check, row, case))]
    if case.voyage.arrives is None:  # which version binds, and all that is counted to that day
        given.insert(0, _asks_for((ARRIVAL,)))
    if case.conflict:
        given.insert(0, _contradicts(case))
    bound = next((a for a in given if a.last_event), None)
    opens = next((a for a in given if a.first_event), None)
    decided = _decided(market, row, given)
    return Answer(
        decided.admission,
        decided.reason,
        decided.because,
        decided.missing,
        decided.changes_on,
        row.age_event,
        case.event(row.age_event) if row.age_event else None,
        bound.last_event if bound else None,
        _group_of(decided.reason),
        row.age_max is not None or row.force_review,
        row.verify,
        opens.first_event if opens else None,
        tuple(aged.because[0] for aged in (opens, bound) if aged),
        row.own,
    )


def _contradicts(case: Case) -> Answer:
    """Return the review of dates that contradict each other, with the dates."""
    voyage, because = case.voyage, []
    days = {"bl_date": voyage.loaded, ARRIVAL: voyage.arrives, "clearance_date": voyage.cleared}
    for name in case.conflict:
        fact = case.facts.get(name)
        value = fact.value if fact else days.get(name)
        basis = fact.basis.value if fact else ""
        because.append(Because(name, value, basis, "known", True, "false"))
    return Answer("needs_review", "FACT_CONFLICT", tuple(because), missing=case.conflict)


def _decided(market: Market, row: Row, given: Sequence[Answer]) -> Answer:
    """Return the first refusal, else the first review, else that it is admitted."""
    for admission in ("ineligible", "needs_review"):
        for answer in given:
            if answer.admission == admission:
                return answer
    if _is_uncertain(market, row):
        return Answer("needs_review", "RULE_REVIEW", _reasons(given))
    days = [a.changes_on for a in given if a.changes_on]
    reason = _softly(row, [a.reason for a in given])
    return Answer("eligible", reason, _reasons(given), changes_on=min(days, default=None))


def _checked(check: checks.Check, row: Row, case: Case) -> Answer | None:
    """Return the answer of one check: rescued where a second way in is open, and confirmed."""
    answer = check(row, case)
    if answer is None:
        return None
    if answer.admission != "eligible" and check in checks.RESCUED and row.alternative:
        answer = checks.by_scheme(row, checks.by_classic_age(row, case, answer))
    if answer.admission != "eligible":
        return answer
    return _confirmed(answer, [b.fact for b in answer.because if b.basis == Basis.INFERRED])


def _confirmed(answer: Answer, inferred: Sequence[str]) -> Answer:
    """Turn a pass that rests on an inferred fact into a review that asks to confirm it."""
    if not inferred:
        return answer
    names = tuple(inferred)
    return replace(answer, admission="needs_review", reason="FACT_UNCONFIRMED", missing=names)


def _softly(row: Row, said: Sequence[str]) -> str:
    """Return how it is admitted: on a second way in, with a licence, at a price, or plainly."""
    if "ALT_PATH_AGE" in said:
        return "ALT_PATH_AGE"
    if row.status == "CONDITIONAL" or row.licence:
        return "OK_LICENCE"
    if row.steering == "RHD_SURCHARGE":
        return "OK_STEERING_SURCHARGE"
    if "IVA" in row.soft_effects:
        return "OK_IVA"
    return next((reason for reason in said if reason != OK), OK)


def _reasons(given: Sequence[Answer]) -> tuple[Because, ...]:
    return tuple(b for a in given for b in a.because)


def _is_uncertain(market: Market, row: Row) -> bool:
    """Tell whether an uncertain group would carry the answer; a review band carries its own."""
    for group in ("status", "age", "steering"):
        confidence = row.confidence.get(group) or market.sources[group].confidence
        if confidence == "uncertain" and not (group == "age" and row.review_over_months):
            return True
    return False


def _group_of(reason: str) -> str:
    return next((group for start, group in _GROUPS if reason.startswith(start)), "status")
