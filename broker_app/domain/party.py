"""Party: anyone named on papers; Company: the broker whose papers they are; Port."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SCREENINGS = ("unscreened", "clear", "designated")
KINDS = ("", "organisation", "person", "vessel")
ROLES = ("buyer", "consignee", "notify", "end_user", "forwarder", "bank", "vessel")
OWNERSHIPS = ("", "none_listed", "listed", "unknown")
LOOKED_UP_BY = ("name", "other_names", "kind", "country", "tax_id", "numbers", "owners")
"""What a party is looked up by: what was found holds no longer when one of these changes."""


@dataclass(slots=True, kw_only=True)
class Party:
    """A shipper, buyer, consignee, notify party, forwarder, bank, vessel or end user.

    `country` is an ISO 3166 code. `tax_id` is printed with `tax_id_label` (`KRA PIN`, `TIN` …);
    `numbers` are further ones, each with its label before it (`IMO 9074729`). `other_names` are
    aliases and the name in other scripts. `owners` hold half of it or more, alone or together;
    `ownership` is what they answered: nobody of them listed, somebody, or not known.
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
    kind: str = ""
    other_names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    ownership: str = ""
    ownership_by: str = ""
    ownership_at: str = ""
    note: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        """The name and all others."""
        return (self.name, *self.other_names)

    @property
    def all_numbers(self) -> tuple[tuple[str, str], ...]:
        """Every registration number as its label and its value; a label may be empty."""
        own = ((self.tax_id_label, self.tax_id),) if self.tax_id else ()
        return own + tuple(numbered(line) for line in self.numbers if line.strip())


def numbered(line: str) -> tuple[str, str]:
    """Return label and value of a line: behind a colon, else the last word is the value."""
    label, colon, value = line.partition(":")
    if not colon:
        label, _, value = line.strip().rpartition(" ")
    return label.strip(), value.strip()


@dataclass(slots=True, kw_only=True)
class Company:
    """The broker: letterhead, bank, signatory, numbers, clauses, and the stated pricing plan.

    `bank`, `signatory` and `signatory_title` are those entered before accounts and signatories had
    tables of their own; papers take those of the tables where there are any.
    `invoice_registration` is the number of qualified invoices (T and 13 digits). `logo` and `seal`
    are hashes of kept pictures. `series` are the company's own patterns of numbers, `clauses` its
    terms and conditions, `used_elsewhere` the last numbers used before this program, all by kind of
    paper.

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
    name_ja: str = ""
    address_ja: tuple[str, ...] = ()
    invoice_registration: str = ""
    logo: str = ""
    seal: str = ""
    signature: str = field(default="", metadata={"kept": False})
    """The hash of the signature of who signs: of a signatory, none of the company's own values."""
    signatory_ja: str = field(default="", metadata={"kept": False})
    signatory_title_ja: str = field(default="", metadata={"kept": False})
    series: Mapping[str, str] = field(default_factory=dict)
    used_elsewhere: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def plans_prices(self) -> bool:
        """Whether an export value may be derived from a hammer price."""
        return self.margin_permille is not None or self.margin_jpy is not None

    @property
    def all_names(self) -> tuple[str, ...]:
        """Its names as papers of others may print them."""
        return tuple(filter(None, (self.name, self.name_ja)))

    def called_in(self, language: str) -> str:
        """Return its name for readers of a language: the Japanese one where it has one."""
        return (self.name_ja if language == "ja" else "") or self.name

    def address_in(self, language: str) -> tuple[str, ...]:
        """Return its address for readers of a language."""
        return (self.address_ja if language == "ja" else ()) or self.address

    def export_value_jpy(self, hammer_price_jpy: int) -> int:
        """Return the export value the plan gives, rounded half up to whole yen."""
        share = (hammer_price_jpy * (self.margin_permille or 0) + 500) // 1000
        return hammer_price_jpy + share + (self.margin_jpy or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """An account that buyers pay into, in the field order of papers.

    `currency` empty: of any currency. It is shown on papers once `approved_by`, by another person
    than `entered_by`; one that `replaces` another ends it then. Moments are ISO.
    """

    id: int | None = None
    company: int = 1
    currency: str = ""
    bank: str = ""
    branch: str = ""
    address: str = ""
    branch_code: str = ""
    number: str = ""
    holder: str = ""
    swift: str = ""
    is_default: bool = False
    replaces: int | None = None
    ended_at: str = ""
    entered_by: str = ""
    entered_at: str = ""
    approved_by: str = ""
    approved_at: str = ""

    @property
    def stands(self) -> bool:
        """Whether papers may show it."""
        return bool(self.approved_by) and not self.ended_at

    @property
    def waits(self) -> bool:
        """Whether a second person has to look at it."""
        return not self.approved_by and not self.ended_at

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that papers print. reference: paperwork specification 3.1, row 14."""
        told = (
            (self.bank, self.bank),
            (self.branch, self.branch),
            (self.address, self.address),
            (self.branch_code, f"BRANCH CODE {self.branch_code}"),
            (self.number, f"ACCOUNT NO. {self.number}"),
            (self.holder, f"ACCOUNT NAME {self.holder}"),
            (self.swift, f"SWIFT {self.swift}"),
        )
        return tuple(line for value, line in told if value)


WRITTEN_OF_ACCOUNT = ("bank", "branch", "address", "branch_code", "number", "holder", "swift")
"""What a swapped account would differ in: a change of one needs a second person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs papers, in both languages; `picture` is the hash of a kept signature."""

    id: int | None = None
    company: int = 1
    name: str = ""
    title: str = ""
    name_ja: str = ""
    title_ja: str = ""
    picture: str = ""
    is_default: bool = False


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
