"""The shape of the database: named steps in one list, each run once and recorded.

A change of shape is a new function at the end; nothing above is ever edited after a release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store import (
    first_shape,
    shape_of_drafts,
    shape_of_evidence,
    shape_of_finding,
    shape_of_paper_forms,
    shape_of_parties,
    shape_of_people,
    shape_of_printed_pages,
    shape_of_proofs,
    shape_of_registers,
    shape_of_releases,
    shape_of_sales,
    shape_of_templates,
)
from broker_app.store.first_shape import create
from broker_app.store.shape import Shape

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Shape("broker")


@migrations()
def first_light(db: Database) -> None:
    """Vehicles, lots, batches, rules, verdicts, parties, sales, shipments, documents, journal."""
    first_shape.make(db)


@migrations()
def search_filled_by_block(db: Database) -> None:
    """New vehicles enter the search index by the block; others only where their text changes."""
    db.execute("DROP TRIGGER vehicle_ai")
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'vehicle_au'").fetchone()
    db.execute("DROP TRIGGER vehicle_au")
    db.execute(made.replace("AFTER UPDATE ON", "AFTER UPDATE OF search_key ON"))


@migrations()
def sales_costs_rates(db: Database) -> None:
    """A sale has its term and deposit; costs of a vehicle and exchange rates have their tables."""
    sale = db.table("sale")
    sale.add_column("incoterm", str, not_null_default="FOB")
    sale.add_column("deposit", int, not_null_default=0)
    sale.add_column("deposit_on", str, not_null_default="")
    create(
        db,
        "cost",
        {
            "id": int,
            "vehicle": int,
            "kind": str,
            "amount": int,
            "currency": str,
            "day": str,
            "note": str,
        },
        foreign_keys=[("vehicle", "vehicle", "id")],
    )
    db.table("cost").create_index(["vehicle"])
    # A rate is text: a binary fraction would change it.
    create(db, "rate", {"id": int, "currency": str, "day": str, "rate": str, "source": str})
    db.table("rate").create_index(["currency", "day"], unique=True)


@migrations()
def guarded_changes(db: Database) -> None:
    """Changes of what a verdict rested on, with their reasons; they outlive the vehicle."""
    shape_of_evidence.make_guarded_changes(db)


@migrations()
def evidence_and_releases(db: Database) -> None:
    """Papers about vehicles with their files, and people's decisions by them."""
    shape_of_evidence.make(db)


@migrations()
def packs_in_use(db: Database) -> None:
    """Which rule pack somebody installed, the latest last; none means the shipped one."""
    create(
        db,
        "pack_in_use",
        {"id": int, "pack": int, "who": str, "at": str},
        foreign_keys=[("pack", "pack", "id")],
    )


@migrations()
def answers_about_red_flags(db: Database) -> None:
    """What people answered about red flags of a shipment, and decided; the latest counts."""
    create(
        db,
        "red_flag_answers",
        {
            "id": int,
            "shipment": int,
            "about": str,
            "answers": str,
            "why": str,
            "who": str,
            "at": str,
        },
        foreign_keys=[("shipment", "shipment", "id")],
    )
    db.table("red_flag_answers").create_index(["shipment"])


@migrations()
def list_formats(db: Database) -> None:
    """Layouts of lists that were imported, with what people settled of them; by their headings."""
    create(
        db,
        "list_format",
        {
            "id": int,
            "key": str,
            "name": str,
            "headings": str,
            "columns": str,
            "price_unit": str,
            "who": str,
            "at": str,
        },
    )
    db.table("list_format").create_index(["key"], unique=True)


@migrations()
def spellings(db: Database) -> None:
    """Names that people settled for spellings of a fact; one of its own stands for itself."""
    create(
        db,
        "spelling",
        {
            "id": int,
            "fact": str,
            "within": str,
            "key": str,
            "text": str,
            "name": str,
            "who": str,
            "at": str,
        },
    )
    db.table("spelling").create_index(["fact", "within", "key"], unique=True)


@migrations()
def states_of_vehicles(db: Database) -> None:
    """Where each vehicle stands, since when, and the trail behind it; empty means only listed."""
    vehicle = db.table("vehicle")
    for name in ("state", "state_since", "bought_on", "left_on"):
        vehicle.add_column(name, str, not_null_default="")
    # Our stock among a million listed vehicles is found, counted and sorted from these alone.
    vehicle.create_index(["state"])
    vehicle.create_index(["state", "bought_on", "left_on"])
    create(
        db,
        "vehicle_state",
        {
            "id": int,
            "vehicle": int,
            "state": str,
            "day": str,
            "shipment": int,
            "who": str,
            "at": str,
            "why": str,
        },
        foreign_keys=[("vehicle", "vehicle", "id"), ("shipment", "shipment", "id")],
    )
    db.table("vehicle_state").create_index(["vehicle"])
    db.table("vehicle_state").create_index(["shipment"])


