"""Weights: how much each component of the score counts, where the office decided it itself."""

from collections.abc import Mapping

from broker_app.store.database import Rows
from broker_app.store.write import Step


def every(reader: Rows) -> dict[str, int]:
    """Return the weights by component, empty where the office keeps none of its own."""
    rows = reader.execute("SELECT component, weight FROM score_weight ORDER BY id")
    return {row["component"]: row["weight"] for row in rows}


def put(step: Step, reader: Rows, weights: Mapping[str, int]) -> None:
    """Store weights in the place of those that are kept; none of them gives up what is kept."""
    rows = reader.execute("SELECT component, id, weight FROM score_weight").fetchall()
    kept = {component: (number, weight) for component, number, weight in rows}
    for component, (number, _) in kept.items():
        if component not in weights:
            step.remove("score_weight", number)
    for component, weight in weights.items():
        number, before = kept.get(component, (0, None))
        if before is None:
            step.insert("score_weight", {"component": component, "weight": weight})
        elif before != weight:
            step.change("score_weight", number, {"weight": weight})
