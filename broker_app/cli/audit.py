"""`broker-app audit`: the journal given out, and verified by itself or against the records."""

from dataclasses import asdict
from pathlib import Path

import click

from broker_app import paths, settings
from broker_app.cli import output
from broker_app.jobs import auditing
from broker_app.store.replay import shown

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.group()
def audit() -> None:
    """Give the journal of all changes out, and verify it."""


@audit.command()
@click.argument("target", metavar="FILE.jsonl", type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="The database to export from.")
@_JSON
def export(target: Path, database: Path | None, as_json: bool) -> None:
    """Write the journal as lines of JSON that anybody can verify; keep the hash it prints."""
    path = database or paths.default_database()
    with output.leaving(path):
        who = output.who()
    walked, _ = auditing.export(output.progress(), path, target, who)
    if as_json:
        output.one_object({"file": str(target), **asdict(walked)})
    else:
        output.tell("cli.audit_exported", file=target.name, count=walked.count)
        click.echo(f"{walked.seq}\t{walked.hash}")


@audit.command()
@click.argument("source", metavar="FILE.jsonl|DB", type=click.Path(path_type=Path, exists=True))
@click.option("--against", type=click.Path(path_type=Path), help="An exported journal to hold.")
@click.option("--hash", "printed", default="", help="A hash printed on a paper: does it hold?")
@_JSON
@click.pass_context
def verify(
    context: click.Context, source: Path, against: Path | None, printed: str, as_json: bool
) -> None:
    """Verify an exported journal by itself, or a database: its journal, and every record by it.

    Status 1 where anything is not as it was written.
    """
    if source.suffix.casefold() == ".jsonl":
        found = auditing.verify_file(source, printed)
    else:
        second = settings.load().backups_folder
        found = auditing.verify(output.progress(), source, against, second, printed)
    if as_json:
        output.one_object({"good": found.is_good, **_plain(found)})
    else:
        click.echo(auditing.answer(found))
        for good, text in auditing.lines(found):
            click.echo(f"{'+' if good else '!'} {text}")
    context.exit(0 if found.is_good else 1)


def _plain(found: auditing.Verified) -> dict[str, object]:
    differences = [
        asdict(one) | {"said": shown(one.said), "stands": shown(one.stands)}
        for one in found.differences
    ]
    anchors = [{"name": one.name, "seq": one.head.seq, "held": one.held} for one in found.anchors]
    walked = asdict(found.walked)
    if not found.printed:
        del walked["sought"]
    return walked | {"differences": differences, "anchors": anchors}
