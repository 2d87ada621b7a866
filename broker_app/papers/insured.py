"""What a paper prints of insurance: the CIF value, the sum insured, the premium.

The invoice's own CIF where the term has insurance; else the CIF that holds the premium at the rate
that was entered. A sum insured that was entered stands as it is, and the premium is a share of it.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from broker_app.domain import insurance
from broker_app.domain.money import Money, exponent
from broker_app.domain.shipment import WITH_FREIGHT, WITH_INSURANCE
from broker_app.papers.wording import Paper


def cif(paper: Paper) -> Money | None:
    """Return the CIF value, None where neither the term nor a rate gives it."""
    snapshot, rate = paper.snapshot, _rate(paper)
    if snapshot.incoterm in WITH_INSURANCE:
        return Money(snapshot.total, snapshot.currency)
    if rate is None or snapshot.incoterm not in WITH_FREIGHT:
        return None
    carried = Money(snapshot.total, snapshot.currency)
    try:
        return carried + insurance.premium(carried, rate)
    except ValueError:
        return None


def cover(paper: Paper) -> Money | None:
    """Return the sum insured: the one that was entered, else 110 % of the CIF value."""
    entered = dict(paper.snapshot.particulars).get("insurance_amount", "")
    if entered:
        currency, _, figure = entered.partition(" ")
        units = Decimal(figure.replace(",", "")).scaleb(exponent(currency))
        return Money(int(units), currency)
    value = cif(paper)
    return insurance.sum_insured(value) if value else None


def _premium(paper: Paper) -> str:
    insured, rate = cover(paper), _rate(paper)
    return "" if insured is None or rate is None else _said(insurance.premium_of(insured, rate))


def _rate(paper: Paper) -> Decimal | None:
    """Return the rate in per cent, from its frozen text `0.9 %`."""
    number = dict(paper.snapshot.particulars).get("insurance_rate", "").partition(" ")[0]
    return Decimal(number.replace(",", "")) if number else None


def _said(money: Money | None) -> str:
    if money is None:
        return ""
    return f"{money.currency} {money.amount:,.{exponent(money.currency)}f}"


INSURED: Mapping[str, Callable[[Paper], str]] = {
    "cif": lambda paper: _said(cif(paper)),
    "sum_insured": lambda paper: _said(cover(paper)),
    "premium": _premium,
}
