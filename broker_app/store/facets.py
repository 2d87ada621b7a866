"""Facets of the stock: how many vehicles of a query have each value."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from broker_app.domain.finding.facets import FACETS, Cube
from broker_app.store import asking, facet_columns
from broker_app.store.asking import Query
from broker_app.store.database import Rows


def cube(reader: Rows, query: Query) -> Cube:
    """Count all combinations of facets among what a query finds without its choices of facets.

    It is one walk through the narrow index of facets and the verdicts; everything that is then
    chosen is counted from the cube.
    """
    plain = replace(query, sort="id", then=())
    found: Counter[tuple[str, ...]] = Counter()
    cursor = reader.cursor()
    cursor.row_factory = None
    for dealt in (True, False):
        what = facet_columns.every(query.today, dealt)
        of_these = facet_columns.dealt(dealt)
        sql, values = asking.select(what, plain, but=FACETS, also=(of_these,))
        found.update(cursor.execute(sql, values))
    return Cube(found)


def base_of(query: Query) -> Query:
    """Return what a query asks beside facets and order: equal bases have equal cubes."""
    return replace(query, verdicts=(), states=(), facets=(), sort="id", descending=False, then=())


def party_names(reader: Rows, chosen: Iterable[str]) -> dict[str, str]:
    """Return the names of parties by their ids as facets hold them."""
    wanted = set(chosen)
    rows = reader.execute("SELECT CAST(id AS TEXT), name FROM party")
    return {row[0]: row[1] for row in rows if row[0] in wanted}
