"""A monkey plays with the window: nothing complains, and the database stays sound."""

import pytest

from tests.monkey.run import run

ACTS = 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_events_do_no_harm(qapp, demo_folder, tmp_path, seed):
    account = run(qapp, demo_folder, tmp_path / "run", seed, acts=ACTS)
    assert account.faults == [], account.told()
    assert account.count == ACTS
