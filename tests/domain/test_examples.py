"""Examples can be tried outside the tests too; a wrong one is told."""

from dataclasses import replace

from broker_app.domain.examples import gives, passes
from broker_app.reference import hs_codes, rules

PACK, TARIFF = rules.shipped(), hs_codes.load()


def test_every_example_gives_what_its_file_says() -> None:
    failed = [
        (rule.id, example)
        for rule in PACK.rules
        for example in rule.examples
        if not passes(PACK, TARIFF, rule, example)
    ]
    assert not failed


def test_a_wrong_example_is_told() -> None:
    rule = next(r for r in PACK.rules if r.id == "JP-RU-IND-2308-ICE1900")
    wrong = replace(rule.examples[1], gives="silent")
    assert not passes(PACK, TARIFF, rule, wrong)
    assert gives(PACK, TARIFF, rule, wrong) == "fires"
