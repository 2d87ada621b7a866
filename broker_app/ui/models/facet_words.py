"""The words of facets: what each is called, and each of its values."""

from collections.abc import Mapping

from broker_app import words
from broker_app.domain.finding.facets import UNKNOWN, ends_of
from broker_app.jobs import names

MARKED = ("verdict",)
"""Facets whose values are statuses, shown with their marks."""
BANDED = ("displacement", "age", "days")
_NONE = {
    "verdict": "ui.not_judged",
    "market": "facet.no_market",
    "party": "facet.no_party",
    "days": "facet.not_bought",
}


def title(facet: str) -> str:
    """Return what a facet is called."""
    return words.say(f"facet.{facet}")


def value(facet: str, stored: str, parties: Mapping[str, str]) -> str:
    """Return the words of a value; `parties` names those that are met."""
    if facet == "state":
        return words.state(stored)
    if stored == UNKNOWN:
        return words.say(_NONE.get(facet, "word.unknown"))
    if facet in BANDED:
        return _band(facet, stored)
    if facet == "verdict":
        return words.say(f"verdict.{stored}")
    if facet == "maker":
        return names.maker(stored)
    if facet == "market":
        return words.country(stored)
    if facet == "party":
        return parties.get(stored, stored)
    if facet == "house":
        return stored
    said = words.value(facet, stored)
    return said[:1].upper() + said[1:]


def _band(facet: str, stored: str) -> str:
    low, high = ends_of(stored)
    if high is None:
        return words.say(f"facet.{facet}.from", low=words.number(low))
    return words.say(f"facet.{facet}.band", low=words.number(low), high=words.number(high))
