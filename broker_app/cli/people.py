"""`broker-app people`: who works with a file, with which role, and their passwords."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output, signing
from broker_app.cli.options import DATABASE
from broker_app.domain.person import ADMINISTRATOR, ROLES, STAFF
from broker_app.errors import UserError
from broker_app.jobs import signing_in, staffing
from broker_app.store import people as stored


@click.group()
def people() -> None:
    """Show and change who works with a file. Passwords are asked for, never given as an option."""


@people.command("list")
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a person.")
def list_command(database: Path | None, as_json: bool) -> None:
    """List everybody, also who was put out of use."""
    with output.existing(database) as db:
        for one in stored.every(db.connection):
            if as_json:
                values = {"name": one.name, "role": one.role, "active": one.active}
                output.one_object(values | {"since": one.since, "until": one.until or None})
            else:
                state = words.say("people.active" if one.active else "people.out")
                click.echo(f"{one.name}\t{words.say(f'role.{one.role}')}\t{state}")


@people.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default=STAFF, show_default=True)
@DATABASE
def add(name: str, role: str, database: Path | None) -> None:
    """Add NAME; the first one is the administrator, and from then on people sign in."""
    with output.database(database) as db:
        if not signing_in.are_set_up(db.connection):
            if role != ADMINISTRATOR:
                raise UserError("people_first_administrator")
            staffing.begin(db, name, signing.password(signing.NEW_PASSWORD, "cli.new_password"))
            output.tell("people.begun", who=name)
            return
        once, _ = staffing.add(db, name, role, output.who())
    _tell_once(name, once)


@people.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@DATABASE
def role(name: str, role: str, database: Path | None) -> None:
    """Give NAME another role."""
    with output.existing(database) as db:
        staffing.set_role(db, name, role, output.who())
    output.tell("people.role_set", who=name, role=words.say(f"role.{role}"))


@people.command()
@click.argument("name", required=False)
@DATABASE
def password(name: str | None, database: Path | None) -> None:
    """Change your own password; of NAME: give a new one for once, as administrator."""
    with output.existing(database) as db:
        if name:
            once, _ = staffing.reset_password(db, name, output.who())
            _tell_once(name, once)
            return
        own = signing.named()
        old = signing.password(signing.PASSWORD, "cli.password", who=own)
        new = signing.password(signing.NEW_PASSWORD, "cli.new_password")
        signing_in.change_password(db, own, old, new)
    output.tell("people.password_changed", who=own)


@people.command()
@click.argument("name")
@DATABASE
def out(name: str, database: Path | None) -> None:
    """Put NAME out of use; what they did stays under their name."""
    with output.existing(database) as db:
        staffing.put_out(db, name, output.who())
    output.tell("people.put_out", who=name)


@people.command()
@click.argument("name")
@DATABASE
def back(name: str, database: Path | None) -> None:
    """Let NAME, who was put out of use, sign in again, by a new password for once."""
    with output.existing(database) as db:
        once, _ = staffing.bring_back(db, name, output.who())
    _tell_once(name, once)


def _tell_once(name: str, once: str) -> None:
    """Say a password for once on standard output, and the rest beside it."""
    output.tell("people.once", who=name)
    click.echo(once)
