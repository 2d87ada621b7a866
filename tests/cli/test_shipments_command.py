"""`shipments`: made and filled in at the command line as a clerk types it."""

import json
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.store import sales
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT

LIST = (
    "会場,開催日,出品番号,メーカー,車名,グレード,型式,車台番号,年式,走行(千km),排気量,燃料,色,ハンドル,落札価格(千円)\n"
    "USS東京,2026-11-12,102,日産,ノート,X,DBA-E12,E12-625817,R01.09,50,1198,ガソリン,白,右,450\n"
)


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """An empty database with one car and one buyer."""
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    where = ["--database", str(tmp_path / "c.db")]
    assert run(["import", str(tmp_path / "list.csv"), *where], FRONT) == DONE
    buyer = ["parties", "add", "name=Blue Harbour Autos Ltd.", "country=JM"]
    assert run([*buyer, *where], FRONT) == DONE
    capsys.readouterr()
    return where


NEW = [
    "shipments",
    "new",
    "buyer=blue  harbour autos ltd.",
    "port_of_loading=Yokohama",
    "port_of_discharge=ＪＭＫＩＮ",
    "incoterm=c&f",
    "currency=usd",
    "freight=1,900.50",
    "etd=2026年12月10日",
    "marks=BLUE HARBOUR| KINGSTON |",
    "mode=container",
    "loose_parts=2 used engines, 640 kg|4 wheels",
]


def test_a_shipment_is_made_filled_and_shown(
    at: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*NEW, *at, "--json"], FRONT) == DONE
    made = json.loads(capsys.readouterr().out)
    assert (made["number"][:3], made["port_of_discharge"], made["incoterm"]) == (
        "SH-",
        "JMKIN",
        "CFR",
    )
    assert (made["freight"], made["etd"]) == (190_050, "2026-12-10")
    assert made["marks"] == ["BLUE HARBOUR", "KINGSTON"]
    number = made["number"]
    assert run(["shipments", "add", number, "E12-625817", "4,480", *at], FRONT) == DONE
    box = ["shipments", "box", number, "csqu 305438-3", "E12-625817", "--seal", "uk8844"]
    assert run([*box, *at], FRONT) == DONE
    own = ["shipments", "set", number, "--vehicle", "E12-625817", "runner=yes"]
    assert run([*own, *at], FRONT) == DONE
    assert run(["shipments", "price", number, "E12-625817", "4,500", *at], FRONT) == DONE
    with open_file(Path(at[1])) as db:
        (sale,) = [sales.of_vehicle(db.connection, 1)]
    assert sale is not None
    assert sale.price == 450_000
    capsys.readouterr()
    assert run(["shipments", "show", number, *at], FRONT) == DONE
    said = capsys.readouterr().out
    assert "loose_parts" in said
    assert "2 used engines, 640 kg | 4 wheels" in said
    assert run(["shipments", "off", number, "E12-625817", *at], FRONT) == DONE
    assert "0 vehicles" in capsys.readouterr().out
    assert run(["shipments", "off", number, "E12-625817", *at], FRONT) == REFUSED
    assert "is not on shipment" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (["buyer=Nobody"], REFUSED),
        (["etd=tomorrow"], REFUSED),
        (["freight=lots"], REFUSED),
        (["port_of_discharge=Atlantis"], REFUSED),
        (["incoterm=EXX"], REFUSED),
        (["final_destination=Nowhereland"], REFUSED),
        (["nothing=1"], REFUSED),
        (["mode=balloon"], REFUSED),
        (["remarks=" + "x" * 40_000], REFUSED),
        (["vessel"], WRONG_USAGE),
    ],
)
def test_what_is_wrong_is_a_sentence_and_makes_no_shipment(
    at: list[str], capsys: pytest.CaptureFixture[str], more: list[str], status: int
) -> None:
    assert run([*NEW, *more, *at], FRONT) == status
    assert capsys.readouterr().err.strip()
    assert run(["shipments", "list", *at], FRONT) == DONE
    assert capsys.readouterr().out == ""


def test_a_wrong_check_digit_adds_no_container(
    at: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run([*NEW, *at, "--json"], FRONT)
    number = json.loads(capsys.readouterr().out)["number"]
    assert run(["shipments", "box", number, "CSQU3054384", *at], FRONT) == REFUSED
    assert "check digit" in capsys.readouterr().err
