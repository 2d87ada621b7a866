from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.holding import hold_true
from broker_app.domain.lot import Lot
from broker_app.domain.variants import Spelling, clustered, proposed, respell, settled_key
from broker_app.domain.vehicle import Vehicle


def nothing(_text: str) -> str:
    return ""


def groups(
    *texts: str,
    sound: Callable[[str], str] = nothing,
    usual: Callable[[str], str] = nothing,
    tells: Callable[[str], object] = nothing,
) -> list[set[str]]:
    spellings = [Spelling(text, 10 - place) for place, text in enumerate(texts)]
    return [{one.text for one in group} for group in clustered(spellings, sound, usual, tells)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("X-TRAIL", "X TRAIL"),
        ("ハイエース・バン", "ﾊｲｴｰｽ ﾊﾞﾝ"),
        ("LAND CRUISER", "CRUISER LAND"),
        ("FORESTER", "FORSTER"),
        ("FORESTER", "FOERSTER"),
        ("FORESTER", "FORESTAR"),
    ],
)
def test_spellings_of_one_name_stand_together(one: str, other: str) -> None:
    assert groups(one, other) == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"), [("SPACE", "SPADE"), ("CX-30", "CX-60"), ("FAMILIA800", "FAMILIA850")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert groups(one, other) == []


def test_names_that_a_table_knows_as_different_stay_apart() -> None:
    known = {"FORESTER": "FORESTER", "FORESTAR": "FORESTAR"}
    assert groups("FORESTER", "FORESTAR", usual=lambda text: known.get(text, "")) == []


def test_a_name_that_says_more_of_a_vehicle_stays_apart() -> None:
    assert groups("FORESTER", "FORESTER.", tells=lambda text: text.endswith(".")) == []


def test_a_table_leads_short_names_to_the_whole_one() -> None:
    known = {"ランクル": "LAND CRUISER", "ランドクルーザー": "LAND CRUISER"}
    found = clustered(
        [Spelling("ランドクルーザー", 9), Spelling("ランクル", 2)],
        nothing,
        lambda text: known.get(text, ""),
        nothing,
    )
    assert len(found) == 1
    assert proposed(found[0], lambda text: known.get(text, "")) == "LAND CRUISER"
    assert proposed(found[0], nothing) == "ランドクルーザー"


def test_settled_spellings_are_not_proposed_again_but_take_in_a_new_one() -> None:
    own = [Spelling("FORESTER", 9, settled=True), Spelling("FORSTER", 1, settled=True)]
    assert clustered(own, nothing, nothing, nothing) == []
    more = [*own, Spelling("FORRESTER", 20)]
    (group,) = clustered(more, nothing, nothing, nothing)
    assert {one.text for one in group} == {"FORESTER", "FORSTER", "FORRESTER"}
    assert proposed(group, nothing) == "FORESTER"


def test_a_settled_name_is_held_and_what_was_printed_stays() -> None:
    lot = Lot(house="USS 東京", vehicle=Vehicle(maker="ﾄﾖﾀ", model="VITS"))
    settled = {
        settled_key("maker", "", "トヨタ"): "TOYOTA",
        settled_key("model", "TOYOTA", "vits"): "VITZ",
        settled_key("house", "", "USS東京"): "USS Tokyo",
    }
    respell(lot, settled)
    held = hold_true(lot)
    assert (held.maker, held.model, lot.house) == ("TOYOTA", "VITZ", "USS Tokyo")
    assert (lot.vehicle.maker, lot.vehicle.model) == ("ﾄﾖﾀ", "VITS")
    assert held.origins["model"].source == "spellings"


def test_a_name_settled_for_one_maker_is_not_that_of_another() -> None:
    lot = Lot(vehicle=Vehicle(maker="MAZDA", model="VITS"))
    respell(lot, {settled_key("model", "TOYOTA", "VITS"): "VITZ"})
    assert hold_true(lot).model == "VITS"


@given(st.lists(st.text(max_size=12), max_size=12, unique=True))
def test_any_texts_give_groups_in_which_each_stands_once(texts: list[str]) -> None:
    found = groups(*texts)
    together = [text for group in found for text in group]
    assert len(together) == len(set(together))
    assert set(together) <= set(texts)
