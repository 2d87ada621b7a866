"""Price lists: what is listed, at what price; that nothing secret and nothing live reaches a buyer."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from PIL import Image

from broker_app.domain.cost import Cost
from broker_app.domain.lot import LOT_FACTS
from broker_app.domain.money import Money
from broker_app.domain.offer import Reservation
from broker_app.domain.party import Party
from broker_app.domain.price_list import COLUMNS, PriceList
from broker_app.domain.question import Question
from broker_app.domain.vehicle import VEHICLE_FACTS
from broker_app.errors import UserError
from broker_app.jobs import costing, editing, importing, offering, price_lists, selling
from broker_app.jobs.books import Books
from broker_app.jobs.price_lists import Written
from broker_app.jobs.progress import silent
from broker_app.papers.price_list import ListColumn, PrintedList, write_csv, write_workbook
from broker_app.papers.thumbnail import thumbnail
from broker_app.store.database import Database, Rows
from tests.jobs.voyages import TODAY

ON = date(2026, 12, 22)
WANTED = PriceList(place="Yokohama", valid_until="2026-12-05")


@pytest.fixture
def priced(stock: Database) -> Database:
    offering.put_list_price(stock, 1, Money(465_000, "USD"), "sato")
    offering.put_list_price(stock, 2, Money(3_150_000, "JPY"), "sato")
    return stock


def write(
    db: Database,
    books: Books,
    target: Path,
    wanted: PriceList = WANTED,
    chosen: Sequence[int] = (1, 2),
    form: str = "xlsx",
    photographs: price_lists.Photographs | None = None,
) -> Written:
    return price_lists.write_price_list(
        db.connection, silent, books, wanted, chosen, target, TODAY, ON, form, photographs
    )


def cells(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def table(path: Path) -> list[dict[str, object]]:
    rows = cells(path)
    start = next(n for n, row in enumerate(rows) if row[0] == "No.")
    heads = [str(head) for head in rows[start]]
    return [dict(zip(heads, row, strict=True)) for row in rows[start + 1 :]]


def test_a_workbook_has_letterhead_terms_and_prices(
    priced: Database, books: Books, tmp_path: Path
) -> None:
    written = write(priced, books, tmp_path / "list.xlsx")
    assert (written.listed, written.left_out, written.unpriced) == (2, {}, 0)
    said = [str(row[0]) for row in cells(written.path)]
    assert said[0] == "ASAGIRI MOTORS EXPORT CO., LTD."
    for line in ("Date: 22 NOV 2026", "Terms: FOB YOKOHAMA", "Valid until: 05 DEC 2026"):
        assert line in said
    first, second = table(written.path)
    assert (first["Ref."], first["Maker"], first["Model"]) == (1, "TOYOTA", "VITZ")
    assert (first["First registered"], first["Displacement (cc)"]) == ("2019/06", 996)
    assert (first["Price"], first["Currency"]) == (4650, "USD")
    assert (second["Price"], second["Currency"]) == (3150000, "JPY")
    assert first["Colour"] == "SILVER"
    sheet = openpyxl.load_workbook(written.path).active
    assert sheet.freeze_panes is not None
    assert sheet.page_setup.orientation == "landscape"


def test_a_japanese_list_says_it_in_japanese(
    priced: Database, books: Books, tmp_path: Path
) -> None:
    japanese = replace(
        WANTED, language="ja", destination="KE", columns=("maker", "colour", "steering")
    )
    written = write(priced, books, tmp_path / "list.xlsx", japanese)
    rows = cells(written.path)
    assert "仕向地: ケニア" in [row[0] for row in rows]
    assert ["No.", "管理番号", "メーカー", "色", "ハンドル", "価格", "通貨"] in rows
    assert any("シルバー" in map(str, row) for row in rows)


def test_a_russian_list_says_it_in_russian_and_names_in_latin(
    priced: Database, books: Books, tmp_path: Path
) -> None:
    russian = replace(
        WANTED, language="ru", destination="KE", columns=("maker", "colour", "steering")
    )
    written = write(priced, books, tmp_path / "list.xlsx", russian)
    rows = cells(written.path)
    assert "Назначение: Кения" in [row[0] for row in rows]
    assert ["№", "Наш №", "Марка", "Цвет", "Руль", "Цена", "Валюта"] in rows
    assert any("серебристый" in map(str, row) and "TOYOTA" in map(str, row) for row in rows)


def test_what_the_list_asks_stands_where_we_have_no_price_of_our_own(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    path = tmp_path / "asked.csv"
    path.write_text(
        "Maker,Model,Chassis No,Year,FOB Price (USD)\n"
        "TOYOTA,VITZ,KSP130-1234567,2019/1,4150\nHONDA,FIT,GK3-1234567,2018/5,5200\n",
        encoding="utf-8",
    )
    importing.import_list(db, silent, path, books, question, "sato", TODAY)
    offering.put_list_price(db, 1, Money(499_900, "USD"), "sato")
    written = write(db, books, tmp_path / "list.xlsx")
    assert [line["Price"] for line in table(written.path)] == [4999, 5200]
    own = write(db, books, tmp_path / "own.xlsx", replace(WANTED, own_only=True))
    assert [line["Price"] for line in table(own.path)] == [4999, None]
    assert own.unpriced == 1
    priced = replace(WANTED, own_only=True, priced_only=True)
    only = write(db, books, tmp_path / "only.xlsx", priced)
    assert (only.listed, only.left_out, only.unpriced) == (1, {"unpriced": 1}, 0)


def test_what_the_law_blocks_for_the_destination_is_left_out_with_its_count(
    priced: Database, books: Books, tmp_path: Path
) -> None:
    """The Prado has over 1,900 cc: not to Russia; anybody else may see it."""
    to_russia = write(priced, books, tmp_path / "ru.xlsx", replace(WANTED, destination="RU"))
    assert (to_russia.listed, to_russia.left_out) == (1, {"blocked": 1})
    assert "TRJ150" not in str(cells(to_russia.path))
    said = price_lists.said_of(to_russia, "RU")
    assert said == ["1 vehicle listed", "1 left out: blocked for Russia"]
    for wanted in (WANTED, replace(WANTED, destination="KE")):
        assert write(priced, books, tmp_path / "all.xlsx", wanted).listed == 2
    with pytest.raises(UserError, match="price_list_empty"):
        write(priced, books, tmp_path / "none.xlsx", replace(WANTED, destination="RU"), [2])
    assert not (tmp_path / "none.xlsx").exists()


def test_what_is_sold_or_reserved_is_left_out(
    priced: Database, books: Books, tmp_path: Path
) -> None:
    buyer = editing.save_party(priced, Party(name="MAWIMBI", country="KE"), "sato")[0]
    until = (TODAY + timedelta(days=2)).isoformat()
    offering.reserve(priced, Reservation(vehicle=1, party=buyer, until=until), "sato", TODAY)
    written = write(priced, books, tmp_path / "list.xlsx")
    assert (written.listed, written.left_out) == (1, {"reserved": 1})
    selling.sell(priced, 1, {"buyer": buyer, "price": 1}, "sato", TODAY)
    written = write(priced, books, tmp_path / "list.xlsx")
    assert written.left_out == {"sold": 1}


def test_no_column_tells_money_or_where_a_vehicle_came_from() -> None:
    facts = {spec.name for spec in VEHICLE_FACTS}
    assert set(COLUMNS) <= facts
    assert not set(COLUMNS) & {spec.name for spec in LOT_FACTS if spec.name not in facts}
    assert not set(COLUMNS) & {"remarks", "equipment", "export_value_jpy"}


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv_cp932"])
def test_no_secret_stands_in_any_cell(
    db: Database, books: Books, question: Question, tmp_path: Path, form: str
) -> None:
    """Hammer and start price, fees, house, remarks, costs, supplier, margin, export value."""
    path = tmp_path / "secret.csv"
    path.write_text(
        "会場,開催日,出品番号,メーカー,車名,車台番号,年式,スタート価格(円),落札価格(円),落札料,R預託金,自動車税,備考\n"
        "ヒミツAA,2026/11/19,76543,トヨタ,ヴィッツ,KSP130-1234567,R01.06,411111,522222,9933,12344,34555,"
        "SECRET REMARK 仕入先ヤマダ\n",
        encoding="cp932",
    )
    company = replace(editing.parties.company(db.connection), name="ASAGIRI", margin_permille=137)
    editing.save_company(db, silent, company, "sato", books, question)
    importing.import_list(db, silent, path, books, question, "sato", TODAY)
    for kind, amount in (("repair", 61_777), ("agent", 15_888)):
        cost = Cost(vehicle=1, kind=kind, amount=amount, note="SECRET SUPPLIER")
        costing.put_cost(db, cost, "sato")
    editing.type_fact(db, silent, books, question, 1, "export_value_jpy", 598_765, "sato")
    offering.put_list_price(db, 1, Money(690_000, "JPY"), "sato")
    everything = replace(WANTED, columns=COLUMNS)
    written = write(db, books, tmp_path / f"list.{form}", everything, [1], form)
    found = said_in(written.path, form)
    assert any("690000" in text for text in found)
    secrets = (
        "411111", "522222", "9933", "12344", "34555", "61777", "15888", "598765", "137",
        "SECRET", "ヒミツ", "HIMITSU", "ヤマダ", "YAMADA", "76543", "2026-11-19", "19 NOV",
    )  # fmt: skip
    for text in found:
        for secret in secrets:
            assert secret not in text.replace(",", ""), (secret, text)


def said_in(path: Path, form: str) -> list[str]:
    if form == "xlsx":
        book = openpyxl.load_workbook(path)
        kept = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        return [*kept, str(book.properties.title), str(book.properties.creator)]
    encoding = "utf-8-sig" if form == "csv" else "cp932"
    rows = csv.reader(io.StringIO(path.read_bytes().decode(encoding)))
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize(
    ("form", "encoding", "mark"),
    [("csv", "utf-8-sig", b"\xef\xbb\xbf"), ("csv_cp932", "cp932", b'"No."')],
)
def test_csv_is_a_plain_table_that_repeats_its_terms(
    priced: Database, books: Books, tmp_path: Path, form: str, encoding: str, mark: bytes
) -> None:
    japanese = replace(WANTED, language="ja", columns=("model", "colour"))
    written = write(priced, books, tmp_path / "list.csv", japanese, form=form)
    content = written.path.read_bytes()
    assert content.startswith(mark)
    rows = list(csv.reader(io.StringIO(content.decode(encoding))))
    assert rows[0] == ["No.", "管理番号", "車名", "色", "価格", "通貨", "取引条件", "有効期限"]
    assert rows[1][4:] == ["4650.00", "USD", "FOB Yokohama", "2026-12-05"]
    assert len(rows) == 3


def test_letters_that_cp932_lacks_are_spelled_and_counted(
    priced: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    editing.type_fact(priced, silent, books, question, 1, "colour", "Ñandú 😀 白", "sato")
    japanese = replace(WANTED, language="ja", columns=("colour",))
    written = write(priced, books, tmp_path / "list.csv", japanese, form="csv_cp932")
    text = written.path.read_bytes().decode("cp932")
    assert "Nandu" in text
    assert "白" in text
    assert written.respelled == 1


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"incoterm": "DDP"}, "incoterm_unknown"),
        ({"columns": ("hammer_price",)}, "price_list_column"),
        ({"columns": ("remarks",)}, "price_list_column"),
        ({"language": "de"}, "price_list_language"),
        ({"valid_until": "soon"}, "day_unreadable"),
        ({"valid_until": "2026-11-21"}, "proforma_day_past"),
        ({"destination": "XX"}, "destination_unknown"),
    ],
)
def test_impossible_lists_are_a_sentence(
    priced: Database, books: Books, tmp_path: Path, values: dict[str, object], key: str
) -> None:
    with pytest.raises(UserError, match=key):
        write(priced, books, tmp_path / "no.xlsx", replace(WANTED, **values))  # type: ignore[arg-type]
    assert not (tmp_path / "no.xlsx").exists()


def test_a_list_of_nothing_too_much_or_nowhere_is_a_sentence(
    priced: Database, books: Books, tmp_path: Path
) -> None:
    for chosen, key in (([], "price_list_empty"), (range(20_001), "price_list_too_long")):
        with pytest.raises(UserError, match=key):
            write(priced, books, tmp_path / "no.xlsx", chosen=chosen)
    assert write(priced, books, tmp_path / "gone.xlsx", chosen=[1, 99, 1]).listed == 1
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    for form in ("xlsx", "csv"):
        with pytest.raises(UserError, match="target_not_writable"):
            write(priced, books, blocked / "list", form=form)


# photographs


def picture(size: tuple[int, int] = (800, 600), kind: str = "JPEG", **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **more)
    return made.getvalue()


def test_photographs_stand_beside_their_vehicle(
    priced: Database, books: Books, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x013B] = "SECRET OWNER"
    given = {1: picture(exif=exif), 2: b"no picture at all"}

    def photograph(reader: Rows, vehicle: int) -> bytes | None:
        return given.get(vehicle)

    wanted = replace(WANTED, photographs=True)
    written = write(priced, books, tmp_path / "list.xlsx", wanted, photographs=photograph)
    assert written.unseen == 1
    sheet = openpyxl.load_workbook(written.path).active
    (shown,) = sheet._images
    start = next(n for n, row in enumerate(cells(written.path), 1) if row[0] == "No.")
    assert shown.anchor._from.row == start
    with Image.open(shown.ref) as small:
        assert small.size == (160, 120)
    assert b"SECRET OWNER" not in written.path.read_bytes()
    without = write(priced, books, tmp_path / "no.xlsx", WANTED, photographs=photograph)
    assert openpyxl.load_workbook(without.path).active._images == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF"])
def test_pictures_of_every_kind_become_small_and_plain(kind: str) -> None:
    small = thumbnail(picture((300, 900), kind))
    assert small is not None
    with Image.open(io.BytesIO(small)) as made:
        assert (made.format, made.size) == ("JPEG", (40, 120))


@given(some.binary(max_size=400), some.sampled_from(["JPEG", "PNG", "GIF"]), some.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_thumbnail_or_none(rest: bytes, kind: str, kept: int) -> None:
    small = thumbnail(picture((40, 30), kind)[:kept] + rest)
    assert small is None or small.startswith(b"\xff\xd8")


# formulas

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1")


def printed(*texts: str) -> PrintedList:
    return PrintedList(
        title="List",
        sheet="LIST",
        company="=HYPERLINK(1)",
        address=("@x",),
        notes=(("Terms", "=1"),),
        columns=(ListColumn("=head"), ListColumn("+head")),
        rows=tuple((text, text) for text in texts),
        decimals=(0,) * len(texts),
        terms=(("Terms", "=cmd"),),
    )


@example(["·"])
@given(some.lists(some.sampled_from(DANGEROUS) | some.text(max_size=30), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_nothing_written_is_a_formula(tmp_path_factory: object, texts: list[str]) -> None:
    folder: Path = tmp_path_factory.mktemp("f")  # type: ignore[attr-defined]
    made = printed(*texts)
    write_workbook(made, folder / "list.xlsx")
    for row in openpyxl.load_workbook(folder / "list.xlsx").active.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n")
            assert cell.value is None or (cell.data_type == "s" and cell.quotePrefix)
    for encoding in ("utf-8", "cp932"):
        write_csv(made, folder / "list.csv", encoding)
        content = (folder / "list.csv").read_bytes()
        text = content.decode("utf-8-sig" if encoding == "utf-8" else "cp932")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) == len(texts) + 1
        for cell in (cell for row in rows for cell in row):
            assert cell.lstrip(" ")[:1] not in tuple("=+-@\t\r＝＋－＠")
