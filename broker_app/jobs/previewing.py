"""Previewing: what importing a list would do with each of its rows; nothing is written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from broker_app.domain.holding import hold_true, renewed
from broker_app.domain.list_format import ListFormat
from broker_app.domain.lot import Lot
from broker_app.intake.read import ListColumn, ListTable, Options, RowRead, RowWarning, open_list
from broker_app.jobs import list_formats
from broker_app.jobs.account import CHUNK, Account, open_account, rows_of
from broker_app.jobs.books import Books
from broker_app.jobs.comparing import DUPLICATE, Compared, Comparison, warning
from broker_app.jobs.progress import Progress
from broker_app.store import lots, spellings, vehicles
from broker_app.store.database import Rows

SHOWN = 20_000
"""So many rows of each result a preview holds in full; all are counted."""

CONFLICTS = ("kept_by_hand", "chassis_taken")
"""Warnings of rows that the list and a person disagree about."""


@dataclass(slots=True)
class PreviewRow:
    """What would become of one row: `new`, `update`, `duplicate`, `refused` or `skipped`.

    `before` holds the stored values that an update would change, `held` what a person entered and
    the list contradicts.
    """

    line: int
    sheet: str
    result: str
    lot: Lot | None = None
    reason: str = ""
    warnings: tuple[RowWarning, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_conflict(self) -> bool:
        """Whether the list contradicts what a person entered; that stays unless it is taken."""
        return any(warning.key in CONFLICTS for warning in self.warnings)


@dataclass(slots=True)
class Preview:
    """A list as it would be imported. `rows` keeps the first `SHOWN` of each result, in order.

    `headings` names the heading behind each fact, `columns` are those of the first sheet,
    `known_as` is its layout with what was settled of it, `formats` are all that are known;
    `imported_at` and `imported_by` say whether this very file was imported before.
    """

    account: Account
    headings: dict[str, str] = field(default_factory=dict)
    columns: list[ListColumn] = field(default_factory=list)
    known_as: ListFormat | None = None
    formats: tuple[ListFormat, ...] = ()
    ignored_sheets: list[str] = field(default_factory=list)
    rows: list[PreviewRow] = field(default_factory=list)
    imported_at: str = ""
    imported_by: str = ""

    @property
    def needs_columns(self) -> bool:
        """Whether a person should say what columns hold: there are no headings, or no lots."""
        return self.account.header_row == 0 or not self.account.lots


def preview(
    reader: Rows,
    progress: Progress,
    path: Path,
    books: Books,
    today: date,
    options: Options | None = None,
) -> Preview:
    """Say of every row of a list what importing it would do; nothing is written.

    Raises UserError for a file the user can mend.
    """
    known = list_formats.with_known(reader, books, options)
    tables = open_list(path, books.lookups, today, known)
    account = open_account(path, tables)
    made = _open_preview(reader, account, tables)
    made.formats = known.formats
    comparison = Comparison(reader, books.lookups, account.sha256)
    kept: Counter[str] = Counter()
    rows = rows_of(tables, account, progress, spellings.settled(reader))
    while part := list(islice(rows, CHUNK)):
        compared = comparison.take([row.lot for _, row in part if row.lot is not None])
        _warn_of_conflicts(reader, compared)
        account.enter(compared)
        for row in _previewed(part, compared):
            kept[row.result] += 1
            if kept[row.result] <= SHOWN:
                made.rows.append(row)
    return made


def _warn_of_conflicts(reader: Rows, compared: list[Compared]) -> None:
    """Name the facts that a person entered and the list would contradict; they stay."""
    told = [one for one in compared if one.result != DUPLICATE and one.lot.vehicle.identity]
    known = vehicles.by_identity(reader, {one.lot.vehicle.identity or "" for one in told})
    held = dict(vehicles.many(reader, sorted(set(known.values()))))
    for one in told:
        vehicle = known.get(one.lot.vehicle.identity or "")
        if vehicle is not None:
            _, conflicts = renewed(held[vehicle], hold_true(one.lot))
            one.held = {name: getattr(held[vehicle], name) for name in conflicts}
            one.warnings += tuple(warning(one.lot, name, "kept_by_hand") for name in conflicts)


def _previewed(
    part: list[tuple[ListTable, RowRead]], compared: list[Compared]
) -> Iterator[PreviewRow]:
    """Put rows and comparisons back together, in the order of the file."""
    rest = iter(compared)
    for table, row in part:
        if row.lot is None:
            result = "refused" if row.refused else "skipped"
            reason = row.refused or row.skipped
            yield PreviewRow(row.line, table.sheet, result, reason=reason, warnings=row.warnings)
        else:
            found = next(rest)
            warnings = (*row.warnings, *found.warnings)
            yield PreviewRow(
                row.line,
                table.sheet,
                found.result,
                row.lot,
                warnings=warnings,
                before=found.before,
                held=found.held,
            )


def _open_preview(reader: Rows, account: Account, tables: list[ListTable]) -> Preview:
    headings: dict[str, str] = {}
    for table in tables:
        for heading, name in table.mapping.items():
            headings.setdefault(name, heading)
    first = tables[0]
    ignored = list(first.ignored_sheets)
    made = Preview(account, headings, first.columns, first.known_as, ignored_sheets=ignored)
    earlier = lots.batch_of_file(reader, account.sha256)
    if earlier is not None:
        made.imported_at, made.imported_by = earlier["imported_at"], earlier["who"]
    return made
