"""Examples of a rule, tried: does the rule give what its file says it gives?"""

from collections.abc import Sequence

from broker_app.domain.apply import apply
from broker_app.domain.classify import Heading, classify
from broker_app.domain.facts import Fact
from broker_app.domain.judge import Judge
from broker_app.domain.question import QUESTION_FACTS, Question
from broker_app.domain.rule import Example, Pack, Rule, Version
from broker_app.domain.vehicle import PRECISIONS


def passes(pack: Pack, tariff: Sequence[Heading], rule: Rule, example: Example) -> bool:
    """Tell whether a rule, applied to one of its examples, gives what is written there."""
    return gives(pack, tariff, rule, example) == example.gives


def gives(pack: Pack, tariff: Sequence[Heading], rule: Rule, example: Example) -> str:
    """Return what a rule gives for an example: `fires`, `silent` or `unknown`."""
    version = rule.version_on(example.on)
    question = _question(rule, example)
    if version is None or not _binds(version, question):
        return "silent"
    facts = _facts(example)
    behind = Judge(pack, tariff, question).behind(version, facts, classify(facts, tariff))
    finding = apply(rule, version, facts, question, behind)
    if finding is None:
        return "silent"
    return "unknown" if finding.undecided else "fires"


def _question(rule: Rule, example: Example) -> Question:
    """Return the question an example answers; where it names no place, the rule's first one."""
    version = rule.version_on(example.on) or rule.versions[0]
    first = (*version.destination, *version.bound_for, "KE")[0]
    asked = {name: example.given[name] for name in QUESTION_FACTS if name in example.given}
    return Question(**{"destination": first, **asked}, on=example.on, regimes=(rule.regime,))


def _binds(version: Version, question: Question) -> bool:
    if version.destination:
        return question.destination in version.destination
    places = {question.destination, question.ends_at}
    return not version.bound_for or bool(places & set(version.bound_for))


def _facts(example: Example) -> dict[str, Fact]:
    steps = {name: example.given.get(beside) for name, beside in PRECISIONS.items()}
    return {
        name: Fact(value, precision=steps.get(name) or 1)
        for name, value in example.given.items()
        if name not in QUESTION_FACTS and name not in PRECISIONS.values()
    }
