"""Payments of buyers, by sale."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from broker_app.domain.payment import Payment, UsedRates
from broker_app.domain.rate import Rate
from broker_app.domain.sale import Sale
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.sale_states import EVERY_PAYMENT
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step


def put(step: Step, sale: Sale, payment: Payment) -> int:
    """Store a new or changed payment; returns its id."""
    values = {
        "sale": sale.id,
        "sale_currency": sale.currency,
        "day": payment.day,
        "amount": payment.amount,
        "currency": payment.currency,
        "note": payment.note,
        "credited": payment.credited,
        "rates": _rates_text(payment.rates),
    }
    if payment.id is None:
        return step.insert("payment", values)
    step.change("payment", payment.id, values)
    return payment.id


def remove(step: Step, payment: Payment) -> None:
    """Take a payment away."""
    if payment.id is not None:
        step.remove("payment", payment.id)
    else:
        step.change("sale", payment.sale, {"deposit": 0, "deposit_on": ""})


def get(reader: Rows, payment: int) -> Payment:
    """Return one payment. Raises UserError where it is gone."""
    sql = f"SELECT * FROM ({EVERY_PAYMENT}) WHERE id = ?"  # noqa: S608
    row = reader.execute(sql, (payment,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="payment", row=payment)
    return _from_row(row)


def of_sale(reader: Rows, sale: int | None) -> list[Payment]:
    """Return the payments of a sale in the order of their days."""
    return of_sales(reader, [sale or 0])[sale or 0]


def of_sales(reader: Rows, chosen: Iterable[int]) -> dict[int, list[Payment]]:
    """Return the payments of some sales, each in the order of its days."""
    sales = list(chosen)
    found: dict[int, list[Payment]] = {sale: [] for sale in sales}
    for part in in_parts(sales):
        marks = ",".join("?" * len(part))
        sql = f"SELECT * FROM ({EVERY_PAYMENT}) WHERE sale IN ({marks}) ORDER BY day, id"  # noqa: S608
        for row in reader.execute(sql, part):
            found[row["sale"]].append(_from_row(row))
    return found


def _from_row(row: sqlite3.Row) -> Payment:
    return Payment(**(dict(row) | {"rates": _rates_from(row["rates"])}))


def _rates_text(rates: UsedRates) -> str:
    if not rates:
        return ""
    plain = [[name, str(r.rate), r.day.isoformat(), r.source] for name, r in rates]
    return msgspec.json.encode(plain).decode()


def _rates_from(text: str) -> UsedRates:
    plain = msgspec.json.decode(text) if text else []
    return tuple(
        (name, Rate(Decimal(rate), date.fromisoformat(day), source))
        for name, rate, day, source in plain
    )
