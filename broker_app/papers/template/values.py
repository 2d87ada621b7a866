"""The white list: every key that a tag may name, and what a snapshot holds under it.

There is no way from a tag to anything else: a template gets these values, never a record.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from broker_app.domain.dates import is_partial
from broker_app.domain.document import DocumentKind, PrintedLine, PrintedParty, Snapshot
from broker_app.domain.money import Money, exponent
from broker_app.domain.paper_keys import CERTIFICATE, CONTAINER_KEYS, ISSUED, LINE_KEYS
from broker_app.domain.particulars import PREFIX, Particulars
from broker_app.papers import english
from broker_app.papers.amount_in_words import amount_in_words, number_in_words
from broker_app.papers.page import Figure, Text
from broker_app.papers.values import container_value, line_value
from broker_app.papers.wording import COLUMNS, FIELDS, Paper, declaration

ITEM, CONTAINER = "item.", "container."
MOST_LINES = 9
"""Lines of bank and marks that have a key of their own: `bank.1` …"""
ROLES = ("shipper", "buyer", "consignee", "notify")
ALIASES = {
    "inv.no": "document.number",
    "inv.date": "document.date",
    "lc.no": "particular.lc_number",
    "item.chassis": "item.chassis_number",
}
"""Short names that broker's workbooks have long used."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the decimals it is printed with; an amount has its currency."""

    value: Decimal
    decimals: int = 0
    currency: str = ""


Value = str | Number | date | tuple[str, ...] | None
"""Text, number, day, lines; None where the shipment has no such value."""


