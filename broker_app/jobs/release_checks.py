"""Release checks: what a release checklist shows of a shipment before its papers go out.

The verdict of the law for each vehicle, the screening of the parties, the questions of red flags
and what the invoice still lacks, each as it stands now.
"""

from collections.abc import Iterator
from dataclasses import replace

from broker_app.domain.document import INVOICE, PrintedCheck
from broker_app.domain.verdict import Outcome
from broker_app.jobs import readiness as ready
from broker_app.jobs.paper_order import Order
from broker_app.jobs.readiness import Readiness
from broker_app.jobs.screening import screening
from broker_app.store.database import Rows

MET, NOT_MET = "yes", "no"
_SCREENED = {"clear": MET, "designated": NOT_MET}
_ROLES = {"buyer": "買主 BUYER", "consignee": "荷受人 CONSIGNEE", "notify": "通知先 NOTIFY PARTY"}


def release_checks(reader: Rows, order: Order) -> tuple[PrintedCheck, ...]:
    """Return the checks of a shipment in the order of the list; the invoice's holds come last."""
    state = ready.readiness_of(reader, replace(order, kind=INVOICE))
    found = [*_law(order, state), *_parties(reader, order), *_papers(state)]
    return tuple(found)


def _law(order: Order, state: Readiness) -> Iterator[PrintedCheck]:
    for number, line in enumerate(order.lines, 1):
        verdict = state.verdicts[line.vehicle]
        met = MET if verdict.outcome is Outcome.ALLOWED else ""
        if verdict.outcome is Outcome.BLOCKED:
            met = NOT_MET
        released = line.vehicle in state.released
        rules = ", ".join(dict.fromkeys(f.rule for f in verdict.findings))
        yield PrintedCheck(
            subject=f"{number}. {line.record.chassis_number or ''}",
            asked="船積日の法令判定 / LAW ON THE DAY OF EXPORT",
            found=verdict.outcome.value + (" / RELEASED" if released else ""),
            met=MET if released else met,
            source=f"{verdict.pack_version} {rules}".strip(),
        )


def _parties(reader: Rows, order: Order) -> Iterator[PrintedCheck]:
    for role, said in _ROLES.items():
        party = order.people.get(getattr(order.shipment, role) or 0)
        if party is None:
            continue
        state = screening(reader, order.books, party, order.today).state
        yield PrintedCheck(
            subject=party.name,
            asked=f"取引先の照合 / SCREENING: {said}",
            found=str(state).upper(),
            met=_SCREENED.get(state, ""),
        )


def _papers(state: Readiness) -> Iterator[PrintedCheck]:
    holds = [hold for hold in ready.holds_of(state) if hold.startswith("missing.")]
    for hold in holds:
        yield PrintedCheck(
            subject="インボイス / INVOICE",
            asked="発行の要件 / READY TO BE ISSUED",
            found=ready.hold_text(hold),
            met=NOT_MET,
        )
    if not holds:
        yield PrintedCheck(
            subject="インボイス / INVOICE",
            asked="発行の要件 / READY TO BE ISSUED",
            found="COMPLETE",
            met=MET,
        )
