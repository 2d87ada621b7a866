"""What is typed of a shipment at the command line, by name: its fields and its particulars."""

import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from broker_app.domain.shipment import HOUSE_TERMS, Shipment
from broker_app.jobs import particulars
from broker_app.jobs.books import Books
from broker_app.jobs.editing import read_amount, read_day
from broker_app.jobs.finding_parties import party_named
from broker_app.store.database import Rows

PARTIES = ("buyer", "consignee", "notify")
DAYS = ("etd", "eta")
AMOUNTS = ("freight", "insurance")
NAMES = tuple(f.name for f in fields(Shipment) if f.name not in ("id", "number", "company"))
"""Fields of a shipment that are typed; every other name is a particular."""
_BETWEEN_MARKS = "|"


def read_fields(reader: Rows, texts: Mapping[str, str], currency: str) -> dict[str, Any]:
    """Read typed fields: parties by their names, days, amounts in the shipment's currency.

    Marks have `|` between their lines. Raises UserError for what is none.
    """
    plain = {name: text.strip() for name, text in texts.items()}
    currency = plain.get("currency", currency).upper() or currency
    found: dict[str, Any] = {}
    for name, text in plain.items():
        if name in PARTIES:
            found[name] = party_named(reader, text) if text else None
        elif name in DAYS:
            found[name] = read_day(text) if text else ""
        elif name in AMOUNTS:
            found[name] = read_amount(text, currency) if text else 0
        elif name == "marks":
            found[name] = tuple(filter(None, map(str.strip, text.split(_BETWEEN_MARKS))))
        else:
            found[name] = text
    for name in {"currency", "incoterm"} & set(found):
        upper = unicodedata.normalize("NFKC", found[name]).upper()
        found[name] = HOUSE_TERMS.get(upper, upper)
    return found


def read_particulars(
    reader: Rows, books: Books, scope: str, texts: Mapping[str, str], currency: str
) -> dict[str, str]:
    """Read typed particulars of a scope into the form that is kept; empty takes one away.

    Choices go by their key, parties by their name; lines have `|` between them.
    """
    found = {}
    for key, text in texts.items():
        particular = particulars.find(books, scope, key)
        if particular.kind == "party" and text.strip():
            text = str(party_named(reader, text))
        elif particular.kind == "lines":
            text = "\n".join(filter(None, map(str.strip, text.split(_BETWEEN_MARKS))))
        found[key] = particulars.read(particular, text, currency, books)
    return found
