from dataclasses import fields, replace

import pytest

from broker_app.domain.document import PrintedLine, Snapshot
from broker_app.domain.money import Money
from broker_app.errors import UserError
from broker_app.papers import snapshot
from broker_app.papers.wording import short_place
from tests.papers.samples import (
    BAHARI,
    COMPANY,
    FROM_YOKOHAMA,
    TO_KENYA,
    as_packing_list,
    car,
    cars,
    page_of,
    problems,
    taken,
)


def test_a_complete_shipment_has_no_problems() -> None:
    assert problems(taken()) == []
    assert snapshot.not_latin(taken()) == []


def test_totals_follow_the_term() -> None:
    cif = taken()
    assert (cif.fob, cif.freight, cif.insurance, cif.total) == (6590000, 704174, 24150, 7318324)
    fob = taken(FROM_YOKOHAMA, cars(2, "JPY"))
    assert (fob.fob, fob.freight, fob.insurance, fob.total) == (863000, 0, 0, 863000)
    assert fob.incoterm_place == "YOKOHAMA, JAPAN"


@pytest.mark.parametrize(
    ("sides", "m3"),
    [((439, 169, 143), "10.609"), ((480, 184, 169), "14.926"), ((339, 147, 165), "8.222")],
)
def test_measurement_has_three_decimals(sides: tuple[int, int, int], m3: str) -> None:
    length, width, height = (10 * cm for cm in sides)
    one = car(0, length_mm=length, width_mm=width, height_mm=height)
    assert taken(vehicles=[one]).lines[0].volume_m3 == m3


def test_measurement_as_listed_where_a_side_is_missing() -> None:
    one = car(0, length_mm=None, volume_m3=10.5)
    other = car(1, height_mm=None)
    assert [line.volume_m3 for line in taken(vehicles=[one, other]).lines] == ["10.500", ""]


def test_reading_back_gives_the_same_snapshot_and_hash() -> None:
    frozen = taken()
    again = snapshot.from_json(snapshot.to_json(frozen))
    assert again == frozen
    assert snapshot.sha256(again) == snapshot.sha256(frozen)
    assert snapshot.sha256(frozen) != snapshot.sha256(replace(frozen, revision=1))


def test_defaults_are_not_kept_so_that_new_fields_change_no_old_hash() -> None:
    assert snapshot.to_json(Snapshot()) == b"{}"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"future":1}', b'{"kind": "CI"}', b"\xff"])
def test_anything_but_our_own_snapshot_is_refused(content: bytes) -> None:
    with pytest.raises(UserError, match="snapshot_unreadable"):
        snapshot.from_json(content)


def test_nothing_of_costs_or_auctions_can_be_in_a_snapshot() -> None:
    content = snapshot.to_json(taken()).decode()
    for secret in ("987654321", "auction", "120", "35000"):
        assert f'"{secret}"' not in content
        assert f":{secret}" not in content
    names = {f.name for f in fields(Snapshot)} | {f.name for f in fields(PrintedLine)}
    assert not [n for n in names if "cost" in n or "margin" in n or "remark" in n or "score" in n]


def test_what_is_missing_is_named() -> None:
    empty = replace(
        TO_KENYA, consignee=None, buyer=None, vessel="tba", etd="", payment_terms="", freight=0
    )
    bare = car(2, chassis_number=None, made_in=None)
    free = (car(3)[0], Money(0, "USD"))
    frozen = taken(empty, [car(0), bare, free], number="")
    assert problems(frozen) == [
        "buyer",
        "number",
        "consignee",
        "payment_terms",
        "vessel",
        "etd",
        "freight",
        "made_in:2",
        "chassis_number:2",
        "unit_price:3",
    ]


def test_a_draft_needs_no_number_yet() -> None:
    assert problems(taken(number="", draft=True)) == []


def test_an_electric_car_needs_no_displacement() -> None:
    electric = car(0, powertrain="electric", fuel=None, displacement_cc=None)
    petrol = car(1, displacement_cc=None)
    assert problems(taken(vehicles=[electric, petrol])) == ["displacement_cc:2"]


def test_a_packing_list_asks_for_weight_and_sides_and_no_price() -> None:
    bare = car(1, kerb_weight_kg=None, height_mm=None, volume_m3=11.5)
    free = (car(2)[0], Money(0, "USD"))
    frozen = as_packing_list(taken(replace(TO_KENYA, freight=0), [car(0), bare, free]))
    assert problems(frozen) == ["height_mm:2", "weight_kg:2"]
    assert problems(as_packing_list(taken())) == []


