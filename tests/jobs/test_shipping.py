from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.document import Snapshot
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import editing, importing, issuing, selling, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.paper_order import order_of
from broker_app.jobs.progress import silent
from broker_app.papers import snapshot
from broker_app.store import documents, shipments
from broker_app.store.database import Database
from tests.clear import clear
from tests.jobs.voyages import HEADS, TODAY, VITZ, VOYAGE, ship


def test_a_shipment_gets_the_next_number_of_the_month(stock: Database, books: Books) -> None:
    numbers = [shipments.get(stock.connection, ship(stock, books, "Mombasa")).number for _ in "ab"]
    assert numbers == ["SH-2611-001", "SH-2611-002"]


def test_blocked_to_russia_is_refused_with_the_finding(stock: Database, books: Books) -> None:
    shipment = ship(stock, books, "Vladivostok")
    with pytest.raises(UserError) as caught:
        shipping.add_vehicle(stock, books, shipment, 2, 1_690_000, "sato", TODAY)
    assert caught.value.key == "vehicle_blocked"
    assert "over 1,900 cc" in str(caught.value.values["reason"])
    assert shipments.vehicles(stock.connection, shipment) == []


def test_the_same_vehicle_goes_to_kenya_with_an_invoice(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "KEMBA")
    for vehicle, price in ((1, 415_000), (2, 1_690_000)):
        shipping.add_vehicle(stock, books, shipment, vehicle, price, "sato", TODAY)
    paper, changes = issuing.write_paper(
        stock, silent, books, shipment, "CI", tmp_path / "out", "sato", TODAY
    )
    assert not paper.holds
    assert paper.snapshot.number == "AMX-2026-0001"
    assert paper.snapshot.total == 415_000 + 1_690_000 + 190_000 + 3_000
    assert paper.path.is_file()
    assert changes.touches("document")
    assert [line.chassis_number for line in paper.snapshot.lines] == [
        "KSP130-1234567",
        "TRJ150-0087421",
    ]


def test_an_unchanged_paper_keeps_its_number_and_a_changed_one_is_revised(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)

    def issue(day: date = TODAY) -> tuple[str, int]:
        paper, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", day)
        return paper.snapshot.number, paper.snapshot.revision

    assert issue() == issue(date(2026, 11, 25)) == ("AMX-2026-0001", 0)
    shipping.change_shipment(stock, books, shipment, {"vessel": "OKITSU STAR"}, "sato", TODAY)
    assert issue() == ("AMX-2026-0001", 1)
    kept = documents.of_shipment(stock.connection, shipment)
    assert [(row["revision"], "SHIRANAMI" in row["snapshot"]) for row in kept] == [
        (1, False),
        (0, True),
    ]


def test_an_issued_paper_is_not_undone(stock: Database, books: Books, tmp_path: Path) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    step = stock.connection.execute("SELECT max(id) FROM step").fetchone()[0]
    found = undoing.next_undo(
        stock.connection
    )  # passed over: what was done before it can be undone
    assert found is not None
    assert (found.key, found.stays) == ("shipment_add", (step,))
    with pytest.raises(UserError, match="undo_never_issue"):
        undoing.undo_step(stock, step, "sato")


def test_unscreened_parties_make_a_draft(stock: Database, books: Books, tmp_path: Path) -> None:
    shipment = ship(stock, books, "KEMBA", screening="unscreened")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    paper, changes = issuing.write_paper(
        stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY
    )
    assert paper.snapshot.draft
    assert paper.snapshot.number == ""
    assert paper.holds == ("cannot_decide.MAWIMBI MOTORS LTD.",)
    assert "no list decides" in issuing.holds_text(paper)
    assert changes.tables == {"step"}  # a note that it was given out
    assert documents.of_shipment(stock.connection, shipment) == []


