"""Red-flagging: the questions about a flagged shipment, answered and decided by a person."""

from collections.abc import Mapping

from broker_app.domain.changes import Changes
from broker_app.domain.red_flags import RedFlagAnswers, about, hold
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.errors import UserError
from broker_app.jobs import guarding
from broker_app.jobs.books import Books
from broker_app.store import red_flags, shipments, write
from broker_app.store.database import Database, Rows

ASKING = ("route", "policy")
"""Kinds of rules whose flags ask the questions; those of classification concern the heading."""


def answer(
    db: Database, books: Books, shipment: int, answers: Mapping[str, bool], why: str, who: str
) -> Changes:
    """Store the answers to all questions about a shipment as it stands, with the decision on a yes.

    Raises UserError where a question is left open.
    """
    asked = [question.id for question in books.red_flags]
    if any(name not in answers for name in asked):
        raise UserError("red_flags_open")
    record = shipments.get(db.connection, shipment)
    now = about(record, shipments.vehicles(db.connection, shipment))
    given = RedFlagAnswers(shipment, now, {name: answers[name] for name in asked}, why.strip())
    with write.step(db, "red_flags", who, why.strip(), number=record.number) as step:
        red_flags.add(step, given)
    return Changes(frozenset({"red_flag_answers"}), step.number)


def is_answered(reader: Rows, shipment: int) -> bool:
    """Tell whether somebody answered the questions about a shipment as it stands now."""
    given = red_flags.latest(reader, shipment)
    return given is not None and stands(reader, given)


def stands(reader: Rows, given: RedFlagAnswers) -> bool:
    """Tell whether answers are about a shipment as it stands now."""
    record = shipments.get(reader, given.shipment)
    return given.about == about(record, shipments.vehicles(reader, given.shipment))


def hold_of(
    reader: Rows, books: Books, shipment: int, verdicts: Mapping[int, Verdict]
) -> str | None:
    """Return what red flags hold back of a shipment with these verdicts, None where nothing."""
    record = shipments.get(reader, shipment)
    needed = any(is_flagged(reader, books, v, verdict) for v, verdict in verdicts.items())
    asked = [question.id for question in books.red_flags]
    return hold(needed, red_flags.latest(reader, shipment), about(record, list(verdicts)), asked)


def is_flagged(reader: Rows, books: Books, vehicle: int, verdict: Verdict) -> bool:
    """Tell whether a rule put up a flag that asks the questions, or a guarded fact was changed."""
    asking = {rule.id for rule in books.pack.rules if rule.kind in ASKING}
    put_up = (f for f in verdict.findings if f.outcome is Outcome.FLAG and f.rule in asking)
    return any(put_up) or bool(guarding.flags_of(reader, vehicle))
