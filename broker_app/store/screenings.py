"""Searches of lists, each kept with what it found, and what people decided about the hits."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import msgspec

from broker_app.domain.disposition import Disposition, Searched
from broker_app.domain.screening import Hit, Level
from broker_app.store.database import Rows
from broker_app.store.records import lines_from, lines_text
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step

SEARCH_COLUMNS = ("party", "names", "about", "lists", "answer", "hits", "who", "at")
Entry = tuple[str, str]
"""A list and an entry of it."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search as it is kept: of a party, or of a name that somebody typed (`party` None).

    One by hand is kept too, with what was found: `by_hand_clear` or `by_hand_designated`.
    """

    party: int | None
    names: tuple[str, ...]
    about: str
    lists: tuple[str, ...]
    answer: str
    hits: tuple[Hit, ...]
    who: str = ""
    at: str = ""
    id: int | None = None


def add(step: Step, searches: Sequence[Search]) -> None:
    """Keep searches, clean ones too."""
    rows = [
        (
            one.party,
            lines_text(one.names),
            one.about,
            lines_text(one.lists),
            one.answer,
            msgspec.json.encode(one.hits).decode(),
            step.who,
            step.at,
        )
        for one in searches
    ]
    step.insert_block("screening", SEARCH_COLUMNS, rows)


def latest(
    reader: Rows, chosen: Iterable[int] | None = None
) -> dict[int, tuple[Searched, tuple[Hit, ...]]]:
    """Return the last search of every party, or of some, in the lists, with what it found."""
    found = {}
    sql = """
        SELECT * FROM screening WHERE id IN (
            SELECT max(id) FROM screening
            WHERE party IS NOT NULL AND answer NOT LIKE 'by_hand%' {} GROUP BY party
        )
    """
    for row in _of_parties(reader, sql, chosen):
        one = _search(row)
        number = int(row["party"])
        found[number] = (Searched(number, one.at, one.lists, one.about), one.hits)
    return found


def marks(reader: Rows) -> dict[int, tuple[int, int]]:
    """Return the last search in the lists and the last decision of each party, by their ids.

    What is told of a party is the same as long as its mark is.
    """
    sql = """
        SELECT party, max(search), max(decision) FROM (
            SELECT party, max(id) AS search, 0 AS decision FROM screening
            WHERE party IS NOT NULL AND answer NOT LIKE 'by_hand%' GROUP BY party
            UNION ALL SELECT party, 0, max(id) FROM disposition GROUP BY party
        ) AS told GROUP BY party
    """
    return {number: (search, decision) for number, search, decision in reader.execute(sql)}


def log(reader: Rows, party: int | None = None, limit: int = 200) -> list[Search]:
    """Return the latest searches, the newest first: of one party, or all."""
    sql = """
        SELECT * FROM screening WHERE :party IS NULL OR party = :party ORDER BY id DESC LIMIT :limit
    """
    return [_search(row) for row in reader.execute(sql, {"party": party, "limit": limit})]


def decide(step: Step, decided: Disposition) -> int:
    """Keep what a person decided about a hit."""
    values = asdict(decided) | {"who": step.who, "at": step.at}
    del values["id"]
    return step.insert("disposition", values)


def agree(step: Step, disposition: int) -> None:
    """Sign a decision as the second person."""
    step.change("disposition", disposition, {"second": step.who, "second_at": step.at})


def decisions(
    reader: Rows, chosen: Iterable[int] | None = None
) -> dict[int, dict[Entry, Disposition]]:
    """Return the latest decision on every entry, by party; of every party, or of some."""
    found: dict[int, dict[Entry, Disposition]] = {}
    sql = """
        SELECT * FROM disposition WHERE id IN (
            SELECT max(id) FROM disposition WHERE true {} GROUP BY party, list_id, entry_id
        )
    """
    for row in _of_parties(reader, sql, chosen):
        one = _disposition(row)
        found.setdefault(one.party, {})[one.list_id, one.entry_id] = one
    return found


def told(reader: Rows, party: int) -> list[Disposition]:
    """Return everything that was decided about a party, the latest first."""
    sql = "SELECT * FROM disposition WHERE party = ? ORDER BY id DESC"
    return [_disposition(row) for row in reader.execute(sql, (party,))]


def _of_parties(reader: Rows, sql: str, chosen: Iterable[int] | None) -> Iterator[sqlite3.Row]:
    """Yield the rows of a query of all parties, or of some: its `{}` narrows it down."""
    if chosen is None:
        yield from reader.execute(sql.format(""))
        return
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        yield from reader.execute(sql.format(f"AND party IN ({marks})"), part)


def _search(row: sqlite3.Row) -> Search:
    return Search(
        party=row["party"],
        names=lines_from(row["names"]),
        about=row["about"],
        lists=lines_from(row["lists"]),
        answer=row["answer"],
        hits=msgspec.json.decode(row["hits"], type=tuple[Hit, ...]),
        who=row["who"],
        at=row["at"],
        id=row["id"],
    )


def _disposition(row: sqlite3.Row) -> Disposition:
    return Disposition(**(dict(row) | {"level": Level(row["level"])}))
