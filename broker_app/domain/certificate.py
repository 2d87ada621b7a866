"""Certificate: the export certificate of a vehicle, box by box as the paper prints it.

The paper ends on the scheduled export day that it names; the register counts from there.
reference: paperwork specification 3.10.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

KINDS = ("provisional", "notified", "kei")
"""輸出抹消仮登録証明書, 輸出予定届出証明書, and the equivalent for kei cars."""
RETURN_DAYS = 15
"""A certificate that was not used is returned within so many days after its end."""
EARLIEST_MONTHS = 6
"""It may be applied for so many months before the scheduled export day."""
SOON_DAYS = 30
KG_PER_SEAT = 55
"""What the gross weight counts for each person (Road Vehicles Act practice)."""


class Kind(StrEnum):
    """What stands in a box; decides how it is read and shown."""

    TEXT = "text"
    CODE = "code"
    DIGITS = "digits"
    DAY = "day"
    PARTIAL_DATE = "partial_date"
    WHOLE = "whole"
    LITRES = "litres"
    KILOWATTS = "kilowatts"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the paper: its two labels, what stands in it, and its unit.

    `digits` is how many a number has, `bounds` what a whole number can be; `other` names the field
    of a second figure in brackets (`2[5]`: with the rear seats folded, and with them up).
    """

    name: str
    ja: str
    en: str
    kind: Kind
    unit: str = ""
    digits: int = 0
    bounds: tuple[int, int] = (0, 0)
    other: str = ""


def _box(ja: str, en: str, kind: Kind = Kind.TEXT, **more: Any) -> Any:
    empty = "" if kind not in (Kind.WHOLE, Kind.LITRES, Kind.KILOWATTS) else None
    return field(default=empty, metadata={"ja": ja, "en": en, "kind": kind} | more)


_KG = {"unit": "kg", "bounds": (1, 200_000)}
_AXLE = {"unit": "kg", "bounds": (0, 100_000)}
_CM = {"unit": "cm", "bounds": (50, 3_000)}


@dataclass(slots=True, kw_only=True)
class Certificate:
    """The boxes in the order of the paper. Dates are ISO; empty text and None mean an empty box.

    `displacement_cl` are hundredths of a litre as printed, `rated_output_w` watts of a motor.
    """

    id: int | None = None
    vehicle: int = 0
    kind: str = "provisional"
    number: str = _box("証明書番号", "No.", Kind.CODE)
    reference_number: str = _box("整理番号", "Reference no.", Kind.DIGITS, digits=16)
    registration_number: str = _box("自動車登録番号", "Registration no.")
    registered_on: str = _box("登録年月日", "Registration date", Kind.DAY)
    first_registered: str = _box("初度登録年月", "First reg. date", Kind.PARTIAL_DATE)
    chassis_number: str = _box("車台番号", "Maker's serial number", Kind.CODE)
    maker: str = _box("車名", "Trade mark of the maker")
    maker_code: str = _box("車名コード", "Maker code", Kind.CODE)
    model_type: str = _box("型式", "Model", Kind.CODE)
    engine_model: str = _box("原動機の型式", "Engine model", Kind.CODE)
    owner: str = _box("所有者の氏名又は名称", "Name of owner")
    owner_address: str = _box("所有者の住所", "Address of owner")
    owner_code: str = _box("住所コード", "Address code", Kind.CODE)
    user: str = _box("使用者の氏名又は名称", "Name of user")
    locality: str = _box("使用の本拠の位置", "Locality of principal abode of use")
    classification: str = _box("自動車の種別", "Classification", Kind.CHOICE)
    use: str = _box("用途", "Use", Kind.CHOICE)
    purpose: str = _box("自家用・事業用の別", "Purpose", Kind.CHOICE)
    body: str = _box("車体の形状", "Type of body")
    body_code: str = _box("形状コード", "Body code", Kind.CODE)
    seats: int | None = _box(
        "乗車定員", "Fixed number", Kind.WHOLE, unit="人", bounds=(1, 100), other="seats_other"
    )
    max_carry_kg: int | None = _box(
        "最大積載量", "Max. carry", Kind.WHOLE, other="max_carry_other_kg", **_KG
    )
    weight_kg: int | None = _box("車両重量", "Weight", Kind.WHOLE, **_KG)
    gross_weight_kg: int | None = _box(
        "車両総重量", "G/Weight", Kind.WHOLE, other="gross_weight_other_kg", **_KG
    )
    displacement_cl: int | None = _box("総排気量", "Engine capacity", Kind.LITRES, unit="L")
    rated_output_w: int | None = _box("定格出力", "Rated output", Kind.KILOWATTS, unit="kW")
    fuel: str = _box("燃料の種類", "Fuel", Kind.CHOICE)
    type_number: str = _box("型式指定番号", "Specification no.", Kind.DIGITS, digits=5)
    class_number: str = _box("類別区分番号", "Classification no.", Kind.DIGITS, digits=4)
    length_cm: int | None = _box("長さ", "Length", Kind.WHOLE, **_CM)
    width_cm: int | None = _box("幅", "Width", Kind.WHOLE, **_CM)
    height_cm: int | None = _box("高さ", "Height", Kind.WHOLE, **_CM)
    axle_ff_kg: int | None = _box("前前軸重", "FF axle", Kind.WHOLE, **_AXLE)
    axle_fr_kg: int | None = _box("前後軸重", "FR axle", Kind.WHOLE, **_AXLE)
    axle_rf_kg: int | None = _box("後前軸重", "RF axle", Kind.WHOLE, **_AXLE)
    axle_rr_kg: int | None = _box("後後軸重", "RR axle", Kind.WHOLE, **_AXLE)
    scheduled_on: str = _box("輸出予定日", "Export scheduled day", Kind.DAY)
    remarks: str = _box("備考", "Remarks")
    issued_on: str = _box("交付年月日", "Date of issue", Kind.DAY)
    office: str = _box("運輸支局・検査協会", "Issuing office")
    seats_other: int | None = None
    max_carry_other_kg: int | None = None
    gross_weight_other_kg: int | None = None
    stored_by: str = ""
    stored_at: str = ""

    def largest(self, name: str) -> int | None:
        """Return the larger figure of a box that may hold two."""
        known = [v for v in (getattr(self, name), getattr(self, BOX[name].other)) if v is not None]
        return max(known, default=None)


