"""The closed list of what papers can name: keys of heads, vehicles and containers, placeholders.

A field, a column or a `{placeholder}` of a document file is one of these, or a particular
(`particular.<key>`). A vehicle has the boxes of its export certificate too (`certificate.number`).
`issued.CI` is the number of the paper of that kind that stands, `issued_on.CI`
its day. `reckoned.<key>` is what the program works out of a shipment or a vehicle for a paper.
"""

import re

from broker_app.domain.certificate import BOXES
from broker_app.domain.dangerous_goods import KEYS as DANGEROUS
from broker_app.domain.document import DocumentKind

HEAD_KEYS = frozenset(
    (
        "paper_title",
        "buyer",
        "consignee",
        "notify",
        "notify_named",
        "shipper",
        "number",
        "date",
        "shipment_number",
        "terms",
        "payment_terms",
        "origin",
        "vessel",
        "etd",
        "eta",
        "port_of_loading",
        "port_of_discharge",
        "final_destination",
        "marks",
        "valid_until",
        "shipment_by",
        "vessel_name",
        "voyage",
        "shipper_name",
        "exporter_on_permit",
        "real_exporter",
        "shipper_english",
        "deposit",
        "balance",
        "buyer_name",
        "consignee_name",
        "consignee_country",
        "incoterm",
        "currency",
        "freight",
        "insurance",
        "fob",
        "total",
        "units",
        "total_kg",
        "loose_kg",
        "loose_parts",
        "all_kg",
        "total_m3",
        "containers",
        "bank",
        "signatory",
        "signatory_title",
        "document_number",
        "volume",
        "packages",
        "received",
        "on_board",
        "forwarder_name",
        "mark",
        "mark_country",
        "transit_route",
        "special_provision",
        "destination",
        "discharge_port",
        "discharge_country",
        "destination_country",
        "invoice_total",
        "fob_amount",
        "cif",
        "sum_insured",
        "premium",
    )
)
LINE_KEYS = frozenset(
    (
        "index",
        "description",
        "goods",
        "chassis_number",
        "first_registered",
        "displacement_cc",
        "fuel",
        "quantity",
        "unit_price",
        "amount",
        "length_cm",
        "width_cm",
        "height_cm",
        "net_kg",
        "gross_kg",
        "volume_m3",
        "maker",
        "model",
        "name",
        "model_code",
        "colour",
        "hs_code",
        "steering",
        "made_in",
        "container_number",
        "place",
        "engine_number",
        "manufactured",
        "seats",
        "doors",
        "drive",
        "transmission",
        "odometer_km",
        "gross_weight_kg",
        "details",
        "chassis_or_tbn",
        "goods_hs",
        *DANGEROUS,
    )
)
CERTIFICATE = "certificate."
"""Before the name of a box of the export certificate, as a key of a vehicle."""
LINE_KEYS |= {CERTIFICATE + box.name for box in BOXES}
CONTAINER_KEYS = frozenset(
    (
        "index",
        "number",
        "seal",
        "kind",
        "units",
        "cargo_kg",
        "cargo_m3",
        "cargo_packages",
        "chassis_numbers",
    )
)
ASKED_FOR = frozenset(
    (
        "engine_number",
        "manufactured",
        "seats",
        "doors",
        "drive",
        "transmission",
        "odometer_km",
        "gross_weight_kg",
    )
)
"""Facts of a vehicle that are frozen only for papers that print them."""
RECKONED = "reckoned."
"""Before the name of what the program works out."""
RECKONED_HEAD = frozenset(
    (
        "destination_code",
        "fob_jpy",
        "rate",
        "rate_on",
        "rate_source",
        "pack_version",
        "pack_checked_on",
        "table_2_3",
        "inspection_scheme",
        "no_reexport",
        "no_military",
        "passed_on",
        "records",
        "breach",
        "undertaking",
        "refund_until",
    )
)
RECKONED_LINE = frozenset(
    (
        "statistical_code",
        "naccs_digit",
        "code_reason",
        "fob_jpy",
        "small_value",
        "used",
        "table_2_3",
        "recycling_jpy",
        "deposit_jpy",
        "purchase_jpy",
        "input_tax_jpy",
    )
)
INNER = frozenset(
    RECKONED + name for name in ("purchase_jpy", "input_tax_jpy", "recycling_jpy", "deposit_jpy")
)
"""What a vehicle cost: only internal papers may name it."""
FIGURES = frozenset(("fob_jpy", "purchase_jpy", "input_tax_jpy", "recycling_jpy", "deposit_jpy"))
"""What is reckoned in whole yen, and can be added up."""
DRAFT_BOXES = (
    "shipper",
    "consignee",
    "notify",
    "notify2",
    "vessel",
    "voyage",
    "place_of_receipt",
    "port_of_loading",
    "port_of_discharge",
    "place_of_delivery",
    "marks",
    "packages",
    "weight_kg",
    "volume_m3",
    "freight",
    "freight_payable_at",
    "bl_type",
    "originals",
    "place_of_issue",
    "issue_date",
    "on_board_date",
    "clauses",
    "extra",
)
"""Boxes of a carrier's draft on a check sheet; `extra`: vehicles that are none of ours."""
DRAFT_PARTS = ("draft", "match", "accepted")
"""What a check sheet shows of each: what the draft says, whether it is ours, who accepted it."""
RECKONED_HEAD |= {f"{part}.{box}" for part in DRAFT_PARTS for box in DRAFT_BOXES}
RECKONED_LINE |= {f"{part}.vehicle" for part in DRAFT_PARTS}
HEAD_KEYS |= {RECKONED + name for name in RECKONED_HEAD}
LINE_KEYS |= {RECKONED + name for name in RECKONED_LINE}
CHECK_KEYS = frozenset(("index", "subject", "asked", "found", "result", "source"))
ON_PERMIT = "particular.permit_exporter"
"""What was entered as the exporter on the export permit; empty where it is the company itself."""
_INSURED = ("particular.insurance_amount", "particular.insurance_rate")
NEEDS = {
    "exporter_on_permit": (ON_PERMIT,),
    "real_exporter": (ON_PERMIT,),
    "details": ("engine_number",),
    "packages": ("containers",),
    "loose_parts": ("particular.loose_parts",),
    "on_board": ("particular.on_board_date",),
    "forwarder_name": ("particular.forwarder",),
    "cif": _INSURED,
    "sum_insured": _INSURED,
    "premium": _INSURED,
}
"""What a key prints besides what it is called after."""
PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_.-]+)\}")
ISSUED = re.compile(r"issued(?:_on)?\.([A-Z-]+)")


