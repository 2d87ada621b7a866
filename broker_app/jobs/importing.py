"""Importing: a list becomes lots and vehicles, judged, in one step: all of it or nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from broker_app.domain.changes import Changes
from broker_app.domain.holding import hold_true, renewed
from broker_app.domain.lot import Lot
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.intake.read import ListTable, Options, RowRead, RowWarning, open_list
from broker_app.jobs.books import Books
from broker_app.jobs.judging import Bench, judge_in_step
from broker_app.jobs.progress import Progress
from broker_app.store import backup, lots, packs, vehicles, write
from broker_app.store.database import Database

CHUNK = 500


@dataclass(slots=True)
class Told:
    """A row that became no lot: its line, and the key of the reason."""

    line: int
    reason: str
    sheet: str = ""


@dataclass(slots=True)
class Account:
    """What became of the rows of one file: lots + skipped + refused = rows read, always."""

    file: str
    sheets: list[str] = field(default_factory=list)
    container: str = ""
    encoding: str = ""
    format: str = ""
    header_row: int = 0
    sha256: str = ""
    rows_read: int = 0
    added: int = 0
    updated: int = 0
    duplicates: int = 0
    refused: list[Told] = field(default_factory=list)
    skipped: list[Told] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    batch: int | None = None
    step: int | None = None
    verdicts: dict[str, int] = field(default_factory=dict)

    @property
    def lots(self) -> int:
        """How many rows are lots."""
        return self.added + self.updated + self.duplicates

    @property
    def balances(self) -> bool:
        """Whether every row read is accounted for."""
        return self.lots + len(self.refused) + len(self.skipped) == self.rows_read


def read_only(
    path: Path, books: Books, today: date, options: Options, progress: Progress
) -> tuple[Account, list[Lot]]:
    """Read a list without writing anything: its account and its lots."""
    tables = open_list(path, books.lookups, today, options)
    account = _open_account(path, tables)
    seen: dict[str, Lot] = {}
    found: list[Lot] = []
    for lot in _lots(tables, account, progress):
        found.append(lot)
        first = seen.setdefault(lot_key(lot, account.sha256), lot)
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
) -> tuple[Account, Changes]:
    """Import one list: lots and vehicles stored, judged for the question, in one step.

    A backup is made before. Raises UserError for a file the user can mend; nothing is written then,
    nor when the job is cancelled or the process dies.
    """
    tables = open_list(path, books.lookups, today, options or Options())
    account = _open_account(path, tables)
    backup.make(db.path, reason="import")
    with write.step(db, "import", who, file=path.name) as step:
        pack = packs.put(step, db.connection, books.pack, books.pack_bytes)
        account.batch = lots.add_batch(step, _batch_values(account))
        account.step = step.number
        desk = _Importer(db, step, account)
        rows = _lots(tables, account, progress)
        while part := list(islice(rows, CHUNK)):
            desk.take(part)
        judge_in_step(db, step, progress, Bench(books, question), sorted(desk.touched), pack)
        lots.close_batch(step, account.batch, _closing_values(account))
        outcomes = packs.outcomes(db.connection, desk.touched, question.destination)
    account.verdicts = dict(Counter(outcomes.values()))
    tables_touched = frozenset({"vehicle", "lot", "batch", "verdict"})
    return account, Changes(tables_touched, step.number, rows_moved=True)


def lot_key(lot: Lot, sha256: str) -> str:
    """Return the identity of a lot: house, date and number, else its place in its file."""
    return lot.identity or f"{sha256[:16]}|{lot.source.sheet}|{lot.source.line}"


@dataclass(eq=False, slots=True)
class _Home:
    """The vehicle that lots belong to: what we hold true, what the list called it, its id."""

    record: Vehicle
    printed: str
    vehicle: int | None = None


class _Importer:
    """Stores lots by the chunk; knows what this file brought already."""

    def __init__(self, db: Database, step: write.Step, account: Account) -> None:
        self.touched: set[int] = set()
        self._db = db
        self._step = step
        self._account = account

    def take(self, part: list[Lot]) -> None:
        keys = [lot_key(lot, self._account.sha256) for lot in part]
        stored = lots.by_identity(self._db.connection, keys)
        fresh: dict[str, Lot] = {}
        for key, lot in zip(keys, part, strict=True):
            if key in stored:
                self._seen_before(lot, dict(stored[key]))
            elif key in fresh:
                self._twice_in_file(key, lot, fresh)
            else:
                fresh[key] = lot
        self._add(fresh)

    def _add(self, fresh: dict[str, Lot]) -> None:
        """Store new lots; each finds its vehicle by chassis number or brings a new one."""
        if not fresh:
            return
        homes = self._homes(list(fresh.values()))
        new = [home for home in dict.fromkeys(homes) if home.vehicle is None]
        ids = self._step.reserve("vehicle", len(new))
        for home, number in zip(new, ids, strict=True):
            home.vehicle = number
        lot_ids = self._step.reserve("lot", len(fresh))
        owners = [home.vehicle or 0 for home in homes]
        latest = dict(zip(owners, lot_ids, strict=True))
        records, printed = [h.record for h in new], [h.printed for h in new]
        batch = self._account.batch or 0
        vehicles.add_block(self._step, records, [latest[v] for v in ids], batch, ids, printed)
        lots.add_block(self._step, list(fresh.values()), owners, list(fresh), batch, lot_ids)
        for home in dict.fromkeys(homes):
            if home not in new:
                number = home.vehicle or 0
                vehicles.change(
                    self._step, self._db.connection, number, home.record, latest[number]
                )
        self.touched.update(owners)
        self._account.added += len(fresh)

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
        record, conflicts = renewed(held, hold_true(lot))
        for name in conflicts:
            self._warn(lot, name, "kept_by_hand")
        return record

    def _seen_before(self, lot: Lot, stored: dict[str, Any]) -> None:
        """Update a lot that is stored already, or count it where nothing changed."""
        values = lots.lot_values(lot)
        del values["sheet"], values["line"]
        if all(stored[name] == value for name, value in values.items()):
            self._account.duplicates += 1
            return
        self._step.change("lot", stored["id"], values)
        vehicle = stored["vehicle"]
        record = self._renew(vehicles.get(self._db.connection, vehicle), lot)
        vehicles.change(self._step, self._db.connection, vehicle, record)
        self.touched.add(vehicle)
        self._account.updated += 1

    def _twice_in_file(self, key: str, lot: Lot, fresh: dict[str, Lot]) -> None:
        first = fresh[key]
        if first.source.cells != lot.source.cells:
            self._warn(lot, "lot_number", "lot_twice")
        self._account.duplicates += 1

    def _warn(self, lot: Lot, name: str, key: str) -> None:
        self._account.warnings.append(RowWarning(lot.source.line, name, key, {}))


def _lots(tables: list[ListTable], account: Account, progress: Progress) -> Iterator[Lot]:
    """Yield the lots of all sheets and enter every other row in the account."""
    total = sum(table.rows_total for table in tables)
    for table in tables:
        for row in table.rows():
            account.rows_read += 1
            if account.rows_read % CHUNK == 1:
                progress(account.rows_read, total, "progress.reading", file=account.file)
            account.warnings += row.warnings
            if row.lot is not None:
                yield row.lot
            else:
                _enter(account, table, row)


def _enter(account: Account, table: ListTable, row: RowRead) -> None:
    if row.refused:
        account.refused.append(Told(row.line, row.refused, table.sheet))
    else:
        account.skipped.append(Told(row.line, row.skipped, table.sheet))


def _open_account(path: Path, tables: list[ListTable]) -> Account:
    if not tables:
        raise UserError("no_table", file=path.name)
    first = tables[0]
    return Account(
        file=path.name,
        sheets=[table.sheet for table in tables],
        container=first.container,
        encoding=first.encoding,
        format=first.format,
        header_row=first.header_row,
        sha256=first.sha256,
        unmapped=list(dict.fromkeys(name for table in tables for name in table.unmapped)),
    )


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