BOXES: tuple[Box, ...] = tuple(
    Box(f.name, **f.metadata) for f in fields(Certificate) if "ja" in f.metadata
)
BOX: Mapping[str, Box] = {box.name: box for box in BOXES}
BOX_OF: Mapping[str, Box] = {**BOX, **{box.other: box for box in BOXES if box.other}}
"""The box of each field, that of a second figure too."""
AXLES = ("axle_ff_kg", "axle_fr_kg", "axle_rf_kg", "axle_rr_kg")
SIDES = ("length_cm", "width_cm", "height_cm")

CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "classification": {
        "ordinary": ("普通", "ordinary", "普通自動車"),
        "small": ("小型", "small", "小型自動車"),
        "kei": ("軽自動車", "light", "軽", "kei"),
        "large_special": ("大型特殊", "large special"),
        "small_special": ("小型特殊", "small special"),
    },
    "use": {
        "passenger": ("乗用", "passenger"),
        "goods": ("貨物", "goods", "cargo", "truck"),
        "bus": ("乗合", "bus"),
        "special": ("特種", "特種用途", "special"),
    },
    "purpose": {
        "private": ("自家用", "private"),
        "business": ("事業用", "business", "commercial"),
    },
    "fuel": {
        "petrol": ("ガソリン", "gasoline", "petrol"),
        "diesel": ("軽油", "light oil", "diesel"),
        "lpg": ("LPガス", "lpg", "lp gas"),
        "cng": ("CNG", "圧縮天然ガス"),
        "electric": ("電気", "electricity", "electric"),
        "petrol_electric": ("ガソリン・電気", "gasoline/electricity", "hybrid"),
        "diesel_electric": ("軽油・電気", "light oil/electricity", "diesel/electricity"),
        "lpg_electric": ("LPG・電気", "lpg/electricity"),
        "hydrogen": ("圧縮水素", "hydrogen", "圧縮水素・電気"),
    },
}
"""What a box with few choices may hold, and how the paper in Japanese and English writes it."""

FUELS: Mapping[str, tuple[str, bool]] = {
    "petrol": ("petrol", False),
    "diesel": ("diesel", False),
    "lpg": ("lpg", False),
    "cng": ("cng", False),
    "electric": ("none", True),
    "petrol_electric": ("petrol", True),
    "diesel_electric": ("diesel", True),
    "lpg_electric": ("lpg", True),
    "hydrogen": ("hydrogen", True),
}
"""The fuel of a vehicle behind the word of the paper, and whether it names electricity."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long a certificate still serves, counted from a day."""

    scheduled_on: date
    days_left: int
    exported: bool = False

    @property
    def expired(self) -> bool:
        """Whether the scheduled export day has passed."""
        return self.days_left < 0

    @property
    def return_by(self) -> date | None:
        """The last day to hand an unused certificate back, once it has ended."""
        unused = self.expired and not self.exported
        return self.scheduled_on + timedelta(days=RETURN_DAYS) if unused else None

    @property
    def state(self) -> str:
        """One word: `exported`, `expired`, `soon` (the last 30 days) or `valid`."""
        if self.exported:
            return "exported"
        return "expired" if self.expired else "soon" if self.days_left <= SOON_DAYS else "valid"


def term_of(certificate: Certificate, today: date, exported: bool = False) -> Term | None:
    """Return how long a certificate serves; None where it names no scheduled export day."""
    if not certificate.scheduled_on:
        return None
    end = date.fromisoformat(certificate.scheduled_on)
    return Term(end, (end - today).days, exported)


def figure(name: str, value: int) -> str:
    """Return a number as its box prints it, with its measure: `1.79 L`, `1,460 kg`, `5`."""
    box = BOX_OF[name]
    if box.kind is Kind.LITRES:
        return f"{litres(value)} {box.unit}"
    if box.kind is Kind.KILOWATTS:
        return f"{kilowatts(value)} {box.unit}"
    return f"{value:,} {box.unit}" if box.unit.isascii() else str(value)


def litres(displacement_cl: int) -> str:
    """Return a displacement as the paper prints it: `1.79`."""
    return f"{displacement_cl // 100}.{displacement_cl % 100:02}"


def kilowatts(rated_output_w: int) -> str:
    """Return a rated output as the paper prints it: `80.00`."""
    return f"{rated_output_w // 1000}.{rated_output_w % 1000 // 10:02}"
