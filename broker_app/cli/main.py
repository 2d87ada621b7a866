"""The command line: groups its commands and turns failures into a sentence and a status."""

import errno
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broker_app import __version__, log, settings, words
from broker_app.errors import Cancelled, UserError

if TYPE_CHECKING:
    from broker_app.jobs.issuing import Write

DONE, REFUSED, WRONG_USAGE, BUG = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Front:
    """What the command line is given by whoever starts it: all that needs Qt."""

    open_window: Callable[[Path | None], int]
    has_display: Callable[[], bool]
    write_pdf: "Write"


COMMANDS = {
    "demo": "demo.demo",
    "people": "people.people",
    "import": "importing.import_command",
    "edit": "editing.edit",
    "judge": "judging.judge",
    "admit": "admitting.admit",
    "suggest": "suggesting.suggest",
    "doors": "doors.doors",
    "due": "due.due",
    "rates": "rates.rates",
    "rules": "rules.rules",
    "lists": "lists.lists",
    "screen": "screening.screen",
    "markets": "markets.markets",
    "shipments": "shipping.shipments",
    "papers": "papers.papers",
    "checks": "releasing.checks",
    "release": "releasing.release",
    "send-documents": "releasing.send_documents",
    "draft": "drafts.draft",
    "redflags": "red_flags.redflags",
    "templates": "templates.templates",
    "layouts": "layouts.layouts",
    "company": "company.company",
    "parties": "parties.parties",
    "formats": "formats.formats",
    "spellings": "spellings.spellings",
    "report": "reports.report",
    "stock": "stock.stock",
    "move": "stock.move",
    "certificates": "certificates.certificates",
    "translation": "translating.translation",
    "pricelist": "price_list.pricelist",
    "attach": "attaching.attach",
    "attachments": "attaching.attachments",
    "history": "history.history",
    "undo": "history.undo",
    "redo": "history.redo",
    "bin": "bin.bin_command",
    "duplicates": "duplicates.duplicates",
    "backup": "backups.backup",
    "restore": "backups.restore",
    "check": "integrity.check",
    "rebuild": "integrity.rebuild",
    "export-all": "plain_files.export_all",
    "import-all": "plain_files.import_all",
    "audit": "audit.audit",
    "privacy": "privacy.privacy",
    "support-bundle": "support.support_bundle",
}
"""Where each command stands, in the order of this house: `module.function` of this room."""


class Commands(click.Group):
    """Loads a command when it is asked for: the window, and every other command, start without."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name].split(".")
        found = getattr(import_module(f"broker_app.cli.{module}"), function)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Commands, invoke_without_command=True)
@click.version_option(__version__, prog_name="broker-app")
@click.option("--database", type=click.Path(path_type=Path), help="The database file to open.")
@click.option("--as", "name", metavar="NAME", help="Who signs in; the password is asked for.")
@click.pass_context
def app(context: click.Context, database: Path | None, name: str | None) -> None:
    """Import auction lists, judge exports, issue papers. Without a command: open the window."""
    if name:
        from broker_app.cli import signing

        signing.call_me(name)
    if context.invoked_subcommand is None:
        context.exit(context.obj.open_window(database))


def run(arguments: list[str], front: Front) -> int:
    """Run the command line; returns its exit status."""
    chosen = settings.load()
    words.use(chosen.language)
    log.start()
    if chosen.kept_aside and arguments and arguments[0] in COMMANDS:
        click.echo(words.say("settings.were_damaged", file=chosen.kept_aside), err=True)
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
    except UnicodeEncodeError:  # bytes of another encoding came as an argument
        click.echo(words.say("cli.no_text"), err=True)
        return REFUSED
    except BrokenPipeError:
        return DONE  # the reader of our output has gone
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno == errno.ENAMETOOLONG:
            click.echo(words.say("cli.name_too_long"), err=True)
            return REFUSED
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
