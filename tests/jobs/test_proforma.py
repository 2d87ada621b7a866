"""Proforma invoices: of sold and offered vehicles of one buyer, numbered, revised, kept."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from broker_app.domain.changes import Changes
from broker_app.domain.cost import Cost
from broker_app.domain.offer import Offer, Reservation
from broker_app.domain.party import Party
from broker_app.domain.proforma import Proforma
from broker_app.errors import UserError
from broker_app.jobs import (
    company_profile,
    costing,
    editing,
    issuing,
    offering,
    proforma,
    selling,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.issuing import Paper
from broker_app.jobs.progress import silent
from broker_app.store import documents, parties, proformas
from broker_app.store.database import Database
from tests.clear import clear
from tests.jobs.voyages import TODAY

MAWIMBI = Party(name="MAWIMBI MOTORS LTD.", address=("PLOT 77",), city="MOMBASA", country="KE")


@pytest.fixture
def buyer(stock: Database, books: Books) -> int:
    """Both cars are his: one sold, one offered."""
    number = editing.save_party(stock, MAWIMBI, "sato")[0]
    clear(stock, books, number, on=TODAY)
    given = {"buyer": number, "price": 600_000, "currency": "USD", "incoterm": "CIF"}
    selling.sell(stock, 1, given, "sato", TODAY)
    offer(stock, number, 2_100_000)
    return number


def offer(db: Database, party: int, price: int, **values: object) -> None:
    made = Offer(vehicle=2, party=party, price=price, currency="USD", incoterm="CIF")
    offering.put_offer(db, replace(made, **values), "sato", TODAY)  # type: ignore[arg-type]


def terms(db: Database, buyer: int, *vehicles: int, **values: object) -> Proforma:
    made = proforma.begin(db.connection, vehicles or (1, 2), buyer, TODAY)
    given = {
        "port_of_discharge": "Mombasa",
        "freight": 190_000,
        "insurance": 3_000,
        "payment_terms": "T/T 30 % DEPOSIT",
        "latest_shipment": "2026-12-31",
    }
    return replace(made, **(given | values))  # type: ignore[arg-type]


def write(db: Database, books: Books, made: Proforma, folder: Path) -> tuple[Paper, Changes]:
    return proforma.write_proforma(db, silent, books, made, folder, "sato", TODAY)


def test_a_number_typed_by_hand_is_taken_once(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    made = terms(stock, buyer)

    def typed(number: str) -> str:
        paper, _ = proforma.write_proforma(
            stock, silent, books, made, tmp_path, "sato", TODAY, number=number
        )
        return paper.snapshot.number

    with pytest.raises(UserError, match="number_characters"):
        typed("PI 2026#7")
    assert documents.every(stock.connection) == []
    assert typed("pi-2026-0077") == "PI-2026-0077"
    with pytest.raises(UserError, match="number_stands"):
        typed("PI-2026-0078")
    assert typed("PI-2026-0077") == "PI-2026-0077"
    other = replace(made, vehicles=(1,))
    with pytest.raises(UserError, match="number_taken"):
        proforma.following(stock.connection, books, other, TODAY, "PI-2026-0077")
    assert proforma.following(stock.connection, books, other, TODAY) == "PI-2026-0078"


def test_it_begins_with_what_is_agreed(stock: Database, buyer: int) -> None:
    assert proforma.buyers_of(stock.connection, [1, 2], TODAY) == [buyer]
    made = proforma.begin(stock.connection, [1, 2], buyer, TODAY)
    assert (made.vehicles, made.buyer, made.currency, made.incoterm) == (
        (1, 2),
        buyer,
        "USD",
        "CIF",
    )
    assert (made.valid_until, made.port_of_loading) == ("2026-11-29", "JAPANESE PORT")


def test_it_is_issued_numbered_and_kept(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    paper, changes = write(stock, books, terms(stock, buyer), tmp_path)
    assert paper.holds == ()
    assert paper.path.name == "PI-2026-0001_r0_MOMBASA.xlsx"
    frozen = paper.snapshot
    assert (frozen.number, frozen.total, frozen.fob) == ("PI-2026-0001", 2_700_000, 2_507_000)
    assert (frozen.valid_until, frozen.mode, frozen.etd) == ("2026-11-29", "roro", "2026-12-31")
    assert frozen.port_of_loading == "JAPANESE PORT"
    sheet = openpyxl.load_workbook(paper.path).active
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    for text in ("PROFORMA INVOICE", "PI-2026-0001", "29 NOV 2026", "KSP130-1234567", "KAZAMIDORI"):
        assert any(text in said for said in texts), text
    (row,) = proformas.of_vehicles(stock.connection, [2])
    assert (row["number"], row["kind"], row["state"], row["shipment"]) == (
        "PI-2026-0001", "PI", "issued", None,
    )  # fmt: skip
    assert proforma.kept(stock.connection, books, row["id"]).snapshot == frozen
    assert changes.step is not None
    with pytest.raises(UserError, match="undo_never_issue"):
        undoing.undo_step(stock, changes.step, "sato")


def test_the_same_again_keeps_its_number_and_a_change_its_revision(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    made = terms(stock, buyer)
    first, _ = write(stock, books, made, tmp_path)
    again, changes = write(stock, books, made, tmp_path)
    assert again.snapshot == first.snapshot
    assert changes.tables == {"print_log"}
    changed, _ = write(stock, books, replace(made, freight=200_000), tmp_path)
    assert (changed.snapshot.number, changed.snapshot.revision) == ("PI-2026-0001", 1)
    other, _ = write(stock, books, terms(stock, buyer, 1), tmp_path)
    assert (other.snapshot.number, other.snapshot.revision) == ("PI-2026-0002", 0)
    kept = proforma.begin(stock.connection, [1, 2], buyer, TODAY)
    assert (kept.freight, kept.payment_terms, kept.port_of_discharge) == (
        200_000, "T/T 30 % DEPOSIT", "KEMBA",
    )  # fmt: skip
    assert len(proformas.of_vehicles(stock.connection, [1])) == 3


def test_what_is_lacking_makes_it_a_draft(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    bare = terms(stock, buyer, payment_terms="", port_of_discharge="", freight=0)
    paper, changes = write(stock, books, bare, tmp_path)
    assert paper.snapshot.draft
    assert paper.path.name == "DRAFT_r0_PI.xlsx"
    assert set(paper.holds) == {
        "missing.payment_terms",
        "missing.port_of_discharge",
        "missing.incoterm_place",
        "missing.freight",
    }
    assert not changes.touches("document")
    shown = proforma.look_at(stock.connection, books, bare, TODAY)
    assert shown.holds == paper.holds
    assert shown.page.draft
    assert "Terms of payment is missing" in issuing.holds_text(shown)


def test_a_buyer_nobody_has_looked_up_keeps_it_a_draft(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    known = parties.get(stock.connection, buyer)
    editing.save_party(stock, replace(known, other_names=("MAWIMBI HOLDING",)), "sato")
    paper, _ = write(stock, books, terms(stock, buyer), tmp_path)
    assert paper.snapshot.draft
    assert paper.holds == (f"cannot_decide.{known.name}",)


def test_a_blocked_vehicle_gets_no_proforma(stock: Database, books: Books, tmp_path: Path) -> None:
    russian = editing.save_party(stock, Party(name="VOSTOK", country="RU"), "sato")[0]
    clear(stock, books, russian, on=TODAY)
    offer(stock, russian, 2_000_000)
    made = terms(stock, russian, 2, port_of_discharge="Vladivostok")
    for asked in (made, replace(made, port_of_discharge="")):
        with pytest.raises(UserError, match="vehicle_blocked"):
            write(stock, books, asked, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_vehicles_of_several_buyers_are_refused(stock: Database, buyer: int) -> None:
    other = editing.save_party(stock, Party(name="TUMAINI", country="TZ"), "sato")[0]
    with pytest.raises(UserError, match="proforma_other_buyer"):
        proforma.begin(stock.connection, [1], other, TODAY)
    with pytest.raises(UserError, match="proforma_not_offered"):
        proforma.begin(stock.connection, [2], other, TODAY)
    offer(stock, other, 2_000_000)
    assert proforma.buyers_of(stock.connection, [2], TODAY) == [other, buyer]
    assert proforma.buyers_of(stock.connection, [1, 2], TODAY) == [buyer]
    assert proforma.buyers_of(stock.connection, [], TODAY) == []
    held = Reservation(vehicle=2, party=other, until=(TODAY + timedelta(days=3)).isoformat())
    offering.reserve(stock, held, "sato", TODAY)
    with pytest.raises(UserError, match="vehicle_reserved"):
        proforma.begin(stock.connection, [1, 2], buyer, TODAY)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"vehicles": ()}, "proforma_empty"),
        ({"buyer": 0}, "sale_needs_buyer"),
        ({"consignee": 99}, "row_gone"),
        ({"mode": "barge"}, "proforma_mode"),
        ({"freight": -1}, "price_negative"),
        ({"insurance": 10**15}, "amount_unreadable"),
        ({"incoterm": "DDP"}, "incoterm_unknown"),
        ({"incoterm": "FOB"}, "sale_term"),
        ({"currency": "JPY"}, "price_currency"),
        ({"freight": 5_000_000}, "price_below_charges"),
        ({"valid_until": "soon"}, "day_unreadable"),
        ({"valid_until": "2026-11-21"}, "proforma_day_past"),
        ({"latest_shipment": "2026-11-01"}, "proforma_day_past"),
        ({"port_of_discharge": "Atlantis"}, "port_unknown"),
        ({"port_of_loading": "Atlantis"}, "port_unknown"),
        ({"vehicles": (99,)}, "row_gone"),
    ],
)
def test_impossible_terms_are_a_sentence(
    stock: Database, books: Books, buyer: int, tmp_path: Path, values: dict[str, object], key: str
) -> None:
    made = replace(terms(stock, buyer), **values)  # type: ignore[arg-type]
    with pytest.raises(UserError, match=key):
        write(stock, books, made, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_it_is_no_paper_of_a_shipment(stock: Database, books: Books, tmp_path: Path) -> None:
    assert books.usual_papers == ["CI", "PL"]
    from tests.jobs.voyages import ship

    shipment = ship(stock, books, "KEMBA")
    with pytest.raises(UserError, match="document_kind_unknown"):
        issuing.write_paper(stock, silent, books, shipment, "PI", tmp_path, "sato", TODAY)
    with pytest.raises(UserError, match="row_gone"):
        documents.get(stock.connection, 99)


def test_no_cost_reaches_a_proforma(
    stock: Database, books: Books, buyer: int, tmp_path: Path
) -> None:
    cost = Cost(vehicle=1, kind="repair", amount=7_654_321, note="SECRET YARD")
    costing.put_cost(stock, cost, "sato")
    paper, _ = write(stock, books, terms(stock, buyer), tmp_path)
    import zipfile

    with zipfile.ZipFile(paper.path) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist())
    for secret in (b"7654321", b"7,654,321", b"SECRET", b"500000", b"2386000"):
        assert secret not in text


@pytest.mark.parametrize(("text", "share"), [("30", 30), (" ３０ ％", 30), ("", 0), ("100%", 100)])
def test_a_deposit_is_a_share_of_the_total(text: str, share: int) -> None:
    assert proforma.read_percent(text) == share


@pytest.mark.parametrize("text", ["101", "-1", "30.5", "=1", "٣٠", "9" * 4000, "half"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="proforma_deposit"):
        proforma.read_percent(text)


def test_deposit_and_balance_make_the_total_and_stand_among_the_terms(
    stock: Database, books: Books, buyer: int
) -> None:
    made = terms(stock, buyer, deposit_percent=33)
    frozen = proforma.look_at(stock.connection, books, made, TODAY)
    assert frozen.snapshot.deposit == (frozen.snapshot.total * 33 + 50) // 100
    said = " ".join(frozen.page.as_text().split())
    assert "DEPOSIT. A deposit of USD" in said
    assert "LAW. This offer and a sale under it are governed by the law of Japan." in said
    free = proforma.look_at(stock.connection, books, terms(stock, buyer), TODAY)
    assert "DEPOSIT." not in free.page.as_text()


def test_the_terms_of_the_company_replace_the_usual_ones(
    stock: Database, books: Books, buyer: int
) -> None:
    lines = ("OURS. Valid until {valid_until}; {balance} later.",)
    company_profile.put_clauses(stock, books, 1, "PI", lines, "sato")
    text = proforma.look_at(stock.connection, books, terms(stock, buyer), TODAY).page.as_text()
    assert "OURS. Valid until 29 NOV 2026" in text
    assert "VALIDITY." not in text
