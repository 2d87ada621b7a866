"""Explaining what a row of a market asks: of which vehicles, and everything it looks at."""

from collections.abc import Iterator

from broker_app import words
from broker_app.domain.market import Row
from broker_app.jobs.explaining_rules import fact_value


def vehicles_of(row: Row) -> str:
    """Return which vehicles a row is about: classes, powertrains, weights."""
    said = [words.listed(words.say(f"sheet.class.{name}") for name in row.classes)]
    if row.powertrains != ("ANY",):
        said.append(words.listed(words.say(f"sheet.powertrain.{name}") for name in row.powertrains))
    low, high = row.gross_weight_from_kg, row.gross_weight_up_to_kg
    if low and high:
        said.append(words.say("sheet.weight.between", low=low, high=high))
    elif low or high:
        bound = "from" if low else "up_to"
        said.append(words.say(f"sheet.weight.{bound}", value=low or high))
    return begun(words.say("sheet.between_kinds").join(said))


def status_of(row: Row) -> str:
    """Return the status of a row in a word or two."""
    return words.say(f"sheet.status.{row.status}")


def begun(text: str) -> str:
    """Return words as they begin a line."""
    return text[:1].upper() + text[1:]


def further(row: Row) -> list[str]:
    """Return all that a row asks besides steering and age, and how sure that is."""
    return [*_limits(row), *_ways(row), *_effects(row), *_doubts(row)]


def _limits(row: Row) -> Iterator[str]:
    """Yield what refuses a vehicle."""
    if row.fuels:
        fuels = words.listed(words.value("fuel", fuel) for fuel in row.fuels)
        yield words.say("sheet.fuels", fuels=fuels)
    if row.displacement_max_cc:
        yield words.say("sheet.displacement", value=row.displacement_max_cc)
    if row.odometer_max_km:
        yield words.say("sheet.odometer", value=row.odometer_max_km)
    if row.score_min:
        yield words.say("sheet.score", value=row.score_min)
    if row.damage:
        yield words.say(f"sheet.damage.{row.damage}")
    if row.origin:
        countries = words.either([fact_value("made_in", code) for code in row.origin])
        yield words.say("sheet.origin", countries=countries)
    if row.emission is not None:
        rule = row.emission
        refused, accepted = words.either(list(rule.refused)), words.either(list(rule.accepted))
        yield words.say("sheet.emission.refused", letters=refused)
        yield words.say("sheet.emission.accepted", letters=accepted, year=str(rule.built_from))
    if row.safety:
        yield words.say(f"sheet.safety.{row.safety}")


def _ways(row: Row) -> Iterator[str]:
    """Yield what a person looks into, and other ways in that the market itself has."""
    if row.registration_gap_months:
        yield words.say("sheet.registration_gap", value=row.registration_gap_months)
    if row.review_over_months:
        spared = words.listed(words.value("fuel", fuel) for fuel in row.review_spares_fuels)
        key = "sheet.review_over_but" if spared else "sheet.review_over"
        yield words.say(key, value=row.review_over_months, fuels=spared)
    if row.alternative is not None:
        kind = row.alternative.kind
        yield words.say(f"sheet.alternative.{kind}", value=row.alternative.months)
    if row.licence:
        yield words.say(f"sheet.licence.{row.licence}")


def _effects(row: Row) -> Iterator[str]:
    """Yield what refuses nothing but costs something."""
    for effect in row.soft_effects:
        yield words.say(f"sheet.effect.{effect}")
    for soft in row.soft_conditions:
        yield words.say(f"sheet.condition.{soft.effect}", value=soft.under_months)


def _doubts(row: Row) -> Iterator[str]:
    if row.own:
        yield words.say("overrides.row_own", source=row.own)
    if row.force_review:
        yield words.say("sheet.force_review")
    if row.verify:
        yield words.say("sheet.verify")
    for group, confidence in row.confidence.items():
        said = words.say(f"confidence.{confidence}")
        yield words.say("sheet.row_confidence", group=words.say(f"market.group.{group}"), said=said)
