"""The judge: three values, doubt, parties, routes and days."""

from datetime import date, timedelta

import pytest

from broker_app.domain.classify import Heading
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.judge import Judge
from broker_app.domain.question import Question
from broker_app.domain.rule import Condition, Coverage, Pack, Rule, Version
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.reference import hs_codes, rules

DAY = date(2026, 1, 15)
TARIFF = (
    Heading("870322", "petrol", 1000, 1500),
    Heading("870323", "petrol", 1500, 3000),
    Heading("870340", "petrol-hybrid"),
    Heading("870380", "electric"),
)
CAR = {
    "vehicle_class": Fact("car"),
    "powertrain": Fact("petrol"),
    "displacement_cc": Fact(1300),
}


def rule(
    name: str,
    *when: Condition,
    kind: str = "goods",
    outcome: Outcome = Outcome.BLOCKED,
    destination: tuple[str, ...] = ("RU",),
    item: str = "",
    may_also_be: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    regime: str = "JP",
) -> Rule:
    version = Version(
        date(2025, 1, 1),
        outcome,
        when,
        destination=destination,
        evidence=("classification",) if outcome is Outcome.CONDITIONAL else (),
        may_also_be=may_also_be,
        unless=unless,
    )
    title = {"en": name, "ja": name}
    return Rule(name, kind, regime, title, "sourced", DAY, (version,), item=item)


def judged(
    *given: Rule, facts: dict[str, Fact] | None = None, to: str = "RU", **more: str
) -> Verdict:
    pack = Pack("1", DAY, given, (Coverage("JP", ("RU",), ("8703",)),))
    question = Question(to, DAY, **more)
    return Judge(pack, TARIFF, question).verdict(CAR if facts is None else facts)


def names(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings]


LARGE = rule(
    "LARGE",
    Condition("hs_code", "starts", ("8703.2",)),
    Condition("displacement_cc", "over", 1900),
)
DEAR = rule("DEAR", Condition("export_value_jpy", "over", 6_000_000), item="3")
HYBRID = rule("HYBRID", Condition("hs_code", "starts", ("8703.40",)))
MILD = rule(
    "MILD",
    Condition("powertrain", "is", "mild_hybrid"),
    kind="classification",
    outcome=Outcome.CONDITIONAL,
    may_also_be=("8703.40",),
)
THROUGH = rule(
    "THROUGH",
    Condition("final_destination", "is", "RU"),
    Condition("", "barred_to", "RU"),
    kind="route",
    destination=("MN",),
)


class TestThreeValues:
    def test_all_true_fires(self) -> None:
        facts = CAR | {"displacement_cc": Fact(2500)}
        assert judged(LARGE, facts=facts).outcome == "BLOCKED"

    def test_one_false_silences_whatever_is_unknown(self) -> None:
        facts = {"hs_code": Fact("870340")}
        assert judged(LARGE, facts=facts).outcome == "ALLOWED"

    def test_unknown_is_a_finding_that_names_the_fact(self) -> None:
        verdict = judged(LARGE, facts={"hs_code": Fact("870323")})
        assert verdict.outcome == "REVIEW"
        assert verdict.missing == ("displacement_cc",)

    def test_a_short_code_is_unknown(self) -> None:
        verdict = judged(HYBRID, facts={"hs_code": Fact("8703")})
        assert (verdict.outcome, verdict.missing) == ("REVIEW", ("hs_code",))

    def test_a_printed_step_over_the_bound_is_unknown(self) -> None:
        facts = {"hs_code": Fact("870323"), "displacement_cc": Fact(1900, precision=100)}
        assert judged(LARGE, facts=facts).missing == ("displacement_cc",)

    def test_known_asks_whether_a_fact_is_there(self) -> None:
        known = rule("KNOWN", Condition("seats", "known", True))
        assert judged(known).outcome == "ALLOWED"
        assert judged(known, facts=CAR | {"seats": Fact(5)}).outcome == "BLOCKED"

    def test_the_worst_finding_decides_and_all_are_kept(self) -> None:
        review = rule("A-REVIEW", outcome=Outcome.REVIEW)
        verdict = judged(review, DEAR, facts=CAR | {"export_value_jpy": Fact(9_000_000)})
        assert names(verdict) == ["DEAR", "A-REVIEW"]

    def test_the_compared_values_are_told(self) -> None:
        verdict = judged(DEAR, facts=CAR | {"export_value_jpy": Fact(9_000_000)})
        (because,) = verdict.findings[0].because
        assert (because.fact, because.value, because.condition) == (
            "export_value_jpy",
            9_000_000,
            "over",
        )
        assert (because.bound, because.result, because.basis) == (6_000_000, "true", "read")

    def test_what_is_worked_out_asks_for_what_it_follows_from(self) -> None:
        built = rule("BUILT", Condition("goods_built", "is", "yes"))
        assert judged(built).missing == ("body",)
        assert judged(built, facts=CAR | {"goods_built": Fact("yes")}).outcome == "BLOCKED"
        guessed = {"goods_built": Fact("no", Basis.INFERRED)}
        assert judged(built, facts=CAR | guessed).unconfirmed == ("body",)
        classed = guessed | {"vehicle_class": Fact("car", Basis.INFERRED)}
        assert judged(built, facts={"hs_code": Fact("870322")} | classed).unconfirmed == (
            "vehicle_class",
        )

    def test_words_of_a_text_are_folded(self) -> None:
        body = rule("BODY", Condition("body", "mentions", ("キャンピング",)))
        assert judged(body, facts=CAR | {"body": Fact("ｷｬﾝﾋﾟﾝｸﾞｶｰ")}).outcome == "BLOCKED"


