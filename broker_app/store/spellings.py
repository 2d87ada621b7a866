"""Spellings: how facts are written in the stock, and the names that people settled for them."""

from collections.abc import Iterable, Sequence

from broker_app.domain.variants import WITHIN, Settled, Spelling, settled_key
from broker_app.store.database import Rows
from broker_app.store.write import Step


def settled(reader: Rows) -> Settled:
    """Return the names that were settled."""
    sql = "SELECT fact, within, key, name FROM spelling"
    return {(fact, within, key): name for fact, within, key, name in reader.execute(sql)}


def counted(
    reader: Rows, fact: str, known: Settled, batch: int | None = None
) -> dict[str, list[Spelling]]:
    """Return the spellings of a fact with their numbers, by what they stand within.

    With `batch` only those of vehicles and lots of one import are counted.
    """
    found: dict[str, list[Spelling]] = {}
    for within, text, count in reader.execute(_counting(fact, batch), {"batch": batch}):
        is_own = known.get(settled_key(fact, within, text)) == text
        found.setdefault(within, []).append(Spelling(text, count, is_own))
    return found


def _counting(fact: str, batch: int | None) -> str:
    of_batch = "" if batch is None else "AND x.batch = :batch"
    if fact == "house":
        return f"""
            SELECT '', x.house, count(*) FROM lot x
            WHERE x.house <> '' {of_batch} GROUP BY x.house
        """  # noqa: S608
    if batch is not None:
        of_batch = "AND x.id IN (SELECT vehicle FROM lot WHERE batch = :batch)"
    within = f"coalesce(x.{WITHIN[fact]}, '')" if fact in WITHIN else "''"
    return f"""
        SELECT {within}, x.{fact}, count(*) FROM vehicle x
        WHERE x.{fact} <> '' {of_batch} GROUP BY 1, 2
    """  # noqa: S608


def vehicles_with(reader: Rows, fact: str, within: str, texts: Sequence[str]) -> list[int]:
    """Return the vehicles on which a fact is written in one of these ways."""
    marks = ",".join("?" * len(texts))
    condition, values = "", list(texts)
    if fact in WITHIN:
        condition = f" AND coalesce({WITHIN[fact]}, '') = ?"
        values.append(within)
    sql = f"SELECT id FROM vehicle WHERE {fact} IN ({marks}){condition}"  # noqa: S608
    return [row[0] for row in reader.execute(sql, values)]


def lots_with_house(reader: Rows, texts: Sequence[str]) -> list[tuple[int, str, str, str]]:
    """Return the lots of houses written so: id, day, number and identity."""
    marks = ",".join("?" * len(texts))
    sql = f"""
        SELECT id, coalesce(auction_date, ''), coalesce(lot_number, ''), identity
        FROM lot WHERE house IN ({marks})
    """  # noqa: S608
    return [tuple(row) for row in reader.execute(sql, texts)]


def is_taken(reader: Rows, identity: str) -> bool:
    """Tell whether a lot has this identity."""
    sql = "SELECT 1 FROM lot WHERE identity = ?"
    return reader.execute(sql, (identity,)).fetchone() is not None


def settle(
    step: Step, reader: Rows, fact: str, within: str, names: Iterable[tuple[str, str]]
) -> None:
    """Store which name stands for each spelling; later answers replace earlier ones."""
    for text, name in names:
        key = settled_key(fact, within, text)
        values = {"text": text, "name": name, "who": step.who, "at": step.at}
        sql = "SELECT id FROM spelling WHERE fact = ? AND within = ? AND key = ?"
        row = reader.execute(sql, key).fetchone()
        if row is None:
            named = dict(zip(("fact", "within", "key"), key, strict=True))
            step.insert("spelling", named | values)
        else:
            step.change("spelling", row[0], values)
