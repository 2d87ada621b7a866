"""The bin: vehicles go with all that refers to them, and come back as they were."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.domain.cost import Cost
from broker_app.domain.evidence import Evidence
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import (
    binning,
    costing,
    editing,
    evidencing,
    importing,
    issuing,
    merging,
    proforma,
    selling,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import bin as waste
from broker_app.store import history, vehicles, write
from broker_app.store.database import Database, references
from broker_app.store.journal import DERIVED_TABLES
from broker_app.store.vehicles import Query
from tests.clear import clear
from tests.jobs.voyages import HEADS, TODAY, VITZ, ship
from tests.jobs.whole import whole


@pytest.fixture
def full(stock: Database, books: Books, tmp_path: Path) -> Database:
    """A car with something of every kind beside it, and another one with a cost."""
    shipment = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    for vehicle in (1, 2):
        costing.put_cost(stock, Cost(vehicle=vehicle, kind="repair", amount=30_000), "sato")
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"%PDF-1.7")
    paper = Evidence(
        vehicle=1, kind="broker_opinion", issuer="K", issued_on="2026-11-20", grade="F"
    )
    evidencing.store_paper(stock, paper, file, "sato", TODAY)
    merging.not_the_same(stock, 1, 2, "sato")
    return stock


def lines(db: Database) -> list[int]:
    return [row["id"] for row in waste.every(db.connection, 100)]


def ids(db: Database) -> list[int]:
    return list(vehicles.ids(db.connection, Query()))


def test_a_vehicle_goes_with_all_that_refers_to_it_and_comes_back(full: Database) -> None:
    before = whole(full.connection)
    changes = binning.put_in_bin(full, silent, [1], "sato")
    assert ids(full) == [2]
    for reference in references(full.connection):
        if reference.target == "vehicle" and reference.table not in DERIVED_TABLES:
            sql = f'SELECT count(*) FROM "{reference.table}" WHERE "{reference.column}" = 1'
            assert full.connection.execute(sql).fetchone()[0] == 0, reference
    (line,) = waste.every(full.connection, 9)
    assert (line["name"], line["chassis"], line["who"]) == (
        "TOYOTA VITZ F",
        "KSP130-1234567",
        "sato",
    )
    assert changes.rows_moved
    binning.restore(full, [line["id"]], "kaneda")
    assert whole(full.connection) == before
    assert full.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_tables_that_others_add_are_followed_too(full: Database) -> None:
    full.connection.execute(
        "CREATE TABLE bid (id INTEGER PRIMARY KEY, vehicle INTEGER REFERENCES vehicle(id), price INTEGER)"
    )
    full.connection.execute(
        "CREATE TABLE answer (id INTEGER PRIMARY KEY, bid INTEGER REFERENCES bid(id), said BLOB)"
    )
    with write.step(full, "party", "sato", name="x") as step:
        bid = step.insert("bid", {"vehicle": 1, "price": 5})
        step.insert("answer", {"bid": bid, "said": b"\x00yes"})
    before = whole(full.connection)
    binning.put_in_bin(full, silent, [1, 2], "sato")
    assert whole(full.connection)["answer"] == []
    binning.restore(full, lines(full), "sato")
    assert whole(full.connection) == before


def test_one_of_many_is_restored(full: Database) -> None:
    before = whole(full.connection)
    binning.put_in_bin(full, silent, [1, 2], "sato")
    second = next(row["id"] for row in waste.every(full.connection, 9) if row["vehicle"] == 2)
    binning.restore(full, [second], "sato")
    assert ids(full) == [2]
    assert [row["vehicle"] for row in full.connection.execute("SELECT * FROM cost")] == [2]
    assert len(lines(full)) == 1
    binning.restore(full, lines(full), "sato")
    assert whole(full.connection) == before


def test_restoring_one_and_reverting_the_bin_brings_the_other(full: Database) -> None:
    before = whole(full.connection)
    changes = binning.put_in_bin(full, silent, [1, 2], "sato")
    binning.restore(full, lines(full)[:1], "sato")
    undoing.undo_step(full, changes.step or 0, "kaneda")
    assert whole(full.connection) == before


def test_a_vehicle_on_a_shipment_with_papers_stays(
    full: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    issuing.write_paper(full, silent, books, 1, "CI", tmp_path, "sato", TODAY)
    with pytest.raises(UserError, match="bin_on_shipment") as caught:
        binning.put_in_bin(full, silent, [1, 2], "sato")
    assert caught.value.values["shipment"] == "SH-2611-001"
    assert ids(full) == [1, 2]


def test_a_vehicle_on_an_issued_proforma_invoice_stays(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    buyer, _ = editing.save_party(
        stock, Party(name="KOPJE", country="KE", address=("PLOT 77",), city="MOMBASA"), "sato"
    )
    clear(stock, books, buyer, on=TODAY)
    selling.sell(stock, 1, {"buyer": buyer, "price": 900_000, "currency": "USD"}, "sato", TODAY)
    terms = {
        "port_of_discharge": "Mombasa",
        "latest_shipment": "2026-12-31",
        "payment_terms": "T/T",
    }
    made = replace(proforma.begin(stock.connection, (1,), buyer, TODAY), **terms)  # type: ignore[arg-type]
    paper, _ = proforma.write_proforma(stock, silent, books, made, tmp_path, "sato", TODAY)
    assert not paper.holds
    with pytest.raises(UserError, match="bin_on_paper") as caught:
        binning.put_in_bin(stock, silent, [1], "sato")
    assert caught.value.values["number"] == paper.snapshot.number


def test_a_vehicle_on_a_shipment_past_its_draft_stays(full: Database) -> None:
    with write.step(full, "shipment_change", "sato", number="x") as step:
        step.change("shipment", 1, {"state": "sailed"})
    with pytest.raises(UserError, match="bin_on_shipment"):
        binning.put_in_bin(full, silent, [1], "sato")


def test_a_chassis_number_that_is_taken_meanwhile_is_said(
    full: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    binning.put_in_bin(full, silent, [1], "sato")
    path = tmp_path / "again.csv"
    path.write_text(f"{HEADS}ミナトAA,2026/11/20,77,{VITZ}\n", encoding="cp932")
    importing.import_list(full, silent, path, books, question, "sato", TODAY)
    with pytest.raises(UserError, match="restore_chassis_taken") as caught:
        binning.restore(full, lines(full), "sato")
    assert "KSP130-1234567" in str(caught.value.values["other"])
    editing.type_fact(full, silent, books, question, 3, "chassis_number", "KSP130-7654321", "sato")
    binning.restore(full, lines(full), "sato")
    assert ids(full) == [1, 2, 3]


def test_what_it_rested_on_is_gone(full: Database) -> None:
    buyer, _ = editing.save_party(full, Party(name="KOPJE", country="ZA"), "sato")
    selling.sell(full, 2, {"buyer": buyer, "price": 1}, "sato", TODAY)
    binning.put_in_bin(full, silent, [2], "sato")
    with write.step(full, "party", "sato", name="KOPJE") as step:
        step.remove("party", buyer)
    with pytest.raises(UserError, match="restore_not_possible"):
        binning.restore(full, lines(full), "sato")
    assert ids(full) == [1]


def test_a_bin_undone_and_redone_lists_the_same(full: Database) -> None:
    binning.put_in_bin(full, silent, [1, 2], "sato")
    binned = whole(full.connection)
    for _ in range(2):
        undo = undoing.next_undo(full.connection)
        assert undo is not None
        undoing.undo_step(full, undo.step, "sato")
        assert lines(full) == []
        redo = undoing.next_redo(full.connection)
        assert redo is not None
        undoing.undo_step(full, redo.step, "sato")
        assert whole(full.connection) == binned
    assert history.get(full.connection, waste.every(full.connection, 1)[0]["step"])["key"] == "bin"  # type: ignore[index]


ACTS = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(0, 3), min_size=1, max_size=3)), max_size=6
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(acts=ACTS)
def test_whatever_is_binned_and_restored_nothing_is_lost(
    full: Database, acts: list[tuple[bool, list[int]]]
) -> None:
    before = whole(full.connection)
    for into, picks in acts:
        there, binned = ids(full), lines(full)
        if into and there:
            binning.put_in_bin(full, silent, [there[p % len(there)] for p in picks], "sato")
        elif binned:
            binning.restore(full, [binned[p % len(binned)] for p in picks], "sato")
        assert len(ids(full)) + len(lines(full)) == 2
    if lines(full):
        binning.restore(full, lines(full), "sato")
    after = whole(full.connection)
    assert {**after, "not_same": []} == {**before, "not_same": []}
    assert write.verify(full.connection) is None
