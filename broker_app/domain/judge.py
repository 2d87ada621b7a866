"""Judge: facts + rules + question -> verdict with every finding.

Every tariff code that is still possible is judged; where the codes disagree, the doubt itself is
the finding. Rules of party and route look at what the rules of goods say of another destination.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from broker_app.domain.apply import Facts, InForce, apply
from broker_app.domain.classify import (
    INPUTS,
    Classification,
    Heading,
    classify,
    contradictions,
    is_unlisted,
    within,
)
from broker_app.domain.conditions import KINDS
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.question import QUESTION_FACTS, Question
from broker_app.domain.rule import Condition, Coverage, Pack, Version
from broker_app.domain.verdict import (
    SEVERITY,
    Because,
    Finding,
    Outcome,
    Verdict,
    in_order,
    worst,
)

__all__ = ["OWN_FINDINGS", "Judge", "apply"]

CLASSIFICATION = "APP-CLASSIFICATION"
COVERAGE = "APP-COVERAGE"
REGIME = "APP-REGIME"
PACK_AGE = "APP-PACK-AGE"
CONTRADICTION = "APP-CONTRADICTION"
UNLISTED = "APP-TARIFF-CODE"
OWN_FINDINGS = (CLASSIFICATION, COVERAGE, REGIME, PACK_AGE, CONTRADICTION, UNLISTED)
"""The program's own findings: not law, but reasons why it cannot say ALLOWED."""


@dataclass(frozen=True, slots=True)
class Law:
    """What binds one question, by what it looks at."""

    question: Question
    goods: tuple[InForce, ...]
    doubts: tuple[InForce, ...]
    beyond: tuple[InForce, ...]
    coverage: tuple[Coverage, ...]
    _by_code: dict[str, tuple[InForce, ...]] = field(default_factory=dict, compare=False)

    def goods_for(self, code: str) -> tuple[InForce, ...]:
        """Return the rules of goods that a code does not silence, whatever else is known."""
        if code not in self._by_code:
            fact = Fact(code, Basis.DERIVED)
            self._by_code[code] = tuple(r for r in self.goods if not _is_silenced(r[1], fact))
        return self._by_code[code]


def _is_silenced(version: Version, code: Fact) -> bool:
    return any(
        condition.fact == "hs_code" and KINDS[condition.kind](code, condition.bound) is False
        for condition in version.when
        if condition.kind in KINDS
    )


