"""Checks of the carrier's draft of the bill of lading, where one was entered.

Chassis numbers, consignee and totals stop with the checks of all papers; here stands the rest.
"""

from collections.abc import Iterator

from broker_app.domain.bl_draft import GRAVE, NOT_GIVEN, SAME
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, passed
from broker_app.domain.release.docket import Docket, draft_rows


def draft_agrees(docket: Docket) -> Iterator[Found]:
    """Every other box of the draft says what was instructed."""
    if docket.draft is None:
        yield APART
        return
    for row in draft_rows(docket, leave_out=GRAVE):
        said = {"box": row.box, "given": row.draft or "-", "asked": row.instructed or "-"}
        if row.outcome == NOT_GIVEN:
            yield Found(CANNOT_TELL, {"missing": (f"draft.{row.box}",)}, at=row.box)
        else:
            yield Found(FAILED, said, at=row.box)
    yield passed(boxes=sum(row.outcome == SAME for row in docket.draft.rows))


def draft_approved(docket: Docket) -> Iterator[Found]:
    """A person has approved the draft as it stands: no bill of lading is issued before."""
    if docket.draft is None:
        yield Found(CANNOT_TELL, {"missing": ("draft",)})
    elif not docket.draft.approved_by:
        yield Found(FAILED, {"state": "draft_open"})
    yield passed(who=docket.draft.approved_by if docket.draft else "")


ALL = (draft_agrees, draft_approved)
