"""What vehicles of one model code went for at auctions."""

from broker_app.domain.vehicle import identity_of
from broker_app.store.database import Rows

_MOST = 1000
_END = "~"
"""After every sign that an identity may hold."""


def sold_lots(
    reader: Rows, model_code: str, since: str, years: tuple[int, int], but: int
) -> list[int]:
    """Return hammer prices in yen of sold lots of a model code, the latest first.

    Sold on or after a day, first registered in these years, of other vehicles than one.
    """
    start = identity_of(model_code)
    if not start:
        return []
    sql = """
        SELECT l.hammer_price FROM vehicle v JOIN lot l ON l.vehicle = v.id
        WHERE v.identity >= ? AND v.identity < ? AND v.model_code = ? AND v.id <> ?
          AND CAST(substr(v.first_registered, 1, 4) AS INTEGER) BETWEEN ? AND ?
          AND l.hammer_price > 0 AND l.currency = 'JPY' AND coalesce(l.result, 'sold') = 'sold'
          AND l.auction_date >= ?
        ORDER BY l.auction_date DESC, l.id DESC LIMIT ?
    """
    values = (start, start + _END, model_code, but, *years, since, _MOST)
    return [row[0] for row in reader.execute(sql, values)]
