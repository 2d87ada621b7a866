"""`broker-app suggest`: where vehicles can lawfully go, ranked, and what they cost there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.admitting import because_of, parts_of
from broker_app.domain.age import FIRST_YEAR, LAST_YEAR
from broker_app.domain.end_use import EndUse
from broker_app.domain.landed import CostLine, LandedCost
from broker_app.domain.market import Market
from broker_app.domain.missing import Missing
from broker_app.domain.outlet import Refusal
from broker_app.domain.question import Question
from broker_app.domain.rate import Rate
from broker_app.domain.suggest import BARRED_FROM, Suggestion
from broker_app.jobs import explaining_markets, judging, suggesting
from broker_app.jobs.admitting import references_of
from broker_app.jobs.books import Books
from broker_app.jobs.shipping import name_of


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="Advise on the stock.")
@click.option("--on", "day", type=output.Day(), required=True, help="The day of the decision.")
@click.option("--top", type=click.IntRange(1, 10**9), help="Show only so many markets.")
@click.option(
    "--rate", "stated", type=output.StatedRate(), multiple=True, help="USD=155.20@2026-11-20"
)
@click.option("--final-destination", "final", default="", help="Where goods go on from a hub: BW.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def suggest(
    file: Path | None,
    database: Path | None,
    day: date,
    top: int | None,
    stated: tuple[tuple[str, Decimal, date | None], ...],
    final: str,
    as_json: bool,
) -> None:
    """Rank the markets that admit each vehicle when it would get there."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.UsageError(words.say("cli.no_day", value=day.isoformat()))
    if (file is None) == (database is None):
        raise click.UsageError(words.say("cli.file_or_database"))
    problem = judging.unknown_place(Question(BARRED_FROM, day, final.upper()))
    if problem is not None:
        raise problem
    rates = {currency: Rate(rate, on or day, "typed") for currency, rate, on in stated}
    if file is not None:
        advised, ignored = suggesting.suggest_file(file, Books(), day, rates, final.upper())
        if ignored:
            output.tell("cli.columns_ignored", columns=", ".join(ignored))
        _show(advised, top, as_json)
    elif database is not None:
        with output.existing(database) as db:
            reader, books = db.connection, output.books(db)
            advised = suggesting.suggest_stock(reader, books, day, rates, final=final.upper())
            _show(advised, top, as_json)


def _show(advised: Iterable[suggesting.VehicleAdvice], top: int | None, as_json: bool) -> None:
    count, end_use = 0, Books().end_use
    for one in advised:
        count += 1
        if as_json:
            output.one_object(_as_json(one, top, end_use))
        else:
            click.echo(_as_text(one, top))
    output.tell("cli.suggested", count=count)


def _as_json(one: suggesting.VehicleAdvice, top: int | None, end_use: EndUse) -> dict[str, Any]:
    head: dict[str, Any] = {"row": one.row}
    if one.case_id:
        head["case_id"] = one.case_id
    head["chassis_number"] = one.vehicle.chassis_number
    if one.advice is None:
        said = words.error(one.problem) if one.problem else ""
        return head | {"markets": [], "refused": [], "error": said}
    kept_back = any(refusal.answer is None for refusal in one.advice.refused)
    told = {"diversion": _told(end_use)} if kept_back else {}
    return head | {
        **told,
        "to_russia": one.to_russia.value if one.to_russia else None,
        "markets": [_market(s) for s in one.advice.markets[:top]],
        "refused": [_refused(r) for r in one.advice.refused],
    }


def _told(end_use: EndUse) -> dict[str, Any]:
    """Return what is said once beside all markets that are kept back."""
    return {
        "position": words.in_both(end_use.position.text),
        "sources": end_use.position.sources,
        "undertaking": words.in_both(end_use.undertaking.text),
        "undertaking_fields": {n: words.in_both(f.text) for n, f in end_use.fields.items()},
        "undertaking_sources": end_use.undertaking.sources,
    }