class TestInferredFacts:
    def test_they_block(self) -> None:
        facts = CAR | {"displacement_cc": Fact(2500, Basis.INFERRED)}
        assert judged(LARGE, facts=facts).outcome == "BLOCKED"

    def test_they_never_clear(self) -> None:
        facts = {"hs_code": Fact("870322"), "displacement_cc": Fact(1300, Basis.INFERRED)}
        verdict = judged(LARGE, facts=facts)
        assert verdict.outcome == "REVIEW"
        assert verdict.unconfirmed == ("displacement_cc",)

    @pytest.mark.parametrize("basis", [Basis.CONFIRMED, Basis.TYPED, Basis.DERIVED])
    def test_others_clear(self, basis: Basis) -> None:
        facts = {"hs_code": Fact("870322"), "displacement_cc": Fact(1300, basis)}
        assert judged(LARGE, facts=facts).outcome == "ALLOWED"

    def test_a_code_that_rests_on_them_asks_once(self) -> None:
        facts = CAR | {"powertrain": Fact("petrol", Basis.INFERRED)}
        verdict = judged(LARGE, HYBRID, facts=facts)
        assert names(verdict) == ["APP-CLASSIFICATION"]
        assert verdict.unconfirmed == ("powertrain",)

    def test_a_code_that_rests_on_them_may_block(self) -> None:
        facts = CAR | {"powertrain": Fact("hybrid", Basis.INFERRED), "fuel": Fact("petrol")}
        verdict = judged(HYBRID, facts=facts)
        assert verdict.outcome == "BLOCKED"
        assert verdict.findings[0].because[0].basis == "inferred"


class TestCodes:
    def test_no_code_is_one_finding(self) -> None:
        verdict = judged(LARGE, HYBRID, facts={})
        assert names(verdict) == ["APP-CLASSIFICATION"]
        assert verdict.missing == ("vehicle_class",)

    def test_no_code_matters_only_where_a_rule_asks_for_it(self) -> None:
        dear = rule("DEAR-KE", DEAR.versions[0].when[0], destination=("KE",))
        assert judged(dear, facts={"export_value_jpy": Fact(1)}, to="KE").outcome == "ALLOWED"

    def test_no_code_is_a_doubt_where_only_some_headings_are_covered(self) -> None:
        assert names(judged(DEAR, facts={"export_value_jpy": Fact(1)})) == ["APP-CLASSIFICATION"]

    def test_no_code_leaves_the_other_rules(self) -> None:
        verdict = judged(LARGE, DEAR, facts={"export_value_jpy": Fact(9_000_000)})
        assert names(verdict) == ["DEAR", "APP-CLASSIFICATION"]

    def test_codes_that_agree_are_the_answer(self) -> None:
        facts = {"vehicle_class": Fact("car"), "powertrain": Fact("petrol")}
        assert judged(HYBRID, facts=facts).outcome == "ALLOWED"
        petrol = rule("PETROL", Condition("hs_code", "starts", ("8703.2",)))
        assert judged(petrol, facts=facts).outcome == "BLOCKED"

    def test_codes_that_disagree_are_a_doubt(self) -> None:
        facts = {"vehicle_class": Fact("car"), "displacement_cc": Fact(1300)}
        verdict = judged(HYBRID, facts=facts)
        assert names(verdict) == ["APP-CLASSIFICATION"]
        assert verdict.missing == ("powertrain",)

    def test_what_all_codes_share_stands(self) -> None:
        facts = {"vehicle_class": Fact("car"), "displacement_cc": Fact(1300)}
        review = rule("FOR-ALL", Condition("hs_code", "starts", ("8703",)), outcome=Outcome.REVIEW)
        verdict = judged(HYBRID, review, facts=facts)
        assert sorted(names(verdict)) == ["APP-CLASSIFICATION", "FOR-ALL"]

    def test_a_heading_that_no_rule_was_written_for(self) -> None:
        verdict = judged(HYBRID, facts={"hs_code": Fact("890399")})
        assert names(verdict) == ["APP-COVERAGE"]
        assert judged(HYBRID, facts={"hs_code": Fact("890399")}, to="KE").outcome == "ALLOWED"


