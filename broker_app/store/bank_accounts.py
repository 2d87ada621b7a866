"""Accounts of the companies; one that was changed is kept as it was, ended by the one after it."""

import sqlite3
from dataclasses import asdict

from broker_app.domain.party import BankAccount
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.write import Step


def of_company(reader: Rows, company: int) -> list[BankAccount]:
    """Return the accounts of a company, ended ones too, the first first."""
    sql = "SELECT * FROM bank_account WHERE company = ? ORDER BY id"
    return [_from_row(row) for row in reader.execute(sql, (company,))]


def every(reader: Rows) -> list[BankAccount]:
    """Return the accounts of all companies."""
    return [_from_row(row) for row in reader.execute("SELECT * FROM bank_account ORDER BY id")]


def get(reader: Rows, account: int) -> BankAccount:
    """Return one account. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM bank_account WHERE id = ?", (account,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="bank_account", row=account)
    return _from_row(row)


def add(step: Step, account: BankAccount) -> int:
    """Store a new account under the name of who entered it; returns its id."""
    values = asdict(account) | {"entered_by": step.who, "entered_at": step.at}
    del values["id"]
    return step.insert("bank_account", values | {"is_default": int(account.is_default)})


def change(step: Step, account: BankAccount) -> None:
    """Store an account that still waits as somebody changed it, under that name."""
    values = asdict(account) | {"entered_by": step.who, "entered_at": step.at}
    number = values.pop("id")
    step.change("bank_account", number, values | {"is_default": int(account.is_default)})


def approve(step: Step, account: BankAccount) -> None:
    """Let papers show an account from now on; the one that it replaces ends."""
    step.change("bank_account", account.id or 0, {"approved_by": step.who, "approved_at": step.at})
    if account.replaces is not None:
        step.change("bank_account", account.replaces, {"ended_at": step.at})


def end(step: Step, account: int) -> None:
    """Let papers show an account no more."""
    step.change("bank_account", account, {"ended_at": step.at, "is_default": 0})


def choose_default(step: Step, reader: Rows, chosen: BankAccount) -> None:
    """Make one account the default of its currency."""
    for known in of_company(reader, chosen.company):
        if known.currency == chosen.currency and not known.ended_at:
            step.change("bank_account", known.id or 0, {"is_default": int(known.id == chosen.id)})


def _from_row(row: sqlite3.Row) -> BankAccount:
    return BankAccount(**(dict(row) | {"is_default": bool(row["is_default"])}))