def _market(suggestion: Suggestion) -> dict[str, Any]:
    market, answer = suggestion.market, suggestion.answer
    return {
        "market": market.id,
        "title": words.in_both(market.title),
        "admission": answer.admission,
        "reason": answer.reason,
        "sentence": explaining_markets.reason(answer),
        "changes_on": answer.changes_on,
        "because": because_of(answer),
        **parts_of(answer),
        "score": suggestion.score,
        "score_if_settled": suggestion.settled_score if suggestion.is_held else None,
        "parts": [
            {
                "name": part.name,
                "points": part.points,
                "value": part.value,
                "weight": part.weight,
                "because": part.because,
            }
            for part in suggestion.parts
        ],
        "loaded": suggestion.voyage.loaded,
        "arrives": suggestion.voyage.arrives,
        "cleared": suggestion.voyage.cleared,
        "last_day_to_load": suggestion.last_day_to_load,
        "landed_cost": _cost(suggestion.cost),
        "diversion": market.diversion.risk,
        "sanctions": _sanctions(market),
        "reference": references_of(market, replace(answer, group=answer.group or "status")),
        "own": answer.own,
        "own_figures": market.own,
    }


def _refused(refusal: Refusal) -> dict[str, Any]:
    answer = refusal.answer
    return {
        "market": refusal.market.id,
        "reason": refusal.reason,
        "sentence": explaining_markets.refusal(refusal),
        "changes_on": answer.changes_on if answer else None,
        "last_day_to_load": refusal.last_day_to_load,
        "diversion": refusal.market.diversion.risk,
        "diversion_reason": words.in_both(refusal.market.diversion.reason),
        "sanctions": _sanctions(refusal.market),
        **(parts_of(answer) if answer else {}),
    }


def _sanctions(market: Market) -> dict[str, str] | None:
    known = market.sanctions
    return {"status": known.status, "text": words.in_both(known.text)} if known.text else None


def _cost(cost: LandedCost) -> dict[str, Any]:
    return {
        "lines": [
            _line(line) | {"local": _line(own) if own.amounts else None}
            for line, own in zip(cost.lines, cost.local_lines, strict=True)
        ],
        "total": _line(cost.total),
        "total_local": _line(cost.local),
        "missing": [_missing(m) for m in cost.missing],
        "rates": {
            currency: {
                "rate": rate.rate,
                "day": rate.day,
                "source": rate.source,
                "old": Missing("old_rate", currency) in cost.notes,
            }
            for currency, rate in cost.rates.items()
        },
        "notes": [_missing(note) for note in cost.notes],
    }


def _line(line: CostLine) -> dict[str, Any]:
    return {
        "line": line.name,
        "currency": line.currency,
        "low": float(line.low.amount) if line.low else None,
        "high": float(line.high.amount) if line.high else None,
        "missing": [_missing(m) for m in line.missing],
    }


def _missing(missing: Missing) -> dict[str, str]:
    return {"kind": missing.kind, "name": missing.name}


def _as_text(one: suggesting.VehicleAdvice, top: int | None) -> str:
    label = one.case_id or name_of(one.vehicle) or str(one.row)
    if one.advice is None:
        return f"{label}\t{words.error(one.problem) if one.problem else ''}"
    lines = [label]
    lines += [f"  {_scored(suggestion)}" for suggestion in one.advice.markets[:top]]
    for refusal in one.advice.refused:
        said = _refused(refusal)["sentence"]
        lines.append(f"  –\t{words.in_both(refusal.market.title)}\t{said}")
    return "\n".join(lines)


def _scored(suggestion: Suggestion) -> str:
    title = words.in_both(suggestion.market.title)
    parts = words.listed(
        f"{part.points:+d} {words.say('score.' + part.name)}" for part in suggestion.parts
    )
    said = [str(suggestion.score), title, explaining_markets.reason(suggestion.answer), parts]
    said += filter(None, [explaining_markets.held(suggestion)])
    said.append(explaining_markets.landed(suggestion.cost))
    said += explaining_markets.old_rates(suggestion.cost)
    last = suggestion.last_day_to_load
    if last:
        said.append(words.say("market.load_by", day=last))
    return "\t".join(said)
