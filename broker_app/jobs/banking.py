"""Banking: the accounts that buyers pay into. A change is looked at by a second person.

Fraud by swapped bank details is the commonest loss in this trade: papers show an account only
after another person than the one who entered it has approved it. The very first account of a
company replaces nothing and stands at once. reference: paperwork specification 3.1, check 51.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.party import WRITTEN_OF_ACCOUNT, BankAccount
from broker_app.domain.person import Secret
from broker_app.domain.two_people import is_person, same_person
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.jobs.typed_texts import LONGEST
from broker_app.store import bank_accounts, companies, write
from broker_app.store.database import Database, Rows

TABLES = frozenset({"bank_account"})
_NEEDED = ("bank", "number", "holder")


def enter(db: Database, account: BankAccount, who: str) -> tuple[int, Changes]:
    """Store a new account; it waits for a second person unless it is the first of its company.

    Raises UserError without a name, bank, number or holder, and for a SWIFT code that is none.
    """
    reader = db.connection
    made = _checked(account, who)
    known = bank_accounts.of_company(reader, made.company)
    first = not known and not companies.get(reader, made.company).bank
    alone = all(one.currency != made.currency or one.ended_at for one in known)
    with write.step(db, "account_new", who, **_said(reader, made)) as step:
        made = replace(made, is_default=alone, replaces=None)
        companies.ensure(step, reader, made.company)
        number = bank_accounts.add(step, made)
        if first:
            bank_accounts.approve(step, replace(made, id=number))
    return number, Changes(TABLES, step.number)


def change(db: Database, account: int, values: Mapping[str, Any], who: str) -> tuple[int, Changes]:
    """Change an account; returns the id of what is stored.

    The one that papers show stays until a second person has approved the changed one, which is
    kept beside it. One that still waits is changed in place and waits for somebody else.
    """
    reader = db.connection
    before = bank_accounts.get(reader, account)
    if before.ended_at:
        raise UserError("account_ended", bank=before.bank)
    after = _checked(replace(before, **dict(values)), who)
    if after == before:
        return account, Changes(frozenset())
    _refuse_second_change(reader, before)
    with write.step(db, "account_change", who, **_said(reader, after)) as step:
        unsigned = replace(after, approved_by="", approved_at="")
        if before.waits:
            bank_accounts.change(step, unsigned)
            number = account
        else:
            number = bank_accounts.add(step, replace(unsigned, id=None, replaces=account))
    return number, Changes(TABLES, step.number)


def approve(db: Database, account: int, who: str, secret: Secret = signing_in.NOBODY) -> Changes:
    """Let papers show an account; the one that it replaces ends.

    Raises UserError where the name is missing or that of the person who entered it; where people
    sign in also for who is no approver, or whose own password is another.
    """
    reader = db.connection
    found = bank_accounts.get(reader, account)
    if not is_person(who):
        raise UserError("name_needed")
    if not found.waits:
        raise UserError("account_settled", bank=found.bank)
    if same_person(who, found.entered_by):
        raise UserError("account_same_person", who=who)
    who = signing_in.second_of(db, found.entered_by, who, secret)
    by = found.entered_by
    with write.step(db, "account_approve", who, by=by, **_said(reader, found)) as step:
        bank_accounts.approve(step, found)
    return Changes(TABLES, step.number)


def end(db: Database, account: int, who: str) -> Changes:
    """Let papers show an account no more, or refuse one that waits; it stays on record."""
    found = bank_accounts.get(db.connection, account)
    with write.step(db, "account_end", who, **_said(db.connection, found)) as step:
        bank_accounts.end(step, account)
    return Changes(TABLES, step.number)


def choose_default(db: Database, account: int, who: str) -> Changes:
    """Let papers in a currency show this account. Raises UserError for one that may not stand."""
    found = bank_accounts.get(db.connection, account)
    if not found.stands:
        raise UserError("account_waits", bank=found.bank)
    with write.step(db, "account_default", who, **_said(db.connection, found)) as step:
        bank_accounts.choose_default(step, db.connection, found)
    return Changes(TABLES, step.number)


def differences(before: BankAccount, after: BankAccount) -> list[tuple[str, str, str]]:
    """Return what a change of an account changes: field, before, after."""
    named = ("currency", *WRITTEN_OF_ACCOUNT)
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in named)
    return [pair for pair in pairs if pair[1] != pair[2]]


def state_of(account: BankAccount) -> str:
    """Return in words where an account stands."""
    if account.ended_at:
        return words.say("account.ended")
    if account.waits:
        return words.say("account.waiting", who=account.entered_by)
    return words.say("account.approved", who=account.approved_by)


def _checked(account: BankAccount, who: str) -> BankAccount:
    if not who.strip():
        raise UserError("name_needed")
    texts: dict[str, Any] = {
        f.name: unicodedata.normalize("NFKC", getattr(account, f.name)).strip()
        for f in fields(account)
        if f.name in WRITTEN_OF_ACCOUNT
    }
    for name, text in texts.items():
        if len(text) > LONGEST:
            raise UserError("value_too_long", fact=words.say(f"account.{name}"), most=LONGEST)
    for name in _NEEDED:
        if not texts[name]:
            raise UserError("account_needs", label=words.say(f"account.{name}"))
    return replace(account, **texts | {"swift": _swift(texts["swift"])})


def _swift(text: str) -> str:
    from stdnum import bic
    from stdnum.exceptions import ValidationError

    if not text:
        return ""
    try:
        return str(bic.validate(text))
    except ValidationError as problem:
        raise UserError("account_swift", value=text[:20]) from problem


def _refuse_second_change(reader: Rows, before: BankAccount) -> None:
    """Raise UserError where another change of the same account waits already."""
    for known in bank_accounts.of_company(reader, before.company):
        if known.waits and known.replaces == before.id and known.id != before.id:
            raise UserError("account_changed_already", bank=before.bank, who=known.entered_by)


def _said(reader: Rows, account: BankAccount) -> dict[str, Any]:
    return {"bank": account.bank, "company": companies.get(reader, account.company).name}
