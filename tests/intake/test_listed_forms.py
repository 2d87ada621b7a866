"""Sanctions lists in the layouts that their issuers use at present, moved, renamed, cut and packed."""

import contextlib
import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app.domain.listing import Entry
from broker_app.errors import UserError
from broker_app.intake.listed import reading
from broker_app.intake.listed.source import Part, Source, opened
from tests.intake.listed_samples import MADE_UP, known, made_up, read, workbook

Rows = list[list[object]]


def names(entry: Entry, kind: str = "") -> list[str]:
    return [name.text for name in entry.names if name.kind == kind or not kind]


def file(name: str, data: bytes) -> Source:
    (found,) = reading.sources(opened(name, data))
    return found


def table(name: str, delimiter: str = ",") -> list[list[str]]:
    text = (MADE_UP / name).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def saved(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue().encode()


def dated(found: Source) -> date | None:
    _, parser = reading.which(found, known())
    return reading.dated(found, parser)


def end_users_heads() -> Rows:
    return [["No.", "国名、地域名\nCountry or Region", "企業名､組織名\nCompany or Organization", "別名\nAlso Known As", "懸念区分\nType of WMD", "通常兵器\nConventional Weapons"]]  # fmt: skip


def end_users(rows: Rows, head: Rows | None = None) -> Source:
    sheets = (("ユーザーリスト", (head or end_users_heads()) + rows),)
    return Source((Part("20250929_4.xlsx", workbook(*sheets)),))


ORGANISATIONS: Rows = [
    [1, "アフガニスタン\nIslamic Republic of Afghanistan", "Mihon Foundation（見本財団）", "・Mihon Trust\n･Al-Mihon; Trust\n・МИХОН", "生物、化学\nB,C", ""],
    [2, "ロシア\nRussian Federation", "NPO Mihon JSC", "", "", "CW"],
    [3, "中国\nPeople's Republic of China", "Mihon Institute 55", "・Mihon\n　Institute", "ミサイル、核\nM,N", "CW"],
]  # fmt: skip


def test_the_end_user_list_as_it_is_published() -> None:
    list_id, (first, second, third) = read(end_users(ORGANISATIONS))
    assert list_id == "jp-meti-end-user"
    assert names(first) == [
        "Mihon Foundation",
        "見本財団",
        "Mihon Trust",
        "Al-Mihon; Trust",
        "МИХОН",
    ]
    assert (first.countries, first.programmes) == (("AF",), ("B", "C"))
    assert (second.countries, second.programmes) == (("RU",), ("CW",))
    assert (third.countries, third.programmes) == (("CN",), ("M", "N", "CW"))


def test_its_headings_may_move_and_its_columns_may_change_places() -> None:
    order = (2, 0, 5, 1, 4, 3)
    heads: Rows = [
        ["企業名､組織名", "番号", "通常兵器", "国名、地域名", "懸念区分", "別名", "備考"]
    ]
    heads += [["Company or Organization", "No.", "Conventional Weapons", "Country or Region", "Type of WMD", "Also Known As", "Remarks"]]  # fmt: skip
    title: Rows = [["外国ユーザーリスト"], [], ["令和7年9月29日"], []]
    rows = [[row[at] for at in order] for row in ORGANISATIONS]
    rows.insert(1, ["", "", "", "", "", "・Mihon Waqf", ""])  # runs on over a page
    list_id, entries = read(end_users(rows, title + heads))
    assert list_id == "jp-meti-end-user"
    assert names(entries[0])[-1] == "Mihon Waqf"
    assert [names(entry) for entry in entries[1:]] == [
        names(entry) for entry in read(end_users(ORGANISATIONS))[1][1:]
    ]


def test_an_organisation_without_a_number_is_not_lost() -> None:
    rows = [list(row) for row in ORGANISATIONS]
    rows[2][0] = None
    rows.append(["※", "", "", "", "", ""])
    assert len(read(end_users(rows))[1]) == 3


@pytest.mark.parametrize(("lost", "number"), [(0, 1), (1, 2)])
def test_a_number_that_is_left_out_is_named(lost: int, number: int) -> None:
    rows = [row for at, row in enumerate(ORGANISATIONS) if at != lost]
    with pytest.raises(UserError, match=rf"listed_entry_missing.*number={number}"):
        read(end_users(rows))


def test_an_organisation_whose_name_is_gone_is_named() -> None:
    rows = [list(row) for row in ORGANISATIONS]
    rows[1][2] = ""
    with pytest.raises(UserError, match=r"listed_entry_missing.*number=2"):
        read(end_users(rows))


def test_a_day_in_the_name_of_an_organisation_is_not_that_of_the_list() -> None:
    rows = [list(row) for row in ORGANISATIONS]
    rows[0][2] = "Research Centre 2003-04-05"
    assert dated(end_users(rows)) == date(2025, 9, 29)


def test_an_end_user_list_without_a_column_says_which() -> None:
    heads: Rows = [["No.", "Country or Region", "Company or Organization", "Other", "Type of WMD", "通常兵器"]]  # fmt: skip
    with pytest.raises(UserError, match=r"listed_heading_missing.*heading='別名'"):
        read(end_users(ORGANISATIONS, heads))


def mof(*sheets: tuple[str, Rows]) -> Source:
    return Source((Part("shisantouketsu20261120.xlsx", workbook(*sheets)),))


TALIBAN: Rows = [
    ["タリバーン関係者等"],
    [],
    ["告示日付", "告示 番号", "日 本 語 表 記", "英 語 表 記", "別 称 ・ 別 名", "別 称 ・ 別 名", "旧 称 ・ 以 前 の 呼 称", "生 年 月 日・出生地", "国 籍", "旅 券 番 号", "Ｉ Ｄ 番 号", "住所等", "国 連 参 照 番 号"],
    ["令和4年3月1日", "第１号", "見本　太郎", "Taro Mihon", "（i）Mihon（ii）Tarou", "ミホン", "Old Mihon", "1955年-1958年頃、カブール", "アフガニスタン", "不明", "AB123456", "Kabul; and Kandahar", "TAi.901"],
]  # fmt: skip


def test_the_headings_of_the_ministry_of_finance() -> None:
    russia: Rows = [
        ["資産凍結等の措置の対象となるロシア連邦の団体及び個人", "（団体（特定銀行を除く））"],
        ["告示日付", "告示番号", "日本語表記", "英語表記", "別称・旧称", "住所・所在地", "その他の情報"],
        ["2022年3月1日", "82", "国防見本会社_x000D_\n", "Mihon Defence", "ミホン社", "Moscow", "登録番号"],
    ]  # fmt: skip
    list_id, (person, firm) = read(mof(("1", TALIBAN), ("2", russia)))
    assert list_id == "jp-mof"
    assert names(person, "primary") == ["Taro Mihon", "見本 太郎"]
    assert names(person, "alias") == ["Mihon", "Tarou", "ミホン"]  # of both columns of one name
    assert names(person, "former") == ["Old Mihon"]
    assert (person.born, person.entry_id) == (("1955", "1958"), "TAi.901")
    assert person.identifiers == (("national_id", "AB123456"),)
    assert names(firm) == ["Mihon Defence", "国防見本会社", "ミホン社"]


@pytest.mark.parametrize(
    "heads",
    [
        ["告示日", "番号", "氏名", "別名"],
        ["指定日", "番号", "個人名称", "別名"],
        ["指定日", "日本語名", "英語名", "別名"],
    ],
)
def test_a_sheet_of_names_with_other_headings_is_refused(heads: list[object]) -> None:
    other: Rows = [["テロリスト等"], heads, ["2026年1月1日", "1", "見本次郎", "Jiro"]]
    with pytest.raises(UserError, match=r"listed_sheet_unknown.*sheet='新'"):
        read(mof(("1", TALIBAN), ("新", other)))


def test_a_sheet_of_notes_is_no_sheet_of_names() -> None:
    notes: Rows = [["本一覧は、告示により指定された者の氏名及び名称等を掲載したものです。"]]
    assert len(read(mof(("はじめに", notes), ("1", TALIBAN)))[1]) == 1


def test_the_uk_list_in_its_other_layouts() -> None:
    rows = table("uk.csv")
    _, wanted = read(made_up("uk.csv"))
    renamed = [
        ["Individual, Entity, Ship" if cell == "Designation Type" else cell for cell in row]
        for row in rows
    ]
    moved = [["UK Sanctions List"], ["OFFICIAL", ""], *renamed]
    for delimiter in (",", ";", "\t"):
        found = file("uk.csv", saved(moved, delimiter))
        assert read(found) == ("uk-sanctions-list", wanted)
        assert dated(found) == date(2026, 11, 20)
    bare = file("uk.csv", saved(rows[1:]))
    assert read(bare) == ("uk-sanctions-list", wanted)
    assert dated(bare) == date(2026, 10, 1)  # of the last change, where no day stands above


def test_several_values_in_one_cell_of_the_uk_list() -> None:
    rows = table("uk.csv")
    at = {head: number for number, head in enumerate(rows[1])}
    person = rows[3]
    person[at["D.O.B"]] = "(1) 01/02/1975. (2) 1976"
    person[at["Nationality(/ies)"]] = "(1) Russia (2) Ukraine"
    person[at["Passport number"]] = "(1)717000093|(2) 4510 123456"
    person[at["Name type"]] = "Primary name"
    rows[4][at["Name type"]] = "Primary Name Variation"
    _, (_, found, _) = read(file("uk.csv", saved(rows)))
    assert found.countries == ("RU", "UA")
    assert found.identifiers == (("passport", "717000093"), ("passport", "4510 123456"))
    assert found.born[0].startswith("01/02/1975")
    assert names(found, "primary") == ["Ivan Petrovich MIHON", "Иван Михон"]


@pytest.mark.parametrize(
    ("name", "delimiter", "line", "heading"),
    [
        ("uk.csv", ",", 1, "Unique ID"),
        ("uk.csv", ",", 1, "Name 6"),
        ("uk.csv", ",", 1, "Designation Type"),
        ("eu.csv", ";", 0, "Entity_LogicalId"),
        ("eu.csv", ";", 0, "NameAlias_WholeName"),
        ("csl.csv", ",", 0, "alt_names"),
        ("csl.csv", ",", 0, "name"),
        ("dpl.txt", "\t", 0, "Effective_Date"),
        ("dpl.txt", "\t", 0, "Name"),
        ("opensanctions.csv", ",", 0, "aliases"),
    ],
)
def test_a_list_that_lacks_a_column_says_which(
    name: str, delimiter: str, line: int, heading: str
) -> None:
    rows = table(name, delimiter)
    at = rows[line].index(heading)
    less = [[cell for number, cell in enumerate(row) if number != at] for row in rows]
    with pytest.raises(UserError, match="listed_heading_missing"):
        read(file(name, saved(less, delimiter)))


@pytest.mark.parametrize(
    ("name", "delimiter"),
    [("uk.csv", ","), ("eu.csv", ";"), ("csl.csv", ","), ("dpl.txt", "\t"), ("opensanctions.csv", ",")],
)  # fmt: skip
def test_a_table_that_ends_within_a_record_is_refused(name: str, delimiter: str) -> None:
    rows = table(name, delimiter)
    data = saved(rows, delimiter)
    whole = file(name, data.rstrip(b"\r\n"))
    assert read(whole) == read(file(name, data))  # an end without a line break is no cut
    last = saved(rows[-1:], delimiter)
    with pytest.raises(UserError, match=r"listed_(breaks_off|damaged)"):
        read(file(name, data[: -len(last) // 2 - 1]))


def test_a_table_that_ends_within_its_last_cell_is_refused() -> None:
    data = (MADE_UP / "dpl.txt").read_bytes().rstrip()
    with pytest.raises(UserError, match="listed_breaks_off"):
        read(file("dpl.txt", data[:-3]))


def test_the_present_columns_of_the_union() -> None:
    heads = ["fileGenerationDate", "Entity_LogicalId", "Entity_EU_ReferenceNumber", "Entity_UnitedNationId", "Entity_Remark", "Entity_SubjectType", "Entity_SubjectType_ClassificationCode", "Entity_Regulation_Programme", "NameAlias_LastName", "NameAlias_FirstName", "NameAlias_MiddleName", "NameAlias_WholeName", "NameAlias_NameLanguage", "Identification_Number", "Identification_TypeCode", "Citizenship_CountryDescription"]  # fmt: skip
    rows = [
        ["05/08/2026", "7", "EU.7.1", "", "", "P", "person", "UKR", "MIHON", "Ivan", "Petrovich", "", "EN", "", "", "RUSSIAN FEDERATION"],
        ["05/08/2026", "7", "EU.7.1", "", "", "P", "person", "TAQA", "", "", "", "Иван Михон", "RU", "770123", "taxid", ""],
    ]  # fmt: skip
    for before, delimiter in (([], ";"), ([["fileGenerationDate", "2026-08-05"]], ";"), ([], ",")):
        found = file("eu.csv", b"\xef\xbb\xbf" + saved([*before, heads, *rows], delimiter))
        list_id, (person,) = read(found)
        assert (list_id, dated(found)) == ("eu-fsf", date(2026, 8, 5))
        assert names(person) == ["Ivan Petrovich MIHON", "Иван Михон"]
        assert person.programmes == ("UKR", "TAQA")
        assert person.identifiers == (("tax", "770123"),)
        assert person.countries == ("RU",)


def test_the_advanced_form_of_ofac() -> None:
    found = made_up("sdn_advanced.xml")
    list_id, (person, vessel) = read(found)
    assert (list_id, dated(found)) == ("us-ofac-sdn", date(2026, 11, 20))
    assert [(name.text, name.kind) for name in person.names] == [
        ("MIHON, Taro", "primary"),
        ("МИХОН, Таро", "primary"),
        ("SAMPLE", "weak_alias"),
        ("MIKHON, Taro", "former"),
    ]
    assert (person.entry_id, person.kind) == ("102", "person")
    assert person.born == ("1955-11-03", "1956")
    assert person.countries == ("RU", "JP")
    assert person.addresses == ("Ulitsa Mihon 1, Moscow, Russia",)
    assert person.identifiers == (("passport", "717000093"),)
    assert person.programmes == ("SDNTK", "RUSSIA-EO14024")
    assert (vessel.kind, vessel.countries) == ("vessel", ("PA",))
    assert vessel.identifiers == (("imo", "9187629"), ("call_sign", "CL0000"))


def test_the_other_lists_of_ofac_are_told_by_their_programmes() -> None:
    data = (MADE_UP / "sdn_advanced.xml").read_bytes()
    others = data.replace(b"<Comment>SDNTK", b"<Comment>NS-PLC")
    assert read(file("cons_advanced.xml", others))[0] == "us-ofac-consolidated"


def test_the_consolidated_screening_list_as_json() -> None:
    list_id, (firm, vessel) = read(made_up("csl.json"))
    assert list_id == "us-csl"
    assert names(firm) == ["Mihon Components", "Mihon Parts", "MHN; Ltd."]
    assert firm.addresses == ("1 Mihon Rd; Unit 4, Oslo, NO",)
    assert (firm.countries, firm.programmes) == (("NO",), ("EL",))
    assert (vessel.kind, vessel.countries) == ("vessel", ("PA",))
    assert vessel.identifiers == (("imo", "9187629"), ("call_sign", "CL0000"))


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda found: found | {"total": 18_000}, "listed_count_differs"),
        (lambda found: {"found": found["results"]}, r"listed_heading_missing.*results"),
        (lambda found: [row | {"name": None} for row in found["results"]], ""),
        (lambda found: [{"source": "x"} | {k: v for k, v in r.items() if k != "alt_names"} for r in found["results"]], "listed_heading_missing"),
    ],
)  # fmt: skip
def test_a_part_of_the_json_form_is_refused(spoil: Callable[..., object], error: str) -> None:
    found = json.loads((MADE_UP / "csl.json").read_text(encoding="utf-8"))
    data = json.dumps(spoil(found)).encode()
    if not error:
        assert read(file("csl.json", data))[1] == []  # and a list without entries is refused
        return
    with pytest.raises(UserError, match=error):
        read(file("csl.json", data))
    with pytest.raises(UserError, match="listed_breaks_off"):
        read(file("csl.json", (MADE_UP / "csl.json").read_bytes()[:-20]))


def test_the_denied_persons_list_saved_anew_with_commas() -> None:
    wanted = read(made_up("dpl.txt"))
    assert read(file("dpl.csv", saved(table("dpl.txt", "\t")))) == wanted


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("login.xml", b"\n<!DOCTYPE html><html><head><title>Log in</title>", "listed_form_page"),
        ("eu.xml", b'<?xml version="1.0"?><export xmlns="x"><sanctionEntity/></export>', "listed_form_eu_xml"),
        ("uk.xml", b'<?xml version="1.0"?><Designations><Designation/></Designations>', "listed_form_uk"),
        ("ConList.csv", b"Last Updated,03/06/2026\nName 6,Name 1,Title,Group Type,Alias Type,Regime,Listed On,Group ID\nMIHON,,,Entity,,,,1\n", "listed_form_old_uk"),
        ("lots.xlsx", workbook(("1", [["車名", "車台番号"]])), "listed_form_workbook"),
        ("names.csv", "名前,住所\n見本,東京\n".encode("cp932"), "listed_unknown"),
    ],
)  # fmt: skip
def test_what_is_known_but_not_read_is_named(name: str, data: bytes, key: str) -> None:
    with pytest.raises(UserError, match=key):
        read(file(name, data))


