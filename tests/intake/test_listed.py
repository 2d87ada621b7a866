"""Sanctions lists: every form read to its entries, from samples of our own and the real ones."""

import csv
import unicodedata
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app.domain.listing import Entry
from broker_app.domain.sanctions_list import SanctionsList
from broker_app.errors import UserError
from broker_app.intake.listed import reading
from broker_app.intake.listed.source import Part, Source, day_from, opened
from broker_app.reference import sanctions_lists
from broker_app.reference.country_names import code_of
from tests.intake.listed_samples import (
    MADE_UP,
    REAL,
    REAL_SETS,
    SDN_SET,
    end_users,
    known,
    made_up,
    mof,
    pdf,
    read,
    source,
)

real = pytest.mark.skipif(not REAL.is_dir(), reason="needs the lists beside the checkout")


def names(entry: Entry, kind: str = "") -> list[str]:
    return [name.text for name in entry.names if name.kind == kind or not kind]


def must_hold(about: SanctionsList, entries: list[Entry]) -> None:
    for wanted in about.examples:
        (entry,) = (e for e in entries if wanted.name in names(e))
        assert wanted.entry in ("", entry.entry_id)
        assert not wanted.country or wanted.country in entry.countries


def bare(name: str) -> str:
    return name.replace(" ", "").rstrip(".")


def day_of(found: Source) -> date | None:
    _, parser = reading.which(found, known())
    return reading.dated(found, parser)


def test_designated_organisations_of_russia() -> None:
    found = made_up("russia.txt")
    list_id, entries = read(found)
    assert list_id == "jp-meti-russia"
    assert day_of(found) == date(2025, 9, 12)
    assert [entry.entry_id for entry in entries] == ["1", "2", "3", "4", "5"]
    assert {entry.countries for entry in entries} == {("RU",)}
    first, second, third, fourth, fifth = entries
    assert names(first) == ["株式会社ミホン造船所", "Mihon Shipyard JSC"]
    assert first.addresses == ("1, Mihon Emb., 190000, St. Peterburg, Russia",)
    assert names(second, "primary") == ["見本情報(RTX)研究所", "Mihon Information (RTX) Institute"]
    assert names(second, "alias") == [
        "株式会社ミホンA",
        "ミホン・ビー",
        "有限会社 MHNシー",
        "Mihon A JSC",
        "Mihon Bee Co., Ltd.",
        "MHN Sea LLC",
        "見本情報研究所",
        "Mihon Information Institute",
    ]
    assert len(second.addresses) == 2
    assert names(third) == ["国防見本省", "Ministry of Samples"]
    assert "あらゆる部隊" in third.remark
    assert names(fourth) == ["株式会社ミホン「プログレス」", "JSC Mihon Rocket – Progress"]
    assert names(fifth, "alias") == ["MMG社", "有限会社 MMG", "LLC Company MMG", "Kompaniya MMG"]


def test_designated_organisations_of_third_countries() -> None:
    list_id, (first, second) = read(made_up("third_country.txt"))
    assert list_id == "jp-meti-third-country"
    assert names(first, "primary") == [
        "ミホン・トレーディング有限会社",
        "Mihon Trading Co., Limited",
    ]
    assert names(first, "alias") == ["Mihon Ltd.", "深圳市見本科技有限公司"]
    assert first.countries == ("CN", "HK")
    assert names(second) == ["ミホン FZCO", "Mihon FZCO"]
    assert second.countries == ("AE",)


def test_a_text_of_another_encoding_is_the_same_list() -> None:
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8")
    for encoding in ("cp932", "utf-16", "utf-8-sig"):
        part = Part("list.txt", text.replace("–", "―").encode(encoding))
        assert len(read(Source((part,)))[1]) == 5


def test_designated_organisations_straight_from_a_pdf() -> None:
    pytest.importorskip("pypdf", reason="needs pypdf")
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8")
    found = Source((Part("list.pdf", pdf(text)),))
    list_id, entries = read(found)
    assert list_id == "jp-meti-russia"
    assert entries == read(made_up("russia.txt"))[1]
    assert day_of(found) == date(2025, 9, 12)


