"""How near a name is to what was typed."""

import pytest

from broker_app.domain.closeness import Closeness, closeness, folded, nearest
from broker_app.domain.spelling import fold_words


@pytest.mark.parametrize(
    ("name", "wanted", "near"),
    [
        ("Undo", "undo", Closeness.EXACT),
        ("Undo", "un", Closeness.START),
        ("Exchange rates", "rates", Closeness.WORD),
        ("Exchange rates", "rates exchange", Closeness.WORD),
        ("Add to shipment", "ship add", Closeness.WORD),
        ("Exchange rates", "hang", Closeness.INSIDE),
        ("Price list", "ice st", Closeness.INSIDE),
        ("Add to shipment", "ats", Closeness.LETTERS),
        ("Exchange rates", "exrt", Closeness.LETTERS),
        ("Exchange rates", "xr", None),
        ("Exchange rates", "z", None),
        ("Undo", "d u", Closeness.INSIDE),
        ("SH-2611-001", "2611", Closeness.WORD),
        ("ランドクルーザー", "ﾗﾝﾄﾞ", Closeness.START),
        ("車両を船積に追加", "船積", Closeness.INSIDE),
        ("Land Cruiser", "らんど", None),
    ],
)
def test_how_near(name, wanted, near):
    assert closeness(fold_words(name), fold_words(wanted)) is near


def test_the_nearest_of_several_names_counts():
    names = folded("やり直す", "Redo", "Redo", "")
    assert len(names) == 2
    assert nearest(names, "redo") is Closeness.EXACT
    assert nearest((), "redo") is None
