"""Judge: facts + rules + question -> verdict with every finding.

Three answers and Kleene's AND: one certain "no" silences a rule, whatever else is unknown. A "no"
that rests on an inferred fact silences nothing; it asks for confirmation. Every tariff code that is
still possible is judged; where the codes disagree, the doubt itself is the finding.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from broker_app.domain.classify import INPUTS, Classification, Heading, classify
from broker_app.domain.conditions import KINDS, digits
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.question import OCCUPIED_REGIONS, QUESTION_FACTS, Question
from broker_app.domain.rule import Condition, Pack, Rule, Version
from broker_app.domain.verdict import Because, Finding, Outcome, Verdict, in_order, worst

Facts = Mapping[str, Fact]
InForce = tuple[Rule, Version]

CLASSIFICATION = "APP-CLASSIFICATION"
COVERAGE = "APP-COVERAGE"
REGIME = "APP-REGIME"
PACK_AGE = "APP-PACK-AGE"
OWN_FINDINGS = (CLASSIFICATION, COVERAGE, REGIME, PACK_AGE)
"""The program's own findings: not law, but reasons why it cannot say ALLOWED."""


class Judge:
    """Answers one question for any number of vehicles; equal facts are judged once."""

    def __init__(self, pack: Pack, tariff: Sequence[Heading], question: Question) -> None:
        self.question = question
        self._pack = pack
        self._tariff = tariff
        self._in_force = _in_force(pack, question)
        self._second_pass: dict[str, tuple[InForce, ...]] = {}
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
        findings = self._goods(facts, classification)
        findings += self._beyond_goods(facts, classification)
        findings += self._own(classification, findings)
        since, until = self._holds
        return Verdict(
            worst(findings),
            in_order(findings),
            self._pack.version,
            self._pack.checked_on,
            since,
            until,
        )

    def _goods(self, facts: Facts, classification: Classification) -> list[Finding]:
        rules = [r for r in self._in_force if r[0].kind in ("goods", "policy")]
        doubts = self._doubts(facts, classification)
        alternatives = [code for version, _ in doubts for code in version.may_also_be]
        own = judge_codes(rules, facts, classification, self.question)
        notes = [finding for _, finding in doubts]
        if not alternatives:
            return own + notes
        per_code = [own] + [
            judge_code(rules, facts, Fact(digits(code), classification.basis), self.question)
            for code in dict.fromkeys(alternatives)
        ]
        return agreed(per_code) + notes

    def _doubts(
        self, facts: Facts, classification: Classification
    ) -> list[tuple[Version, Finding]]:
        """Return the classification rules that fire, as versions with their findings."""
        fired = []
        for rule, version in self._in_force:
            if rule.kind == "classification":
                with_code = _with_code(facts, classification)
                finding = apply(rule, version, with_code, self.question)
                if finding is not None:
                    fired.append((version, finding))
        return fired

    def _beyond_goods(self, facts: Facts, classification: Classification) -> list[Finding]:
        """Apply party and route rules, which may look at what the goods rules say elsewhere."""
        findings: list[Finding] = []
        for rule, version in self._in_force:
            if rule.kind not in ("party", "route"):
                continue
            behind = self._barred(facts, classification, version)
            finding = apply(rule, version, facts, self.question, behind)
            if finding is None:
                continue
            findings.append(finding)
            if finding.outcome is Outcome.BLOCKED:
                findings += [f for f in behind if f.outcome is Outcome.BLOCKED]
        return findings

    def _barred(
        self, facts: Facts, classification: Classification, version: Version
    ) -> list[Finding]:
        for condition in version.when:
            if condition.kind == "barred_to":
                elsewhere = replace(
                    self.question, destination=condition.bound, final_destination="", party="none"
                )
                rules = self._rules_to(condition.bound)
                found = judge_codes(rules, facts, classification, elsewhere)
                return [f for f in found if not f.item or f.item != condition.except_item]
        return []

    def _rules_to(self, destination: str) -> tuple[InForce, ...]:
        if destination not in self._second_pass:
            question = replace(self.question, destination=destination, final_destination="")
            self._second_pass[destination] = tuple(
                r for r in _in_force(self._pack, question) if r[0].kind == "goods"
            )
        return self._second_pass[destination]

    def _own(self, classification: Classification, findings: list[Finding]) -> list[Finding]:
        own: list[Finding] = []
        headings = {code[:4] for code in classification.codes}
        for coverage in self._pack.coverage:
            if (
                coverage.regime in self.question.regimes
                and self.question.destination in coverage.destination
                and headings - set(coverage.headings)
            ):
                own.append(Finding(COVERAGE, coverage.regime, Outcome.REVIEW, missing=("hs_code",)))
        regimes = {rule.regime for rule in self._pack.rules}
        own += [
            Finding(REGIME, regime, Outcome.REVIEW)
            for regime in self.question.regimes
            if regime not in regimes
        ]
        if self.question.on > self._pack.trusted_until and worst(findings + own) is Outcome.ALLOWED:
            checked = self._pack.checked_on
            own.append(Finding(PACK_AGE, "JP", Outcome.REVIEW, checked_on=checked))
        return own

    def _names(self) -> tuple[str, ...]:
        in_force = list(self._in_force)
        for _, version in self._in_force:
            for condition in version.when:
                if condition.kind == "barred_to":
                    in_force += self._rules_to(condition.bound)
        named = {c.fact for _, version in in_force for c in version.when}
        return tuple(sorted((named | {*INPUTS, "hs_code"}) - {*QUESTION_FACTS, ""}))


