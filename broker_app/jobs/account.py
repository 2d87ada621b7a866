"""Account: what became of the rows of one file, entered while they are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from broker_app.domain.lot import Lot
from broker_app.domain.variants import Settled, respell
from broker_app.errors import UserError
from broker_app.intake.read import ListTable, RowRead, RowWarning
from broker_app.jobs.comparing import DUPLICATE, NEW, UPDATE, Compared
from broker_app.jobs.progress import Progress

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

    def enter(self, found: Iterable[Compared]) -> None:
        """Count lots by what they are to the store."""
        for one in found:
            self.added += one.result == NEW
            self.updated += one.result == UPDATE
            self.duplicates += one.result == DUPLICATE
            self.warnings += one.warnings


def lots_of(
    tables: list[ListTable], account: Account, progress: Progress, settled: Settled
) -> Iterator[Lot]:
    """Yield the lots of all sheets."""
    for _, row in rows_of(tables, account, progress, settled):
        if row.lot is not None:
            yield row.lot


def rows_of(
    tables: list[ListTable], account: Account, progress: Progress, settled: Settled
) -> Iterator[tuple[ListTable, RowRead]]:
    """Yield the rows of all sheets, names spelt as settled; the others stand in the account."""
    total = sum(table.rows_total for table in tables)
    for table in tables:
        for row in table.rows():
            account.rows_read += 1
            if account.rows_read % CHUNK == 1:
                progress(account.rows_read, total, "progress.reading", file=account.file)
            account.warnings += row.warnings
            if row.lot is None:
                _enter(account, table, row)
            else:
                respell(row.lot, settled)
            yield table, row


def _enter(account: Account, table: ListTable, row: RowRead) -> None:
    if row.refused:
        account.refused.append(Told(row.line, row.refused, table.sheet))
    else:
        account.skipped.append(Told(row.line, row.skipped, table.sheet))


def open_account(path: Path, tables: list[ListTable]) -> Account:
    """Return the account of a file before its rows are read."""
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
