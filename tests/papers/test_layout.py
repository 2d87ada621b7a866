from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app import paths
from broker_app.domain.document import PrintedLine, Snapshot
from broker_app.domain.money import Money, exponent
from broker_app.domain.paper_keys import CERTIFICATE, CONTAINER_KEYS, HEAD_KEYS, LINE_KEYS, RECKONED
from broker_app.domain.shipment import INCOTERMS
from broker_app.errors import UserError
from broker_app.papers import snapshot
from broker_app.papers.amount_in_words import amount_in_words
from broker_app.papers.flow import flow
from broker_app.papers.layout import lay_out
from broker_app.papers.measure import lines_needed, width_mm, wrapped
from broker_app.papers.page import Box, Figure, Page
from broker_app.papers.values import CONTAINERS, HEADS, LINES
from broker_app.papers.wording import COLUMNS, FIELDS, Paper
from broker_app.reference import documents
from tests.papers.samples import (
    FROM_YOKOHAMA,
    TO_KENYA,
    as_packing_list,
    as_proforma,
    car,
    cars,
    page_of,
    taken,
    with_more,
)

KEPT = Path(__file__).parents[1] / "data" / "papers"


def same_as_kept(name: str, page: Page) -> None:
    """Compare with the kept text; on a difference the new text stands in the message."""
    text = page.as_text()
    kept = KEPT / f"{name}.txt"
    assert kept.is_file(), f"keep this as {kept}:\n{text}"
    assert text == kept.read_text(encoding="utf-8")


def box(page: Page, key: str) -> Box:
    (found,) = [b for form in (*page.head, *page.closing) for b in form.boxes if b.key == key]
    return found


def text_of(page: Page, key: str) -> str:
    return " / ".join(line.text for line in box(page, key).lines)


def cell_text(page: Page, row: int, key: str) -> str:
    place = [column.key for column in page.table.columns].index(key)
    cell = page.table.rows[row].cells[place]
    return cell.figure.shown if cell.figure else " / ".join(line.text for line in cell.lines)


GOLDEN: dict[str, Snapshot] = {
    "invoice-cif-mombasa-usd": taken(),
    "invoice-fob-yokohama-jpy": taken(
        FROM_YOKOHAMA, cars(2, "JPY"), number="HAX-2026-0418", revision=1
    ),
    "invoice-40-vehicles-draft": taken(vehicles=cars(40), number="", draft=True),
    "shipping-instruction-roro": with_more("SI-R"),
    "proforma-cif-mombasa-usd": as_proforma(taken(vehicles=cars(2))),
    "proforma-deposit-kenya": replace(as_proforma(taken(vehicles=cars(2))), deposit=477_400),
    "packing-list-mombasa": as_packing_list(taken()),
    "packing-list-some-unknown-draft": as_packing_list(
        taken(
            vehicles=[car(0), car(1, kerb_weight_kg=None), car(2, width_mm=None, volume_m3=10.5)],
            number="",
            draft=True,
        )
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_page_is_as_kept(name: str) -> None:
    same_as_kept(name, page_of(GOLDEN[name]))


def test_every_field_and_column_of_every_kind_can_be_printed() -> None:
    for kind in documents.load().values():
        for draft in (True, False):
            lay_out(replace(taken(draft=draft), kind=kind.kind, revision=1), kind)


def test_every_key_that_a_file_may_name_is_printed_and_no_other() -> None:
    kept = {key for key in HEAD_KEYS | LINE_KEYS if key.startswith((CERTIFICATE, RECKONED))}
    assert {*FIELDS, *HEADS} == HEAD_KEYS - kept
    assert {*COLUMNS, *LINES} == LINE_KEYS - kept
    assert set(CONTAINERS) == CONTAINER_KEYS


def test_a_proforma_says_what_it_lacks() -> None:
    kind = documents.load()["PI"]
    whole = as_proforma(taken())
    assert snapshot.problems(whole, kind) == []
    bare = replace(whole, valid_until="", mode="", etd="", port_of_discharge="", freight=0, bank=())
    assert snapshot.problems(bare, kind) == [
        "bank", "valid_until", "mode", "etd", "port_of_discharge", "freight",
    ]  # fmt: skip
    assert text_of(page_of(bare), "shipment_by") == ""
    assert text_of(page_of(replace(whole, etd="")), "shipment_by") == "RO/RO"


def test_no_price_stands_on_a_packing_list() -> None:
    text = page_of(as_packing_list(taken())).as_text()
    for secret in ("4,480", "65,900", "73,183", "7,041", "USD", "SHIOKAZE BANK"):
        assert secret not in text


def test_another_kind_is_one_more_file(tmp_path: Path) -> None:
    shipped = paths.resources() / "documents"
    for file in shipped.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    invoice = (shipped / "commercial-invoice.toml").read_text(encoding="utf-8")
    more = invoice.replace('"CI"', '"XI"').replace("COMMERCIAL INVOICE", "EXTRA INVOICE")
    (tmp_path / "xtra.toml").write_text(f'series = "XI-{{YYYY}}-{{nnnn}}"\n{more}', "utf-8")
    kinds = documents.from_folder(tmp_path)
    assert set(kinds) == {*documents.load(), "XI"}
    frozen = replace(taken(), kind="XI", vessel="")
    assert snapshot.problems(frozen, kinds["XI"]) == ["vessel"]
    assert text_of(lay_out(frozen, kinds["XI"]), "title") == "EXTRA INVOICE"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('required = ["shipper", "lines"]', 'required = ["shiper"]'),
        ('required = ["weight_kg"]', 'required = ["weight"]'),
        ('numbered_with = "CI"', 'numbered_with = "XX"'),
    ],
)
def test_a_definition_that_asks_for_the_unknown_is_refused(
    old: str, new: str, tmp_path: Path
) -> None:
    for file in (paths.resources() / "documents").iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match="document_file"):
        documents.from_folder(tmp_path)


