"""What every key of a document file prints: of the head, a vehicle, a container, a particular.

A key of `domain/paper_keys.py` has its words here or in `wording`; a test compares the two.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from broker_app.domain.document import (
    PrintedCheck,
    PrintedContainer,
    PrintedLine,
    PrintedParty,
    Snapshot,
)
from broker_app.domain.paper_keys import CERTIFICATE, FIGURES, ISSUED, ON_PERMIT, RECKONED
from broker_app.domain.particulars import PREFIX
from broker_app.domain.registers import is_lent
from broker_app.papers import english, loose
from broker_app.papers.insured import INSURED
from broker_app.papers.page import Cell, Figure, Role, Text
from broker_app.papers.wording import (
    COLUMNS,
    FIELDS,
    Paper,
    fuel_words,
    hs_digits,
    party_lines,
    short_place,
)

LINE_LENGTH = 35
"""Characters that carriers and banks take in a line of a party (specification 2.1)."""
Value = str | Figure | tuple[Text, ...]
"""A text (with breaks between its lines), a figure, or lines that look different."""


def field_lines(paper: Paper, key: str, *, strong: bool = False) -> tuple[Text, ...]:
    """Return the lines of a field of the head, by its key."""
    value = head_value(paper, key)
    if isinstance(value, tuple):
        return value
    role = Role.STRONG if strong else Role.VALUE
    return tuple(Text(line, role) for line in value.split("\n"))


def cell(paper: Paper, key: str, index: int, line: PrintedLine) -> Cell:
    """Return what a column prints for one vehicle; `index` counts from 1."""
    value = line_value(paper, key, index, line)
    if isinstance(value, Figure):
        return Cell(figure=value)
    if isinstance(value, tuple):
        return Cell(lines=value)
    if "\n" not in value:
        return Cell(lines=(Text(value, Role.CELL),))
    return Cell(lines=tuple(Text(text, Role.CELL) for text in value.split("\n")))


def head_value(paper: Paper, key: str) -> str | tuple[Text, ...]:
    """Return what a key of the head, a particular or an issued paper prints."""
    snapshot = paper.snapshot
    if key in FIELDS:
        return FIELDS[key](paper)
    if key in HEADS:
        return HEADS[key](paper)
    issued = ISSUED.fullmatch(key)
    if issued:
        found = (one for one in snapshot.issued if one[0] == issued[1])
        _, number, on = next(found, ("", "", ""))
        return paper.day(on) if key.startswith("issued_on") else number
    if key.startswith(RECKONED):
        found_value = _reckoned(paper, key, snapshot.reckoned)
        return found_value.shown if isinstance(found_value, Figure) else found_value
    name = key.removeprefix(PREFIX)
    party = dict(snapshot.parties).get(name)
    return party_lines(party) if party else paper.shown(dict(snapshot.particulars).get(name, ""))


def line_value(paper: Paper, key: str, index: int, line: PrintedLine) -> Value:
    """Return what a key of a vehicle prints, one of its particulars or of its certificate."""
    if key in COLUMNS:
        return COLUMNS[key](paper, index, line)
    if key in LINES:
        return LINES[key](paper, line)
    if key.startswith(CERTIFICATE):
        return paper.shown(dict(line.certificate).get(key.removeprefix(CERTIFICATE), ""))
    if key.startswith(RECKONED):
        return _reckoned(paper, key, line.reckoned)
    return paper.shown(dict(line.particulars).get(key.removeprefix(PREFIX), ""))


def container_value(paper: Paper, key: str, index: int, container: PrintedContainer) -> Value:
    """Return what a key of a container prints; `index` counts from 1."""
    if key in CONTAINERS:
        lines = [line for line in paper.snapshot.lines if line.container == index]
        return CONTAINERS[key](index, container, lines)
    return paper.shown(dict(container.particulars).get(key.removeprefix(PREFIX), ""))


def _reckoned(paper: Paper, key: str, values: Sequence[tuple[str, str]]) -> str | Figure:
    name = key.removeprefix(RECKONED)
    value = dict(values).get(name, "")
    if name in FIGURES and value:
        return Figure(Decimal(value))
    word, _, items = value.partition(" ")
    said = paper.kind.texts.get(f"{name.partition('.')[0]}_{word}") if value else None
    return paper.shown(value) if said is None else said.format(items=items).strip()


def check_value(paper: Paper, key: str, index: int, check: PrintedCheck) -> Value:
    """Return what a key of a check prints; `index` counts from 1."""
    if key == "index":
        return Figure(Decimal(index), grouped=False)
    if key == "result":
        return paper.kind.texts.get(f"met_{check.met or 'open'}", check.met)
    return str(getattr(check, key))


def _name(line: PrintedLine) -> str:
    return " ".join(filter(None, (line.maker, line.model, line.grade_name)))


def _code(line: PrintedLine) -> str:
    return "-".join(filter(None, (line.emission_code, line.model_code)))


def _details(paper: Paper, line: PrintedLine) -> tuple[Text, ...]:
    """Return a vehicle with labelled details below it, two a line or as many as the kind says."""
    cc = f"{line.displacement_cc:,}" if line.displacement_cc else ""
    labelled = {
        "chassis": line.chassis_number,
        "year": english.year_month(line.first_registered),
        "colour": line.colour,
        "model_code": _code(line),
        "hs": hs_digits(line.hs_code),
        "displacement": cc if line.powertrain != "electric" else "",
        "engine": line.engine_number,
        "fuel": fuel_words(paper, line),
        "steering": paper.kind.texts.get(line.steering, "") if line.steering else "",
        "origin": line.made_in if len(paper.origins) > 1 else "",
    }
    said = [
        paper.say(f"label_{key}", value=value)
        for key, value in labelled.items()
        if value and paper.has(f"label_{key}")
    ]
    a_line = int(paper.kind.texts.get("details_a_line", "2"))
    runs = ("   ".join(said[at : at + a_line]) for at in range(0, len(said), a_line))
    return (
        Text(paper.say("used", name=_name(line)), Role.CELL_STRONG),
        *(Text(run, Role.DETAIL) for run in runs),
    )


def _whole(number: int | None) -> str | Figure:
    return "" if number is None else Figure(Decimal(number))


def _container_number(paper: Paper, line: PrintedLine) -> str:
    boxes = paper.snapshot.containers
    return boxes[line.container - 1].number if 0 < line.container <= len(boxes) else ""


def _sum_of(values: Sequence[str | int | None]) -> Decimal | None:
    """Add up what every vehicle has; nothing is added up from some."""
    return sum((Decimal(v or 0) for v in values), Decimal(0)) if values and all(values) else None


def _weighed(lines: Sequence[PrintedLine], loose_kg: int = 0) -> str | Figure:
    """Return what vehicles weigh with the parts inside them and loose ones beside them."""
    found = _sum_of([line.gross_kg for line in lines])
    return "" if found is None else Figure(found + loose_kg)


def _measured(lines: Sequence[PrintedLine], loose_m3: str = "") -> str | Figure:
    """Return what vehicles measure with loose parts beside them that have a measure."""
    found = _sum_of([line.volume_m3 for line in lines])
    return "" if found is None else Figure(found + Decimal(loose_m3 or 0), 3)


def _loose_parts(paper: Paper) -> str:
    """Return what the loose parts are, where they have no line of their own."""
    printed = loose.is_printed(paper, paper.snapshot)
    return "" if printed else dict(paper.snapshot.particulars).get(loose.TEXT, "")


def _volume(snapshot: Snapshot) -> str:
    """Return how many vehicles there are: `1 UNIT`."""
    count = sum(line.quantity for line in snapshot.lines)
    return f"{count:,} UNIT" if count == 1 else f"{count:,} UNITS"


def _received(snapshot: Snapshot) -> str:
    """Return what a carrier signs for: `2 UNITS, 6 PACKAGES`."""
    parts = snapshot.loose_packages
    return ", ".join([_volume(snapshot), *([loose.packages_said(parts)] if parts else [])])


def packages(snapshot: Snapshot) -> str:
    """Return number and kind of packages, as a carrier counts them: `5 UNITS, 2 X 40HC`."""
    return ", ".join(filter(None, (_received(snapshot), _counted(snapshot))))


def on_board(snapshot: Snapshot) -> str:
    """Return the ISO day the goods were on board, else the day that is planned."""
    return dict(snapshot.particulars).get("on_board_date", "") or snapshot.etd


def _shown(figure: str | Figure) -> str:
    return figure.shown if isinstance(figure, Figure) else figure


def _counted(snapshot: Snapshot) -> str:
    """Return how many containers of each kind there are: `2 X 40HC`."""
    kinds = [one.kind for one in snapshot.containers]
    return ", ".join(f"{kinds.count(kind)} X {kind}" for kind in dict.fromkeys(kinds))


def _amount(paper: Paper, minor_units: int) -> str:
    return f"{paper.snapshot.currency} {paper.money(minor_units).shown}"


def _goods_hs(paper: Paper, line: PrintedLine) -> tuple[Text, ...]:
    """Return a vehicle by the concrete name that a chamber asks for, and its heading."""
    digits = hs_digits(line.hs_code)
    named = Text(paper.say("used", name=_name(line)), Role.CELL_STRONG)
    return (named, Text(paper.say("hs", code=digits), Role.DETAIL)) if digits else (named,)


def _balance(paper: Paper) -> str:
    """Return what is left of the total where a deposit is asked for."""
    frozen = paper.snapshot
    return _amount(paper, frozen.total - frozen.deposit) if frozen.deposit else ""


def _in_short_lines(party: PrintedParty) -> PrintedParty:
    """Return a letterhead as a block: one item a line, as short as carriers and banks take it."""
    items = [item for line in party.lines for item in line.split("  ")]
    return replace(party, lines=tuple(short for item in items for short in _shortened(item)))


def _shortened(item: str) -> list[str]:
    """Break an address after its commas where a line would be too long."""
    lines: list[str] = []
    for piece in re.split(r"(?<=,) ", item):
        if lines and len(lines[-1]) + 1 + len(piece) <= LINE_LENGTH:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


def _on_permit(paper: Paper) -> str:
    return dict(paper.snapshot.particulars).get(ON_PERMIT.removeprefix(PREFIX), "")


def _real_exporter(paper: Paper) -> str:
    """Return whose export it is, where the permit names another."""
    own, english_name = paper.snapshot.shipper.name, paper.snapshot.shipper_english
    return own if is_lent(_on_permit(paper), own, english_name) else ""


def _mark(paper: Paper) -> str:
    """Return what stands first in the mark, a short name of the consignee, and what is left of it.

    Port, country, number, chassis and origin have lines of their own on the sheet.
    """
    snapshot = paper.snapshot
    port, _, country = snapshot.port_of_discharge.rpartition(", ")
    told = {port, short_place(port), country, snapshot.port_of_discharge, snapshot.shipment_number}
    told |= {line.chassis_number for line in snapshot.lines}
    others = (
        line
        for line in snapshot.marks[1:]
        if line not in told and not line.startswith(("MADE IN", "CHASSIS"))
    )
    return " / ".join((*snapshot.marks[:1], *others))


def _mark_country(paper: Paper) -> str:
    """Return the country of a mark and where the goods go on to, on one line to fit the sheet."""
    country = paper.snapshot.port_of_discharge.rpartition(", ")[2]
    final = paper.snapshot.final_destination
    return f"{country} / IN TRANSIT TO {final}" if final else country


def _transit_route(paper: Paper) -> str:
    """Return where the goods go on to: city, country and the port they pass, as far as known."""
    final = paper.snapshot.final_destination
    if not final:
        return ""
    city = dict(paper.snapshot.particulars).get("transit_to", "").replace("\n", " ").strip()
    place, _, country = final.rpartition(", ")
    named = city or place
    whole = named.replace(f", {country}", f" IN {country}", 1)
    if named and country not in whole:
        whole = f"{named} IN {country}"
    port = short_place(paper.snapshot.port_of_discharge)
    via = f" VIA {port}" if port and " VIA " not in whole else ""
    return f"{whole or country}{via}"


def _special_provision(paper: Paper) -> str:
    """Return what the IMDG Code says of vehicles that go like these; nothing without a mode."""
    mode = dict(paper.snapshot.particulars).get("mode", "")
    key = {"RO/RO": "special_961", "CONTAINER": "special_962"}.get(mode, "")
    return paper.kind.texts.get(key, "")


HEADS: Mapping[str, Callable[[Paper], str | tuple[Text, ...]]] = {
    "paper_title": lambda paper: (Text(paper.kind.title, Role.TITLE),),
    "document_number": lambda paper: paper.number,
    "shipper": lambda paper: party_lines(_in_short_lines(paper.snapshot.shipper)),
    "shipper_name": lambda paper: paper.snapshot.shipper.name,
    "exporter_on_permit": lambda paper: _on_permit(paper) or paper.snapshot.shipper.name,
    "real_exporter": _real_exporter,
    "shipper_english": lambda paper: paper.snapshot.shipper_english or paper.snapshot.shipper.name,
    "buyer_name": lambda paper: paper.snapshot.buyer.name,
    "consignee_name": lambda paper: paper.snapshot.consignee.name,
    "consignee_country": lambda paper: paper.snapshot.consignee.place.rpartition(", ")[2],
    "final_destination": lambda paper: paper.snapshot.final_destination,
    "vessel_name": lambda paper: paper.snapshot.vessel,
    "voyage": lambda paper: paper.snapshot.voyage,
    "volume": lambda paper: _volume(paper.snapshot),
    "packages": lambda paper: packages(paper.snapshot),
    "received": lambda paper: _received(paper.snapshot),
    "on_board": lambda paper: paper.day(on_board(paper.snapshot)),
    "forwarder_name": lambda paper: (
        dict(paper.snapshot.parties).get("forwarder", PrintedParty()).name
    ),
    "eta": lambda paper: paper.day(paper.snapshot.eta),
    "mark": _mark,
    "mark_country": _mark_country,
    "transit_route": _transit_route,
    "special_provision": _special_provision,
    "destination": lambda paper: (
        paper.snapshot.final_destination or paper.snapshot.port_of_discharge
    ),
    "discharge_port": lambda paper: short_place(paper.snapshot.port_of_discharge),
    "discharge_country": lambda paper: paper.snapshot.port_of_discharge.rpartition(", ")[2],
    "destination_country": lambda paper: (
        paper.snapshot.final_destination or paper.snapshot.port_of_discharge
    ).rpartition(", ")[2],
    "invoice_total": lambda paper: _amount(paper, paper.snapshot.total),
    "deposit": lambda paper: (
        _amount(paper, paper.snapshot.deposit) if paper.snapshot.deposit else ""
    ),
    "balance": _balance,
    "fob_amount": lambda paper: _amount(paper, paper.snapshot.fob),
    **INSURED,
    "incoterm": lambda paper: paper.snapshot.incoterm,
    "currency": lambda paper: paper.snapshot.currency,
    "fob": lambda paper: paper.money(paper.snapshot.fob).shown,
    "freight": lambda paper: paper.money(paper.snapshot.freight).shown,
    "insurance": lambda paper: paper.money(paper.snapshot.insurance).shown,
    "total": lambda paper: paper.money(paper.snapshot.total).shown,
    "units": lambda paper: f"{sum(line.quantity for line in paper.snapshot.lines):,}",
    "total_kg": lambda paper: _shown(_weighed(paper.snapshot.lines, paper.snapshot.loose_kg)),
    "loose_kg": lambda paper: f"{paper.snapshot.loose_kg:,}" if paper.snapshot.loose_kg else "",
    "all_kg": lambda paper: (
        _shown(_weighed(paper.snapshot.lines, paper.snapshot.loose_kg))
        if paper.snapshot.loose_kg
        else ""
    ),
    "total_m3": lambda paper: _shown(_measured(paper.snapshot.lines, paper.snapshot.loose_m3)),
    "loose_parts": _loose_parts,
    "containers": lambda paper: _counted(paper.snapshot),
    "bank": lambda paper: tuple(Text(line, Role.VALUE) for line in paper.snapshot.bank),
    "signatory": lambda paper: paper.snapshot.signatory,
    "signatory_title": lambda paper: paper.snapshot.signatory_title,
}
LINES: Mapping[str, Callable[[Paper, PrintedLine], Value]] = {
    "details": _details,
    "chassis_or_tbn": lambda paper, line: line.chassis_number or paper.say("unnamed"),
    "goods_hs": _goods_hs,
    "un_number": lambda paper, line: line.un_number,
    "shipping_name": lambda paper, line: line.shipping_name,
    "dangerous_class": lambda paper, line: line.dangerous_class,
    "maker": lambda paper, line: line.maker,
    "model": lambda paper, line: line.model,
    "name": lambda paper, line: _name(line),
    "model_code": lambda paper, line: _code(line),
    "colour": lambda paper, line: line.colour,
    "hs_code": lambda paper, line: hs_digits(line.hs_code),
    "steering": lambda paper, line: paper.kind.texts.get(line.steering, ""),
    "made_in": lambda paper, line: line.made_in,
    "container_number": _container_number,
    "place": lambda paper, line: line.place,
    "engine_number": lambda paper, line: line.engine_number,
    "manufactured": lambda paper, line: english.year_month(line.manufactured),
    "seats": lambda paper, line: _whole(line.seats),
    "doors": lambda paper, line: _whole(line.doors),
    "drive": lambda paper, line: line.drive,
    "transmission": lambda paper, line: line.transmission,
    "odometer_km": lambda paper, line: _whole(line.odometer_km),
    "gross_weight_kg": lambda paper, line: _whole(line.gross_weight_kg),
}
CONTAINERS: Mapping[str, Callable[[int, PrintedContainer, Sequence[PrintedLine]], Value]] = {
    "index": lambda index, box, lines: Figure(Decimal(index), grouped=False),
    "number": lambda index, box, lines: box.number,
    "seal": lambda index, box, lines: box.seal,
    "kind": lambda index, box, lines: box.kind,
    "units": lambda index, box, lines: Figure(Decimal(sum(line.quantity for line in lines))),
    "cargo_kg": lambda index, box, lines: _weighed(lines, box.loose_kg),
    "cargo_m3": lambda index, box, lines: _measured(lines, box.loose_m3),
    "cargo_packages": lambda index, box, lines: Figure(
        Decimal(sum(line.quantity for line in lines) + box.loose_packages)
    ),
    "chassis_numbers": lambda index, box, lines: "\n".join(one.chassis_number for one in lines),
}
