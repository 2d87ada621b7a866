from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.facts import Basis, Fact
from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import confirming, editing, explaining, importing, judging
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import packs, vehicles, write
from broker_app.store.database import Database
from broker_app.store.vehicles import Query
from tests.cases import judge

HEADS = (
    "会場,開催日,出品番号,メーカー,車名,型式,車台番号,年式,走行(千km),排気量,燃料,落札価格(千円)\n"
)
PLAN = Company(name="ASAGIRI", margin_permille=100)


def store(db: Database, books: Books, question: Question, folder: Path, *rows: str) -> None:
    path = folder / "list.csv"
    lines = (f"ミナトAA,2026/11/19,{n},{row}\n" for n, row in enumerate(rows, 1))
    path.write_text(HEADS + "".join(lines), encoding="cp932")
    importing.import_list(db, silent, path, books, question, "sato", date(2026, 11, 22))


def outcome(db: Database, vehicle: int = 1) -> str:
    found = packs.verdict_of(db.connection, vehicle, "RU")
    assert found is not None
    return found[0].outcome.value


VITZ = "トヨタ,ヴィッツ,DBA-KSP130,KSP130-1234567,H30.04,40,1000,ガソリン,500"
PRADO = "トヨタ,ランドクルーザープラド,DBA-TRJ150W,TRJ150-0087421,R01.07,68,2700,ガソリン,2386"
PRIUS = "トヨタ,プリウス,DAA-ZVW30,ZVW30-1743906,H26.03,112,1800,ガソリン,486"
USS_STYLE = "スバル,フォレスター,SK9,SK9-014377,R01.01,57,2500,,1376"
SMALL_NO_PREFIX = "トヨタ,ヴィッツ,KSP130,KSP130-7654321,H30.04,40,1000,,500"


def test_the_plain_cases(db: Database, books: Books, question: Question, tmp_path: Path) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    store(db, books, question, tmp_path, VITZ, PRADO, PRIUS, USS_STYLE, SMALL_NO_PREFIX)
    assert [outcome(db, v) for v in range(1, 6)] == [
        "ALLOWED",
        "BLOCKED",
        "BLOCKED",
        "BLOCKED",  # inferred facts may block …
        "REVIEW",  # … and alone never clear
    ]


