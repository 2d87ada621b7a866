"""Apply one rule to the facts: which condition holds, which does not, which nobody knows.

Three answers and Kleene's AND: one certain "no" silences a rule, whatever else is unknown. A "no"
that rests on an inferred fact silences nothing; it asks for confirmation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from broker_app.domain.conditions import KINDS
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.question import QUESTION_FACTS, Question
from broker_app.domain.rule import EXEMPTION, Condition, Rule, Version
from broker_app.domain.verdict import Because, Finding, Outcome, worst
from broker_app.domain.worked_out import FOLLOWS_FROM

Facts = Mapping[str, Fact]
InForce = tuple[Rule, Version]
"""A rule with the version that binds the question."""


def apply(
    rule: Rule,
    version: Version,
    facts: Facts,
    question: Question,
    barred: Sequence[Finding] | None = None,
) -> Finding | None:
    """Apply one version of a rule: None where it is silent, else its finding.

    `barred` holds what the rules say of the destination that `barred_to` names.
    """
    if rule.kind == EXEMPTION:
        return None  # information for a person
    because: list[Because] = []
    for condition in version.when:
        because.append(_compare(condition, facts, question, barred or []))
        if because[-1].result == "false":
            return None
    undecided = any(b.result != "true" for b in because)
    is_flag = version.outcome is Outcome.FLAG
    if is_flag and any(b.result != "true" for b in because if b.fact != "barred_to"):
        return None  # a remark that may not apply is no remark …
    # … but goods that are not cleared for a destination count as barred from there.
    missing, unconfirmed = _open_facts(because, facts, barred or []) if not is_flag else ((), ())
    if rule.kind == "policy":
        # How close is too close is our own caution: beside a vehicle the figure is not told.
        because = [replace(b, bound=None) for b in because]
    return Finding(
        rule=rule.id,
        regime=rule.regime,
        outcome=Outcome.REVIEW if undecided and not is_flag else version.outcome,
        confidence=version.confidence or rule.confidence,
        title=dict(rule.title),
        because=tuple(because),
        missing=missing,
        unconfirmed=unconfirmed,
        evidence=() if undecided else version.evidence,
        instrument=dict(version.instrument),
        reference=version.references,
        in_force=version.since,
        promulgated=version.promulgated,
        checked_on=rule.checked_on,
        item=rule.item,
    )


def _open_facts(
    because: Sequence[Because], facts: Facts, barred: Sequence[Finding]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the missing and the unconfirmed facts behind an undecided rule.

    What is worked out cannot be entered: the fact it follows from is asked for.
    """
    missing = [_behind(b.fact)[0] for b in because if _is_unknown(b)]
    unconfirmed = [_doubted(b.fact, facts) for b in because if b.result == "unconfirmed"]
    if any(b.fact == "barred_to" and b.result == "unknown" for b in because):
        missing += [name for f in barred for name in f.missing]
        unconfirmed += [name for f in barred for name in f.unconfirmed]
    return tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(unconfirmed))


def _is_unknown(because: Because) -> bool:
    return because.result == "unknown" and because.fact != "barred_to"


def _behind(name: str) -> tuple[str, ...]:
    return FOLLOWS_FROM.get(name, (name,))


def _doubted(name: str, facts: Facts) -> str:
    """Return the inferred fact to confirm: one the rules see too, else the first behind a fact."""
    behind = _behind(name)
    return next((n for n in behind if n in facts and not facts[n].clears), behind[0])


def _compare(
    condition: Condition, facts: Facts, question: Question, barred: Sequence[Finding]
) -> Because:
    if condition.kind == "barred_to":
        return _compare_barred(condition, barred)
    name, fact = condition.fact, _looked_up(condition.fact, facts, question)
    if condition.kind == "known":
        result = "true" if (fact is not None) == bool(condition.bound) else "false"
    elif fact is None:
        result = "unknown"
    else:
        result = _result(KINDS[condition.kind](fact, condition.bound), fact)
    value, basis = (fact.value, fact.basis) if fact else (None, "")
    return Because(name, value, basis, condition.kind, condition.bound, result)


def _compare_barred(condition: Condition, barred: Sequence[Finding]) -> Because:
    results = {Outcome.BLOCKED: "true", Outcome.ALLOWED: "false"}
    result = results.get(worst(list(barred)), "unknown")
    named = next((f.rule for f in barred), None)
    return Because("barred_to", named, Basis.DERIVED, "barred_to", condition.bound, result)


def _looked_up(name: str, facts: Facts, question: Question) -> Fact | None:
    if name in QUESTION_FACTS:
        value = question.value(name)
        # Parties that nobody screened are an unknown fact, not a clean one.
        return None if value == "unscreened" else Fact(value, Basis.TYPED)
    return facts.get(name)


def _result(answer: bool | None, fact: Fact) -> str:
    if answer is None:
        return "unknown"
    if answer:
        return "true"
    return "false" if fact.clears else "unconfirmed"
