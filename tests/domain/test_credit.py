"""Conditions of a letter of credit, each held against a shipment."""

import pytest

from broker_app.domain.credit import JUDGES, judge, last_day_to_present, port_met
from broker_app.errors import UserError
from broker_app.reference import credit_rules, ports
from tests.papers.house import credit_of

SAID = {
    "lc_port_of_loading": "Any port, Yokohama",
    "lc_port_of_discharge": "Colombo, Sri Lanka",
    "lc_units": "2",
    "sent_on": "2026-12-02",
    "insurance_amount": "JPY 1578060",
    "insured_on": "2026-11-24",
    "lc_date": "2026-11-05",
}


@pytest.mark.parametrize("rule", JUDGES)
def test_a_shipment_as_the_credit_wants_it_meets_every_condition(rule: str) -> None:
    assert judge(rule, credit_of("sri_lanka", **SAID)).met == "yes"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("latest_shipment", {"on_board_date": "2026-12-11"}),
        ("expiry", {"lc_expiry": "2026-11-28"}),
        ("presentation", {"sent_on": "2026-12-21"}),
        ("opened_before_shipment", {"lc_date": "2026-11-30"}),
        ("amount", {"lc_amount": "JPY 1434599"}),
        ("currency", {"lc_amount": "USD 1434600"}),
        ("applicant", {"lc_applicant": "Another Trader"}),
        ("units", {"lc_units": "3"}),
        ("ports", {"lc_port_of_discharge": "Hambantota, Sri Lanka"}),
        ("partial", {"lc_units": "3"}),
        ("transhipment", {"lc_transhipment": "not_allowed", "via": "Singapore"}),
        ("full_set", {"bl_type": "waybill"}),
        ("cover", {"insurance_amount": "JPY 1578059"}),
        ("cover", {"insurance_amount": "USD 1578060"}),
        ("insured_on", {"insured_on": "2026-11-30"}),
    ],
)
def test_what_breaks_a_condition_does_not_meet_it(rule: str, changes: dict[str, str]) -> None:
    assert judge(rule, credit_of("sri_lanka", **SAID | changes)).met == "no"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("ports", {"lc_port_of_loading": "Any harbour of the bay"}),
        ("ports", {"lc_port_of_loading": ""}),
        ("presentation", {"sent_on": ""}),
        ("amount", {"lc_amount": ""}),
        ("amount", {"lc_amount": "JPY 9000000"}),
        ("cover", {"insurance_amount": ""}),
        ("transhipment", {"lc_transhipment": "not_allowed"}),
        ("full_set", {"originals": "2"}),
        ("goods", {}),
    ],
)
def test_what_is_not_known_is_for_a_person(rule: str, changes: dict[str, str]) -> None:
    assert judge(rule, credit_of("sri_lanka", **SAID | changes)).met == ""


def test_presentation_ends_with_the_credit() -> None:
    late, credit = (
        credit_of("sri_lanka", **SAID | more) for more in ({"lc_expiry": "2026-12-05"}, {})
    )
    assert str(last_day_to_present(late.said, late.sails_on)) == "2026-12-05"
    assert str(last_day_to_present(credit.said, credit.sails_on)) == "2026-12-20"
    assert last_day_to_present(credit.said, None) is None


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        ("YOKOHAMA", "yes"),
        ("Nagoya or Yokohama, Japan", "yes"),
        ("Any Japanese port", "yes"),
        ("ANY PORT IN JAPAN", "yes"),
        ("any ports of Japan", "yes"),
        ("Nagoya, Japan", "no"),
        ("port of nagoya", "no"),
        ("Nagoya port, Japan", "no"),
        ("ANY PORT IN KENYA", ""),
        ("Yokohamacho", ""),
        ("any Japanese airport", ""),
        ("a harbour on Tokyo Bay", ""),
        ("", ""),
    ],
)
def test_a_port_is_the_one_of_the_credit(asked: str, met: str) -> None:
    assert port_met(asked, "YOKOHAMA, JAPAN", tuple(ports.load().values())) == met


def test_names_of_several_words_and_countries_of_several() -> None:
    known = tuple(ports.load().values())
    assert port_met("DAR-ES-SALAAM PORT", "DAR ES SALAAM, TANZANIA", known) == "yes"
    assert port_met("Any Sri Lankan port", "COLOMBO, SRI LANKA", known) == "yes"
    assert port_met("Hambantota, Sri Lanka", "COLOMBO, SRI LANKA", known) == "no"


def test_the_rules_are_data_with_their_source(tmp_path) -> None:  # type: ignore[no-untyped-def]
    rules = credit_rules.shipped()
    assert all(rule.source and rule.subject and rule.asked for rule in rules)
    broken = tmp_path / "credit_rules.toml"
    broken.write_text("checked_on = 2026-11-22\nrule = []\n", encoding="utf-8")
    with pytest.raises(UserError, match="lookups_damaged"):
        credit_rules.read(broken)