def test_a_pdf_of_pictures_says_so() -> None:
    pytest.importorskip("pypdf", reason="needs pypdf")
    with pytest.raises(UserError, match="listed_pdf_without_text"):
        read(Source((Part("scan.pdf", pdf(" \n").replace(b"<0031>", b"<0020>")),)))


def test_a_list_whose_count_breaks_off_is_refused() -> None:
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8").replace("4 株式会社", "株式会社")
    with pytest.raises(UserError, match=r"listed_entry_missing.*number=4"):
        read(Source((Part("list.txt", text.encode()),)))


def test_a_list_that_ends_in_the_names_of_an_entry_is_refused() -> None:
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8")
    cut = text[: text.rindex("所在地")]
    with pytest.raises(UserError, match=r"listed_entry_missing.*number=5"):
        read(Source((Part("list.txt", cut.encode()),)))


def test_a_list_that_ends_in_the_place_of_an_entry_is_refused() -> None:
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8")
    cut = text[: text.rindex("Russia") - 3]
    with pytest.raises(UserError, match="listed_breaks_off"):
        read(Source((Part("list.txt", cut.encode()),)))


def test_the_end_user_list() -> None:
    found = end_users()
    list_id, (first, second) = read(found)
    assert list_id == "jp-meti-end-user"
    assert day_of(found) == date(2025, 9, 29)
    assert names(first) == ["Candid General Trading LLC", "Candid Trading LLC"]
    assert (first.countries, first.programmes) == (("AE",), ("M",))
    assert names(second, "primary") == ["Amirkabir University of Technology", "見本大学"]
    assert names(second, "alias") == ["Mihon University", "Mihon Institute"]
    assert (second.countries, second.programmes) == (("IR",), ("B", "C", "M", "N", "CW"))


def test_the_list_of_the_ministry_of_finance() -> None:
    found = mof()
    list_id, (person, group) = read(found)
    assert list_id == "jp-mof"
    assert day_of(found) == date(2022, 3, 1)
    assert (person.kind, person.entry_id) == ("person", "TAi.900")
    assert names(person, "primary") == ["Taro Mihon", "見本太郎"]
    assert names(person, "alias") == ["Mihon Taro", "Tarou Mihon"]
    assert names(person, "weak_alias") == ["サンプル"]
    assert person.born == ("1960", "1962-03-04")
    assert person.countries == ("AF",)
    assert person.identifiers == (("passport", "OR0000001"), ("passport", "OR0000002"))
    assert group.kind == "organisation"
    assert names(group) == ["ハジ・サンプル", "HAJI KHAIRULLAH HAJI SATTAR MONEY EXCHANGE"]
    assert group.addresses == ("Made-up Market; Quetta",)


def test_the_csv_set_of_ofac() -> None:
    list_id, (firm, person, vessel, aircraft) = read(made_up(*SDN_SET))
    assert list_id == "us-ofac-sdn"
    assert names(firm) == ["MIHON AIRLINES", "MIHON-AIR", "VIEJA MIHON S.A.", "MHN"]
    assert [n.kind for n in firm.names] == ["primary", "alias", "former", "weak_alias"]
    assert (firm.kind, firm.countries) == ("organisation", ("CU",))
    assert firm.programmes == ("SDNTK", "CUBA")
    assert (person.kind, person.born) == ("person", ("03 Nov 1955", "1956"))
    assert "Linked To: MIHON AIRLINES; Registration" in person.remark
    assert person.identifiers == (
        ("passport", "717000093"),
        ("tax", "781005200000"),
        ("registration", "1027000000195"),
    )
    assert vessel.identifiers == (
        ("imo", "9187629"),
        ("mmsi", "572469210"),
        ("call_sign", "CL0000"),
    )
    assert (vessel.countries, names(vessel, "former")) == (("PA",), ["OLD MARU"])
    assert (aircraft.kind, aircraft.identifiers) == ("aircraft", (("aircraft", "1023000321"),))