def judge_codes(
    rules: Iterable[InForce], facts: Facts, classification: Classification, question: Question
) -> list[Finding]:
    """Judge every possible code; where they disagree, what all share and one finding of doubt."""
    codes = classification.codes
    per_code = [
        judge_code(rules, facts, Fact(code, classification.basis), question) for code in codes
    ]
    if not codes:
        return _without_code(rules, facts, classification, question)
    if len({worst(found) for found in per_code}) > 1:
        doubt = Finding(
            CLASSIFICATION,
            "JP",
            Outcome.REVIEW,
            missing=classification.missing or ("hs_code",),
            unconfirmed=classification.unconfirmed,
        )
        return _shared(per_code) + [doubt]
    found = _union(per_code)
    if classification.basis is Basis.INFERRED and worst(found) is not Outcome.BLOCKED:
        found += _unconfirmed_code(rules, facts, classification, question)
    return found


def judge_code(
    rules: Iterable[InForce], facts: Facts, code: Fact, question: Question
) -> list[Finding]:
    """Return the findings of the rules if the vehicle falls under this code."""
    # Doubt about the code is one finding of its own, so here the code counts as certain …
    certain = {**facts, "hs_code": Fact(code.value, Basis.DERIVED)}
    found = (apply(rule, version, certain, question) for rule, version in rules)
    return [_with_basis(finding, code.basis) for finding in found if finding is not None]


def _with_basis(finding: Finding, basis: Basis) -> Finding:
    # … and is shown with the basis it really has.
    because = tuple(
        replace(b, basis=basis) if b.fact == "hs_code" else b for b in finding.because
    )
    return replace(finding, because=because)


def apply(
    rule: Rule,
    version: Version,
    facts: Facts,
    question: Question,
    barred: Sequence[Finding] | None = None,
) -> Finding | None:
    """Apply one version of a rule: None where it is silent, else its finding.

    `barred` holds what the goods rules say of the destination that `barred_to` names.
    """
    because = []
    for condition in version.when:
        because.append(_compare(condition, facts, question, barred or []))
        if because[-1].result == "false":
            return None
    missing, unconfirmed = _open_facts(because, barred or [])
    undecided = bool(missing or unconfirmed)
    if undecided and version.outcome is Outcome.FLAG:
        return None  # a remark that may not apply is no remark
    outcome = Outcome.REVIEW if undecided else version.outcome
    return Finding(
        rule=rule.id,
        regime=rule.regime,
        outcome=outcome,
        confidence=version.confidence or rule.confidence,
        title=dict(rule.title),
        because=tuple(because),
        missing=missing,
        unconfirmed=unconfirmed,
        evidence=() if undecided else version.evidence,
        instrument=dict(version.instrument),
        reference=version.references,
        in_force=version.since,
        checked_on=rule.checked_on,
        item=rule.item,
    )


