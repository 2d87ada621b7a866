"""Which backups stay: whatever happened, the newest does, and none is lost that stands for a time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain import retention

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
moments = st.lists(
    st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1)).map(lambda d: d.replace(tzinfo=UTC)),
    max_size=120,
)


@given(moments)
def test_the_newest_stays_and_nothing_is_made_up(stamps: list[datetime]) -> None:
    stays = retention.kept(stamps, NOW)
    assert stays <= set(stamps)
    assert not stamps or max(stamps) in stays
    assert (
        len(stays) <= 1 + retention.MOST_FRESH + retention.DAYS + retention.WEEKS + retention.MONTHS
    )


@given(moments)
def test_thinning_twice_is_thinning_once(stamps: list[datetime]) -> None:
    stays = retention.kept(stamps, NOW)
    assert retention.kept(stays, NOW) == stays


@given(moments)
def test_the_last_of_each_day_week_and_month_stays(stamps: list[datetime]) -> None:
    stays = retention.kept(stamps, NOW)
    for most, period in retention._PERIODS:
        groups: dict[tuple[int, ...], list[datetime]] = {}
        for stamp in stamps:
            groups.setdefault(period(stamp), []).append(stamp)
        for group in sorted(groups, reverse=True)[:most]:
            assert max(groups[group]) in stays


@given(st.lists(st.integers(0, 24 * 60 - 1), unique=True, max_size=60))
def test_of_the_last_day_all_stay_up_to_24(minutes: list[int]) -> None:
    stamps = [NOW - timedelta(minutes=number) for number in minutes]
    stays = retention.kept(stamps, NOW)
    assert set(sorted(stamps, reverse=True)[: retention.MOST_FRESH]) <= stays


def test_two_years_of_half_hours_thinned_as_they_come() -> None:
    """Thinned after every backup, as it is done: each month, week and day has one in the end."""
    stays: frozenset[datetime] = frozenset()
    moment, end = datetime(2024, 1, 1, 9, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=UTC)
    while moment < end:
        stays = retention.kept({*stays, moment}, moment)
        moment += timedelta(minutes=30) if 9 <= moment.hour < 18 else timedelta(hours=1)
    months = {(stamp.year, stamp.month) for stamp in stays}
    assert len(months) == retention.MONTHS
    assert len({stamp.date() for stamp in stays if end - stamp < timedelta(days=14)}) >= 14
    assert len(stays) <= 70


def test_it_is_time_half_an_hour_after_a_change() -> None:
    assert not retention.is_due(None, NOW)
    assert not retention.is_due(NOW - timedelta(minutes=29), NOW)
    assert retention.is_due(NOW - timedelta(minutes=30), NOW)
    assert retention.is_due(NOW + timedelta(days=3), NOW)  # the clock was set back