def test_the_csv_set_as_one_archive_and_in_any_order() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in reversed(SDN_SET):
            archive.write(MADE_UP / name, f"sdn/{name}")
    (found,) = reading.sources(opened("sdn.zip", made.getvalue()))
    assert read(found) == read(made_up(*SDN_SET))


def test_a_set_without_its_parts_is_refused() -> None:
    with pytest.raises(UserError, match=r"listed_set_incomplete.*add\.csv"):
        read(made_up("sdn.csv", "alt.csv"))
    with pytest.raises(UserError, match="listed_part_alone"):
        made_up("alt.csv")


def test_the_xml_of_ofac() -> None:
    found = made_up("sdn.xml")
    list_id, (person, vessel) = read(found)
    assert list_id == "us-ofac-sdn"
    assert day_of(found) == date(2026, 11, 20)
    assert [(n.text, n.kind) for n in person.names] == [
        ("MIHON, Taro", "primary"),
        ("SAMPLE", "weak_alias"),
        ("MIKHON, Taro", "former"),
    ]
    assert (person.countries, person.born) == (("RU",), ("03 Nov 1955",))
    assert person.identifiers == (("passport", "717000093"),)
    assert vessel.identifiers == (("imo", "9187629"), ("call_sign", "CL0000"))
    assert vessel.countries == ("PA",)


def test_an_xml_that_lost_entries_is_refused() -> None:
    data = (MADE_UP / "sdn.xml").read_bytes()
    fewer = data.replace(b"<Record_Count>2", b"<Record_Count>3")
    with pytest.raises(UserError, match=r"listed_count_differs.*stated=3, found=2"):
        read(Source((Part("sdn.xml", fewer),)))
    with pytest.raises(UserError, match="listed_breaks_off"):
        read(Source((Part("sdn.xml", data[:-300]),)))


def test_entities_of_xml_stay_shut() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb += (MADE_UP / "un.xml").read_bytes().partition(b"?>")[2].replace(b"TARO", b"&b;")
    with pytest.raises(UserError, match="listed_with_entities"):
        read(Source((Part("un.xml", bomb),)))


def test_the_denied_persons_list() -> None:
    list_id, (first, second) = read(made_up("dpl.txt"))
    assert list_id == "us-bis-dpl"
    assert names(first) == ["MIHON TARO"]
    assert first.addresses == ("1 MIHON DRIVE, RICHARDSON, TX, 75081, US",)
    assert second.entry_id == f"{first.entry_id}-2"


def test_the_consolidated_screening_list() -> None:
    list_id, (firm, person, vessel) = read(made_up("csl.csv"))
    assert list_id == "us-csl"
    assert names(firm) == ["Mihon Components", "Mihon Parts", "MHN"]
    assert (firm.programmes, firm.countries) == (("EL",), ("NO",))
    assert person.programmes == ("SDN", "SDNTK", "RUSSIA-EO14024")
    assert person.identifiers == (("passport", "717000093"),)
    assert vessel.identifiers == (
        ("imo", "9187629"),
        ("mmsi", "572469210"),
        ("call_sign", "CL0000"),
    )


def test_the_list_of_the_united_nations() -> None:
    found = made_up("un.xml")
    list_id, (person, firm) = read(found)
    assert list_id == "un"
    assert day_of(found) == date(2026, 11, 20)
    assert names(person, "primary") == ["TARO MIHON SAMPLE", "見本太郎"]
    assert (person.kind, person.entry_id, person.born) == ("person", "KPi.900", ("1960-1962",))
    assert names(person, "weak_alias") == ["Sample"]
    assert person.countries == ("KP",)
    assert (firm.kind, firm.countries) == ("organisation", ("IR",))
    assert names(firm, "former") == ["Mihon Bureau"]


