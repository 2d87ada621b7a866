"""Reckoning: what the program works out for the papers of a shipment, frozen with them.

Estimates in yen, the tariff line and why, the judgement by table 2-3, the texts of an undertaking,
what was paid (for papers of the house alone), and checks. Only what the kind prints is worked out.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from broker_app import words
from broker_app.domain.cost import PURCHASE, RECYCLING, Cost
from broker_app.domain.document import PrintedCheck
from broker_app.domain.money import Money
from broker_app.domain.paper_keys import RECKONED
from broker_app.domain.rate import HOME, Rate, in_yen
from broker_app.domain.registers import deposit_jpy, refund_deadline
from broker_app.domain.table_2_3 import DESTINATIONS, REGIME, judged
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs.bl_drafts import drafted
from broker_app.jobs.books import Books
from broker_app.jobs.classifying import classified
from broker_app.jobs.crediting import credit_checks
from broker_app.jobs.paper_order import Order, order_of, wanted_of
from broker_app.jobs.sailing import Sailing
from broker_app.jobs.shipping import OnBoard
from broker_app.store import costs, rates
from broker_app.store.database import Rows

SMALL_VALUE_JPY = 200_000
"""A line up to this is small value and left out of the trade statistics (specification 3.9)."""
_UNDERTAKING = ("no_reexport", "no_military", "passed_on", "records", "breach")

Values = dict[str, str]


def order_for(
    reader: Rows,
    books: Books,
    shipment: int,
    kind: str,
    today: date,
    sailing: Sailing | None = None,
) -> Order:
    """Look up what a paper is made from, with what is worked out for it."""
    order = order_of(reader, books, shipment, kind, today, sailing)
    found = wanted_of(books, kind)
    wanted = {key.removeprefix(RECKONED) for key in found if key.startswith(RECKONED)}
    head = {name: one(reader, order) for name, one in _HEADS.items() if name in wanted}
    of_lines = _of_lines(reader, order, wanted) if wanted and order.lines else {}
    order = replace(order, reckoned=head, reckoned_of=of_lines)
    if any(name.startswith("draft.") for name in wanted):
        order = drafted(reader, order)
    return replace(order, checks=_CHECKS[order.definition.checks](reader, order))


def _release_checks(reader: Rows, order: Order) -> tuple[PrintedCheck, ...]:
    from broker_app.jobs import release_checks  # they look at papers, which are reckoned here

    return release_checks.release_checks(reader, order)


_CHECKS = {"": lambda reader, order: (), "credit": credit_checks, "release": _release_checks}


def _ends_at(order: Order) -> str:
    """Return the country the goods end up in."""
    port = order.books.ports.get(order.shipment.port_of_discharge)
    final = order.shipment.final_destination
    inland = order.books.ports.get(final)
    return (inland.country if inland else final) or (port.country if port else "")


def _rate(reader: Rows, order: Order) -> Rate | None:
    """Return the rate of the planned day of declaration, else of today."""
    planned = order.entered.shipment.get("declare_on", "")
    day = date.fromisoformat(planned) if len(planned) == 10 else order.today
    return rates.book(reader).at(order.shipment.currency, day)


def _rate_text(reader: Rows, order: Order) -> str:
    currency = order.shipment.currency
    rate = _rate(reader, order)
    return f"{currency} 1 = {HOME} {rate.rate:,f}" if rate and currency != HOME else ""


def _fob_jpy(reader: Rows, order: Order) -> str:
    """Add up the lines as rounded; nothing is added up from some."""
    rate = _rate(reader, order)
    found = [in_yen(line.fob, rate) for line in order.lines]
    known = [money.minor_units for money in found if money is not None]
    return str(sum(known)) if known and len(known) == len(found) else ""


def _scheme(reader: Rows, order: Order) -> str:
    """Return who inspects for the market, as its file says with its source."""
    country = _ends_at(order)
    found = [m for m in order.books.markets.values() if m.country == country]
    market = order.books.markets.get(country) or (found[0] if found else None)
    return market.inspection.scheme if market else ""


def _refund_until(reader: Rows, order: Order) -> str:
    last = refund_deadline(order.entered.shipment.get("permit_on", ""))
    return last.isoformat() if last else ""


def _undertaking(name: str) -> Callable[[Rows, Order], str]:
    return lambda reader, order: order.books.end_use.fields[name].clause


def _table_2_3(reader: Rows, order: Order) -> str:
    """Return whether the table is asked at all: `bound` for its destinations, or `outside`."""
    return "bound" if _bound(order) else "outside"


def _bound(order: Order) -> set[str]:
    port = order.books.ports.get(order.shipment.port_of_discharge)
    return {_ends_at(order), port.country if port else ""} & DESTINATIONS


def _is_covered(order: Order) -> bool:
    ours = (one for one in order.books.pack.coverage if one.regime == REGIME)
    covered = {destination for one in ours for destination in one.destination}
    return _bound(order) <= covered


_HEADS: Mapping[str, Callable[[Rows, Order], str]] = {
    "destination_code": lambda reader, order: _ends_at(order),
    "fob_jpy": _fob_jpy,
    "rate": _rate_text,
    "rate_on": lambda reader, order: rate.day.isoformat() if (rate := _rate(reader, order)) else "",
    "rate_source": lambda reader, order: rate.source if (rate := _rate(reader, order)) else "",
    "pack_version": lambda reader, order: order.books.pack.version,
    "pack_checked_on": lambda reader, order: order.books.pack.checked_on.isoformat(),
    "table_2_3": _table_2_3,
    "inspection_scheme": _scheme,
    "refund_until": _refund_until,
    "undertaking": lambda reader, order: order.books.end_use.undertaking.text["en"],
} | {name: _undertaking(name) for name in _UNDERTAKING}


def _of_lines(reader: Rows, order: Order, wanted: set[str]) -> dict[int, Values]:
    chosen = [line.vehicle for line in order.lines]
    rate = _rate(reader, order) if wanted & {"fob_jpy", "small_value"} else None
    found = {line.vehicle: _worth(line, rate) for line in order.lines}
    if wanted & {"statistical_code", "naccs_digit", "code_reason", "used"}:
        for line in order.lines:
            found[line.vehicle] |= code_values(line.record, order.books)
    if wanted & {"purchase_jpy", "input_tax_jpy", "recycling_jpy"}:
        paid = costs.of_vehicles(reader, chosen)
        for vehicle, own in paid.items():
            found[vehicle] |= _paid(order.books.consumption_tax.filled(own, order.today))
    if "deposit_jpy" in wanted:
        for vehicle in chosen:
            deposit = deposit_jpy(order.entered.vehicles.get(vehicle, {}))
            found[vehicle] |= {} if deposit is None else {"deposit_jpy": str(deposit)}
    if "table_2_3" in wanted:
        for vehicle, verdict in order.sailing.verdicts.items():
            found[vehicle]["table_2_3"] = judged(
                verdict, bound=bool(_bound(order)), covered=_is_covered(order)
            )
    return found


def _worth(line: OnBoard, rate: Rate | None) -> Values:
    yen: Money | None = in_yen(line.fob, rate)
    if yen is None:
        return {}
    small = yen.minor_units <= SMALL_VALUE_JPY
    return {"fob_jpy": str(yen.minor_units), "small_value": "yes" if small else ""}


def code_values(vehicle: Vehicle, books: Books) -> Values:
    """Return the statistical code of a vehicle, its check digit, and in Japanese what it rests on.

    Without one line of the tariff no code is printed, only what would settle it.
    """
    found = classified(vehicle, books)
    used = "yes" if vehicle.first_registered else ""
    line = found.line
    if line is None:
        asked = dict.fromkeys((*found.said.missing, *found.said.unconfirmed))
        names = "・".join(_label(name) for name in asked)
        return {"used": used, "code_reason": f"未確定（要確認：{names}）" if names else "未確定"}
    facts = "、".join(f"{_label(n)} {_value(n, fact.value)}" for n, fact in found.facts.items())
    reason = line.title.get("ja", "") + (f"（{facts}）" if facts else "")
    code = words.tariff_code(line.statistical or line.code)
    digit = {"naccs_digit": line.naccs_digit} if line.statistical else {}
    return {"used": used, "statistical_code": code, "code_reason": reason} | digit


def _label(name: str) -> str:
    return words.said_in("ja", f"fact.{name}")


def _value(name: str, value: object) -> str:
    key = f"choice.{name}.{value}"
    said = words.said_in("ja", key)
    return str(value) if said == key else said


def _paid(own: list[Cost]) -> Values:
    """Return what was paid in yen; what was paid in another currency is left out, not guessed."""
    at_home = [cost for cost in own if cost.currency == HOME]
    sums = {
        "purchase_jpy": sum(cost.amount for cost in at_home if cost.kind == PURCHASE),
        "recycling_jpy": sum(cost.amount for cost in at_home if cost.kind == RECYCLING),
        "input_tax_jpy": sum(cost.tax for cost in own),
    }
    return {name: str(amount) for name, amount in sums.items() if amount}
