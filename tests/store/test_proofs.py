"""A database in which the ledger of proofs and its register asked for the same thing twice."""

from pathlib import Path

import sqlite_utils

from broker_app.store import particulars
from broker_app.store.database import open_file
from broker_app.store.migrations import migrations

ENTERED = {
    1: {"tax_notice": "yes", "real_exporter": "asagiri"},
    2: {"tax_notice": "yes", "notice_issued": "yes", "permit_exporter": "LENDER"},
    3: {"real_exporter": "KOPJE"},
    4: {"customs_notes": "BY PHONE", "real_exporter": "KOPJE"},
}


def test_what_was_asked_twice_stands_in_one_field_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    old = sqlite_utils.Database(file)
    migrations.apply(old, stop_before="one_exporter_on_the_permit")
    old.table("company").insert({"id": 1, "name": "ASAGIRI", "country": "JP"})
    for shipment, values in ENTERED.items():
        old.table("shipment").insert({"id": shipment, "number": f"SH-{shipment}", "state": "draft"})
        for key, value in values.items():
            old.table("particular").insert({"shipment": shipment, "key": key, "value": value})
    old.close()
    with open_file(file) as db:
        found = {one: particulars.of_shipment(db.connection, one).shipment for one in ENTERED}
    assert found == {
        1: {"notice_issued": "yes"},
        2: {"notice_issued": "yes", "permit_exporter": "LENDER"},
        3: {"customs_notes": "REAL EXPORTER: KOPJE"},
        4: {"customs_notes": "BY PHONE\nREAL EXPORTER: KOPJE"},
    }