@pytest.mark.parametrize(
    ("listed", "printed"),
    [
        ("シルバー", "SILVER"),
        ("白", "WHITE"),
        ("ﾊﾟｰﾙ", "PEARL WHITE"),
        ("赤/黒", "RED / BLACK"),
        ("чёрный", "BLACK"),
        ("Pearl", "PEARL"),
        ("桜色", "桜色"),
    ],
)
def test_papers_name_a_colour_in_english(
    stock: Database, books: Books, question: Question, listed: str, printed: str
) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    editing.type_fact(stock, silent, books, question, 1, "colour", listed, "sato")
    frozen = order_of(stock.connection, books, shipment, "CI", TODAY).snapshot()
    assert frozen.lines[0].colour == printed
    assert ("colour:1" in snapshot.not_latin(frozen)) is (printed == "桜色")


def test_what_is_missing_is_named_and_makes_a_draft(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "KEMBA", vessel="", payment_terms="")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    paper, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    assert {"missing.vessel", "missing.payment_terms"} <= set(paper.holds)
    assert issuing.holds_text(paper)


def test_a_displacement_printed_in_steps_is_no_figure_for_customs(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    path = tmp_path / "listed.csv"
    car = VITZ.replace("KSP130-1234567", "KSP130-7654321").replace(",996,", ",1000,")
    path.write_text(HEADS + f"ミナトAA,2026/11/19,77,{car}\n", encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", TODAY)
    editing.type_fact(stock, silent, books, question, 3, "made_in", "JP", "sato")
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 3, 415_000, "sato", TODAY)
    paper, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    assert paper.holds == ("missing.displacement_cc:1",)
    assert issuing.holds_text(paper) == "Displacement of vehicle 1 is missing"


def test_a_number_is_not_taken_for_a_paper_that_could_not_be_written(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(UserError):
        issuing.write_paper(stock, silent, books, shipment, "CI", blocked, "sato", TODAY)
    assert documents.of_shipment(stock.connection, shipment) == []


SIZE = {"kerb_weight_kg": 970, "length_mm": 3945, "width_mm": 1695, "height_mm": 1500}


def test_a_packing_list_carries_the_number_of_its_invoice(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    for name, value in SIZE.items():
        editing.type_fact(stock, silent, books, question, 1, name, value, "sato")

    def write(kind: str) -> issuing.Paper:
        day = (stock, silent, books, shipment, kind, tmp_path, "sato", TODAY)
        return issuing.write_paper(*day)[0]

    early = write("PL")
    assert early.snapshot.draft
    assert early.holds == ("missing.lead",)
    assert "issue the invoice first" in issuing.holds_text(early)
    invoice, listed = write("CI"), write("PL")
    assert not listed.holds
    assert listed.snapshot == replace(invoice.snapshot, kind="PL")
    assert write("PL").snapshot == listed.snapshot
    shipping.change_shipment(stock, books, shipment, {"vessel": "OKITSU STAR"}, "sato", TODAY)
    assert write("PL").holds == ("missing.lead",)
    assert (write("CI").snapshot.revision, write("PL").snapshot.revision) == (1, 1)
    kept = documents.of_shipment(stock.connection, shipment)
    assert [(row["kind"], row["number"], row["revision"]) for row in reversed(kept)] == [
        ("CI", "AMX-2026-0001", 0),
        ("PL", "AMX-2026-0001", 0),
        ("CI", "AMX-2026-0001", 1),
        ("PL", "AMX-2026-0001", 1),
    ]


def test_a_packing_list_without_sizes_is_a_draft_that_says_so(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    papers = [
        issuing.write_paper(stock, silent, books, shipment, kind, tmp_path, "sato", TODAY)[0]
        for kind in ("CI", "PL")
    ]
    assert not papers[0].holds
    sides = ("length_mm", "width_mm", "height_mm", "weight_kg")
    assert papers[1].holds == tuple(f"missing.{side}:1" for side in sides)
    assert "Weight of vehicle 1 is missing" in issuing.holds_text(papers[1])


def test_a_paper_can_be_looked_at_as_it_was(stock: Database, books: Books, tmp_path: Path) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    shipping.change_shipment(stock, books, shipment, {"vessel": "OKITSU STAR"}, "sato", TODAY)
    (kept,) = documents.of_shipment(stock.connection, shipment)
    asked = (stock.connection, books, shipment, "CI", TODAY)
    old = issuing.page_of(*asked, kept["id"])
    assert (old.snapshot.vessel, old.page.draft, old.holds) == ("SHIRANAMI LEADER", "", ())
    draft = issuing.page_of(*asked)
    assert draft.snapshot.vessel == "OKITSU STAR"
    assert draft.page.draft
    shipping.change_shipment(stock, books, shipment, {"vessel": ""}, "sato", TODAY)
    assert issuing.page_of(*asked).holds == ("missing.vessel",)
    with pytest.raises(UserError):
        issuing.page_of(*asked, 999)


def test_of_many_reasons_the_first_are_said() -> None:
    names = ("vessel", "etd", "marks", "bank", "freight", "signatory", "insurance", "date")
    holds = tuple(f"missing.{name}" for name in names)
    said = issuing.holds_text(issuing.Paper(Path("x"), Snapshot(), holds))
    assert "Signatory is missing" in said
    assert "Insurance" not in said
    assert said.endswith("and 2 more")


def test_a_vehicle_stands_on_one_shipment(stock: Database, books: Books) -> None:
    first, second = ship(stock, books, "KEMBA"), ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, first, 1, 415_000, "sato", TODAY)
    with pytest.raises(UserError) as caught:
        shipping.add_vehicle(stock, books, second, 1, 415_000, "sato", TODAY)
    assert caught.value.values["shipment"] == "SH-2611-001"
    shipping.take_off(stock, first, 1, "sato")
    with pytest.raises(UserError, match="vehicle_sold"):
        shipping.add_vehicle(stock, books, second, 1, 415_000, "sato", TODAY)
    selling.take_back(stock, 1, "sato")
    shipping.add_vehicle(stock, books, second, 1, 415_000, "sato", TODAY)
    assert shipments.vehicles(stock.connection, second) == [1]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"port_of_discharge": "Atlantis"}, "port_unknown"),
        ({"incoterm": "DDP?"}, "incoterm_unknown"),
        ({"etd": "2026-13-01"}, "value_no_date"),
        ({"etd": "2026-12-10", "eta": "2026-12-01"}, "eta_before_etd"),
        ({"freight": -1}, "price_negative"),
        ({"final_destination": "Nowhereland"}, "destination_unknown"),
    ],
)
def test_impossible_terms_are_a_sentence(
    stock: Database, books: Books, values: dict[str, object], key: str
) -> None:
    with pytest.raises(UserError) as caught:
        shipping.new_shipment(stock, books, "sato", TODAY, VOYAGE | values)
    assert caught.value.key == key
    assert shipments.every(stock.connection) == []


