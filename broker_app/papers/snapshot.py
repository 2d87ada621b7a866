"""Takes the frozen snapshot that every paper of a shipment prints.

The snapshot is a white list and already in printed English: costs, margins, suppliers and auction
data have no field in it, and a later change of the transliteration does not alter an old paper.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from broker_app.domain.document import (
    DocumentKind,
    PaperColumn,
    PaperSum,
    PrintedCheck,
    PrintedContainer,
    PrintedLine,
    PrintedParty,
    Snapshot,
)
from broker_app.domain.money import Money
from broker_app.domain.paper_keys import RECKONED
from broker_app.domain.particulars import PREFIX
from broker_app.domain.party import Company, Party, Port
from broker_app.domain.shipment import Shipment, amounts, named_place
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.papers.english import LONGEST, code, countries, printed, storable
from broker_app.papers.entered import (
    NOTHING_MORE,
    More,
    Names,
    containers_of,
    of_head,
    of_line,
    party_blocks,
)

ENGLISH, JAPANESE = "en", "ja"
_NO_ENGINE = ("electric", "fuel_cell", "none")
_DRIVEN = ("un_number", "shipping_name")
"""What only a vehicle with a drive of its own has."""
_UNNAMED_VESSELS = ("TBA", "TBN", "TBD")
_OF_BOX = "container."
"""Before the key of what a container lacks."""
_NOT_OF_VEHICLES = ("containers", "checks")
PICTURES = ("logo", "seal", "signature")
_TAKEN_ON_ISSUE = ("number", "date")


def take(
    kind: str,
    shipment: Shipment,
    company: Company,
    parties: Mapping[int, Party],
    vehicles: Sequence[tuple[Vehicle, Money]],
    ports: Mapping[str, Port],
    *,
    number: str,
    revision: int,
    date: str,
    draft: bool,
    more: More = NOTHING_MORE,
    language: str = ENGLISH,
) -> Snapshot:
    """Freeze what the papers of a shipment print. `date` is ISO.

    `vehicles` come with their prices; a price in another currency than the shipment's raises
    UserError(price_currency). `more` is what was entered besides, as far as the kind prints it. A
    paper whose `language` is Japanese names the exporter in Japanese, where that is known.
    """
    refuse_other_currencies(shipment, vehicles)
    names = countries(ports)
    blocks = party_blocks(more, parties, lambda number: _party(number, parties, names))
    known = Names(blocks, ports, containers_of(more))
    sums = amounts([price for _, price in vehicles], shipment)
    return Snapshot(
        kind=kind,
        number=printed(number),
        revision=revision,
        date=date,
        draft=draft,
        shipment_number=printed(shipment.number),
        **_people(shipment, company, parties, names),
        **_exporter(company, names, language),
        **_voyage(shipment, ports, names),
        payment_terms=printed(shipment.payment_terms),
        marks=_lines(shipment.marks),
        pictures=tuple((name, kept) for name in PICTURES if (kept := getattr(company, name))),
        clauses=tuple(storable(text) for text in company.clauses.get(kind, ())),
        currency=shipment.currency,
        lines=tuple(
            PrintedLine(**_line(vehicle, price, names), **of_line(more, place, vehicle, known))
            for place, (vehicle, price) in enumerate(vehicles)
        ),
        fob=sums.fob.minor_units,
        freight=sums.freight.minor_units,
        insurance=sums.insurance.minor_units,
        total=sums.total.minor_units,
        eta=shipment.eta if "eta" in more.wanted else "",
        **of_head(more, known),
    )


def to_json(snapshot: Snapshot) -> bytes:
    """Return the snapshot as canonical JSON: sorted keys, defaults left out."""
    text = json.dumps(_plain(snapshot), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def from_json(content: bytes) -> Snapshot:
    """Read a kept snapshot. Raises UserError(snapshot_unreadable) for anything but our own."""
    try:
        snapshot = msgspec.json.decode(content, type=Snapshot)
    except (msgspec.DecodeError, ValueError, RecursionError) as problem:
        raise UserError("snapshot_unreadable") from problem
    if to_json(snapshot) != content:
        raise UserError("snapshot_unreadable")
    return snapshot


def sha256(snapshot: Snapshot) -> str:
    """Return the hash under which a snapshot is kept."""
    return hashlib.sha256(to_json(snapshot)).hexdigest()


def problems(snapshot: Snapshot, kind: DocumentKind) -> list[str]:
    """Return the keys that a kind requires and a snapshot lacks; a vehicle's as `key:line`.

    A draft needs no number yet; a charge is required where its term has it.
    """
    parts = [kind.required, *(field.required for field in kind.fields)]
    parts += [charge.required for charge in kind.sums if _is_shown(charge, snapshot)]
    wanted = dict.fromkeys(key for part in parts for key in part)
    found = [key for key in wanted if _lacks(snapshot, key)]
    tables = [kind.columns, *(t.columns for t in kind.tables if t.over not in _NOT_OF_VEHICLES)]
    for place, line in enumerate(snapshot.lines, 1):
        found += [f"{key}:{place}" for key in _required(tables) if _line_lacks(line, key)]
    boxes = [table.columns for table in kind.tables if table.over == "containers"]
    for place, box in enumerate(snapshot.containers, 1):
        found += [f"{_OF_BOX}{key}:{place}" for key in _required(boxes) if _box_lacks(box, key)]
    return found


def _required(tables: Iterable[Sequence[PaperColumn]]) -> dict[str, None]:
    return dict.fromkeys(key for columns in tables for c in columns for key in c.required)


def not_latin(snapshot: Snapshot, as_typed: Collection[str] = ()) -> list[str]:
    """Return the keys of texts that hold characters a line or a bank cannot take.

    Particulars that are printed `as_typed` are for readers in Japan (a yard), and what stands on
    the export certificate is copied: neither counts.
    """
    head = [f.name for f in fields(snapshot) if f.name not in ("lines", "particulars")]
    found = [key for key in head if not _is_ascii(getattr(snapshot, key))]
    found += _not_latin(snapshot.particulars, as_typed)
    for place, line in enumerate(snapshot.lines, 1):
        names = [f.name for f in fields(line) if f.name not in ("particulars", "certificate")]
        keys = [name for name in names if not _is_ascii(getattr(line, name))]
        keys += _not_latin(line.particulars, as_typed)
        found += [f"{key}:{place}" for key in keys]
    return found


def _not_latin(entered: Iterable[tuple[str, str]], as_typed: Collection[str]) -> list[str]:
    return [PREFIX + k for k, text in entered if k not in as_typed and not text.isascii()]


def refuse_other_currencies(shipment: Shipment, vehicles: Sequence[tuple[Vehicle, Money]]) -> None:
    """Refuse prices that do not add up. Raises UserError(price_currency) with the vehicle."""
    for vehicle, price in vehicles:
        if price.currency != shipment.currency:
            raise UserError(
                "price_currency",
                chassis=vehicle.chassis_number or f"{vehicle.maker or ''} {vehicle.model or ''}",
                currency=price.currency,
                expected=shipment.currency,
            )


def _people(
    shipment: Shipment, company: Company, parties: Mapping[int, Party], names: Mapping[str, str]
) -> dict[str, Any]:
    notify = None if shipment.notify == shipment.consignee else shipment.notify
    return {
        "buyer": _party(shipment.buyer, parties, names),
        "consignee": _party(shipment.consignee, parties, names),
        "notify": _party(notify, parties, names),
        "bank": _lines(company.bank),
    }


def _exporter(company: Company, names: Mapping[str, str], language: str) -> dict[str, Any]:
    """Return the letterhead and who signs; in Japanese as far as that was entered."""
    english = _letterhead(company, names)
    found: dict[str, Any] = {
        "shipper": english,
        "signatory": printed(company.signatory),
        "signatory_title": printed(company.signatory_title),
    }
    if language != JAPANESE:
        return found
    if company.name_ja:
        found |= {
            "shipper": _japanese_letterhead(company, english),
            "shipper_english": english.name,
        }
    if company.signatory_ja:
        found["signatory"] = _as_typed(company.signatory_ja)
        found["signatory_title"] = _as_typed(company.signatory_title_ja)
    return found


def _japanese_letterhead(company: Company, english: PrintedParty) -> PrintedParty:
    """Return name and address in Japanese; the English name stays, for customs enters that one."""
    address = " ".join(map(_as_typed, company.address_ja)) or english.lines[0]
    lines = (address, english.name, _reach(company))
    return PrintedParty(name=_as_typed(company.name_ja), lines=_full(lines), place=english.place)


def _as_typed(text: str) -> str:
    """Return a Japanese text as it was typed, on one line."""
    return " ".join(storable(text).split())[:LONGEST]


def _voyage(
    shipment: Shipment, ports: Mapping[str, Port], names: Mapping[str, str]
) -> dict[str, Any]:
    discharge = ports.get(shipment.port_of_discharge)
    final = shipment.final_destination
    onward = final not in ("", shipment.port_of_discharge, discharge.country if discharge else "")
    return {
        "port_of_loading": _place(shipment.port_of_loading, ports, names),
        "port_of_discharge": _place(shipment.port_of_discharge, ports, names),
        "final_destination": _place(final, ports, names) if onward else "",
        "vessel": printed(shipment.vessel),
        "voyage": printed(shipment.voyage),
        "etd": shipment.etd,
        "incoterm": shipment.incoterm,
        "incoterm_place": _place(named_place(shipment), ports, names),
    }


def _place(text: str, ports: Mapping[str, Port], names: Mapping[str, str]) -> str:
    port = ports.get(text)
    return printed(port.printed) if port else names.get(text, printed(text))


def _letterhead(company: Company, names: Mapping[str, str]) -> PrintedParty:
    country = names.get(company.country, printed(company.country))
    address = ", ".join(_lines(company.address))
    if not address.endswith(country):
        address = ", ".join(filter(None, (address, country)))
    lines = (address, _reach(company))
    return PrintedParty(name=printed(company.name), lines=_full(lines), place=country)


def _reach(company: Company) -> str:
    reach = (f"TEL {printed(company.phone)}" if company.phone else "", printed(company.email))
    return "  ".join(filter(None, reach))


def _party(key: int | None, parties: Mapping[int, Party], names: Mapping[str, str]) -> PrintedParty:
    party = parties.get(key) if key is not None else None
    return PrintedParty() if party is None else party_block(party, names)


def party_block(party: Party, names: Mapping[str, str]) -> PrintedParty:
    """Return a party as papers print it; `names` are countries by code."""
    country = names.get(party.country, printed(party.country))
    place = ", ".join(_full((printed(party.city), country)))
    reach = (
        f"TEL {printed(party.phone)}" if party.phone else "",
        f"EMAIL {printed(party.email)}" if party.email else "",
        f"{printed(party.tax_id_label or 'TAX ID')} {printed(party.tax_id)}"
        if party.tax_id
        else "",
    )
    lines = (*_lines(party.address), place, *_full(reach))
    return PrintedParty(name=printed(party.name), lines=_full(lines), place=place)


def _line(vehicle: Vehicle, price: Money, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "maker": printed(vehicle.maker or ""),
        "model": printed(vehicle.model or ""),
        "grade_name": printed(vehicle.grade_name or ""),
        "emission_code": code(vehicle.emission_code or ""),
        "model_code": code(vehicle.model_code or ""),
        "chassis_number": code(vehicle.chassis_number or ""),
        "first_registered": vehicle.first_registered or "",
        "displacement_cc": vehicle.displacement_cc,
        "powertrain": vehicle.powertrain or "",
        "fuel": vehicle.fuel or "",
        "colour": printed(vehicle.colour or ""),
        "steering": vehicle.steering or "",
        "hs_code": code(vehicle.hs_code or ""),
        "made_in": names.get(vehicle.made_in or "", printed(vehicle.made_in or "")),
        "weight_kg": vehicle.kerb_weight_kg,
        "length_mm": vehicle.length_mm,
        "width_mm": vehicle.width_mm,
        "height_mm": vehicle.height_mm,
        "volume_m3": _volume(vehicle),
        "unit_price": price.minor_units,
    }


def _volume(vehicle: Vehicle) -> str:
    """Return m3 with three decimals, rounded half up. reference: paperwork specification 2.5."""
    sides = (vehicle.length_mm, vehicle.width_mm, vehicle.height_mm)
    volume = Decimal(1)
    for side in sides:
        volume *= Decimal(side or 0) / 1000
    if not volume:
        volume = Decimal(str(vehicle.volume_m3 or 0))
    return str(volume.quantize(Decimal("0.001"), ROUND_HALF_UP)) if volume else ""


def _is_shown(charge: PaperSum, snapshot: Snapshot) -> bool:
    return not charge.terms or snapshot.incoterm in charge.terms


def _lacks(snapshot: Snapshot, key: str) -> bool:
    if key.startswith(PREFIX):
        known = {name for name, _ in (*snapshot.particulars, *snapshot.parties)}
        return key.removeprefix(PREFIX) not in known
    if key.startswith(RECKONED):
        return key.removeprefix(RECKONED) not in dict(snapshot.reckoned)
    value = getattr(snapshot, key)
    if key in _TAKEN_ON_ISSUE and snapshot.draft:
        return False
    if key == "vessel" and value in _UNNAMED_VESSELS:
        return True
    return not (value.name if isinstance(value, PrintedParty) else value)


def _line_lacks(line: PrintedLine, key: str) -> bool:
    if key == "displacement_cc" and line.powertrain in _NO_ENGINE:
        return False
    if key in _DRIVEN and line.powertrain == "none":
        return False
    if key.startswith(PREFIX):
        return key.removeprefix(PREFIX) not in dict(line.particulars)
    if key.startswith(RECKONED):
        return key.removeprefix(RECKONED) not in dict(line.reckoned)
    value = getattr(line, key)
    return value <= 0 if isinstance(value, int) else not value


def _box_lacks(box: PrintedContainer, key: str) -> bool:
    if key.startswith(PREFIX):
        return key.removeprefix(PREFIX) not in dict(box.particulars)
    return not getattr(box, key)


def _is_ascii(value: object) -> bool:
    if isinstance(value, PrintedParty):
        return _is_ascii((value.name, *value.lines, value.place))
    if isinstance(value, PrintedContainer):
        return _is_ascii((value.number, value.seal, value.kind, value.particulars))
    if isinstance(value, tuple):
        return all(_is_ascii(part) for part in value)
    return not isinstance(value, str) or value.isascii()


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return _full(printed(text) for text in texts)


def _full(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _plain(value: Any) -> Any:
    if isinstance(value, Snapshot | PrintedParty | PrintedLine | PrintedContainer | PrintedCheck):
        default = type(value)()
        names = [f.name for f in fields(value)]
        changed = [n for n in names if getattr(value, n) != getattr(default, n)]
        return {n: _plain(getattr(value, n)) for n in changed}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
