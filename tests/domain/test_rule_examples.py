"""Every example of every shipped rule is a test."""

from dataclasses import replace
from typing import Any

import pytest

from broker_app.domain.apply import apply
from broker_app.domain.classify import classify
from broker_app.domain.facts import Fact
from broker_app.domain.judge import Judge
from broker_app.domain.question import QUESTION_FACTS, Question
from broker_app.domain.rule import EXEMPTION, Example, Rule, Version
from broker_app.domain.vehicle import PRECISIONS
from broker_app.domain.verdict import Finding
from broker_app.reference import hs_codes, rules

PACK = rules.shipped()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}-{example.on}-{example.gives}")
    for rule in PACK.rules
    for number, example in enumerate(rule.examples, 1)
]


def facts_of(given: dict[str, Any]) -> dict[str, Fact]:
    steps = {beside: given.get(beside) for beside in PRECISIONS.values()}
    return {
        name: Fact(value, precision=steps.get(PRECISIONS.get(name, "")) or 1)
        for name, value in given.items()
        if name not in QUESTION_FACTS and name not in steps
    }


def question_of(rule: Rule, example: Example) -> Question:
    version = rule.version_on(example.on) or rule.versions[0]
    first = (*version.destination, *version.bound_for, "KE")[0]
    asked = {name: example.given[name] for name in QUESTION_FACTS if name in example.given}
    return Question(**{"destination": first, **asked}, on=example.on, regimes=(rule.regime,))


def binds(version: Version, question: Question) -> bool:
    places = version.destination or version.bound_for
    named = (
        {question.destination}
        if version.destination
        else {
            question.destination,
            question.ends_at,
        }
    )
    return not places or bool(named & set(places))


def finding_of(rule: Rule, example: Example) -> Finding | None:
    """Apply the one rule; what it looks at elsewhere comes from the judge."""
    version = rule.version_on(example.on)
    question = question_of(rule, example)
    if version is None or not binds(version, question):
        return None
    facts = facts_of(dict(example.given))
    judge = Judge(PACK, hs_codes.load(), question)
    behind = judge.behind(version, facts, classify(facts, hs_codes.load()))
    return apply(rule, version, facts, question, behind)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example) -> None:
    finding = finding_of(rule, example)
    if example.gives == "silent":
        assert finding is None
    elif example.gives == "unknown":
        # A flag that may not apply is no flag; every other doubt is a finding.
        version = rule.version_on(example.on)
        assert version is not None
        assert finding is not None
        assert finding.undecided
        assert finding.outcome == "REVIEW"
    else:
        version = rule.version_on(example.on)
        assert version is not None
        assert finding is not None
        assert not finding.undecided
        assert finding.outcome is version.outcome


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
def test_examples_stand_on_both_sides(rule: Rule) -> None:
    """A rule shows when it fires and when it is silent, and what it says on its first days."""
    wanted = {"silent"} if rule.kind == EXEMPTION else {"fires", "silent"}
    assert wanted <= {example.gives for example in rule.examples}
    if rule.kind == EXEMPTION:
        return  # information: silent on every day
    days = {example.on for example in rule.examples}
    for version in rule.versions:
        if any(condition.kind == "barred_to" for condition in version.when):
            continue  # the rules it looks at have their own days
        assert version.since in days, f"no example on {version.since}"


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
def test_a_rule_reads_well(rule: Rule) -> None:
    assert rule.title["en"] != rule.title["ja"]
    for version in rule.versions:
        for url in version.references:
            assert url.startswith("https://")
        if version.instrument:
            assert version.instrument["en"] != version.instrument["ja"]


def test_an_exemption_changes_no_answer() -> None:
    exemptions = [rule for rule in PACK.rules if rule.kind == EXEMPTION]
    assert exemptions
    rest = replace(PACK, rules=tuple(r for r in PACK.rules if r.kind != EXEMPTION))
    for rule in exemptions:
        for example in rule.examples:
            question, facts = question_of(rule, example), facts_of(dict(example.given))
            verdicts = [Judge(p, hs_codes.load(), question).verdict(facts) for p in (PACK, rest)]
            assert verdicts[0] == verdicts[1]
            assert rule.id not in {finding.rule for finding in verdicts[0].findings}
