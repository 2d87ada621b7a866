"""Which files a vehicle should have is data: read strictly, complete in both languages."""

from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.attachment import KINDS, lacking, proposed_kind
from broker_app.errors import UserError
from broker_app.reference import attachments

SHIPPED = (paths.resources() / "lookups" / attachments.FILE).read_text("utf-8")


def test_every_kind_but_other_is_wanted_once() -> None:
    wanted = attachments.shipped()
    assert {one.kind for one in wanted} == set(KINDS) - {"other"}
    assert all(one.reason["en"] and one.reason["ja"] for one in wanted)


@pytest.mark.parametrize(
    ("state", "shipment", "stored", "gaps"),
    [
        ("", "", (), ()),
        ("bought", "", (), ("auction_sheet", "supplier_invoice")),
        ("yard", "", ("auction_sheet",), ("photo", "chassis_photo", "supplier_invoice")),
        (
            "papers",
            "",
            ("auction_sheet", "photo", "supplier_invoice"),
            ("chassis_photo", "certificate"),
        ),
        ("", "draft", ("photo", "auction_sheet"), ("chassis_photo",)),
        (
            "",
            "booked",
            ("photo", "auction_sheet"),
            ("chassis_photo", "certificate", "supplier_invoice"),
        ),
        ("", "sailed", (), ()),
        ("cancelled", "", (), ()),
        ("booked", "booked", KINDS, ()),
    ],
)
def test_what_is_lacking_follows_state_and_shipment(
    state: str, shipment: str, stored: tuple[str, ...], gaps: tuple[str, ...]
) -> None:
    assert lacking(attachments.shipped(), stored, state, shipment) == gaps


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "photo"', 'kind = "selfie"'),
        ('kind = "photo"', 'kind = "auction_sheet"'),
        ('"yard", "papers"', '"yrad", "papers"'),
        ('"draft", "booked"', '"drafted", "booked"'),
        ('confidence = "sourced"', 'confidence = "sure"'),
        ("https://usedcar", "usedcar"),
        ("reason.ja", "reason.jp"),
        ("checked_on = 2026-11-24", ""),
        ("[[wanted]]", "[[wanted"),
    ],
)
def test_a_file_that_is_not_right_is_refused(tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / attachments.FILE
    file.write_text(SHIPPED.replace(old, new, 1), "utf-8")
    with pytest.raises(UserError, match="lookups_damaged"):
        attachments.read(file)


@pytest.mark.parametrize(
    ("file", "mime", "size", "kind"),
    [
        ("IMG_0001.jpg", "image/jpeg", (4032, 3024), "photo"),
        ("IMG_0002.jpg", "image/jpeg", (3024, 4032), "photo"),
        ("scan.png", "image/png", (1240, 1754), "auction_sheet"),
        ("出品票.jpg", "image/jpeg", (800, 600), "auction_sheet"),
        ("車台番号.jpg", "image/jpeg", (800, 600), "chassis_photo"),
        ("chassis.pdf", "application/pdf", None, "other"),
        ("輸出抹消仮登録証明書.pdf", "application/pdf", None, "certificate"),
        ("請求書１１月.pdf", "application/pdf", None, "supplier_invoice"),
        ("Auction Invoice.pdf", "application/pdf", None, "supplier_invoice"),
        ("notes.txt", "text/plain", None, "other"),
    ],
)
def test_a_kind_is_proposed_by_name_and_shape(
    file: str, mime: str, size: tuple[int, int] | None, kind: str
) -> None:
    width, height = size or (None, None)
    assert proposed_kind(file, mime, width, height) == kind
