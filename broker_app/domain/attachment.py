"""Attachment: a file about a vehicle or a party, kept beside the database; what is wanted when."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

KINDS = ("auction_sheet", "photo", "chassis_photo", "certificate", "supplier_invoice", "other")
OF_PARTY = "party_paper"
"""The kind of every file of a party: what it is, its paper or the decision about it says."""
SHOWN_TO_BUYERS = ("photo",)
"""Kinds whose pictures may go to a buyer; a sheet or an invoice tells what was paid."""
PHOTOGRAPHS = ("photo", "chassis_photo")
GOOD, GONE, CHANGED = "good", "gone", "changed"
"""What became of a kept file: as it was attached, no longer there, or with other content."""

_TELLING: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("supplier_invoice", re.compile(r"invoice|請求|領収|計算書|receipt|inv[-_ ]?\d")),
    ("auction_sheet", re.compile(r"sheet|出品票|車両状態|検査票|オークション|auction|\baa[-_ ]")),
    ("chassis_photo", re.compile(r"chassis|frame|車台|打刻|フレーム|(?<![a-z])vin(?![a-z])")),
    ("certificate", re.compile(r"certificat|抹消|登録証|車検証|届出証|masshou|massho|\bec[-_ ]")),
)
_A4 = (1.37, 1.46)
"""Height to width of a scanned page, A4 or Letter with its margins cut; a telephone takes 1.33."""


@dataclass(slots=True, kw_only=True)
class Attachment:
    """One file of one vehicle, or of one party: the other of the two is 0.

    `size` is in bytes, `width` and `height` in pixels as it is seen.
    `file` is the name it came under, which may be anything: shown and saved by its safe name.
    """

    id: int | None = None
    vehicle: int = 0
    party: int = 0
    kind: str = "other"
    file: str = ""
    sha256: str = ""
    size: int = 0
    mime: str = ""
    width: int | None = None
    height: int | None = None
    position: int = 0
    note: str = ""
    added_by: str = ""
    added_at: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether its content is a picture that we can read."""
        return bool(self.width and self.height)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of file that a vehicle should have, while it or its shipment is in these states."""

    kind: str
    states: tuple[str, ...]
    shipments: tuple[str, ...]
    reason: Mapping[str, str]
    confidence: str
    source: str


def lacking(
    wanted: Sequence[Wanted], stored: Collection[str], state: str, shipment: str
) -> tuple[str, ...]:
    """Return the kinds that a vehicle should have and has not.

    `state` is the vehicle's, `shipment` its shipment's; empty for none.
    """
    return tuple(
        one.kind
        for one in wanted
        if one.kind not in stored and (state in one.states or shipment in one.shipments)
    )


def proposed_kind(file: str, mime: str, width: int | None, height: int | None) -> str:
    """Return what a file probably is, by its name, else by its shape. A person may say otherwise.

    A picture of the proportions of a scanned page is taken for an auction sheet, others for photos.
    """
    said = unicodedata.normalize("NFKC", file).lower()
    for kind, telling in _TELLING:
        if telling.search(said) and (kind != "chassis_photo" or mime.startswith("image/")):
            return kind
    if not mime.startswith("image/"):
        return "other"
    if width and height and _A4[0] <= height / width <= _A4[1]:
        return "auction_sheet"
    return "photo"
