"""Two cars of a list, a company, and shipments to put them on."""

from datetime import date

from broker_app.domain.party import Company, Party
from broker_app.jobs import editing, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.store.database import Database
from tests.clear import clear

TODAY = date(2026, 11, 22)
HEADS = "会場,開催日,出品番号,メーカー,車名,グレード,型式,車台番号,年式,走行(千km),排気量,燃料,色,ハンドル,落札価格(千円)\n"
VITZ = "トヨタ,ヴィッツ,F,DBA-KSP130,KSP130-1234567,R01.06,40,996,ガソリン,シルバー,右,500"
PRADO = "トヨタ,ランドクルーザープラド,TX,DBA-TRJ150W,TRJ150-0087421,R01.07,68,2693,ガソリン,パール,右,2386"
COMPANY = Company(
    name="ASAGIRI MOTORS EXPORT CO., LTD.",
    address=("3-14-8 KAIGANDORI, NAKA-KU", "YOKOHAMA"),
    phone="+81 45 555 0162",
    bank=("KAZAMIDORI BANK", "ACCOUNT NO. 0031845"),
    signatory="R. HAYAMI",
    signatory_title="EXPORT MANAGER",
    number_prefix="AMX",
    margin_permille=100,
)
VOYAGE = {
    "port_of_loading": "Yokohama",
    "vessel": "SHIRANAMI LEADER",
    "voyage": "118W",
    "etd": "2026-12-06",
    "eta": "2027-01-04",
    "incoterm": "CIF",
    "currency": "USD",
    "freight": 190_000,
    "insurance": 3_000,
    "payment_terms": "T/T BEFORE SHIPMENT",
    "marks": ("MAWIMBI",),
}


def ship(db: Database, books: Books, to: str, screening: str = "clear", **values: object) -> int:
    country = books.find_port(to).country
    party = Party(name="MAWIMBI MOTORS LTD.", address=("PLOT 77",), city="X", country=country)
    consignee, _ = editing.save_party(db, party, "sato")
    if screening == "clear":
        clear(db, books, consignee, on=TODAY)
    elif screening != "unscreened":
        editing.record_screening(db, consignee, screening, "sato")
    people = {"consignee": consignee, "buyer": consignee, "notify": consignee}
    given = VOYAGE | people | {"port_of_discharge": to} | values
    made, _ = shipping.new_shipment(db, books, "sato", TODAY, given)
    if country == "KE":
        particulars.put(db, books, made, {"idf": "E2611-004417"}, "sato")
    return made
