"""Release checks: what a release checklist shows of a shipment before its papers go out.

The results that its release rests on, as they were kept; where none stands, the checks as they are
now. What does not apply to the shipment is left out.
"""

from collections.abc import Iterable, Mapping

from broker_app import words
from broker_app.domain.document import PrintedCheck
from broker_app.domain.release.check import FAILED, NOT_APPLICABLE, PASSED, Result
from broker_app.domain.release.record import Overridden
from broker_app.jobs import checking, deciding, releasing
from broker_app.jobs.paper_order import Order
from broker_app.store.database import Rows

_MET = {PASSED: "yes", FAILED: "no"}
"""What cannot be told is left open: a person has to look."""


def release_checks(reader: Rows, order: Order) -> tuple[PrintedCheck, ...]:
    """Return the checks of a shipment in the order of the specification.

    Raises UserError where it cannot be checked: prices and terms contradict each other.
    """
    shipment = order.shipment.id or 0
    if not order.lines:
        return ()
    given = deciding.standing_release(reader, shipment)
    if given is not None:
        let_pass = {one.check: one for one in given.overridden}
        return _printed(order, given.facts.results, let_pass)
    return _printed(order, releasing.check(reader, order.books, shipment, order.today), {})


def _printed(
    order: Order, results: Iterable[Result], let_pass: Mapping[str, Overridden]
) -> tuple[PrintedCheck, ...]:
    return tuple(
        PrintedCheck(
            subject=_subject(order, result),
            asked=_asked(order, result),
            found=_found(order, result, let_pass.get(result.check)),
            met=_MET.get(result.outcome, ""),
            source=f"{result.check} {result.version}",
        )
        for result in results
        if result.outcome != NOT_APPLICABLE
    )


def _subject(order: Order, result: Result) -> str:
    """Return what a result is about: a vehicle with its line, a party, else the shipment."""
    for number, line in enumerate(order.lines, 1):
        if line.vehicle == result.found.vehicle:
            return f"{number}. {line.record.chassis_number or ''}"
    party = order.people.get(result.found.party or 0)
    return party.name if party else order.shipment.number


def _asked(order: Order, result: Result) -> str:
    """Return what a check is called, in both languages as the checklist prints them."""
    check = order.books.release_checks.find(result.check)
    return f"{check.title['ja']} / {check.title['en']}" if check else result.check


def _found(order: Order, result: Result, over: Overridden | None) -> str:
    if not result.stands_against:
        return checking.inputs(order.books, result)
    said = checking.sentence(order.books, result)
    if over is None:
        return said
    return f"{said} {words.say('proof.override', who=over.who, reason=over.reason)}"
