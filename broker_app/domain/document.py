"""Document: a paper issued for a shipment, numbered, kept as printed.

A snapshot is everything a paper may print, frozen: a white list. Cost prices, margins, suppliers
and auction data have no place in it, so they cannot reach a paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

INVOICE = "CI"
"""The kind whose number and prices the others follow."""

STATES = ("draft", "issued", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedParty:
    """A party block, one printed line each, name first. `place` is its `MOMBASA, KENYA`."""

    name: str = ""
    lines: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One vehicle as papers name it. `unit_price` is minor units of the snapshot's currency."""

    maker: str = ""
    model: str = ""
    grade_name: str = ""
    emission_code: str = ""
    model_code: str = ""
    chassis_number: str = ""
    first_registered: str = ""
    displacement_cc: int | None = None
    powertrain: str = ""
    fuel: str = ""
    colour: str = ""
    steering: str = ""
    hs_code: str = ""
    made_in: str = ""
    weight_kg: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    volume_m3: str = ""
    quantity: int = 1
    unit_price: int = 0
    engine_number: str = ""
    manufactured: str = ""
    seats: int | None = None
    doors: int | None = None
    drive: str = ""
    transmission: str = ""
    odometer_km: int | None = None
    gross_weight_kg: int | None = None
    un_number: str = ""
    shipping_name: str = ""
    dangerous_class: str = ""
    certificate: tuple[tuple[str, str], ...] = ()
    """Boxes of its export certificate by name, days ISO; only those that the kind prints."""
    particulars: tuple[tuple[str, str], ...] = ()
    container: int = 0
    """Its container, counted from 1; 0 is none."""
    place: str = ""
    reckoned: tuple[tuple[str, str], ...] = ()
    """What the program reckons of it, by key; only what the kind prints."""
    parts_kg: int = 0
    """What the parts inside it weigh, where they are declared."""

    @property
    def gross_kg(self) -> int | None:
        """What it weighs with the parts inside it; None where its own weight is not known."""
        return self.weight_kg + self.parts_kg if self.weight_kg else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCheck:
    """One check of a shipment as a paper shows it: what is asked, what was found, the result.

    `met` is `yes`, `no`, or empty where a person has to look.
    """

    subject: str = ""
    asked: str = ""
    found: str = ""
    met: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedContainer:
    """A container as papers name it."""

    number: str = ""
    seal: str = ""
    kind: str = ""
    particulars: tuple[tuple[str, str], ...] = ()
    loose_kg: int = 0
    """What loose parts weigh that lie in it beside the vehicles; below, what else is known."""
    loose_net_kg: int = 0
    loose_packages: int = 0
    loose_m3: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A frozen shipment: what every document of it prints. Amounts are minor units.

    A proforma invoice is of no shipment yet: it is `valid_until` a day, its `mode` is roro or
    container, and `etd` is the last day of shipment.

    A kept snapshot leaves out what equals these defaults, so a new field does not change the hash
    of an old one; a default, once released, stays as it is.
    """

    kind: str = "CI"
    number: str = ""
    revision: int = 0
    date: str = ""
    draft: bool = True
    shipment_number: str = ""
    shipper: PrintedParty = PrintedParty()
    buyer: PrintedParty = PrintedParty()
    consignee: PrintedParty = PrintedParty()
    notify: PrintedParty = PrintedParty()
    port_of_loading: str = ""
    port_of_discharge: str = ""
    final_destination: str = ""
    vessel: str = ""
    voyage: str = ""
    etd: str = ""
    incoterm: str = "FOB"
    incoterm_place: str = ""
    payment_terms: str = ""
    marks: tuple[str, ...] = ()
    currency: str = "JPY"
    lines: tuple[PrintedLine, ...] = ()
    fob: int = 0
    freight: int = 0
    insurance: int = 0
    total: int = 0
    bank: tuple[str, ...] = ()
    signatory: str = ""
    signatory_title: str = ""
    valid_until: str = ""
    mode: str = ""
    eta: str = ""
    particulars: tuple[tuple[str, str], ...] = ()
    """Key and printed text, lines with breaks between, days ISO; only what the kind prints."""
    parties: tuple[tuple[str, PrintedParty], ...] = ()
    """Particulars that are parties, by key."""
    containers: tuple[PrintedContainer, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    """Logo, seal and signature of the company by name, as the hashes they are kept under."""
    clauses: tuple[str, ...] = ()
    """The company's own terms and conditions for papers of this kind."""
    issued: tuple[tuple[str, str, str], ...] = ()
    """Papers that stand and that this one names: kind, number, ISO day."""
    reckoned: tuple[tuple[str, str], ...] = ()
    """What the program reckons of the shipment, by key; only what the kind prints."""
    checks: tuple[PrintedCheck, ...] = ()
    deposit: int = 0
    """What a proforma invoice asks for before the rest, of `total`."""
    shipper_english: str = ""
    """The exporter's name in Latin letters, where `shipper` is in Japanese."""
    loose_kg: int = 0
    """What loose parts weigh that lie in the containers beside the vehicles."""
    loose_net_kg: int = 0
    loose_packages: int = 0
    loose_m3: str = ""
    layout: str = field(default="", compare=False)
    """The layout that the paper was issued in; no other content, so it makes no revision."""