def test_a_draft_says_so_and_is_not_signed() -> None:
    draft, issued = page_of(taken(draft=True)), page_of(taken())
    mark = "DRAFT - NOT FOR CUSTOMS OR BANK USE"
    assert draft.draft == mark
    assert text_of(draft, "draft") == text_of(draft, "signature") == mark
    assert "KANEDA" not in draft.as_text()
    assert mark not in issued.as_text()
    assert (
        text_of(issued, "signature") == "HAMAKAZE AUTO EXPORT CO., LTD. / M. KANEDA, EXPORT MANAGER"
    )


@pytest.mark.parametrize("term", INCOTERMS)
def test_each_term_shows_its_own_charges(term: str) -> None:
    page = page_of(taken(replace(TO_KENYA, incoterm=term)))
    keys = [b.key for b in page.closing[0].boxes if b.figure]
    assert ("freight" in keys) == (term in ("CFR", "CPT", "CIF", "CIP"))
    assert ("insurance" in keys) == (term in ("CIF", "CIP"))
    place = "YOKOHAMA" if term in ("FOB", "FCA") else "MOMBASA"
    assert text_of(page, "total label") == f"TOTAL {term} {place}"


def test_vehicles_in_the_words_of_the_trade() -> None:
    page = page_of(
        taken(
            vehicles=[
                car(0, powertrain="hybrid", made_in="GB"),
                car(1, powertrain="electric", fuel=None, displacement_cc=None),
                car(2, powertrain="plug_in_hybrid", steering="left"),
                car(3, powertrain="mild_hybrid", fuel="diesel", emission_code=None),
                car(4, powertrain="hybrid", fuel=None, first_registered="2020", hs_code="8704"),
            ]
        )
    )
    assert [cell_text(page, row, "fuel") for row in range(5)] == [
        "HYBRID (PETROL)",
        "EV",
        "PHEV",
        "MILD HYBRID (DIESEL)",
        "HYBRID",
    ]
    assert cell_text(page, 0, "description") == (
        "USED NISSAN NOTE X / DBA-E12, WHITE, RHD, HS 8703.22, MADE IN UNITED KINGDOM"
    )
    assert cell_text(page, 1, "displacement_cc") == "EV"
    assert "LHD" in cell_text(page, 2, "description")
    assert "/ NZE161G, BLACK" in cell_text(page, 3, "description")
    assert cell_text(page, 4, "first_registered") == "2020"
    assert "HS" not in cell_text(page, 4, "description")
    assert text_of(page, "origin") == "UNITED KINGDOM / JAPAN"
    assert text_of(page, "declaration").endswith("ORIGINATE IN UNITED KINGDOM AND JAPAN.")


