"""The whole set of papers, kept as text for shipments of each sort, and with very many vehicles."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app.domain.insurance import premium, sum_insured
from broker_app.domain.money import Money
from broker_app.jobs import bl_drafts
from broker_app.papers.flow import flow
from broker_app.papers.page import Role
from broker_app.papers.workbook import write_workbook
from broker_app.reference import documents
from tests.papers.samples import car, page_of, problems
from tests.papers.voyages import VOYAGES, of_voyage

KEPT = Path(__file__).parents[1] / "data" / "papers" / "voyages"
FIVE = ("kenya", "jamaica", "sri_lanka", "new_zealand", "tanzania")
BOXED = ("jamaica", "tanzania")
APPLIES: Mapping[str, tuple[str, ...]] = {
    "SC": FIVE,
    "BR": FIVE,
    "SI-C": BOXED,
    "BLI": FIVE,
    "BLD": FIVE,
    "VGM": BOXED,
    "DG": ("new_zealand", "sri_lanka", "jamaica"),
    "MARK": FIVE,
    "COV": FIVE,
    "INS": ("kenya", "sri_lanka", "tanzania"),
    "ISF": ("united_states",),
}
EACH = [(kind, name) for kind, names in APPLIES.items() for name in names]


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_the_paper_of_a_voyage_is_as_kept(kind: str, name: str) -> None:
    frozen = of_voyage(kind, name)
    assert problems(frozen) == []
    kept = KEPT / f"{kind.lower()}-{name}.txt"
    text = page_of(frozen).as_text()
    assert kept.is_file(), f"keep this as {kept}:\n{text}"
    assert text == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", APPLIES)
def test_nothing_of_cost_or_source_reaches_a_paper(kind: str) -> None:
    for name in APPLIES[kind]:
        text = page_of(of_voyage(kind, name)).as_text()
        for secret in ("987,654,321", "987654321", "AUCTION FOR", "MARGIN"):
            assert secret not in text


@pytest.mark.parametrize("kind", APPLIES)
def test_what_a_paper_must_have_keeps_it_a_draft(kind: str) -> None:
    name = APPLIES[kind][0]
    whole = of_voyage(kind, name)
    bare = replace(whole, particulars=(), parties=(), date="", lines=(), marks=())
    assert problems(bare)
    draft = page_of(of_voyage(kind, name, draft=True))
    assert draft.draft == "DRAFT - NOT FOR CUSTOMS OR BANK USE"
    assert "M. KANEDA\n" not in "\n".join(
        line.text
        for form in draft.closing
        for box in form.boxes
        for line in box.lines
        if line.role is Role.SIGNATURE
    )


def test_a_mark_is_one_sheet_a_vehicle_and_large() -> None:
    for name in FIVE:
        page = page_of(of_voyage("MARK", name))
        assert len(flow(page)) == len(VOYAGES[name].vehicles)
        roles = {line.role for form in page.more for box in form.boxes for line in box.lines}
        assert roles <= {Role.MARK, Role.MARK_SMALL}
    onward = replace(of_voyage("MARK", "kenya"), final_destination="KAMPALA, UGANDA")
    long = replace(onward, vessel="GLOVIS SUNRISE OF THE SEVEN SEAS")
    assert len(flow(page_of(long))) == 3
    assert "KENYA / IN TRANSIT TO KAMPALA" in page_of(long).as_text()
    short = replace(onward, final_destination="UGANDA")
    assert len(flow(page_of(short))) == 3
    assert "KENYA / IN TRANSIT TO UGANDA" in page_of(short).as_text()


def test_a_mark_sheet_says_all_of_the_mark_and_nothing_twice() -> None:
    frozen = of_voyage("MARK", "kenya")
    marks = ("BAHARI", "B 12", "MOMBASA", frozen.shipment_number, "CHASSIS NO.", "MADE IN JAPAN")
    text = page_of(replace(frozen, marks=marks)).as_text()
    sheet = text.split("--- page 2")[0]
    assert "BAHARI / B 12\n" in sheet
    assert (sheet.count("MOMBASA"), sheet.count("MADE IN")) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "UGANDA VIA MOMBASA"),
        ("KAMPALA", "KAMPALA IN UGANDA VIA MOMBASA"),
        ("KAMPALA, UGANDA", "KAMPALA IN UGANDA VIA MOMBASA"),
        ("KAMPALA, UGANDA VIA MALABA", "KAMPALA IN UGANDA VIA MALABA"),
    ],
)
def test_the_transit_clause_names_city_country_and_port(typed: str, said: str) -> None:
    frozen = replace(of_voyage("BLI", "kenya"), final_destination="UGANDA")
    told = (*(p for p in frozen.particulars if p[0] != "transit_to"), ("transit_to", typed))
    text = " ".join(page_of(replace(frozen, particulars=told)).as_text().split())
    assert f"CARGO IN TRANSIT TO {said} AT CONSIGNEE'S OWN COSTS AND RISK." in text


@pytest.mark.parametrize(
    ("mode", "said"), [("RO/RO", "PROVISION 961"), ("CONTAINER", "PROVISION 962"), ("", "")]
)
def test_the_dangerous_goods_note_says_which_special_provision_decides(
    mode: str, said: str
) -> None:
    frozen = of_voyage("DG", APPLIES["DG"][0])
    told = (*(p for p in frozen.particulars if p[0] != "mode"), ("mode", mode))
    text = " ".join(page_of(replace(frozen, particulars=told)).as_text().split())
    assert text.count("SPECIAL PROVISION") == bool(said)
    assert said in text


def test_the_contract_names_the_destination_and_forbids_diversion() -> None:
    frozen = of_voyage("SC", "kenya")
    text = " ".join(page_of(frozen).as_text().split())
    assert "sold for MOMBASA, KENYA as their final destination" in text
    onward = replace(frozen, final_destination="KAMPALA, UGANDA")
    assert "sold for KAMPALA, UGANDA as their" in " ".join(page_of(onward).as_text().split())
    assert "SANCTIONS." in text
    assert "CREDIT." not in text
    assert "CREDIT." in page_of(of_voyage("SC", "sri_lanka")).as_text()


def test_the_sum_insured_is_110_percent_of_cif() -> None:
    text = page_of(of_voyage("INS", "kenya")).as_text()
    cif = Money(of_voyage("CI", "kenya").total, "USD")
    assert f"{sum_insured(cif).amount:,.2f}" in text
    own = {"insurance_amount": "USD 2600000", "insurance_rate": "0.9"}
    agreed = page_of(of_voyage("INS", "kenya", **own)).as_text()
    assert "USD 26,000.00" in agreed
    assert "USD 234.00" in agreed  # 0.9 % of what is insured, not of 110 % of CIF
    carried = Money(4_616_174, "USD")
    of_cfr = page_of(of_voyage("INS", "jamaica", insurance_rate="0.9")).as_text()
    whole = carried + premium(carried, Decimal("0.9"))
    assert f"USD {whole.amount:,.2f}" in of_cfr


@pytest.mark.parametrize("kind", APPLIES)
def test_five_hundred_vehicles_fit(kind: str, tmp_path: Path) -> None:
    frozen = of_voyage(kind, APPLIES[kind][0])
    (first, *_) = frozen.lines
    lines = [
        replace(
            first,
            chassis_number=car(place)[0].chassis_number or "",
            container=1 + place % len(frozen.containers) if frozen.containers else 0,
        )
        for place in range(500)
    ]
    page = page_of(replace(frozen, lines=tuple(lines)))
    pages = flow(page)
    assert len(pages) < (501 if kind == "MARK" else 70)
    write_workbook([page], tmp_path / "many.xlsx")


def test_every_new_kind_is_on_demand_and_named_in_both_languages() -> None:
    kinds = documents.load()
    for kind in APPLIES:
        assert kinds[kind].on_demand
        assert kinds[kind].name["ja"] != kinds[kind].name["en"]


@pytest.mark.parametrize("plain", range(6))
def test_what_leads_over_to_clauses_stands_on_their_page(plain: int) -> None:
    """Of five vehicles some have a line less, so that the page ends at other places."""
    frozen = of_voyage("BLI", "kenya")
    known = [replace(frozen.lines[0], chassis_number=f"E12-{n:06d}") for n in range(5)]
    bare = [replace(line, displacement_cc=None, engine_number="") for line in known[:plain]]
    pieces = flow(page_of(replace(frozen, lines=(*bare, *known[plain:]))))
    assert "note 2" not in [piece.forms[-1].key for piece in pieces if piece.forms]


def test_the_exporter_is_one_item_a_line_as_carriers_take_it() -> None:
    text = page_of(of_voyage("BLI", "kenya")).as_text()
    (block,) = (line for line in text.splitlines() if "SHIPPER: " in line)
    lines = block.partition("SHIPPER: ")[2].split(" / ")
    assert lines[1:3] == ["5-2-11 SHINYAMASHITA, NAKA-KU,", "YOKOHAMA 231-0801, JAPAN"]
    assert max(map(len, lines)) <= 35


@pytest.mark.parametrize("kind", ["CI", "CI-C", "PL", "BR", "SI-R", "BLI", "EDW"])
def test_loose_parts_in_a_car_carrier_weigh_on_every_paper(kind: str) -> None:
    bare = of_voyage(kind, "kenya")
    kilograms = sum(line.gross_kg or 0 for line in bare.lines)
    said = {"loose_parts": "2 used engines", "loose_parts_kg": "859.6"}
    frozen = of_voyage(kind, "kenya", **said)
    text = page_of(frozen).as_text()
    assert frozen.loose_kg == 860
    assert "2 USED ENGINES" in text
    assert f"{kilograms + 860:,}" in text
    assert f"{kilograms + 860:,}" not in page_of(bare).as_text()
    assert f"{kilograms:,}" in page_of(bare).as_text()


def test_the_draft_of_a_bill_is_held_against_the_weight_that_papers_print() -> None:
    frozen = of_voyage("BLI", "tanzania")
    assert frozen.loose_kg == 760
    weight = bl_drafts.instructed(frozen).boxes["weight_kg"]
    assert f"{int(weight):,} KGS" in page_of(frozen).as_text()
