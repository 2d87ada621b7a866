"""The script that photographs the window takes every page, full and empty."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from broker_app.ui.actions import PAGES

FILE = Path(__file__).parents[2] / "packaging" / "screenshots.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["screenshots"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_is_photographed_full_and_empty(script) -> None:
    for page in PAGES:
        assert script.SCENES[page.id].store == "demo"
        assert script.SCENES[f"empty-{page.id}"].store == "empty"


def test_the_pictures_of_the_readme_are_scenes_and_stand_there(script) -> None:
    docs = FILE.parents[1] / "docs"
    assert set(script.README) <= script.SCENES.keys()
    assert {file.stem for file in docs.glob("*.png")} == set(script.README)


def test_a_picture_is_small_and_looks_the_same(script, tmp_path: Path) -> None:
    from PIL import Image

    file = tmp_path / "some.png"
    shades = Image.linear_gradient("L").convert("RGB")
    shades.putpixel((3, 3), (160, 20, 47))  # a mark is a few points, and its colour is its meaning
    shades.save(file)
    script._few_colours(file)
    with Image.open(file) as few:
        assert few.mode == "P"
        assert len(few.getcolors(256) or ()) <= script.COLOURS
        nearest = few.convert("RGB").getpixel((10, 128))
        red, green, _blue = few.convert("RGB").getpixel((3, 3))
    assert red > 3 * green
    assert abs(nearest[0] - shades.getpixel((10, 128))[0]) <= 2
