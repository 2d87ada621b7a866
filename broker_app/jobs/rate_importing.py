"""Importing exchange rates: what a file would change is looked at first, then kept in one step."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.rate import Rate, RateBook
from broker_app.domain.rate_file import OddRate, RateChange, ReadRate
from broker_app.errors import UserError
from broker_app.intake.rate_file import open_rates
from broker_app.jobs.books import Books
from broker_app.jobs.costing import RATES, refuse_rate
from broker_app.jobs.progress import Progress
from broker_app.store import rates, write
from broker_app.store.database import Database, Rows

MOST = 20_000
"""Rates that one file may bring: a year of days of eighty currencies."""
MOST_ODD = 200
"""Rows that are named; nobody reads more, and a file of them is no file of rates."""
LATEST = timedelta(0)
"""Only the latest rate of each currency."""


@dataclass(frozen=True, slots=True)
class RatesSeen:
    """What a file would bring: its rates by currency and day, and the rows that bring none.

    `published` says by whom, empty where the file does not tell.
    """

    file: str
    published: str
    changes: tuple[RateChange, ...]
    refused: tuple[OddRate, ...]

    @property
    def new(self) -> tuple[RateChange, ...]:
        """The rates that are not kept already."""
        return tuple(one for one in self.changes if not one.is_known)


def look(
    reader: Rows,
    progress: Progress,
    books: Books,
    path: Path,
    today: date,
    back: timedelta | None = LATEST,
) -> RatesSeen:
    """Read a file of rates and compare them with what is kept; nothing is written.

    `back` says how many days before the latest of the file are wanted, None for all of them.
    Raises UserError for a file that holds no rates, or too many.
    """
    opened = open_rates(Path(path), books.rate_files)
    published = words.in_both(dict(opened.source.title)) if opened.source else ""
    read, refused = _parted(opened.rates(), progress, opened.name)
    if not read and not refused:
        raise UserError("rates_none", file=opened.name)
    wanted = _wanted(read, back)
    if len(wanted) > MOST:
        raise UserError("rates_too_many", count=len(wanted), most=MOST)
    source = f"{published}, {opened.name}" if published else opened.name
    changes = []
    for change in _compared(wanted, rates.book(reader), source):
        try:
            refuse_rate(change.currency, change.rate, today)
        except UserError as problem:
            refused.append(OddRate(change.line, change.currency, problem))
        else:
            changes.append(change)
    refused.sort(key=lambda one: one.line)
    return RatesSeen(opened.name, published, tuple(changes), tuple(refused[:MOST_ODD]))


def keep(
    db: Database,
    progress: Progress,
    seen: RatesSeen,
    accepted: Collection[tuple[str, date]],
    who: str,
    today: date,
) -> tuple[int, Changes]:
    """Store what a file brings, in one step; returns how many rates were stored.

    A rate that moved far is stored only where a person `accepted` its currency and day.
    """
    chosen = [one for one in seen.new if not one.is_far or (one.currency, one.rate.day) in accepted]
    if not chosen:
        raise UserError("rates_nothing_new", file=seen.file)
    with write.step(db, "rates_import", who, count=len(chosen), file=seen.file) as step:
        for done, one in enumerate(chosen):
            if done % 500 == 0:
                progress(done, len(chosen), "progress.rates")
            refuse_rate(one.currency, one.rate, today)
            rates.put(step, db.connection, one.currency, one.rate)
    return len(chosen), Changes(RATES, step.number)


def _parted(
    stated: Iterable[ReadRate | OddRate], progress: Progress, file: str
) -> tuple[list[ReadRate], list[OddRate]]:
    read: list[ReadRate] = []
    odd: list[OddRate] = []
    for done, one in enumerate(stated):
        if done % 20_000 == 0:
            progress(done, 0, "progress.reading", file=file)
        if isinstance(one, ReadRate):
            read.append(one)
        elif len(odd) < MOST_ODD:
            odd.append(one)
    return read, odd


def _wanted(read: Iterable[ReadRate], back: timedelta | None) -> list[ReadRate]:
    """Return the rates of the days that are wanted, one for a currency and day: the first."""
    by_day: dict[tuple[str, date], ReadRate] = {}
    latest: dict[str, date] = {}
    for one in read:
        by_day.setdefault((one.currency, one.day), one)
        latest[one.currency] = max(one.day, latest.get(one.currency, one.day))
    return [
        by_day[key] for key in sorted(by_day) if back is None or key[1] >= latest[key[0]] - back
    ]


def _compared(wanted: Iterable[ReadRate], book: RateBook, source: str) -> Iterator[RateChange]:
    """Compare each with what stood before its day, or came before it in the file."""
    previous: dict[str, Rate] = {}
    for one in wanted:
        rate = Rate(one.rate, one.day, one.source or source)
        before, stored = book.nearest(one.currency, one.day), book.at(one.currency, one.day)
        own = previous.get(one.currency)
        if own is not None and (before is None or not before.day >= own.day):
            before = own
        previous[one.currency] = rate
        same_day = stored if stored is not None and stored.day == one.day else None
        yield RateChange(one.line, one.currency, rate, before, same_day)
