"""Explaining what a market says and what it costs, in the language in use."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from broker_app import words
from broker_app.domain.admission import Answer
from broker_app.domain.landed import LandedCost
from broker_app.domain.market import DutyStep, Inspection, Market, MarketExample, Row
from broker_app.domain.missing import Missing
from broker_app.domain.outlet import Refusal
from broker_app.domain.party import Port
from broker_app.domain.scoring import Part
from broker_app.domain.suggest import Advice, Suggestion, held_behind
from broker_app.jobs import explaining_comparisons


def reason(answer: Answer) -> str:
    """Return the reason of an answer, with what was compared or the facts that are missing.

    It is said where a rule is our own.
    """
    if answer.onward is not None:
        onward = answer.onward
        parts = {"hub": reason(onward.hub), "final": reason(onward.final)}
        return words.say("market.onward", country=words.country(onward.country), **parts)
    said = words.say(f"reason.{answer.reason}")
    if compared := explaining_comparisons.compared(answer):
        said = words.say("market.compared", reason=said, compared=compared)
    elif answer.missing:
        facts = words.listed(words.fact(name) for name in answer.missing)
        said = words.say("market.missing", reason=said, facts=facts)
    return words.say("market.by_own_rule", reason=said) if answer.own else said


def turned(number: int, example: MarketExample, answer: Answer) -> str:
    """Return what an example of a market should answer, and what it answers now."""
    given = words.listed(
        f"{words.fact(name)} {words.value(name, value)}" for name, value in example.given.items()
    )
    wanted, gives = words.say(f"reason.{example.reason}"), reason(answer)
    days = {"loaded": example.loaded, "arrives": example.arrives}
    return words.say(
        "overrides.turned", number=number, given=given, wanted=wanted, gives=gives, **days
    )


def is_own(market: Market, line: str) -> bool:
    """Tell whether a line of the landed cost rests on a figure of the broker's own."""
    places = {
        "freight": ("logistics.freight_usd_m3",),
        "inland": ("logistics.inland_usd",),
        "inspection": ("inspection.cost_usd",),
    }
    duties = (f"duty.{line}.percent", f"duty.{line}.amount")
    return any(place in market.own for place in places.get(line, duties))


def route(market: Market, ports: Mapping[str, Port]) -> str:
    """Return by which port goods arrive, empty where none is known."""
    port = ports.get(next(iter(market.logistics.ports), ""))
    if port is None:
        return ""
    key = "markets.port" if port.country == market.country else "markets.via"
    return words.say(key, port=port.name)


def age_rule(row: Row) -> str:
    """Return what a row asks of the age: how much, counted how, from what, on which day."""
    said = []
    limits = (("max", row.age_max), ("min", row.age_min))
    for kind, limit in limits:
        if limit is not None:
            said.append(words.say(f"market.age.{kind}.{limit.mode}", value=limit.value))
    if not said:
        return words.say("market.age.none")
    base = words.say(f"market.base.{row.age_base}")
    event = words.say(f"market.event.{row.age_event}")
    return words.say("market.age", limits=words.listed(said), base=base, event=event)


def dated(step: DutyStep, name: str) -> str:
    """Return the name of a tax with the days between which this version of it is levied."""
    if step.planned and step.since:
        return words.say("market.duty.planned", name=name, day=step.since)
    if step.since and step.until:
        return words.say("market.duty.between", name=name, day=step.since, last=step.until)
    if step.since:
        return words.say("market.duty.from", name=name, day=step.since)
    return words.say("market.duty.until", name=name, last=step.until) if step.until else name


def sanctions(market: Market) -> str:
    """Return the sanctions on a market, empty where there are none."""
    if not market.sanctions.text:
        return ""
    how_far = words.say(f"market.sanctions.{market.sanctions.status}")
    return words.say("market.sanctions", how_far=how_far, text=words.in_both(market.sanctions.text))


