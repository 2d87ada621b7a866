"""Evidence: stored papers that a CONDITIONAL or REVIEW asks for, and a person's release by them.

A release lets papers of one shipment be issued for one vehicle; the verdict itself stays what it
is. What the law blocks is never released, and a missing fact is entered, not decided away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from broker_app.domain.judge import PACK_AGE
from broker_app.domain.spelling import fold
from broker_app.domain.verdict import Finding, Outcome, Verdict

KINDS = (
    "advance_ruling",
    "broker_opinion",
    "authority_answer",
    "export_certificate",
    "specification",
    "party_clearance",
)
ANSWERS: Mapping[str, tuple[str, ...]] = {"classification": ("advance_ruling", "broker_opinion")}
"""What a rule asks for, and the papers that answer it."""
ANY = "any"
"""Asked for by a REVIEW: some paper that a person has looked at."""
DECIDED = (Outcome.REVIEW, Outcome.CONDITIONAL)
_OF_PARTIES = ("party",)


@dataclass(slots=True, kw_only=True)
class Evidence:
    """One stored paper about one vehicle: who issued it, when, for which exact grade."""

    id: int | None = None
    vehicle: int = 0
    kind: str = "broker_opinion"
    issuer: str = ""
    issued_on: str = ""
    grade: str = ""
    number: str = ""
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A person's decision to let a vehicle go on a shipment: by which papers, against what."""

    shipment: int
    vehicle: int
    rules: tuple[str, ...]
    papers: tuple[int, ...]
    who: str = ""
    at: str = ""
    why: str = ""


def waiting(verdict: Verdict) -> tuple[Finding, ...]:
    """Return the findings that keep a vehicle from release and that a paper about it may answer.

    Whether a party is designated is no question about the vehicle: `asks_of_parties`.
    """
    return tuple(f for f in verdict.findings if f.outcome in DECIDED and f.missing != _OF_PARTIES)


def asks_of_parties(verdict: Verdict) -> bool:
    """Tell whether some rule waits for nothing but to know who the parties are."""
    return any(f.outcome in DECIDED and f.missing == _OF_PARTIES for f in verdict.findings)


def is_decided(verdict: Verdict, released: bool, parties_decided: bool) -> bool:
    """Tell whether a person has decided all that a verdict leaves open.

    `released` says so of the vehicle, by papers about it; `parties_decided` of the parties that no
    list decides on.
    """
    if verdict.outcome not in DECIDED:
        return False
    of_parties = not asks_of_parties(verdict) or parties_decided
    return of_parties and (released or not waiting(verdict))


def can_decide(verdict: Verdict) -> bool:
    """Tell whether a person may decide: nothing blocks, and no fact is missing or unconfirmed."""
    found = waiting(verdict)
    if verdict.outcome is Outcome.BLOCKED or not found:
        return False
    return not any(f.undecided or f.rule == PACK_AGE for f in found)


def lacking(verdict: Verdict, papers: Sequence[Evidence], model_code: str | None) -> list[str]:
    """Return what is asked for and answered by none of the papers: evidence names, or `any`."""
    asked = dict.fromkeys(name for f in waiting(verdict) for name in f.evidence)
    found = [name for name in asked if not _is_answered(name, papers, model_code)]
    if not papers and any(f.outcome is Outcome.REVIEW for f in waiting(verdict)):
        found.append(ANY)
    return found


def covers(release: Release, verdict: Verdict) -> bool:
    """Tell whether a release was given against everything that still waits."""
    return {f.rule for f in waiting(verdict)} <= set(release.rules)


def released(
    releases: Iterable[Release], verdict: Verdict, papers: Sequence[Evidence], code: str | None
) -> bool:
    """Tell whether a vehicle may go: released, by papers that still stand, nothing new against."""
    stored = {paper.id: paper for paper in papers}
    for release in releases:
        shown = [stored[number] for number in release.papers if number in stored]
        if covers(release, verdict) and can_decide(verdict) and not lacking(verdict, shown, code):
            return True
    return False


def _is_answered(name: str, papers: Sequence[Evidence], model_code: str | None) -> bool:
    """Tell whether a paper answers; one about a grade has to name the model code of this car."""
    fitting = (paper for paper in papers if paper.kind in ANSWERS.get(name, (name,)))
    code = fold(model_code or "")
    return any(code in fold(paper.grade) for paper in fitting if paper.grade)
