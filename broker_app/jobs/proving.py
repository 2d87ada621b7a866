"""Proving: the proof file of a shipment, from what was kept of it; printable years later.

What was checked, searched, judged and stored is said as it was at the release; the papers follow
as they were issued. A shipment that was never released says so, with the checks as they are now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from broker_app import words
from broker_app.domain.release.record import Facts, Given, Looked
from broker_app.domain.release.run import run
from broker_app.domain.shipment import Shipment
from broker_app.domain.verdict import Verdict
from broker_app.errors import UserError
from broker_app.jobs import as_printed, checking, explaining, explaining_screening, recounting
from broker_app.jobs.books import Books
from broker_app.jobs.deciding import standing_release
from broker_app.jobs.dockets import docket_of
from broker_app.jobs.issuing import Form
from broker_app.jobs.progress import Progress
from broker_app.jobs.releasing import facts_of
from broker_app.jobs.screening import list_title
from broker_app.store import (
    companies,
    documents,
    history,
    integrity,
    parties,
    releases,
    shipments,
    vehicles,
)
from broker_app.store.database import Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page
    from broker_app.papers.proof import Part

_TWO, _THREE = (52.0, 128.0), (46.0, 94.0, 40.0)
_EVIDENCE = (46.0, 76.0, 58.0)
"""The last column holds half a hash on a line."""
_THREE_EQUAL = (50.0, 60.0, 70.0)
_FOUR = (44.0, 62.0, 32.0, 42.0)
_COURSE = (60.0, 50.0, 70.0)


def write_proof(
    reader: Rows,
    progress: Progress,
    books: Books,
    shipment: int,
    folder: Path,
    form: Form,
    today: date,
) -> Path:
    """Write the proof file of a shipment; returns its path. It changes nothing."""
    record = shipments.get(reader, shipment)
    progress(0, 2, "progress.proving", shipment=record.number)
    pages = pages_of(reader, books, shipment, today)
    progress(1, 2, "progress.writing", shipment=record.number)
    path = folder / f"PROOF_{record.number}_{today.isoformat()}.{form.ending}"
    form.write(pages, path, progress)
    return path


def pages_of(reader: Rows, books: Books, shipment: int, today: date) -> "list[Page]":
    """Return the sheets of a proof: what was decided, then every issued paper as it was."""
    from broker_app.papers.proof import Proof, lay_out_proof

    record = shipments.get(reader, shipment)
    given = releases.latest(reader, shipment)
    facts = given.facts if given else _facts_now(reader, books, shipment, today)
    told = _Told(reader, books, record, given, facts)
    kept = documents.of_shipment(reader, shipment)[::-1]
    proof = Proof(
        title=words.say("proof.title", shipment=record.number),
        subject=record.number,
        author=facts.company or companies.get(reader, record.company).called_in(words.language()),
        date=today.isoformat(),
        shown_date=words.day(today),
        sentence=told.sentence(),
        parts=(
            told.cover(),
            told.course(),
            told.checks(),
            told.screening(),
            *told.verdicts(),
            told.evidence(),
            told.red_flags(),
            told.documents(kept),
            told.records(),
        ),
        none=words.say("proof.none"),
    )
    return [lay_out_proof(proof), *_papers(reader, books, kept)]


def _facts_now(reader: Rows, books: Books, shipment: int, today: date) -> Facts:
    docket = docket_of(reader, books, shipment, today)
    return facts_of(reader, books, docket, run(docket, books.release_checks))


def _papers(reader: Rows, books: Books, kept: Sequence[Any]) -> "list[Page]":
    """Return every issued paper as it was printed; what cannot be read is in the list."""
    from broker_app.papers import snapshot as snapshots

    pages = []
    for row in kept:
        if row["kind"] not in books.document_kinds:
            continue
        try:
            printed = snapshots.from_json(row["snapshot"].encode())
            page = as_printed.page_of(reader, books, row["id"], printed, company=None)
        except UserError:
            continue
        pages.append(replace(page, stamps=()))
    return pages


@dataclass(frozen=True, slots=True)
class _Told:
    """Says the parts of a proof."""

    reader: Rows
    books: Books
    record: Shipment
    given: Given | None
    facts: Facts

    def sentence(self) -> str:
        """Return who released it and when, or that nobody has."""
        given = self.given
        if given is None:
            return words.say("proof.not_released")
        values = {"who": given.preparer, "second": given.second, "when": _moment(given.at)}
        stands = standing_release(self.reader, self.record.id or 0) is not None
        later = "" if stands else f" {words.say('proof.changed_since')}"
        return words.say("proof.released", **values, pack=given.pack_version) + later

    def cover(self) -> "Part":
        """Return the shipment, its parties and its days."""
        record, ports = self.facts.shipment or self.record, self.books.ports
        rows = [
            (words.say("proof.company"), self.facts.company),
            (words.say("proof.state"), words.say(f"shipment.state_{self.record.state}")),
            *(
                (words.say(f"paper.field.{role}"), self._person(role))
                for role in ("buyer", "consignee", "notify")
            ),
            *(
                (
                    words.say(f"paper.field.{name}"),
                    ports[getattr(record, name)].printed if getattr(record, name) in ports else "",
                )
                for name in ("port_of_loading", "port_of_discharge")
            ),
            (words.say("proof.final"), words.country(record.final_destination)),
            (words.say("proof.vessel"), f"{record.vessel} {record.voyage}".strip()),
            ("ETD", _day(record.etd)),
            ("ETA", _day(record.eta)),
            (words.say("proof.term"), f"{record.incoterm} {record.currency}"),
            (words.say("proof.vehicles"), "\n".join(self._cars())),
        ]
        heads = (words.say("proof.what"), words.say("proof.said"))
        return _part("proof.shipment", heads, _TWO, [row for row in rows if row[1]])

    def _person(self, role: str) -> str:
        """Return who stood in a role at the release; of an earlier version, who stands there."""
        if self.facts.people:
            return self.facts.people.get(role, "")
        number = getattr(self.record, role)
        return next((p.name for p in parties.every(self.reader) if p.id == number), "")

    def _cars(self) -> list[str]:
        if self.facts.names:
            return list(self.facts.names.values())
        return [str(v) for v in shipments.vehicles(self.reader, self.record.id or 0)]

    def course(self) -> "Part":
        """Return every state it came to, and each change that somebody gave a reason for."""
        entries = history.of_row(self.reader, "shipment", self.record.id or 0)[::-1]
        steps = history.block(self.reader, [entry["step"] for entry in entries])
        back = history.taken_back(self.reader, list(steps))
        rows = []
        for entry in entries:
            step = steps[entry["step"]]
            states = [_state(entry[side]) for side in ("before", "after")]
            if states[0] == states[1] and not step["why"]:
                continue
            moved = " → ".join(filter(None, states)) if states[0] != states[1] else ""
            said = moved or recounting.name_of(self.reader, step)
            if undo := back.get(step["id"]):
                said += "\n" + words.say("proof.taken_back", who=undo["who"])
            by = words.say("pane.by", when=_moment(step["at"]), who=step["who"])
            rows.append((by, said, step["why"]))
        heads = tuple(words.say(f"proof.{key}") for key in ("when", "change", "reason"))
        return _part("proof.course", heads, _COURSE, rows, names=False)

    def checks(self) -> "Part":
        """Return every result with what was compared, and who let it pass why."""
        overridden = {one.check: one for one in self.given.overridden} if self.given else {}
        rows = []
        for result in self.facts.results:
            said = words.say(f"check.outcome.{result.outcome}")
            over = overridden.get(result.check) if result.stands_against else None
            if over is not None:
                said += "\n" + words.say("proof.override", who=over.who, reason=over.reason)
            asked = self.facts.checks
            against = result.stands_against
            found = checking.sentence(self.books, result, asked) if against else ""
            rows.append(
                (
                    checking.title(self.books, result, asked),
                    found,
                    said,
                    checking.inputs(self.books, result),
                )
            )
        heads = tuple(words.say(f"proof.{key}") for key in ("check", "found", "result", "inputs"))
        return _part("proof.checks", heads, _FOUR, rows, note=self.sentence())

    def screening(self) -> "Part":
        """Return what the lists said of each party."""
        rows = [
            (
                looked.party,
                "\n".join(
                    words.say(
                        "proof.list",
                        list=list_title(self.books, name),
                        day=_day(listed),
                        checked=_day(seen),
                    )
                    for name, listed, seen in looked.lists
                )
                or words.say("proof.no_lists"),
                "\n".join(self._looked(looked)),
            )
            for looked in self.facts.parties
        ]
        heads = tuple(words.say(f"proof.{key}") for key in ("party", "lists", "result"))
        return _part("proof.screening", heads, _THREE, rows)

    def _looked(self, looked: Looked) -> list[str]:
        """Return what was found of a party, and who decided what about each hit."""
        said = _looked(looked)
        for one in looked.hits:
            said.append(f"{one.name} ({list_title(self.books, one.list_id)})")
            if one.decision is None:
                said.append(words.say("screening.state.open"))
            else:
                said += explaining_screening.decided(one.decision)
        return said

    def verdicts(self) -> "list[Part]":
        """Return the verdict of each vehicle with its findings and the rule pack."""
        rows = []
        for number, verdict in self.facts.verdicts.items():
            rows.append(self._verdict(number, verdict))
        heads = tuple(words.say(f"proof.{key}") for key in ("vehicle", "findings", "result"))
        return [_part("proof.verdicts", heads, _THREE, rows)]

    def _verdict(self, number: str, verdict: Verdict) -> tuple[str, str, str]:
        found = [
            "\n".join(filter(None, (explaining.sentence(one), explaining.law(one))))
            for one in verdict.findings
        ]
        said = words.say(f"verdict.{verdict.outcome.value}")
        name = self.facts.names.get(number) or self._name(number)
        return (
            name,
            "\n".join(found) or words.say("verdict.none_stops"),
            f"{said}\n{_pack(verdict)}",
        )

    def _name(self, number: str) -> str:
        try:
            return vehicles.get(self.reader, int(number)).chassis_number or number
        except UserError:
            return number

    def evidence(self) -> "Part":
        """Return the stored papers that speak for vehicles."""
        rows = [
            (
                paper.vehicle,
                words.listed(
                    part
                    for part in (
                        words.say(f"evidence.kind.{paper.kind}"),
                        paper.issuer,
                        paper.number,
                        _day(paper.issued_on),
                        paper.file,
                    )
                    if part
                ),
                paper.sha256[:32] + "\n" + paper.sha256[32:],
            )
            for paper in self.facts.papers
        ]
        heads = tuple(words.say(f"proof.{key}") for key in ("vehicle", "paper", "hash"))
        return _part("proof.evidence", heads, _EVIDENCE, rows)

    def red_flags(self) -> "Part":
        """Return the questions with their answers and the decision on a yes."""
        texts = {question.id: words.in_both(question.text) for question in self.books.red_flags}
        rows = [
            (texts.get(name, name), words.say("proof.yes" if said else "proof.no"))
            for name, said in self.facts.answers.items()
        ]
        who, at = self.facts.answered
        note = ""
        if who:
            note = words.say("proof.answered", who=who, when=_moment(at), why=self.facts.decision)
        heads = (words.say("proof.question"), words.say("proof.answer"))
        return _part(
            "proof.red_flags",
            heads,
            (150.0, 30.0),
            rows,
            names=False,
            note=note,
            none=words.say("proof.unanswered"),
        )

    def records(self) -> "Part":
        """Return the end of the journal that all of this was read from, and how to verify it."""
        end = integrity.head(self.reader)
        heads = tuple(words.say(f"proof.{key}") for key in ("entry", "written", "hash"))
        row = (words.number(end.seq), _moment(end.at), f"{end.hash[:32]}\n{end.hash[32:]}")
        rows = [row] if end.seq else []
        return _part("proof.records", heads, _THREE_EQUAL, rows, note=words.say("proof.verify"))

    def documents(self, kept: Sequence[Any]) -> "Part":
        """Return every paper ever issued, with number, revision, state and hash."""
        rows = []
        for row in kept:
            kind = self.books.document_kinds.get(row["kind"])
            name = words.in_both(kind.name) if kind else row["kind"]
            number = row["number"]
            if row["revision"]:
                number = words.say("shipment.revision", number=number, revision=row["revision"])
            when = words.say("pane.by", when=_moment(row["issued_at"]), who=row["issued_by"])
            state = words.say(f"document.{row['state']}")
            if doubt := as_printed.doubt(self.reader, row["id"]):
                state += "\n" + words.say(f"document.{doubt}")
            digest: str = row["sha256"]
            judged = msgspec.json.decode(row["verdicts"], type=dict[str, Verdict])
            packs = {_pack(verdict) for verdict in judged.values()}
            told = "\n".join((when, *sorted(packs)))
            rows.append((f"{name}\n{number}", told, state, f"{digest[:32]}\n{digest[32:]}"))
        heads = tuple(words.say(f"proof.{key}") for key in ("document", "issued", "state", "hash"))
        return _part("proof.documents", heads, (50.0, 48.0, 24.0, 58.0), rows)


def _part(
    key: str,
    heads: tuple[str, ...],
    widths: tuple[float, ...],
    rows: Sequence[tuple[str, ...]],
    names: bool = True,
    note: str = "",
    none: str = "",
) -> "Part":
    from broker_app.papers.proof import Part

    return Part(words.say(key), heads, widths, tuple(rows), names, note, none)


def _pack(verdict: Verdict) -> str:
    return words.say("proof.pack", pack=verdict.pack_version, day=verdict.pack_checked_on)


def _moment(text: str) -> str:
    """Return a stored moment for reading, in the time of this machine."""
    try:
        return str(words.shown(datetime.fromisoformat(text).astimezone()))
    except ValueError:
        return text


def _state(values: str | None) -> str:
    """Return in words the state that a journal entry of a shipment holds, empty where none."""
    state = msgspec.json.decode(values or "{}").get("state")
    return words.say(f"shipment.state_{state}") if state else ""


def _looked(looked: Looked) -> list[str]:
    """Return what was found of a party, when, by whom where by hand, and who owns it."""
    cleared = looked.answer == "clear" and looked.hits
    said = [words.say(f"proof.answer.{'cleared' if cleared else looked.answer}")]
    if looked.by_hand:
        said.append(words.say("proof.by_hand", who=looked.by_hand, when=_moment(looked.at)))
        said += [f"{file}\nSHA-256 {sha256}" for file, sha256 in looked.proofs]
    elif looked.at:
        said.append(_moment(looked.at))
    if looked.ownership:
        owned = words.say(f"party.ownership.{looked.ownership}")
        said.append(words.say("proof.ownership", said=owned))
    return said


def _day(text: str) -> str:
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:
        return text