@migrations()
def certificates(db: Database) -> None:
    """Export certificates box by box; the latest of a vehicle counts, older ones are kept."""
    from broker_app.domain.certificate import BOXES  # with many classes: a start has no need
    from broker_app.domain.certificate import Kind as Box

    numbers = (Box.WHOLE, Box.LITRES, Box.KILOWATTS)
    boxes = {box.name: int if box.kind in numbers else str for box in BOXES}
    others = {box.other: int for box in BOXES if box.other}
    create(
        db,
        "certificate",
        {"id": int, "vehicle": int, "kind": str}
        | boxes
        | others
        | {"stored_by": str, "stored_at": str},
        foreign_keys=[("vehicle", "vehicle", "id")],
    )
    db.table("certificate").create_index(["vehicle"])


@migrations()
def offers_payments_proformas(db: Database) -> None:
    """Offers, reservations, payments, list prices, proforma invoices; a deposit is a payment."""
    shape_of_sales.make(db)


@migrations()
def costs_with_papers_and_companies(db: Database) -> None:
    """A cost has supplier, paper, tax and rate; vehicles and shipments belong to companies."""
    cost = db.table("cost")
    for text in ("supplier", "paper", "rate"):
        cost.add_column(text, str, not_null_default="")
    cost.add_column("attachment", int)
    cost.add_column("tax", int, not_null_default=0)
    cost.add_column("bill", int)
    cost.create_index(["bill"])
    db.table("company").add_column("is_default", int, not_null_default=0)
    # Row 1 was never counted: it was the only one.
    db.table("id_counter").insert({"name": "company", "last": 1}, pk="name", ignore=True)
    # Plain SQL: sqlite-utils would copy the whole table for a foreign key.
    for table in ("vehicle", "shipment"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN company INTEGER REFERENCES company(id)")


@migrations()
def attachments(db: Database) -> None:
    """Files about vehicles; their contents lie beside the database under their hash."""
    create(
        db,
        "attachment",
        {
            "id": int,
            "vehicle": int,
            "kind": str,
            "file": str,
            "sha256": str,
            "size": int,
            "mime": str,
            "width": int,
            "height": int,
            "position": int,
            "note": str,
            "added_by": str,
            "added_at": str,
        },
        foreign_keys=[("vehicle", "vehicle", "id")],
    )
    db.table("attachment").create_index(["vehicle"])
    db.table("attachment").create_index(["sha256"])


@migrations()
def history_bin_not_same(db: Database) -> None:
    """The journal is found by row and by what a step undoes; the bin and "not the same" are kept.

    A line of `binned` is what one sees of the bin; all that was removed is in the journal.
    """
    db.table("journal").create_index(["table", "row"])
    db.table("step").create_index(["undoes"])
    db.table("step").create_index(["key"])
    create(db, "binned", {"id": int, "step": int, "vehicle": int, "name": str, "chassis": str})
    db.table("binned").create_index(["step"])
    db.table("binned").create_index(["vehicle"])
    create(
        db,
        "not_same",
        {"id": int, "first": int, "second": int, "who": str, "at": str},
        foreign_keys=[("first", "vehicle", "id"), ("second", "vehicle", "id")],
    )
    db.execute("CREATE INDEX idx_vehicle_vin ON vehicle (vin) WHERE vin IS NOT NULL")
    db.table("not_same").create_index(["first"])
    db.table("not_same").create_index(["second"])


@migrations()
def more_of_parties(db: Database) -> None:
    """A party has names in other scripts, further numbers, roles and owners."""
    party = db.table("party")
    for column in ("kind", "ownership", "ownership_by", "ownership_at", "note"):
        party.add_column(column, str, not_null_default="")
    for column in ("other_names", "numbers", "roles", "owners"):
        party.add_column(column, str, not_null_default="[]")


@migrations()
def screenings(db: Database) -> None:
    """Every search of a party or a name with what it found, and what people decided about it."""
    create(
        db,
        "screening",
        {
            "id": int,
            "party": int,
            "names": str,
            "about": str,
            "lists": str,
            "answer": str,
            "hits": str,
            "who": str,
            "at": str,
        },
        foreign_keys=[("party", "party", "id")],
    )
    db.table("screening").create_index(["party"])
    create(
        db,
        "disposition",
        {
            "id": int,
            "party": int,
            "list_id": str,
            "entry_id": str,
            "about": str,
            "level": str,
            "decision": str,
            "reason": str,
            "note": str,
            "until": str,
            "attachment": int,
            "who": str,
            "at": str,
            "second": str,
            "second_at": str,
        },
        foreign_keys=[("party", "party", "id")],
    )
    db.table("disposition").create_index(["party"])


@migrations()
def list_snapshots(db: Database) -> None:
    """Copies of sanctions lists; their contents lie beside the database under their hash."""
    create(
        db,
        "list_snapshot",
        {
            "id": int,
            "list_id": str,
            "files": str,
            "sha256": str,
            "dated": str,
            "count": int,
            "checked_on": str,
            "who": str,
            "at": str,
            "why": str,
        },
    )
    db.table("list_snapshot").create_index(["list_id"])


@migrations()
def market_overrides(db: Database) -> None:
    """Figures and rules of markets that the broker keeps in place of the shipped ones.

    `value` and `shipped`, the one it replaced, are JSON: what stands at a place has many shapes.
    """
    create(
        db,
        "market_override",
        {
            "id": int,
            "market": str,
            "place": str,
            "value": str,
            "shipped": str,
            "source": str,
            "checked_on": str,
            "who": str,
            "at": str,
        },
    )
    db.table("market_override").create_index(["market", "place"], unique=True)


@migrations()
def score_weights(db: Database) -> None:
    """The weights of the score of markets, where the office decided them itself."""
    create(db, "score_weight", {"id": int, "component": str, "weight": int})
    db.table("score_weight").create_index(["component"], unique=True)


@migrations()
def particulars_and_containers(db: Database) -> None:
    """What papers ask for besides a shipment's fields, one row a value; containers and their cars.

    A particular names a vehicle or a container where it is of one of them.
    """
    create(
        db,
        "container",
        {"id": int, "shipment": int, "position": int, "number": str, "seal": str, "kind": str},
        foreign_keys=[("shipment", "shipment", "id")],
    )
    db.table("container").create_index(["shipment"])
    create(
        db,
        "particular",
        {"id": int, "shipment": int, "vehicle": int, "container": int, "key": str, "value": str},
        foreign_keys=[
            ("shipment", "shipment", "id"),
            ("vehicle", "vehicle", "id"),
            ("container", "container", "id"),
        ],
    )
    for column in ("shipment", "vehicle", "container"):
        db.table("particular").create_index([column])
    db.execute("ALTER TABLE shipment_vehicle ADD COLUMN container INTEGER REFERENCES container(id)")
    db.table("shipment_vehicle").add_column("place", str, not_null_default="")


@migrations()
def papers_of_parties(db: Database) -> None:
    """A file may be a party's; its papers have dates; "not the same" is kept of parties too."""
    shape_of_parties.make(db)


@migrations()
def numbers_prints_banks_signatories(db: Database) -> None:
    """Numbers ever taken, what was printed, why papers are cancelled; accounts, signatories."""
    shape_of_registers.make(db)


@migrations()
def templates(db: Database) -> None:
    """The broker's own workbooks as templates."""
    shape_of_templates.make(db)


@migrations()
def releases_of_shipments(db: Database) -> None:
    """Releases with all that they rested on, and what a second person let pass, with the reason."""
    shape_of_releases.make(db)


@migrations()
def layouts_of_papers(db: Database) -> None:
    """How companies have their papers laid out."""
    shape_of_paper_forms.make(db)


@migrations()
def drafts_of_bills(db: Database) -> None:
    """What carriers' drafts of bills of lading say, and who approved them."""
    shape_of_drafts.make(db)


@migrations()
def finding_and_views(db: Database) -> None:
    """Indexes for facets; named views of the table."""
    shape_of_finding.make(db)


@migrations()
def one_exporter_on_the_permit(db: Database) -> None:
    """The ledger of proofs and its register read the same fields."""
    shape_of_proofs.make(db)


@migrations()
def numbers_used_elsewhere(db: Database) -> None:
    """The last number of each series before this program."""
    shape_of_registers.begin_elsewhere(db)


@migrations()
def pages_as_printed(db: Database) -> None:
    """Issued papers keep the page they were printed as."""
    shape_of_printed_pages.make(db)


@migrations()
def steps_in_the_chain(_db: Database) -> None:
    """Steps are journalled themselves; those of before are taken down as they are found."""


@migrations()
def people_with_roles(db: Database) -> None:
    """People who sign in, each with a role; what is set for the file."""
    shape_of_people.make(db)