ENTRY_KINDS = ("list", "fuels", "begins", "above_zero", "count", "country", "country_code", "day")


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be typed into a box of a workbook, as data; days count from that of the paper.

    `says` is the warning for what is not, by language.
    """

    kind: str
    choices: tuple[str, ...] = ()
    before_days: int = 0
    after_days: int = 0
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperField:
    """Where a labelled field stands in the head of a paper.

    `row` counts pairs of label and value from 1, `rows` how many pairs it takes; millimetres from
    the left margin. `required` names what a snapshot must hold before the paper is issued.
    """

    key: str
    label: str
    left_mm: float
    width_mm: float
    row: int
    rows: int = 1
    strong: bool = False
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperColumn:
    """A column of the table of goods. `form` is text, count, whole or money; `align` left …

    `unit` is a second line of the head, `unit_with_parts` that where packages of loose parts are
    counted beside vehicles. `total` adds the column up under the table, where every
    vehicle has its figure. `required` names the facts that each vehicle must have.
    """

    key: str
    title: str
    width_mm: float
    align: str = "left"
    form: str = "text"
    unit: str = ""
    unit_with_parts: str = ""
    total: bool = False
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSum:
    """A row under the table: `of` names the charges it holds or adds up.

    `terms` are the Incoterms that show it; empty means every term. Where it is shown, `required`
    names what a snapshot must hold.
    """

    key: str
    label: str
    of: tuple[str, ...]
    terms: tuple[str, ...] = ()
    total: bool = False
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """A further table. `over` says what it goes through.

    `rows`: the rows that the file gives, texts with {placeholders}. `vehicles`, `containers`: one
    row each by `columns`; with `rows` a block of these rows each, `page_each` on a page of its own.
    `container_vehicles`: the vehicles of each container under a title that names it. `checks`: one
    row each check that the kind asks for.
    `role` is how its cells look (`cell`, `mark`). `hide_empty` leaves out rows whose placeholders
    are all empty. Where rows are given, the keys of the columns mean nothing. What has nothing
    under the key `needs` gets no row. `last` stands below the clauses.
    """

    over: str
    title: str = ""
    columns: tuple[PaperColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    head: bool = True
    hide_empty: bool = False
    needs: str = ""
    page_each: bool = False
    role: str = "cell"
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSignature:
    """A place to sign: label above the line, lines below it. `stamp` is said where a seal goes.

    `room_mm` is the height that is left for the hand; of several the highest counts.
    """

    label: str
    lines: tuple[str, ...]
    left_mm: float
    width_mm: float
    stamp: str = ""
    room_mm: float = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperForm:
    """How a company has papers of a kind laid out: the name of the layout, none is the plain one.

    What is printed onto a form may be shifted to the right and down, in millimetres.
    """

    layout: str = ""
    right_mm: float = 0
    down_mm: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of paper as data: titles, labels, columns, wording. Margins in mm.

    `title` is printed, `name` says it on the screen in each language (`en`, `ja`).
    `texts` are the sentences and words that papers of this kind print (`draft`, `declaration`
    …), `fuels` what is printed for a powertrain, `origins` the adjective of a country.
    `numbered_with` is the kind whose number and frozen content it shares; a kind of its own takes
    the next number of `series`, a pattern. Issued papers that are `sealed` carry
    seal and signature, in the PDF alone. It is `made_from` a shipment, or from sales. `required`
    is what a snapshot must hold besides its fields.

    An `internal` paper is of the broker's own books: it is part of no set that goes outside, and
    the only kind that may name what a vehicle cost. `checks` says which checks it shows (`credit`,
    `release`). `copied_from` is the kind in which each of its texts has to stand too.
    Up to `blocks_up_to` vehicles are printed in `block_columns`, as blocks of labelled lines.

    A `framed` kind has its fields in boxes with lines all around, in rows of `row_mm` at least; a
    `bare` one is printed onto a form that has lines and labels already, each box at its place.
    Where a few lines too many begin a sheet, its rows are set lower, down to `tightest` of their
    height; 1 leaves them.
    `copies` are the marks of the sheets that are printed of it, one after the other. `layouts` are
    other forms of the same paper by name (`un`, `form`), whole kinds themselves.

    `takes` names the entry of a box by its key where this kind has another than all papers;
    `entries` are all of them by key, put in when it is read.
    """

    kind: str
    title: str
    sheet: str
    name: Mapping[str, str]
    numbered_with: str = ""
    series: str = "{PREFIX}-{YYYY}-{nnnn}"
    made_from: str = "shipment"
    required: tuple[str, ...] = ()
    paper: str = "A4"
    orientation: str = "portrait"
    margin_left_mm: float = 20
    margin_right_mm: float = 10
    margin_top_mm: float = 10
    margin_bottom_mm: float = 10
    language: str = "en"
    on_demand: bool = False
    internal: bool = False
    checks: str = ""
    copied_from: str = ""
    sealed: bool = False
    heading: bool = True
    framed: bool = False
    bare: bool = False
    row_mm: float = 0
    tightest: float = 0.8
    copies: tuple[str, ...] = ()
    layouts: "Mapping[str, DocumentKind]" = field(default_factory=dict)
    width_mm: float = 180
    fields: tuple[PaperField, ...] = ()
    columns: tuple[PaperColumn, ...] = ()
    block_columns: tuple[PaperColumn, ...] = ()
    blocks_up_to: int = 0
    sums: tuple[PaperSum, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    notes: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    signatures: tuple[PaperSignature, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    fuels: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def body_mm(self) -> float:
        """How wide its body is: its columns of goods, or what it says."""
        return sum(column.width_mm for column in self.columns) or self.width_mm
