"""The command line: groups its commands and turns failures into a sentence and a status."""

import errno
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


GROUPS = {
    "The stock": {
        "demo": "demo.demo",
        "import": "importing.import_command",
        "formats": "formats.formats",
        "spellings": "spellings.spellings",
        "duplicates": "duplicates.duplicates",
        "edit": "editing.edit",
        "move": "stock.move",
        "stock": "stock.stock",
        "bin": "bin.bin_command",
        "attach": "attaching.attach",
        "attachments": "attaching.attachments",
        "certificates": "certificates.certificates",
        "translation": "translating.translation",
        "pricelist": "price_list.pricelist",
    },
    "The law and the markets": {
        "judge": "judging.judge",
        "rules": "rules.rules",
        "admit": "admitting.admit",
        "suggest": "suggesting.suggest",
        "markets": "markets.markets",
        "doors": "doors.doors",
        "rates": "rates.rates",
    },
    "Who is on the papers": {
        "parties": "parties.parties",
        "screen": "screening.screen",
        "lists": "lists.lists",
        "redflags": "red_flags.redflags",
    },
    "Shipments and papers": {
        "shipments": "shipping.shipments",
        "papers": "papers.papers",
        "templates": "templates.templates",
        "layouts": "layouts.layouts",
        "draft": "drafts.draft",
        "checks": "releasing.checks",
        "release": "releasing.release",
        "send-documents": "releasing.send_documents",
        "company": "company.company",
    },
    "What was done, and what is to do": {
        "due": "due.due",
        "report": "reports.report",
        "history": "history.history",
        "undo": "history.undo",
        "redo": "history.redo",
        "audit": "audit.audit",
    },
    "The file and who works with it": {
        "people": "people.people",
        "privacy": "privacy.privacy",
        "backup": "backups.backup",
        "restore": "backups.restore",
        "check": "integrity.check",
        "rebuild": "integrity.rebuild",
        "export-all": "plain_files.export_all",
        "import-all": "plain_files.import_all",
        "support-bundle": "support.support_bundle",
    },
}
"""Where each command stands, in the order of the work: `module.function` of this room."""
COMMANDS = {name: place for group in GROUPS.values() for name, place in group.items()}


class Commands(click.Group):
    """Loads a command when it is asked for: the window, and every other command, start without."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the work."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, those of one work together."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        for title, names in GROUPS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl(
                    [(name, one.get_short_help_str(room)) for name, one in commands if one]
                )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name].split(".")
        found = getattr(import_module(f"broker_app.cli.{module}"), function)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Commands, invoke_without_command=True, context_settings={"max_content_width": 110})
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
    if database is not None:
        assert isinstance(context.command, click.Group)
        command = context.command.get_command(context, context.invoked_subcommand)
        context.default_map = {context.invoked_subcommand: _told(context, command, database)}


def _told(context: click.Context, command: click.Command | None, database: Path) -> dict[str, Any]:
    """Return what a command, and those below it, take where they are told nothing else."""
    told: dict[str, Any] = {"database": str(database)}
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            told[name] = _told(context, command.get_command(context, name), database)
    return told


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
