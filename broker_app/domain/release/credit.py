"""Checks of a letter of credit: its conditions, judged as on its check sheet, and what is unknown.

Reference: paperwork specification 3.19 (UCP 600).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from broker_app.domain.credit import (
    NOT_MET,
    PORT_KEYS,
    Credit,
    judge,
    last_day_to_present,
    port_met,
)
from broker_app.domain.money import Money
from broker_app.domain.particulars import amount_of
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, passed
from broker_app.domain.release.docket import Docket
from broker_app.domain.shipment import AT_SEA

BANK_INVOICE = "CI-B"
"""The invoice that has the goods in the words of the credit."""
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
_MENDED_AT = {
    "applicant": "lc_applicant",
    "currency": "lc_amount",
    "amount": "lc_amount",
    "units": "lc_units",
    "goods": "lc_goods",
    "latest_shipment": "lc_latest_shipment",
    "expiry": "lc_expiry",
    "presentation": "lc_presentation_days",
    "partial": "lc_partial",
    "transhipment": "lc_transhipment",
    "full_set": "bl_type",
    "clean": "bl_remarks",
}
"""Conditions judged here, and the particular each is mended at; others have checks of their own."""
_SENT = AT_SEA[AT_SEA.index("documents_sent") :]


def credit_kept(docket: Docket) -> Iterator[Found]:
    """What the credit asks that is known is met: what is not is said with both sides."""
    if not docket.particular("lc_number"):
        yield APART
        return
    for key in _ASKED:
        if not docket.particular(key):
            yield _unknown(key)
    if docket.particular("lc_partial") == "not_allowed" and not docket.particular("lc_units"):
        yield _unknown("lc_units")
    credit = _credit(docket)
    for rule, key in _MENDED_AT.items():
        judged = judge(rule, credit) if credit else None
        if judged and judged.met == NOT_MET:
            yield _against(key, judged.given, judged.asked)
    yield from _ports(docket)
    yield passed(number=docket.particular("lc_number"), etd=docket.shipment.etd)


def _ports(docket: Docket) -> Iterator[Found]:
    """Another port than the credit's is refused; words that name none we know a person reads."""
    for key, port in zip(PORT_KEYS, (docket.loading, docket.discharge), strict=True):
        asked, ours = docket.particular(key), port.printed if port else ""
        if asked and not ours:
            yield _unknown(key)
        elif port_met(asked, ours, docket.ports) == NOT_MET:
            yield _against(key, ours, asked)


def _unknown(key: str) -> Found:
    return Found(CANNOT_TELL, {"missing": (f"particular.{key}",)}, at=key)


def _against(key: str, given: str, asked: str) -> Found:
    said = {"what": f"particular.{key}", "given": given, "asked": asked}
    return Found(FAILED, said, at=key)


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


def _credit(docket: Docket) -> Credit | None:
    """Return the credit beside the shipment; None without an invoice to compare."""
    invoice, bank = docket.paper("CI"), _issued(docket)
    if invoice is None:
        return None
    buyer = docket.of("buyer")
    made = Credit(
        said=docket.entered.shipment,
        total=Money(invoice.total, invoice.currency),
        amount=_money(docket.particular("lc_amount")),
        insured=_money(docket.particular("insurance_amount")),
        incoterm=docket.shipment.incoterm,
        units=len(docket.cars),
        buyer=buyer.party.name if buyer else "",
        port_of_loading=docket.loading.printed if docket.loading else "",
        port_of_discharge=docket.discharge.printed if docket.discharge else "",
        etd=docket.shipment.etd,
        known=docket.ports,
        goods_printed=bank.get("lc_goods", ""),
    )
    return _as_of(docket, made)


def _as_of(docket: Docket, credit: Credit) -> Credit:
    """Count papers that are still here after their last day as presented today: it is too late."""
    last = last_day_to_present(credit)
    waits = not credit.said.get("sent_on") and docket.shipment.state not in _SENT
    if not (waits and last and docket.today > last):
        return credit
    return replace(credit, said={**credit.said, "sent_on": docket.today.isoformat()})


def _issued(docket: Docket) -> Mapping[str, str]:
    """Return the particulars that the issued invoice for the bank prints."""
    found = next((one for one in docket.issued if one.kind == BANK_INVOICE), None)
    return dict(found.particulars) if found else {}


def _money(kept: str) -> Money | None:
    if not kept:
        return None
    currency, units = amount_of(kept)
    return Money(units, currency)


ALL = (credit_kept, credit_first)
