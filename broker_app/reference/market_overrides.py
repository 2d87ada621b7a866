"""Market overrides: the broker's own values laid over the shipped file of a market.

They are put into the plain values of the file before the strict reading, so that the same checks
refuse nonsense. One that the file that is shipped now cannot bear is set aside with its reason.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from broker_app import paths
from broker_app.domain.market import Market, MarketVersion, Source
from broker_app.domain.override import (
    DUTY,
    OWN,
    Kind,
    Override,
    Place,
    Standing,
    bound_by,
    day_of_rule,
    is_milder,
    lifts_embargo,
    place_named,
)
from broker_app.errors import UserError
from broker_app.reference.markets import market_of, parsed, whole

HEAD = "[[version]]"
SANCTIONS = "sanctions"
LONGEST_RULE = 50_000
"""Letters of the text of a rule; the longest of ours has two thousand."""


def overlaid(
    file: str, text: str, overrides: Iterable[Override]
) -> tuple[Market, tuple[Standing, ...]]:
    """Return the market of a file with overrides laid over it, and how each of them stands.

    Raises UserError only where the file itself is odd.
    """
    shipped = whole(file, parsed(file, text))
    values, market, standings = shipped, market_of(file, shipped), []
    plain = market
    for override in overrides:
        try:
            was = value_at(shipped, override.place)
            tried = _put(values, override)
            _refuse_milder(plain, market_of(file, tried), override, was)
        except UserError as problem:
            standings.append(Standing(override, problem=_of_place(problem, override)))
        else:
            values = tried
            standings.append(Standing(override, was))
    holding = [one.override for one in standings if one.problem is None]
    if holding:
        market = _marked(market_of(file, values), plain, holding)
    return market, tuple(standings)


def overlaid_all(
    shipped: Mapping[str, Market], overrides: Iterable[Override]
) -> tuple[dict[str, Market], tuple[Standing, ...]]:
    """Return the shipped markets with overrides laid over those that have some."""
    made, standings = dict(shipped), list[Standing]()
    by_market: dict[str, list[Override]] = {}
    for override in overrides:
        by_market.setdefault(override.market, []).append(override)
    for market, wanted in by_market.items():
        if market in shipped:
            made[market], found = overlaid(*text_of(market), wanted)
            standings += found
        else:
            gone = UserError("override_no_market", market=market)
            standings += [Standing(override, problem=gone) for override in wanted]
    return made, tuple(standings)


def text_of(market: str) -> tuple[str, str]:
    """Return the name and the text of the file of a shipped market."""
    file = paths.resources() / "markets" / f"{market.lower()}.toml"
    return file.name, file.read_text(encoding="utf-8")


def shipped_values(market: str) -> dict[str, Any]:
    """Return all that the file of a shipped market says, to be looked at by `value_at`."""
    file, text = text_of(market)
    return whole(file, parsed(file, text))


def value_at(values: Mapping[str, Any], name: str) -> Any:
    """Return what stands at a place: JSON values, a day as text, a rule as its text.

    Of a rule it is the one in force on its day, None before the first. Raises UserError where
    there is no such place.
    """
    place = _place(name)
    day = day_of_rule(name)
    if day is not None:
        earlier = [version for version in values["version"] if version["from"] <= day]
        return rule_text(earlier[-1]) if earlier else None
    holder, key = _holder(values, place)
    found = holder[key]
    if isinstance(found, date):
        return found.isoformat()
    return list(found) if isinstance(found, tuple) else found


def rule_from(text: str) -> dict[str, Any]:
    """Read the text of one dated rule. Raises UserError where it is not one `[[version]]` block."""
    if len(text) > LONGEST_RULE:
        raise UserError("override_rule_text", reason=f"> {LONGEST_RULE}")
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # too deep, or a number of thousands of digits
        raise UserError("override_rule_text", reason=str(problem)) from problem
    versions: Any = found.get("version")
    one = isinstance(versions, list) and len(versions) == 1 and isinstance(versions[0], dict)
    if not one or set(found) != {"version"} or type(versions[0].get("from")) is not date:
        raise UserError("override_rule_text", reason=f"{HEAD}, from = 2027-01-01")
    version: dict[str, Any] = versions[0]
    return version


def rule_text(version: Mapping[str, Any]) -> str:
    """Return a dated rule as the text of its block; what a row leaves open is left out."""
    lines = [HEAD, f"from = {version['from'].isoformat()}"]
    for row in version["row"]:
        lines.append("[[version.row]]")
        lines += [f"{name} = {_toml(value)}" for name, value in row.items() if _says(name, value)]
    return "\n".join(lines) + "\n"


def _says(name: str, value: Any) -> bool:
    return bool(value) and not (name == "powertrains" and list(value) == ["ANY"])


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {_toml(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def _place(name: str) -> Place:
    place = place_named(name)
    if place is None:
        raise UserError("override_no_place", place=name)
    return place


def _holder(values: Mapping[str, Any], place: Place) -> tuple[dict[str, Any], str]:
    """Return the table that holds a place, and its key there."""
    first, _, rest = place.name.partition(".")
    holder: Any = values
    key = first
    if first == DUTY:
        duty, _, key = rest.rpartition(".")
        holder = next((step for step in values["duty"] if step["name"] == duty), None)
    elif rest:
        holder, key = values.get(first), rest
        if holder is None and first == SANCTIONS:  # a file without them says nothing of them
            holder = {key: "NONE"}
    if not isinstance(holder, dict) or key not in holder:
        raise UserError("override_no_place", place=place.name)
    return holder, key


def _put(values: Mapping[str, Any], override: Override) -> dict[str, Any]:
    """Return the values with an override among them. Raises UserError where it has no place."""
    made: dict[str, Any] = deepcopy(dict(values))
    place = _place(override.place)
    if place.kind is Kind.RULE:
        _put_rule(made, override)
        return made
    value = override.value
    if place.choices and value not in place.choices:
        raise UserError("override_value", place=place.name, value=str(value))
    holder, key = _holder(made, place)
    if place.name.startswith(SANCTIONS):
        _put_sanctions(made, holder, override)
        return made
    if place.kind is Kind.DAY and value is not None:
        value = date.fromisoformat(value)
    holder[key] = value
    return made


def _put_sanctions(values: dict[str, Any], holder: Mapping[str, Any], override: Override) -> None:
    """Put sanctions: a market without any says nothing of them, so the source is their text."""
    text = holder.get("text") or {"en": override.source, "ja": override.source}
    none = override.value == "NONE"
    values[SANCTIONS] = None if none else {"status": override.value, "text": text}


def _put_rule(values: dict[str, Any], override: Override) -> None:
    version = rule_from(override.value)
    day = version["from"]
    if day != day_of_rule(override.place):
        raise UserError("override_no_place", place=override.place)
    others = [other for other in values["version"] if other["from"] != day]
    values["version"] = sorted([*others, version], key=lambda one: one["from"])


def _refuse_milder(plain: Market, made: Market, override: Override, shipped: Any) -> None:
    """Raise UserError where an override would loosen what may only be made stricter."""
    day = day_of_rule(override.place)
    if day is None:
        milder = is_milder(_place(override.place), override.value, shipped)
    else:
        version = made.version_on(day)
        milder = version is not None and lifts_embargo(
            version.rows, _shipped_version(plain, day).rows
        )
    if milder:
        raise UserError("override_milder", place=override.place)


def _shipped_version(shipped: Market, day: date) -> MarketVersion:
    return shipped.version_on(day) or shipped.versions[0]


def _of_place(problem: UserError, override: Override) -> UserError:
    """Say a problem of the strict reading as one of the override, naming its place."""
    if problem.key != "market_file":
        return problem
    reason = re.sub(r" - at `\$\.?(.*)`$", r" (\1)", str(problem.values["reason"]))
    return UserError("override_refused", place=override.place, reason=reason)


def _marked(market: Market, shipped: Market, holding: Sequence[Override]) -> Market:
    """Return a market whose groups and rules say what is the broker's own in them."""
    sources, versions = dict(market.sources), {v.since: v for v in market.versions}
    for override in holding:
        day = day_of_rule(override.place)
        if day is None:
            group = _place(override.place).group
            sources[group] = _owned(sources[group], override)
        else:
            beside = _shipped_version(shipped, day).rows
            rows = tuple(bound_by(row, beside, override.source) for row in versions[day].rows)
            versions[day] = replace(versions[day], rows=rows)
    own = tuple(override.place for override in holding)
    return replace(market, sources=sources, versions=tuple(versions.values()), own=own)


def _owned(source: Source, override: Override) -> Source:
    days = [day for day in (source.checked_on, override.checked_on) if day]
    own = tuple(dict.fromkeys((*source.own, override.source)))
    return Source(OWN, source.references, own, min(days))