class TestDoubts:
    SMALL = CAR | {"powertrain": Fact("mild_hybrid"), "fuel": Fact("petrol")}

    def test_a_worse_heading_makes_it_conditional(self) -> None:
        verdict = judged(MILD, HYBRID, LARGE, facts=self.SMALL)
        assert verdict.outcome == "CONDITIONAL"
        assert verdict.evidence == ("classification",)

    def test_headings_that_agree_are_the_answer(self) -> None:
        assert judged(MILD, LARGE, facts=self.SMALL).outcome == "ALLOWED"
        large = self.SMALL | {"displacement_cc": Fact(2000)}
        assert names(judged(MILD, HYBRID, LARGE, facts=large)) == ["LARGE"]

    def test_a_milder_heading_softens_nothing(self) -> None:
        facts = self.SMALL | {"hs_code": Fact("870340")}
        assert names(judged(MILD, HYBRID, LARGE, facts=facts)) == ["HYBRID"]

    def test_an_open_fact_beside_the_doubt_is_reviewed(self) -> None:
        facts = {**self.SMALL, "hs_code": Fact("870323")}
        del facts["displacement_cc"]
        assert judged(MILD, HYBRID, LARGE, facts=facts).outcome == "REVIEW"

    def test_a_doubt_that_may_not_apply_is_reviewed(self) -> None:
        facts = {"hs_code": Fact("870322"), "displacement_cc": Fact(1300)}
        verdict = judged(MILD, HYBRID, facts=facts)
        assert (verdict.outcome, verdict.missing) == ("REVIEW", ("powertrain",))
        assert not verdict.evidence


class TestParties:
    PARTY = rule("PARTY", Condition("party", "is", "designated"), kind="party")
    POLICY = rule(
        "POLICY",
        Condition("party", "is", "designated"),
        kind="policy",
        outcome=Outcome.REVIEW,
        destination=(),
        unless=("PARTY",),
    )

    @pytest.mark.parametrize(
        ("party", "outcome"),
        [
            ("none", "ALLOWED"),
            ("clear", "ALLOWED"),
            ("designated", "BLOCKED"),
            ("unscreened", "REVIEW"),
        ],
    )
    def test_states(self, party: str, outcome: str) -> None:
        assert judged(self.PARTY, party=party).outcome == outcome

    def test_an_unscreened_party_is_a_missing_fact(self) -> None:
        assert judged(self.PARTY, party="unscreened").missing == ("party",)

    def test_a_rule_stands_back(self) -> None:
        assert names(judged(self.PARTY, self.POLICY, party="designated")) == ["PARTY"]
        kenya = judged(self.PARTY, self.POLICY, party="designated", to="KE")
        assert names(kenya) == ["POLICY"]

    def test_a_rule_never_stands_back_for_less(self) -> None:
        strict = rule("STRICT", unless=("WEAK",))
        weak = rule("WEAK", outcome=Outcome.REVIEW)
        assert judged(strict, weak).outcome == "BLOCKED"