class Judge:
    """Answers one question for any number of vehicles; equal facts are judged once."""

    def __init__(self, pack: Pack, tariff: Sequence[Heading], question: Question) -> None:
        self.question = question
        self._pack = pack
        self._tariff = tariff
        self._law = law_for(pack, question)
        self._elsewhere: dict[Condition, Law] = {}
        self._holds = _interval_of(pack, question)
        self._seen: dict[tuple[Fact | None, ...], Verdict] = {}
        self.looks_at = self._names()

    def verdict(self, facts: Facts) -> Verdict:
        """Return the verdict on a vehicle with these facts; a fact not given is unknown."""
        key = tuple(facts.get(name) for name in self.looks_at)
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = self._judge(facts)
        return known

    def _judge(self, facts: Facts) -> Verdict:
        classification = classify(facts, self._tariff)
        findings = self._of_goods(self._law, facts, classification)
        findings += self._of_others(facts, classification)
        findings = _stood_back(self._law, _once(findings))
        findings += self._contradictions(facts)
        findings += self._own(findings)
        since, until = self._holds
        return Verdict(
            worst(findings),
            in_order(findings),
            self._pack.version,
            self._pack.checked_on,
            since,
            until,
        )

    def _of_goods(self, law: Law, facts: Facts, classification: Classification) -> list[Finding]:
        """Return what the goods alone give rise to under a law."""
        findings = judge_codes(law, facts, classification)
        findings += self._doubts(law, facts, classification, worst(findings))
        return findings + _uncovered(law, classification)

    def _doubts(
        self, law: Law, facts: Facts, classification: Classification, own: Outcome
    ) -> list[Finding]:
        """Return the doubts about the code that matter: where another code would be worse."""
        findings = []
        for rule, version in law.doubts:
            finding = apply(rule, version, _with_code(facts, classification), law.question)
            if finding is None or _is_said_already(finding, classification):
                continue
            if not version.may_also_be or self._is_worse(law, facts, version, own):
                findings.append(_with_basis(finding, classification.basis))
        return findings

    def _is_worse(self, law: Law, facts: Facts, version: Version, own: Outcome) -> bool:
        for heading in version.may_also_be:
            for code in within(heading, facts, self._tariff):
                found = judge_code(law, facts, Fact(code, Basis.DERIVED))
                if SEVERITY[worst(found)] < SEVERITY[own]:
                    return True
        return False

    def _of_others(self, facts: Facts, classification: Classification) -> list[Finding]:
        """Return what parties and routes give rise to, with the findings that they rest on."""
        findings: list[Finding] = []
        for rule, version in self._law.beyond:
            behind = self.behind(version, facts, classification)
            finding = apply(rule, version, facts, self.question, behind)
            if finding is None:
                continue
            findings.append(finding)
            if finding.outcome is not Outcome.FLAG:
                findings += _no_worse(behind, finding.outcome, version)
        return findings

    def behind(
        self, version: Version, facts: Facts, classification: Classification
    ) -> list[Finding]:
        """Return what the goods give rise to at the destination that a condition names."""
        findings: list[Finding] = []
        for condition in _looking_elsewhere(version):
            findings += self._of_goods(self._law_of(condition), facts, classification)
        return findings

    def _law_of(self, condition: Condition) -> Law:
        if condition not in self._elsewhere:
            question = replace(
                self.question, destination=condition.bound, final_destination="", party="none"
            )
            law = law_for(self._pack, question)
            goods = tuple(
                (rule, version)
                for rule, version in law.goods
                if rule.kind == "goods" and not (rule.item and rule.item == condition.except_item)
            )
            self._elsewhere[condition] = replace(law, goods=goods)
        return self._elsewhere[condition]

    def _contradictions(self, facts: Facts) -> list[Finding]:
        """Say where the given code is none, or excludes other facts of the vehicle."""
        names = contradictions(facts, self._tariff)
        code = facts.get("hs_code")
        if code is None or not (names or is_unlisted(facts, self._tariff)):
            return []
        regime = self.question.regimes[0] if self.question.regimes else "JP"
        if not names:
            unlisted = (Because("hs_code", code.value, code.basis, "unlisted", "", "true"),)
            return [Finding(UNLISTED, regime, Outcome.REVIEW, because=unlisted)]
        because = [Because("hs_code", code.value, code.basis, "contradicts", names, "true")]
        because += [
            Because(name, facts[name].value, facts[name].basis, "contradicts", code.value, "true")
            for name in names
        ]
        return [Finding(CONTRADICTION, regime, Outcome.REVIEW, because=tuple(because))]

    def _own(self, findings: list[Finding]) -> list[Finding]:
        """Return why the program cannot vouch for an answer, whatever the goods."""
        written = {rule.regime for rule in self._pack.rules}
        own = [
            Finding(REGIME, regime, Outcome.REVIEW)
            for regime in self.question.regimes
            if regime not in written
        ]
        if self.question.on > self._pack.trusted_until and worst(findings + own) is Outcome.ALLOWED:
            checked = self._pack.checked_on
            regime = self.question.regimes[0] if self.question.regimes else "JP"
            own.append(Finding(PACK_AGE, regime, Outcome.REVIEW, checked_on=checked))
        return own

    def _names(self) -> tuple[str, ...]:
        laws = [self._law]
        for _, version in self._law.beyond:
            laws += [self._law_of(condition) for condition in _looking_elsewhere(version)]
        rules = [r for law in laws for r in (*law.goods, *law.doubts, *law.beyond)]
        named = {condition.fact for _, version in rules for condition in version.when}
        return tuple(sorted((named | {*INPUTS, "hs_code"}) - {*QUESTION_FACTS, ""}))


