"""The runner: jobs and questions, cancelled, failed, told once."""

import gc
import sqlite3
import threading
import time
import weakref

import pytest
from PySide6.QtCore import QObject

from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.store import write
from broker_app.store.database import open_file
from broker_app.ui.runner import Runner

from .conftest import car, put_stock


def add_step(db, progress, name):
    with write.step(db, "party", name, name=name) as step:
        for done in range(200):
            progress(done, 200, "progress.confirming")
            time.sleep(0.001)
    return "done", Changes(frozenset({"party"}), step.number)


def endless(reader):
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    return reader.execute(sql).fetchone()[0]


def test_a_job_runs_on_the_writer_and_tells_its_changes_once(qtbot, runner):
    told = []
    runner.changed.connect(told.append)
    with qtbot.waitSignals([runner.changed]):
        task = runner.change(add_step, "Sato")
        places = []
        task.succeeded.connect(lambda _: places.append(threading.current_thread()))
        seen = []
        task.progress.connect(lambda *a: seen.append(a))
    assert [changes.tables for changes in told] == [{"party"}]
    assert places == [threading.main_thread()]
    assert seen
    assert seen[0][1:] == (200, "Confirming facts")


def test_a_cancelled_job_changes_nothing(qtbot, runner, file):
    task = runner.change(add_step, "Sato")
    task.progress.connect(lambda *_: task.cancel())
    with qtbot.waitSignal(task.cancelled):
        pass
    with open_file(file) as db:
        assert db.connection.execute("SELECT count(*) FROM step").fetchone()[0] == 0


def test_a_superseded_question_is_interrupted_and_stays_silent(qtbot, runner):
    slow = runner.ask(endless)
    heard = []
    slow.succeeded.connect(heard.append)
    qtbot.wait(30)
    with qtbot.waitSignal(slow.cancelled):
        runner.ask(lambda reader: 7, instead_of=slow).succeeded.connect(heard.append)
    qtbot.waitUntil(lambda: not runner.busy)
    assert heard == [7]


def test_an_answer_to_a_cancelled_question_is_not_delivered(qtbot, runner):
    task = runner.ask(lambda reader: 1)
    heard = []
    task.succeeded.connect(heard.append)
    with qtbot.waitSignal(task.cancelled):
        time.sleep(0.05)  # it is answered, and its answer waits for the main thread
        task.cancel()
    assert heard == []


def test_a_user_error_reaches_whoever_answers_for_it(qtbot, runner):
    def refuse(db):
        raise UserError("name_needed")

    everybody = []
    runner.failed.connect(everybody.append)
    with qtbot.waitSignal(runner.failed) as told:
        runner.change(refuse)
    assert told.args[0].key == "name_needed"
    mine = []
    task = runner.change(refuse).on_failure(mine.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert [problem.key for problem in mine] == ["name_needed"]
    assert len(everybody) == 1


def test_a_bug_is_logged_and_told(qtbot, runner, caplog):
    def broken(db):
        raise ZeroDivisionError

    with qtbot.waitSignal(runner.failed) as told:
        runner.change(broken)
    assert isinstance(told.args[0], ZeroDivisionError)
    assert "a task failed" in caplog.text


def test_a_question_cannot_write(qtbot, runner):
    def write_anyway(reader):
        reader.execute("DELETE FROM vehicle")

    with qtbot.waitSignal(runner.failed) as told:
        runner.ask(write_anyway)
    assert isinstance(told.args[0], UserError | sqlite3.OperationalError)


def test_what_another_process_writes_is_noticed(qtbot, runner, file):
    qtbot.wait(1200)  # it has looked once
    with qtbot.waitSignal(runner.changed, timeout=4000) as told, open_file(file) as db:
        put_stock(db, [car(1)])
    assert told.args[0].rows_moved
    assert told.args[0].touches("vehicle")


def test_own_writes_are_not_taken_for_foreign_ones(qtbot, runner):
    qtbot.wait(1200)
    told = []
    with qtbot.waitSignal(runner.changed):
        runner.change(add_step, "Sato")
    runner.changed.connect(told.append)
    qtbot.wait(1500)
    assert told == []


def test_work_without_a_reader_runs_too(qtbot, runner):
    def double(number, progress):
        progress(1, 2, "progress.confirming")
        return number * 2

    with qtbot.waitSignal(runner.ask(double, 21).succeeded) as told:
        pass
    assert told.args == [42]


@pytest.fixture(autouse=True)
def log_is_expected(caplog):
    yield
    caplog.clear()


def test_garbage_is_collected_on_the_main_thread_only(qtbot, runner):
    class Held(QObject):
        pass

    died_on = []

    def make() -> None:
        held = Held()
        weakref.finalize(held, lambda: died_on.append(threading.current_thread().name))
        held.itself = held  # a cycle: only the collector can free it

    make()
    assert not gc.isenabled()
    busy = [runner.ask(lambda: [[i] for i in range(20_000)] and None) for _ in range(6)]
    qtbot.waitUntil(lambda: not runner.busy, timeout=5000)
    assert len(busy) == 6
    assert died_on == []
    gc.collect()
    assert died_on == ["MainThread"]


def test_the_collector_is_python_s_own_again_after_the_runner(file):
    Runner(file).close()
    assert gc.isenabled()


def test_what_can_wait_is_done_when_nothing_runs_any_more(qtbot, runner):
    told = []
    task = runner.ask(lambda: time.sleep(0.05))
    task.succeeded.connect(lambda _: told.append("asked"))
    runner.when_idle(lambda: told.append("later"))
    assert runner.busy
    qtbot.waitUntil(lambda: not runner.busy)
    assert told == ["asked", "later"]


def test_what_can_wait_is_soon_done_where_nothing_runs(qtbot, runner):
    told = []
    runner.when_idle(lambda: told.append("later"))
    assert (told, runner.busy) == ([], True)
    qtbot.waitUntil(lambda: told == ["later"])
    assert not runner.busy
