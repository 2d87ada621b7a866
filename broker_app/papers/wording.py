"""What stands in each field and column of a paper: a snapshot's values in the paper's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from broker_app.domain.dates import is_partial
from broker_app.domain.document import (
    DocumentKind,
    PaperColumn,
    PrintedLine,
    PrintedParty,
    Snapshot,
)
from broker_app.domain.money import Money, exponent
from broker_app.papers import english
from broker_app.papers.amount_in_words import number_in_words
from broker_app.papers.page import Figure, Formula, Role, Text

_HS_DIGITS = 6
SIDES = ("length_mm", "width_mm", "height_mm")


@dataclass(frozen=True)  # no slots: what is worked out once is kept beside the fields
class Paper:
    """A snapshot and the kind of document it is printed as."""

    snapshot: Snapshot
    kind: DocumentKind

    def say(self, text: str, **values: str) -> str:
        """Return one of the kind's texts with its fields filled."""
        return self.kind.texts[text].format(**values)

    def has(self, text: str) -> bool:
        """Tell whether papers of this kind print a text at all."""
        return text in self.kind.texts

    def money(self, minor_units: int, formula: Formula | None = None) -> Figure:
        """Return an amount as a figure with the decimals of the snapshot's currency."""
        amount = Money(minor_units, self.snapshot.currency).amount
        return Figure(amount, exponent(self.snapshot.currency), formula=formula)

    def day(self, iso: str) -> str:
        """Return a day in the language of the paper; other text as it is."""
        return english.japanese_day(iso) if self.kind.language == "ja" else english.day(iso)

    def shown(self, value: str) -> str:
        """Return a frozen value as printed: a day in the paper's language, else as it is."""
        return self.day(value) if len(value) == 10 and is_partial(value) else value

    @cached_property
    def side_decimals(self) -> int:
        """The decimals of every side in centimetres: 1 where one is no whole centimetre, else 0."""
        sides = (getattr(line, side) or 0 for line in self.snapshot.lines for side in SIDES)
        return 1 if any(mm % 10 for mm in sides) else 0

    @property
    def number(self) -> str:
        """The number and revision as printed; revision 0 prints nothing."""
        snapshot = self.snapshot
        number = snapshot.number or self.say("no_number")
        if not snapshot.revision:
            return number
        return f"{number} {self.say('revision', revision=str(snapshot.revision))}"

    @cached_property
    def origins(self) -> list[str]:
        """The countries of origin, each once; none where one of them is not known."""
        found = [line.made_in for line in self.snapshot.lines]
        return list(dict.fromkeys(found)) if all(found) else []


def totals(paper: Paper) -> str:
    """Return units, weight and measurement in one line; a sum with an unknown part is left out."""
    lines = paper.snapshot.lines
    units = sum(line.quantity for line in lines)
    said = [_counts(paper, units)]
    weights = [line.gross_kg * line.quantity for line in lines if line.gross_kg]
    if paper.has("weight") and lines and len(weights) == len(lines):
        said.append(paper.say("weight", kg=f"{sum(weights) + paper.snapshot.loose_kg:,}"))
    volumes = [Decimal(line.volume_m3) * line.quantity for line in lines if line.volume_m3]
    if paper.has("volume") and lines and len(volumes) == len(lines):
        whole = sum(volumes) + Decimal(paper.snapshot.loose_m3 or 0)
        said.append(paper.say("volume", m3=f"{whole:,.3f}"))
    return "   ".join(said)


def _counts(paper: Paper, units: int) -> str:
    """Return how many vehicles there are, and packages of loose parts beside them."""
    counted = {"words": number_in_words(units), "count": f"{units:,}"}
    parts = paper.snapshot.loose_packages
    if not parts or not paper.has("units_and_packages"):
        return paper.say("unit" if units == 1 else "units", **counted)
    counted |= {"parts_words": number_in_words(parts), "parts": f"{parts:,}"}
    return paper.say("units_and_packages", **counted)


def unit_of(paper: Paper, column: PaperColumn) -> str:
    """Return the second line of the head of a column; empty where it has none."""
    if column.form == "money":
        return paper.snapshot.currency
    mixed = paper.has("loose_parts") and paper.snapshot.loose_packages
    return column.unit_with_parts if mixed and column.unit_with_parts else column.unit