def refusal(refused: Refusal) -> str:
    """Return why a market is not suggested."""
    return reason(refused.answer) if refused.answer else words.say(f"reason.{refused.reason}")


def held(one: Suggestion) -> str:
    """Return what a market would score if its open point were settled; empty where none is."""
    if not one.is_held:
        return ""
    return words.say("markets.held", settled=one.settled_score, score=one.score)


def held_neighbours(advice: Advice, ahead: Suggestion, most: int = 3) -> list[str]:
    """Return the markets that would score more than one that is eligible, and why they lost."""
    if ahead.answer.admission != "eligible":
        return []
    return [
        words.say(
            "markets.held_neighbour",
            market=words.in_both(one.market.title),
            settled=one.settled_score,
            score=one.score,
            reason=reason(one.answer),
        )
        for one in held_behind(advice, ahead)[:most]
    ]


def part(one: Part) -> str:
    """Return what a part of a score rests on, in a few words."""
    because = dict(one.because or {})
    because["count"] = because.get("sales")
    if one.name in ("margin", "age_window", "tax_step"):
        return words.say(f"score.why.{one.name}.{_kind(one.name, because)}", **because)
    if one.name == "demand":
        key = "asked" if because["model_asked"] else "other"
        return words.say(f"score.why.demand.{key}", units=because["units"])
    if None in (because.get("percent", 0), because.get("days", 0)) and one.name != "age_window":
        return words.say("score.why.open")
    if one.name == "friction":
        papers = [words.say(f"market.paper.{paper}") for paper in because["papers"]]
        return words.listed(papers) or words.say("score.why.friction")
    key = f"score.why.{one.name}"
    return words.say(key if words.has(key) else "score.why.factor", **because)


def _kind(name: str, because: dict[str, Any]) -> str:
    """Return which of its sentences a part says."""
    if name == "margin":
        return str(because["evidence"])
    if name == "age_window":
        if "ceiling" in because:
            return "none"
        return "open" if because["days"] is None else "days"
    return "open" if "age" in because else str(because.get("steps_up", "none"))


def landed(cost: LandedCost) -> str:
    """Return the landed cost as a range, or what is missing to reckon it."""
    low, high = cost.total.low, cost.total.high
    if low is None or high is None:
        lacking = words.listed(dict.fromkeys(missing(m) for m in cost.total.missing))
        return words.say("market.landed_open", missing=lacking)
    lowest = words.money(low.minor_units, low.currency)
    return words.say("market.landed", low=lowest, high=words.number(high.amount))


def note(one: Missing) -> str:
    """Return a remark on a landed cost."""
    name = words.say(f"cost.{one.name}") if one.kind == "planned" else one.name
    return words.say(f"cost.note.{one.kind}", name=name)


def old_rates(cost: LandedCost) -> list[str]:
    """Return a sentence for each rate of a cost that was old on the day of the decision."""
    old = [note.name for note in cost.notes if note.kind == "old_rate"]
    return [words.say("cost.note.old_rate", name=name) for name in old]


def missing(one: Missing) -> str:
    """Return the words of what leaves an amount open."""
    name = one.name
    if one.kind == "fact":
        name = words.fact(name)
    elif one.kind == "figure":
        name = words.say(f"cost.{name}")
    elif one.kind == "cost":
        name = words.say(f"cost.kind.{name}")
    elif one.on:
        return words.say("cost.missing.rate_on", name=name, day=date.fromisoformat(one.on))
    return words.say(f"cost.missing.{one.kind}", name=name)


def port(ports: Mapping[str, Port], code: str) -> str:
    """Return a port with its UN/LOCODE: `Mombasa (KEMBA)`."""
    known = ports.get(code)
    return words.say("sheet.port", name=known.name, code=code) if known else code


def scheme(asked: Inspection) -> str:
    """Return what is inspected before shipment, in the language in use."""
    return words.in_both({"en": asked.scheme, "ja": asked.scheme_ja})
