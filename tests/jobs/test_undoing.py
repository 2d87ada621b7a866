"""Undoing a fact takes the answer that rested on it back too."""

from broker_app.domain.party import Company
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import editing, judging, undoing
from broker_app.jobs.progress import silent
from broker_app.store import packs, vehicles, write

KNOWN = {
    "chassis_number": "NZE161-7000001",
    "maker": "TOYOTA",
    "first_registered": "2016-05",
    "powertrain": "petrol",
    "fuel": "petrol",
    "vehicle_class": "car",
    "body": "sedan",
    "export_value_jpy": 900_000,
}


def put(db, **facts):
    with write.step(db, "import", "Sato") as step:
        batch = step.insert("batch", {"file": "test.csv"})
        ids = step.reserve("vehicle", 1)
        vehicles.add_block(step, [Vehicle(**(KNOWN | facts))], [None], batch, ids, [""])
    return ids[0]


def outcome(db, vehicle):
    found = packs.verdict_of(db.connection, vehicle, "RU")
    return found[0].outcome.value if found else None


def test_a_typed_fact_undone_leaves_no_answer_behind(db, books, question):
    vehicle = put(db, displacement_cc=None)
    judging.judge_stock(db, silent, books, question, "Sato")
    assert outcome(db, vehicle) == "REVIEW"
    changes = editing.type_fact(
        db, silent, books, question, vehicle, "displacement_cc", 1496, "Sato"
    )
    assert outcome(db, vehicle) == "ALLOWED"
    undoing.undo_step(db, changes.step, "Sato")
    assert outcome(db, vehicle) is None
    judging.judge_stock(db, silent, books, question, "Sato")
    assert outcome(db, vehicle) == "REVIEW"


def test_a_pricing_plan_undone_leaves_no_answer_behind(db, books, question):
    vehicle = put(db, displacement_cc=1496)
    judging.judge_stock(db, silent, books, question, "Sato")
    plan = Company(name="ASAGIRI", margin_permille=100)
    changes = editing.save_company(db, silent, plan, "Sato", books, question)
    undoing.undo_step(db, changes.step, "Sato")
    assert outcome(db, vehicle) is None
