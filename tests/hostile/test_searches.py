"""What is typed into a search is only ever looked for: no SQL, no language of the text index."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from broker_app.domain.counted import counted, id_in
from broker_app.domain.finding import completing
from broker_app.errors import UserError
from broker_app.jobs import demo, finding, finding_records, persons
from broker_app.jobs.books import Books
from broker_app.jobs.finding_parties import party_named, ship_named
from broker_app.jobs.progress import silent
from broker_app.store import facets, mark, vehicles
from broker_app.store.database import Rows, open_reader
from tests.hostile.arguments import TEXTS
from tests.hostile.targets import TODAY

BOOKS = Books()
LARGE = ["x" * 1_000_000, "a " * 500_000, '"' * 1_000_000, "maker:" * 150_000, "(" * 1_000_000,
         "-" * 1_000_000, "ア" * 300_000, "price:>1 " * 100_000, "model:" + "a," * 400_000]  # fmt: skip
SECONDS = 10.0
"""Of the processor, for a million signs; what grows with their square takes hours."""


def vehicles_of(reader: Rows, text: str) -> None:
    query = finding.asked(reader, BOOKS, text, TODAY.isoformat())
    vehicles.ids(reader, query, limit=10)
    vehicles.count(reader, query)
    facets.cube(reader, query)


def every_vehicle(reader: Rows, text: str) -> None:
    finding_records.find_vehicles(reader, BOOKS, text, "RU", TODAY.isoformat())


def completed(_: Rows, text: str) -> None:
    for language in ("en", "ja"):
        completing.offers(text, BOOKS.search_names, language, {})


SEARCHES: dict[str, Callable[[Rows, str], object]] = {
    "vehicles": vehicles_of,
    "palette, vehicles": every_vehicle,
    "palette, records": finding_records.find_records,
    "what is offered": completed,
    "party by name": party_named,
    "ship by name": ship_named,
    "vehicle by number": vehicles.by_chassis,
    "person": lambda reader, text: persons.show(reader, text, TODAY),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    folder = tmp_path_factory.mktemp("stock") / "demo"
    demo.build(folder, silent, BOOKS)
    with closing(open_reader(folder / "demo.db")) as opened:
        yield opened


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_takes_any_text(name: str, reader: Rows) -> None:
    for text in TEXTS:
        for said in (text, f"toyota {text}", f'"{text}"', f"model:{text}", f"-{text}"):
            try:
                SEARCHES[name](reader, said)
            except UserError:
                continue
            except UnicodeEncodeError:
                assert "\ud800" in said or "\udcff" in said  # told by who called
    assert reader.execute("SELECT count(*) FROM vehicle").fetchone()[0] == 300


@pytest.mark.parametrize("large", range(len(LARGE)))
def test_a_search_of_a_million_signs_ends(large: int, reader: Rows) -> None:
    for name, search in SEARCHES.items():
        began = time.process_time()
        try:
            search(reader, LARGE[large])
        except UserError:
            continue
        finally:
            took = time.process_time() - began
            assert took < SECONDS, (name, LARGE[large][:8], took)


@pytest.mark.parametrize("text", ["²", "", "-1", "1.5", "9" * 19, "9" * 5_000, "#1", "½"])
def test_what_is_no_count(text: str) -> None:
    assert counted(text) is None


def test_counts_and_ids() -> None:
    assert (counted("12"), counted("１２"), id_in("#12"), id_in("12")) == (12, 12, 12, None)


def test_a_mark_that_is_no_text_is_none(tmp_path: Path) -> None:
    mark.place(tmp_path / "x.db").write_bytes(b'{"seq":1,"hash":"\xff"}')
    assert mark.get(tmp_path / "x.db") is None
