"""`broker-app demo`: the main job on the embedded database, from the shipped sample lists."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.jobs import demo as job
from broker_app.jobs import issuing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent


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
    """Import the sample lists, judge them for Russia, and write a shipment's invoice."""
    summary = job.build(folder, silent, Books())
    for line in _lines(summary):
        click.echo(line)
    if no_window:
        return
    if context.obj.has_display():
        context.exit(context.obj.open_window(summary.database))
    output.tell("cli.no_window")


def _lines(summary: job.Summary) -> list[str]:
    lots = sum(account.lots for account in summary.accounts)
    lines = [words.say("cli.demo_lists", count=len(summary.accounts), lots=lots)]
    lines += [
        "  "
        + words.say(
            "cli.demo_list",
            file=a.file,
            lots=a.lots,
            skipped=len(a.skipped),
            refused=len(a.refused),
        )
        for a in summary.accounts
    ]
    lines += ["", words.say("cli.demo_verdicts", on=summary.day)]
    for outcome in ("BLOCKED", "REVIEW", "CONDITIONAL", "ALLOWED"):
        count = summary.verdicts.get(outcome, 0)
        lines.append(f"  {words.number(count):>5}  {words.say('verdict.' + outcome)}")
    lines += ["", words.say("cli.demo_why")]
    for cause in summary.causes[:4]:
        lines.append("  " + cause_text(cause.kind, cause.name, cause.vehicles))
    lines += ["", words.say("cli.demo_shipment", number=summary.shipment)]
    for paper in summary.papers:
        total = words.money(paper.snapshot.total, paper.snapshot.currency)
        key = "cli.demo_draft" if paper.snapshot.draft else "cli.demo_paper"
        lines.append(
            "  "
            + words.say(
                key,
                number=paper.snapshot.number,
                total=total,
                file=str(paper.path),
                why=issuing.holds_text(paper),
            )
        )
    lines += [
        "",
        words.say("cli.demo_database", file=str(summary.database)),
        words.say("cli.advice"),
    ]
    return lines


def cause_text(kind: str, name: str, count: int) -> str:
    """Return one cause of REVIEW as a line: how many vehicles, what is missing, the next step."""
    what = words.say(f"rule.{name}") if kind == "rule" else words.fact(name)
    return words.say(f"cause.{kind}", count=count, what=what)
