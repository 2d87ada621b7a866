"""Market files are read strictly: whatever is odd is refused with file and place."""

import pytest

from broker_app import paths, words
from broker_app.domain import checks
from broker_app.errors import UserError
from broker_app.reference import markets, ports

FILE = (paths.resources() / "markets" / "ke.toml").read_text(encoding="utf-8")
REASONS = [
    "EMBARGO",
    "POWERTRAIN_BANNED",
    "MARKET_CLOSED",
    "STEERING_BANNED",
    "NONCOMMERCIAL_ONLY",
    "DAMAGE_BANNED",
    "ORIGIN_FAIL",
    "FUEL_BANNED",
    "ODO_OVER",
    "GRADE_UNDER",
    "DISPLACEMENT_OVER",
    "AGE_UNDER_MIN",
    "AGE_OVER_MAX",
    "EMISSION_FAIL",
    "SAFETY_FAIL",
    "ESC_UNKNOWN",
    "REG_GAP",
    "RULE_REVIEW",
    "AGE_REVIEW",
    "TRANSIT_ONLY",
    "ALT_SEVS_RAW",
    "ALT_PATH_AGE",
    "OK_LICENCE",
    "OK_STEERING_SURCHARGE",
    "OK_IVA",
    "OK",
    "FACT_MISSING",
    "NO_RULE",
]


def test_the_shipped_markets_are_read() -> None:
    files = (paths.resources() / "markets").glob("*.toml")
    ids = [market.id for market in markets.shipped()]
    assert sorted(ids) == sorted(file.stem.upper() for file in files)
    assert {"KE", "TZ", "NZ", "LK", "AE-FZ", "RU", "KP"} <= set(ids)
    assert len(ids) == 108


def test_every_port_is_known() -> None:
    known = ports.load()
    for market in markets.shipped():
        assert set(market.logistics.ports) <= set(known), market.id


def test_no_way_leads_through_russia() -> None:
    for market in markets.shipped():
        assert not [port for port in market.logistics.ports if port.startswith("RU")]


def test_where_goods_are_known_to_move_on_to_russia() -> None:
    risks = {market.id: market.diversion.risk for market in markets.shipped()}
    at = {risk: {name for name, one in risks.items() if one == risk} for risk in risks.values()}
    assert at["PROHIBITED"] == {"RU", "BY", "KP", "IR", "SY"}
    assert at["HIGH"] >= {"AE", "AE-FZ", "MN", "KZ", "KG", "TJ", "UZ", "AM", "GE", "HK", "CN", "KR"}
    assert at["MEDIUM"] >= {"AZ", "TM", "SG", "OM", "TH", "LA", "PK", "AF", "MM"}
    for market in markets.shipped():
        if market.diversion.risk == "HIGH" or market.id == "AZ":
            assert "RU" in market.diversion.onward, market.id


