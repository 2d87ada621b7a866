"""Properties of the judge over made-up vehicles: knowing less never clears, knowing more never
unblocks what rested on other facts."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from broker_app.domain.classify import INPUTS, classify, contradictions
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.judge import Judge
from broker_app.domain.question import Question
from broker_app.domain.verdict import Verdict
from broker_app.reference import hs_codes, rules

PACK = rules.shipped()
DAYS = sorted({version.since for rule in PACK.rules for version in rule.versions})
Facts = dict[str, Fact]

# Powertrains that can stand beside a class, and codes where none follows from the other facts.
KINDS: list[tuple[str, list[str], list[str]]] = [
    ("car", ["petrol", "lpg", "diesel", "mild_hybrid"], []),
    ("suv", ["petrol", "diesel", "mild_hybrid"], []),
    ("minivan", ["hybrid", "plug_in_hybrid", "electric", "fuel_cell"], []),
    ("van", ["petrol", "cng", "diesel", "hybrid", "electric"], []),
    ("truck", ["diesel", "petrol"], []),
    ("bus", ["diesel", "petrol"], []),
    ("motorcycle", ["petrol", "electric"], []),
    ("special", ["diesel", "petrol"], ["870510", "870333", "870321", "870431"]),
    ("machinery", ["diesel"], ["842952", "842911", "842720", "870121"]),
    ("part", ["none"], ["870829", "840734", "401220", "851110", "890399"]),
]

read_or_inferred = st.sampled_from([Basis.READ, Basis.TYPED, Basis.DERIVED, Basis.INFERRED])


@st.composite
def vehicles(draw: st.DrawFn) -> Facts:
    vehicle_class, powertrains, codes = draw(st.sampled_from(KINDS))
    values: dict[str, Any] = {
        "vehicle_class": vehicle_class,
        "powertrain": draw(st.sampled_from(powertrains)),
        "fuel": draw(st.sampled_from(["petrol", "diesel"])),
        "displacement_cc": draw(st.sampled_from([49, 50, 51, 658, 1500, 1899, 1900, 1901, 2700])),
        "gross_weight_kg": draw(st.sampled_from([1500, 5000, 5001, 20000, 20001])),
        "seats": draw(st.sampled_from([2, 5, 9, 10, 29])),
        "export_value_jpy": draw(st.sampled_from([1, 600_000, 600_001, 6_000_000, 6_000_001])),
        "made_in": draw(st.sampled_from(["JP", "US"])),
    }
    # A code that is given agrees with the other facts, or says what they cannot.
    derived = classify({name: Fact(value) for name, value in values.items()}, hs_codes.load())
    values["hs_code"] = draw(st.sampled_from(derived.codes or codes))
    known = draw(st.sets(st.sampled_from(sorted(values))))
    facts = {name: Fact(values[name], draw(read_or_inferred)) for name in sorted(known)}
    if "hs_code" in facts:
        facts["hs_code"] = Fact(values["hs_code"])
    if "displacement_cc" in facts and draw(st.booleans()):
        facts["displacement_cc"] = facts["displacement_cc"]._replace(precision=100)
    if vehicle_class == "special" and draw(st.booleans()):
        facts["goods_built"] = Fact("yes")
    return facts


questions = st.builds(
    Question,
    destination=st.sampled_from(["RU", "BY", "KZ", "TR", "MN", "KE", "UA-14", "UA-40", "UA"]),
    on=st.sampled_from(DAYS),
    final_destination=st.sampled_from(["", "", "RU", "BY"]),
    party=st.sampled_from(["none", "clear", "designated", "unscreened"]),
    regimes=st.sampled_from([("JP",), ("JP", "US")]),
)


@cache
def judge(question: Question) -> Judge:
    return Judge(PACK, hs_codes.load(), question)


def without(name: str, facts: Facts) -> Facts:
    return {other: fact for other, fact in facts.items() if other != name}


@given(vehicles(), questions)
@settings(max_examples=600, deadline=None)
def test_knowing_less_never_clears(facts: Facts, question: Question) -> None:
    assume(not contradictions(facts, hs_codes.load()))  # where a fact goes, so does its quarrel
    whole = judge(question).verdict(facts)
    for name in facts:
        less = judge(question).verdict(without(name, facts))
        if less.outcome == "ALLOWED":
            assert whole.outcome == "ALLOWED", name


@given(vehicles(), questions)
@settings(max_examples=600, deadline=None)
def test_knowing_more_never_unblocks(facts: Facts, question: Question) -> None:
    after = judge(question).verdict(facts)
    for name in facts:
        before = without(name, facts)
        for rule in resting_on_others(judge(question).verdict(before), before, name):
            assert rule in blocking(after), name


def resting_on_others(verdict: Verdict, facts: Facts, name: str) -> set[str]:
    """Return the rules that block without having looked at a fact."""
    looked_at = {f.rule: {b.fact for b in f.because} for f in verdict.findings}
    behind = set().union(*(looked_at[rule] for rule in blocking(verdict)), set())
    for rule, names in looked_at.items():
        if "barred_to" in names:
            names |= behind
        if "hs_code" in names and "hs_code" not in facts:
            names |= {*INPUTS, "hs_code"}
        looked_at[rule] = names
    return {rule for rule in blocking(verdict) if name not in looked_at[rule]}


def blocking(verdict: Verdict) -> set[str]:
    return {f.rule for f in verdict.findings if f.outcome == "BLOCKED"}


@given(vehicles(), questions)
@settings(max_examples=300, deadline=None)
def test_what_is_not_known_is_never_a_pass_to_russia(facts: Facts, question: Question) -> None:
    """Nothing known at all is never ALLOWED where a rule asks for it."""
    if question.destination == "RU" and question.on >= date(2022, 4, 5):
        assert judge(question).verdict({}).outcome != "ALLOWED"
    verdict = judge(question).verdict(facts)
    for finding in verdict.findings:
        if finding.undecided:
            assert finding.outcome == "REVIEW"
    if verdict.outcome == "ALLOWED":
        assert all(f.outcome == "FLAG" for f in verdict.findings)
