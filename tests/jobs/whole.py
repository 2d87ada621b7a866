"""The whole database as data, for comparing what stood before and after."""

from broker_app.store.database import Rows
from broker_app.store.journal import DERIVED_TABLES, KEPT_TABLES

OWN = {"journal", "step", "id_counter", "sqlite_sequence", "_sqlite_migrations"}


def tables(reader: Rows) -> list[str]:
    """Return the tables that hold what people did, not how it is known or found."""
    names = [r[0] for r in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    passed = OWN | DERIVED_TABLES | KEPT_TABLES
    return sorted(n for n in names if n not in passed and not n.startswith("vehicle_fts"))


def whole(reader: Rows) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table of data, and what the search finds of vehicles.

    An import that was undone stays on record, marked; it counts as none.
    """
    found = {
        table: [dict(row) for row in reader.execute(f'SELECT * FROM "{table}" ORDER BY 1')]
        for table in tables(reader)
    }
    found["batch"] = [row for row in found["batch"] if not row["undone"]]
    sql = "SELECT rowid, search_key FROM vehicle_fts ORDER BY 1"
    found["search"] = [dict(row) for row in reader.execute(sql)]
    return found
