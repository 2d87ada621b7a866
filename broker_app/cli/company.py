"""`broker-app company`: who exports, as papers print it: profile, bank accounts, signatories."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from broker_app import words
from broker_app.cli import output, signing
from broker_app.cli.options import DATABASE
from broker_app.cli.typed import NameValue
from broker_app.domain.party import WRITTEN_OF_ACCOUNT, BankAccount, Company, Signatory
from broker_app.jobs import banking, company_profile, editing
from broker_app.jobs.progress import silent
from broker_app.store import bank_accounts, companies, signatories
from broker_app.store.database import Database

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
_LINES = ("address", "address_ja")
FIELDS = ("name", "name_ja", *_LINES, "phone", "email", "invoice_registration", "number_prefix")
_ACCOUNT = ("currency", *WRITTEN_OF_ACCOUNT)
_SIGNATORY = ("name", "title", "name_ja", "title_ja")


_Command = TypeVar("_Command", bound=Callable[..., None])


def _typed(*names: str) -> Callable[[_Command], _Command]:
    known = NameValue(names, "cli.no_field")
    return click.argument("values", nargs=-1, required=True, type=known, metavar="FIELD=VALUE…")


@click.group()
def company() -> None:
    """Who exports, as papers print it: show|set|account|approve|signatory."""


@company.command()
@DATABASE
@_JSON
def show(database: Path | None, as_json: bool) -> None:
    """Show the profile, the bank accounts and who signs."""
    with output.existing(database) as db:
        _tell(db, as_json)


@company.command("set")
@_typed(*FIELDS)
@DATABASE
@_JSON
def change(values: tuple[tuple[str, str], ...], database: Path | None, as_json: bool) -> None:
    """Change fields of the profile; lines of an address are parted by `;`."""
    with output.database(database) as db:
        profile = replace(_profile(db), **dict(_field(name, text) for name, text in values))
        books, question = output.books(db), output.question()
        editing.save_company(db, silent, profile, output.who(), books, question)
        _tell(db, as_json)


@company.command()
@_typed(*_ACCOUNT)
@DATABASE
@_JSON
def account(values: tuple[tuple[str, str], ...], database: Path | None, as_json: bool) -> None:
    """Add a bank account; every one but the first waits for a second person."""
    texts: dict[str, Any] = {name: text.strip() for name, text in values}
    with output.existing(database) as db:
        texts["currency"] = texts.get("currency", "").upper()
        made = replace(BankAccount(company=_number(db)), **texts)
        banking.enter(db, made, output.who())
        _tell(db, as_json)


@company.command()
@click.argument("account", type=output.ID)
@click.option("--second", required=True, help="Who approves it; another person than entered it.")
@DATABASE
@_JSON
def approve(account: int, second: str, database: Path | None, as_json: bool) -> None:
    """Let papers show the ACCOUNT with this number, as `company show` says it."""
    with output.existing(database) as db:
        banking.approve(db, account, second, signing.second(db, second))
        _tell(db, as_json)


@company.command()
@_typed(*_SIGNATORY)
@DATABASE
@_JSON
def signatory(values: tuple[tuple[str, str], ...], database: Path | None, as_json: bool) -> None:
    """Add who signs papers, or change the titles of one who does; the first one signs."""
    texts: dict[str, Any] = {name: text.strip() for name, text in values}
    with output.existing(database) as db:
        own = signatories.of_company(db.connection, _number(db))
        known = next((one for one in own if one.name == texts.get("name")), None)
        made = replace(known or Signatory(company=_number(db)), **texts)
        company_profile.put_signatory(db, made, output.who())
        _tell(db, as_json)


def _number(db: Database) -> int:
    return companies.default(db.connection)


def _profile(db: Database) -> Company:
    return companies.get(db.connection, _number(db))


def _field(name: str, text: str) -> tuple[str, Any]:
    if name in _LINES:
        return name, tuple(filter(None, map(str.strip, text.split(";"))))
    if name == "invoice_registration":
        return name, company_profile.read_registration(text)
    return name, text.strip()


def _tell(db: Database, as_json: bool) -> None:
    profile, number = _profile(db), _number(db)
    accounts = bank_accounts.of_company(db.connection, number)
    signing = signatories.of_company(db.connection, number)
    if as_json:
        told = {name: getattr(profile, name) for name in FIELDS}
        told |= {"accounts": [asdict(one) for one in accounts]}
        output.one_object(told | {"signatories": [asdict(one) for one in signing]})
        return
    for name in FIELDS:
        value = getattr(profile, name)
        shown = words.listed(value) if isinstance(value, tuple) else value
        if shown:
            said = words.say(f"company.{name}")
            click.echo(words.say("cli.fact", fact=said, value=shown))
    for one in accounts:
        state = banking.state_of(one)
        said = words.listed(filter(None, (one.currency, *one.lines, state)))
        click.echo(f"#{one.id}  {said}")
    for person in signing:
        click.echo(words.listed(filter(None, (person.name, person.title))))
