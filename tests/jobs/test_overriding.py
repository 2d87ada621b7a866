"""Overriding: kept with a source and a day, tried on the examples, followed, undone."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app import words
from broker_app.domain.override import Override, place_named
from broker_app.errors import UserError
from broker_app.jobs import (
    explaining_markets,
    market_sheet,
    override_values,
    overrides_in_use,
    overriding,
    recounting,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.store import market_overrides
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY

RULE = """[[version]]
from = 2026-12-01
[[version.row]]
classes = ["ALL"]
steering = "BOTH"
"""


PLACES = [place.name for place in overriding.FIXED]
SHIPPED = Books()
TEXTS = [
    "[[version]]\nfrom = 2026-12-01\na = " + "[" * 5000,
    RULE + "odometer_max_km = " + "9" * 5000,
    RULE + "x" * 60_000,
    RULE.replace('["ALL"]', "[]"),
    RULE.replace("2026-12-01", "2026-12-01T10:00:00"),
    RULE.replace("2026-12-01", "9999-12-31"),
    RULE.replace("2026-12-01", "0001-01-01"),
    RULE + 'age_max = { mode = "MONTHS_LT", value = 2400 }\nage_base = "MODEL_YEAR"\n'
    'age_event = "REGISTRATION"\n',
    RULE + 'age_min = { mode = "MONTHS_GE", value = 2400 }\nage_base = "FIRST_REG"\n'
    'age_event = "ARRIVAL"\n',
    RULE + 'score_min = "?"\norigin = ["XX"]\nreview_over_months = 2400\n'
    'age_base = "FIRST_REG"\nage_event = "BL_DATE"\n',
]


def wish(place: str, text: str, market: str = "KE", on: date = TODAY) -> Override:
    return overriding.wished(market, place, text, "quotation", on, TODAY)


def keep(db: Database, books: Books, place: str, text: str, agreed: bool = False) -> None:
    overriding.put_override(db, books, wish(place, text), "sato", agreed)


@pytest.fixture
def ours() -> Books:
    """Books of its own: those of the session stay as shipped."""
    return Books()


@pytest.mark.parametrize(
    ("place", "text", "value"),
    [
        ("logistics.freight_usd_m3", "80-100", [80, 100]),
        ("logistics.freight_usd_m3", "８０〜１００", [80, 100]),
        ("logistics.freight_usd_m3", "80", [80, 80]),
        ("logistics.freight_usd_m3", "1,200 - 1,300", [1200, 1300]),
        ("logistics.disrupted_since", "2026-03-01", "2026-03-01"),
        ("logistics.disrupted_since", "R8.3.1", "2026-03-01"),
        ("logistics.disrupted_since", "", None),
        ("demand.tier", "b", "B"),
        ("demand.units", "60,000", 60000),
        ("demand.models", "Note、 Fit, Note", ["Note", "Fit"]),
        ("diversion.risk", "medium", "MEDIUM"),
        ("diversion.onward", "ru, kz", ["RU", "KZ"]),
        ("duty.vat.percent", "16 %", 16.0),
        ("duty.vat.percent", "25-35", [25.0, 35.0]),
        ("stressed", "Yes", True),
        ("inspection.scheme", "JEVIC", "JEVIC"),
    ],
)
def test_typed_text_is_read(place: str, text: str, value: Any) -> None:
    found = place_named(place)
    assert found is not None
    read = override_values.read(found, text)
    assert read == value
    assert override_values.read(found, override_values.typed(found, read)) == value
    assert override_values.shown(found, read)


@pytest.mark.parametrize(
    ("place", "text", "key"),
    [
        ("logistics.freight_usd_m3", "100-80", "override_range"),
        ("logistics.freight_usd_m3", "1-2-3", "override_range"),
        ("logistics.freight_usd_m3", "", "override_range"),
        ("demand.units", "many", "override_whole"),
        ("demand.tier", "Q", "override_word"),
        ("demand.models", "", "override_words"),
        ("diversion.onward", "Atlantis", "override_words"),
        ("duty.vat.percent", "-5", "override_share"),
        ("duty.vat.percent", "9999", "override_share"),
        ("duty.vat.amount", "x", "override_amount"),
        ("stressed", "maybe", "override_yes_no"),
        ("inspection.scheme", "", "override_text"),
        ("logistics.disrupted_since", "soon", "day_unreadable"),
        ("version", "soon", "override_rule_text"),
        ("title", "x", "override_no_place"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(place: str, text: str, key: str) -> None:
    for language in ("en", "ja"):
        words.use(language)
        with pytest.raises(UserError) as refused:
            wish(place, text)
        assert refused.value.key == key
        assert not words.error(refused.value).startswith("error.")
    words.use("en")


@given(
    st.sampled_from([*PLACES, "version", "duty.vat.percent", "version.2026-12-01"]),
    st.one_of(st.text(max_size=40), st.sampled_from(TEXTS), st.from_regex(r"[0-9,.~ -]{0,20}")),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_kept_or_a_sentence(db: Database, place: str, text: str) -> None:
    with suppress(UserError):
        overriding.tried(db.connection, SHIPPED, wish(place, text))


def test_nothing_is_kept_without_a_source_or_of_tomorrow(db: Database, ours: Books) -> None:
    with pytest.raises(UserError, match="override_needs_source"):
        overriding.wished("KE", "demand.units", "5", "  ", TODAY, TODAY)
    with pytest.raises(UserError, match="override_of_tomorrow"):
        wish("demand.units", "5", on=date(2027, 1, 1))
    with pytest.raises(UserError, match="override_no_market"):
        overriding.put_override(db, ours, wish("demand.units", "5", "XX"), "sato")
    assert market_overrides.every(db.connection) == ()


def test_it_is_kept_with_whose_it_is_and_what_it_replaced(db: Database, ours: Books) -> None:
    keep(db, ours, "logistics.freight_usd_m3", "80-100")
    (kept,) = market_overrides.every(db.connection)
    assert (kept.value, kept.shipped, kept.who) == ([80, 100], [75, 95], "sato")
    keep(db, ours, "logistics.freight_usd_m3", "85-95")
    (again,) = market_overrides.every(db.connection)
    assert (again.id, again.value, again.shipped) == (kept.id, [85, 95], [75, 95])


def test_books_follow_the_database(db: Database, ours: Books) -> None:
    assert not overrides_in_use.follow(db.connection, ours)
    keep(db, ours, "demand.units", "60000")
    assert overrides_in_use.follow(db.connection, ours)
    assert not overrides_in_use.follow(db.connection, ours)
    assert ours.markets["KE"].demand.units == 60_000
    assert ours.shipped_markets["KE"].demand.units == 77_000
    assert [one.override.place for one in overriding.of_market(ours, "KE")] == ["demand.units"]
    values, rule = overriding.in_use(ours, "KE", TODAY)
    assert values["demand.units"] == 60_000
    assert "from = 2020-07-01" in rule
    undoing.undo_step(db, undoing.next_undo(db.connection).step, "sato")  # type: ignore[union-attr]
    assert overrides_in_use.follow(db.connection, ours)
    assert ours.markets["KE"].demand.units == 77_000


def test_examples_that_turn_are_shown_first_and_agreed_to(db: Database, ours: Books) -> None:
    trial = overriding.tried(db.connection, ours, wish("version", RULE))
    assert {2, 3, 5, 6, 8} == {one.number for one in trial.turned}
    with pytest.raises(UserError, match="override_turns"):
        keep(db, ours, "version", RULE)
    keep(db, ours, "version", RULE, agreed=True)
    overrides_in_use.follow(db.connection, ours)
    assert len(list(overriding.failures([ours.markets["KE"]]))) == 5
    said = explaining_markets.turned(2, trial.turned[0].example, trial.turned[0].answer)
    assert said.endswith("Now: Admitted. By a rule of your own: confirm with the importer.")
    # What turned before is no news of the next change.
    assert not overriding.tried(db.connection, ours, wish("demand.units", "5")).turned
    assert overriding.in_use(ours, "KE", date(2026, 12, 1))[1] == RULE


def test_the_sheet_of_a_market_says_whose_its_facts_are(db: Database, ours: Books) -> None:
    keep(db, ours, "logistics.freight_usd_m3", "80-100")
    address = overriding.wished("KE", "demand.units", "5", "https://a.example/x", TODAY, TODAY)
    overriding.put_override(db, ours, address, "sato")
    keep(db, ours, "version", RULE.replace("2026-12-01", "2026-11-01"), agreed=True)
    overrides_in_use.follow(db.connection, ours)
    sheet = market_sheet.sheet_of(ours.markets["KE"], ours.ports, TODAY)
    parts = {part.key: part for part in sheet.parts}
    assert parts["transit"].sources[0].confidence == "Your own figure, quotation"
    assert parts["demand"].sources[0].addresses == ("https://a.example/x",)
    assert "A rule of your own: quotation" in parts["asks"].grids[0].rows[0][-1]
    assert sheet.mark == "needs_review"


def test_a_rule_moves_to_another_day(db: Database, ours: Books) -> None:
    keep(db, ours, "version", RULE, agreed=True)
    moved = wish("version", RULE.replace("2026-12-01", "2026-12-15"))
    overriding.put_override(db, ours, moved, "sato", True, "version.2026-12-01")
    places = [one.place for one in market_overrides.every(db.connection)]
    assert places == ["version.2026-12-15"]
    undoing.undo_step(db, undoing.next_undo(db.connection).step, "sato")  # type: ignore[union-attr]
    places = [one.place for one in market_overrides.every(db.connection)]
    assert places == ["version.2026-12-01"]


def test_a_milder_risk_is_refused(db: Database, ours: Books) -> None:
    with pytest.raises(UserError, match="override_milder"):
        overriding.put_override(db, ours, wish("diversion.risk", "low", "MN"), "sato")


def test_removing_brings_the_shipped_value_back(db: Database, ours: Books) -> None:
    keep(db, ours, "demand.units", "60000")
    overriding.remove_override(db, "KE", "demand.units", "sato")
    assert market_overrides.every(db.connection) == ()
    with pytest.raises(UserError, match="override_gone"):
        overriding.remove_override(db, "KE", "demand.units", "sato")


def test_history_names_what_was_overridden(db: Database, ours: Books) -> None:
    keep(db, ours, "logistics.freight_usd_m3", "80-100")
    found = undoing.next_undo(db.connection)
    assert found is not None
    assert recounting.step_name(db.connection, found.step) == "Override of KE: Freight, USD per m³"
    lines = recounting.changes_of(db.connection, found.step)
    assert ("value", "80, 100") in {(line.field, line.after) for line in lines}
    assert ("shipped value", "75, 95") in {(line.field, line.after) for line in lines}


def test_a_changed_shipped_value_is_told_in_words(db: Database, ours: Books) -> None:
    held = Override("KE", "logistics.freight_usd_m3", [70, 72], "q", TODAY, "sato", [60, 80])
    ours.use_overrides((held, Override("KE", "duty.beer.percent", 3, "q", TODAY)))
    changed, aside = overriding.of_market(ours, "KE")
    assert override_values.notes(changed) == [
        "The shipped value was 60 to 80 when you set this and is 75 to 95 now."
    ]
    (said,) = override_values.notes(aside)
    assert said.startswith("Set aside, the shipped value counts:")
    assert override_values.value(changed) == "70 to 72 (shipped: 75 to 95)"
