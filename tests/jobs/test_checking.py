"""What checks compared, in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain import release
from broker_app.domain.release.check import PASSED, Found, Result
from broker_app.jobs import checking
from broker_app.jobs.books import Books

FINDERS = ("passed", "of_car", "Found")
NO_VALUES = ("at", "place", "party", "vehicle", "container")


def named() -> Iterator[tuple[str, str]]:
    """Yield each value that a check of the domain compares, with its file."""
    for path in Path(release.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FINDERS:
                yield from ((key.arg, path.name) for key in node.keywords if key.arg)
                dicts = (given for given in node.args if isinstance(given, ast.Dict))
                keys = (key for given in dicts for key in given.keys)
                yield from ((k.value, path.name) for k in keys if isinstance(k, ast.Constant))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_value_that_is_compared_has_a_name(language: str) -> None:
    asked = {name for name, _ in named()} - set(NO_VALUES)
    assert len(asked) > 30
    with words.speaking(language):
        assert [name for name in sorted(asked) if not words.has(f"check.input.{name}")] == []


@pytest.mark.parametrize(
    ("language", "values", "said"),
    [
        ("en", {"loading": "JPYOK"}, "port of loading: Yokohama (JPYOK)"),
        (
            "ja",
            {"discharge": "KEMBA", "final": "UG"},
            "揚港：Mombasa（KEMBA） · 最終仕向地：ウガンダ",
        ),
        ("en", {"papers": ("CI", "PL")}, "papers: Commercial invoice, Packing list"),
        ("ja", {"papers": (), "scheme": "Radiation check"}, "検査：放射線検査"),
        ("en", {"scheme": "Radiation check"}, "inspection: Radiation check"),
        ("ja", {"scheme": "A body of our own"}, "検査：A body of our own"),
    ],
)
def test_codes_are_said_in_words(
    books: Books, language: str, values: dict[str, str], said: str
) -> None:
    with words.speaking(language):
        assert checking.inputs(books, Result("ports", "info", 1, Found(PASSED, values))) == said
