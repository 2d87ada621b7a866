"""Answers about red flags of a shipment; every set is kept, the latest counts."""

import msgspec

from broker_app.domain.red_flags import RedFlagAnswers
from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, given: RedFlagAnswers) -> int:
    """Store answers with who gave them and when."""
    return step.insert(
        "red_flag_answers",
        {
            "shipment": given.shipment,
            "about": given.about,
            "answers": msgspec.json.encode(dict(given.answers)).decode(),
            "why": given.why,
            "who": step.who,
            "at": step.at,
        },
    )


def latest(reader: Rows, shipment: int) -> RedFlagAnswers | None:
    """Return the latest answers about a shipment."""
    sql = "SELECT * FROM red_flag_answers WHERE shipment = ? ORDER BY id DESC LIMIT 1"
    row = reader.execute(sql, (shipment,)).fetchone()
    if row is None:
        return None
    answers = msgspec.json.decode(row["answers"], type=dict[str, bool])
    return RedFlagAnswers(shipment, row["about"], answers, row["why"], row["who"], row["at"])