def test_without_a_stated_price_nothing_is_cleared(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    store(db, books, question, tmp_path, VITZ)
    assert outcome(db) == "REVIEW"
    editing.save_company(db, silent, PLAN, "sato", books, question)
    assert outcome(db) == "ALLOWED"


def test_confirming_in_bulk_clears_with_a_name(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    store(
        db,
        books,
        question,
        tmp_path,
        SMALL_NO_PREFIX,
        SMALL_NO_PREFIX.replace("7654321", "1111111"),
    )
    causes = confirming.why_review(db.connection, "RU")
    assert {c.kind for c in causes} == {"unconfirmed"}
    assert {c.name for c in causes} >= {"powertrain", "vehicle_class"}
    assert all(c.vehicles == 2 for c in causes)
    chosen = confirming.under_review(db.connection, "RU", causes[0])
    with pytest.raises(UserError):
        confirming.confirm_facts(db, silent, books, question, chosen, ("powertrain",), " ")
    names = [c.name for c in causes]
    confirming.confirm_facts(db, silent, books, question, chosen, names, "kaneda")
    assert [outcome(db, v) for v in (1, 2)] == ["ALLOWED", "ALLOWED"]
    origin = vehicles.get(db.connection, 1).origins["powertrain"]
    assert (origin.basis, origin.by) == ("confirmed", "kaneda")
    assert confirming.why_review(db.connection, "RU") == []


def test_a_typed_fact_is_exact_and_judged(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    store(
        db,
        books,
        question,
        tmp_path,
        VITZ.replace("1000,ガソリン", "1900,ガソリン").replace("KSP130", "QQQ130"),
    )
    assert outcome(db) == "REVIEW"  # 1900 as printed may be 1,850 to 1,999
    value = editing.read_value("displacement_cc", "１，８９５")
    editing.type_fact(db, silent, books, question, 1, "displacement_cc", value, "sato")
    assert outcome(db) == "ALLOWED"
    editing.type_fact(db, silent, books, question, 1, "displacement_cc", 1901, "sato")
    assert outcome(db) == "BLOCKED"


@pytest.mark.parametrize("text", ["abc", "-5", "1e9", "12.5", "9" * 40])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        editing.read_value("displacement_cc", text)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("made_in", "usa", None),
        ("made_in", "us", "US"),
        ("made_in", "United States", "US"),
        ("made_in", "日本", "JP"),
        ("made_in", "Atlantis", None),
        ("hs_code", "8703.22", "8703.22"),
        ("hs_code", "car", None),
        ("hs_code", "87", None),
        ("first_registered", "2019/7", "2019-07"),
        ("first_registered", "2019/07", "2019-07"),
        ("powertrain", "petrol", "petrol"),
        ("powertrain", "steam", None),
    ],
)
def test_what_a_person_types_is_read_strictly(name: str, text: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(UserError):
            editing.read_value(name, text)
    else:
        assert editing.read_value(name, text) == value


def test_only_what_left_its_interval_is_judged_again(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    store(db, books, question, tmp_path, VITZ, PRADO)
    same = judging.judge_stock(db, silent, books, question, "sato")
    assert not same.tables
    before = Question("RU", date(2023, 8, 8))
    assert judging.judge_stock(db, silent, books, before, "sato").touches("verdict")
    found = packs.verdict_of(db.connection, 2, "RU")
    assert found is not None
    assert found[0].outcome is not Outcome.BLOCKED
    assert found[0].holds_until == date(2023, 8, 8)


def test_a_stored_verdict_reads_back_whole(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    store(db, books, question, tmp_path, PRADO)
    found = packs.verdict_of(db.connection, 1, "RU")
    assert found is not None
    assert found[0] == judging.verdict_now(db.connection, books, 1, question)
    finding = found[0].primary
    assert finding is not None
    assert finding.rule == "JP-RU-IND-2308-ICE1900"
    assert (
        explaining.sentence(finding) == "Petrol and diesel cars over 1,900 cc. This one: 2,700 cc."
    )
    assert "Cabinet Order 252" in explaining.law(finding)


def test_counts_by_verdict(db: Database, books: Books, question: Question, tmp_path: Path) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    store(db, books, question, tmp_path, VITZ, PRADO, PRIUS)
    assert vehicles.count_by_verdict(db.connection, Query()) == {"ALLOWED": 1, "BLOCKED": 2}
    assert len(vehicles.ids(db.connection, Query(verdicts=("BLOCKED",)))) == 2
    ordered = vehicles.ids(db.connection, Query(sort="verdict"))
    assert list(ordered) == [2, 3, 1]


def test_us_built_goods_bring_their_own_law(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    store(db, books, question, tmp_path, VITZ)
    editing.type_fact(db, silent, books, question, 1, "made_in", "US", "sato")
    found = packs.verdict_of(db.connection, 1, "RU")
    assert found is not None
    assert found[0].outcome is Outcome.BLOCKED
    assert found[0].primary is not None
    assert found[0].primary.regime == "US"


def test_the_stock_is_judged_as_each_vehicle_alone(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    store(db, books, question, tmp_path, VITZ, PRADO, PRIUS, USS_STYLE, SMALL_NO_PREFIX)
    for number in vehicles.ids(db.connection, Query()):
        alone = judging.verdict_now(db.connection, books, number, question)
        stored = packs.verdict_of(db.connection, number, "RU")
        assert stored is not None
        assert (stored[0].outcome, stored[0].findings) == (alone.outcome, alone.findings)


def test_an_old_vehicle_is_flagged_and_the_stored_answer_agrees_with_the_fresh_one(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    old = VITZ.replace("H30.04", "H08.12").replace("1234567", "1111111")  # a day too young
    older = VITZ.replace("H30.04", "H08.11").replace("1234567", "2222222")
    store(db, books, question, tmp_path, VITZ, old, older)
    stored = [packs.verdict_of(db.connection, v, "RU") for v in (1, 2, 3)]
    flagged = [
        found and any(f.rule == "JP-RU-CLS-9705" for f in found[0].findings) for found in stored
    ]
    assert flagged == [False, False, True]
    assert [outcome(db, v) for v in (1, 2, 3)] == ["ALLOWED", "ALLOWED", "ALLOWED"]
    # The second turns on the last day of the year: its answer holds for this day alone.
    held = [(found[0].holds_from, found[0].holds_until) for found in stored if found]
    assert held[1] == (held[0][0], question.on)
    assert held[2] == (question.on, held[0][1])
    for vehicle, found in zip((1, 2, 3), stored, strict=True):
        assert found is not None
        fresh = judging.verdict_now(db.connection, books, vehicle, question)
        assert fresh.findings == found[0].findings


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"remarks": "部品取り車"}, "JP-RU-CLS-HALFCUT"),
        ({"grade_name": "F ハーフカット"}, "JP-RU-CLS-HALFCUT"),
        ({"grade_name": "HYBRID U"}, "APP-POWERTRAIN-CONTRADICTION"),
        ({"emission_code": "DAA"}, "APP-POWERTRAIN-CONTRADICTION"),
        ({"model_code": "NHP130"}, "APP-POWERTRAIN-CONTRADICTION"),
        ({"model_code": "TRJ150W"}, "APP-DISPLACEMENT-CONTRADICTION"),
    ],
)
def test_the_stock_is_judged_by_its_texts_and_codes_too(
    db: Database, books: Books, question: Question, tmp_path: Path, facts: dict[str, str], rule: str
) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    store(db, books, question, tmp_path, VITZ)
    assert outcome(db) == "ALLOWED"
    with write.step(db, "edit", "sato") as step:
        changed = vehicles.get(db.connection, 1)
        for name, value in facts.items():
            setattr(changed, name, value)
        vehicles.change(step, db.connection, 1, changed)
    judging.judge_stock(db, silent, books, question, "sato")
    with write.step(db, "judge", "sato") as step:
        judging.judge_again(db, step, silent, books, question, [1])
    found = packs.verdict_of(db.connection, 1, "RU")
    assert found is not None
    assert rule in [finding.rule for finding in found[0].findings]
    assert found[0] == judging.verdict_now(db.connection, books, 1, question)


def test_a_truck_of_an_open_weight_is_barred_under_each_code_it_may_have(
    question: Question,
) -> None:
    stated = {"vehicle_class": "truck", "powertrain": "diesel", "displacement_cc": 2800}
    truck = {name: Fact(value, Basis.READ) for name, value in stated.items()}
    told = "Barred under each tariff code that it may have: HS 8704.21, 8704.22, 8704.23."
    assert explaining.headline(judge(question).verdict(truck)) == told
    heavy = truck | {"gross_weight_kg": Fact(21_000, Basis.READ)}
    said = explaining.headline(judge(question).verdict(heavy))
    assert said.endswith("This one falls under HS 8704.23.")
