"""Signing in at the command line: a name by option or environment, a password never by an option.

What stands on a command line is seen by everybody on the computer and kept by the shell. A password
is asked for, hidden; a script gives it in the environment or as a line of standard input.
"""

import os
import sys

import click

from broker_app import words
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.store.database import Database

NAME, PASSWORD, SECOND_PASSWORD, NEW_PASSWORD = (
    "BROKER_AS",
    "BROKER_PASSWORD",
    "BROKER_SECOND_PASSWORD",
    "BROKER_NEW_PASSWORD",
)
BACKUP_KEY = "BROKER_BACKUP_KEY"
"""Variables of the environment."""
_FILE, _SIGNED, _NAMED = "broker.file", "broker.signed", "broker.as"


def call_me(name: str) -> None:
    """Keep the name that `--as` gave."""
    click.get_current_context().meta[_NAMED] = name


def working_on(db: Database) -> None:
    """Keep which file the command has open: its people sign in when it writes."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_FILE] = db
        context.meta.pop(_SIGNED, None)


def signed_in() -> str:
    """Return who signed in to the file that is open; empty where people do not.

    Asks once for each file that a command opens. Raises UserError where nobody is named.
    """
    context = click.get_current_context(silent=True)
    db = context.meta.get(_FILE) if context is not None else None
    if context is None or db is None or not signing_in.are_set_up(db.connection):
        return ""
    if _SIGNED not in context.meta:
        name = named()
        person = signing_in.sign_in(db, name, password(PASSWORD, "cli.password", who=name))
        if signing_in.must_change(db.connection, person):
            raise UserError("cli_password_once", who=person.name)
        context.meta[_SIGNED] = person.name
    return str(context.meta[_SIGNED])


def named() -> str:
    """Return the name that somebody signs in by. Raises UserError where nobody is named."""
    context = click.get_current_context(silent=True)
    name = (context.meta.get(_NAMED) if context is not None else "") or os.environ.get(NAME, "")
    if not name:
        raise UserError("cli_sign_in")
    return str(name)


def second(db: Database, name: str) -> Secret:
    """Return the password of the second person, asked for where people sign in."""
    if not signing_in.are_set_up(db.connection):
        return signing_in.NOBODY
    return password(SECOND_PASSWORD, "cli.password", who=name)


def password(variable: str, key: str, **values: object) -> Secret:
    """Return a password from the environment, asked for at a terminal, else a line of input."""
    if variable in os.environ:
        return Secret(os.environ[variable])
    if sys.stdin.isatty():
        return Secret(click.prompt(words.say(key, **values), hide_input=True, err=True))
    line = sys.stdin.readline()
    if not line:
        raise UserError("cli_no_password", variable=variable)
    return Secret(line.rstrip("\r\n"))
