"""`broker-app spellings`: names written in several ways, and what was settled of them."""

from pathlib import Path

import click

from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.domain.variants import FACTS, Cluster, Decision
from broker_app.errors import UserError
from broker_app.jobs import spellings as jobs
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent


@click.group()
def spellings() -> None:
    """Show names that are written in several ways, and make one of them."""


@spellings.command("list")
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a group.")
def list_command(database: Path | None, as_json: bool) -> None:
    """List the groups that nobody has settled."""
    with output.existing(database) as db:
        for cluster in jobs.found(db.connection, Books()):
            _show(cluster, as_json)


@spellings.command()
@click.argument("fact", type=click.Choice(FACTS))
@click.argument("name")
@click.argument("texts", metavar="SPELLING...", nargs=-1, required=True)
@DATABASE
def merge(fact: str, name: str, texts: tuple[str, ...], database: Path | None) -> None:
    """Write spellings of one group as NAME, now and in lists to come."""
    with output.existing(database) as db:
        books = output.books(db)
        cluster = _holding(jobs.found(db.connection, books), fact, texts)
        decisions = [Decision(cluster, texts, name)]
        apart, _ = jobs.merge(db, silent, books, output.question(), decisions, output.who())
    output.tell("spellings.merged", name=name)
    if apart:
        output.tell("spellings.left_apart", count=apart)


def _holding(found: list[Cluster], fact: str, texts: tuple[str, ...]) -> Cluster:
    """Return the group that holds the spellings. Raises UserError where none does."""
    for cluster in found:
        written = {spelling.text for spelling in cluster.spellings}
        if cluster.fact == fact and set(texts) <= written:
            return cluster
    raise UserError("spelling_unknown", name=texts[0])


def _show(cluster: Cluster, as_json: bool) -> None:
    written = {spelling.text: spelling.count for spelling in cluster.spellings}
    if as_json:
        output.one_object(
            {
                "fact": cluster.fact,
                "within": cluster.within,
                "name": cluster.name,
                "spellings": written,
            }
        )
        return
    said = ", ".join(f"{text} ({count})" for text, count in written.items())
    click.echo(f"{cluster.fact}  {cluster.within}  {cluster.name}: {said}")
