import pytest

from broker_app import paths
from broker_app.errors import UserError
from broker_app.reference import documents, particulars

INVOICE = (paths.resources() / "documents" / "commercial-invoice.toml").read_text(encoding="utf-8")


def test_the_commercial_invoice_is_there() -> None:
    invoice = documents.load()["CI"]
    assert invoice.title == "COMMERCIAL INVOICE"
    assert [column.title for column in invoice.columns][-2:] == ["UNIT PRICE", "AMOUNT"]


@pytest.mark.parametrize(
    ("found", "put", "reason"),
    [
        ('kind = "CI"', 'kind = "CI"\ncolour = "red"', "colour"),
        ('key = "index"', 'key = "index"\nhidden = true', "columns 1: unknown key 'hidden'"),
        ('align = "centre"', 'align = "middle"', "unknown align"),
        ('form = "money"', 'form = "gold"', "unknown form"),
        ('key = "fuel"', 'key = "quantity"', "stands twice"),
        ("width_mm = 180", "width_mm = 181", "right edge"),
        ('title = "COMMERCIAL INVOICE"', "title = 1", "title"),
        ("[[fields]]", "[[fields]", ""),
    ],
)
def test_a_broken_file_is_refused_with_its_place(found: str, put: str, reason: str) -> None:
    assert found in INVOICE
    with pytest.raises(UserError, match="document_file") as caught:
        documents.kind_from("some.toml", INVOICE.replace(found, put))
    assert caught.value.values["file"] == "some.toml"
    assert reason in str(caught.value.values["reason"])


INSTRUCTION = (paths.resources() / "documents" / "shipping-instruction-roro.toml").read_text(
    "utf-8"
)


@pytest.mark.parametrize(
    ("found", "put", "reason"),
    [
        ('over = "vehicles"', 'over = "cars"', "tables 1: over: unknown 'cars'"),
        ('over = "vehicles"', 'over = "vehicles"\nbold = 1', "tables 1: unknown key 'bold'"),
        ('key = "certificate.owner"', 'key = "certificate.price"', "certificate.price: unknown"),
        ('key = "particular.carrier"', 'key = "particular.ship"', "particular.ship: unknown"),
        ("{particular.yard}", "{particular.garden}", "unknown {particular.garden}"),
        ("{particular.yard}", "{particular yard}", "a brace that is no placeholder"),
        ('["YARD 搬入先", ', '["YARD", "搬入先", ', "as many texts as there are columns"),
        ('role = "detail"', 'role = "loud"', "role: unknown 'loud'"),
        ("width_mm = 133", "width_mm = 134", "tables 2: reaches over the right edge"),
        ('["particular.keys"]', '["particular.doors"]', "required: unknown 'particular.doors'"),
        ("width_mm = 86\nroom_mm", "width_mm = 87\nroom_mm", "signature FOR AND ON BEHALF"),
        ('kind = "SI-R"', 'kind = "SI-R"\nlanguage = "fr"', "language: unknown 'fr'"),
    ],
)
def test_a_table_text_or_key_that_is_odd_is_refused(found: str, put: str, reason: str) -> None:
    assert found in INSTRUCTION
    with pytest.raises(UserError, match="document_file") as caught:
        documents.kind_from("some.toml", INSTRUCTION.replace(found, put, 1))
    assert reason in str(caught.value.values["reason"])


PARTICULARS = (paths.resources() / "documents" / particulars.FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("found", "put", "reason"),
    [
        ('kind = "choice"', 'kind = "pick"', "mode: unknown kind 'pick'"),
        ('key = "carrier"', 'key = "mode"', "mode: stands twice"),
        ('scope = "vehicle"', 'scope = "wheel"', "unknown scope 'wheel'"),
        ('group = "booking"', 'group = "nowhere"', "unknown group 'nowhere'"),
        ('key = "carrier"', 'key = "carrier"\nsize = 3', "size"),
        ('title = { en = "Carriage", ', "title = { ", "en and ja are needed"),
    ],
)
def test_a_particular_that_is_odd_is_refused(found: str, put: str, reason: str) -> None:
    assert found in PARTICULARS
    with pytest.raises(UserError, match="document_file") as caught:
        particulars.from_text("some.toml", PARTICULARS.replace(found, put, 1))
    assert reason in str(caught.value.values["reason"])
