"""Rule packs as bytes, and the verdicts that rest on them."""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from broker_app.domain.verdict import SEVERITY, Because, Finding, Outcome, Verdict
from broker_app.store.database import Rows
from broker_app.store.vehicles import CHUNK
from broker_app.store.write import Step

if TYPE_CHECKING:
    from broker_app.domain.rule import Pack

VERDICT_COLUMNS = (
    "vehicle",
    "destination",
    "outcome",
    "severity",
    "findings",
    "asked_on",
    "holds_from",
    "holds_until",
    "pack",
)


def put(step: Step, reader: Rows, pack: "Pack", content: bytes) -> int:
    """Store a pack once; returns its id. Equal bytes are the same pack."""
    known = id_of(reader, pack.sha256)
    if known is not None:
        return known
    return step.insert(
        "pack",
        {
            "version": pack.version,
            "checked_on": pack.checked_on.isoformat(),
            "sha256": pack.sha256,
            "content": content,
            "installed_at": step.at,
        },
    )


def id_of(reader: Rows, sha256: str) -> int | None:
    """Return the id of a stored pack with these bytes."""
    row = reader.execute("SELECT id FROM pack WHERE sha256 = ?", (sha256,)).fetchone()
    return int(row[0]) if row else None


def versions(reader: Rows) -> dict[int, str]:
    """Return the version of every stored pack by its id."""
    return dict(reader.execute("SELECT id, version FROM pack").fetchall())


def content(reader: Rows, pack: int) -> bytes:
    """Return the bytes of a stored pack, to judge again as of then."""
    return bytes(reader.execute("SELECT content FROM pack WHERE id = ?", (pack,)).fetchone()[0])


def use(step: Step, pack: int) -> None:
    """Judge by a stored pack from now on."""
    step.insert("pack_in_use", {"pack": pack, "who": step.who, "at": step.at})


def use_earlier(step: Step, reader: Rows) -> None:
    """Judge by the pack that was in use before the last one was installed."""
    (last,) = reader.execute("SELECT max(id) FROM pack_in_use").fetchone()
    if last is not None:
        step.remove("pack_in_use", last)


def in_use(reader: Rows) -> sqlite3.Row | None:
    """Return the installed pack that is in use, with its bytes; None where none was installed."""
    found: sqlite3.Row | None = reader.execute(
        """
        SELECT p.version, p.checked_on, p.sha256, p.content FROM pack_in_use u
        JOIN pack p ON p.id = u.pack ORDER BY u.id DESC LIMIT 1
        """
    ).fetchone()
    return found


def stored_verdicts(reader: Rows, destination: str) -> list[tuple[int, int, date]]:
    """Return of each stored verdict its vehicle, its pack and the day it was asked for."""
    sql = "SELECT vehicle, pack, asked_on FROM verdict WHERE destination = ? ORDER BY vehicle"
    rows = reader.execute(sql, (destination,))
    return [(row[0], row[1], date.fromisoformat(row[2])) for row in rows]


class FindingSets:
    """Stores each distinct set of findings once and hands out its id."""

    def __init__(self, step: Step, reader: Rows) -> None:
        self._step = step
        self._reader = reader
        self._ids: dict[int, int] = {}
        self._kept: list[Verdict] = []

    def id_of(self, verdict: Verdict) -> int:
        """Return the id under which a verdict's findings are stored."""
        known = self._ids.get(id(verdict))
        if known is None:
            known = self._ids[id(verdict)] = self._store(verdict)
            self._kept.append(verdict)  # its address must stay its own
        return known

    def _store(self, verdict: Verdict) -> int:
        text = msgspec.json.encode(verdict.findings)
        sha256 = hashlib.sha256(text).hexdigest()
        sql = "SELECT id FROM finding_set WHERE sha256 = ?"
        row = self._reader.execute(sql, (sha256,)).fetchone()
        if row is None:
            values = (sha256, verdict.outcome.value, text.decode())
            self._step.put_derived("finding_set", ("sha256", "outcome", "content"), [values])
            row = self._reader.execute(sql, (sha256,)).fetchone()
        return int(row[0])


def put_verdicts(
    step: Step,
    sets: FindingSets,
    verdicts: Sequence[tuple[int, Verdict]],
    destination: str,
    asked_on: date,
    pack: int,
) -> None:
    """Store the verdicts of vehicles for one destination, in place of earlier ones."""
    values = {
        id(verdict): (
            destination,
            verdict.outcome.value,
            SEVERITY[verdict.outcome],
            sets.id_of(verdict),
            asked_on.isoformat(),
            verdict.holds_from.isoformat(),
            verdict.holds_until.isoformat() if verdict.holds_until else None,
            pack,
        )
        for verdict in {id(verdict): verdict for _, verdict in verdicts}.values()
    }
    rows = [(vehicle, *values[id(verdict)]) for vehicle, verdict in verdicts]
    step.put_derived("verdict", VERDICT_COLUMNS, rows)


def verdict_of(reader: Rows, vehicle: int, destination: str) -> tuple[Verdict, date] | None:
    """Return the stored verdict of a vehicle and the day it was asked for."""
    row = reader.execute(
        """
        SELECT d.*, f.content, p.version, p.checked_on FROM verdict d
        JOIN finding_set f ON f.id = d.findings JOIN pack p ON p.id = d.pack
        WHERE d.vehicle = ? AND d.destination = ?
        """,
        (vehicle, destination),
    ).fetchone()
    return (_verdict(row), date.fromisoformat(row["asked_on"])) if row else None


