"""Hub: a place of transit is no end. It asks for the final country, and both must let goods in.

The answer is the worse of the two and carries both. How long the way on takes is known only where
the final country is itself reached by a port of the hub; elsewhere the arrival there is asked for,
and nothing but a refusal that no later day can mend is certain.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from broker_app.domain.admission import ADMISSIONS, ARRIVAL, Answer, Case, Onward, Voyage
from broker_app.domain.admit import admit, last_day_to_load
from broker_app.domain.market import Market

TRANSIT = "TRANSIT_ONLY"


def is_hub(market: Market) -> bool:
    """Tell whether goods only pass through a market."""
    return any(row.status == TRANSIT for version in market.versions for row in version.rows)


def moves_on(market: Market, final: str) -> bool:
    """Tell whether goods with a stated final country do not end in a market."""
    return final != "" and (is_hub(market) or final != market.country)


def admit_onward(market: Market, case: Case, final: str, markets: Mapping[str, Market]) -> Answer:
    """Return whether goods get through a market and into their final country, by its code."""
    hub = admit(_as_way(market), case)
    if market.logistics.serves and final not in market.logistics.serves:
        hub = Answer("ineligible", "HUB_ELSEWHERE", group="status")
    there = _into(market, case, markets.get(final))
    return _both(market, case, Onward(final, hub, there), markets.get(final))


def _as_way(market: Market) -> Market:
    """Return a hub whose question for the final country is answered."""
    versions = tuple(
        replace(
            version,
            rows=tuple(
                replace(row, status="OPEN") if row.status == TRANSIT else row
                for row in version.rows
            ),
        )
        for version in market.versions
    )
    return replace(market, versions=versions)


def _into(hub: Market, case: Case, final: Market | None) -> Answer:
    """Return whether the final country admits what comes by way of a hub."""
    if final is None:
        return Answer("needs_review", "FINAL_NO_RULE", group="status", ceiling=True)
    voyage = Voyage(case.voyage.loaded, case.voyage.arrives, case.voyage.cleared)
    there = replace(case, voyage=voyage, inland_days=final.logistics.inland_days)
    answer = admit(final, there)
    if set(hub.logistics.ports) & set(final.logistics.ports):
        return answer
    return answer if _is_certain(answer, final, case.voyage.arrives) else _ask_for_arrival(answer)


def _is_certain(answer: Answer, final: Market, reached: date | None) -> bool:
    """Tell whether no later arrival than that at the hub could have a better answer."""
    if reached is not None and final.next_change(reached) is not None:
        return False
    return answer.admission == "ineligible" and answer.reason != "AGE_UNDER_MIN"


def _ask_for_arrival(answer: Answer) -> Answer:
    missing = tuple(dict.fromkeys((ARRIVAL, *answer.missing)))
    return Answer("needs_review", "FACT_MISSING", missing=missing, group="transit", ceiling=True)


def _both(market: Market, case: Case, onward: Onward, final: Market | None) -> Answer:
    """Return the worse of the two answers, which holds until either changes."""
    hub, there = onward.hub, onward.final
    worse = max((hub, there), key=lambda one: ADMISSIONS.index(one.admission))
    if there.reason == "EMBARGO" or (worse.admission == "eligible" and there.reason != "OK"):
        worse = there
    inland_days = final.logistics.inland_days if final else 0
    way_on = replace(market, logistics=replace(market.logistics, inland_days=inland_days))
    loads = [last_day_to_load(market, hub), last_day_to_load(way_on, there)]
    changes = [day for day in (hub.changes_on, there.changes_on) if day]
    return Answer(
        worse.admission,
        worse.reason,
        (*hub.because, *there.because),
        tuple(dict.fromkeys((*hub.missing, *there.missing))),
        min(changes, default=None),
        "BL_DATE",
        case.voyage.loaded,
        min((day for day in loads if day), default=None),
        worse.group,
        hub.ceiling or there.ceiling,
        hub.verify or there.verify,
        onward=onward,
    )
