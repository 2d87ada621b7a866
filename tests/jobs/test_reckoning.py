"""What the program works out for the papers of customs and of the house, on a real database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app.domain.cost import Cost
from broker_app.domain.rate import Rate
from broker_app.domain.table_2_3 import judged
from broker_app.domain.verdict import Finding, Outcome, Verdict
from broker_app.jobs import costing, issuing, paper_set, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.paper_order import Order
from broker_app.jobs.progress import silent
from broker_app.papers import snapshot as snapshots
from broker_app.papers.values import head_value
from broker_app.papers.wording import Paper
from broker_app.store import companies, documents
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

WHO = "sato"
CREDIT = {
    "lc_number": "KDB/26/4418",
    "lc_date": "2026-11-05",
    "lc_amount": "USD 610000",
    "lc_tolerance": "0",
    "lc_applicant": "MAWIMBI MOTORS LTD.",
    "lc_latest_shipment": "2026-12-01",
    "lc_documents": "Signed commercial invoice in 4\nPacking list in 3",
}


@pytest.fixture
def shipment(stock: Database, books: Books) -> int:
    made = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, made, 1, 415_000, WHO, TODAY)
    return made


def _order(db: Database, books: Books, shipment: int, kind: str) -> Order:
    return issuing.order_for(db.connection, books, shipment, kind, TODAY)


def _of(order: Order) -> Mapping[str, str]:
    return order.reckoned_of[1]


def test_a_declaration_has_code_and_estimate(stock: Database, books: Books, shipment: int) -> None:
    bare = _order(stock, books, shipment, "EDW")
    assert "fob_jpy" not in _of(bare)
    assert "missing.reckoned.destination_code" not in issuing.lacks(
        stock.connection, books, shipment, "EDW", TODAY
    )
    costing.put_rate(stock, "USD", Rate(Decimal("150.5"), date(2026, 11, 20), "TTM"), WHO, TODAY)
    order = _order(stock, books, shipment, "EDW")
    assert _of(order)["statistical_code"] == "8703.21-925"
    assert _of(order)["naccs_digit"] == "4"
    assert "1000cc以下" in _of(order)["code_reason"]
    fob = order.lines[0].fob
    assert _of(order)["fob_jpy"] == str(int(fob.minor_units * Decimal("1.505") + Decimal("0.5")))
    assert order.reckoned["destination_code"] == "KE"
    assert order.reckoned["rate_on"] == "2026-11-20"
    particulars.put(stock, books, shipment, {"declare_on": "2026-11-19"}, WHO)
    assert "fob_jpy" not in _of(_order(stock, books, shipment, "EDW")), "no rate of that day yet"


def test_a_code_that_is_open_is_not_printed(stock: Database, books: Books) -> None:
    made = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, made, 2, 415_000, WHO, TODAY)
    stock_car = _order(stock, books, made, "EDW").lines[0].record
    open_car = replace(stock_car, displacement_cc=None, hs_code=None)
    from broker_app.jobs.reckoning import code_values

    said = code_values(open_car, books)
    assert "statistical_code" not in said
    assert "未確定" in said["code_reason"]
    assert "排気量" in said["code_reason"]


def test_what_was_paid_is_frozen_in_the_ledger_alone(
    stock: Database, books: Books, shipment: int
) -> None:
    cost = Cost(vehicle=1, kind="purchase", amount=433_177, day="2026-11-19", tax=43_317)
    costing.put_cost(stock, cost, WHO)
    recycling = Cost(vehicle=1, kind="recycling", amount=9_837, day="2026-11-19")
    costing.put_cost(stock, recycling, WHO)
    ledger = _of(_order(stock, books, shipment, "TAX"))
    assert ledger["purchase_jpy"] == "433177"
    assert ledger["input_tax_jpy"] == "43317"
    assert ledger["recycling_jpy"] == "9837"
    assert "deposit_jpy" not in _of(_order(stock, books, shipment, "RCY"))
    parts = {"deposit_dust": "JPY 6100", "deposit_airbag": "JPY 2050"}
    particulars.put(stock, books, shipment, parts, WHO, of=[1])
    assert _of(_order(stock, books, shipment, "RCY"))["deposit_jpy"] == "8150"
    for kind in books.outgoing_papers:
        order = _order(stock, books, shipment, kind)
        kept = snapshots.to_json(order.snapshot()).decode()
        assert "433177" not in kept
        assert "9837" not in kept


def test_the_refund_ends_two_years_after_the_permit(
    stock: Database, books: Books, shipment: int
) -> None:
    assert _order(stock, books, shipment, "RCY").reckoned["refund_until"] == ""
    particulars.put(stock, books, shipment, {"permit_on": "2028-02-29"}, WHO)
    assert _order(stock, books, shipment, "RCY").reckoned["refund_until"] == "2030-02-28"


def test_a_credit_is_held_against_the_shipment(
    stock: Database, books: Books, shipment: int
) -> None:
    particulars.put(stock, books, shipment, CREDIT, WHO)
    order = _order(stock, books, shipment, "LCC")
    met = {check.subject.rpartition("/ ")[2]: check.met for check in order.checks}
    assert met["LATEST SHIPMENT"] == "no", "it sails on 6 December"
    assert met["APPLICANT"] == met["CURRENCY"] == "yes"
    told = {check.source for check in order.checks if "RECALLED" in check.source}
    assert told, "what no source bears out is to be confirmed"
    assert [check.asked for check in order.checks if "46A" in check.subject][-2:] == [
        "Signed commercial invoice in 4",
        "Packing list in 3",
    ]


def test_a_release_checklist_shows_the_checks_as_they_are(
    stock: Database, books: Books, shipment: int
) -> None:
    def shown() -> dict[str, tuple[str, str]]:
        checks = _order(stock, books, shipment, "REL").checks
        return {check.source: (check.subject, check.met) for check in checks}

    found = shown()
    assert found["vessel_named 1"] == ("SH-2611-001", "yes")
    assert found["runners 1"] == ("1. KSP130-1234567", "no")
    assert found["below_cost 1"] == ("1. KSP130-1234567", "")  # no rate: a person has to look
    assert found["consignee_complete 1"][0] == "MAWIMBI MOTORS LTD."
    assert "batteries 1" not in found  # no car with a battery is on board
    shipping.change_shipment(stock, books, shipment, {"vessel": ""}, WHO, TODAY)
    assert shown()["vessel_named 1"] == ("SH-2611-001", "no")
    shipping.take_off(stock, shipment, 1, WHO)
    assert shown() == {}


def test_a_checklist_that_did_not_change_keeps_its_revision(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    for _ in range(3):
        given = (books, shipment, "REL", tmp_path, WHO, TODAY)
        paper, _ = issuing.write_paper(stock, silent, *given)
        assert not paper.snapshot.draft
        assert paper.snapshot.revision == 0


def test_a_whole_set_holds_no_book_of_the_house(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    particulars.put(stock, books, shipment, CREDIT, WHO)
    written, _ = paper_set.write_set(stock, silent, books, shipment, tmp_path, WHO, TODAY)
    kinds = {paper.snapshot.kind for paper in written.papers}
    assert {"CI", "CI-B", "PL", "NAS", "EDW"} <= kinds
    assert not any(books.document_kinds[kind].internal for kind in kinds)
    names = " ".join(path.name for path in tmp_path.iterdir())
    assert not any(f"{kind}-" in names for kind in ("LCC", "REL", "TAX", "RCY"))


def test_the_ledger_prints_the_exporter_on_the_permit_and_whose_export_it_is(
    stock: Database, books: Books, shipment: int
) -> None:
    def printed() -> tuple[str, ...]:
        paper = Paper(_order(stock, books, shipment, "TAX").snapshot(), books.document_kinds["TAX"])
        keys = ("exporter_on_permit", "real_exporter", "particular.notice_issued")
        return tuple(str(head_value(paper, key)) for key in keys)

    own = companies.get(stock.connection).name
    assert printed() == (own, "", "")
    values = {"permit_exporter": "Meigi Trading", "notice_issued": "yes"}
    particulars.put(stock, books, shipment, values, WHO)
    assert printed() == ("Meigi Trading", own, "YES")
    particulars.put(stock, books, shipment, {"permit_exporter": own.title()}, WHO)
    assert printed() == (own.title(), "", "YES")


def test_variants_and_origin_carry_the_number_of_the_invoice(
    stock: Database, books: Books, shipment: int, tmp_path: Path
) -> None:
    invoice, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, WHO, TODAY)
    assert not invoice.snapshot.draft
    for kind in ("CI-B", "CI-C", "COO"):
        paper, _ = issuing.write_paper(stock, silent, books, shipment, kind, tmp_path, WHO, TODAY)
        assert paper.holds == ()
        assert replace(paper.snapshot, kind="CI") == invoice.snapshot
    issued = [row["kind"] for row in documents.of_shipment(stock.connection, shipment)]
    assert set(issued) == {"CI", "CI-B", "CI-C", "COO"}


def _verdict(outcome: Outcome, *findings: Finding) -> Verdict:
    return Verdict(outcome, findings, "1", date(2026, 11, 22), date(2026, 11, 22), None)


BARRED = Finding("JP-RU-IND-2308-ICE1900", "JP", Outcome.BLOCKED, item="2-2")


@pytest.mark.parametrize(
    ("verdict", "bound", "covered", "said"),
    [
        (_verdict(Outcome.BLOCKED, BARRED), True, True, "listed 2-2"),
        (_verdict(Outcome.BLOCKED, BARRED), False, True, "outside"),
        (_verdict(Outcome.ALLOWED), True, True, "unlisted"),
        (_verdict(Outcome.ALLOWED), True, False, "open"),
        (
            _verdict(Outcome.REVIEW, replace(BARRED, missing=("displacement_cc",))),
            True,
            True,
            "open",
        ),
        (_verdict(Outcome.BLOCKED, replace(BARRED, regime="US")), True, True, "open"),
    ],
)
def test_table_2_3_follows_the_findings(
    verdict: Verdict, bound: bool, covered: bool, said: str
) -> None:
    assert judged(verdict, bound=bound, covered=covered) == said


def test_a_statement_for_russia_is_judged_by_vehicle(stock: Database, books: Books) -> None:
    made = ship(stock, books, "Vladivostok")
    shipping.add_vehicle(stock, books, made, 1, 415_000, WHO, TODAY)
    order = _order(stock, books, made, "NAS")
    assert order.reckoned["table_2_3"] == "bound"
    assert _of(order)["table_2_3"] in ("open", "unlisted")