def outcomes_of(reader: Rows, vehicle: int) -> list[Outcome]:
    """Return what the law says of a vehicle so far, for every destination that was asked."""
    rows = reader.execute("SELECT outcome FROM verdict WHERE vehicle = ?", (vehicle,))
    return [Outcome(row[0]) for row in rows]


def outcomes_of_many(reader: Rows, vehicles: Sequence[int]) -> dict[int, list[Outcome]]:
    """Return the same of many vehicles; those that nobody asked about are left out."""
    found: dict[int, list[Outcome]] = {}
    for start in range(0, len(vehicles), CHUNK):
        part = vehicles[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        sql = f"SELECT vehicle, outcome FROM verdict WHERE vehicle IN ({marks})"  # noqa: S608
        for vehicle, outcome in reader.execute(sql, tuple(part)):
            found.setdefault(vehicle, []).append(Outcome(outcome))
    return found


def to_judge(reader: Rows, destination: str, on: date, pack: int) -> list[int]:
    """Return the vehicles without a verdict that holds on that day under that pack."""
    sql = """
        SELECT v.id FROM vehicle v
        LEFT JOIN verdict d ON d.vehicle = v.id AND d.destination = :destination
        WHERE d.vehicle IS NULL OR d.pack != :pack OR :day < d.holds_from
           OR (d.holds_until IS NOT NULL AND :day > d.holds_until)
        ORDER BY v.id
    """
    values = {"destination": destination, "day": on.isoformat(), "pack": pack}
    return [row[0] for row in reader.execute(sql, values)]


def review_counts(reader: Rows, destination: str, batch: int | None) -> list[tuple[str, int]]:
    """Return the finding sets under REVIEW with how many vehicles stand behind each."""
    sql = """
        SELECT f.content, count(*) FROM verdict d JOIN finding_set f ON f.id = d.findings
        WHERE d.destination = :destination AND d.outcome = 'REVIEW'
          AND (:batch IS NULL OR d.vehicle IN (SELECT vehicle FROM lot WHERE batch = :batch))
        GROUP BY f.id
    """
    rows = reader.execute(sql, {"destination": destination, "batch": batch})
    return [(row[0], row[1]) for row in rows]


def review_sets(reader: Rows, destination: str) -> list[tuple[int, str]]:
    """Return the sets of findings under REVIEW, each with its id."""
    sql = """
        SELECT DISTINCT f.id, f.content FROM verdict d JOIN finding_set f ON f.id = d.findings
        WHERE d.destination = ? AND d.outcome = 'REVIEW' ORDER BY f.id
    """
    return [(row[0], row[1]) for row in reader.execute(sql, (destination,))]


def count_by_rule(reader: Rows, destination: str) -> dict[str, tuple[int, int]]:
    """Return of each rule how many vehicles it applies to, and how many wait for a fact."""
    sql = """
        SELECT f.content, count(*) FROM verdict d JOIN finding_set f ON f.id = d.findings
        WHERE d.destination = ? GROUP BY f.id
    """
    counts: dict[str, tuple[int, int]] = {}
    for text, number in reader.execute(sql, (destination,)):
        for finding in {f.rule: f for f in reversed(findings_from(text))}.values():
            applies, waits = counts.get(finding.rule, (0, 0))
            if finding.undecided:
                counts[finding.rule] = (applies, waits + number)
            else:
                counts[finding.rule] = (applies + number, waits)
    return counts


def under_review(reader: Rows, destination: str) -> list[tuple[int, str]]:
    """Return every vehicle under REVIEW with its stored findings."""
    sql = """
        SELECT d.vehicle, f.content FROM verdict d JOIN finding_set f ON f.id = d.findings
        WHERE d.destination = ? AND d.outcome = 'REVIEW' ORDER BY d.vehicle
    """
    return [(row[0], row[1]) for row in reader.execute(sql, (destination,))]


def findings_from(text: str) -> tuple[Finding, ...]:
    """Read stored findings back."""
    return tuple(_finding(raw) for raw in msgspec.json.decode(text))


def outcomes(reader: Rows, vehicles: Iterable[int], destination: str) -> dict[int, str]:
    """Return the stored outcome of each of the vehicles that has one."""
    found: dict[int, str] = {}
    chosen = list(vehicles)
    for start in range(0, len(chosen), CHUNK):
        part = chosen[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        sql = f"SELECT vehicle, outcome FROM verdict WHERE destination = ? AND vehicle IN ({marks})"  # noqa: S608
        found.update((row[0], row[1]) for row in reader.execute(sql, (destination, *part)))
    return found


def _verdict(row: sqlite3.Row) -> Verdict:
    until = row["holds_until"]
    return Verdict(
        Outcome(row["outcome"]),
        findings_from(row["content"]),
        row["version"],
        date.fromisoformat(row["checked_on"]),
        date.fromisoformat(row["holds_from"]),
        date.fromisoformat(until) if until else None,
    )


def _finding(raw: Mapping[str, Any]) -> Finding:
    values = dict(raw) | {
        "outcome": Outcome(raw["outcome"]),
        "because": tuple(_because(b) for b in raw["because"]),
        "in_force": date.fromisoformat(raw["in_force"]) if raw["in_force"] else None,
        "checked_on": date.fromisoformat(raw["checked_on"]) if raw["checked_on"] else None,
    }
    if raw.get("promulgated"):
        values["promulgated"] = date.fromisoformat(raw["promulgated"])
    for name in ("missing", "unconfirmed", "evidence", "reference"):
        values[name] = tuple(raw[name])
    return Finding(**values)


def _because(raw: Mapping[str, Any]) -> Because:
    bound = raw["bound"]
    return Because(**(dict(raw) | {"bound": tuple(bound) if isinstance(bound, list) else bound}))
