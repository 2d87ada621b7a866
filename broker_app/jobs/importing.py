"""Importing: a list becomes lots and vehicles, judged, in one step: all of it or nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.holding import hold_true, renewed
from broker_app.domain.lot import Lot
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.intake.read import ListTable, Options, open_list
from broker_app.jobs import backing_up, guarding, list_formats
from broker_app.jobs.account import Account, Told, lots_of, open_account
from broker_app.jobs.books import Books
from broker_app.jobs.collector import still
from broker_app.jobs.comparing import NEW, UPDATE, Compared, Comparison, lot_key, warning
from broker_app.jobs.judging import judge_again
from broker_app.jobs.progress import Progress
from broker_app.store import companies, list_files, lots, packs, spellings, vehicles, write
from broker_app.store.database import Database

__all__ = ["Account", "Told", "import_list", "lot_key", "read_only"]

Taken = frozenset[tuple[str, int, str]]
"""Facts that a list settles against a person: sheet, line, name."""
CHUNK = 5000
"""Lots stored at once; each chunk takes a good quarter of a second."""


def read_only(
    path: Path, books: Books, today: date, options: Options, progress: Progress
) -> tuple[Account, list[Lot]]:
    """Read a list without writing anything: its account and its lots."""
    tables = open_list(path, books.lookups, today, options)
    account = open_account(path, tables)
    seen: dict[str, Lot] = {}
    found: list[Lot] = []
    for lot in lots_of(tables, account, progress, {}):
        found.append(lot)
        first = seen.setdefault(lot_key(lot, books.lookups, account.sha256), lot)
        account.added += first is lot
        account.duplicates += first is not lot
    return account, found


def import_list(
    db: Database,
    progress: Progress,
    path: Path,
    books: Books,
    question: Question,
    who: str,
    today: date,
    options: Options | None = None,
    taken: Taken = frozenset(),
) -> tuple[Account, Changes]:
    """Import one list: lots and vehicles stored, judged for the question, in one step.

    What a person entered stays where the list says otherwise, but for the facts `taken` from it. A
    backup is made before, and the file is kept. Raises UserError for a file the user can mend;
    nothing is written then, nor when the job is cancelled or the process dies.
    """
    known = list_formats.with_known(db.connection, books, options)
    tables = open_list(path, books.lookups, today, known)
    account = open_account(path, tables)
    backing_up.before(db, backing_up.IMPORT, who, progress)
    copy = list_files.keep(db.path, path, account.sha256)
    try:
        outcome = _import(db, progress, tables, account, books, question, who, taken)
    except BaseException:
        list_files.forget(copy)
        raise
    return outcome


def _import(
    db: Database,
    progress: Progress,
    tables: list[ListTable],
    account: Account,
    books: Books,
    question: Question,
    who: str,
    taken: Taken,
) -> tuple[Account, Changes]:
    with still(), write.step(db, "import", who, file=account.file) as step:
        account.batch = lots.add_batch(step, _batch_values(account))
        account.step = step.number
        desk = _Importer(db, step, account, books, taken)
        settled = spellings.settled(db.connection)
        rows = lots_of(tables, account, progress, settled)
        while part := list(islice(rows, CHUNK)):
            desk.take(part)
        list_formats.remember(step, db.connection, tables)
        judge_again(db, step, progress, books, question, desk.touched)
        lots.close_batch(step, account.batch, _closing_values(account))
        outcomes = packs.outcomes(db.connection, desk.touched, question.destination)
    account.verdicts = dict(Counter(outcomes.values()))
    tables_touched = frozenset({"vehicle", "lot", "batch", "verdict", "list_format"})
    return account, Changes(tables_touched, step.number, rows_moved=True)


@dataclass(eq=False, slots=True)
class _Home:
    """The vehicle that lots belong to: what we hold true, what the list called it, its id."""

    record: Vehicle
    printed: str
    vehicle: int | None = None


class _Importer:
    """Stores lots by the chunk; knows what this file brought already."""

    def __init__(
        self, db: Database, step: write.Step, account: Account, books: Books, taken: Taken
    ) -> None:
        self._taken = taken
        self.touched: set[int] = set()
        self._db = db
        self._step = step
        self._account = account
        self._company = companies.for_new(db.connection)
        self._comparison = Comparison(db.connection, books.lookups, account.sha256)

    def take(self, part: list[Lot]) -> None:
        compared = self._comparison.take(part)
        self._account.enter(compared)
        for one in compared:
            if one.result == UPDATE:
                self._update(one)
        self._add({one.key: one.lot for one in compared if one.result == NEW})

    def _add(self, fresh: dict[str, Lot]) -> None:
        """Store new lots; each finds its vehicle by chassis number or brings a new one."""
        if not fresh:
            return
        homes = self._homes(list(fresh.values()))
        distinct = list(dict.fromkeys(homes))
        new = [home for home in distinct if home.vehicle is None]
        known = [home for home in distinct if home.vehicle is not None]
        ids = self._step.reserve("vehicle", len(new))
        for home, number in zip(new, ids, strict=True):
            home.vehicle = number
        lot_ids = self._step.reserve("lot", len(fresh))
        owners = [home.vehicle or 0 for home in homes]
        latest = dict(zip(owners, lot_ids, strict=True))
        records, printed = [h.record for h in new], [h.printed for h in new]
        batch = self._account.batch or 0
        last = [latest[v] for v in ids]
        vehicles.add_block(self._step, records, last, batch, ids, printed, self._company)
        lots.add_block(self._step, list(fresh.values()), owners, list(fresh), batch, lot_ids)
        bought = lots.bought_by(self._db.connection, (home.vehicle or 0 for home in known))
        for home in known:
            number = home.vehicle or 0
            self._watch(number, home.record)
            last_lot = None if number in bought else latest[number]
            vehicles.change(self._step, self._db.connection, number, home.record, last_lot)
        self.touched.update(owners)

    def _homes(self, found: list[Lot]) -> list[_Home]:
        """Return the vehicle of each lot, known or new; lots of one car share their home."""
        connection = self._db.connection
        known = vehicles.by_identity(
            connection, {i for lot in found if (i := lot.vehicle.identity)}
        )
        held = dict(vehicles.many(connection, sorted(set(known.values()))))
        by_identity = {i: _Home(held[number], "", number) for i, number in known.items()}
        homes = []
        for lot in found:
            identity = lot.vehicle.identity
            home = by_identity.get(identity) if identity else None
            if home is None:
                home = _Home(hold_true(lot), lot.vehicle.model or "")
            else:
                home.record = self._renew(home.record, lot)
            if identity:
                by_identity[identity] = home
            homes.append(home)
        return homes

    def _renew(self, held: Vehicle, lot: Lot) -> Vehicle:
        place = (lot.source.sheet, lot.source.line)
        taken = {name for *at, name in self._taken if tuple(at) == place} if self._taken else ()
        record, conflicts = renewed(held, hold_true(lot), taken)
        for name in conflicts:
            self._account.warnings.append(warning(lot, name, "kept_by_hand"))
        return record

    def _update(self, found: Compared) -> None:
        """Store what a newer list says of a lot that is there already."""
        assert found.stored is not None
        values = lots.lot_values(found.lot)
        del values["sheet"], values["line"]
        self._step.change("lot", found.stored["id"], values)
        vehicle = found.stored["vehicle"]
        held = vehicles.get(self._db.connection, vehicle)
        record = self._renew(held, found.lot)
        owner = vehicles.by_chassis(self._db.connection, record.identity or "")
        if owner not in (None, vehicle):  # two cars are never made one without being asked
            record.chassis_number = held.chassis_number
            self._account.warnings.append(warning(found.lot, "chassis_number", "chassis_taken"))
        self._watch(vehicle, record)
        vehicles.change(self._step, self._db.connection, vehicle, record)
        self.touched.add(vehicle)

    def _watch(self, vehicle: int, record: Vehicle) -> None:
        reader = self._db.connection
        held = vehicles.get(reader, vehicle)
        why = words.say("guard.imported", file=self._account.file)
        guarding.watch(self._step, reader, vehicle, held, record, why)


def _batch_values(account: Account) -> dict[str, Any]:
    names = ("file", "sha256", "container", "encoding", "format")
    return {name: getattr(account, name) for name in names}


def _closing_values(account: Account) -> dict[str, Any]:
    report = msgspec.json.encode(
        {"refused": account.refused, "skipped": account.skipped, "warnings": account.warnings}
    )
    return {
        "rows_read": account.rows_read,
        "added": account.added,
        "updated": account.updated,
        "duplicates": account.duplicates,
        "refused": len(account.refused),
        "skipped": len(account.skipped),
        "report": report.decode(),
    }