def declaration(paper: Paper) -> str:
    """Return the certificate at the foot, with the origin where all of it is known."""
    said, origins = paper.say("declaration"), paper.origins
    adjective = paper.kind.origins.get(origins[0]) if len(origins) == 1 else None
    if adjective and paper.has("declared_origin"):
        said += " " + paper.say("declared_origin", adjective=adjective)
    elif origins and paper.has("declared_countries"):
        said += " " + paper.say("declared_countries", countries=" AND ".join(origins))
    return said + "."


def hs_digits(hs_code: str) -> str:
    """Return the six digits that abroad reads, `8703.22`; empty where there are fewer."""
    digits = "".join(c for c in hs_code if c.isdigit())[:_HS_DIGITS]
    return f"{digits[:4]}.{digits[4:]}" if len(digits) == _HS_DIGITS else ""


def short_place(place: str) -> str:
    """Return the port of `PORT ELIZABETH (GQEBERHA), SOUTH AFRICA` without the rest."""
    return place.partition(",")[0].partition("(")[0].strip()


def party_lines(party: PrintedParty) -> tuple[Text, ...]:
    """Return a party block, the name first."""
    named = (Text(party.name, Role.STRONG),) if party.name else ()
    return (*named, *(Text(line, Role.VALUE) for line in party.lines))


def _buyer(paper: Paper) -> tuple[Text, ...]:
    buyer = paper.snapshot.buyer
    told = any(field.key == "consignee" for field in paper.kind.fields)
    if told and buyer.name and buyer == paper.snapshot.consignee:
        return (Text(", ".join(filter(None, (buyer.name, buyer.place))), Role.STRONG),)
    return party_lines(buyer)


def _notify(paper: Paper) -> str | tuple[Text, ...]:
    return party_lines(paper.snapshot.notify) or paper.say("same_as_consignee")


def _terms(paper: Paper) -> str:
    term, place = paper.snapshot.incoterm, paper.snapshot.incoterm_place
    return paper.say("terms", term=term, place=place).replace(" ,", ",")


def _discharge(paper: Paper) -> tuple[Text, ...]:
    lines = (Text(paper.snapshot.port_of_discharge, Role.VALUE),)
    final = paper.snapshot.final_destination
    return (*lines, Text(paper.say("transit", place=final), Role.VALUE)) if final else lines


def _vessel(paper: Paper) -> str:
    return f"{paper.snapshot.vessel} {paper.snapshot.voyage}".strip()


def _marks(paper: Paper) -> str:
    return " / ".join(paper.snapshot.marks) or paper.say("no_marks")


def _shipment_by(paper: Paper) -> str:
    mode, by = paper.snapshot.mode, paper.snapshot.etd
    if not (mode and by):
        return paper.kind.texts.get(mode, "")
    return paper.say("by", mode=paper.say(mode), day=paper.day(by))


FIELDS: Mapping[str, Callable[[Paper], str | tuple[Text, ...]]] = {
    "buyer": _buyer,
    "consignee": lambda paper: party_lines(paper.snapshot.consignee),
    "notify": _notify,
    "number": lambda paper: paper.number,
    "date": lambda paper: paper.day(paper.snapshot.date),
    "shipment_number": lambda paper: paper.snapshot.shipment_number,
    "terms": _terms,
    "payment_terms": lambda paper: paper.snapshot.payment_terms,
    "origin": lambda paper: " / ".join(paper.origins),
    "vessel": _vessel,
    "etd": lambda paper: paper.day(paper.snapshot.etd),
    "port_of_loading": lambda paper: paper.snapshot.port_of_loading,
    "port_of_discharge": _discharge,
    "marks": _marks,
    "notify_named": lambda paper: party_lines(paper.snapshot.notify),
    "valid_until": lambda paper: paper.day(paper.snapshot.valid_until),
    "shipment_by": _shipment_by,
}


def _description(paper: Paper, index: int, line: PrintedLine) -> tuple[Text, ...]:
    return _goods(
        paper,
        line,
        line.colour,
        paper.kind.texts.get(line.steering, "") if line.steering else "",
        _hs(paper, line.hs_code),
    )