def law_for(pack: Pack, question: Question) -> Law:
    """Return the rules of a pack that bind a question."""
    chosen: dict[str, list[InForce]] = {"goods": [], "doubts": [], "beyond": []}
    places = {"classification": "doubts", "party": "beyond", "route": "beyond"}
    for rule in pack.rules:
        version = rule.version_on(question.on) if rule.regime in question.regimes else None
        if version is not None and _binds(version, question):
            chosen[places.get(rule.kind, "goods")].append((rule, version))
    coverage = (
        c
        for c in pack.coverage
        if c.regime in question.regimes
        and {question.destination, question.ends_at} & set(c.destination)
    )
    goods, doubts, beyond = (tuple(rules) for rules in chosen.values())
    return Law(question, goods, doubts, beyond, tuple(coverage))


def judge_codes(law: Law, facts: Facts, classification: Classification) -> list[Finding]:
    """Judge every possible code; where they disagree, what all share and one finding of doubt."""
    if not classification.codes:
        return _without_code(law, facts, classification)
    per_code = _per_code(law, facts, classification, classification.codes)
    if len({worst(found) for found in per_code}) > 1:
        return [*_shared(per_code), _doubt(classification)]
    found = _once(finding for findings in per_code for finding in findings)
    if classification.basis is Basis.INFERRED and worst(found) is not Outcome.BLOCKED:
        found += _unconfirmed_code(law, facts, classification, worst(found))
    return found


def _per_code(
    law: Law, facts: Facts, classification: Classification, codes: Iterable[str]
) -> list[list[Finding]]:
    return [judge_code(law, facts, Fact(code, classification.basis)) for code in codes]


def judge_code(law: Law, facts: Facts, code: Fact) -> list[Finding]:
    """Return the findings of the rules of goods if the vehicle falls under this code."""
    # Doubt about the code is one finding of its own, so here the code counts as certain …
    certain = {**facts, "hs_code": Fact(code.value, Basis.DERIVED)}
    found = _applied(law.goods_for(code.value), certain, law.question)
    return [_with_basis(finding, code.basis) for finding in found]


def _with_basis(finding: Finding, basis: Basis) -> Finding:
    # … and is shown with the basis it really has.
    because = tuple(replace(b, basis=basis) if b.fact == "hs_code" else b for b in finding.because)
    return replace(finding, because=because)


def _without_code(law: Law, facts: Facts, classification: Classification) -> list[Finding]:
    """Say once that no code can be derived, if any rule would have asked for it."""
    findings = _applied(law.goods, _without("hs_code", facts), law.question)
    rest = [f for f in findings if "hs_code" not in f.missing]
    if len(rest) < len(findings):
        rest.append(_doubt(classification))
    return rest


def _unconfirmed_code(
    law: Law, facts: Facts, classification: Classification, outcome: Outcome
) -> list[Finding]:
    """Say once that the code rests on inferred facts, if another code would change the answer."""
    if classification.otherwise:
        others = _per_code(law, facts, classification, classification.otherwise)
        changes = any(worst(found) is not outcome for found in others)
    else:
        findings = _applied(law.goods, _without("hs_code", facts), law.question)
        changes = any("hs_code" in f.missing for f in findings)
    if not changes:
        return []
    unconfirmed = classification.unconfirmed
    return [Finding(CLASSIFICATION, "JP", Outcome.REVIEW, unconfirmed=unconfirmed)]


def _doubt(classification: Classification) -> Finding:
    """Say that the code is open, and what would settle it; a code from a person always does."""
    missing, unconfirmed = classification.missing, classification.unconfirmed
    if not missing and not unconfirmed:
        missing = ("hs_code",)
    return Finding(CLASSIFICATION, "JP", Outcome.REVIEW, missing=missing, unconfirmed=unconfirmed)


