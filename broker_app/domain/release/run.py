"""Run: every check of the file over one docket."""

from collections.abc import Callable, Iterable, Mapping

from broker_app.domain.release import (
    afterwards,
    certificates,
    containers,
    credit,
    drafts,
    money,
    papers,
    parties,
    vehicles,
    voyage,
)
from broker_app.domain.release.check import RELEASE, Checks, Found, Result, worst_of
from broker_app.domain.release.docket import Docket

_THEMES = (
    vehicles,
    certificates,
    parties,
    voyage,
    money,
    papers,
    credit,
    containers,
    drafts,
    afterwards,
)

Asks = Callable[[Docket], Iterable[Found]]
FUNCTIONS: Mapping[str, Asks] = {one.__name__: one for theme in _THEMES for one in theme.ALL}
"""The function of each check by its id."""


def run(docket: Docket, checks: Checks, stage: str = RELEASE) -> list[Result]:
    """Return what every check of a stage found, in the order of the file; of each at least one."""
    return [
        Result(check.id, check.version, check.severity, found)
        for check in checks.entries
        if check.counts_at(stage)
        for found in worst_of(FUNCTIONS[check.id](docket))
    ]