def _packed(paper: Paper, index: int, line: PrintedLine) -> tuple[Text, ...]:
    cc = line.displacement_cc
    return _goods(
        paper,
        line,
        english.year_month(line.first_registered),
        paper.say("displacement", cc=f"{cc:,}") if cc and line.powertrain != "electric" else "",
        _fuel(paper, index, line),
    )


def _goods(paper: Paper, line: PrintedLine, *more: str) -> tuple[Text, ...]:
    name = " ".join(filter(None, (line.maker, line.model, line.grade_name)))
    code = "-".join(filter(None, (line.emission_code, line.model_code)))
    origin = paper.say("made_in", country=line.made_in) if len(paper.origins) > 1 else ""
    detail = ", ".join(filter(None, (code, *more, origin)))
    return (
        Text(paper.say("used", name=name), Role.CELL_STRONG),
        *((Text(detail, Role.DETAIL),) if detail else ()),
    )


def _hs(paper: Paper, hs_code: str) -> str:
    digits = hs_digits(hs_code)
    return paper.say("hs", code=digits) if digits else ""


def _displacement(paper: Paper, index: int, line: PrintedLine) -> str | Figure:
    if line.powertrain == "electric":
        return paper.say("electric_cc")
    return "" if line.displacement_cc is None else Figure(Decimal(line.displacement_cc))


def _fuel(paper: Paper, index: int, line: PrintedLine) -> str:
    return fuel_words(paper, line)


def fuel_words(paper: Paper, line: PrintedLine) -> str:
    """Return what drives a vehicle, in the words of the kind: `HYBRID (PETROL)`."""
    fuels = paper.kind.fuels
    template = fuels.get(line.powertrain or line.fuel, "")
    if line.fuel not in fuels:
        template = template.replace(" ({fuel})", "")
    return template.format(fuel=fuels.get(line.fuel, ""))


def fuel_choices(paper: Paper) -> tuple[str, ...]:
    """Return all that a kind may print of what drives a vehicle."""
    fuels = paper.kind.fuels
    burnt = [fuels[fuel] for fuel in ("petrol", "diesel") if fuel in fuels]
    return tuple(
        word.format(fuel=fuel)
        for word in fuels.values()
        for fuel in (burnt if "{fuel}" in word else [""])
    )


def _amount(paper: Paper, index: int, line: PrintedLine) -> Figure:
    return paper.money(
        line.unit_price * line.quantity, Formula("product", ("quantity", "unit_price"))
    )


def _side(key: str) -> "Callable[[Paper, int, PrintedLine], str | Figure]":
    """Return what prints a side in centimetres, with equal decimals all over the paper."""

    def printed(paper: Paper, index: int, line: PrintedLine) -> str | Figure:
        mm = getattr(line, key)
        return Figure(Decimal(mm) / 10, paper.side_decimals) if mm else ""

    return printed


def _weight(paper: Paper, index: int, line: PrintedLine) -> str | Figure:
    return Figure(Decimal(line.weight_kg)) if line.weight_kg else ""


def _gross(paper: Paper, index: int, line: PrintedLine) -> str | Figure:
    return Figure(Decimal(line.gross_kg)) if line.gross_kg else ""


def _volume(paper: Paper, index: int, line: PrintedLine) -> str | Figure:
    if not line.volume_m3:
        return ""
    measured = all(getattr(line, side) for side in SIDES)
    formula = Formula("volume", ("length_cm", "width_cm", "height_cm")) if measured else None
    return Figure(Decimal(line.volume_m3), 3, formula=formula)


COLUMNS: Mapping[str, Callable[[Paper, int, PrintedLine], str | Figure | tuple[Text, ...]]] = {
    "index": lambda paper, index, line: Figure(Decimal(index), grouped=False),
    "description": _description,
    "goods": _packed,
    "chassis_number": lambda paper, index, line: line.chassis_number,
    "first_registered": lambda paper, index, line: english.year_month(line.first_registered),
    "displacement_cc": _displacement,
    "fuel": _fuel,
    "quantity": lambda paper, index, line: Figure(Decimal(line.quantity), grouped=False),
    "unit_price": lambda paper, index, line: paper.money(line.unit_price),
    "amount": _amount,
    "length_cm": _side("length_mm"),
    "width_cm": _side("width_mm"),
    "height_cm": _side("height_mm"),
    "net_kg": _weight,
    "gross_kg": _gross,
    "volume_m3": _volume,
}