def _open_facts(
    because: Sequence[Because], barred: Sequence[Finding]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the missing and the unconfirmed facts behind an undecided rule."""
    missing = [b.fact for b in because if b.result == "unknown" and b.fact != "barred_to"]
    unconfirmed = [b.fact for b in because if b.result == "unconfirmed"]
    if any(b.fact == "barred_to" and b.result == "unknown" for b in because):
        missing += [name for f in barred for name in f.missing]
        unconfirmed += [name for f in barred for name in f.unconfirmed]
    return tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(unconfirmed))


def agreed(per_code: Sequence[list[Finding]]) -> list[Finding]:
    """Return the findings that stand whichever code is right.

    Where every code comes to the same outcome all findings stand; where not, only shared ones.
    """
    if len({worst(found) for found in per_code}) == 1:
        return _union(per_code)
    return _shared(per_code)


def _compare(
    condition: Condition, facts: Facts, question: Question, barred: Sequence[Finding]
) -> Because:
    if condition.kind == "barred_to":
        return _compare_barred(condition, barred)
    fact = _looked_up(condition.fact, facts, question)
    if condition.kind == "known":
        result = "true" if (fact is not None) == bool(condition.bound) else "false"
    elif fact is None:
        result = "unknown"
    else:
        result = _result(KINDS[condition.kind](fact, condition.bound), fact)
    value, basis = (fact.value, fact.basis) if fact else (None, "")
    return Because(condition.fact, value, basis, condition.kind, condition.bound, result)


def _compare_barred(condition: Condition, barred: Sequence[Finding]) -> Because:
    results = {Outcome.BLOCKED: "true", Outcome.ALLOWED: "false"}
    result = results.get(worst(list(barred)), "unknown")
    named = next((f.rule for f in barred), None)
    return Because("barred_to", named, Basis.DERIVED, "barred_to", condition.bound, result)


def _looked_up(name: str, facts: Facts, question: Question) -> Fact | None:
    if name not in QUESTION_FACTS:
        return facts.get(name)
    value = question.value(name)
    # Parties that nobody screened are an unknown fact, not a clean one.
    return None if value == "unscreened" else Fact(value, Basis.TYPED)


def _result(answer: bool | None, fact: Fact) -> str:
    if answer is None:
        return "unknown"
    if answer:
        return "true"
    return "false" if fact.clears else "unconfirmed"


def _with_code(facts: Facts, classification: Classification) -> Facts:
    """Return the facts with the one code they come to; several codes leave their common start."""
    codes = classification.codes
    if not codes:
        return facts
    start = codes[0]
    while not all(code.startswith(start) for code in codes):
        start = start[:-1]
    return {**facts, "hs_code": Fact(start, classification.basis)} if start else facts


def _without_code(
    rules: Iterable[InForce], facts: Facts, classification: Classification, question: Question
) -> list[Finding]:
    """Say once that no code can be derived, if any rule would have asked for it."""
    bare = {name: fact for name, fact in facts.items() if name != "hs_code"}
    findings = _judge_bare(rules, bare, question)
    rest = [f for f in findings if "hs_code" not in f.missing]
    if len(rest) < len(findings):
        missing = classification.missing
        rest.append(Finding(CLASSIFICATION, "JP", Outcome.REVIEW, missing=missing))
    return rest


def _judge_bare(rules: Iterable[InForce], facts: Facts, question: Question) -> list[Finding]:
    found = (apply(rule, version, facts, question) for rule, version in rules)
    return [finding for finding in found if finding is not None]


def _unconfirmed_code(
    rules: Iterable[InForce], facts: Facts, classification: Classification, question: Question
) -> list[Finding]:
    """Say once that the code rests on inferred facts, if another code could change the answer."""
    bare = {name: fact for name, fact in facts.items() if name != "hs_code"}
    if any("hs_code" in f.missing for f in _judge_bare(rules, bare, question)):
        return [
            Finding(
                CLASSIFICATION, "JP", Outcome.REVIEW, unconfirmed=classification.unconfirmed
            )
        ]
    return []


def _shared(per_code: Sequence[list[Finding]]) -> list[Finding]:
    common = set.intersection(*({(f.rule, f.outcome) for f in found} for found in per_code))
    return [f for f in per_code[0] if (f.rule, f.outcome) in common]


def _union(per_code: Sequence[list[Finding]]) -> list[Finding]:
    by_rule: dict[str, Finding] = {}
    for found in per_code:
        for finding in found:
            by_rule.setdefault(finding.rule, finding)
    return list(by_rule.values())


def _in_force(pack: Pack, question: Question) -> tuple[InForce, ...]:
    """Return the rules with the version that binds this question."""
    chosen = []
    for rule in pack.rules:
        version = rule.version_on(question.on) if rule.regime in question.regimes else None
        if version is not None and _binds(version, question):
            chosen.append((rule, version))
    return tuple(chosen)


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


def known_destination(code: str, countries: Iterable[str]) -> bool:
    """Tell whether a destination is a country of the list or one of the occupied regions."""
    return code in OCCUPIED_REGIONS or code in set(countries)
