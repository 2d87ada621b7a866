"""The scan that a cost rests on: an invoice of its vehicle, and what becomes of it."""

from pathlib import Path

import pytest

from broker_app.domain.attachment import Attachment
from broker_app.domain.cost import Cost
from broker_app.errors import UserError
from broker_app.jobs import attaching, costing, sharing, undoing
from broker_app.jobs.progress import silent
from broker_app.store import attachments, costs
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY


@pytest.fixture
def scan(stock: Database, tmp_path: Path) -> int:
    return attach(stock, tmp_path, 1, "supplier_invoice")


def attach(db: Database, folder: Path, vehicle: int, kind: str) -> int:
    file = folder / f"{kind} {vehicle}.pdf"
    file.write_bytes(b"%PDF-1.7 " + file.name.encode())
    attaching.attach(db, silent, vehicle, [file], "sato", kind)
    return attachments.of_vehicle(db.connection, vehicle)[-1].id or 0


def cost_of(db: Database, vehicle: int = 1) -> Cost:
    return next(c for c in costs.of_vehicle(db.connection, vehicle) if not c.listed)


def test_a_cost_keeps_its_scan_until_that_is_removed(stock: Database, scan: int) -> None:
    costing.put_cost(stock, Cost(vehicle=1, kind="yard", amount=10, attachment=scan), "sato")
    assert cost_of(stock).attachment == scan
    changes = attaching.remove(stock, [scan], "sato")
    assert cost_of(stock).attachment is None
    assert "cost" in changes.tables
    undoing.undo_step(stock, changes.step, "sato")
    assert cost_of(stock).attachment == scan
    assert attachments.get(stock.connection, scan).vehicle == 1


@pytest.mark.parametrize(("vehicle", "kind"), [(1, "photo"), (2, "supplier_invoice")])
def test_only_an_invoice_of_the_vehicle_is_taken(
    stock: Database, tmp_path: Path, vehicle: int, kind: str
) -> None:
    other = attach(stock, tmp_path, vehicle, kind)
    with pytest.raises(UserError, match="cost_file_of_others"):
        costing.put_cost(stock, Cost(vehicle=1, amount=10, attachment=other), "sato")
    with pytest.raises(UserError, match="row_gone"):
        costing.put_cost(stock, Cost(vehicle=1, amount=10, attachment=99), "sato")


def test_the_scan_of_a_shared_bill_hangs_on_one_of_its_vehicles(stock: Database, scan: int) -> None:
    bill = Cost(kind="freight", amount=101, day="2026-11-20", attachment=scan)
    sharing.share_cost(stock, bill, [1, 2], "equal", "sato", TODAY)
    share = cost_of(stock, 2)
    (file,) = costing.invoices_of(stock.connection, [2], [share])
    assert (share.attachment, file.id) == (scan, scan)
    share.note = "checked"
    costing.put_cost(stock, share, "sato")  # what it rests on is not asked anew
    with pytest.raises(UserError, match="cost_file_of_others"):
        sharing.share_cost(stock, bill, [2], "equal", "sato", TODAY)


def test_a_scan_that_is_gone_is_not_offered(stock: Database, scan: int) -> None:
    found: list[Attachment] = costing.invoices_of(stock.connection, [1])
    assert [one.id for one in found] == [scan]
    resting = Cost(vehicle=1, attachment=scan + 1)
    assert [one.id for one in costing.invoices_of(stock.connection, [1], [resting])] == [scan]


def test_nothing_is_paid_for_a_vehicle_before_it_existed(stock: Database) -> None:
    early = Cost(vehicle=1, kind="yard", amount=10, day="2019-05-31")  # registered 2019-06
    with pytest.raises(UserError, match="day_before_vehicle"):
        costing.put_cost(stock, early, "sato")
    with pytest.raises(UserError, match="day_before_vehicle"):
        sharing.share_cost(stock, early, [1, 2], "equal", "sato", TODAY)