def test_no_vehicles_is_a_problem_and_still_a_page() -> None:
    frozen = taken(vehicles=[])
    assert problems(frozen) == ["lines"]
    assert "TOTAL ZERO (0) UNITS" in page_of(frozen).as_text()


def test_a_price_in_another_currency_is_refused() -> None:
    with pytest.raises(UserError, match="price_currency"):
        taken(vehicles=[car(0, "USD"), car(1, "EUR")])


def test_a_chassis_number_changes_in_width_only() -> None:
    numbers = [
        "ＮＺＥ１６１－７１６１２０４",
        "nze161-7161204",
        "GK3‐3421765",
        "東[51]123456東",
        " E12-1 ",
    ]
    frozen = taken(vehicles=[car(0, chassis_number=number) for number in numbers])
    assert [line.chassis_number for line in frozen.lines] == [
        "NZE161-7161204",
        "nze161-7161204",
        "GK3‐3421765",
        "東[51]123456東",
        "E12-1",
    ]


def test_texts_are_printed_in_upper_case_ascii() -> None:
    party = replace(
        BAHARI, name="Søren & Łukasz Ōtomo GmbH", address=("ул. Ленина 1", "\x07🚗 Box\t7")
    )
    company = replace(COMPANY, name="株式会社ハマカゼ")
    frozen = taken(
        company=company, parties={1: party}, vehicles=[car(0, colour="ｼﾙﾊﾞｰ", model="コルト")]
    )
    assert frozen.consignee.name == "SOREN & LUKASZ OTOMO GMBH"
    assert frozen.consignee.lines[:2] == ("UL. LENINA 1", "BOX 7")
    assert frozen.shipper.name == "HAMAKAZE CO., LTD."
    assert frozen.lines[0].colour == "SHIRUBA"
    assert frozen.lines[0].model == "KORUTO"
    assert snapshot.not_latin(frozen) == []


def test_chinese_characters_are_left_and_named() -> None:
    frozen = taken(
        company=replace(COMPANY, name="浜風自動車株式会社"), vehicles=[car(0, colour="白")]
    )
    assert frozen.shipper.name == "浜風自動車 CO., LTD."
    assert snapshot.not_latin(frozen) == ["shipper", "colour:1"]


def test_onward_cargo_names_its_destination() -> None:
    assert taken(replace(TO_KENYA, final_destination="KE")).final_destination == ""
    assert taken(replace(TO_KENYA, final_destination="UG")).final_destination == "UGANDA"


def test_an_unknown_port_is_printed_as_it_was_typed() -> None:
    assert taken(replace(TO_KENYA, port_of_discharge="Lamu")).port_of_discharge == "LAMU"
    assert short_place("PORT ELIZABETH (GQEBERHA), SOUTH AFRICA") == "PORT ELIZABETH"


def test_japanese_papers_name_the_exporter_in_japanese_where_it_is_known() -> None:
    japanese, english = taken(kind="RCY"), taken(kind="CI")
    assert japanese.shipper.name == "浜風オート輸出株式会社"
    assert japanese.shipper.lines[:2] == (
        "〒231-0801 神奈川県横浜市中区新山下5-2-11",
        "HAMAKAZE AUTO EXPORT CO., LTD.",
    )
    assert (japanese.signatory, japanese.signatory_title) == ("金田 美帆", "輸出課長")
    assert japanese.shipper_english == english.shipper.name == "HAMAKAZE AUTO EXPORT CO., LTD."
    assert "浜" not in snapshot.to_json(english).decode()
    nameless = replace(COMPANY, name_ja="", address_ja=(), signatory_ja="")
    assert taken(kind="RCY", company=nameless).shipper == english.shipper


def test_japanese_for_the_yard_is_no_letter_that_a_line_refuses() -> None:
    plain = taken()
    typed = replace(plain, particulars=(("yard", "大黒ふ頭"), ("carrier", "海運")))
    assert snapshot.not_latin(typed, {"yard"}) == ["particular.carrier"]
    (first, *_) = plain.lines
    certified = replace(first, certificate=(("owner", "浜風"),), particulars=(("keys", "２本"),))
    assert snapshot.not_latin(replace(plain, lines=(certified,))) == ["particular.keys:1"]
