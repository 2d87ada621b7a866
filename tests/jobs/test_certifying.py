"""Entering a certificate: it is kept, settles facts in one step, and is undone as one."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain.certificate import Certificate
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.facts import Basis
from broker_app.domain.question import Question
from broker_app.domain.state import ABROAD
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.errors import UserError
from broker_app.jobs import (
    attaching,
    certifying,
    editing,
    explaining,
    importing,
    owning,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.paper_order import order_of
from broker_app.jobs.progress import silent
from broker_app.store import (
    attachment_files,
    attachments,
    certificates,
    companies,
    evidence,
    guards,
    history,
    packs,
    vehicles,
    write,
)
from broker_app.store.database import Database
from tests.jobs.voyages import COMPANY, HEADS, TODAY, ship

VITZ, PRADO, ALLEX = 1, 2, 3
PAPER = Certificate(
    vehicle=VITZ,
    reference_number="1234567890123456",
    registered_on="2019-06-20",
    first_registered="2019-06",
    chassis_number="KSP130-1234567",
    maker="トヨタ",
    model_type="DBA-KSP130",
    owner=COMPANY.name,
    use="passenger",
    seats=5,
    weight_kg=970,
    gross_weight_kg=1245,
    displacement_cl=99,
    fuel="petrol",
    length_cm=394,
    width_cm=169,
    height_cm=150,
    issued_on="2026-11-20",
    scheduled_on="2026-12-20",
    office="横浜運輸支局",
)


@pytest.fixture
def allex(stock: Database, books: Books, question: Question, tmp_path: Path) -> Database:
    """A petrol car whose list says 1,900 cc in steps of a hundred."""
    path = tmp_path / "allex.csv"
    row = "トヨタ,アレックス,XS,DBA-XX19A,XX19A-0001234,H28.06,40,1900,ガソリン,シルバー,右,500"
    path.write_text(HEADS + f"ミナトAA,2026/11/19,9,{row}\n", encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", TODAY)
    for name, value in {"made_in": "JP", "vehicle_class": "car", "body": "sedan"}.items():
        editing.type_fact(stock, silent, books, question, ALLEX, name, value, "sato", "read")
    return stock


def enter(
    db: Database, books: Books, question: Question, paper: Certificate = PAPER, **more: object
) -> Changes:
    return certifying.enter(db, silent, books, question, paper, "sato", TODAY, **more)  # type: ignore[arg-type]


def verdict(db: Database, vehicle: int) -> Verdict:
    found = packs.verdict_of(db.connection, vehicle, "RU")
    assert found is not None
    return found[0]


def test_one_step_keeps_the_paper_settles_the_facts_and_judges(
    stock: Database, books: Books, question: Question
) -> None:
    before = len(list(history.steps(stock.connection)))
    changes = enter(stock, books, question, why="as printed")
    assert changes.touches("certificate", "vehicle", "verdict")
    assert len(list(history.steps(stock.connection))) == before + 1
    record = vehicles.get(stock.connection, VITZ)
    assert (record.displacement_cc, record.displacement_precision_cc) == (990, 10)
    assert (record.length_mm, record.width_mm, record.height_mm) == (3940, 1690, 1500)
    assert (record.seats, record.kerb_weight_kg, record.gross_weight_kg) == (5, 970, 1245)
    assert record.volume_m3 == 9.988
    origin = record.origins["seats"]
    assert (origin.basis, origin.source, origin.by) == (Basis.TYPED, "certificate", "sato")
    stored = certificates.latest(stock.connection, VITZ)
    assert stored is not None
    assert (stored.scheduled_on, stored.stored_by) == ("2026-12-20", "sato")
    assert verdict(stock, VITZ).pack_version


def test_undone_as_one_and_done_again(stock: Database, books: Books, question: Question) -> None:
    before = vehicles.get(stock.connection, VITZ)
    step = enter(stock, books, question, why="as printed").step
    assert step is not None
    after = vehicles.get(stock.connection, VITZ)
    undone = undoing.undo_step(stock, step, "sato").step
    assert vehicles.get(stock.connection, VITZ) == before
    assert certificates.latest(stock.connection, VITZ) is None
    assert undone is not None
    undoing.undo_step(stock, undone, "sato")
    assert vehicles.get(stock.connection, VITZ) == after
    assert certificates.latest(stock.connection, VITZ) is not None
    assert write.verify(stock.connection) is None


def test_the_latest_counts_and_older_ones_are_kept(
    stock: Database, books: Books, question: Question
) -> None:
    enter(stock, books, question, why="as printed")
    assert enter(stock, books, question, why="again") is NOTHING
    enter(stock, books, question, replace(PAPER, scheduled_on="2027-03-01"), why="renewed")
    kept = certificates.of_vehicle(stock.connection, VITZ)
    assert [one.scheduled_on for one in kept] == ["2027-03-01", "2026-12-20"]
    lines = certifying.register(stock.connection, TODAY)
    assert [line.entry.certificate.scheduled_on for line in lines] == ["2027-03-01"]


def test_a_scan_becomes_evidence_in_the_same_step(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    scan = tmp_path / "certificate.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    step = enter(stock, books, question, why="as printed", scan=scan).step
    (paper,) = evidence.of_vehicle(stock.connection, VITZ)
    assert (paper.kind, paper.issuer, paper.file) == (
        "export_certificate",
        "横浜運輸支局",
        "certificate.pdf",
    )
    (file,) = attachments.of_vehicle(stock.connection, VITZ)
    assert (file.kind, file.file, file.sha256) == ("certificate", scan.name, paper.sha256)
    assert evidence.content(stock.connection, stock.path, paper) == scan.read_bytes()
    assert stock.connection.execute("SELECT count(*) FROM paper_file").fetchone()[0] == 0
    assert step is not None
    undoing.undo_step(stock, step, "sato")
    assert evidence.of_vehicle(stock.connection, VITZ) == []
    assert attachments.of_vehicle(stock.connection, VITZ) == []


def test_a_scan_that_is_attached_already_is_kept_once(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    scan = tmp_path / "0001.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    outcome, _ = attaching.attach(stock, silent, VITZ, [scan], "sato")
    (other,) = outcome.added
    assert other.kind == "other"
    enter(stock, books, question, why="as printed", scan=other.id)
    enter(stock, books, question, replace(PAPER, remarks="again"), why="again", scan=scan)
    (file,) = attachments.of_vehicle(stock.connection, VITZ)
    assert (file.id, file.kind) == (other.id, "certificate")
    attaching.remove(stock, [file.id or 0], "sato")
    attaching.sweep(stock)
    for paper in evidence.of_vehicle(stock.connection, VITZ):
        assert evidence.content(stock.connection, stock.path, paper) == scan.read_bytes()
    with pytest.raises(UserError, match="row_gone"):
        enter(stock, books, question, replace(PAPER, remarks="3"), why="x", scan=other.id)


def test_a_scan_that_was_lost_is_one_sentence(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    scan = tmp_path / "certificate.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    enter(stock, books, question, why="as printed", scan=scan)
    (paper,) = evidence.of_vehicle(stock.connection, VITZ)
    attachment_files.place(stock.path, paper.sha256).unlink()
    with pytest.raises(UserError, match="attachment_gone"):
        evidence.content(stock.connection, stock.path, paper)
    with pytest.raises(UserError, match="attach_too_large"):
        scan.write_bytes(b"")
        os.truncate(scan, 2_000_000_000)
        enter(stock, books, question, replace(PAPER, remarks="big"), why="x", scan=scan)


def test_two_people_with_one_certificate_are_told_of_each_other(
    stock: Database, books: Books, question: Question
) -> None:
    enter(stock, books, question, why="as printed", over=0)
    with pytest.raises(UserError, match="certificate_changed_since") as caught:
        enter(stock, books, question, replace(PAPER, remarks="mine"), why="mine", over=0)
    assert "sato" in words.error(caught.value)
    stored = certificates.latest(stock.connection, VITZ)
    assert stored is not None
    enter(stock, books, question, replace(PAPER, remarks="mine"), why="mine", over=stored.id)


@pytest.mark.parametrize("state", ABROAD)
def test_a_vehicle_that_left_by_its_state_alone_is_exported(
    stock: Database, books: Books, question: Question, state: str
) -> None:
    enter(stock, books, question, why="as printed")
    assert not certificates.is_exported(stock.connection, VITZ)
    with write.step(stock, "state", "sato", vehicle="", count=1) as step:
        step.change("vehicle", VITZ, {"state": state})
    assert certificates.is_exported(stock.connection, VITZ)
    (line,) = certifying.register(stock.connection, TODAY)
    assert line.term is not None
    assert line.term.state == "exported"


def test_the_owner_is_compared_with_the_company_whose_stock_it_is(
    stock: Database, books: Books, question: Question
) -> None:
    second, _ = owning.add_company(stock, "UMIKAZE TRADING", "sato")
    enter(stock, books, question, why="as printed")
    assert [line.owner for line in certifying.register(stock.connection, TODAY)] == ["same"]
    with write.step(stock, "company", "sato") as step:
        companies.give(step, [VITZ], second)
    assert [line.owner for line in certifying.register(stock.connection, TODAY)] == ["differs"]
    looked = certifying.look(stock.connection, books, VITZ, PAPER, TODAY)
    (said,) = [r for r in looked.remarks if r.box == "owner"]
    assert said.values["exporter"] == "UMIKAZE TRADING"


def test_a_vehicle_with_a_certificate_stays_when_its_import_is_undone(
    stock: Database, books: Books, question: Question
) -> None:
    enter(stock, books, question, why="as printed")
    _, kept = undoing.undo_batch(stock, 1, "sato")
    assert kept == [VITZ]
    assert certificates.latest(stock.connection, VITZ) is not None


def test_a_scan_that_is_gone_stores_nothing(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    with pytest.raises(UserError):
        enter(stock, books, question, why="as printed", scan=tmp_path / "gone.pdf")
    assert certificates.latest(stock.connection, VITZ) is None


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"chassis_number": ""}, "certificate_needs_chassis_number"),
        ({"scheduled_on": ""}, "certificate_needs_scheduled_on"),
        ({"chassis_number": "TRJ150-0087421"}, "chassis_taken"),
        ({"first_registered": "2031-01"}, "certificate_to_come"),
        ({"issued_on": "2026-12-19"}, "certificate_to_come"),
        ({"first_registered": "1945-06"}, "certificate_too_early"),
    ],
)
def test_what_is_nobodys_paper_is_refused(
    stock: Database, books: Books, question: Question, changed: dict[str, str], key: str
) -> None:
    with pytest.raises(UserError) as caught:
        enter(stock, books, question, replace(PAPER, **changed), why="x")  # type: ignore[arg-type]
    assert caught.value.key == key
    assert words.error(caught.value) != f"error.{key}"
    assert certificates.latest(stock.connection, VITZ) is None


def test_the_reason_is_asked_once_for_all_that_a_verdict_rested_on(
    stock: Database, books: Books, question: Question
) -> None:
    assert verdict(stock, PRADO).outcome is Outcome.BLOCKED
    paper = replace(
        PAPER,
        vehicle=PRADO,
        chassis_number="TRJ150-0087421",
        model_type="CBA-TRJ150W",
        displacement_cl=179,
        fuel="diesel",
    )
    with pytest.raises(UserError) as caught:
        enter(stock, books, question, paper)
    assert caught.value.key == "certificate_reason"
    said = words.error(caught.value)
    assert "displacement" in said
    assert "fuel" in said
    assert vehicles.get(stock.connection, PRADO).displacement_cc == 2693
    enter(stock, books, question, paper, why="the list was of another car")
    kept = guards.of_vehicle(stock.connection, PRADO)
    assert {"displacement_cc", "fuel"} <= {row["fact"] for row in kept}
    assert {row["why"] for row in kept} == {"the list was of another car"}


def test_contradictions_are_known_before_anything_is_stored(
    stock: Database, books: Books, question: Question
) -> None:
    editing.type_fact(stock, silent, books, question, VITZ, "seats", 4, "sato", "seen")
    looked = certifying.look(stock.connection, books, VITZ, PAPER, TODAY)
    assert [certifying.said(d) for d in looked.differences if d.name == "seats"] == [
        ("Seats", "4", "5")
    ]
    assert "seats" in looked.guarded or verdict(stock, VITZ).outcome is Outcome.ALLOWED
    assert vehicles.get(stock.connection, VITZ).seats == 4


@pytest.mark.parametrize(("first", "odd"), [("2001-06", True), ("2019-06", False), ("", False)])
def test_a_registration_before_such_cars_were_sold_is_marked(
    stock: Database, books: Books, first: str, odd: bool
) -> None:
    paper = replace(PAPER, first_registered=first, registered_on=first and f"{first}-20")
    looked = certifying.look(stock.connection, books, VITZ, paper, TODAY)
    found = [r for r in looked.remarks if r.key == "before_model"]
    assert bool(found) is odd
    for remark in found:
        assert "KSP130" in certifying.sentence(remark)


@pytest.mark.parametrize(
    ("length", "width", "volume", "differing"),
    [
        (3945, 1695, 10.1, set()),
        (3949, 1681, 9.99, set()),
        (3950, 1700, 10.1, {"length_mm", "width_mm"}),
        (3945, 1695, 11.0, {"volume_m3"}),
    ],
)
def test_whole_centimetres_contradict_no_millimetres_within_them(
    stock: Database,
    books: Books,
    question: Question,
    length: int,
    width: int,
    volume: float,
    differing: set[str],
) -> None:
    held = {"length_mm": length, "width_mm": width, "height_mm": 1505, "volume_m3": volume}
    for name, value in held.items():
        editing.type_fact(stock, silent, books, question, VITZ, name, value, "sato", "measured")
    looked = certifying.look(stock.connection, books, VITZ, PAPER, TODAY)
    assert {d.name for d in looked.differences} & set(held) == differing


@pytest.mark.parametrize(
    ("litres", "outcome"), [(189, None), (190, Outcome.REVIEW), (191, Outcome.BLOCKED)]
)
def test_1900_cc_stays_open_where_the_paper_leaves_it_open(
    allex: Database, books: Books, question: Question, litres: int, outcome: Outcome | None
) -> None:
    paper = replace(
        PAPER,
        vehicle=ALLEX,
        chassis_number="XX19A-0001234",
        model_type="DBA-XX19A",
        displacement_cl=litres,
        first_registered="2016-06",
        registered_on="2016-06-01",
    )
    enter(allex, books, question, paper, why="as printed")
    found = verdict(allex, ALLEX)
    rules = {f.rule: f for f in found.findings if "ICE1900" in f.rule}
    if outcome is None:
        assert not rules
    else:
        (finding,) = rules.values()
        assert finding.outcome is outcome
        assert finding.undecided is (outcome is Outcome.REVIEW)
    if outcome is Outcome.REVIEW:
        assert found.outcome is Outcome.REVIEW
        assert "maker's specification sheet" in explaining.sentence(rules[finding.rule])


@pytest.mark.parametrize(("cc", "blocked"), [(1900, False), (1901, True)])
def test_the_exact_figure_of_the_maker_settles_what_the_paper_left_open(
    allex: Database, books: Books, question: Question, cc: int, blocked: bool
) -> None:
    paper = replace(
        PAPER,
        vehicle=ALLEX,
        chassis_number="XX19A-0001234",
        model_type="DBA-XX19A",
        displacement_cl=190,
    )
    enter(allex, books, question, paper, why="as printed")
    editing.type_fact(allex, silent, books, question, ALLEX, "displacement_cc", cc, "sato")
    enter(allex, books, question, replace(paper, remarks="later"), why="as printed")
    assert vehicles.get(allex.connection, ALLEX).displacement_cc == cc
    rules = [f for f in verdict(allex, ALLEX).findings if "ICE1900" in f.rule]
    assert bool(rules) is blocked


def test_papers_print_what_the_certificate_prints(
    stock: Database, books: Books, question: Question
) -> None:
    enter(stock, books, question, why="as printed")
    shipment = ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, shipment, VITZ, 700_000, "sato", TODAY)
    order = order_of(stock.connection, books, shipment, "CI", TODAY)
    (line,) = order.snapshot("AMX-2026-0001").lines
    assert line.displacement_cc == 990


def test_the_register_counts_days_and_compares_the_owner(
    stock: Database, books: Books, question: Question
) -> None:
    enter(stock, books, question, why="as printed")
    later = date(2026, 12, 25)
    (line,) = certifying.register(stock.connection, later)
    assert line.term is not None
    assert (line.term.days_left, line.term.state) == (-5, "expired")
    assert line.term.return_by == date(2027, 1, 4)
    assert line.owner == "same"
    assert "return by 4 Jan 2027" in certifying.line_text(line)
    other = replace(companies.get(stock.connection), name="AOI TRADING CO., LTD.")
    editing.save_company(stock, silent, other, "sato", books, question)
    (line,) = certifying.register(stock.connection, TODAY)
    assert line.owner == "differs"
    assert "28 days left" in certifying.line_text(line)
    assert "owner is not the exporter" in certifying.line_text(line)


def test_what_changed_since_contradicts_the_stored_paper(
    stock: Database, books: Books, question: Question
) -> None:
    enter(stock, books, question, why="as printed")
    stored = certificates.latest(stock.connection, VITZ)
    assert stored is not None
    assert certifying.against_now(stock.connection, books, stored) == []
    editing.type_fact(stock, silent, books, question, VITZ, "seats", 4, "sato", "recounted")
    assert [d.name for d in certifying.against_now(stock.connection, books, stored)] == ["seats"]
