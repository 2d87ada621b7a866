"""No way lets a barred vehicle or party go: edits after a release, two windows, moves, old numbers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broker_app.domain.evidence import Evidence
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import (
    binning,
    deciding,
    editing,
    evidencing,
    issuing,
    numbering,
    paper_set,
    releasing,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import documents, parties, releases, shipments, write
from broker_app.store.database import Database, open_file
from tests.jobs.releases import FOB, LET_PASS, VITZ, let_go, refused, state, voyage
from tests.jobs.voyages import TODAY, ship

__all__ = ["voyage"]
TO_RUSSIA = {"port_of_discharge": "Vladivostok"}


def bar(db: Database, shipment: int) -> None:
    """Let a shipment go where the law bars its vehicle, behind every question."""
    with write.step(db, "shipment_change", "mallory", number="x") as step:
        step.change("shipment", shipment, {"port_of_discharge": "RUVVO"})
        step.change("vehicle", VITZ, {"displacement_cc": 3_000, "powertrain": "petrol"})


def edit(db: Database, books: Books, name: str, value: object) -> None:
    question = Question("RU", TODAY)
    editing.type_fact(db, silent, books, question, VITZ, name, value, "mallory", why="seen")


def standing(db: Database, shipment: int) -> bool:
    return deciding.standing_release(db.connection, shipment) is not None


def designate(db: Database, shipment: int) -> None:
    buyer = shipments.get(db.connection, shipment).buyer or 0
    editing.record_screening(db, buyer, "designated", "mallory")


@pytest.mark.parametrize(
    "change",
    [
        lambda db, books, made: edit(db, books, "displacement_cc", 2_999),
        lambda db, books, made: edit(db, books, "first_registered", "2019-09"),
        lambda db, books, made: edit(db, books, "chassis_number", "KSP130-7654321"),
        lambda db, books, made: shipping.set_price(db, made, VITZ, 1, "mallory"),
        lambda db, books, made: rename(db, made),
        lambda db, books, made: designate(db, made),
        lambda db, books, made: shipping.take_off(db, made, VITZ, "mallory"),
        lambda db, books, made: shipping.change_shipment(
            db, books, made, {"eta": "2028-01-04"}, "mallory", TODAY
        ),
        lambda db, books, made: shipping.change_shipment(
            db, books, made, {"vessel": "OTHER"}, "mallory", TODAY
        ),
    ],
)
def test_whatever_is_edited_after_a_release_takes_it_back(
    stock: Database, books: Books, voyage: int, change: Callable[[Database, Books, int], object]
) -> None:
    let_go(stock, books, voyage)
    assert standing(stock, voyage)
    change(stock, books, voyage)
    assert not standing(stock, voyage)


def rename(db: Database, shipment: int) -> None:
    buyer = parties.get(db.connection, shipments.get(db.connection, shipment).buyer or 0)
    editing.save_party(db, replace(buyer, name="ANOTHER NAME LTD."), "mallory")


def test_undo_of_the_edit_gives_the_release_back(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    edit(stock, books, "colour", "BLACK")
    assert not standing(stock, voyage)
    step = undoing.next_undo(stock.connection)
    assert step is not None
    undoing.undo_step(stock, step.step, "sato")
    assert standing(stock, voyage)


def test_a_note_of_the_party_says_nothing_of_the_release(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    buyer = parties.get(stock.connection, shipments.get(stock.connection, voyage).buyer or 0)
    editing.save_party(stock, replace(buyer, note="rings at noon"), "sato")
    assert standing(stock, voyage)


def test_a_vehicle_that_is_moved_takes_no_release_along(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    shipping.take_off(stock, voyage, VITZ, "mallory")
    record = shipments.get(stock.connection, voyage)
    people = {"consignee": record.consignee, "buyer": record.buyer, "notify": record.notify}
    values = FOB | people | {"port_of_loading": "Yokohama", "port_of_discharge": "Dar es Salaam"}
    other, _ = shipping.new_shipment(stock, books, "mallory", TODAY, values)
    shipping.add_vehicle(stock, books, other, VITZ, 900_000, "mallory", TODAY)
    assert not standing(stock, voyage)
    assert not standing(stock, other)
    with pytest.raises(UserError, match="vehicle_on_shipment"):
        shipping.add_vehicle(stock, books, voyage, VITZ, 900_000, "mallory", TODAY)


def second_window(db: Database) -> Database:
    return open_file(db.path)


def test_another_window_bars_the_vehicle_while_it_is_released(
    stock: Database, books: Books, voyage: int
) -> None:
    def meanwhile(done: int, total: int, text: str = "", **_: object) -> None:
        if done == 0:
            with second_window(stock) as other:
                bar(other, voyage)

    with pytest.raises(UserError, match="vehicle_blocked"):
        releasing.release(stock, meanwhile, books, voyage, "sato", "kaneda", LET_PASS, TODAY)
    assert releases.latest(stock.connection, voyage) is None


def test_another_window_designates_the_buyer_while_it_is_released(
    stock: Database, books: Books, voyage: int
) -> None:
    def meanwhile(done: int, total: int, text: str = "", **_: object) -> None:
        if done == 0:
            with second_window(stock) as other:
                designate(other, voyage)

    with pytest.raises(UserError):
        releasing.release(stock, meanwhile, books, voyage, "sato", "kaneda", LET_PASS, TODAY)
    assert releases.latest(stock.connection, voyage) is None


def test_another_window_bars_the_vehicle_while_its_invoice_is_issued(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    done_once: list[int] = []

    def meanwhile(done: int, total: int, text: str = "", **_: object) -> None:
        if done == 1 and not done_once:
            done_once.append(done)
            with second_window(stock) as other:
                bar(other, voyage)

    with pytest.raises(UserError, match="vehicle_blocked"):
        issuing.write_paper(stock, meanwhile, books, voyage, "CI", tmp_path, "sato", TODAY)
    kept = documents.of_shipment(stock.connection, voyage)
    assert {row["kind"] for row in kept} == {"NAS"}
    assert not list(tmp_path.glob("*CI*"))


def test_two_windows_do_not_ship_one_vehicle_twice(
    stock: Database, books: Books, voyage: int
) -> None:
    other = ship(stock, books, "Mombasa", **FOB)
    with second_window(stock) as second, pytest.raises(UserError, match="vehicle_on_shipment"):
        shipping.add_vehicle(second, books, other, VITZ, 900_000, "mallory", TODAY)


WAYS: list[Callable[[Database, Books, int, Path], Any]] = [
    lambda db, books, made, to: issuing.write_paper(
        db, silent, books, made, "CI", to, "mallory", TODAY
    ),
    lambda db, books, made, to: issuing.write_paper(
        db, silent, books, made, "CI", to, "mallory", TODAY, number="AMX-2026-0099"
    ),
    lambda db, books, made, to: issuing.write_paper(
        db, silent, books, made, "NAS", to, "mallory", TODAY
    ),
    lambda db, books, made, to: issuing.write_paper(
        db, silent, books, made, "CI", to, "mallory", TODAY, issuing.Form("pdf", _nothing)
    ),
    lambda db, books, made, to: paper_set.write_set(db, silent, books, made, to, "mallory", TODAY),
    lambda db, books, made, to: let_go(db, books, made),
    lambda db, books, made, to: shipping.change_shipment(
        db, books, made, {"state": "sailed"}, "mallory", TODAY
    ),
    lambda db, books, made, to: shipping.change_shipment(
        db, books, made, {"state": "closed"}, "mallory", TODAY
    ),
    lambda db, books, made, to: releasing.send_documents(
        db, books, made, "mallory", TODAY, "kaneda", "a good name"
    ),
]


DRAFTED = 5
"""The first so many write papers: for a designated party, as drafts."""


def _nothing(pages: object, target: Path, _progress: object) -> None:
    target.write_bytes(b"%PDF")


@pytest.mark.parametrize("way", range(len(WAYS)))
@pytest.mark.parametrize("issued_before", [False, True], ids=["new", "issued"])
@pytest.mark.parametrize("barred", [bar, designate], ids=["vehicle", "party"])
def test_no_way_issues_or_releases_what_is_barred(
    stock: Database,
    books: Books,
    voyage: int,
    tmp_path: Path,
    way: int,
    issued_before: bool,
    barred: Callable[[Database, int], None],
) -> None:
    if issued_before:
        issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
        numbering.cancel(stock, "AMX-2026-0001", "wrong buyer", "sato")
        let_go(stock, books, voyage)
    barred(stock, voyage)
    before = [tuple(row) for row in documents.of_shipment(stock.connection, voyage)]
    was = state(stock, voyage)
    with suppress(UserError):  # a sentence, or a paper that is only a draft
        paper = WAYS[way](stock, books, voyage, tmp_path)
        assert barred is not bar
        assert way < DRAFTED, paper
    assert [tuple(row) for row in documents.of_shipment(stock.connection, voyage)] == before
    assert state(stock, voyage) in (was, "booked")
    assert not (standing(stock, voyage) and barred is bar)


@pytest.mark.parametrize("barred", [bar, designate], ids=["vehicle", "party"])
def test_a_release_that_is_done_again_after_undo_is_no_release_of_what_is_barred_since(
    stock: Database, books: Books, voyage: int, barred: Callable[[Database, int], None]
) -> None:
    let_go(stock, books, voyage)
    step = undoing.next_undo(stock.connection)
    assert step is not None
    undoing.undo_step(stock, step.step, "sato")
    redo = undoing.next_redo(stock.connection)
    assert redo is not None
    barred(stock, voyage)
    with suppress(UserError):
        undoing.undo_step(stock, redo.step, "mallory")
    assert not standing(stock, voyage)


def test_an_undone_step_brings_no_barred_vehicle_aboard_a_released_shipment(
    stock: Database, books: Books, voyage: int
) -> None:
    shipping.take_off(stock, voyage, VITZ, "sato")
    step = undoing.next_undo(stock.connection)
    assert step is not None
    bar(stock, voyage)
    with suppress(UserError):
        undoing.undo_step(stock, step.step, "mallory")
    refused(lambda: let_go(stock, books, voyage), "vehicle_blocked")
    assert not standing(stock, voyage)


def test_documents_do_not_go_to_a_party_that_was_designated_later(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    shipping.change_shipment(stock, books, voyage, {"state": "sailed"}, "sato", TODAY)
    designate(stock, voyage)
    refused(
        lambda: releasing.send_documents(
            stock, books, voyage, "sato", TODAY, second="kaneda", reason="paid"
        ),
        "party_designated",
    )
    assert state(stock, voyage) == "sailed"


def test_no_evidence_lets_a_vehicle_go_to_a_designated_party(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    designate(stock, voyage)
    file = tmp_path / "opinion.pdf"
    file.write_bytes(b"%PDF-1.7 opinion")
    paper = Evidence(
        vehicle=VITZ,
        kind="party_clearance",
        issuer="COUNSEL",
        issued_on="2026-11-20",
        grade="KSP130",
    )
    number, _ = evidencing.store_paper(stock, paper, file, "mallory", TODAY)
    refused(
        lambda: evidencing.release(
            stock, books, voyage, VITZ, [number], "no doubt", "mallory", TODAY
        ),
        "party_designated",
    )


def test_a_shipped_vehicle_does_not_go_into_the_bin(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    with suppress(UserError):
        binning.put_in_bin(stock, silent, [VITZ], "mallory")
    on_board = shipments.vehicles(stock.connection, voyage)
    assert on_board == [VITZ] or not standing(stock, voyage)
