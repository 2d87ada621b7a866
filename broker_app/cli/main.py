"""The command line: groups its commands and turns failures into a sentence and a status."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from broker_app import __version__, log, settings, words
from broker_app.cli.admitting import admit
from broker_app.cli.attaching import attach, attachments
from broker_app.cli.bin import bin_command
from broker_app.cli.certificates import certificates
from broker_app.cli.demo import demo
from broker_app.cli.doors import doors
from broker_app.cli.duplicates import duplicates
from broker_app.cli.editing import edit
from broker_app.cli.formats import formats
from broker_app.cli.history import history, redo, undo
from broker_app.cli.importing import import_command
from broker_app.cli.judging import judge
from broker_app.cli.lists import lists
from broker_app.cli.markets import markets
from broker_app.cli.papers import papers
from broker_app.cli.parties import parties
from broker_app.cli.price_list import pricelist
from broker_app.cli.rates import rates
from broker_app.cli.releasing import checks, release
from broker_app.cli.reports import report
from broker_app.cli.rules import rules
from broker_app.cli.screening import screen
from broker_app.cli.spellings import spellings
from broker_app.cli.stock import move, stock
from broker_app.cli.suggesting import suggest
from broker_app.cli.translating import translation
from broker_app.errors import Cancelled, UserError
from broker_app.papers.page import Page

DONE, REFUSED, WRONG_USAGE, BUG = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Front:
    """What the command line is given by whoever starts it: all that needs Qt."""

    open_window: Callable[[Path | None], int]
    has_display: Callable[[], bool]
    write_pdf: Callable[[Sequence[Page], Path], None]


@click.group(invoke_without_command=True)
@click.version_option(__version__, prog_name="broker-app")
@click.option("--database", type=click.Path(path_type=Path), help="The database file to open.")
@click.pass_context
def app(context: click.Context, database: Path | None) -> None:
    """Import auction lists, judge exports, issue papers. Without a command: open the window."""
    if context.invoked_subcommand is None:
        context.exit(context.obj.open_window(database))


COMMANDS = (
    demo,
    import_command,
    edit,
    judge,
    admit,
    suggest,
    doors,
    rates,
    rules,
    lists,
    screen,
    markets,
    papers,
    checks,
    release,
    formats,
    spellings,
    report,
    stock,
    move,
    certificates,
    translation,
    pricelist,
    attach,
    attachments,
    history,
    undo,
    redo,
    bin_command,
    duplicates,
    parties,
)
for command in COMMANDS:
    app.add_command(command)


def run(arguments: list[str], front: Front) -> int:
    """Run the command line; returns its exit status."""
    words.use(settings.load().language)
    log.start()
    try:
        status = app.main(arguments, prog_name="broker-app", obj=front, standalone_mode=False)
    except UserError as problem:
        click.echo(words.error(problem), err=True)
        return REFUSED
    except (Cancelled, click.Abort, KeyboardInterrupt):
        click.echo(words.say("cli.cancelled"), err=True)
        return REFUSED
    except click.ClickException as problem:
        problem.show()
        return WRONG_USAGE if isinstance(problem, click.UsageError) else REFUSED
    except BrokenPipeError:
        return DONE  # the reader of our output has gone
    except Exception:
        log.of("cli").exception("a bug at the command line: %s", arguments)
        click.echo(words.say("cli.bug"), err=True)
        return BUG
    return status if isinstance(status, int) else DONE


def main(front: Front) -> int:
    """Run with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return run(sys.argv[1:], front)
