"""Figures of the stock: vehicles and what was paid for them, by verdict and by days in stock.

They are counted from indexes wherever that can be, so that a million listed vehicles beside the
stock cost little.
"""

from collections.abc import Sequence
from typing import NamedTuple

from broker_app.domain.cost import PURCHASE
from broker_app.domain.state import IN_STOCK, LISTED
from broker_app.domain.verdict import SEVERITY, Outcome
from broker_app.store.database import Rows, days_apart

UNKNOWN = -1
"""The band of vehicles of which nobody knows since when they are in stock."""
_IN_STOCK = ",".join(f"'{state}'" for state in IN_STOCK)
_DAYS = days_apart("v.bought_on", ":today")
_REVIEW = SEVERITY[Outcome.REVIEW]
Bands = Sequence[tuple[int, int | None]]
"""Days in stock in bands, both ends included; the last one has no end."""


class Count(NamedTuple):
    """Vehicles of one verdict (empty where not judged) and one band, told by its place."""

    verdict: str
    band: int
    vehicles: int


class Worth(NamedTuple):
    """What the vehicles of one verdict and band were bought for in one currency, in minor units.

    `currency` is empty for those whose price nobody knows.
    """

    verdict: str
    band: int
    currency: str
    vehicles: int
    value: int


def counts(reader: Rows, destination: str, today: str, bands: Bands) -> list[Count]:
    """Return how many vehicles are in stock on an ISO day."""
    sql = f"""
        SELECT coalesce(d.outcome, ''), {_band(bands)}, count(*)
        FROM vehicle v
        LEFT JOIN verdict d ON d.vehicle = v.id AND d.destination = :destination
        WHERE v.state IN ({_IN_STOCK}) GROUP BY 1, 2 ORDER BY 1, 2
    """  # noqa: S608
    values = {"destination": destination, "today": today}
    return [Count(*row) for row in reader.execute(sql, values)]


def worth(reader: Rows, destination: str, today: str, bands: Bands) -> list[Worth]:
    """Return what the stock of an ISO day was bought for.

    That is its purchase as entered, where that is in one currency, else the hammer price of the
    last lot.
    """
    sql = f"""
        WITH paid AS (
            SELECT vehicle, min(currency) AS currency, sum(amount) AS amount FROM cost
            WHERE kind = :purchase GROUP BY vehicle HAVING min(currency) = max(currency)
        )
        SELECT verdict, band, currency, count(*), coalesce(sum(value), 0) FROM (
            SELECT coalesce(d.outcome, '') AS verdict, {_band(bands)} AS band,
                   CASE WHEN p.vehicle IS NOT NULL THEN p.currency
                        WHEN l.hammer_price IS NOT NULL THEN coalesce(l.currency, '')
                        ELSE '' END AS currency,
                   coalesce(p.amount, l.hammer_price) AS value
            FROM vehicle v
            LEFT JOIN verdict d ON d.vehicle = v.id AND d.destination = :destination
            LEFT JOIN lot l ON l.id = v.last_lot
            LEFT JOIN paid p ON p.vehicle = v.id
            WHERE v.state IN ({_IN_STOCK})
        ) s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """  # noqa: S608
    values = {"destination": destination, "today": today, "purchase": PURCHASE}
    return [Worth(*row) for row in reader.execute(sql, values)]


def listed(reader: Rows) -> int:
    """Return how many vehicles are only seen on lists."""
    sql = "SELECT count(*) FROM vehicle WHERE state = ?"
    return int(reader.execute(sql, (LISTED,)).fetchone()[0])


class Waiting(NamedTuple):
    """A set of findings under REVIEW: vehicles of our stock with it, and those only listed.

    `since` is the ISO day from which the first of ours is in stock, empty where nobody knows.
    """

    content: str
    in_stock: int
    listed: int
    since: str


def under_review(reader: Rows, destination: str) -> list[Waiting]:
    """Return the sets of findings under REVIEW for a destination."""
    every = """
        SELECT d.findings, f.content, d.vehicles FROM (
            SELECT findings, count(*) AS vehicles FROM verdict
            WHERE destination = :destination AND severity = :severity GROUP BY findings
        ) d JOIN finding_set f ON f.id = d.findings ORDER BY d.findings
    """
    ours = f"""
        SELECT d.findings, count(CASE WHEN v.state IN ({_IN_STOCK}) THEN 1 END), count(*),
               coalesce(min(CASE WHEN v.state IN ({_IN_STOCK}) AND v.bought_on > ''
                                 THEN v.bought_on END), '')
        FROM vehicle v JOIN verdict d ON d.vehicle = v.id AND d.destination = :destination
        WHERE v.state > '{LISTED}' AND d.severity = :severity GROUP BY d.findings
    """  # noqa: S608
    values = {"destination": destination, "severity": _REVIEW}
    known = {row[0]: row[1:] for row in reader.execute(ours, values)}
    found = []
    for findings, content, vehicles in reader.execute(every, values):
        in_stock, not_listed, since = known.get(findings, (0, 0, ""))
        found.append(Waiting(content, in_stock, vehicles - not_listed, since))
    return found


def _band(bands: Bands) -> str:
    cases = " ".join(
        f"WHEN {_DAYS} <= {int(end)} THEN {place}"
        for place, (_, end) in enumerate(bands)
        if end is not None
    )
    return f"CASE WHEN {_DAYS} IS NULL THEN {UNKNOWN} {cases} ELSE {len(bands) - 1} END"
