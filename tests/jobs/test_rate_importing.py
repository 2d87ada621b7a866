"""Rates of a file: looked at, then kept in one step that can be undone."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app.domain.rate import Rate
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import costing, rate_importing, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import rates
from broker_app.store.database import Database

DATA = Path(__file__).parents[1] / "data" / "rates"
SUNDAY = date(2026, 11, 22)
BOOKS = Books()


def look(
    db: Database, name: str, back: timedelta | None = timedelta(0), today: date = SUNDAY
) -> rate_importing.RatesSeen:
    return rate_importing.look(db.connection, silent, BOOKS, DATA / name, today, back)


def kept(db: Database) -> dict[tuple[str, str], str]:
    return {
        (one.currency, one.rate.day.isoformat()): str(one.rate.rate)
        for one in rates.every(db.connection)
    }


def keep(db: Database, seen: rate_importing.RatesSeen, *accepted: tuple[str, date]) -> int:
    count, changes = rate_importing.keep(db, silent, seen, accepted, "sato", SUNDAY)
    assert changes.tables == {"rate"}
    return count


def take_back(db: Database) -> None:
    done = undoing.next_undo(db.connection)
    assert done is not None
    undoing.undo_step(db, done.step, "sato")


def test_the_latest_day_is_kept_and_undone_in_one_step(db: Database) -> None:
    before = kept(db)
    assert keep(db, look(db, "eurofxref-hist.csv")) == 5
    assert kept(db)["BGN", "2026-10-01"] == "86.266489"
    assert ("USD", "2026-11-19") not in kept(db)
    take_back(db)
    assert kept(db) == before


def test_days_further_back_are_asked_for(db: Database) -> None:
    assert len(look(db, "eurofxref-hist.csv", timedelta(days=1)).changes) == 9
    assert len(look(db, "eurofxref-hist.csv", None).changes) == 13


def test_a_rate_is_compared_with_the_one_before_its_day(db: Database) -> None:
    costing.put_rate(db, "USD", Rate(Decimal(160), date(2026, 11, 1), "x"), "sato", SUNDAY)
    costing.put_rate(db, "KRW", Rate(Decimal("0.103"), date(2026, 11, 20), "x"), "sato", SUNDAY)
    seen = {one.currency: one for one in look(db, "quote.csv").changes}
    assert seen["USD"].percent == (Decimal("152.05") / 160 - 1) * 100
    assert seen["KRW"].is_known
    assert seen["GBP"].before is None
    assert keep(db, look(db, "quote.csv")) == 5


def test_days_of_one_file_are_compared_with_each_other(db: Database) -> None:
    changes = [one for one in look(db, "quote.csv", None).changes if one.currency == "USD"]
    assert [one.before and one.before.rate for one in changes] == [
        None,
        Decimal("152.10"),
        Decimal("152.35"),
    ]


def test_a_rate_that_moved_far_needs_a_person(db: Database) -> None:
    costing.put_rate(db, "KRW", Rate(Decimal("10.3"), date(2026, 11, 1), "x"), "sato", SUNDAY)
    seen = look(db, "customs-week.csv")
    assert [one.currency for one in seen.changes if one.is_far] == ["KRW"]
    assert keep(db, seen) == 4
    assert ("KRW", "2026-11-15") not in kept(db)
    assert keep(db, look(db, "customs-week.csv"), ("KRW", date(2026, 11, 15))) == 1
    assert kept(db)["KRW", "2026-11-15"] == "0.1033"


def test_another_rate_of_the_same_day_takes_its_place(db: Database) -> None:
    costing.put_rate(db, "USD", Rate(Decimal(150), date(2026, 11, 15), "x"), "sato", SUNDAY)
    keep(db, look(db, "customs-week.csv"))
    assert kept(db)["USD", "2026-11-15"] == "151.11"
    take_back(db)
    assert kept(db)["USD", "2026-11-15"] == "150"


def test_days_to_come_are_refused_row_by_row(db: Database) -> None:
    seen = look(db, "quote.csv", None, today=date(2026, 11, 19))
    assert {one.rate.day for one in seen.changes} == {date(2026, 11, 18), date(2026, 11, 19)}
    assert {one.problem.key for one in seen.refused} == {"rate_of_tomorrow"}


def test_what_brings_nothing_is_refused_with_a_sentence(db: Database, tmp_path: Path) -> None:
    prose = tmp_path / "prose.txt"
    prose.write_text("Rates went up.\nThen down.\n", encoding="utf-8")
    with pytest.raises(UserError, match="rates_none"):
        rate_importing.look(db.connection, silent, BOOKS, prose, SUNDAY)
    keep(db, look(db, "quote.csv"))
    with pytest.raises(UserError, match="rates_nothing_new"):
        keep(db, look(db, "quote.csv"))


def test_too_many_rates_are_refused(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_importing, "MOST", 12)
    with pytest.raises(UserError, match="rates_too_many"):
        look(db, "eurofxref-hist.csv", None)


def test_a_cancelled_import_keeps_nothing(db: Database) -> None:
    def stop(done: int, total: int, key: str, /, **values: object) -> None:
        raise Cancelled

    seen, before = look(db, "quote.csv"), kept(db)
    with pytest.raises(Cancelled):
        rate_importing.keep(db, stop, seen, [], "sato", SUNDAY)
    assert kept(db) == before
