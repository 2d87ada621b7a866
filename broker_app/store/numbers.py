"""Numbers ever taken by papers and shipments: none is used twice, whatever became of its paper."""

import sqlite3
from collections.abc import Sequence

from broker_app.domain.party import Company
from broker_app.domain.series import Series
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.write import Step


def used(reader: Rows, kind: str) -> list[str]:
    """Return the numbers ever taken in a series, across years and companies."""
    sql = "SELECT number FROM taken_number WHERE kind = ? ORDER BY id"
    return [row[0] for row in reader.execute(sql, (kind,))]


def used_in(reader: Rows, company: Company, kind: str) -> list[str]:
    """Return the numbers ever taken in a series, and the last one used before this program."""
    elsewhere = company.used_elsewhere.get(kind)
    return [*used(reader, kind), *([elsewhere] if elsewhere else [])]


def refuse_elsewhere(company: Company, kind: str, series: Series, number: str) -> None:
    """Refuse a number that another system may have used. Raises UserError(number_elsewhere)."""
    last = company.used_elsewhere.get(kind, "")
    count, most = series.count_of(number), series.count_of(last)
    if series.digits and count is not None and most is not None and count <= most:
        raise UserError("number_elsewhere", number=number, last=last)


def take(step: Step, reader: Rows, kind: str, number: str, series: str) -> None:
    """Take a number for good. Raises UserError where it was ever taken.

    `series` is what stands before the count; empty for a hand-typed number of no series.
    """
    refuse_taken(reader, kind, number)
    taken = {"kind": kind, "number": number, "series": series, "who": step.who, "at": step.at}
    step.insert("taken_number", taken)


def refuse_taken(reader: Rows, kind: str, number: str) -> None:
    """Refuse a number that was ever taken in a series. Raises UserError(number_taken)."""
    sql = "SELECT who, at FROM taken_number WHERE kind = ? AND number = ?"
    row = reader.execute(sql, (kind, number)).fetchone()
    if row is not None:
        raise UserError("number_taken", number=number, who=row["who"] or "–")


def every(reader: Rows, kinds: Sequence[str] = ()) -> list[sqlite3.Row]:
    """Return the numbers ever taken, of some series or all, the first first."""
    marks = ",".join("?" * len(kinds))
    where = f"WHERE kind IN ({marks})" if kinds else ""
    sql = f"SELECT * FROM taken_number {where} ORDER BY id"  # noqa: S608
    return reader.execute(sql, tuple(kinds)).fetchall()
