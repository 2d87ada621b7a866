"""Explaining: a finding as words a broker understands; the same in window, command line, record."""

from broker_app import words
from broker_app.domain.judge import CONTRADICTION, UNLISTED
from broker_app.domain.question import QUESTION_FACTS
from broker_app.domain.rule import Condition
from broker_app.domain.verdict import Because, Finding, Outcome, Verdict
from broker_app.domain.worked_out import AGE, TELLTALES, VIN_SAYS
from broker_app.jobs.explaining_rules import condition_text

_IN_THE_TITLE = (*QUESTION_FACTS, *TELLTALES, VIN_SAYS, AGE, "made_in", "barred_to")
"""Facts that a rule says in its title; their value adds nothing."""


def title(finding: Finding) -> str:
    """Return the name of the rule behind a finding."""
    if finding.title:
        return words.in_both(finding.title)
    return words.say(f"rule.{finding.rule}")


def sentence(finding: Finding) -> str:
    """Return one sentence: the rule, and this vehicle's value or the fact that is missing."""
    if finding.missing and set(finding.missing) == set(finding.coarse):
        return _too_coarse(finding)
    if finding.missing:
        return words.say(
            "finding.missing", rule=title(finding), facts=words.facts_wanted(finding.missing)
        )
    if finding.unconfirmed:
        facts = words.facts_wanted(finding.unconfirmed)
        return words.say("finding.unconfirmed", rule=title(finding), facts=facts)
    if finding.outcome is Outcome.CONDITIONAL:
        papers = words.listed(words.say(f"evidence.{name}") for name in finding.evidence)
        return words.say("finding.conditional", rule=title(finding), papers=papers)
    if finding.rule == CONTRADICTION:
        given, *others = finding.because
        facts = words.facts_within(tuple(b.fact for b in others))
        return words.say(
            "finding.contradiction", code=words.tariff_code(str(given.value)), facts=facts
        )
    if finding.rule == UNLISTED:
        named = words.tariff_code(str(finding.because[0].value))
        return words.say("finding.unlisted", code=named)
    said = _fired(finding)
    if finding.outcome is not Outcome.REVIEW:
        return said
    uncertain = finding.confidence == "uncertain"
    return f"{said} {words.say('finding.unverified' if uncertain else 'finding.review')}"


def _fired(finding: Finding) -> str:
    compared = telling(finding)
    if compared is None:
        return words.say("finding.fired", rule=title(finding))
    if compared.fact == "hs_code":
        return words.say(
            "finding.fired_code", rule=title(finding), code=words.tariff_code(compared.value)
        )
    value = words.value(compared.fact, compared.value)
    return words.say("finding.fired_value", rule=title(finding), value=value)


def telling(finding: Finding) -> Because | None:
    """Return the compared fact that says most: a measured one before the tariff code."""
    fired = [b for b in finding.because if b.result == "true" and b.value is not None]
    fired = [b for b in fired if b.fact not in _IN_THE_TITLE]
    return next((b for b in fired if b.fact != "hs_code"), fired[0] if fired else None)


def headline(verdict: Verdict) -> str:
    """Return the sentence of a verdict: its primary finding, or that no rule stops it."""
    if verdict.primary is None or verdict.primary.outcome is Outcome.FLAG:
        return words.say("verdict.none_stops")
    codes = _codes_that_bar(verdict)
    if len(codes) > 1 and (told := telling(verdict.primary)) and told.fact == "hs_code":
        return words.say("verdict.whichever_code", codes=words.listed(codes))
    return sentence(verdict.primary)


def _codes_that_bar(verdict: Verdict) -> list[str]:
    """Return the tariff codes by which it is barred: several where it may be under any of them."""
    barring = [f for f in verdict.findings if f.outcome is Outcome.BLOCKED]
    compared = [b for f in barring for b in f.because if b.fact == "hs_code" and b.result == "true"]
    return [words.tariff_code(code) for code in sorted({str(b.value) for b in compared})]


def _too_coarse(finding: Finding) -> str:
    """Say that a figure is printed rounded, and which paper has the exact one."""
    values = {b.fact: b.value for b in finding.because}
    said = [
        words.say(
            "finding.coarse_fact",
            fact=words.fact_within(name),
            value=words.value(name, values[name]),
            where=where_exact(name) or "–",
        )
        for name in finding.coarse
    ]
    return words.say("finding.coarse", rule=title(finding), facts=words.listed(said))


def since(finding: Finding) -> str:
    """Return from which day a rule is in force and when it was promulgated, where it has a day."""
    days = {"pane.since": finding.in_force, "rules.promulgated": finding.promulgated}
    return words.listed(words.say(key, day=day) for key, day in days.items() if day)


def law(finding: Finding) -> str:
    """Return the legal instrument of a finding; empty for the program's own findings."""
    return words.in_both(finding.instrument) if finding.instrument else ""


def next_step(verdict: Verdict) -> str:
    """Return the key of the one next step that a verdict asks for."""
    if verdict.outcome is Outcome.BLOCKED:
        return "other_market"
    if verdict.outcome is Outcome.ALLOWED:
        return "add_to_shipment"
    if verdict.outcome is Outcome.CONDITIONAL:
        return "get_evidence"
    if verdict.missing:
        return "enter_fact"
    return "confirm_fact" if verdict.unconfirmed else "refer"


def table(finding: Finding) -> list[tuple[str, str, str, str]]:
    """Return what a finding compared: fact and condition, value, source of the value, result."""
    return [_compared(because) for because in finding.because] + [
        (words.fact(name), words.say("word.unknown"), where(name), words.say("result.unknown"))
        for name in finding.missing
        if name not in {because.fact for because in finding.because}
    ]


def where(fact: str) -> str:
    """Return where a person finds a missing fact; empty where nobody said."""
    key = f"where.{fact}"
    return words.say(key) if words.has(key) else ""


def where_exact(fact: str) -> str:
    """Return where a person finds the exact figure behind one that is printed in steps."""
    key = f"exact.{fact}"
    return words.say(key) if words.has(key) else where(fact)


def _compared(because: Because) -> tuple[str, str, str, str]:
    wanted = because.value is None or because.result == "unknown"
    value = words.value(because.fact, because.value)
    return (
        _condition(because),
        value,
        where(because.fact) if wanted else source(because),
        words.say(f"result.{because.result}"),
    )


def source(because: Because) -> str:
    """Return how a compared value is known: `list`, `typed`, `derived`."""
    return words.say(f"known.{because.basis}") if because.basis else ""


def _condition(because: Because) -> str:
    """Return fact, comparison and bound: `Displacement over 1,900 cc`."""
    if because.bound is None or because.condition in ("contradicts", "unlisted"):
        return words.fact(because.fact)
    return condition_text(Condition(because.fact, because.condition, because.bound))
