"""Every kind of step is undone and redone: the whole database, before and after, exactly."""

import re
from pathlib import Path

import pytest

from broker_app.domain.person import OF_PEOPLE
from broker_app.jobs import undoing
from broker_app.store import write
from tests.jobs.steps import companies, money, parties, shipments, vehicles
from tests.jobs.steps.office import Office, office
from tests.jobs.whole import whole

__all__ = ["office"]

KINDS = companies.KINDS | money.KINDS | parties.KINDS | shipments.KINDS | vehicles.KINDS
NEVER = {"issue", "judge", "print", "paper_cancel", "list_search", "erased"} | OF_PEOPLE
"""What became of an issued paper stays, who may come in, what was erased; a judgment is computed again;
searches are a log."""
TAKING_BACK = {"undo"}
SIGNED_BY = {"hit_second": "ito", "account_approve": "hayami"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_undone_and_redone_leaves_both_states_exactly(office: Office, kind: str) -> None:
    reader = office.db.connection
    if kind == "list_format_remove":
        vehicles.import_more(office)
    # What a step needs before it is done first, undone, and done again: only the last one counts.
    KINDS[kind](office)
    done = undoing.next_undo(reader)
    assert done is not None
    assert done.key == kind
    second = whole(reader)
    undoing.undo_step(office.db, done.step, "kaneda")
    first = whole(reader)
    assert first != second
    for _ in range(2):
        redo = undoing.next_redo(reader)
        assert redo is not None
        assert redo.key == kind
        who = SIGNED_BY.get(kind, "kaneda")  # nobody signs for another
        undoing.undo_step(office.db, redo.step, who)
        assert whole(reader) == second
        undo = undoing.next_undo(reader)
        assert undo is not None
        assert undo.step == done.step
        undoing.undo_step(office.db, undo.step, "kaneda")
        assert whole(reader) == first
    assert write.verify(reader) is None
    assert reader.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"list_format_remove", "import"}))
def test_undoing_everything_of_a_kind_gives_the_state_before(office: Office, kind: str) -> None:
    reader = office.db.connection
    before = whole(reader)
    last = reader.execute("SELECT max(id) FROM step").fetchone()[0]
    KINDS[kind](office)
    while (found := undoing.next_undo(reader)) is not None and found.step > last:
        undoing.undo_step(office.db, found.step, "kaneda")
    assert whole(reader) == before


def test_every_kind_of_step_that_a_job_does_is_tried() -> None:
    jobs = Path(undoing.__file__).parent
    texts = (file.read_text(encoding="utf-8") for file in jobs.glob("*.py"))
    keys = {key for text in texts for key in re.findall(r'step\(\s*db, "(\w+)"', text)}
    assert keys - KINDS.keys() - NEVER - TAKING_BACK == set()
