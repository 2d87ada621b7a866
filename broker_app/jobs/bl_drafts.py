"""B/L drafts: the carrier's draft of a bill of lading, typed or pasted, beside our instruction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from broker_app import words
from broker_app.domain import bl_reading
from broker_app.domain.bl_draft import (
    EXTRA,
    GRAVE,
    SAME,
    Comparison,
    Entered,
    Instructed,
    Row,
    Unit,
    compared,
)
from broker_app.domain.changes import Changes
from broker_app.domain.document import PrintedParty, Snapshot
from broker_app.errors import UserError
from broker_app.intake import bl_text
from broker_app.jobs.books import Books
from broker_app.jobs.paper_order import Order, order_of, standing
from broker_app.papers.values import on_board, packages
from broker_app.store import bl_drafts, shipments, write
from broker_app.store.database import Database, Rows

TABLES = frozenset({"bl_draft"})
INSTRUCTIONS = ("BLI", "SI-R", "SI-C")
"""Papers that instruct the carrier; the first that is issued counts."""
LONGEST = 200_000
"""Characters of a draft: that of 500 vehicles has a tenth of them."""
_MOST_CHANGES = 4
_MOST_PRINTED = 300
"""Signs of a box of a draft that a check sheet prints."""
_AS_CONSIGNEE = "SAME AS CONSIGNEE"
_ABOUT_DAYS = 5
"""What "on or about" leaves open to either side: UCP 600 art. 3 (recalled, high)."""
_OF_LOADING = ("place_of_receipt", "place_of_issue", "freight_payable_at")
_OF_DISCHARGE = ("place_of_delivery", "freight_payable_at")
"""Places that lie in the country of a port: a draft may name it behind them."""


def read_text(books: Books, text: str) -> dict[str, str]:
    """Read the text of a draft into boxes. Raises UserError where it is too long or tells none."""
    if len(text) > LONGEST:
        raise UserError("draft_too_long", most=LONGEST)
    found = bl_text.read(text, books.bl_boxes)
    if not found:
        raise UserError("draft_unread")
    return found


def enter(db: Database, books: Books, shipment: int, boxes: Mapping[str, str], who: str) -> Changes:
    """Store a draft as it was typed; an earlier one stays on record.

    Raises UserError for a box that there is none of, a draft without a text, and a too long one.
    """
    record = shipments.get(db.connection, shipment)
    known = {box.id for box in books.bl_boxes}
    for name in boxes:
        if name not in known:
            raise UserError("draft_box_unknown", name=name, known=", ".join(sorted(known)))
    said = {name: text.strip() for name, text in boxes.items() if text.strip()}
    if not said:
        raise UserError("draft_empty")
    if sum(map(len, said.values())) > LONGEST:
        raise UserError("draft_too_long", most=LONGEST)
    with write.step(db, "bl_draft", who, number=record.number) as step:
        bl_drafts.add(step, shipment, said)
    return Changes(TABLES, step.number)


def approve(
    db: Database, books: Books, shipment: int, who: str, today: date, why: str = ""
) -> Changes:
    """Approve the draft of a shipment as it stands beside our instruction.

    Raises UserError without a draft, while a chassis number, the consignee or a total differs, and
    without a reason while anything else does.
    """
    reader = db.connection
    record = shipments.get(reader, shipment)
    with write.step(db, "bl_draft_approve", who, why.strip(), number=record.number) as step:
        # Looked at inside the step: nobody changes shipment or draft meanwhile.
        found = comparison(reader, books, shipment, today)
        if found is None:
            raise UserError("draft_none", shipment=record.number)
        grave = [row for row in found.against if row.box in GRAVE]
        if grave:
            box = title(books, grave[0].box)
            raise UserError("draft_differs", count=len(grave), box=box)
        if found.against and not why.strip():
            raise UserError("draft_needs_reason", count=len(found.against))
        bl_drafts.approve(step, found.entered.id, found.about, why.strip())
    return Changes(TABLES, step.number)


def comparison(reader: Rows, books: Books, shipment: int, today: date) -> Comparison | None:
    """Return the draft of a shipment beside our instruction; None where none was entered."""
    entered = bl_drafts.latest(reader, shipment)
    return None if entered is None else beside(reader, books, entered, today)


def compare(
    reader: Rows, books: Books, shipment: int, boxes: Mapping[str, str], today: date
) -> Comparison:
    """Return boxes that are not stored yet beside our instruction."""
    return beside(reader, books, Entered(shipment=shipment, boxes=dict(boxes)), today)


def beside(reader: Rows, books: Books, entered: Entered, today: date) -> Comparison:
    """Return a draft beside our instruction: the issued one, else the shipment as it stands."""
    ours = instruction(reader, books, entered.shipment, today)
    rows = compared(books.bl_boxes, instructed(ours), entered.boxes)
    return Comparison(rows=rows, entered=entered, number=ours.number)


def instruction(reader: Rows, books: Books, shipment: int, today: date) -> Snapshot:
    """Return what the carrier was told: the issued instruction, else what one would say now."""
    order = order_of(reader, books, shipment, INSTRUCTIONS[0], today)
    for kind in INSTRUCTIONS:
        printed = standing(reader, order, kind)
        if printed is not None:
            return printed
    return order.snapshot()


def drafted(reader: Rows, order: Order) -> Order:
    """Return what a check sheet is made from, with the draft beside what the sheet itself says.

    Without a draft it stays as it is, to be filled in by hand.
    """
    entered = bl_drafts.latest(reader, order.shipment.id or 0)
    if entered is None:
        return order
    rows = compared(order.books.bl_boxes, instructed(order.snapshot()), entered.boxes)
    by = Comparison(rows=rows, entered=entered).approved_by
    head = dict(order.reckoned)
    for box in (*dict.fromkeys(row.box for row in rows if not row.place), EXTRA):
        head |= _printed(box, _of_box(rows, box), by)
    of_lines = {
        line.vehicle: {**order.reckoned_of.get(line.vehicle, {})}
        | _printed("vehicle", [row for row in rows if row.place == place], by)
        for place, line in enumerate(order.lines, 1)
    }
    return replace(order, reckoned=head, reckoned_of=of_lines)


def _of_box(rows: Sequence[Row], box: str) -> list[Row]:
    """Return the row of a box, or those of vehicles that are none of ours."""
    if box == EXTRA:
        return [row for row in rows if row.outcome == EXTRA]
    return [row for row in rows if row.box == box and not row.place]


def _printed(box: str, rows: Sequence[Row], by: str) -> dict[str, str]:
    """Return what a check sheet prints of rows: the draft, whether it is ours, who accepted it."""
    against = [row for row in rows if row.outcome != SAME]
    told = "\n".join(row.draft for row in rows if row.draft)
    if len(told) > _MOST_PRINTED:
        told = f"{told[:_MOST_PRINTED].rstrip()} ..."
    signs = ", ".join(
        f"{at}: {ours or '-'} > {theirs or '-'}"
        for row in against
        for at, ours, theirs in row.changes[:_MOST_CHANGES]
    )
    return {
        f"draft.{box}": told,
        f"match.{box}": f"{against[0].outcome} {signs}".strip() if against else SAME,
        f"accepted.{box}": by if against else "",
    }


def title(books: Books, box: str) -> str:
    """Return what a box is called."""
    found = next((one for one in books.bl_boxes if one.id == box), None)
    return words.in_both(found.title) if found else words.say(f"draft.box.{box}")


def changes_said(row: Row) -> str:
    """Return in words which signs of a chassis number differ, the first of many."""
    said = [
        words.say("draft.sign", at=at, ours=ours or "–", theirs=theirs or "–")
        for at, ours, theirs in row.changes[:_MOST_CHANGES]
    ]
    return words.listed(said)


def instructed(paper: Snapshot) -> Instructed:
    """Return what an instruction says in the boxes of a bill of lading."""
    said = dict(paper.particulars)
    consignee = _block(paper.consignee)
    notify = _block(paper.notify) or (_AS_CONSIGNEE if consignee else "")
    kilograms = [line.gross_kg for line in paper.lines if line.gross_kg is not None]
    measures = [Decimal(line.volume_m3) for line in paper.lines if line.volume_m3]
    loose = Decimal(paper.loose_m3 or 0)
    complete = len(paper.lines)
    entered = ("freight_payable_at", "place_of_receipt", "place_of_delivery", "place_of_issue")
    boxes = {
        "shipper": _block(paper.shipper),
        "consignee": consignee,
        "notify": notify,
        "notify2": _block(dict(paper.parties).get("notify2", PrintedParty())),
        "vessel": paper.vessel,
        "voyage": paper.voyage,
        "port_of_loading": paper.port_of_loading,
        "port_of_discharge": paper.port_of_discharge,
        "marks": "\n".join(paper.marks),
        "packages": packages(paper) if paper.lines else "",
        "weight_kg": str(sum(kilograms) + paper.loose_kg) if len(kilograms) == complete else "",
        "volume_m3": f"{sum(measures, loose):f}" if len(measures) == complete else "",
        "freight": said.get("freight_terms", ""),
        "bl_type": said.get("bl_type", ""),
        "originals": said.get("originals", ""),
        "issue_date": on_board(paper),
        "on_board_date": on_board(paper),
        "clauses": said.get("bl_clauses", ""),
    } | {name: said.get(name, "") for name in entered}
    accepted = _named_otherwise(boxes) | _about(boxes, exact="on_board_date" in said)
    if notify == _AS_CONSIGNEE:
        accepted["notify"] = (consignee,)
    units = tuple(
        Unit(line.chassis_number, str(line.gross_kg or ""), line.volume_m3) for line in paper.lines
    )
    return Instructed(boxes=boxes, accepted=accepted, units=units)


def _named_otherwise(boxes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the places by box as they may be named too: a port bare, a place with its country."""
    ports = {"port_of_loading": _OF_LOADING, "port_of_discharge": _OF_DISCHARGE}
    found: dict[str, tuple[str, ...]] = {}
    for port, places in ports.items():
        bare, _, country = boxes[port].rpartition(", ")
        if not bare:
            continue
        found[port] = (bare,)
        for name in places:
            plain = boxes[name].removesuffix(f", {country}")
            found[name] = (*found.get(name, ()), plain, f"{plain}, {country}")
    return found


def _about(boxes: Mapping[str, str], *, exact: bool) -> dict[str, tuple[str, ...]]:
    """Return the days near ours by box: of issue, and on board while that is only planned."""
    day = bl_reading.day(boxes["on_board_date"])
    if day is None:
        return {}
    steps = range(-_ABOUT_DAYS, _ABOUT_DAYS + 1)
    near = tuple((day + timedelta(days=step)).isoformat() for step in steps)
    return {"issue_date": near} | ({} if exact else {"on_board_date": near})


def _block(party: PrintedParty) -> str:
    return "\n".join(line for line in (party.name, *party.lines) if line)
