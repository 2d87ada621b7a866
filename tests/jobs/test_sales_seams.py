"""Where sales meet states and companies: nothing of what was given back is sold, and no paper of
one company bears another one's bank."""

from pathlib import Path

import openpyxl
import pytest

from broker_app.domain.money import Money
from broker_app.domain.offer import Offer
from broker_app.domain.party import Company, Party
from broker_app.domain.price_list import PriceList
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import editing, moving, offering, owning, price_lists, proforma
from broker_app.jobs.books import Books
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store import offers, sales
from broker_app.store.database import Database
from tests.jobs.voyages import COMPANY, TODAY


@pytest.fixture
def offered(stock: Database) -> Database:
    """Both cars bought, priced, and offered to one buyer."""
    moving.move(stock, silent, [1, 2], Order("bought", TODAY), "sato")
    buyer, _ = editing.save_party(stock, Party(name="MAWIMBI", country="KE"), "sato")
    for vehicle in (1, 2):
        offering.put_list_price(stock, vehicle, Money(500_000, "JPY"), "sato")
        made = Offer(vehicle=vehicle, party=buyer, price=600_000)
        offering.put_offer(stock, made, "sato", TODAY)
    return stock


@pytest.fixture
def second(offered: Database, books: Books, question: Question) -> int:
    """Another company with a bank of its own; car 2 is its."""
    number, _ = owning.add_company(offered, "YUNAGI TRADING", "sato")
    profile = Company(id=number, name="YUNAGI TRADING", bank=("YUNAGI BANK", "NO. 77"))
    editing.save_company(offered, silent, profile, "sato", books, question)
    owning.give_vehicles(offered, [2], number, "sato")
    return number


def list_of(db: Database, books: Books, target: Path, *chosen: int) -> price_lists.Written:
    return price_lists.write_price_list(
        db.connection, silent, books, PriceList(), chosen, target, TODAY, TODAY
    )


@pytest.mark.parametrize("state", ["returned", "cancelled"])
def test_an_offer_of_what_was_given_back_is_not_accepted(
    offered: Database, books: Books, state: str
) -> None:
    (offer,) = offers.of_vehicle(offered.connection, 1)
    moving.move(offered, silent, [1], Order(state, TODAY), "sato")
    with pytest.raises(UserError, match="vehicle_ended"):
        offering.accept_offer(offered, offer.id or 0, "sato", TODAY)
    assert sales.of_vehicle(offered.connection, 1) is None
    with pytest.raises(UserError, match="vehicle_ended"):
        proforma.begin(offered.connection, [1], offer.party, TODAY)


@pytest.mark.parametrize("state", ["returned", "cancelled", "sold_at_home"])
def test_what_left_the_stock_is_on_no_price_list(
    offered: Database, books: Books, tmp_path: Path, state: str
) -> None:
    moving.move(offered, silent, [1], Order(state, TODAY), "sato")
    written = list_of(offered, books, tmp_path / "list.xlsx", 1, 2)
    assert (written.listed, written.left_out) == (1, {"ended": 1})


def test_a_price_list_bears_the_name_of_the_company_whose_vehicles_it_holds(
    offered: Database, second: int, books: Books, tmp_path: Path
) -> None:
    heads = {}
    for chosen in ((1,), (2,), (1, 2)):
        path = list_of(offered, books, tmp_path / f"{len(heads)}.xlsx", *chosen).path
        heads[chosen] = openpyxl.load_workbook(path).active["A1"].value
    assert heads == {(1,): COMPANY.name, (2,): "YUNAGI TRADING", (1, 2): COMPANY.name}
    owning.choose_default(offered, second, "sato")
    path = list_of(offered, books, tmp_path / "both.xlsx", 1, 2).path
    assert openpyxl.load_workbook(path).active["A1"].value == "YUNAGI TRADING"


def test_a_proforma_invoice_bears_the_bank_of_the_company_that_sells(
    offered: Database, second: int, books: Books
) -> None:
    buyer = offers.of_vehicle(offered.connection, 1)[0].party
    texts = {}
    for vehicle in (1, 2):
        made = proforma.begin(offered.connection, [vehicle], buyer, TODAY)
        texts[vehicle] = proforma.look_at(offered.connection, books, made, TODAY).page.as_text()
    assert "KAZAMIDORI BANK" in texts[1]
    assert "YUNAGI BANK" not in texts[1]
    assert "YUNAGI BANK" in texts[2]
    assert "KAZAMIDORI BANK" not in texts[2]
    made = proforma.begin(offered.connection, [1, 2], buyer, TODAY)
    with pytest.raises(UserError, match="proforma_companies"):
        proforma.look_at(offered.connection, books, made, TODAY)
