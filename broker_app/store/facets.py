"""Facets of the stock: how many vehicles of a query have each value."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from broker_app.domain.finding.facets import FACETS, Cell, Cube
from broker_app.store import asking, facet_columns, search
from broker_app.store.asking import Query
from broker_app.store.database import Rows

_PART = 20_000
"""Vehicles that are counted at once, so that it takes little memory and is soon stopped."""
_PART_OF_FOUND = 200_000
"""The same where each part has to find the words anew."""
_DEALS = len(FACETS) - len(facet_columns.OF_DEALS)
"""Where in a cell the facets of deals begin: they are the last."""


def cube(reader: Rows, query: Query, told: Callable[[int, int], object] = lambda *_: None) -> Cube:
    """Count all combinations of facets among what a query finds without its choices of facets.

    It is one walk through the narrow index of facets and the verdicts, part by part, and after each
    `told` hears how far it is; everything that is then chosen is counted from the cube. Few
    vehicles have a market and a party, so all are counted without, and these once more.
    """
    plain = replace(query, sort="id", then=())
    last = reader.execute("SELECT coalesce(max(id), 0) FROM vehicle").fetchone()[0]
    part = _PART_OF_FOUND if base_of(query).is_filtered else _PART
    found: Counter[Cell] = Counter()
    for first in range(1, last + 1, part):
        told(first, last)
        found.update(_cells(reader, plain, False, f"v.id BETWEEN {first} AND {first + part - 1}"))
    for cell, count in _cells(reader, plain, True, facet_columns.DEALT).items():
        found[cell] += count
        found[cell[:_DEALS] + ("",) * len(facet_columns.OF_DEALS)] -= count
    return Cube(+found)


def _cells(reader: Rows, query: Query, deals: bool, only: str) -> Counter[Cell]:
    columns = facet_columns.every(query.today, deals)
    sql, values = asking.select(search.in_one_text(columns), query, but=FACETS, also=(only,))
    text = reader.execute(sql, values).fetchone()[0]
    if text is None:
        return Counter()
    found = Counter(text.split(search.BETWEEN_ROWS))
    cells = {tuple(row.split(search.BETWEEN_COLUMNS)): count for row, count in found.items()}
    if all(len(cell) == len(FACETS) for cell in cells):
        return Counter(cells)
    sql, values = asking.select(", ".join(columns), query, but=FACETS, also=(only,))
    return Counter(map(tuple, reader.execute(sql, values)))  # a name holds what parts the others


def base_of(query: Query) -> Query:
    """Return what a query asks beside facets and order: equal bases have equal cubes."""
    return replace(query, verdicts=(), states=(), facets=(), sort="id", descending=False, then=())


def party_names(reader: Rows, chosen: Iterable[str]) -> dict[str, str]:
    """Return the names of parties by their ids as facets hold them."""
    wanted = set(chosen)
    rows = reader.execute("SELECT CAST(id AS TEXT), name FROM party")
    return {row[0]: row[1] for row in rows if row[0] in wanted}
