"""Four made-up lists, parties searched in them, and decisions about hits."""

from dataclasses import replace
from datetime import date

import pytest

from broker_app.domain.disposition import Screening, Standing
from broker_app.domain.party import Party
from broker_app.domain.sanctions_list import SanctionsList
from broker_app.jobs import editing, sanctions_lists, screening, searching
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import parties
from broker_app.store.database import Database
from tests.intake.listed_samples import MADE_UP
from tests.jobs.voyages import TODAY

IN_USE = ("jp-meti-russia", "jp-meti-third-country", "un", "us-bis-dpl")


FILES = ("russia.txt", "third_country.txt", "un.xml", "dpl.txt")


TRADING = ("jp-meti-third-country", "1")


CORPORATION = ("un", "KPe.900")


@pytest.fixture
def books() -> Books:
    """Books that know four lists, of which two entries are a complete copy."""
    made = Books()
    known = made.sanctions_lists
    few: dict[str, SanctionsList] = {name: replace(known[name], least=2) for name in IN_USE}
    made.__dict__["sanctions_lists"] = few
    return made


def install(db: Database, books: Books, *names: str, on: date = TODAY) -> None:
    files = [MADE_UP / name for name in names or FILES]
    sanctions_lists.install(db, silent, books, files, "sato", on)


def add(db: Database, name: str, **values: object) -> int:
    return editing.save_party(db, Party(name=name, **values), "sato")[0]  # type: ignore[arg-type]


def searched(db: Database, books: Books, *chosen: int, on: date = TODAY) -> searching.Screened:
    return searching.screen(db, silent, books, "sato", on, chosen or None)[0]


def held(db: Database, books: Books, party: int, on: date = TODAY) -> Screening:
    return screening.screening(db.connection, books, parties.get(db.connection, party), on)


def standing(db: Database, books: Books, party: int, entry: tuple[str, str]) -> Standing:
    found = held(db, books, party).standings
    return next(one for one in found if screening.entry_key(one.hit) == entry)


def decide(
    db: Database,
    books: Books,
    party: int,
    decision: str = "no_match",
    reason: str = "different_address",
    **more: object,
) -> None:
    entry = more.pop("entry", TRADING)
    screening.decide(
        db, books, party, entry, decision, reason, str(more.pop("note", "")),  # type: ignore[arg-type]
        str(more.pop("who", "sato")), TODAY, **more,  # type: ignore[arg-type]
    )  # fmt: skip
