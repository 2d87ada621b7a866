import json
import shutil
from itertools import pairwise

import pytest

from broker_app import paths
from broker_app.domain.world import CUT
from broker_app.errors import UserError
from broker_app.reference import markets, world

MAP = paths.resources() / "map"
MARKETS = {market.id: market for market in markets.shipped()}


@pytest.fixture
def shipped():
    return world.shipped(MARKETS)


def test_every_market_has_a_place_and_an_outline_or_none(shipped):
    assert set(shipped.places) == set(shipped.outlines) == set(MARKETS)
    for longitude, latitude in shipped.places.values():
        assert CUT <= longitude < CUT + 360
        assert -56 < latitude < 62
    for codes in shipped.outlines.values():
        assert set(codes) <= set(shipped.countries)


def test_a_country_is_drawn_once_and_a_part_of_it_is_a_dot(shipped):
    drawn = [code for codes in shipped.outlines.values() for code in codes]
    assert len(drawn) == len(set(drawn))
    assert shipped.outlines["TZ"] == ("TZ",)
    assert shipped.outlines["SO"] == ("SO", "SOL")
    for part in ("TZ-ZNZ", "AE-FZ", "PK-TR", "ZA-TRANSIT", "CL-IQQ", "MU", "SG"):
        assert shipped.outlines[part] == ()


def test_no_place_is_of_an_unknown_market_or_told_twice():
    named = [
        line for line in (MAP / "places.toml").read_text("utf-8").splitlines() if "market =" in line
    ]
    ids = [line.split('"')[1] for line in named]
    assert len(ids) == len(set(ids))
    assert set(ids) <= set(MARKETS)


def test_places_lie_within_their_country(shipped):
    def box(code):
        points = [point for ring in shipped.countries[code] for point in ring]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs) - 1, max(xs) + 1, min(ys) - 1, max(ys) + 1

    for market in MARKETS.values():
        if market.country in shipped.countries:
            x, y = shipped.places[market.id]
            west, east, south, north = box(market.country)
            assert west < x < east, market.id
            assert south < y < north, market.id


def test_outlines_are_closed_and_on_the_map(shipped):
    assert len(shipped.countries) == 175
    for rings in shipped.countries.values():
        assert rings
        for ring in rings:
            assert ring[0] == ring[-1]
            assert all(-170 < x < CUT + 360 and -56 < y < 84 for x, y in ring)


def test_codes_that_the_source_lacks_are_mended(shipped):
    assert {"FR", "NO", "XK", "CYN", "SOL"} <= set(shipped.countries)
    assert not any("-99" in code for code in shipped.countries)


def test_russia_has_no_border_at_the_date_line(shipped):
    for ring in shipped.countries["RU"]:
        along = [a for a, b in pairwise(ring) if a[0] == b[0] == 180]
        assert not along


def test_the_file_names_source_and_licence():
    raw = json.loads((MAP / "countries.json").read_text("utf-8"))
    assert "Natural Earth" in raw["source"]
    assert raw["licence"] == "public domain"
    assert (MAP / "countries.json").stat().st_size < 150_000


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("countries.json", '"licence"', '"license"'),
        ("countries.json", "[[51.6,24.2,", "[[51.7,24.2,"),
        ("countries.json", "[[51.6,24.2,", "[[24.2,"),
        ("places.toml", "recalled_high", "heard"),
        ("places.toml", 'market = "MU"', 'market = "MUU"'),
        ("places.toml", '"SOL"]', '"SOLL"]'),
        ("places.toml", "at = [57.5, -20.2]", "at = [57.5]"),
        ("places.toml", "[outlines]", "[outlines"),
    ],
)
def test_a_damaged_map_is_refused(tmp_path, file, old, new):
    folder = shutil.copytree(MAP, tmp_path / "map")
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UserError, match="lookups_damaged"):
        world.read(folder, MARKETS)