def _uncovered(law: Law, classification: Classification) -> list[Finding]:
    """Say where a possible heading is none that the rules were written for, or may be none."""
    if law.coverage and not classification.codes:
        return [_doubt(classification)]
    headings = {code[:4] for code in classification.codes}
    return [
        Finding(COVERAGE, coverage.regime, Outcome.REVIEW)
        for coverage in law.coverage
        if headings - set(coverage.headings)
    ]


def _applied(rules: Iterable[InForce], facts: Facts, question: Question) -> list[Finding]:
    found = (apply(rule, version, facts, question) for rule, version in rules)
    return [finding for finding in found if finding is not None]


def _without(name: str, facts: Facts) -> Facts:
    return {other: fact for other, fact in facts.items() if other != name}


def _with_code(facts: Facts, classification: Classification) -> Facts:
    """Return the facts with the one code they come to; several codes leave their common start."""
    codes = classification.codes
    if not codes:
        return _without("hs_code", facts)
    start = codes[0]
    while not all(code.startswith(start) for code in codes):
        start = start[:-1]
    return {**facts, "hs_code": Fact(start, Basis.DERIVED)} if start else _without("hs_code", facts)


def _is_said_already(doubt: Finding, classification: Classification) -> bool:
    """Tell whether the classification itself already asks for what leaves this doubt open."""
    if not classification.codes and "hs_code" in doubt.missing:
        return True
    asked = set(doubt.unconfirmed)
    return bool(asked) and not doubt.missing and asked <= set(classification.unconfirmed)


def _no_worse(findings: Iterable[Finding], outcome: Outcome, version: Version) -> list[Finding]:
    """Return the findings that a finding of this outcome may rest on, marked as such."""
    place = next((str(condition.bound) for condition in _looking_elsewhere(version)), "")
    return [
        replace(f, behind=place)
        for f in findings
        if f.outcome is not Outcome.FLAG and SEVERITY[f.outcome] >= SEVERITY[outcome]
    ]


def _stood_back(law: Law, findings: list[Finding]) -> list[Finding]:
    """Leave out findings of rules that stand back for others which say at least as much."""
    unless = {rule.id: version.unless for rule, version in (*law.goods, *law.beyond)}
    said = {finding.rule: SEVERITY[finding.outcome] for finding in findings}
    return [
        finding
        for finding in findings
        if not any(
            said.get(other, SEVERITY[Outcome.ALLOWED]) <= SEVERITY[finding.outcome]
            for other in unless.get(finding.rule, ())
        )
    ]


def _shared(per_code: Sequence[list[Finding]]) -> list[Finding]:
    common = set.intersection(*({(f.rule, f.outcome) for f in found} for found in per_code))
    return [f for f in per_code[0] if (f.rule, f.outcome) in common]


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Keep one finding of each rule, the worst."""
    by_rule: dict[str, Finding] = {}
    for finding in findings:
        known = by_rule.get(finding.rule)
        if known is None or SEVERITY[finding.outcome] < SEVERITY[known.outcome]:
            by_rule[finding.rule] = finding
    return list(by_rule.values())


def _looking_elsewhere(version: Version) -> list[Condition]:
    return [condition for condition in version.when if condition.kind == "barred_to"]


def _binds(version: Version, question: Question) -> bool:
    if version.destination:
        return question.destination in version.destination
    if version.bound_for:
        return bool({question.destination, question.ends_at} & set(version.bound_for))
    return True


def _interval_of(pack: Pack, question: Question) -> tuple[date, date | None]:
    boundaries = pack.boundaries(question.regimes)
    before = [day for day in boundaries if day <= question.on]
    after = [day for day in boundaries if day > question.on]
    return (
        before[-1] if before else date.min,
        after[0] - timedelta(days=1) if after else None,
    )
