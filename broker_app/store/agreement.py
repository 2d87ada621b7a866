"""Agreement: what must hold of vehicles whichever of many steps was taken back or brought back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from broker_app.domain.state import ENDS, GIVEN_BACK
from broker_app.store import companies, journal
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts

TRAIL, ENDED, GONE_BACK, OWNER, BUYER, UNDER_WAY = (
    "trail",
    "ended",
    "gone_back",
    "owner",
    "buyer",
    "under_way",
)
_OF_VEHICLES = frozenset({"sale", "shipment_vehicle", "vehicle_state"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What does not hold of a vehicle, and the shipment that it is about, if any.

    `trail`: it stands elsewhere than its trail ends. `ended`: it is on a shipment and ended in
    Japan. `gone_back`: it is sold and was given back. `owner`, `buyer`: its shipment is of another
    company, or for another buyer than it is sold to. `under_way`: it came onto a shipment that is
    past its draft, where nobody has judged it.
    """

    kind: str
    vehicle: int
    shipment: int | None = None


def first_of(reader: Rows, step: int) -> Disagreement | None:
    """Return the first thing that does not hold of the vehicles that a step touched."""
    for part in in_parts(sorted(_touched(reader, step))):
        for kind, sql in _CHECKS.items():
            found = reader.execute(sql.format(marks=",".join("?" * len(part))), part).fetchone()
            if found is not None:
                return Disagreement(kind, *found)
    for part in in_parts(sorted(_put_on(reader, step))):
        marks = ",".join("?" * len(part))
        sql = f"{_ON_BOARD} WHERE s.state <> 'draft' AND x.id IN ({marks})"
        found = reader.execute(sql, part).fetchone()
        if found is not None:
            return Disagreement(UNDER_WAY, *found)
    return None


def fits(reader: Rows, vehicle: int, shipment: int, owner: int, buyer: int | None) -> bool:
    """Tell whether a vehicle that comes back may stand on a shipment again as it did.

    `owner` is its company, `buyer` whom it is sold to. `vehicle` must not stand on another one.
    """
    sql = f"""
        SELECT 1 FROM shipment s WHERE s.id = ? AND s.state = 'draft'
          AND coalesce(s.company, {companies.FIRST}) = ? AND coalesce(s.buyer, s.consignee) IS ?
          AND NOT EXISTS (SELECT 1 FROM shipment_vehicle x WHERE x.vehicle = ?)
    """  # noqa: S608  our own number
    found = reader.execute(sql, (shipment, owner, buyer, vehicle)).fetchone()
    return found is not None


def _touched(reader: Rows, step: int) -> set[int]:
    """Return the vehicles that a step changed, or something of theirs."""
    found: set[int] = set()
    others: dict[str, set[int]] = {}
    for entry in journal.in_order(reader, step):
        for side in (entry.before, entry.after):
            for row, values in journal.rows_in(entry.row, side).items():
                if entry.table == "vehicle":
                    found.add(row)
                elif entry.table in _OF_VEHICLES and values.get("vehicle") is not None:
                    found.add(values["vehicle"])
                elif entry.table in _OF_VEHICLES or entry.table == "shipment":
                    others.setdefault(entry.table, set()).add(row)
    for table, rows in others.items():
        found.update(_whose(reader, table, rows))
    return found


def _whose(reader: Rows, table: str, rows: Iterable[int]) -> Iterator[int]:
    named, column = ("shipment_vehicle", "shipment") if table == "shipment" else (table, "id")
    for part in in_parts(sorted(rows)):
        marks = ",".join("?" * len(part))
        sql = f'SELECT vehicle FROM "{named}" WHERE "{column}" IN ({marks})'  # noqa: S608
        yield from (vehicle for (vehicle,) in reader.execute(sql, part))


def _put_on(reader: Rows, step: int) -> set[int]:
    """Return the lines of shipments that a step brought back."""
    return journal.added_by(reader, step).get("shipment_vehicle", set())


def _quoted(states: Iterable[str]) -> str:
    return ",".join(f"'{state}'" for state in states)


_ON_BOARD = """
    SELECT x.vehicle, x.shipment FROM shipment_vehicle x
    JOIN shipment s ON s.id = x.shipment JOIN vehicle v ON v.id = x.vehicle
    LEFT JOIN sale a ON a.vehicle = x.vehicle
"""
_CHECKS = {
    TRAIL: """
        SELECT v.id FROM vehicle v
        LEFT JOIN vehicle_state m ON m.id = (
            SELECT max(id) FROM vehicle_state WHERE vehicle = v.id
        )
        WHERE v.id IN ({marks}) AND (coalesce(m.state, '') <> v.state
           OR coalesce(m.day, '') <> v.state_since)
    """,
    ENDED: f"{_ON_BOARD} WHERE x.vehicle IN ({{marks}}) AND v.state IN ({_quoted(ENDS)})",
    GONE_BACK: f"""
        SELECT v.id FROM vehicle v JOIN sale a ON a.vehicle = v.id
        WHERE v.id IN ({{marks}}) AND v.state IN ({_quoted(GIVEN_BACK)})
    """,  # noqa: S608  our own words
    OWNER: f"""{_ON_BOARD} WHERE x.vehicle IN ({{marks}})
        AND coalesce(s.company, {companies.FIRST}) <> coalesce(v.company, {companies.FIRST})
    """,
    BUYER: f"""{_ON_BOARD} WHERE x.vehicle IN ({{marks}})
        AND coalesce(s.buyer, s.consignee) IS NOT NULL
        AND coalesce(s.buyer, s.consignee) IS NOT a.buyer
    """,
}