def test_the_financial_sanctions_of_the_union() -> None:
    found = made_up("eu.csv")
    list_id, (person, firm) = read(found)
    assert list_id == "eu-fsf"
    assert day_of(found) == date(2026, 11, 20)
    assert (person.entry_id, person.kind, person.born) == ("EU.27.28", "person", ("1937-04-28",))
    assert person.countries == ("IQ",)
    assert names(firm) == ['Joint "Mihon" Company', "АО Михон"]
    assert firm.addresses == ("Ulitsa Mihon 1, Moscow, RUSSIAN FEDERATION",)
    assert firm.identifiers == (("registration", "1027000000195"),)


def test_the_old_columns_in_lines_quoted_whole() -> None:
    found = made_up("eu_old.csv")
    list_id, (firm, person) = read(found)
    assert list_id == "eu-fsf"
    assert day_of(found) == date(2018, 7, 4)
    assert names(firm) == ["Mihon Company", "Mihon, AO"]
    assert (firm.countries, firm.remark) == (("RU",), "(made up) (second line)")
    assert person.identifiers == (("passport", "AD000001"),)
    assert (person.born, person.countries) == (("1924-02-21",), ("ZW",))


def test_the_list_of_the_united_kingdom() -> None:
    found = made_up("uk.csv")
    list_id, (firm, person, ship) = read(found)
    assert list_id == "uk-sanctions-list"
    assert day_of(found) == date(2026, 11, 20)
    assert (firm.entry_id, len(firm.names)) == ("AFG0001", 2)
    assert names(person, "primary") == ["Ivan Petrovich MIHON", "Иван Михон"]
    assert names(person, "weak_alias") == ["Ivan MIKHON"]
    assert (person.countries, person.born) == (("RU",), ("00/00/1975",))
    assert (ship.kind, ship.identifiers, ship.countries) == (
        "vessel",
        (("imo", "9187629"),),
        ("PA",),
    )


def test_the_targets_of_opensanctions() -> None:
    found = made_up("opensanctions.csv")
    list_id, (firm, ship) = read(found)
    assert list_id == "opensanctions"
    assert day_of(found) == date(2026, 11, 20)
    assert (firm.countries, len(firm.addresses)) == (("AF", "PK"), 2)
    assert firm.programmes == ("Made-up Sanctions", "Other Sanctions")
    assert ship.identifiers == (("imo", "9187629"),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"hello",
        b"PK\x03\x04 broken",
        b"<?xml version='1.0'?><html/>",
        b"a;b\n1;2\n",
        b"\xff\xfe\x00",
        "名前,住所\n見本,東京\n".encode("cp932"),
        b"\xd0\xcf\x11\xe0",
    ],
)
def test_what_is_no_list_is_one_sentence(data: bytes) -> None:
    with pytest.raises(UserError):
        read(reading.sources(opened("file", data))[0])


def test_a_copy_cut_within_a_letter_is_not_read_as_another_encoding() -> None:
    data = (MADE_UP / "uk.csv").read_bytes()
    at = data.index("خ".encode()) + 1
    with pytest.raises(UserError, match="listed_damaged"):
        read(Source((Part("uk.csv", data[:at]),)))


def test_a_missing_heading_is_named() -> None:
    data = (MADE_UP / "csl.csv").read_bytes().replace(b"alt_names", b"others")
    with pytest.raises(UserError, match=r"listed_heading_missing.*altnames"):
        read(Source((Part("csl.csv", data),)))


