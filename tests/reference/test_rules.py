"""The loader of rule files: strict, and it names file and place."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app import paths, words
from broker_app.domain.judge import OWN_FINDINGS
from broker_app.domain.rule import Pack
from broker_app.errors import UserError
from broker_app.reference import rules

SHIPPED = rules.pack_bytes(paths.resources() / "rules")
HEAD = 'version = "2026.1.1"\nchecked_on = 2026-01-01\n'
RULE = """
id = "JP-TEST"
kind = "goods"
regime = "JP"
title.en = "Cars over 1,900 cc"
title.ja = "1,900cc超の乗用車"
confidence = "sourced"
checked_on = 2026-01-01

[[version]]
from = 2023-08-09
instrument.en = "Some order"
instrument.ja = "ある政令"
references = ["https://example.org/order"]
destination = ["RU"]
outcome = "BLOCKED"
when = [
  { fact = "hs_code", starts = ["8703.2"] },
  { fact = "displacement_cc", over = 1900 },
]

[[version]]
from = 2024-08-09
references = ["https://example.org/repeal"]
repealed = true

[[example]]
on = 2023-08-09
given = { hs_code = "870323", displacement_cc = 1901, first_registered = "2015-07" }
gives = "fires"
"""


def load(*texts: str) -> Pack:
    files = {f"jp/rule-{number}.toml": text for number, text in enumerate(texts)}
    return rules.from_files({"pack.toml": HEAD, **files})


def refusal(*texts: str) -> dict[str, object]:
    with pytest.raises(UserError) as refused:
        load(*texts)
    assert refused.value.key == "rule_file"
    return refused.value.values


def test_a_good_rule_is_read() -> None:
    (rule,) = load(RULE).rules
    assert rule.id == "JP-TEST"
    assert [str(v.since) for v in rule.versions] == ["2023-08-09", "2024-08-09"]
    assert rule.version_on(rule.versions[1].since) is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('kind = "goods"', 'kind = "goods"\ncolour = "red"', "colour"),
        ("destination =", "destinations =", "destinations"),
        ("gives =", "outcome =", "outcome"),
        ("over = 1900", "beyond = 1900", "condition 2: unknown condition 'beyond'"),
        ('fact = "displacement_cc"', 'fact = "cubic"', "condition 2: unknown fact 'cubic'"),
        ("over = 1900", "over = 1900, up_to = 2000", "condition 2: needs a fact and one"),
        ("over = 1900", 'over = "1900"', "condition 2: over compares whole numbers"),
        ('starts = ["8703.2"]', 'starts = "8703.2"', "condition 1: starts needs a list"),
        ('fact = "hs_code", starts', 'fact = "maker", starts', "starts compares tariff codes"),
        ('fact = "hs_code", starts', 'fact = "hs_code", mentions', "mentions looks at texts"),
        ('fact = "hs_code", starts = ["8703.2"]', 'barred_to = "RU"', "barred_to belongs to"),
        ('references = ["https://example.org/order"]', "references = []", "missing reference"),
        ('references = ["https://example.org/repeal"]\n', "", "missing reference"),
        ("https://example.org/order", "the library", "'the library' is no https address"),
        ('instrument.en = "Some order"\ninstrument.ja = "ある政令"\n', "", "missing instrument"),
        ('instrument.ja = "ある政令"\n', "", "ja"),
        ("from = 2024-08-09", "from = 2023-08-09", "versions overlap"),
        ("from = 2024-08-09", "from = 2022-08-09", "versions overlap"),
        ("from = 2024-08-09", 'from = "9 August 2024"', "version[1]"),
        ('"2015-07"', '"July 2015"', "example 1: first_registered: 'July 2015' is no ISO date"),
        ('"2015-07"', '"2015-13"', "is no ISO date"),
        ("displacement_cc = 1901", 'displacement_cc = "1901"', "example 1: displacement_cc"),
        ("displacement_cc = 1901", "cubic = 1901", "example 1: cubic: unknown fact"),
        ('gives = "fires"', 'gives = "maybe"', "example 1: gives 'maybe'"),
        ('outcome = "BLOCKED"', 'outcome = "ALLOWED"', "unknown outcome 'ALLOWED'"),
        ('outcome = "BLOCKED"', 'outcome = "CONDITIONAL"', "CONDITIONAL without evidence"),
        ('outcome = "BLOCKED"', 'outcome = "BLOCKED"\nmay_also_be = ["8704"]', "may_also_be"),
        ('destination = ["RU"]', 'destination = ["Russia"]', "'Russia' is no destination"),
        ('destination = ["RU"]', 'destination = ["RU"]\nbound_for = ["RU"]', "exclude each other"),
        ('destination = ["RU"]', 'destination = ["RU"]\nunless = ["JP-X"]', "names no rule: JP-X"),
        ('kind = "goods"', 'kind = "bads"', "unknown kind 'bads'"),
        ('regime = "JP"', 'regime = "XX"', "unknown regime 'XX'"),
        ('confidence = "sourced"', 'confidence = "rumoured"', "unknown confidence 'rumoured'"),
        ("over = 1900", "is = { cc = 1900 }", "is cannot compare"),
        ('starts = ["8703.2"]', "starts = [8703]", "starts cannot compare"),
        ('fact = "displacement_cc"', 'fact = ["displacement_cc"]', "unknown fact"),
        ("[[version]]", "[version", "line"),
    ],
)
def test_an_odd_rule_is_refused_with_file_and_place(old: str, new: str, reason: str) -> None:
    assert old in RULE
    values = refusal(RULE.replace(old, new, 1))
    assert values["file"] in ("jp/rule-0.toml", "JP-TEST")
    assert re.search(re.escape(reason), str(values["reason"])), values


def test_a_version_problem_names_its_day() -> None:
    values = refusal(RULE.replace("over = 1900", "beyond = 1900"))
    assert "version 2023-08-09: condition 2" in str(values["reason"])


def test_a_choice_must_be_one() -> None:
    odd = RULE.replace('fact = "displacement_cc", over = 1900', 'fact = "fuel", is = "coal"')
    assert "'coal' is no fuel" in str(refusal(odd)["reason"])


def test_a_rule_without_versions_or_examples_is_refused() -> None:
    assert "example" in str(refusal(RULE.split("[[example]]")[0])["reason"])
    assert "version" in str(refusal(RULE.split("[[version]]")[0])["reason"])


def test_an_id_stands_in_one_file() -> None:
    assert "JP-TEST stands in two files" in str(refusal(RULE, RULE)["reason"])


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_no_pack_is_refused(content: bytes) -> None:
    with pytest.raises(UserError) as refused:
        rules.from_bytes(content)
    assert refused.value.key == "rule_pack_unreadable"


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_damaged_pack_is_refused_or_read(place: int, damage: bytes) -> None:
    content = SHIPPED[:place] + damage + SHIPPED[place + len(damage) :]
    assert refused_key(content) in ("", "rule_pack_unreadable", "rule_file")


def refused_key(content: bytes) -> str:
    try:
        rules.from_bytes(content)
    except UserError as refused:
        return refused.key
    return ""


def test_a_pack_without_its_head_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        rules.from_files({"jp/rule.toml": RULE})
    assert refused.value.key == "rule_pack_unreadable"


def test_pack_bytes_are_stable(tmp_path: Path) -> None:
    folder = paths.resources() / "rules"
    first = rules.pack_bytes(folder)
    for file in folder.rglob("*.toml"):
        copy = tmp_path / file.relative_to(folder)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert rules.pack_bytes(tmp_path) == first == rules.pack_bytes(folder)


def test_the_shipped_pack_comes_back_from_its_bytes() -> None:
    content = rules.pack_bytes(paths.resources() / "rules")
    assert rules.from_bytes(content) == rules.shipped()
    assert len(rules.shipped().sha256) == 64


def test_shipped_files_lead_only_to_public_places() -> None:
    for file in (paths.resources() / "rules").rglob("*.toml"):
        text = file.read_text("utf-8")
        assert text.startswith("# "), file
        assert "shared" not in text
        assert "reference/" not in text
        assert not re.search(r"\bS\d\d", text), file


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_the_program_says_by_itself_has_words(language: str) -> None:
    evidence = {e for r in rules.shipped().rules for v in r.versions for e in v.evidence}
    before = words.language()
    words.use(language)
    try:
        for key in [f"rule.{name}" for name in OWN_FINDINGS] + [f"evidence.{e}" for e in evidence]:
            assert words.has(key), key
    finally:
        words.use(before)