def test_sanctions_and_embargoes() -> None:
    found = {m.id: m.sanctions.status for m in markets.shipped() if m.sanctions.text}
    assert (
        found.items()
        >= {
            "RU": "SECTORAL",
            "BY": "SECTORAL",
            "IR": "SECTORAL",
            "SY": "SECTORAL",
            "KP": "TOTAL",
            "AF": "PARTIAL",
            "MM": "PARTIAL",
        }.items()
    )
    for market in markets.shipped():
        closed = any(row.status == "EMBARGO" for v in market.versions for row in v.rows)
        assert closed == (market.diversion.risk == "PROHIBITED"), market.id


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('region = "Africa-East"', 'regoin = "x"', "regoin"),
        ('steering = "RHD_ONLY"', 'steering = "RIGHT"', "row 1: steering"),
        ('mode = "YEAR_COUNT_INCL"', 'mode = "YEARS"', "age_max.mode"),
        ('age_base = "FIRST_REG"\n', "", "age_base"),
        ('damage = "NO_SALVAGE"', 'licence = "PERMIT"', "row 1: licence"),
        ('damage = "NO_SALVAGE"', 'soft_effects = ["TAX"]', "row 1: soft_effects"),
        (
            'damage = "NO_SALVAGE"',
            'soft_conditions = [{ effect = "TEST", under_months = 120 }]',
            "row 1: soft_conditions",
        ),
        ("transit_days = [24, 34]", "transit_days = [34, 24]", "transit_days"),
        ("transit_days = [24, 34]", "transit_days = [0, 0]", "transit_days"),
        ("transit_days = [24, 34]", "transit_days = [0, 34]", "transit_days"),
        (
            "[demand]",
            '[sanctions]\nstatus = "NONE"\ntext.en = "x"\ntext.ja = "x"\n[demand]',
            "sanct",
        ),
        ("[demand]", '[sanctions]\nstatus = "TOTAL"\ntext.en = "x"\n[demand]', "ja"),
        ("[demand]", '[sanctions]\nstatus = "TOTAL"\n[demand]', "text"),
        ("percent = 35\n", "percent = 35\nfrom = 2026-07-01\nuntil = 2026-06-30\n", "duty 1"),
        ('name = "railway_levy"', 'name = "import_declaration_fee"', "duty 7: versions overlap"),
        ('name = "railway_levy"', 'name = "import_duty"', "duty 7: the versions of one tax"),
        ('damage = "NO_SALVAGE"', 'review_spares_fuels = ["diesel"]', "row 1: review_spares"),
        ('damage = "NO_SALVAGE"', 'fuels = ["GASOLINE"]', "row 1: fuels"),
        ("freight_usd_m3 = [75, 95]", "freight_usd_m3 = [0, 0]", "freight_usd_m3"),
        ('of = ["cif", "import_duty"]', 'of = ["cif", "duty"]', "duty 2"),
        ('risk = "LOW"', 'risk = "SMALL"', "diversion.risk"),
        ("https://topnews.ke", "http://topnews.ke", "source.duty"),
        ('gives = "eligible"', 'gives = "yes"', "example 1"),
        ('given = { vehicle_class = "car"', 'given = { kind = "car"', "example 1"),
        (
            "[logistics]",
            '[[version.row]]\nclasses = ["ALL"]\nsteering = "BOTH"\n[logistics]',
            "two",
        ),
        ("checked_on = 2026-11-22", 'checked_on = "soon"', "checked_on"),
        (
            '[source.transit]\nconfidence = "sourced"',
            '[source.transit]\nconfidence = "yes"',
            "tran",
        ),
    ],
)
def test_odd_files_are_refused(before: str, after: str, place: str) -> None:
    assert before in FILE
    with pytest.raises(UserError) as refused:
        markets.market_from("ke.toml", FILE.replace(before, after, 1))
    assert refused.value.key == "market_file"
    assert refused.value.values["file"] == "ke.toml"
    assert place in str(refused.value.values["reason"])


def test_one_id_stands_in_one_file() -> None:
    with pytest.raises(UserError):
        markets.from_files({"a.toml": FILE, "b.toml": FILE})


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_reason_is_said(language: str) -> None:
    words.use(language)
    try:
        assert [code for code in REASONS if not words.has(f"reason.{code}")] == []
    finally:
        words.use("en")


def test_the_order_of_checks_is_the_order_of_reasons() -> None:
    names = [check.__name__ for check in checks.ALL]
    assert names.index("steering") < names.index("damage") < names.index("minimum_age")
    assert names[-4:] == ["forced_review", "review_band", "transit", "soft_condition"]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_line_and_paper_is_said(language: str) -> None:
    own = ["fob", "freight", "insurance", "cif", "inspection", "inland", "total", "total_local"]
    every = markets.shipped()
    keys = {f"cost.{name}" for name in own}
    keys |= {f"cost.{step.name}" for market in every for step in market.duties}
    keys |= {f"market.paper.{n}" for m in every for n in (*m.documents, *m.friction)}
    words.use(language)
    try:
        assert sorted(key for key in keys if not words.has(key)) == []
    finally:
        words.use("en")
