from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.intake import colours, terms
from broker_app.intake.figures import odometer_reader, price_reader
from broker_app.intake.numbers import KM, THOUSAND_KM
from broker_app.intake.titles import USUAL_MARKS
from broker_app.reference.lookups import load


def facts(reading: Any) -> dict[str, Any]:
    return {name: value for name, value in reading.facts.items() if name[0] != "?"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("4", {"score": "4"}),
        ("4.0", {"score": "4"}),
        ("３．５", {"score": "3.5"}),
        ("4,5", {"score": "4.5"}),
        ("3.5点", {"score": "3.5"}),
        ("RA", {"score": "RA"}),
        ("***", {"score": "***"}),
        ("＊＊＊", {"score": "***"}),
        ("R (4)", {"score": "R"}),
        ("--", {}),
        ("3.5 / A", {"score": "3.5", "interior_grade": "A"}),
        ("4 B/C", {"score": "4", "exterior_grade": "B", "interior_grade": "C"}),
        ("4.5\nB/B", {"score": "4.5", "exterior_grade": "B", "interior_grade": "B"}),
        ("5 - すごくきれい", {"score": "5 - すごくきれい"}),
    ],
)
def test_scores(text: str, wanted: dict[str, str]) -> None:
    assert facts(terms.score_reader("score")(text, text)) == wanted


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("修復歴あり", "R"),
        ("修", "R"),
        ("А", "A"),
        ("A", "A"),
        ("0", "0"),
        ("事故現状", "事故現状"),
    ],
)
def test_words_for_scores(text: str, score: str) -> None:
    read = terms.score_reader("score", load().values["score"])
    assert facts(read(text, text)) == {"score": score}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ｸﾛ/B92P", {"colour": "クロ", "colour_code": "B92P"}),
        ("クロ/40", {"colour": "クロ", "colour_code": "040"}),
        ("クロ/-", {"colour": "クロ"}),
        ("/B92P", {"colour_code": "B92P"}),
        ("白/黒", {"colour": "白/黒"}),
    ],
)
def test_colour_and_code(text: str, wanted: dict[str, str]) -> None:
    assert facts(colours.colour_and_code_reader(load())(text, text)) == wanted


@pytest.mark.parametrize(("text", "code"), [("40", "040"), ("070", "070"), ("B9", "B9")])
def test_colour_codes(text: str, code: str) -> None:
    assert facts(colours.colour_code_reader("colour_code")(text, text)) == {"colour_code": code}


def test_both_grades_in_one_cell() -> None:
    read = terms.grades_reader(exterior_first=True)
    assert facts(read("с/-", "с/-")) == {"exterior_grade": "C"}


@pytest.mark.parametrize(
    ("text", "transmission", "gears"),
    [
        ("AT", "AT", None),
        ("FA", "AT", None),
        ("IAT", "AT", None),
        ("DAT", "AT", None),
        ("F5", "MT", 5),
        ("MT6", "MT", 6),
        ("AT5", "AT", 5),
        ("ProShift", "AT", None),
        ("I6", "MT", 6),
        ("C5", "MT", 5),
        ("5F", "MT", 5),
        ("５ＭＴ", "MT", 5),
        ("フロア6MT", "MT", 6),
        ("5速", "MT", 5),
        ("CVT", "CVT", None),
        ("C", "CVT", None),
        ("A/T (DCT)", "DCT", None),
        ("フロアMTモード付10AT", "AT", 10),
        ("5", "MT", 5),
    ],
)
def test_shift_codes(text: str, transmission: str, gears: int | None) -> None:
    found = facts(terms.transmission_reader(load())(text, text))
    assert (found.get("transmission"), found.get("gears")) == (transmission, gears)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ｾﾚﾅ 5D 4WD", {"model": "セレナ 5D 4WD", "doors": 5, "drive": "4WD"}),
        ("ﾊｲﾗｯｸｽｻﾌ5D4W", {"model": "ハイラックスサフ5D4W", "doors": 5, "drive": "4WD"}),
        ("ﾗﾝﾄﾞｸﾙ-ｻﾞ4WD", {"model": "ランドクルーザ4WD", "drive": "4WD"}),
        ("ﾃﾞﾘｶD:5 4WD", {"model": "デリカD:5 4WD", "drive": "4WD"}),
        ("エルフトラック 2D 2WD", {"model": "エルフトラック 2D 2WD", "doors": 2, "drive": "2WD"}),
        ("86", {"model": "86"}),
        ("ＣＸ－５", {"model": "CX-5"}),
    ],
)
def test_models_keep_their_text_and_give_doors_and_drive(text: str, wanted: dict[str, Any]) -> None:
    assert facts(terms.model_reader(load())(text, text)) == wanted


@pytest.mark.parametrize(
    ("text", "powertrain"),
    [
        ("アルファードHV", "hybrid"),
        ("HV FX", "hybrid"),
        ("ハイブリッドZ", "hybrid"),
        ("e-POWER X", "hybrid"),
        ("プリウスPHV", "plug_in_hybrid"),
        ("アウトランダーPHEV", "plug_in_hybrid"),
        ("SHVX", ""),
        ("ムーヴキャンバス", ""),
    ],
)
def test_hybrid_words_in_names(text: str, powertrain: str) -> None:
    assert terms.name_words(load())(text)[0] == powertrain


