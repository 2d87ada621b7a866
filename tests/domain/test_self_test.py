"""Names altered and made up for the test of screening."""

from broker_app.domain.listing import Entry, ListedName
from broker_app.domain.self_test import VARIANTS, altered, invented, sample
from broker_app.reference import made_up_names, screening

COMPANY = Entry("x", "1", "organisation", (ListedName("Mihon Trading Co Ltd"),))
PERSON = Entry("x", "2", "person", (ListedName("MIHON, Taro"),))
SHIP = Entry("x", "3", "vessel", (ListedName("Mihon Maru"),))
KANJI = Entry("x", "4", "person", (ListedName("見本太郎"),))
MADE_UP = made_up_names.shipped()


def variants(entry: Entry) -> dict[str, str]:
    return {one.variant: one.name for one in altered([entry], screening.shipped(), MADE_UP)}


def test_a_company_is_altered_in_every_way() -> None:
    made = variants(COMPANY)
    assert (*made, "kana") == VARIANTS
    assert made["exact"] == "Mihon Trading Co Ltd"
    assert made["case"] == "MIHON TRADING CO LTD"
    assert made["form"].startswith("Mihon Trading ")
    assert made["form"] != "Mihon Trading Co Ltd"
    assert made["order"] == "Ltd Mihon Trading Co"
    assert sorted(made["typo"]) == sorted("Mihon Trading Co Ltd")
    assert made["lookalike"] != "Mihon Trading Co Ltd"
    assert len(made["lookalike"]) == len("Mihon Trading Co Ltd")
    assert made["script"] == "Михон Традинг Ко Лтд"


def test_a_person_has_no_legal_form_and_is_written_by_its_sound() -> None:
    made = variants(PERSON)
    assert "form" not in made
    assert made["kana"] == "タロ・ミホン"
    assert made["order"] == "Taro MIHON"


def test_katakana_are_written_where_there_is_a_sound() -> None:
    named = [Entry("x", "5", "person", (ListedName(n),)) for n in ("ZAMBRI, Kh. Shota", "Ab Cdé")]
    assert [variants(one).get("kana") for one in named] == ["フ・ショタ・ザンブリ", None]


def test_only_latin_names_of_parties_are_chosen_and_always_the_same() -> None:
    assert sample([SHIP, KANJI, PERSON, COMPANY], 10) == sample([COMPANY, PERSON], 10)
    many = [Entry("x", str(n), "person", (ListedName(f"Ab{'c' * n} Defgh"),)) for n in range(50)]
    assert sample(many, 5) == sample(list(reversed(many)), 5)


def test_made_up_names_are_many_and_of_both_kinds() -> None:
    names = list(invented(MADE_UP, 400))
    assert len(names) == 400
    assert len({name for name, _ in names}) > 300
    assert {kind for _, kind in names} == {"person", "organisation"}
    assert names == list(invented(MADE_UP, 400))
