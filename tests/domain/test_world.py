from itertools import pairwise
from math import pi, radians, sin

import pytest

from broker_app.domain.world import CUT, MIDDLE, centre_of, east_of_cut, equal_earth

SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0))
SMALL = ((9.0, 9.0), (9.0, 9.5), (9.5, 9.5), (9.0, 9.0))


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        (MIDDLE, 0, 0, 0),
        (MIDDLE + 180, 0, 2.7066299837, 0),  # the figures of the paper: 2.7066 by 1.3174
        (MIDDLE, 90, 0, 1.3173627592),
        (MIDDLE, -90, 0, -1.3173627592),
    ],
)
def test_known_points(longitude, latitude, x, y):
    assert equal_earth(longitude, latitude) == (pytest.approx(x), pytest.approx(y))


def test_the_poles_are_lines_of_three_fifths_of_the_equator():
    assert equal_earth(MIDDLE + 180, 90)[0] / 2.7066299837 == pytest.approx(0.59, abs=0.005)


def test_it_keeps_areas():
    """Cells of a degree by a degree have the area that they have on the globe."""
    for longitude, latitude in [(MIDDLE, 0), (100, 20), (-90, 45), (60, -50)]:
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        ring = [equal_earth(longitude + a / 10, latitude + b / 10) for a, b in corners]
        area = sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)) / 2
        assert area / globe_cell(latitude) == pytest.approx(1, abs=1e-4)


def globe_cell(latitude):
    return 0.1 * pi / 180 * (sin(radians(latitude + 0.1)) - sin(radians(latitude)))


def test_the_pacific_is_whole():
    assert east_of_cut(-175.2) == pytest.approx(184.8)
    assert east_of_cut(-159.8) == pytest.approx(200.2)
    assert east_of_cut(-61.8) == pytest.approx(-61.8)
    assert east_of_cut(CUT) == CUT


def test_the_centre_of_the_largest_part():
    assert centre_of([SMALL, SQUARE]) == (1, 1)
    assert centre_of([SQUARE[::-1]]) == (1, 1)
