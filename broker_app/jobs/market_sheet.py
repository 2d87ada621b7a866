"""The sheet of a market in the language in use: every fact, its source, its confidence, its age."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from broker_app import words
from broker_app.domain.market import DutyStep, Market, MarketVersion, Row
from broker_app.domain.market_examples import passes
from broker_app.domain.party import Port
from broker_app.domain.spelling import fold_words
from broker_app.jobs import explaining_markets
from broker_app.jobs.explaining_rows import begun, further, status_of, vehicles_of
from broker_app.jobs.explaining_rules import condition_text, fact_value
from broker_app.papers.market_sheet import (
    MarketSheet,
    SheetGrid,
    SheetPart,
    SheetSource,
    lay_out_market,
)
from broker_app.papers.page import Page

OLD_AFTER = timedelta(days=90)
"""Facts that were checked longer ago are to be checked again; the age of rules is the same."""
_MARKS = {
    "OPEN": "eligible",
    "CONDITIONAL": "eligible",
    "TRANSIT_ONLY": "needs_review",
    "NONCOMMERCIAL_ONLY": "ineligible",
    "CLOSED": "ineligible",
    "EMBARGO": "ineligible",
}

Ports = Mapping[str, Port]
Range = tuple[Decimal, Decimal]


def sheet_of(market: Market, ports: Ports, today: date) -> MarketSheet:
    """Return everything that is known of a market."""
    version = market.version_on(today) or market.versions[0]
    statuses = list(dict.fromkeys(row.status for row in version.rows))
    other = "en" if words.language() == "ja" else "ja"
    return MarketSheet(
        market=market.id,
        title=words.in_both(market.title),
        other_title=market.title[other],
        status=words.listed(words.say(f"sheet.status.{status}") for status in statuses),
        mark=mark_of(version.rows),
        summary=tuple(_summary(market)),
        checked=checked(market.checked_on, today),
        old=is_old(market.checked_on, today),
        cautions=tuple(_cautions(version, is_old(market.checked_on, today))),
        parts=tuple(filter(_holds_something, _parts(market, version, ports, today))),
        heads=(words.say("sheet.fact"), words.say("sheet.said")),
    )


def page_of(market: Market, ports: Ports, today: date, author: str) -> Page:
    """Return the sheet of a market as a paper."""
    sheet = sheet_of(market, ports, today)
    return lay_out_market(sheet, author, today.isoformat(), words.day(today))


def searched(market: Market) -> str:
    """Return the folded text that a market is found by, in both languages."""
    countries = (words.country_in(language, market.country) for language in ("en", "ja"))
    return fold_words(" ".join((market.id, market.country, *market.title.values(), *countries)))


def checked(on: date, today: date) -> str:
    """Return when facts were checked and how long ago that is."""
    days = (today - on).days
    age = words.say("rules.days_ago", count=days) if days > 0 else words.say("rules.today")
    return words.say("sheet.checked", day=on, age=age)


def is_old(on: date, today: date) -> bool:
    """Tell whether facts are to be checked again."""
    return today - on > OLD_AFTER


def mark_of(rows: Sequence[Row]) -> str:
    """Return the mark of some rows: the best of theirs, for some vehicles go in.

    A row that is too uncertain for a yes is never marked as one, nor is a rule of one's own.
    """
    order = ("eligible", "needs_review", "ineligible")
    return min(map(_mark, rows), key=order.index, default="needs_review")


def _mark(row: Row) -> str:
    mark = _MARKS[row.status]
    doubtful = row.force_review or bool(row.own)
    return "needs_review" if doubtful and mark == "eligible" else mark


def _summary(market: Market) -> Iterator[tuple[str, str]]:
    yield words.say("sheet.region"), words.say(f"sheet.region.{market.region}")
    yield words.say("sheet.drive_side"), words.say(f"sheet.drive_side.{market.drive_side}")
    yield words.say("sheet.currency"), market.currency
    if market.stressed:
        yield words.say("sheet.trade"), words.say("sheet.stressed")


def _cautions(version: MarketVersion, old: bool) -> Iterator[str]:
    if old:
        yield words.say("sheet.old")
    for name in ("force_review", "verify"):
        asked = [getattr(row, name) for row in version.rows]
        if any(asked):
            yield words.say(f"sheet.{name}.{'all' if all(asked) else 'some'}")


def _holds_something(part: SheetPart) -> bool:
    return bool(part.lines or part.grids or part.texts or part.sources)


def _parts(
    market: Market, current: MarketVersion, ports: Ports, today: date
) -> Iterator[SheetPart]:
    part = _Parts(market, today)
    grids = tuple(
        _rules(version, _in_force(market, version, current))
        for version in _newest_first(market, current)
    )
    yield part.of("asks", "status", "age", "steering", grids=grids)
    yield _examples(market)
    yield part.of("transit", "transit", lines=_voyage(market, ports))
    yield part.of("inspection", "inspection", lines=_inspection(market))
    yield part.of("papers", texts=_papers(market))
    yield part.of("duty", "duty", grids=_duties(market), texts=_duty_texts(market))
    yield part.of("demand", "demand", lines=_demand(market))
    yield part.of("diversion", "diversion", lines=_diversion(market))
    yield part.of("note", texts=filter(None, [words.in_both(dict(market.note))]))


class _Parts:
    """Makes the parts of one market, each with the sources of its groups of facts."""

    def __init__(self, market: Market, today: date) -> None:
        self._market, self._today = market, today

    def of(
        self,
        key: str,
        *groups: str,
        lines: Any = (),
        grids: Sequence[SheetGrid] = (),
        texts: Any = (),
    ) -> SheetPart:
        """Return a part; lines and texts may be any iterable."""
        sources = tuple(self._source(group) for group in groups)
        title = words.say(f"sheet.part.{key}")
        return SheetPart(key, title, tuple(lines), tuple(grids), tuple(texts), sources)

    def _source(self, group: str) -> SheetSource:
        source = self._market.sources[group]
        addresses = [own for own in source.own if own.startswith("https://")]
        told = [own for own in source.own if own not in addresses]
        said = words.listed([words.say(f"confidence.{source.confidence}"), *told])
        name = words.say(f"market.group.{group}")
        day = checked(source.checked_on or self._market.checked_on, self._today)
        return SheetSource(name, begun(said), day, (*addresses, *source.references))


def _newest_first(market: Market, current: MarketVersion) -> list[MarketVersion]:
    """Return the version in force, then the others, the newest first."""
    others = [version for version in reversed(market.versions) if version is not current]
    return [current, *others]


def _in_force(market: Market, version: MarketVersion, current: MarketVersion) -> str:
    """Return since when a version is in force; of one that is over, until when it was."""
    if version is current:
        return words.say("sheet.since", day=version.since)
    following = market.next_change(version.since)
    if following is None or version.since > current.since:
        return words.say("sheet.other_since", day=version.since)
    return words.say("sheet.over", day=version.since, until=following - timedelta(days=1))


def _rules(version: MarketVersion, title: str) -> SheetGrid:
    heads = ("vehicles", "import", "steering", "age", "further")
    return SheetGrid(
        heads=tuple(words.say(f"sheet.head.{name}") for name in heads),
        rows=tuple(_rule(row) for row in version.rows),
        title=title,
    )


def _rule(row: Row) -> tuple[str, ...]:
    steering = words.say(f"market.steering.{row.steering}")
    closed = row.status in ("CLOSED", "EMBARGO")  # nothing more is asked where nobody comes in
    return (
        vehicles_of(row),
        status_of(row),
        "–" if closed else begun(steering),
        "–" if closed else begun(explaining_markets.age_rule(row)),
        "\n".join(further(row)),
    )


def _examples(market: Market) -> SheetPart:
    """Return the examples of the file, each tried now."""
    heads = ("loaded", "arrives", "given", "gives", "reason")
    passed = [passes(market, example) for example in market.examples]
    rows = [
        (
            words.day(example.loaded),
            words.day(example.arrives),
            words.listed(
                f"{words.fact(name)} {fact_value(name, value)}"
                for name, value in example.given.items()
            ),
            words.say(f"markets.word.{example.gives}"),
            words.say(f"reason.{example.reason}"),
        )
        for example in market.examples
    ]
    grid = SheetGrid(
        tuple(words.say(f"sheet.head.{name}") for name in heads),
        tuple(rows),
        tuple("passed" if good else "refused" for good in passed),
    )
    beside = words.say("rules.passed", passed=sum(passed), total=len(passed))
    title = words.say("sheet.part.examples")
    return SheetPart("examples", title, grids=(grid,) if rows else (), beside=beside)


def _voyage(market: Market, ports: Ports) -> Iterator[tuple[str, str]]:
    way = market.logistics
    names = [explaining_markets.port(ports, code) for code in way.ports]
    yield words.say("sheet.ports"), words.listed(names) or words.say("sheet.no_port")
    at_sea = _days(*way.transit_days) if way.transit_days else words.say("sheet.no_figure")
    yield words.say("sheet.transit"), at_sea
    if way.serves:
        yield words.say("sheet.serves"), words.listed(words.country(code) for code in way.serves)
    yield words.say("sheet.preparation"), _days(way.preparation_days)
    yield words.say("sheet.vessel_wait"), _days(way.vessel_wait_days)
    if way.inland_days:
        yield words.say("sheet.inland_days"), _days(way.inland_days)
    if way.inland_usd != (Decimal(0), Decimal(0)):
        yield words.say("cost.inland"), _dollars(way.inland_usd)
    per = words.say("sheet.per_m3", amount=_dollars(way.freight_usd_m3))
    yield words.say("cost.freight"), per if way.freight_usd_m3 else words.say("sheet.no_figure")
    if way.disrupted_since:
        yield words.say("sheet.disrupted"), words.say("sheet.since_day", day=way.disrupted_since)


def _inspection(market: Market) -> Iterator[tuple[str, str]]:
    asked = market.inspection
    key = "required" if asked.required else "voluntary" if asked.scheme else "none"
    yield words.say("sheet.inspection"), words.say(f"sheet.inspection.{key}")
    if asked.scheme:
        yield words.say("sheet.scheme"), explaining_markets.scheme(asked)
    if asked.required or asked.cost_usd:
        yield words.say("sheet.cost"), _dollars(asked.cost_usd)


def _papers(market: Market) -> Iterator[str]:
    if market.documents:
        yield words.listed(words.say(f"market.paper.{name}") for name in market.documents)
    if market.friction:
        papers = words.listed(words.say(f"market.paper.{name}") for name in market.friction)
        yield words.say("sheet.friction", papers=papers)


def _duties(market: Market) -> tuple[SheetGrid, ...]:
    if not market.duties:
        return ()
    heads = ("tax", "share", "of", "when")
    return (
        SheetGrid(
            tuple(words.say(f"sheet.head.{name}") for name in heads),
            tuple(_duty(market, step) for step in market.duties),
        ),
    )


def _duty(market: Market, step: DutyStep) -> tuple[str, ...]:
    of = "" if step.amount is not None else words.listed(words.say(f"cost.{n}") for n in step.of)
    when = [condition_text(condition) for condition in step.when]
    low, high = step.age_from, step.age_up_to
    if low is not None and high is not None:
        when.append(words.say("sheet.age.between", low=low, high=high))
    elif low is not None or high is not None:
        key = "from" if low is not None else "up_to"
        when.append(words.say(f"sheet.age.{key}", value=low if high is None else high))
    name = explaining_markets.dated(step, words.say(f"cost.{step.name}"))
    return name, _share(market, step), of, "\n".join(when)


def _share(market: Market, step: DutyStep) -> str:
    if step.amount is not None:
        return f"{market.currency} {words.number(step.amount)}"
    if step.percent is None:
        return words.say("sheet.no_figure")
    return f"{_range(step.percent)} %"


def _duty_texts(market: Market) -> Iterator[str]:
    if market.value_list:
        yield words.say("cost.note.value_list")
    if any(step.age_from is not None or step.age_up_to is not None for step in market.duties):
        base = words.say(f"market.base.{market.duty_age_base}")
        yield words.say("sheet.duty_age", base=base)
    if not market.duties:
        yield words.say("sheet.no_duties")


def _demand(market: Market) -> Iterator[tuple[str, str]]:
    demand = market.demand
    yield words.say("sheet.tier"), words.say(f"sheet.tier.{demand.tier}")
    units = words.number(demand.units) if demand.units else words.say("sheet.no_figure")
    yield words.say("sheet.units"), units
    if demand.models:
        yield words.say("sheet.models"), ", ".join(demand.models)


def _diversion(market: Market) -> Iterator[tuple[str, str]]:
    diversion = market.diversion
    risk = words.say(f"market.diversion.{diversion.risk}")
    yield words.say("sheet.risk"), begun(risk)
    if why := words.in_both(dict(diversion.reason)):
        yield words.say("sheet.reason"), why
    if diversion.onward:
        yield words.say("sheet.onward"), words.listed(words.country(c) for c in diversion.onward)
    yield words.say("sheet.sanctions"), _sanctions(market)


def _sanctions(market: Market) -> str:
    how_far = words.say(f"sheet.sanctions.{market.sanctions.status}")
    text = words.in_both(market.sanctions.text)
    return words.say("sheet.sanctions_text", how_far=how_far, text=text) if text else how_far


def _days(low: int, high: int | None = None) -> str:
    if high is None or low == high:
        return words.say("sheet.days", count=low)
    said = words.say("markets.range", low=low, high=high)
    return words.say("sheet.days_between", days=said)


def _dollars(amounts: Range | None) -> str:
    return words.say("sheet.no_figure") if amounts is None else f"USD {_range(amounts)}"


def _range(amounts: Range) -> str:
    low, high = (words.number(amount) for amount in amounts)
    return low if low == high else words.say("markets.range", low=low, high=high)
