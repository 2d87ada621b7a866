"""The window model: any length, read by the block."""

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from broker_app.store import write
from broker_app.store.database import open_file, open_reader
from broker_app.store.vehicles import Query
from broker_app.ui.models.columns import COLUMNS
from broker_app.ui.models.window_model import BLOCK, BLOCKS_KEPT, WindowModel
from broker_app.ui.runner import Runner

from .conftest import car, put_stock

MANY = 3000


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    file = tmp_path_factory.mktemp("many") / "many.db"
    with open_file(file) as db:
        put_stock(db, [car(n, maker="MAZDA" if n % 10 == 0 else "TOYOTA") for n in range(MANY)])
    return file


@pytest.fixture
def model(qtbot, many):
    runner, reader = Runner(many), open_reader(many)
    made = WindowModel(runner, reader)
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Warning, made
    )
    ask(qtbot, made, Query())
    yield made
    qtbot.waitUntil(lambda: not runner.busy)
    del tester
    runner.close()
    reader.close()


def ask(qtbot, model, query):
    with qtbot.waitSignal(model.arrived):
        model.ask(query)


def column(name):
    return next(n for n, c in enumerate(COLUMNS) if c.id == name)


def text(model, row, name):
    return model.data(model.index(row, column(name)))


def test_all_rows_are_there_and_few_are_held(model):
    assert model.rowCount() == MANY
    for row in range(0, MANY, 100):
        assert text(model, row, "odometer_km") == f"{10_000 + row:,}"
    assert len(model._blocks) <= BLOCKS_KEPT


def test_random_jumps_read_the_right_row(model):
    chance = random.Random(7)
    for _ in range(300):
        row = chance.randrange(MANY)
        assert text(model, row, "chassis_number") == f"NZE161-{7000000 + row}"


def test_sorting_is_done_by_the_store(qtbot, model):
    ask(qtbot, model, Query(sort="odometer_km", descending=True))
    assert text(model, 0, "odometer_km") == f"{10_000 + MANY - 1:,}"
    assert model.row_of(MANY) == 0


def test_searching_finds_by_words(qtbot, model):
    ask(qtbot, model, Query(words="mazda"))
    assert model.rowCount() == MANY // 10
    ask(qtbot, model, Query(words="nothing like this"))
    assert model.rowCount() == 0
    assert model.id_at(0) is None


def test_the_last_question_wins(qtbot, model):
    for words in ("toyota", "mazda", "7000001"):
        model.ask(Query(words=words))
    qtbot.waitUntil(lambda: model.complete)
    assert model.rowCount() == 1


def test_a_row_that_has_gone_paints_blank(qtbot, model, many):
    last = MANY - 1
    with open_file(many) as db, write.step(db, "edit", "Sato") as step:
        step.remove_block("lot", [MANY])
        step.remove("vehicle", MANY)
    model.look_again()
    assert model.data(model.index(last, column("name"))) == ""
    assert model.row_at(last) is None
    with open_file(many) as db:
        write.undo(db, step.number, "Sato")


def test_heads_align_with_their_cells(model):
    for number in range(model.columnCount()):
        across = Qt.Orientation.Horizontal
        align = Qt.ItemDataRole.TextAlignmentRole
        assert model.headerData(number, across, align) == model.data(model.index(0, number), align)
        assert not str(model.headerData(number, across)).startswith("column.")


def test_blocks_are_of_one_size():
    assert BLOCK * BLOCKS_KEPT == 1024
