"""Exchange rates: what a currency is worth in yen, by day, with its source."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from broker_app.domain.rate import HOME, Rate, RateBook
from broker_app.store.database import Rows
from broker_app.store.write import Step


class Kept(NamedTuple):
    """A stored rate with its id and currency."""

    id: int
    currency: str
    rate: Rate


def put(step: Step, reader: Rows, currency: str, rate: Rate) -> int:
    """Store the rate of a currency for a day; an earlier one of that day is changed."""
    values = {
        "currency": currency,
        "day": rate.day.isoformat(),
        "rate": str(rate.rate),
        "source": rate.source,
    }
    sql = "SELECT id FROM rate WHERE currency = ? AND day = ?"
    row = reader.execute(sql, (currency, values["day"])).fetchone()
    if row is None:
        return step.insert("rate", values)
    step.change("rate", row[0], values)
    return int(row[0])


def remove(step: Step, rate: int) -> None:
    """Take a rate away."""
    step.remove("rate", rate)


def every(reader: Rows) -> list[Kept]:
    """Return all rates by currency, the latest day first."""
    rows = reader.execute("SELECT * FROM rate ORDER BY currency, day DESC")
    return [
        Kept(
            row["id"],
            row["currency"],
            Rate(Decimal(row["rate"]), date.fromisoformat(row["day"]), row["source"]),
        )
        for row in rows
    ]


def book(reader: Rows) -> RateBook:
    """Return all rates, to be asked by currency and day."""
    return RateBook((kept.currency, kept.rate) for kept in every(reader))


def in_use(reader: Rows) -> list[str]:
    """Return the currencies that open offers, prices, sales and shipments are told in."""
    sql = """
        SELECT currency FROM offer WHERE state = 'open'
        UNION SELECT currency FROM list_price
        UNION SELECT currency FROM sale
            WHERE vehicle NOT IN (SELECT id FROM vehicle WHERE state = 'closed')
        UNION SELECT currency FROM shipment WHERE state <> 'closed'
        ORDER BY 1
    """
    return [row[0] for row in reader.execute(sql) if row[0] not in ("", HOME, None)]
