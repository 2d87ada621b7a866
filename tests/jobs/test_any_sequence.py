"""Any sequence of jobs, undos and redos: the database is what an editor's stack would hold."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.domain.cost import Cost
from broker_app.domain.offer import Reservation
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import (
    binning,
    costing,
    editing,
    merging,
    merging_parties,
    moving,
    offering,
    owning,
    selling,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import agreement, history, parties, shipments, vehicles, write
from broker_app.store import bin as waste
from broker_app.store.database import Database, Rows, open_file
from broker_app.store.vehicles import Query
from tests.jobs.voyages import TODAY, ship
from tests.jobs.whole import whole

NUMBERS = count()
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "edit",
                "seats",
                "cost",
                "party",
                "sell",
                "ship",
                "bin",
                "restore",
                "merge",
                "not_same",
                "move",
                "turn",
                "take_off",
                "owner",
                "reserve",
                "party_merge",
                "party_apart",
                "party_remove",
            )
            + ("undo", "redo") * 3
            + ("revert",)
        ),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=14,
)


def cars(reader: Rows) -> list[int]:
    return list(vehicles.ids(reader, Query()))


class Desk:
    """Does what a drawn act says, with whatever is there."""

    def __init__(self, db: Database, books: Books, question: Question, shipment: int) -> None:
        self.db, self.books, self.question, self.shipment = db, books, question, shipment
        self.begun = history.steps(db.connection, 1)[0]["id"]

    def do(self, act: str, pick: int) -> None:
        chosen = cars(self.db.connection)
        if act.startswith("party") or act in ("restore", "revert", "turn") or chosen:
            getattr(self, f"_{act}")(pick, chosen)

    def _edit(self, pick: int, chosen: list[int]) -> None:
        self._type(chosen[pick % len(chosen)], "colour", f"COLOUR {pick}")

    def _seats(self, pick: int, chosen: list[int]) -> None:
        self._type(chosen[pick % len(chosen)], "seats", pick + 1)

    def _type(self, vehicle: int, name: str, value: object) -> None:
        editing.type_fact(
            self.db, silent, self.books, self.question, vehicle, name, value, "sato", "seen"
        )

    def _cost(self, pick: int, chosen: list[int]) -> None:
        cost = Cost(vehicle=chosen[pick % len(chosen)], kind="repair", amount=pick + 1)
        costing.put_cost(self.db, cost, "sato")

    def _party(self, pick: int, _chosen: list[int]) -> None:
        editing.save_party(self.db, Party(name=f"P{pick}", country="KE"), "sato")

    def _party_merge(self, pick: int, _chosen: list[int]) -> None:
        one, other = self._two(pick)
        if one != other:
            merging_parties.merge(self.db, one, other, {"name": pick % 2}, "sato")

    def _party_apart(self, pick: int, _chosen: list[int]) -> None:
        one, other = self._two(pick)
        if one != other:
            merging_parties.not_the_same(self.db, one, other, "sato")

    def _party_remove(self, pick: int, _chosen: list[int]) -> None:
        merging_parties.remove(self.db, self._two(pick)[1], "sato")

    def _two(self, pick: int) -> tuple[int, int]:
        known = [party.id or 0 for party in parties.every(self.db.connection)]
        return known[pick % len(known)], known[(pick + 1) % len(known)]

    def _sell(self, pick: int, chosen: list[int]) -> None:
        sold = {"buyer": 1, "price": pick + 1}
        selling.sell(self.db, chosen[pick % len(chosen)], sold, "sato", TODAY)

    def _ship(self, pick: int, chosen: list[int]) -> None:
        car = chosen[pick % len(chosen)]
        shipping.add_vehicle(self.db, self.books, self.shipment, car, 900_000, "sato", TODAY)

    def _bin(self, pick: int, chosen: list[int]) -> None:
        binning.put_in_bin(self.db, silent, chosen[: pick + 1], "sato")

    def _restore(self, pick: int, _chosen: list[int]) -> None:
        lines = waste.every(self.db.connection, 10)
        if lines:
            binning.restore(self.db, [lines[pick % len(lines)]["id"]], "sato")

    def _merge(self, pick: int, chosen: list[int]) -> None:
        kept, other = chosen[pick % len(chosen)], chosen[(pick + 1) % len(chosen)]
        if kept != other:
            choices = {"colour": pick % 2, "chassis_number": pick % 2}
            merging.merge(
                self.db, silent, self.books, self.question, kept, other, choices, "sato", "one"
            )

    def _move(self, pick: int, chosen: list[int]) -> None:
        state = ("bought", "yard", "papers")[pick % 3]
        moving.move(self.db, silent, chosen[: pick + 1], moving.Order(state, TODAY), "sato")

    def _turn(self, pick: int, _chosen: list[int]) -> None:
        state = ("draft", "booked", "sailed")[pick % 3]
        shipping.change_shipment(
            self.db, self.books, self.shipment, {"state": state}, "sato", TODAY, "it left"
        )

    def _take_off(self, pick: int, chosen: list[int]) -> None:
        car = chosen[pick % len(chosen)]
        if shipments.shipment_of(self.db.connection, car) is not None:
            shipping.take_off(self.db, self.shipment, car, "sato")

    def _owner(self, pick: int, chosen: list[int]) -> None:
        owning.give_vehicles(self.db, chosen[: pick + 1], 1 + pick % 2, "sato")

    def _reserve(self, pick: int, chosen: list[int]) -> None:
        held = Reservation(vehicle=chosen[pick % len(chosen)], party=1, until="2026-12-22")
        offering.reserve(self.db, held, "sato", TODAY)

    def _not_same(self, pick: int, chosen: list[int]) -> None:
        one, other = chosen[pick % len(chosen)], chosen[(pick + 1) % len(chosen)]
        if one != other:
            merging.not_the_same(self.db, one, other, "sato")

    def _revert(self, pick: int, _chosen: list[int]) -> None:
        """Take back one of the latest steps, whatever stands above it."""
        done = [row for row in history.steps(self.db.connection, 8) if row["id"] > self.begun]
        if done:
            undoing.undo_step(self.db, done[pick % len(done)]["id"], "sato", rest=True)


@pytest.fixture
def template(stock: Database, books: Books, tmp_path: Path) -> Callable[[], Path]:
    """Copies of a small office: two cars of one list, a buyer, a shipment."""
    shipment = ship(stock, books, "Kemba")
    assert shipment == 1
    assert owning.add_company(stock, "SISTER", "sato")[0] == 2
    stock.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy() -> Path:
        return Path(shutil.copy(stock.path, tmp_path / f"copy{next(NUMBERS)}.db"))

    return copy


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=60,
)
@given(acts=ACTS)
def test_any_sequence_of_jobs_undos_and_redos_is_a_stack(
    template: Callable[[], Path], books: Books, question: Question, acts: list[tuple[str, int]]
) -> None:
    with open_file(template()) as db:
        desk, reader = Desk(db, books, question, 1), db.connection
        begun = desk.begun
        states, place = [whole(reader)], 0
        for act, pick in acts:
            found = None
            if act in ("undo", "redo"):
                asked = undoing.next_undo if act == "undo" else undoing.next_redo
                found = asked(reader)
                if act == "undo" and found is not None and found.step <= begun:
                    found = None
                assert (found is not None) == (
                    place > 0 if act == "undo" else place + 1 < len(states)
                )
                if found is not None:
                    undoing.undo_step(db, found.step, "sato")
                    place += -1 if act == "undo" else 1
            else:
                before = reader.execute("SELECT max(id) FROM step").fetchone()[0]
                try:
                    desk.do(act, pick)
                except UserError:
                    assert whole(reader) == states[place]
                    continue
                if reader.execute("SELECT max(id) FROM step").fetchone()[0] > before:
                    last = history.steps(reader, 1)[0]
                    if last["key"] == "undo":  # the revert of the last step is its undo
                        back = history.get(reader, last["undoes"])
                        place += 1 if back is not None and back["key"] == "undo" else -1
                    else:
                        states, place = [*states[: place + 1], whole(reader)], place + 1
                    wrong = agreement.first_of(reader, last["id"])
                    # An exact undo may bring a car back onto a ship that had set out with it.
                    assert wrong is None or wrong.kind == agreement.UNDER_WAY
            assert whole(reader) == states[place]
        assert write.verify(reader) is None
        assert reader.execute("PRAGMA foreign_key_check").fetchall() == []
    with open_file(db.path) as again:  # kept over a restart
        undo = undoing.next_undo(again.connection)
        assert (undo is not None and undo.step > begun) == (place > 0)
        assert (undoing.next_redo(again.connection) is not None) == (place + 1 < len(states))
