"""`broker-app demo`: the main job on the embedded database, from the shipped sample lists."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.domain.document import INVOICE, Snapshot
from broker_app.domain.rate import HOME
from broker_app.jobs import demo as job
from broker_app.jobs import explaining_markets, issuing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.jobs.shipping import name_of
from broker_app.jobs.suggesting import Outlook
from broker_app.reference import documents

CAUSES = 4
"""How many causes of REVIEW the summary names."""
MARKETS = 5
"""How many markets the summary names."""
BEST = 3
"""How many markets of one vehicle it shows with score and cost."""


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("broker-demo"),
    show_default=True,
    help="Folder to fill.",
)
@click.option("--no-window", is_flag=True, help="Do not open the window afterwards.")
@click.pass_context
def demo(context: click.Context, folder: Path, no_window: bool) -> None:
    """Import the sample lists, judge them for Russia, and write a shipment's papers."""
    summary = job.build(folder, silent, Books())
    for line in _lines(summary):
        click.echo(line)
    if no_window:
        return
    if context.obj.has_display():
        context.exit(context.obj.open_window(summary.database))
    output.tell("cli.no_window")


def _lines(summary: job.Summary) -> list[str]:
    parts = (
        _lists(summary),
        _verdicts(summary),
        _markets(summary),
        _shipment(summary),
        _farewell(summary),
    )
    return [line for part in parts for line in ["", *part]][1:]


def _lists(summary: job.Summary) -> list[str]:
    lots = sum(account.lots for account in summary.accounts)
    lines = [words.say("cli.demo_lists", count=len(summary.accounts), lots=lots)]
    for account in summary.accounts:
        counts = {"skipped": len(account.skipped), "refused": len(account.refused)}
        said = words.say("cli.demo_list", file=account.file, lots=account.lots, **counts)
        lines.append("  " + said)
    return lines


def _verdicts(summary: job.Summary) -> list[str]:
    lines = [words.say("cli.demo_verdicts", on=summary.day)]
    for outcome in ("BLOCKED", "REVIEW", "CONDITIONAL", "ALLOWED"):
        count = summary.verdicts.get(outcome, 0)
        lines.append(f"  {words.number(count):>5}  {words.say('verdict.' + outcome)}")
    lines += ["", words.say("cli.demo_why")]
    for cause in summary.causes[:CAUSES]:
        what = words.fact(cause.name) if cause.kind != "rule" else cause.name
        lines.append("  " + words.say(f"cause.{cause.kind}", count=cause.vehicles, what=what))
    return lines


def _markets(summary: job.Summary) -> list[str]:
    lines = [words.say("cli.demo_markets")]
    for market in summary.markets[:MARKETS]:
        counts = {"eligible": market.eligible, "review": market.needs_review}
        title = words.in_both(market.title)
        lines.append("  " + words.say("cli.demo_market", market=title, **counts))
    if summary.example is not None:
        lines += ["", *_example(summary.example)]
    return lines


def _example(found: Outlook) -> list[str]:
    """Say the best markets of one vehicle, with what it costs there."""
    lines = [words.say("cli.demo_example", vehicle=name_of(found.record))]
    for suggestion in found.advice.markets[:BEST]:
        title, cost = words.in_both(suggestion.market.title), suggestion.cost
        said = explaining_markets.landed(cost)
        last = suggestion.last_day_to_load
        by = words.say("market.load_by", day=last) if last else ""
        parts = words.listed(filter(None, [said, by]))
        score = words.say("cli.demo_score", score=suggestion.score, market=title, parts=parts)
        lines.append(f"  {score}")
    return lines


def _shipment(summary: job.Summary) -> list[str]:
    lines = [words.say("cli.demo_shipment", number=summary.shipment)]
    for paper in summary.papers:
        number, file = paper.snapshot.number, str(paper.path)
        total = _size(paper.snapshot)
        named = words.in_both(documents.load()[paper.snapshot.kind].name)
        if paper.snapshot.draft:
            why = issuing.holds_text(paper)
            said = words.say("cli.demo_draft", paper=named, total=total, file=file, why=why)
        else:
            said = words.say("cli.demo_paper", paper=named, number=number, total=total, file=file)
        lines.append("  " + said)
    counts = {name: summary.checks[name] for name in ("passed", "warns", "second", "stops")}
    lines.append("  " + words.say("cli.demo_checks", number=summary.shipment, **counts))
    if summary.takings is not None:
        lines.append("  " + _takings(summary.takings))
    return lines


def _takings(takings: job.Takings) -> str:
    amounts = {
        name: words.money(getattr(takings, name), HOME) for name in ("price", "cost", "margin")
    }
    share = words.percent(takings.margin / takings.cost) if takings.cost else ""
    return words.say("cli.demo_takings", share=share, **amounts)


def _size(snapshot: Snapshot) -> str:
    """Return what a paper adds up to: the invoice its total, the others the vehicles."""
    if snapshot.kind == INVOICE:
        return words.money(snapshot.total, snapshot.currency)
    return words.say("ui.vehicles", count=len(snapshot.lines))


def _farewell(summary: job.Summary) -> list[str]:
    where = words.say("cli.demo_database", file=str(summary.database))
    return [where, words.say("cli.advice")]