class TestRoutes:
    BIG = CAR | {"displacement_cc": Fact(2500)}

    def test_barred_goods_may_not_go_round(self) -> None:
        verdict = judged(THROUGH, LARGE, facts=self.BIG, to="MN", final_destination="RU")
        assert verdict.outcome == "BLOCKED"
        assert sorted(names(verdict)) == ["LARGE", "THROUGH"]

    def test_other_goods_may(self) -> None:
        assert judged(THROUGH, LARGE, to="MN", final_destination="RU").outcome == "ALLOWED"

    def test_goods_that_stay_there_may(self) -> None:
        assert judged(THROUGH, LARGE, facts=self.BIG, to="MN").outcome == "ALLOWED"

    def test_an_open_fact_is_reviewed(self) -> None:
        facts = {"hs_code": Fact("870323")}
        verdict = judged(THROUGH, LARGE, facts=facts, to="MN", final_destination="RU")
        assert (verdict.outcome, verdict.missing) == ("REVIEW", ("displacement_cc",))

    def test_goods_to_be_reviewed_there_are_reviewed_here(self) -> None:
        review = rule("REVIEWED", outcome=Outcome.REVIEW)
        verdict = judged(THROUGH, review, to="MN", final_destination="RU")
        assert verdict.outcome == "REVIEW"
        assert verdict.primary
        assert verdict.primary.undecided

    def test_a_doubtful_heading_does_not_slip_through(self) -> None:
        verdict = judged(
            THROUGH, MILD, HYBRID, facts=TestDoubts.SMALL, to="MN", final_destination="RU"
        )
        assert verdict.outcome == "REVIEW"
        assert sorted(names(verdict)) == ["MILD", "THROUGH"]

    def test_a_heading_without_rules_does_not_slip_through(self) -> None:
        facts = {"hs_code": Fact("890399")}
        verdict = judged(THROUGH, LARGE, facts=facts, to="MN", final_destination="RU")
        assert verdict.outcome == "REVIEW"

    def test_an_item_may_not_count(self) -> None:
        third = rule(
            "THIRD",
            Condition("party", "is", "designated"),
            Condition("", "barred_to", "RU", "3"),
            kind="party",
            destination=("KZ",),
        )
        dear = CAR | {"export_value_jpy": Fact(9_000_000)}
        cheap = self.BIG | {"export_value_jpy": Fact(1)}
        assert judged(third, DEAR, LARGE, facts=dear, to="KZ", party="designated").findings == ()
        verdict = judged(third, DEAR, LARGE, facts=cheap, to="KZ", party="designated")
        assert verdict.outcome == "BLOCKED"

    def test_what_bars_it_elsewhere_blocks_nothing_here_by_itself(self) -> None:
        third = rule(
            "THIRD",
            Condition("party", "is", "designated"),
            Condition("", "barred_to", "RU"),
            kind="party",
            destination=("KZ",),
        )
        verdict = judged(third, LARGE, facts=self.BIG, to="KZ", party="unscreened")
        assert (verdict.outcome, names(verdict)) == ("REVIEW", ["THIRD"])

    def test_a_flag_never_changes_the_verdict(self) -> None:
        flag = rule(
            "FLAG",
            Condition("", "barred_to", "RU"),
            kind="route",
            outcome=Outcome.FLAG,
            destination=("KZ",),
        )
        verdict = judged(flag, LARGE, facts=self.BIG, to="KZ")
        assert (verdict.outcome, names(verdict)) == ("ALLOWED", ["FLAG"])
        unsure = judged(flag, LARGE, facts={"hs_code": Fact("870323")}, to="KZ")
        assert (unsure.outcome, names(unsure)) == ("ALLOWED", ["FLAG"])  # not cleared for Russia
        assert unsure.missing == ()
        assert judged(flag, LARGE, facts=CAR, to="KZ").findings == ()


class TestDays:
    def on(self, day: date, facts: dict[str, Fact] = CAR, regime: str = "JP") -> Verdict:
        pack = Pack("1", DAY, (LARGE,))
        return Judge(pack, TARIFF, Question("RU", day, regimes=(regime,))).verdict(facts)

    def test_before_a_rule_nothing_is_barred(self) -> None:
        facts = CAR | {"displacement_cc": Fact(2500)}
        assert self.on(date(2024, 12, 31), facts).outcome == "ALLOWED"
        assert self.on(date(2025, 1, 1), facts).outcome == "BLOCKED"

    def test_a_stale_pack_says_so(self) -> None:
        last = DAY + timedelta(days=90)
        assert self.on(last).outcome == "ALLOWED"
        verdict = self.on(last + timedelta(days=1))
        assert (verdict.outcome, names(verdict)) == ("REVIEW", ["APP-PACK-AGE"])
        assert verdict.findings[0].checked_on == DAY

    def test_a_stale_pack_still_blocks(self) -> None:
        facts = CAR | {"displacement_cc": Fact(2500)}
        assert names(self.on(date(2030, 1, 1), facts)) == ["LARGE"]

    def test_a_verdict_knows_how_long_it_holds(self) -> None:
        verdict = self.on(DAY)
        assert verdict.holds_from == date(2025, 1, 1)
        assert verdict.holds_until == DAY + timedelta(days=90)
        assert self.on(date(2027, 1, 1)).holds_until is None

    def test_a_law_without_rules_is_no_pass(self) -> None:
        assert names(self.on(DAY, regime="EU")) == ["APP-REGIME"]


def test_the_same_facts_are_judged_once() -> None:
    judge = Judge(rules.shipped(), hs_codes.load(), Question("RU", DAY))
    first = judge.verdict(CAR | {"colour": Fact("white")})
    assert judge.verdict(CAR | {"colour": Fact("red")}) is first
    assert {"displacement_cc", "export_value_jpy", "hs_code", "powertrain"} <= set(judge.looks_at)
    assert "party" not in judge.looks_at


def test_ukraine_without_a_region_is_reviewed() -> None:
    judge = Judge(rules.shipped(), hs_codes.load(), Question("UA", DAY))
    assert judge.verdict(CAR).outcome == "REVIEW"
