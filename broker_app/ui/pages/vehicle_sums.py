"""What the selected vehicles add up to, for the footer."""

from broker_app import words
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.table import Table

SUMMED = 500
"""So many selected vehicles are added up; more would make the cursor wait."""


def sums_of(table: Table, model: WindowModel) -> list[str]:
    """Return what the selected vehicles cost and measure, where that can be added up."""
    parts = table.selected_rows()
    rows = [model.row_at(row) for part in parts for row in part[:SUMMED]][:SUMMED]
    found = [row for row in rows if row is not None]
    if not found or table.count > SUMMED:
        return []
    sums = []
    prices = [row["hammer_price"] for row in found]
    if all(row["currency"] == "JPY" for row in found) and None not in prices:
        sums.append(words.money(sum(prices), "JPY"))
    volumes = [row["volume_m3"] for row in found]
    if None not in volumes:
        sums.append(words.value("volume_m3", round(sum(volumes), 3)))
    return sums
