"""Confirming: inferred facts that a person vouches for, in bulk, with their name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from broker_app.domain.changes import Changes
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.judging import judge_again
from broker_app.jobs.progress import Progress
from broker_app.store import packs, vehicles, write
from broker_app.store.database import Database, Rows


@dataclass(frozen=True, slots=True)
class ReviewCause:
    """Why vehicles are under REVIEW: a fact, whether missing or only inferred, and how many.

    `kind` is `missing` (enter it, from the certificate) or `unconfirmed` (confirm it) or `rule`
    (a person must decide; `name` is then the rule).
    """

    kind: str
    name: str
    vehicles: int


def why_review(reader: Rows, destination: str, batch: int | None = None) -> list[ReviewCause]:
    """Count what keeps vehicles under REVIEW, the commonest cause first."""
    return causes_of(packs.review_counts(reader, destination, batch))


def causes_of(counted: Iterable[tuple[str, int]]) -> list[ReviewCause]:
    """Count the causes in sets of findings, given how many vehicles have each of those."""
    counts: Counter[tuple[str, str]] = Counter()
    for content, number in counted:
        if number:
            counts.update(dict.fromkeys(_causes(content), number))
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [ReviewCause(kind, name, n) for (kind, name), n in ordered]


def under_review(reader: Rows, destination: str, cause: ReviewCause) -> list[int]:
    """Return the vehicles that a cause keeps under REVIEW."""
    found = packs.under_review(reader, destination)
    return [v for v, content in found if (cause.kind, cause.name) in _causes(content)]


def findings_with(reader: Rows, destination: str, cause: ReviewCause) -> tuple[int, ...]:
    """Return the sets of findings in which a cause stands, to find their vehicles by."""
    sets = packs.review_sets(reader, destination)
    return tuple(number for number, text in sets if (cause.kind, cause.name) in _causes(text))


def confirm_facts(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    chosen: Iterable[int],
    names: Iterable[str],
    who: str,
) -> Changes:
    """Confirm inferred facts of some vehicles under a person's name, and judge them again.

    Facts that are not inferred are left alone. Raises UserError without a name.
    """
    if not who.strip():
        raise UserError("name_needed")
    wanted, vehicles_chosen = set(names), sorted(set(chosen))
    touched = []
    with write.step(db, "confirm", who, count=len(vehicles_chosen)) as step:
        for done, (number, record) in enumerate(vehicles.many(db.connection, vehicles_chosen)):
            progress(done, len(vehicles_chosen), "progress.confirming")
            inferred = {n for n in wanted if _is_inferred(record.origins.get(n))}
            if inferred:
                origins = record.origins | {
                    n: Origin(Basis.CONFIRMED, record.origins[n].source, who, step.at)
                    for n in inferred
                }
                vehicles.change(step, db.connection, number, replace(record, origins=origins))
                touched.append(number)
        judge_again(db, step, progress, books, question, touched)
    return Changes(frozenset({"vehicle", "verdict"}), step.number)


def _is_inferred(origin: Origin | None) -> bool:
    return origin is not None and origin.basis is Basis.INFERRED


def _causes(content: str) -> set[tuple[str, str]]:
    causes: set[tuple[str, str]] = set()
    for finding in packs.findings_from(content):
        causes.update(("missing", name) for name in finding.missing)
        causes.update(("unconfirmed", name) for name in finding.unconfirmed)
        if finding.outcome == "REVIEW" and not finding.undecided:
            causes.add(("rule", finding.rule))
    return causes
