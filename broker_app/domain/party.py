"""Party: anyone named on papers; Company: the broker whose papers they are; Port."""

from dataclasses import dataclass, field

SCREENINGS = ("unscreened", "clear", "designated")


@dataclass(slots=True, kw_only=True)
class Party:
    """A shipper, buyer, consignee, notify party, forwarder or end user.

    `country` is an ISO 3166 code. `tax_id` is printed with `tax_id_label` (`KRA PIN`, `TIN` …).
    `screening` is what a person found in the lists: nobody looked, clear, or designated.
    """

    id: int | None = None
    name: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    tax_id_label: str = ""
    tax_id: str = ""
    screening: str = "unscreened"
    screened_by: str = ""
    screened_at: str = ""


@dataclass(slots=True, kw_only=True)
class Company:
    """The broker: letterhead, bank, signatory, number prefix, and the stated pricing plan.

    The plan says what export value stands behind a vehicle that is not sold yet:
    hammer price + `margin_permille` of it + `margin_jpy`. Both None means that no plan is stated.
    Of several companies the plan of the first one holds for the whole stock.
    """

    id: int | None = field(default=None, compare=False)
    name: str = ""
    address: tuple[str, ...] = ()
    country: str = "JP"
    phone: str = ""
    email: str = ""
    bank: tuple[str, ...] = ()
    signatory: str = ""
    signatory_title: str = ""
    number_prefix: str = "INV"
    margin_permille: int | None = None
    margin_jpy: int | None = None

    @property
    def plans_prices(self) -> bool:
        """Whether an export value may be derived from a hammer price."""
        return self.margin_permille is not None or self.margin_jpy is not None

    def export_value_jpy(self, hammer_price_jpy: int) -> int:
        """Return the export value the plan gives, rounded half up to whole yen."""
        share = (hammer_price_jpy * (self.margin_permille or 0) + 500) // 1000
        return hammer_price_jpy + share + (self.margin_jpy or 0)


@dataclass(frozen=True, slots=True)
class Port:
    """A port by its UN/LOCODE: `JPYOK`, Yokohama, JP."""

    unlocode: str
    name: str
    country: str
    country_name: str
    roles: tuple[str, ...] = field(default=("load", "discharge"))

    @property
    def printed(self) -> str:
        """How papers name it: `YOKOHAMA, JAPAN`."""
        return f"{self.name}, {self.country_name}".upper()
