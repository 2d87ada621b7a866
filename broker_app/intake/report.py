"""Report: what became of every row of a list.

Keys, never sentences: `skipped.<reason>`, `refused.<reason>` and `warning.<key>` are in the
catalogue.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from broker_app.domain.lot import Lot


@dataclass(frozen=True, slots=True)
class RowWarning:
    """Something a person should look at: the row, the fact, the sentence and its fields."""

    line: int
    field: str
    key: str
    values: dict[str, str]


@dataclass(slots=True)
class RowRead:
    """What became of one row: a lot, or the reason why it is none.

    `line` is the 1-based row of the sheet, or the record number in CSV. `skipped` says that the row
    is no vehicle and none is missing; `refused` that a vehicle may be in it which we cannot read.
    """

    line: int
    lot: Lot | None = None
    skipped: str = ""
    refused: str = ""
    warnings: tuple[RowWarning, ...] = ()


@dataclass(slots=True)
class Account:
    """The sum of a table: lots + skipped + refused = rows read."""

    rows: int = 0
    lots: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def adds_up(self) -> bool:
        """Whether no row was lost."""
        return self.rows == self.lots + len(self.skipped) + len(self.refused)

    def enter(self, row: RowRead) -> None:
        """Count one row."""
        self.rows += 1
        self.lots += row.lot is not None
        if row.skipped:
            self.skipped.append((row.line, row.skipped))
        if row.refused:
            self.refused.append((row.line, row.refused))
        self.warnings.update(warning.key for warning in row.warnings)


def account_of(rows: Iterable[RowRead]) -> Account:
    """Count the rows of a table."""
    account = Account()
    for row in rows:
        account.enter(row)
    return account
