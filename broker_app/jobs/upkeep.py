"""Upkeep: whether what every answer rests on is fresh: backups, rules, lists, exchange rates."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from broker_app.domain.due import RULES, SETTINGS, SOON_DAYS, TODAY, Due
from broker_app.domain.place import Places
from broker_app.domain.question import Question
from broker_app.domain.rate import OLD_AFTER, is_old
from broker_app.jobs import placing
from broker_app.jobs.books import Books
from broker_app.store import backup, history, mark, parties, rates
from broker_app.store.backup import Backup
from broker_app.store.database import Rows

BACKUP_DAYS = 1
"""Days after which work that no backup holds is worth a word."""

CLOCK_SLACK = timedelta(minutes=5)
"""Two computers that share a file may differ by so much; more is a clock that was set back."""


@dataclass(frozen=True, slots=True)
class Fine:
    """What is in order: its kind, and the day (or the moment) that shows it."""

    kind: str
    on: date | None = None
    values: dict[str, Any] = field(default_factory=dict)


def backups(reader: Rows, path: Path, today: date, second: str = "") -> Iterator[Due | Fine]:
    """Yield how old the last backup is where it does not hold all, and how the second folder is."""
    newest = history.latest(reader)
    row = history.get(reader, newest) if newest else None
    if row is None:
        return  # nothing was done yet
    found, worked = backup.latest(path), datetime.fromisoformat(row["at"])
    if found is None:
        yield Due(kind="backup_none", page=TODAY, target="back_up")
    elif worked > found.made_at and (today - found.made_at.date()).days >= BACKUP_DAYS:
        day = found.made_at.date().isoformat()
        yield Due(kind="backup_old", day=day, since=True, page=TODAY, target="back_up")
    else:
        made = found.made_at.astimezone()
        yield Fine("backup", made.date(), {"at": made.strftime("%H:%M")})
    if found is not None and second:
        yield from _second(path, found, second, today)
    if found is not None and found.held is not None and found.held.dangling:
        yield Due(kind="backup_flawed", page=TODAY, target="check_database")


def file(
    reader: Rows, path: Path, places: Places, kept: str = "", now: datetime | None = None
) -> Iterator[Due]:
    """Yield what is wrong about the file itself: steps it lost, its clock, the place it lies in.

    Of a folder that is among those `kept`, a line each, somebody knows and said to leave it there.
    """
    yield from mishaps(reader, path, now)
    if str(path.parent) in kept.splitlines():
        return
    cloud = placing.cloud_of(path, places)
    if cloud:
        values = {"folder": str(path.parent), "cloud": cloud}
        yield Due(kind="place_cloud", page=TODAY, target="backups", values=values)
    elif placing.is_on_network(path, places):
        values = {"folder": str(path.parent)}
        yield Due(kind="place_network", page=TODAY, target="backups", values=values)


def mishaps(reader: Rows, path: Path, now: datetime | None = None) -> Iterator[Due]:
    """Yield what happened to a file since it was last written, said where it is opened, too."""
    lacked = mark.lacked(reader, path)
    if lacked is not None:
        values = {"at": _moment(lacked.at)}
        yield Due(kind="history_behind", page=TODAY, target="backups", values=values)
    newest = history.latest(reader)
    row = history.get(reader, newest) if newest else None
    if row and datetime.fromisoformat(row["at"]) > (now or datetime.now(UTC)) + CLOCK_SLACK:
        yield Due(
            kind="clock_back", page=TODAY, target="history", values={"at": _moment(row["at"])}
        )


def _moment(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _second(path: Path, found: Backup, second: str, today: date) -> Iterator[Due | Fine]:
    """Yield whether the second folder is there and has a backup of late: it may be unplugged."""
    values = {"folder": second}
    if not Path(second).is_dir():
        yield Due(kind="second_missing", page=SETTINGS, target="backups", values=values)
        return
    there = backup.found_in(backup.second_of(Path(second), path), path.stem)
    if not there:
        yield Due(kind="second_none", page=TODAY, target="back_up", values=values)
    elif (found.made_at.date() - there[0].made_at.date()).days >= BACKUP_DAYS:
        day = there[0].made_at.date().isoformat()
        yield Due(
            kind="second_old", day=day, since=True, page=TODAY, target="back_up", values=values
        )
    else:
        yield Fine("second", there[0].made_at.astimezone().date())


def rules(books: Books, question: Question, today: date) -> Iterator[Due | Fine]:
    """Yield whether the rules were checked late enough for the planned day of export."""
    pack = books.pack
    values = {"version": pack.version, "checked": pack.checked_on, "export": question.on}
    from broker_app.domain.rule import STALE_AFTER  # a start loads no rules

    until = pack.checked_on + STALE_AFTER
    if question.on > until:
        day = pack.checked_on.isoformat()
        yield Due(kind="pack_old", day=day, since=True, page=RULES, values=values)
    elif (until - question.on).days <= SOON_DAYS:
        last = until - (question.on - today)
        yield Due(kind="pack_soon", day=last.isoformat(), page=RULES, values=values)
    else:
        yield Fine("rules", pack.checked_on, values)


def lists(reader: Rows, books: Books, today: date) -> Iterator[Due | Fine]:
    """Yield the sanctions lists that nobody holds though they bind, and those that are stale."""
    if not parties.every(reader):
        return  # there is nobody to search for
    from broker_app.jobs import sanctions_lists  # it reads every form of list: late

    held = sanctions_lists.lists(reader, books, today, books.lists_fresh_days)
    lacking = [one for one in held if one.about.binding and one.snapshot is None]
    stale = [(one.about, one.snapshot) for one in held if one.snapshot and one.stale]
    if lacking:
        yield Due(
            kind="lists_missing",
            page=SETTINGS,
            target="sanctions",
            count=len(lacking),
            parts=tuple(
                Due(
                    kind="list", page=SETTINGS, target="sanctions", values={"name": one.about.title}
                )
                for one in lacking
            ),
        )
    for about, snapshot in stale:
        yield Due(
            kind="list_stale",
            day=snapshot.checked_on.isoformat(),
            since=True,
            page=SETTINGS,
            target="sanctions",
            values={"name": about.title, "checked": snapshot.checked_on},
        )
    days = [one.snapshot.checked_on for one in held if one.snapshot]
    if not lacking and not stale:
        yield Fine("lists", max(days, default=None), {"count": len(days)})


def exchange_rates(reader: Rows, today: date) -> Iterator[Due | Fine]:
    """Yield the currencies in use whose rate is old, or that have none."""
    book, used = rates.book(reader), rates.in_use(reader)
    fresh = []
    for currency in used:
        rate = book.at(currency, today)
        if rate is None:
            yield Due(
                kind="rate_missing", page=SETTINGS, target="rates", values={"currency": currency}
            )
        elif is_old(rate, today):
            yield Due(
                kind="rate_old",
                day=rate.day.isoformat(),
                since=True,
                page=SETTINGS,
                target="rates",
                values={"currency": currency, "days": str(OLD_AFTER.days)},
            )
        else:
            fresh.append(rate.day)
    if used and len(fresh) == len(used):
        yield Fine("rates", min(fresh))
