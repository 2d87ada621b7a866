"""What is typed into the boxes of a certificate: any text is a value or one sentence."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.certificate import BOX, BOXES, Certificate, Kind
from broker_app.domain.eras import era_text, era_words
from broker_app.errors import UserError
from broker_app.intake.certificate import box_text, read_box
from broker_app.jobs.certifying import problem_text

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("first_registered", "H30.5", "2018-05"),
        ("first_registered", "平成30年5月", "2018-05"),
        ("first_registered", "Ｈ３０．５", "2018-05"),
        ("first_registered", "h30 5", "2018-05"),
        ("first_registered", "2018/5", "2018-05"),
        ("scheduled_on", "R6/3/12", "2024-03-12"),
        ("scheduled_on", "r9 1 15", "2027-01-15"),
        ("scheduled_on", "令和元年5月1日", "2019-05-01"),
        ("scheduled_on", "2026年12月4日", "2026-12-04"),
        ("scheduled_on", "20261204", "2026-12-04"),
        ("displacement_cl", "1.79", 179),
        ("displacement_cl", "１．７９　Ｌ", 179),
        ("displacement_cl", "1.9", 190),
        ("displacement_cl", "0,65", 65),
        ("displacement_cl", "2", 200),
        ("rated_output_w", "80.00 kW", 80_000),
        ("weight_kg", "1,350kg", 1350),
        ("weight_kg", "１３５０", 1350),
        ("length_cm", "446 cm", 446),
        ("seats", "5人", 5),
        ("reference_number", "1234 5678 9012 3456", "1234567890123456"),
        ("chassis_number", "zvw30‐1234567", "ZVW30-1234567"),
        ("model_type", "ＤＡＡ－ＺＶＷ３０", "DAA-ZVW30"),
        ("fuel", "g", "petrol"),
        ("fuel", "ガソリン・電気", "petrol_electric"),
        ("fuel", "gasoline/", "petrol_electric"),
        ("fuel", "軽油", "diesel"),
        ("fuel", "灯油", "灯油"),
        ("use", "乗", "乗"),  # 乗用 or 乗合
        ("use", "乗用", "passenger"),
        ("purpose", "自", "private"),
        ("classification", "軽", "kei"),
        ("max_carry_kg", "-", None),
        ("user", "***", ""),
        ("locality", "＊＊＊", ""),
        ("owner", "  ", ""),
    ],
)
def test_boxes_as_the_paper_prints_them(name: str, text: str, value: Any) -> None:
    assert read_box(name, text, TODAY)[name] == value


def test_a_second_figure_in_brackets() -> None:
    assert read_box("seats", "2[5]", TODAY) == {"seats": 2, "seats_other": 5}
    found = read_box("max_carry_kg", "350 (250) kg", TODAY)
    assert found == {"max_carry_kg": 350, "max_carry_other_kg": 250}
    assert read_box("seats", "5", TODAY) == {"seats": 5, "seats_other": None}


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("first_registered", "30.5", "certificate_day"),  # no era
        ("first_registered", "H30.13", "certificate_day"),
        ("first_registered", "H30", "certificate_month"),
        ("scheduled_on", "R6.3", "certificate_day"),
        ("scheduled_on", "03/04/2027", "certificate_day"),  # either order
        ("scheduled_on", "R7.2.30", "certificate_day"),
        ("displacement_cl", "1797", "certificate_litres"),
        ("displacement_cl", "1.797", "certificate_litres"),
        ("displacement_cl", "0", "certificate_litres"),
        ("rated_output_w", "0 kW", "certificate_kilowatts"),
        ("weight_kg", "-5", "certificate_number"),
        ("weight_kg", "heavy", "certificate_number"),
        ("weight_kg", "0", "certificate_bounds"),
        ("weight_kg", "900[950]", "certificate_number"),
        ("length_cm", "4460", "certificate_bounds"),
        ("chassis_number", "ZVW30-12****", "certificate_chassis"),
        ("owner", "x" * 301, "certificate_long"),
    ],
)
def test_what_cannot_be_is_one_sentence(name: str, text: str, key: str) -> None:
    with pytest.raises(UserError) as caught:
        read_box(name, text, TODAY)
    assert caught.value.key == key
    assert "{" not in problem_text(caught.value)
    assert not problem_text(caught.value).startswith("error.")


@given(st.sampled_from(BOXES), st.text(max_size=40))
def test_any_text_in_any_box_is_a_value_or_a_sentence(box: Any, text: str) -> None:
    _value_or_sentence(box.name, text)


@given(
    st.sampled_from(BOXES),
    st.from_regex(r"[HRSTMhr平成令和元０-９0-9./\-年月日 ,\[\]kgLcm]{0,14}", fullmatch=True),
)
def test_anything_like_a_box_is_a_value_or_a_sentence(box: Any, text: str) -> None:
    _value_or_sentence(box.name, text)


def _value_or_sentence(name: str, text: str) -> None:
    try:
        values = dict(read_box(name, text, TODAY))
    except UserError as problem:
        said = problem_text(problem)
    else:
        said = ""
    if said:
        assert not said.startswith("error.")
        return
    again = box_text(Certificate(**values), name)
    if BOX[name].kind in (Kind.TEXT, Kind.CODE, Kind.DIGITS):
        assert again == values[name]  # kept as it is, in whatever letters
    else:
        assert read_box(name, again, TODAY)[name] == values[name]


def test_half_a_character_is_left_out() -> None:
    assert read_box("owner", "AOI\ud83d\x00 TRADING", TODAY) == {"owner": "AOI TRADING"}


DATES = [box.name for box in BOXES if box.kind in (Kind.DAY, Kind.PARTIAL_DATE)]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(DATES))
def test_days_by_their_era_come_back(day: date, name: str) -> None:
    wanted = day.isoformat()
    for text in (wanted, era_text(wanted), era_words(wanted), era_text(wanted).replace(".", "/")):
        assert read_box(name, text, TODAY)[name] == wanted


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_months_by_their_era_come_back(day: date) -> None:
    wanted = day.isoformat()[:7]
    for text in (wanted, era_text(wanted), era_words(wanted)):
        assert read_box("first_registered", text, TODAY)["first_registered"] == wanted
