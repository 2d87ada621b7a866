"""Checks of a letter of credit: goods, amount, ports, days, voyages, and when it was opened.

Reference: paperwork specification 3.19 (UCP 600).
"""

from collections.abc import Iterator
from decimal import Decimal

from broker_app.domain.credit import MET, NOT_MET, PORT_KEYS, last_day_to_present, port_met
from broker_app.domain.particulars import amount_of
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, passed
from broker_app.domain.release.docket import Docket

_ASKED = (
    "lc_date",
    "lc_amount",
    "lc_expiry",
    "lc_latest_shipment",
    *PORT_KEYS,
    "lc_goods",
)
_CREDIT_FIRST = ("LK",)
"""Countries where the credit is opened before the goods are on board."""
_FOR_BANK = "CI-B"


def credit_kept(docket: Docket) -> Iterator[Found]:
    """Goods, amount, ports, days, partial shipment and transhipment are as the credit wants."""
    if not docket.particular("lc_number"):
        yield APART
        return
    for key in _ASKED:
        if not docket.particular(key):
            yield _unknown(key)
    yield from _goods(docket)
    yield from _amount(docket)
    yield from _days(docket)
    yield from _ports(docket)
    yield from _voyages(docket)
    yield passed(number=docket.particular("lc_number"), etd=docket.shipment.etd)


def credit_first(docket: Docket) -> Iterator[Found]:
    """Where the country wants it, the credit was opened before the goods were on board."""
    if docket.country[:2] not in _CREDIT_FIRST:
        yield APART
        return
    opened, loaded = docket.day("lc_date"), docket.day("on_board_date") or docket.etd
    if opened is None or loaded is None:
        missing = "particular.lc_date" if opened is None else "etd"
        yield Found("cannot_tell", {"missing": (missing,)}, at="lc_date")
    elif opened > loaded:
        yield Found(
            FAILED, {"opened": opened.isoformat(), "loaded": loaded.isoformat()}, at="lc_date"
        )
    yield passed(opened=docket.particular("lc_date"))


def _amount(docket: Docket) -> Iterator[Found]:
    """A credit for vehicles, counted in units, has no tolerance but the one it names."""
    invoice, kept = docket.paper("CI"), docket.particular("lc_amount")
    if invoice is None or not kept:
        return
    currency, amount = amount_of(kept)
    tolerance = Decimal(docket.particular("lc_tolerance") or 0) / 100
    if currency != invoice.currency or invoice.total > amount * (1 + tolerance):
        yield _against("lc_amount", f"{invoice.currency} {invoice.total}", kept)


def _goods(docket: Docket) -> Iterator[Found]:
    """An issued invoice for the bank prints the goods as the credit has them.

    Papers print capitals and Latin letters: another script is not compared.
    """
    paper = next((one for one in docket.issued if one.kind == _FOR_BANK), None)
    asked = docket.particular("lc_goods")
    printed = dict(paper.particulars).get("lc_goods", "") if paper else asked
    if asked.isascii() and printed.upper().split() != asked.upper().split():
        yield _against("lc_goods", printed or "-", asked)


def _days(docket: Docket) -> Iterator[Found]:
    """Shipped in time, and presented in time after that, before the credit ends."""
    loaded = docket.day("on_board_date") or docket.etd
    latest, expiry = docket.day("lc_latest_shipment"), docket.day("lc_expiry")
    if loaded and latest and loaded > latest:
        yield _against("lc_latest_shipment", loaded.isoformat(), latest.isoformat())
    if loaded and expiry and loaded > expiry:
        yield _against("lc_expiry", loaded.isoformat(), expiry.isoformat())
    sent, last = docket.day("sent_on"), last_day_to_present(docket.entered.shipment, loaded)
    if sent and last and sent > last:
        yield _against("lc_presentation_days", sent.isoformat(), last.isoformat())


def _ports(docket: Docket) -> Iterator[Found]:
    """The ports are those of the credit; words that name none we know are for a person."""
    for key, port in zip(PORT_KEYS, (docket.loading, docket.discharge), strict=True):
        asked, ours = docket.particular(key), port.printed if port else ""
        met = port_met(asked, ours, docket.ports)
        if asked and met == NOT_MET:
            yield _against(key, ours, asked)
        elif asked and met != MET:
            yield _unknown(key)


def _voyages(docket: Docket) -> Iterator[Found]:
    """A count of vehicles has no tolerance; fewer are a partial shipment; another ship is one too.

    Both are allowed unless the credit forbids them (UCP 600 art. 20, 31).
    """
    ours, asked = len(docket.cars), docket.particular("lc_units")
    is_whole = docket.particular("lc_partial") == "not_allowed"
    if is_whole and not asked:
        yield _unknown("lc_units")
    elif asked and (ours > Decimal(asked) or (is_whole and ours != Decimal(asked))):
        yield _against("lc_units", str(ours), asked)
    changes = docket.particular("local_vessel") or docket.particular("via")
    if changes and docket.particular("lc_transhipment") == "not_allowed":
        yield _against("lc_transhipment", changes, "NOT ALLOWED")


def _unknown(key: str) -> Found:
    return Found(CANNOT_TELL, {"missing": (f"particular.{key}",)}, at=key)


def _against(key: str, given: str, asked: str) -> Found:
    said = {"what": f"particular.{key}", "given": given, "asked": asked}
    return Found(FAILED, said, at=key)


ALL = (credit_kept, credit_first)