def test_a_packed_list_is_unpacked_and_a_bomb_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (MADE_UP / "un.xml").read_bytes()
    packed = gzip.compress(data)
    found = file("un.xml.gz", packed)
    assert (found.name, read(found)) == ("un.xml", read(made_up("un.xml")))
    with pytest.raises(UserError, match="listed_breaks_off"):
        file("un.xml.gz", packed[:-20])
    with pytest.raises(UserError, match="listed_damaged"):
        file("un.xml.gz", packed[:10] + b"\xff" * 40)
    monkeypatch.setattr("broker_app.intake.listed.source.LARGEST", 100_000)
    with pytest.raises(UserError, match="listed_too_large"):
        file("bomb.gz", gzip.compress(bytes(100_001)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"{number}.csv", bytes(20_000))
    with pytest.raises(UserError, match="listed_too_large"):
        opened("bomb.zip", made.getvalue())


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("un.xml", b"FIRST_NAME", b"GIVEN_NAME"),
        ("sdn.xml", b"lastName", b"surname"),
        ("sdn_advanced.xml", b"NamePartValue", b"NamePart"),
    ],
)
def test_entries_without_a_name_are_refused(name: str, before: bytes, after: bytes) -> None:
    data = (MADE_UP / name).read_bytes().replace(before, after)
    for other in (b"SECOND_NAME", b"THIRD_NAME", b"NAME_ORIGINAL_SCRIPT", b"firstName"):
        data = data.replace(other, b"other")
    with pytest.raises(UserError, match=r"listed_(entry_nameless|breaks_off)"):
        read(file(name, data))


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(
        ["1", "2", "（a）", "不明", "・", "; a.k.a.", "2026年13月40日", "_x000D_", "=1+1", None]
    ),
    st.integers(-5, 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=14), max_size=8),
    st.sampled_from([TALIBAN[:3], end_users_heads()]),
)
def test_any_cells_give_entries_or_one_sentence(rows: Rows, head: Rows) -> None:
    found = Source((Part("list.xlsx", workbook(("1", [*head, *rows]))),))
    with contextlib.suppress(UserError):
        read(found)
        dated(found)