SAMPLES = sorted(file.name for file in MADE_UP.iterdir() if file.name not in SDN_SET[1:])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_any_bytes_give_entries_or_one_sentence(name: str, data: st.DataObject) -> None:
    whole = bytearray((MADE_UP / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        taken = data.draw(st.integers(0, 60))
        whole[at : at + taken] = data.draw(
            st.one_of(st.binary(max_size=20), st.sampled_from([b'"', b"\0", b"<", b";", b"\n\n"]))
        )
    parts = [bytes(whole)]
    try:
        found = reading.sources(part for one in parts for part in opened(name, one))
        read(found[0])
        day_of(found[0])
    except UserError:
        pass


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-27T00:00", date(2026, 2, 27)),
        ("Report Date: 13-Feb-2026", date(2026, 2, 13)),
        ("04/07/2018", date(2018, 7, 4)),
        ("99/99/2018", None),
        ("31-Zzz-2026", None),
        ("", None),
    ],
)
def test_days_that_lists_state(text: str, day: date | None) -> None:
    assert day_from(text) == day


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, North", "KP"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Russian Federation", "RU"),
        ("Bosnia & Herzegovina", "BA"),
        ("THE BAHAMAS", "BS"),
        ("IRQ", "IQ"),
        ("ru", "RU"),
        ("ロシア連邦", "RU"),
        ("Türkiye", "TR"),
        ("undetermined", ""),
        ("", ""),
    ],
)
def test_countries_by_any_name(name: str, code: str) -> None:
    assert code_of(name) == code


MADE_UP_LISTS = {
    "jp-meti-end-user": end_users,
    "jp-mof": mof,
    "uk-sanctions-list": lambda: made_up("uk.csv"),
    "eu-fsf": lambda: made_up("eu.csv"),
    "opensanctions": lambda: made_up("opensanctions.csv"),
}


@pytest.mark.parametrize("list_id", MADE_UP_LISTS)
def test_examples_of_lists_without_a_real_copy(list_id: str) -> None:
    _, entries = read(MADE_UP_LISTS[list_id]())
    (described,) = (one for one in sanctions_lists.shipped() if one.id == list_id)
    must_hold(described, entries)


COUNTS = {
    "us-ofac-sdn": 7379,  # 7,378 line ends: the last line has none
    "us-ofac-consolidated": 442,
    "us-bis-dpl": 546,
    "us-csl": 115,
    "un": 1003,
    "eu-fsf": 93,  # of 999 rows
    "opensanctions": 5,
    "jp-meti-russia": 561,
    "jp-meti-belarus": 27,
    "jp-meti-third-country": 56,
}


@real
@pytest.mark.parametrize("list_id", COUNTS)
def test_the_real_lists(list_id: str) -> None:
    found = source(*(REAL / name for name in REAL_SETS[list_id]))
    one, parser = reading.which(found, known())
    assert one.id == list_id
    entries = list(reading.PARSERS[parser].entries(found, list_id, code_of))
    assert len(entries) == COUNTS[list_id]
    assert len({entry.entry_id for entry in entries}) == len(entries)
    assert all(entry.names[0].text for entry in entries)
    (described,) = (one for one in sanctions_lists.shipped() if one.id == list_id)
    if list_id != "opensanctions":  # a sample of another of its sets
        must_hold(described, entries)


@real
def test_the_united_nations_list_persons_and_entities() -> None:
    _, entries = read(source(REAL / "un_consolidated.xml"))
    kinds = [entry.kind for entry in entries]
    assert (kinds.count("person"), kinds.count("organisation")) == (730, 273)


@real
def test_every_designated_organisation_has_both_names() -> None:
    """The pairs that were once taken from the same texts lack some and cut others; ours are whole."""
    pairs = {}
    with (REAL / "jp_meti_ja_en_name_pairs_derived.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            pairs[row["list"], row["no"]] = [
                unicodedata.normalize("NFKC", row[name]) for name in ("name_ja", "name_en")
            ]
    lists = {"RU": "jp-meti-russia", "3RD": "jp-meti-third-country", "BY": "jp-meti-belarus"}
    same = total = 0
    for short, list_id in lists.items():
        _, entries = read(source(REAL / REAL_SETS[list_id][0]))
        for entry in entries:
            said = names(entry, "primary")
            assert len(said) == 2 or len(set(said)) == 1
            assert all("a.k.a" not in name and "所在地" not in name for name in names(entry))
            total += 1
            theirs = pairs.get((short, entry.entry_id), [])
            same += list(map(bare, theirs)) == list(map(bare, said))
    assert total == 644
    assert same >= 590
