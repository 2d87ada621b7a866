import pytest

from broker_app import paths
from broker_app.errors import UserError
from broker_app.reference import documents

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