def test_classes_in_names() -> None:
    words = terms.name_words(load())
    assert words("キャリイトラック")[1] == "truck"
    assert words("ハイエースバン")[1] == "van"
    assert words("ムーヴキャンバス")[1] == ""


def test_makers_in_any_script_and_classes_in_their_place() -> None:
    read = terms.maker_reader(load())
    assert facts(read("日産", "日産")) == {"maker": "NISSAN"}
    assert facts(read("ﾄﾖﾀ", "ﾄﾖﾀ")) == {"maker": "TOYOTA"}
    assert facts(read("Nobody", "Nobody")) == {"maker": "Nobody"}
    assert facts(read("建機・農機", "建機・農機")) == {"vehicle_class": "machinery"}


def test_maker_and_model_in_one_cell() -> None:
    read = terms.maker_model_reader(load())
    assert facts(read("Toyota Prius", "Toyota Prius")) == {"maker": "TOYOTA", "model": "Prius"}
    assert facts(read("Land Rover Defender 5D", "Land Rover Defender 5D")) == {
        "maker": "LAND ROVER",
        "model": "Defender 5D",
        "doors": 5,
    }


def test_fuel_words_give_powertrain_and_fuel() -> None:
    read = terms.fuel_reader(load(), beside_petrol=False)
    assert facts(read("GS", "GS")) == {"powertrain": "petrol", "fuel": "petrol"}
    assert facts(read("軽油・電気", "軽油・電気")) == {"powertrain": "hybrid", "fuel": "diesel"}
    assert facts(read("Hybrid(Petrol)", "Hybrid(Petrol)")) == {
        "powertrain": "hybrid",
        "fuel": "petrol",
    }
    assert facts(read("бензин, 4.4 л", "бензин, 4.4 л"))["powertrain"] == "petrol"
    assert facts(read("HV", "HV")) == {"powertrain": "hybrid"}
    assert facts(read("電気", "電気")) == {"powertrain": "electric", "fuel": "none"}
    assert facts(read("その他", "その他")) == {}
    assert read("?!", "?!").notes[0].key == "unknown_word"
    beside = terms.fuel_reader(load(), beside_petrol=True)
    assert facts(beside("P", "P")) == {"powertrain": "plug_in_hybrid"}


def test_doors_mangled_by_a_spreadsheet_stay_empty() -> None:
    reading = terms.doors_reader()("04-May", "04-May")
    assert facts(reading) == {}
    assert reading.notes[0] == ("doors", "date_mangled", {"text": "04-May", "was": "4-5"})


@pytest.mark.parametrize(
    ("text", "km", "status"),
    [
        ("67", 67000, "actual"),
        ("$45", 45000, "meter replaced"),
        ("*58", 58000, "tampered"),
        ("＊８７", 87000, "tampered"),
        ("#", None, "unknown"),
        ("#98", 98000, "unknown"),
        ("走行不明", None, "unknown"),
        ("-", None, "unknown"),
        ("45 メーター交換", 45000, "meter replaced"),
    ],
)
def test_odometers_with_marks(text: str, km: int | None, status: str) -> None:
    found = facts(odometer_reader(load(), THOUSAND_KM, USUAL_MARKS)(text, text))
    assert (found.get("odometer_km"), found.get("odometer_status")) == (km, status)


def test_an_odometer_placeholder_is_told() -> None:
    reading = odometer_reader(load(), KM, USUAL_MARKS)("999.999", "999.999")
    assert reading.facts["odometer_status"] == "unknown"
    assert reading.notes[0].key == "odometer_placeholder"


def test_words_in_price_columns() -> None:
    read = price_reader("asking_price", load(), None)
    assert read("ASK", "ASK").notes[0].key == "price_on_request"
    assert read("流れ", "流れ").notes == ()
    assert read("-", "-").notes == ()
    assert facts(read("US$ 5,770.00", "US$ 5,770.00")) == {
        "asking_price": 577000,
        "currency": "USD",
    }


@given(st.text(max_size=40))
def test_any_text_is_read_by_every_reader(text: str) -> None:
    lookups = load()
    readers = (
        terms.score_reader("score"),
        terms.transmission_reader(lookups),
        terms.model_reader(lookups),
        terms.maker_model_reader(lookups),
        terms.fuel_reader(lookups, True),
        terms.doors_reader(),
        terms.doors_and_drive_reader(lookups),
        colours.colour_and_code_reader(lookups),
        terms.grades_reader(True),
        terms.remarks_reader(lookups),
        odometer_reader(lookups, KM, USUAL_MARKS),
        price_reader("hammer_price", lookups, None),
    )
    for read in readers:
        assert read(text, text).text == text


@pytest.mark.parametrize(
    ("printed", "colour"),
    [
        ("ｸ ﾛ", "クロ"),
        ("ｸﾛ", "クロ"),
        ("ﾊﾟ-ﾙ ﾎﾜｲﾄ", "パール ホワイト"),
        ("Pearl White", "Pearl White"),
        ("紺", "紺"),
    ],
)
def test_a_colour_spaced_to_width_is_one_word(printed: str, colour: str) -> None:
    assert colours.colour_of(printed) == colour
