"""Paper texts: what a line or a bank may refuse of a shipment's texts: letters, and long lines.

reference: paperwork specification 2.1: 35 characters a line of a party or a port, printable ASCII;
checks 33 and 59.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from broker_app import words
from broker_app.domain.party import Company, Party
from broker_app.domain.shipment import Shipment
from broker_app.jobs.books import Books
from broker_app.store import companies, parties, shipments
from broker_app.store.database import Rows

if TYPE_CHECKING:
    from broker_app.domain.document import PrintedParty

LINE = 35
"""Characters of one line of a party or a port in the messages of lines and banks."""
SHOWN = 100
"""Characters of a text that a sentence quotes."""
ROLES = ("buyer", "consignee", "notify")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text that should be looked at before papers go out.

    `kind` is `long`, `changed` (transliterated: `typed` became `printed`) or `unread` (characters
    that cannot be written in ASCII). `party` is whose text it is, None for the company's.
    """

    kind: str
    role: str
    field: str
    typed: str
    printed: str
    party: int | None = None


def doubts(reader: Rows, books: Books, shipment: int) -> list[Doubt]:
    """Return the texts of a shipment that lines and banks may refuse, each once."""
    from broker_app.papers import snapshot as snapshots
    from broker_app.papers.english import countries

    record = shipments.get(reader, shipment)
    company = companies.on_papers(reader, record.company, record.currency)
    people = {party.id or 0: party for party in parties.every(reader)}
    found = list(_of_texts("shipper", None, _company_texts(company)))
    names = countries(books.ports)
    seen: set[int] = set()
    for role in ROLES:
        number = getattr(record, role)
        party = people.get(number or 0)
        if party is None or number in seen:
            continue
        seen.add(number)
        found += _of_texts(role, number, _party_texts(party))
        found += _long(role, number, snapshots.party_block(party, names))
    found += _of_texts("shipment", None, _shipment_texts(record))
    found += _ports(record, books)
    return list(dict.fromkeys(found))


def said(doubt: Doubt) -> str:
    """Return a doubt as a sentence."""
    return words.say(
        f"paper_text.{doubt.kind}",
        whose=words.say(f"paper_text.role.{doubt.role}"),
        field=words.say(f"paper_text.field.{doubt.field}"),
        typed=_short(doubt.typed),
        printed=_short(doubt.printed),
        count=len(doubt.printed),
        most=LINE,
    )


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _of_texts(role: str, party: int | None, texts: Mapping[str, str]) -> Iterator[Doubt]:
    for field, text in texts.items():
        change = _transliterated(text)
        if change is not None:
            kind = "changed" if change[1].isascii() else "unread"
            yield Doubt(kind, role, field.partition(" ")[0], *change, party)


@cache
def _transliterated(text: str) -> tuple[str, str] | None:
    from broker_app.papers.english import transliterated

    change = transliterated(text) if text else None
    return (change.typed, change.printed) if change else None


def _long(role: str, party: int, block: "PrintedParty") -> Iterator[Doubt]:
    for field, line in (("name", block.name), *(("line", line) for line in block.lines)):
        if len(line) > LINE:
            yield Doubt("long", role, field, line, line, party)


def _ports(record: Shipment, books: Books) -> Iterator[Doubt]:
    for field in ("port_of_loading", "port_of_discharge"):
        port = books.ports.get(getattr(record, field))
        if port is not None and len(port.printed) > LINE:
            yield Doubt("long", "shipment", field, port.printed, port.printed)


def _party_texts(party: Party) -> dict[str, str]:
    lines = {f"address {n}": line for n, line in enumerate(party.address)}
    return {"name": party.name} | lines | {"city": party.city, "tax_id": party.tax_id}


def _company_texts(company: Company) -> dict[str, str]:
    lines = {f"address {n}": line for n, line in enumerate(company.address)}
    bank = {f"bank {n}": line for n, line in enumerate(company.bank)}
    return {"name": company.name} | lines | bank | {"signatory": company.signatory}


def _shipment_texts(record: Shipment) -> dict[str, str]:
    marks = {f"marks {n}": line for n, line in enumerate(record.marks)}
    return {
        "vessel": record.vessel,
        "voyage": record.voyage,
        "payment_terms": record.payment_terms,
        "final_destination": record.final_destination,
    } | marks