def placeholders(text: str) -> list[str]:
    """Return the keys that a text names in braces, in order."""
    return PLACEHOLDER.findall(text)


def keys_of(kind: DocumentKind) -> frozenset[str]:
    """Return every key that papers of a kind print or require."""
    found = {field.key for field in kind.fields} | set(kind.required)
    found |= {key for field in kind.fields for key in field.required}
    keyed = (table for table in kind.tables if not table.rows and table.over != "checks")
    columns = [
        *kind.columns,
        *kind.block_columns,
        *(column for table in keyed for column in table.columns),
    ]
    found |= {column.key for column in columns} | {k for c in columns for k in c.required}
    found |= {"containers"} if any("container" in table.over for table in kind.tables) else set()
    found |= {key for text in texts_of(kind) for key in placeholders(text)}
    found |= {key for layout in kind.layouts.values() for key in keys_of(layout)}
    return frozenset(found | {need for key in found for need in NEEDS.get(key, ())})


def texts_of(kind: DocumentKind) -> list[str]:
    """Return the texts of a kind that may hold placeholders of the head, tables' rows included."""
    found = [*kind.clauses, *kind.notes]
    for table in kind.tables:
        found += [table.title, *(text for row in table.rows for text in row)]
    for one in kind.signatures:
        found += [one.label, *one.lines]
    return found
