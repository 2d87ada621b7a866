"""Checks of a letter of credit: amounts, days and what it was opened for.

Reference: paperwork specification 3.19 (UCP 600).
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from broker_app.domain.particulars import amount_of
from broker_app.domain.release.check import APART, FAILED, Found, passed
from broker_app.domain.release.docket import Docket

PRESENTED_WITHIN = 21
"""Calendar days after shipment, where the credit names none (UCP 600 art. 14 c)."""
_ASKED = ("lc_date", "lc_amount", "lc_expiry", "lc_latest_shipment")
_CREDIT_FIRST = ("LK",)
"""Countries where the credit is opened before the goods are on board."""


def credit_kept(docket: Docket) -> Iterator[Found]:
    """Amount, latest shipment, expiry and presentation are as the credit wants them."""
    if not docket.particular("lc_number"):
        yield APART
        return
    for key in _ASKED:
        if not docket.particular(key):
            yield Found("cannot_tell", {"missing": (f"particular.{key}",)}, at=key)
    yield from _amount(docket)
    loaded = docket.day("on_board_date") or docket.etd
    latest, expiry = docket.day("lc_latest_shipment"), docket.day("lc_expiry")
    if loaded and latest and loaded > latest:
        yield _against("lc_latest_shipment", loaded.isoformat(), latest.isoformat())
    days = docket.particular("lc_presentation_days")
    within = timedelta(days=int(Decimal(days)) if days else PRESENTED_WITHIN)
    if loaded and expiry and loaded > expiry:
        yield _against("lc_expiry", loaded.isoformat(), expiry.isoformat())
    sent = docket.day("sent_on")
    if sent and loaded and sent > loaded + within:
        last = (loaded + within).isoformat()
        yield _against("lc_presentation_days", sent.isoformat(), last)
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


def _against(key: str, given: str, asked: str) -> Found:
    said = {"what": f"particular.{key}", "given": given, "asked": asked}
    return Found(FAILED, said, at=key)


ALL = (credit_kept, credit_first)
