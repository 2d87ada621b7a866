"""The language of tags is closed: what it does not know is a fault, and nothing is evaluated."""

import pytest

from broker_app.domain.particulars import Particulars
from broker_app.papers.template.tags import Fault, Sort, Tag, alone, parse
from broker_app.papers.template.values import HEADS, is_known, known_keys, values_of
from broker_app.reference import documents, particulars
from tests.papers.samples import taken

KNOWN = particulars.shipped()


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("{{document.number}}", Tag(Sort.VALUE, "document.number")),
        ("{{ document.date | dmy | upper }}", Tag(Sort.VALUE, "document.date", ("dmy", "upper"))),
        ("{{item.amount|n2}}", Tag(Sort.VALUE, "item.amount", ("n2",))),
        ("{{#containers}}", Tag(Sort.OPEN, "containers")),
        ("{{/containers}}", Tag(Sort.CLOSE, "containers")),
        ("{{?lc.no}}", Tag(Sort.OPTIONAL, "lc.no")),
        ("{{img:logo}}", Tag(Sort.PICTURE, "logo")),
        ("{{=SUM(items.amount)}}", Tag(Sort.SUM, "item.amount")),
        ("{{= COUNT( items.index ) }}", Tag(Sort.COUNT, "item.index")),
        (
            "{{=item.quantity*item.unit_price}}",
            Tag(Sort.PRODUCT, "item.quantity", other="item.unit_price"),
        ),
    ],
)
def test_every_form_of_tag(text: str, tag: Tag) -> None:
    assert alone(text) == tag


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{{document.number", "tag_unclosed"),
        ("document.number}}", "tag_unclosed"),
        ("{{}}", "tag_unreadable"),
        ("{{document.number.__class__}}", "tag_unknown"),
        ("{{__import__('os')}}", "tag_unreadable"),
        ("{{1+1}}", "tag_unreadable"),
        ("{{item.amount * 2}}", "tag_unreadable"),
        ("{{=SUM(A1:A9)}}", "tag_unreadable"),
        ("{{=AVERAGE(items.amount)}}", "tag_unreadable"),
        ("{{=HYPERLINK(items.amount)}}", "tag_unreadable"),
        ("{{#vehicles}}", "tag_unreadable"),
        ("{{document.date|format}}", "formatter_unknown"),
        ("{{item.amount|n2|n2|n2|n2}}", "formatter_unknown"),
        ("{{" + "a" * 300 + "}}", "tag_unreadable"),
    ],
)
def test_what_is_no_tag_is_a_fault(text: str, key: str) -> None:
    (piece,) = parse(text)
    if isinstance(piece, Tag):
        assert key == "tag_unknown"
        assert not is_known(piece.key, KNOWN)
    else:
        assert isinstance(piece, Fault)
        assert piece.key == key


def test_costs_and_sources_have_no_key() -> None:
    for word in ("cost", "margin", "supplier", "auction", "hammer", "export_value"):
        assert not [key for key in known_keys(KNOWN) if word in key and "particular." not in key]


def test_every_listed_key_is_known_and_short_names_too() -> None:
    assert all(is_known(key, KNOWN) for key in known_keys(KNOWN))
    assert all(is_known(key, KNOWN) for key in ("inv.no", "inv.date", "lc.no", "item.chassis"))
    assert not is_known("lc.no", Particulars())


@pytest.mark.parametrize("kind", documents.load())
def test_every_kind_of_paper_gives_every_key(kind: str) -> None:
    shown = values_of(taken(), documents.load()[kind])
    assert set(HEADS) <= set(shown.head)
    assert shown.items[0]["item.name"] == "NISSAN NOTE X"
