"""Guard: changes that could turn a verdict are made with a reason, and stay in sight.

Whoever changes a fact that the answer rests on, of a vehicle that the law has blocked, or not
cleared, says why; and a value far under what was paid is a red
flag. Neither changes a verdict.
"""

from collections.abc import Iterable
from typing import Any

from broker_app.domain.facts import Fact, interval
from broker_app.domain.verdict import Outcome

GUARDED = (
    "displacement_cc",
    "powertrain",
    "vehicle_class",
    "hs_code",
    "export_value_jpy",
    "model_code",
    "body",
    "fuel",
    "gross_weight_kg",
    "seats",
    "made_in",
)
NOT_CLEARED = (Outcome.BLOCKED, Outcome.REVIEW, Outcome.CONDITIONAL)
FAR_UNDER_PERCENT = 50
"""An export value of less than this share of the hammer price asks for a look."""


def guarding(
    outcomes: Iterable[Outcome], name: str, before: Fact | None, after: Any, precision: int = 1
) -> Outcome | None:
    """Return the outcome for which a change needs a reason, None where it needs none.

    `outcomes` are what the law said so far, of any destination. A fact that nobody knew before is
    filled in, not changed, and so is the finer figure behind one that was printed in steps
    (`precision` is the step of the new one); but a code was derived all the time.
    """
    if name not in GUARDED or _fills_in(name, before, after, precision):
        return None
    said = set(outcomes)
    return next((outcome for outcome in NOT_CLEARED if outcome in said), None)


def _fills_in(name: str, before: Fact | None, after: Any, precision: int) -> bool:
    if before is None:
        return name != "hs_code" or after is None
    if before.value == after and before.precision >= precision:
        return True
    if before.precision <= 1 or not isinstance(after, int):
        return False
    low, high = interval(before.value, before.precision)
    first, last = interval(after, precision)
    return low <= first and last <= high


def is_far_under(value_jpy: int | None, hammer_price_jpy: int | None) -> bool:
    """Tell whether an export value lies far under the price paid at auction."""
    if value_jpy is None or not hammer_price_jpy:
        return False
    return value_jpy * 100 < hammer_price_jpy * FAR_UNDER_PERCENT