@dataclass(frozen=True, slots=True)
class Box:
    """A container with its own values and the places of its vehicles in the list."""

    values: Mapping[str, Value]
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What a template can show: of the paper, of each vehicle, of each container."""

    head: Mapping[str, Value]
    items: tuple[Mapping[str, Value], ...]
    boxes: tuple[Box, ...]
    draft: str = ""
    """The draft mark; empty on an issued paper."""


def values_of(snapshot: Snapshot, kind: DocumentKind) -> Values:
    """Return all that a template may show of a snapshot."""
    paper = Paper(snapshot, kind)
    head = {key: look(paper) for key, look in HEADS.items()} | _entered(snapshot.particulars)
    for key, party in snapshot.parties:
        head |= {f"{PREFIX}{key}": _block(party), f"{PREFIX}{key}.name": party.name}
    for of, number, on in snapshot.issued:
        head |= {f"issued.{of}": number, f"issued_on.{of}": _day(on)}
    items = tuple(_item(paper, place, line) for place, line in enumerate(snapshot.lines, 1))
    return Values(head, items, _boxes(paper), _draft(paper))


def is_known(key: str, particulars: Particulars) -> bool:
    """Tell whether a key is on the white list."""
    key = ALIASES.get(key, key)
    if key.startswith(ITEM):
        key = key.removeprefix(ITEM)
        boxes = key.startswith(CERTIFICATE) and key in LINE_KEYS
        return key in ITEMS or boxes or key in particulars.keys("vehicle")
    if key.startswith(CONTAINER):
        key = key.removeprefix(CONTAINER)
        return key in CONTAINER_KEYS or key in particulars.keys("container")
    of_shipment = particulars.keys("shipment")
    named = key in of_shipment or (key.endswith(".name") and key[:-5] in of_shipment)
    return key in HEADS or named or ISSUED.fullmatch(key) is not None


def known_keys(particulars: Particulars) -> list[str]:
    """Return the white list, in the order of the table."""
    boxes = sorted(key for key in LINE_KEYS if key.startswith(CERTIFICATE))
    of_items = [*ITEMS, *boxes, *sorted(particulars.keys("vehicle"))]
    of_boxes = [*sorted(CONTAINER_KEYS), *sorted(particulars.keys("container"))]
    return [
        *HEADS,
        *sorted(particulars.keys("shipment")),
        *(ITEM + key for key in of_items),
        *(CONTAINER + key for key in of_boxes),
    ]


def frozen_for(keys: Iterable[str]) -> frozenset[str]:
    """Return what a snapshot must freeze for a template that names these keys."""
    found = {ALIASES.get(key, key) for key in keys}
    wanted = {key.removeprefix(ITEM).removeprefix(CONTAINER).removesuffix(".name") for key in found}
    wanted |= {"eta"} if "shipment.eta" in found else set()
    return frozenset(wanted | ({"containers"} if any(map(_of_container, found)) else set()))


def _of_container(key: str) -> bool:
    return key.startswith(CONTAINER) or key == "containers"


def _draft(paper: Paper) -> str:
    said = paper.say("draft") if paper.has("draft") else "DRAFT"
    return said if paper.snapshot.draft else ""


def _item(paper: Paper, place: int, line: PrintedLine) -> Mapping[str, Value]:
    found = {key: look(paper, place, line) for key, look in ITEMS.items()}
    found |= {CERTIFICATE + name: _day(text) for name, text in line.certificate}
    return {ITEM + key: value for key, value in (found | _entered(line.particulars)).items()}


def _boxes(paper: Paper) -> tuple[Box, ...]:
    """Return the containers, and last what stands in none: no vehicle is left out."""
    snapshot = paper.snapshot
    made = []
    for number, one in enumerate(snapshot.containers, 1):
        held = {key: _typed(container_value(paper, key, number, one)) for key in CONTAINER_KEYS}
        named = {CONTAINER + k: v for k, v in (held | _entered(one.particulars)).items()}
        inside = (n for n, line in enumerate(snapshot.lines) if line.container == number)
        made.append(Box(named, tuple(inside)))
    stowed = {item for box in made for item in box.items}
    loose = tuple(n for n in range(len(snapshot.lines)) if n not in stowed)
    return (*made, *((Box({}, loose),) if loose or not made else ()))


def _entered(particulars: tuple[tuple[str, str], ...]) -> dict[str, Value]:
    return {PREFIX + key: _typed(text) for key, text in particulars}


def shown(value: Value, formatters: Iterable[str]) -> Value:
    """Return a value after its formatters; one that does not fit a value leaves it alone."""
    for name in formatters:
        value = _FORMATTERS[name](value)
    return value


def as_text(value: Value) -> str:
    """Return a value inside a text: days and numbers as papers print them."""
    if isinstance(value, Number):
        return f"{value.value:,.{value.decimals}f}"
    if isinstance(value, date):
        return english.day(value.isoformat())
    if isinstance(value, tuple):
        return ", ".join(value)
    return value or ""


def _dmy(value: Value) -> Value:
    return as_text(value) if isinstance(value, date) else value


def _upper(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(line.upper() for line in value)
    return value.upper() if isinstance(value, str) else value


def _words(value: Value) -> Value:
    if not isinstance(value, Number) or value.value < 0:
        return value
    if not value.currency:
        return number_in_words(int(value.value))
    minor = int((value.value * 10 ** exponent(value.currency)).to_integral_value())
    return amount_in_words(Money(minor, value.currency))


def _decimals(count: int) -> Callable[[Value], Value]:
    def fixed(value: Value) -> Value:
        return Number(value.value, count, value.currency) if isinstance(value, Number) else value

    return fixed


def _lines(value: Value) -> Value:
    return "\n".join(value) if isinstance(value, tuple) else value


_FORMATTERS: Mapping[str, Callable[[Value], Value]] = {
    "dmy": _dmy,
    "upper": _upper,
    "words": _words,
    "n0": _decimals(0),
    "n2": _decimals(2),
    "m3": _decimals(3),
    "lines": _lines,
}


def _day(iso: str) -> Value:
    return date.fromisoformat(iso) if len(iso) == 10 and is_partial(iso) else iso


def _whole(number: int | None) -> Value:
    return None if number is None else Number(Decimal(number))


def _money(paper: Paper, minor_units: int) -> Number:
    figure = paper.money(minor_units)
    return Number(figure.value, figure.decimals, paper.snapshot.currency)


def _charge(paper: Paper, minor_units: int) -> Value:
    """Return a charge; one that is nothing is not there, so that its row can be left out."""
    return _money(paper, minor_units) if minor_units else None


def _typed(said: str | Figure | tuple[Text, ...]) -> Value:
    """Return what our own papers print as a value: figures, days, lines, text."""
    if isinstance(said, Figure):
        return Number(said.value, said.decimals)
    if isinstance(said, tuple):
        return tuple(line.text for line in said)
    return tuple(said.split("\n")) if "\n" in said else _day(said)


def _column(key: str) -> "Callable[[Paper, int, PrintedLine], Value]":
    """Return what a column of our own papers prints."""

    def look(paper: Paper, place: int, line: PrintedLine) -> Value:
        said = _typed(COLUMNS[key](paper, place, line))
        return " ".join(said) if isinstance(said, tuple) else said

    return look


def _description(paper: Paper, place: int, line: PrintedLine) -> Value:
    """Return the goods as this kind of paper describes them."""
    told = {"hs": "description", "displacement": "goods"}
    key = next((key for text, key in told.items() if paper.has(text)), "")
    return _column(key)(paper, place, line) if key else _name(line)


def _name(line: PrintedLine) -> str:
    return _joined(" ", line.maker, line.model, line.grade_name)


def _field(key: str) -> Callable[[Paper], Value]:
    """Return what a field of our own papers prints; where a kind has no words for it, plainly."""

    def look(paper: Paper) -> Value:
        if key in _SAID_WITH and not paper.has(_SAID_WITH[key]):
            frozen = paper.snapshot
            if key == "terms":
                return _joined(" ", frozen.incoterm, frozen.incoterm_place)
            return _block(frozen.notify)
        return _typed(FIELDS[key](paper))

    return look


def _sum(paper: Paper, amounts: Iterable[Decimal | None], decimals: int) -> Value:
    """Add up what every vehicle has; nothing is added up from some."""
    found = list(amounts)
    known = [amount for amount in found if amount]
    return Number(sum(known, Decimal(0)), decimals) if found and len(known) == len(found) else None


def _weight(paper: Paper) -> Value:
    lines = paper.snapshot.lines
    cars = [Decimal((n.gross_kg or 0) * n.quantity) for n in lines]
    loose = [Decimal(paper.snapshot.loose_kg)] if paper.snapshot.loose_kg else []
    return _sum(paper, cars + loose, 0)


def _volume(paper: Paper) -> Value:
    lines = paper.snapshot.lines
    cars = [Decimal(n.volume_m3 or 0) * n.quantity for n in lines]
    loose = [Decimal(paper.snapshot.loose_m3)] if paper.snapshot.loose_m3 else []
    return _sum(paper, cars + loose, 3)


def _units(paper: Paper) -> Value:
    return Number(Decimal(sum(line.quantity for line in paper.snapshot.lines)))


def _declaration(paper: Paper) -> Value:
    return declaration(paper) if paper.has("declaration") else None


def _numbered(key: str, lines: Callable[[Paper], tuple[str, ...]]) -> dict[str, "_Look"]:
    """Return keys for the lines together and for each of the first ones."""

    def one(place: int) -> "_Look":
        return lambda paper: lines(paper)[place] if place < len(lines(paper)) else None

    each = {f"{key}.{place + 1}": one(place) for place in range(MOST_LINES)}
    return {key: lines, **each}


def _party(role: str) -> dict[str, "_Look"]:
    def party(paper: Paper) -> PrintedParty:
        found: PrintedParty = getattr(paper.snapshot, role)
        return found

    return {
        role: _field(role) if role in FIELDS else lambda paper: _block(party(paper)),
        f"{role}.name": lambda paper: party(paper).name,
        f"{role}.address": lambda paper: party(paper).lines,
        f"{role}.place": lambda paper: party(paper).place,
    }


def _block(party: PrintedParty) -> tuple[str, ...]:
    return tuple(filter(None, (party.name, *party.lines)))


_Look = Callable[[Paper], Value]

HEADS: Mapping[str, _Look] = {
    "document.number": lambda paper: (
        paper.number if paper.snapshot.number or paper.has("no_number") else ""
    ),
    "document.date": lambda paper: _day(paper.snapshot.date),
    "document.revision": lambda paper: _whole(paper.snapshot.revision),
    "document.title": lambda paper: paper.kind.title,
    "document.draft": lambda paper: _draft(paper) or None,
    "document.declaration": _declaration,
    "document.valid_until": lambda paper: _day(paper.snapshot.valid_until),
    "shipment.number": lambda paper: paper.snapshot.shipment_number,
    "shipment.vessel": lambda paper: paper.snapshot.vessel,
    "shipment.voyage": lambda paper: paper.snapshot.voyage,
    "shipment.etd": lambda paper: _day(paper.snapshot.etd),
    "shipment.eta": lambda paper: _day(paper.snapshot.eta),
    "shipment.port_of_loading": lambda paper: paper.snapshot.port_of_loading,
    "shipment.port_of_discharge": lambda paper: paper.snapshot.port_of_discharge,
    "shipment.final_destination": lambda paper: paper.snapshot.final_destination,
    "shipment.incoterm": lambda paper: paper.snapshot.incoterm,
    "shipment.incoterm_place": lambda paper: paper.snapshot.incoterm_place,
    "shipment.terms": _field("terms"),
    "shipment.payment_terms": lambda paper: paper.snapshot.payment_terms,
    "shipment.currency": lambda paper: paper.snapshot.currency,
    "shipment.origin": _field("origin"),
    "shipment.units": _units,
    "shipment.weight_kg": _weight,
    "shipment.volume_m3": _volume,
    **_numbered("shipment.marks", lambda paper: paper.snapshot.marks),
    **{key: look for role in ROLES for key, look in _party(role).items()},
    "amounts.fob": lambda paper: _money(paper, paper.snapshot.fob),
    "amounts.freight": lambda paper: _charge(paper, paper.snapshot.freight),
    "amounts.insurance": lambda paper: _charge(paper, paper.snapshot.insurance),
    "amounts.total": lambda paper: _money(paper, paper.snapshot.total),
    **_numbered("bank", lambda paper: paper.snapshot.bank),
    "signatory.name": lambda paper: paper.snapshot.signatory,
    "signatory.title": lambda paper: paper.snapshot.signatory_title,
}
ITEMS: Mapping[str, Callable[[Paper, int, PrintedLine], Value]] = {
    "index": lambda paper, place, line: Number(Decimal(place)),
    "maker": lambda paper, place, line: line.maker,
    "model": lambda paper, place, line: line.model,
    "grade_name": lambda paper, place, line: line.grade_name,
    "name": lambda paper, place, line: _name(line),
    "description": _description,
    "model_code": lambda paper, place, line: _joined("-", line.emission_code, line.model_code),
    "chassis_number": lambda paper, place, line: line.chassis_number,
    "first_registered": _column("first_registered"),
    "year": lambda paper, place, line: line.first_registered[:4],
    "displacement_cc": lambda paper, place, line: _whole(line.displacement_cc),
    "fuel": _column("fuel"),
    "colour": lambda paper, place, line: line.colour,
    "steering": lambda paper, place, line: paper.kind.texts.get(line.steering, ""),
    "hs_code": lambda paper, place, line: line.hs_code,
    "made_in": lambda paper, place, line: line.made_in,
    "weight_kg": lambda paper, place, line: _whole(line.gross_kg),
    "length_mm": lambda paper, place, line: _whole(line.length_mm),
    "width_mm": lambda paper, place, line: _whole(line.width_mm),
    "height_mm": lambda paper, place, line: _whole(line.height_mm),
    "length_cm": _column("length_cm"),
    "width_cm": _column("width_cm"),
    "height_cm": _column("height_cm"),
    "volume_m3": lambda paper, place, line: (
        Number(Decimal(line.volume_m3), 3) if line.volume_m3 else None
    ),
    "engine_number": lambda paper, place, line: line.engine_number,
    "manufactured": lambda paper, place, line: english.year_month(line.manufactured),
    "seats": lambda paper, place, line: _whole(line.seats),
    "doors": lambda paper, place, line: _whole(line.doors),
    "drive": lambda paper, place, line: line.drive,
    "transmission": lambda paper, place, line: line.transmission,
    "odometer_km": lambda paper, place, line: _whole(line.odometer_km),
    "gross_weight_kg": lambda paper, place, line: _whole(line.gross_weight_kg),
    "container_number": lambda paper, place, line: _typed(
        line_value(paper, "container_number", place, line)
    ),
    "place": lambda paper, place, line: line.place,
    "quantity": lambda paper, place, line: _whole(line.quantity),
    "unit_price": lambda paper, place, line: _money(paper, line.unit_price),
    "amount": lambda paper, place, line: _money(paper, line.unit_price * line.quantity),
}
NUMBERS = frozenset(
    (
        "index",
        "displacement_cc",
        "weight_kg",
        "gross_weight_kg",
        "odometer_km",
        "seats",
        "doors",
        "length_mm",
        "width_mm",
        "height_mm",
        "length_cm",
        "width_cm",
        "height_cm",
        "volume_m3",
        "quantity",
        "unit_price",
        "amount",
    )
)
"""Keys of a vehicle that are numbers: only these can be added up or multiplied."""


_SAID_WITH = {"terms": "terms", "notify": "same_as_consignee"}
"""Fields of our own papers that need a text of their kind."""


def _joined(between: str, *texts: str) -> str:
    return between.join(filter(None, texts))
