"""Files of exchange rates: each kind that brokers have, and whatever else is dropped there."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app import words
from broker_app.domain.rate_file import OddRate, ReadRate
from broker_app.errors import UserError
from broker_app.intake.rate_file import LARGEST, open_rates
from broker_app.reference import rate_files

DATA = Path(__file__).parents[1] / "data" / "rates"
KNOWN = rate_files.shipped()
FRIDAY = date(2026, 11, 20)


def read(path: Path) -> tuple[str, list[ReadRate], list[OddRate]]:
    opened = open_rates(path, KNOWN)
    stated = list(opened.rates())
    read = [one for one in stated if isinstance(one, ReadRate)]
    odd = [one for one in stated if isinstance(one, OddRate)]
    return opened.source.id if opened.source else "", read, odd


def found(path: Path, text: str, encoding: str = "utf-8") -> tuple[dict[str, str], list[OddRate]]:
    path.write_bytes(text.encode(encoding))
    _, rates, odd = read(path)
    return {one.currency: str(one.rate) for one in rates}, odd


@pytest.mark.parametrize("ending", ["csv", "html", "xlsx"])
def test_the_week_of_the_customs(ending: str) -> None:
    source, rates, odd = read(DATA / f"customs-week.{ending}")
    assert source == "customs"
    assert {one.day for one in rates} == {date(2026, 11, 15)}
    assert {one.currency: one.rate for one in rates} == {
        "USD": Decimal("151.11"),
        "EUR": Decimal("171.22"),
        "KRW": Decimal("0.1033"),
        "IDR": Decimal("0.0091"),
        "KES": Decimal("1.17"),
    }
    ((line, currency, problem),) = odd
    assert (line, currency, problem.key) == (8, "BND", "rate_unreadable")


@pytest.mark.parametrize("name", ["eurofxref-daily.xml", "eurofxref.csv", "eurofxref-hist.csv"])
def test_rates_for_a_euro_go_through_the_yen(name: str) -> None:
    source, rates, odd = read(DATA / name)
    assert (source, odd) == ("ecb", [])
    assert {one.currency: str(one.rate) for one in rates if one.day == FRIDAY} == {
        "EUR": "171.00",
        "USD": "152",
        "GBP": "200",
        "KRW": "0.10300026",
    }


def test_a_banks_table_by_day() -> None:
    source, rates, odd = read(DATA / "quote.csv")
    assert (source, odd) == ("mizuho", [])
    by_day = {(one.currency, one.day): one.rate for one in rates}
    assert by_day["KRW", FRIDAY] == Decimal("0.103")
    assert by_day["IDR", FRIDAY] == Decimal("0.0092")
    assert by_day["CNY", FRIDAY] == Decimal("20.99")
    assert ("GBP", FRIDAY) not in by_day
    assert len(rates) == 16


def test_a_table_of_ones_own() -> None:
    _, rates, odd = read(DATA / "office.csv")
    assert [(r.currency, str(r.rate), r.source) for r in rates] == [
        ("USD", "152.40", "MUFG TTM"),
        ("KRW", "0.1035", "MUFG TTM"),
        ("KES", "1.18", "Office"),
    ]
    assert [(one.line, one.problem.key) for one in odd] == [
        (5, "rate_currency"),
        (6, "day_unreadable"),
        (7, "rate_unreadable"),
        (8, "rate_unreadable"),
    ]


def test_currencies_may_be_named_in_japanese() -> None:
    _, rates, odd = read(DATA / "office.xlsx")
    assert [(r.currency, r.rate) for r in rates] == [
        ("USD", Decimal("152.4")),
        ("KRW", Decimal("0.1035")),
        ("KES", Decimal("1.18")),
    ]
    assert not odd


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("通貨,レート,日付\nUSD,152.4,2026/11/20\n", {"USD": "152.4"}),
        ("通貨コード\t単位\t相場\t適用日\nKRW\t100\t10.3\tR8.11.20\n", {"KRW": "0.103"}),
        ("名称,通貨名,円,日付\nx,韓国ウォン（100）,10.3,2026-11-20\n", {"KRW": "0.103"}),
        ("code;date;rate\nUSD;2026-11-20;152.4\n", {"USD": "152.4"}),
        ('code,date,rate\nKWD,2026-11-20,"1,495.10"\n', {"KWD": "1495.10"}),
        ("code,date,rate\nJPY,2026-11-20,1\nUSD,2026-11-20,152\n", {"USD": "152"}),
        ("Date,USD,IDR(100)\n2026-11-20,152,0.92\n", {"USD": "152", "IDR": "0.0092"}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_ways_to_write_it(tmp_path: Path, text: str, rates: dict[str, str], encoding: str) -> None:
    assert found(tmp_path / "own.csv", text, encoding) == (rates, [])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("code;date;rate\nUSD;2026-11-20;152,4\n", "rate_unreadable"),
        ("code,rate\nUSD,152.4\n", "rates_no_day"),
        ("Date,EUR,JPY,USD\n2026-11-20,0.89,152,1\n", "rates_base_unknown"),
        ("Date,USD,JPY,GBP\n2026-11-20,1.12,N/A,0.85\n", "rates_no_yen"),
    ],
)
def test_what_a_table_leaves_open_is_never_guessed(tmp_path: Path, text: str, key: str) -> None:
    rates, odd = found(tmp_path / "own.csv", text)
    assert not rates
    assert [one.problem.key for one in odd] == [key]


def test_the_name_of_a_file_may_hold_its_day(tmp_path: Path) -> None:
    path = tmp_path / "kouji-rate20261115-20261121.csv"
    path.write_text("ISO,換算率\nUSD,151.2\n", encoding="utf-8")
    source, rates, _ = read(path)
    assert source == "customs"
    assert rates == [ReadRate(2, "USD", date(2026, 11, 15), Decimal("151.2"))]


ENTITY = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<Envelope><Cube><Cube time="2026-11-20"><Cube currency="JPY" rate="&a;"/></Cube></Cube></Envelope>"""
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 9))


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "list_empty"),
        (b"\x00\x00  \r\n", "list_empty"),
        (b"%PDF-1.7 rates", "list_is_no_table"),
        (b"<?xml version='1.0'?><Envelope><Cube></Envelope>", "rates_unreadable"),
        (b"<?xml version='1.0'?><Envelope/>", "rates_unreadable"),
        (ENTITY.encode(), "rates_unreadable"),
        (f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">{LAUGHS}]><x>&a8;</x>'.encode(),
         "rates_unreadable"),
        (b"\x81\xff\x00\x01\x02USD,1", "rates_unreadable"),
        (b"a" * (LARGEST + 1), "rates_too_large"),
        (b'x,"' + b"a" * 200_000 + b'"', "rates_unreadable"),
        (b"<html><body>Log in</body></html>", "list_is_web_page"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_rates_gets_a_sentence(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        list(open_rates(path, KNOWN).rates())
    assert caught.value.key == key
    assert words.error(caught.value)


def test_an_archive_of_other_things_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "no rates")
    path = tmp_path / "rates.xlsx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(UserError):
        open_rates(path, KNOWN)


def assert_said(problem: UserError) -> None:
    assert "{" not in words.error(problem)


SAMPLES = [path.read_bytes() for path in sorted(DATA.iterdir())]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_file_gives_rates_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, data: st.DataObject
) -> None:
    spoilt = bytearray(content)
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, len(spoilt) - 1))
        spoilt[place : place + 1] = data.draw(st.binary(max_size=3))
    cut = data.draw(st.integers(0, len(spoilt)))
    path = tmp_path_factory.mktemp("rates") / "rates.csv"
    path.write_bytes(bytes(spoilt[:cut]))
    try:
        stated = list(open_rates(path, KNOWN).rates())
    except UserError as problem:
        assert_said(problem)
    else:
        assert all(isinstance(one, OddRate) or one.rate > 0 for one in stated)