def test_the_lines_are_walked_once_for_the_decimals_of_sides() -> None:
    walked = 0

    class Counted(tuple[PrintedLine, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[PrintedLine]:
            nonlocal walked
            walked += 1
            return super().__iter__()

    even = {"length_mm": 4000, "width_mm": 1700, "height_mm": 1500}
    frozen = taken(vehicles=[car(0, **even), car(1, **even)])
    paper = Paper(replace(frozen, lines=Counted(frozen.lines)), documents.load()["PL"])
    sides = ("length_cm", "width_cm", "height_cm")
    shown = [COLUMNS[key](paper, 1, line) for line in frozen.lines for key in sides]
    assert shown == [Figure(Decimal(cm)) for cm in (400, 170, 150)] * 2
    assert walked == 1


def test_no_origin_is_claimed_that_is_not_known() -> None:
    page = page_of(taken(vehicles=[car(0), car(1, made_in=None)]))
    assert text_of(page, "origin") == ""
    assert text_of(page, "declaration").endswith("TRUE AND CORRECT.")


def test_no_weight_is_added_up_from_some() -> None:
    page = page_of(taken(vehicles=[car(0), car(1, kerb_weight_kg=None)]))
    assert text_of(page, "counts") == "TOTAL TWO (2) UNITS   20.628 M3"


prices = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)


@settings(deadline=None)
@given(prices, st.integers(0, 10**8), st.integers(0, 10**7), st.sampled_from(INCOTERMS))
def test_total_is_lines_plus_charges(
    minor: list[int], freight: int, insurance: int, term: str
) -> None:
    for currency in ("JPY", "USD", "KWD"):
        shipment = replace(
            TO_KENYA, incoterm=term, currency=currency, freight=freight, insurance=insurance
        )
        frozen = taken(shipment, [(car(0)[0], Money(m, currency)) for m in minor])
        page = page_of(frozen)
        due = sum(minor) + (freight if term[0] == "C" else 0)
        due += insurance if term in ("CIF", "CIP") else 0
        total = box(page, "total").figure
        assert total is not None
        assert frozen.total == due
        assert total.value.scaleb(exponent(currency)) == due
        assert text_of(page, "words") == amount_in_words(Money(due, currency))
        amounts = [row.cells[-1].figure for row in page.table.rows]
        added = sum((a.value for a in amounts if a), Decimal(0))
        assert added.scaleb(exponent(currency)) == sum(minor)


@pytest.mark.parametrize("count", [0, 1, 2, 7, 9, 10, 11, 15, 16, 17, 39, 40, 41, 42, 100])
def test_pages_hold_every_row_once_and_the_closing_is_never_alone(count: int) -> None:
    page = page_of(taken(vehicles=cars(count)))
    pieces = flow(page)
    held = [row for piece in pieces for row in range(piece.first, piece.after)]
    assert held == list(range(count))
    assert count == 0 or pieces[-1].after > pieces[-1].first
    setup = page.setup
    body = setup.height_mm - setup.top_mm - setup.bottom_mm
    heads = sum(form.height_mm for form in page.head)
    closing = sum(form.height_mm for form in page.closing) + page.table.spare_mm
    for place, piece in enumerate(pieces):
        rows = sum(row.height_mm for row in page.table.rows[piece.first : piece.after])
        above = heads if place == 0 else 0
        below = closing if place == len(pieces) - 1 else 0
        assert above + page.table.head_mm + rows + below <= body


def test_boxes_stay_on_the_paper_and_do_not_overlap() -> None:
    page = page_of(taken(FROM_YOKOHAMA, cars(3, "JPY"), draft=True))
    setup = page.setup
    width = setup.width_mm - setup.left_mm - setup.right_mm
    assert sum(column.width_mm for column in page.table.columns) == width
    for form in (*page.head, *page.closing):
        taken_places: set[tuple[int, int]] = set()
        for one in form.boxes:
            assert 0 <= one.left_mm < one.left_mm + one.width_mm <= width
            assert one.row + one.rows <= len(form.rows)
            places = {
                (row, mm)
                for row in range(one.row, one.row + one.rows)
                for mm in range(int(one.left_mm), int(one.left_mm + one.width_mm))
            }
            assert not places & taken_places
            taken_places |= places


def test_long_names_get_the_room_they_need() -> None:
    long = page_of(taken(replace(TO_KENYA, vessel="A" * 200)))
    assert long.head[2].height_mm > page_of(taken()).head[2].height_mm


def test_measuring() -> None:
    assert width_mm("USED", 8) == pytest.approx(2.778 * 8 * 25.4 / 72)
    assert lines_needed("", 10, 8) == 1
    assert wrapped("AAA BBB", width_mm("AAA BBB", 8), 8) == ["AAA BBB"]
    assert wrapped("AAA BBB", width_mm("AAA B", 8), 8) == ["AAA", "BBB"]
    assert "".join(wrapped("W" * 50, 20, 8)) == "W" * 50
