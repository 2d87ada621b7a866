"""How far the sales of vehicles are, in SQL: the same words as `domain.sale_state`.

It looks at sales, reservations and offers alone, which are few beside a stock of a million.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from broker_app.store.database import Rows

EVERY_PAYMENT = """
    SELECT id, sale, day, amount, currency, note, credited, rates FROM payment
    UNION ALL
    SELECT NULL, id, deposit_on, deposit, currency, '', deposit, '' FROM sale WHERE deposit > 0
"""
"""SQL for all payments. A deposit that an undone step of an older version brings back in the row of
its sale is a payment without an id."""
_PAID = f"SELECT sale, sum(credited) AS paid FROM ({EVERY_PAYMENT}) GROUP BY sale"  # noqa: S608
_STATES = f"""
    SELECT s.vehicle, CASE
        WHEN s.price > 0 AND coalesce(p.paid, 0) >= s.price THEN 'paid'
        WHEN s.due_on <> '' AND s.due_on < :today AND s.price > coalesce(p.paid, 0) THEN 'overdue'
        WHEN coalesce(p.paid, 0) > 0 THEN 'deposit_paid'
        ELSE 'sold' END AS state
    FROM sale s LEFT JOIN ({_PAID}) p ON p.sale = s.id
    UNION ALL
    SELECT vehicle, 'reserved' FROM reservation
    WHERE until >= :today AND vehicle NOT IN (SELECT vehicle FROM sale)
    UNION ALL
    SELECT DISTINCT vehicle, 'offered' FROM offer
    WHERE state = 'open' AND (valid_until = '' OR valid_until >= :today)
        AND vehicle NOT IN (SELECT vehicle FROM sale)
        AND vehicle NOT IN (SELECT vehicle FROM reservation WHERE until >= :today)
"""  # noqa: S608


def condition(states: Sequence[str], today: str, values: dict[str, Any]) -> str:
    """Return a condition on `vehicle v` for some states on an ISO day; fills `values`."""
    named = {f"sale_state{place}": state for place, state in enumerate(states)}
    values.update(named, today=today)
    return some(",".join(f":{name}" for name in named))


def some(marks: str = "") -> str:
    """Return a condition on `vehicle v`: on `:today` it is in one of the states that a list of
    parameters names, in any where there is no list."""
    of_these = f"WHERE state IN ({marks})" if marks else ""
    return f"v.id IN (SELECT vehicle FROM ({_STATES}) {of_these})"  # noqa: S608


def counts(reader: Rows, today: str) -> dict[str, int]:
    """Return how many vehicles are in each state on an ISO day."""
    sql = f"SELECT state, count(*) FROM ({_STATES}) GROUP BY state"  # noqa: S608
    return dict(reader.execute(sql, {"today": today}).fetchall())


def of_vehicles(reader: Rows, chosen: Iterable[int], today: str) -> dict[int, str]:
    """Return the state of those vehicles that have one on an ISO day."""
    wanted = set(chosen)
    rows = reader.execute(_STATES, {"today": today})
    return {row[0]: row[1] for row in rows if row[0] in wanted}