@pytest.mark.parametrize("typed", ["RU", "ru", " Russia ", "ロシア"])
def test_a_known_onward_route_to_russia_is_blocked(
    stock: Database, books: Books, typed: str
) -> None:
    shipment = ship(stock, books, "KEMBA", final_destination=typed)
    assert shipments.get(stock.connection, shipment).final_destination == "RU"
    with pytest.raises(UserError) as caught:
        shipping.add_vehicle(stock, books, shipment, 2, 1_690_000, "sato", TODAY)
    assert caught.value.key == "vehicle_blocked"


def test_a_consignee_without_a_country_is_named_and_the_paper_stays_a_draft(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    consignee, _ = editing.save_party(stock, Party(name="NOWHERE LTD"), "sato")
    clear(stock, books, consignee, on=TODAY)
    shipment = ship(stock, books, "KEMBA", consignee=consignee)
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    paper, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    assert paper.snapshot.draft
    assert paper.holds == ("missing.consignee_country",)
    assert "Country of the consignee is missing" in issuing.holds_text(paper)


def test_a_party_whose_name_has_colons_is_a_reason_like_others() -> None:
    holds = ("by_hand.ATTN: MAWIMBI: 3", "missing.weight_kg:1", "missing.weight_kg:2")
    said = issuing.holds_text(issuing.Paper(Path("x"), Snapshot(), holds))
    assert "ATTN: MAWIMBI: 3" in said
    assert "Weight of vehicle 1–2 is missing" in said
