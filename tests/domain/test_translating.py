"""A certificate in English: what is known is translated whole, everything else stays as typed."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.certificate import Certificate
from broker_app.domain.translating import OWNER, english, lines_of
from broker_app.reference.certificate_words import shipped

WORDS = shipped()
PAPER = Certificate(
    number="4711",
    registration_number="横浜 300 さ 12-34",
    registered_on="2018-05-14",
    first_registered="2018-05",
    chassis_number="NZE161-2815880",
    maker="トヨタ",
    model_type="DBA-NZE161G",
    owner="株式会社アオイ",
    owner_address="横浜市中区本町1-1",
    classification="small",
    use="passenger",
    purpose="private",
    body="ステーションワゴン",
    seats=2,
    seats_other=5,
    weight_kg=1150,
    displacement_cl=149,
    fuel="petrol_electric",
    length_cm=435,
    scheduled_on="2026-12-20",
    remarks="走行距離計表示値:45,000km(令和6年5月10日)、特記事項あり",
    office="神奈川運輸支局",
)


def said(certificate: Certificate = PAPER) -> dict[str, str]:
    return {line.name: line.value for line in lines_of(certificate, WORDS)}


def test_every_box_is_said_in_english() -> None:
    assert said() == {
        "number": "4711",
        "registration_number": "YOKOHAMA 300 SA 12-34",
        "registered_on": "14 MAY 2018",
        "first_registered": "MAY 2018",
        "chassis_number": "NZE161-2815880",
        "maker": "TOYOTA",
        "model_type": "DBA-NZE161G",
        "owner": "株式会社アオイ",
        "owner_address": "横浜市中区本町1-1",
        "classification": "SMALL",
        "use": "PASSENGER",
        "purpose": "PRIVATE",
        "body": "STATION WAGON",
        "seats": "2 [5] PERSONS",
        "weight_kg": "1,150 KG",
        "displacement_cl": "1.49 L",
        "fuel": "GASOLINE / ELECTRICITY",
        "length_cm": "435 CM",
        "scheduled_on": "20 DEC 2026",
        "remarks": "ODOMETER READING:45,000km(10 MAY 2024), 特記事項あり",
        "office": "KANAGAWA TRANSPORT BRANCH OFFICE",
    }


def test_people_are_left_out_where_asked() -> None:
    names = {line.name for line in lines_of(PAPER, WORDS, with_owner=False)}
    assert not names & set(OWNER)
    assert "registration_number" in names


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("謎の車体", "謎の車体"),
        ("神奈川県某所の運輸支局", "神奈川県某所の運輸支局"),
        ("令和99年99月99日", "令和99年99月99日"),
        ("平成元年12月", "DEC 1989"),
        ("一時抹消登録済。以下余白", "TEMPORARILY DEREGISTERED. BLANK BELOW"),
        ("Odometer 45,000 km", "Odometer 45,000 km"),
    ],
)
def test_a_part_with_an_unknown_word_stays_as_it_is(text: str, wanted: str) -> None:
    assert english(text, WORDS) == wanted


@pytest.mark.parametrize("name", ["classification", "use", "purpose", "fuel"])
def test_every_choice_of_the_form_has_its_english(name: str) -> None:
    from broker_app.domain.certificate import CHOICES

    for key in CHOICES[name]:
        assert re.fullmatch(r"[ -~]+", said(replace(PAPER, **{name: key}))[name])  # type: ignore[arg-type]


@given(st.text())
def test_any_text_is_a_text(text: str) -> None:
    assert isinstance(english(text, WORDS), str)
    for line in lines_of(replace(PAPER, remarks=text, body=text, use=text, maker=text), WORDS):
        assert line.value
