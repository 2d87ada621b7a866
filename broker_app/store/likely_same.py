"""Likely the same: candidates by keys and groups, never one by one against all others."""

from collections.abc import Callable, Iterator
from itertools import groupby

from broker_app.domain.likeness import LOOK_ALIKE, LOOK_ALIKES, SAME_LOT, VIN, misspelt
from broker_app.domain.vehicle import identity_of
from broker_app.store.database import Rows
from broker_app.store.vehicles import by_identity, in_parts
from broker_app.store.write import Step

Found = tuple[int, int, str]
"""Two vehicles and why they may be one."""
MOST_OF_A_KEY = 20
"""More vehicles than that under one key are a placeholder, not a car."""


def _looks_like() -> str:
    key = "identity"
    for letter, digit in LOOK_ALIKES.items():
        key = f"replace({key}, '{letter}', '{digit}')"
    return key


def look_alikes(reader: Rows) -> Iterator[Found]:
    """Yield vehicles whose chassis numbers read alike."""
    sql = f"""
        SELECT group_concat(id) FROM vehicle WHERE identity IS NOT NULL
        GROUP BY {_looks_like()} HAVING count(*) BETWEEN 2 AND {MOST_OF_A_KEY}
    """  # noqa: S608  our own letters
    for (listed,) in reader.execute(sql):
        yield from _each_with_each([int(one) for one in listed.split(",")], LOOK_ALIKE)


def slips(reader: Rows) -> Iterator[Found]:
    """Yield vehicles of one model code and first registration with a slip in the number."""
    sql = """
        SELECT id, identity, model_code, first_registered FROM vehicle
        WHERE identity IS NOT NULL AND model_code IS NOT NULL AND first_registered IS NOT NULL
        ORDER BY model_code, first_registered
    """
    cursor = reader.cursor()
    cursor.row_factory = None
    for _, rows in groupby(cursor.execute(sql), key=lambda row: row[2:]):
        group = {row[0]: row[1] for row in rows}
        if len(group) > 1:
            yield from misspelt(group)


def vins(reader: Rows) -> Iterator[Found]:
    """Yield vehicles of one VIN, and those whose chassis number is the VIN of another."""
    numbers: dict[str, list[int]] = {}
    for vehicle, vin in reader.execute("SELECT id, vin FROM vehicle WHERE vin IS NOT NULL"):
        folded = identity_of(vin)
        if folded:
            numbers.setdefault(folded, []).append(vehicle)
    for same in numbers.values():
        if len(same) <= MOST_OF_A_KEY:
            yield from _each_with_each(same, VIN)
    for part in in_parts(list(numbers)):
        for number, vehicle in by_identity(reader, part).items():
            yield from ((vehicle, one, VIN) for one in numbers[number])


def same_lots(reader: Rows, house_key: Callable[[str], str]) -> Iterator[Found]:
    """Yield vehicles offered under one number on one day, at a house that has two spellings."""
    spellings: dict[str, list[str]] = {}
    for house in _houses(reader):
        spellings.setdefault(house_key(house), []).append(house)
    for names in spellings.values():
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                yield from _lots_of_both(reader, one, other)


def marked_not_same(reader: Rows, table: str = "not_same") -> set[tuple[int, int]]:
    """Return the pairs that somebody said are not the same, the lower id first."""
    rows = reader.execute(f'SELECT "first", "second" FROM "{table}"')  # noqa: S608  our own names
    return {(min(one, other), max(one, other)) for one, other in rows}


def mark_not_same(step: Step, one: int, other: int, table: str = "not_same") -> None:
    """Remember that two vehicles, or two parties, are not the same."""
    pair = {"first": min(one, other), "second": max(one, other)}
    step.insert(table, pair | {"who": step.who, "at": step.at})


def _houses(reader: Rows) -> list[str]:
    """Return the houses of lots as they begin the identities, one seek each."""
    sql = """
        WITH RECURSIVE house(name) AS (
            SELECT (SELECT substr(identity, 1, instr(identity, '|') - 1) FROM lot
                    WHERE identity > '' ORDER BY identity LIMIT 1)
            UNION ALL
            SELECT (SELECT substr(identity, 1, instr(identity, '|') - 1) FROM lot
                    WHERE identity > house.name || '}' ORDER BY identity LIMIT 1)
            FROM house WHERE house.name IS NOT NULL
        )
        SELECT name FROM house WHERE name IS NOT NULL AND name <> ''
    """
    return [row[0] for row in reader.execute(sql)]


def _lots_of_both(reader: Rows, one: str, other: str) -> Iterator[Found]:
    sql = """
        SELECT a.vehicle, b.vehicle FROM lot a
        JOIN lot b ON b.identity = :other || substr(a.identity, length(:one) + 1)
        WHERE a.identity > :one || '|' AND a.identity < :one || '}' AND a.vehicle <> b.vehicle
    """
    for first, second in reader.execute(sql, {"one": one, "other": other}):
        yield first, second, SAME_LOT


def _each_with_each(vehicles: list[int], reason: str) -> Iterator[Found]:
    for place, one in enumerate(vehicles):
        for other in vehicles[place + 1 :]:
            yield one, other, reason
