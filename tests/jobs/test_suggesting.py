from datetime import date
from decimal import Decimal
from pathlib import Path

from broker_app.domain.money import Money
from broker_app.domain.party import Company, Party
from broker_app.domain.question import Question
from broker_app.domain.rate import Rate
from broker_app.domain.verdict import Outcome
from broker_app.jobs import costing, editing, importing, selling, suggesting
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import Database

HEADS = "会場,開催日,出品番号,メーカー,車名,型式,車台番号,年式,排気量,燃料,落札価格(千円)\n"
VITZ = "トヨタ,ヴィッツ,DBA-KSP130,KSP130-1234567,H30.04,1000,ガソリン,500"
PRIUS = "トヨタ,プリウス,DAA-ZVW30,ZVW30-1743906,H26.03,1800,ガソリン,486"
PLAN = Company(name="ASAGIRI", margin_permille=100)
ON = date(2026, 11, 22)
USD = Rate(Decimal(150), date(2026, 11, 20), "bank")


def test_the_stock_is_advised_on(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    editing.save_company(db, silent, PLAN, "sato", books, question)
    path = tmp_path / "list.csv"
    rows = "".join(f"ミナトAA,2026/11/19,{n},{row}\n" for n, row in enumerate((VITZ, PRIUS), 1))
    path.write_text(HEADS + rows, encoding="cp932")
    importing.import_list(db, silent, path, books, question, "sato", ON)

    costing.put_rate(db, "USD", USD, "sato", ON)
    advised = list(suggesting.suggest_stock(db.connection, books, ON))
    assert [one.row for one in advised] == [1, 2]
    assert [one.to_russia for one in advised] == [Outcome.ALLOWED, Outcome.BLOCKED]
    vitz = advised[0].advice
    assert vitz is not None
    fob = vitz.markets[0].cost.lines[0]
    assert fob.low is not None
    assert fob.low.minor_units == 550_000  # the hammer price with the stated margin
    # A list prints neither the date of manufacture nor the side of the wheel for certain.
    by_market = {s.market.id: s for s in vitz.markets}
    assert all(s.score <= 59 for s in by_market.values() if s.answer.admission != "eligible")
    found = suggesting.outlook(db.connection, books, 2, ON)
    assert found.to_russia is Outcome.BLOCKED
    assert found.advice == advised[1].advice
    assert vitz.markets[0].cost.rates["USD"] == USD
    stated = {"USD": USD._replace(rate=Decimal(160))}
    again = next(suggesting.suggest_stock(db.connection, books, ON, stated)).advice
    assert again is not None
    assert str(again.markets[0].cost.rates["USD"].rate) == "160"


def test_an_asking_price_stands_for_the_value_in_costs_but_never_before_the_law(
    db: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    path = tmp_path / "yard.csv"
    path.write_text(
        "Ref No,Make,Model,Model Code,Chassis No,Year/Month,Engine cc,Fuel,FOB US$\n"
        "YS-1,TOYOTA,Vitz,DBA-KSP130,KSP130-2715390,2018/01,996,Petrol,9000\n",
        encoding="utf-8",
    )
    importing.import_list(db, silent, path, books, question, "sato", ON)
    unknown = suggesting.outlook(db.connection, books, 1, ON)
    assert unknown.advice.markets[0].cost.lines[0].low is None
    costing.put_rate(db, "USD", USD, "sato", ON)
    found = suggesting.outlook(db.connection, books, 1, ON)
    assert found.value_from == "asking_price"
    assert found.advice.markets[0].cost.lines[0].low == Money(1_350_000, "JPY")
    assert found.to_russia is unknown.to_russia is Outcome.REVIEW
    buyer, _ = editing.save_party(db, Party(name="MAWIMBI", country="KE"), "sato")
    given = {"buyer": buyer, "price": 800_000, "currency": "USD"}
    selling.sell(db, 1, given, "sato", ON)
    found = suggesting.outlook(db.connection, books, 1, ON)
    assert found.value_from == "sale"
    assert found.advice.markets[0].cost.lines[0].low == Money(1_200_000, "JPY")
