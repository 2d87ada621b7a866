"""Likes of the vehicles of a shipment: what others went for, and whose numbers read alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from broker_app.domain.likeness import read_alike
from broker_app.domain.margin import Turned
from broker_app.domain.money import Money
from broker_app.domain.rate import RateBook
from broker_app.domain.release.check import LikeSales
from broker_app.domain.release.docket import MarketPrice
from broker_app.domain.vehicle import Vehicle, identity_of
from broker_app.store import likely_same, likes, vehicles
from broker_app.store.database import Rows


def prices_of_likes(
    reader: Rows, known: Mapping[int, Vehicle], asked: LikeSales, today: date
) -> dict[int, MarketPrice]:
    """Return what others like each vehicle went for, where enough of them are known."""
    found = ((number, _price(reader, number, car, asked, today)) for number, car in known.items())
    return {number: price for number, price in found if price is not None}


def numbers_alike(reader: Rows, known: Mapping[int, Vehicle]) -> dict[int, tuple[str, ...]]:
    """Return chassis numbers of other records that are read for that of a vehicle.

    Pairs that somebody said are not the same are left out.
    """
    wanted: dict[str, set[int]] = {}
    for number, car in known.items():
        for other in read_alike(identity_of(car.chassis_number or "") or ""):
            wanted.setdefault(other, set()).add(number)
    stored = vehicles.by_identity(reader, list(wanted))
    parted = likely_same.marked_not_same(reader) if stored else set()
    found: dict[int, list[int]] = {}
    for identity, twin in stored.items():
        for number in wanted[identity] - {twin}:
            if (min(number, twin), max(number, twin)) not in parted:
                found.setdefault(number, []).append(twin)
    return {number: _named(reader, others) for number, others in found.items()}


def in_yen(money: Money, book: RateBook, today: date) -> int | None:
    """Return an amount in yen by the rate of today; None where there is none."""
    turned = Turned(book, today).sum([(money, today.isoformat(), "")])
    return None if turned is None else turned.minor_units


def _price(
    reader: Rows, number: int, car: Vehicle, asked: LikeSales, today: date
) -> MarketPrice | None:
    year = (car.first_registered or "")[:4]
    if not car.model_code or not year.isdigit():
        return None
    since = (today - timedelta(days=asked.days)).isoformat()
    years = (int(year) - asked.years, int(year) + asked.years)
    prices = likes.sold_lots(reader, car.model_code, since, years, number)
    if len(prices) < asked.least:
        return None
    middle = round(median(prices))
    return MarketPrice(middle, len(prices), middle * asked.per_cent // 100)


def _named(reader: Rows, others: Sequence[int]) -> tuple[str, ...]:
    records: Iterable[Vehicle] = (vehicles.get(reader, other) for other in sorted(others))
    return tuple(record.chassis_number or "" for record in records)
