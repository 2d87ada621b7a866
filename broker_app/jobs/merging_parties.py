"""Merging parties: those that are likely the same are found, looked at side by side, made one.

Issued papers keep the words they were issued with, so they keep nobody apart.
"""

from collections.abc import Iterator, Mapping, Sequence

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.likeness import paired
from broker_app.domain.party import Party
from broker_app.domain.party_likeness import (
    ALIKE,
    REASONS,
    SAME_NAME,
    TOGETHER,
    contact_keys,
    default_of,
    merged,
    sharing,
)
from broker_app.domain.variants import slips
from broker_app.errors import UserError
from broker_app.jobs.agreeing import refuse_disagreement
from broker_app.jobs.finding_parties import party_keys
from broker_app.jobs.merging import MOST, Candidates, SideBySide
from broker_app.jobs.party_names import words_of
from broker_app.jobs.progress import Progress
from broker_app.screening.words import Word
from broker_app.store import belongings, likely_same, particulars, parties, proformas, write
from broker_app.store import merging as rows
from broker_app.store.database import Database, Rows

APART = "party_not_same"
OWN = frozenset({"party", "party_paper", "attachment", "screening", APART})
"""What goes with a party, or is let go of, when it is removed: nobody else rests on it."""
_SHORTEST = 6
"""Letters of a name from which one slip of the hand is no other name."""
_SOUNDS = 5


def candidates(reader: Rows, progress: Progress) -> Candidates:
    """Return the pairs of parties that are likely the same, but for those said not to be."""
    every = parties.every(reader)
    progress(0, 3, "progress.duplicates")
    contacts: dict[str, list[tuple[int, str]]] = {}
    for party in every:
        for reason, key in contact_keys(party):
            contacts.setdefault(reason, []).append((party.id or 0, key))
    progress(1, 3, "progress.duplicates")
    names = [(party.id or 0, name) for party in every for name in _names(party)]
    found = [one for reason, keyed in contacts.items() for one in sharing(keyed, reason)]
    whole = ((party, key) for party, name in names if (key := _whole(name)))
    same = set(sharing(whole, SAME_NAME))
    progress(2, 3, "progress.duplicates")
    alike = sharing(((party, key) for party, name in names for key in _likenesses(name)), ALIKE)
    known = {pair[:2] for pair in same}
    found += [*same, *(pair for pair in alike if pair[:2] not in known)]
    apart = likely_same.marked_not_same(reader, APART)
    pairs = [p for p in paired(found, REASONS) if (p.first, p.second) not in apart]
    return Candidates(tuple(pairs[:MOST]), len(pairs))


def side_by_side(reader: Rows, one: int, other: int) -> SideBySide[Party]:
    """Return two parties to look at, the one that more rests on first.

    Raises UserError where one is gone, and where both are the same one already.
    """
    beside = {party: rows.weight(reader, party, "party") for party in (one, other)}
    kept, gone = sorted((one, other), key=lambda party: (-sum(beside[party].values()), party))
    return seen_as(reader, kept, gone)


def seen_as(reader: Rows, kept: int, other: int) -> SideBySide[Party]:
    """Return two parties side by side, the one first that somebody wants to keep."""
    records = parties.get(reader, kept), parties.get(reader, other)
    if kept == other:
        raise UserError("merge_party_itself", party=records[0].name)
    first, second = (rows.weight(reader, party, "party") for party in (kept, other))
    problem = _what_parts(reader, kept, other, records)
    return SideBySide(kept, other, records, default_of(*records), (first, second), problem)


def merge(db: Database, kept: int, other: int, chosen: Mapping[str, int], who: str) -> Changes:
    """Make two parties one: all that names the other names the one that is kept.

    `chosen` says of each differing field whose is taken: 0 the kept one's, 1 the other's; what is
    not named goes by default. Raises UserError where both are the same one, or one is gone.
    """
    reader = db.connection
    names = [parties.get(reader, party).name for party in (kept, other)]
    with write.step(db, "party_merge", who, kept=names[0], other=names[1]) as step:
        seen = seen_as(reader, kept, other)
        if seen.problem is not None:
            raise seen.problem
        rows.forget_apart(step, reader, APART, kept, other)
        rows.give_references(step, reader, "party", kept, other)
        proformas.give(step, reader, kept, other)
        particulars.give_party(step, reader, party_keys(), kept, other)
        step.remove("party", other)
        parties.change(step, merged(*seen.records, {**seen.default, **chosen}))
        refuse_disagreement(reader, step)
    return Changes(frozenset(step.tables) | {"party"}, step.number, rows_moved=True)


def not_the_same(db: Database, one: int, other: int, who: str) -> Changes:
    """Remember that two parties are not the same, so that they are not shown as a pair."""
    names = [parties.get(db.connection, party).name for party in (one, other)]
    if one == other:
        raise UserError("merge_party_itself", party=names[0])
    with write.step(db, "party_not_same", who, one=names[0], other=names[1]) as step:
        likely_same.mark_not_same(step, one, other, APART)
    return Changes(frozenset({APART}), step.number)


def remove(db: Database, party: int, who: str) -> Changes:
    """Remove a party that nothing names, with its papers; searches of it stay on record.

    Raises UserError where a sale, a shipment, an offer or a decision about a hit names it.
    """
    reader = db.connection
    name = parties.get(reader, party).name
    with write.step(db, "party_remove", who, name=name) as step:
        own = belongings.of_rows(reader, "party", [party])
        named = [table for table in own if table not in OWN]
        if proformas.name_party(reader, party):
            named.append("proforma")
        if particulars.naming_party(reader, party_keys(), party):
            named.append("shipment")
        if named:
            raise UserError("party_in_use", name=name, what=_said(named))
        for table, numbers in own.items():
            if table != "screening":
                step.remove_block(table, numbers)
    return Changes(frozenset(step.tables) | {"party"}, step.number, rows_moved=True)


def said_of(party: Party, name: str) -> str:
    """Return a field of a party as people read it, with what belongs to it."""
    values = [getattr(party, one) for one in TOGETHER.get(name, (name,))[:2]]
    if name == "country":
        return words.country(party.country) if party.country else "–"
    if name in ("kind", "owners"):
        choice = values.pop()
        field = "kind" if name == "kind" else "ownership"
        values.append(words.say(f"party.{field}.{choice or 'none'}"))
    lines = (words.listed(value) if isinstance(value, tuple) else value for value in values)
    return " ".join(filter(None, lines)) or "–"


def _what_parts(reader: Rows, kept: int, other: int, records: Sequence[Party]) -> UserError | None:
    found = rows.clashes(reader, kept, other, "party")
    if not found:
        return None
    return UserError("merge_both", what=_said(found), one=records[0].name, other=records[1].name)


def _said(tables: Sequence[str]) -> str:
    keys = [(table, f"table.{table}") for table in dict.fromkeys(tables)]
    return words.listed(words.within(words.say(k)) if words.has(k) else t for t, k in keys)


def _names(party: Party) -> Iterator[tuple[Word, ...]]:
    """Yield the names of a party as their words, without legal forms and the like."""
    is_person = party.kind == "person"
    for name in party.all_names:
        yield words_of(name, is_person)


def _whole(name: Sequence[Word]) -> str:
    """Return what a name is whatever its order, width, case and legal form."""
    return " ".join(sorted(word.latin or word.text for word in name))


def _likenesses(name: Sequence[Word]) -> Iterator[str]:
    """Yield what a name shares with one that differs by a slip of the hand, by its script, or by
    words that mean the same: `Motors`, `自動車`."""
    if name:
        yield f"meant {' '.join(sorted(word.text for word in name))}"
    told = " ".join(sorted(word.text for word in name if word.role not in ("name", "initial")))
    own = [word for word in name if word.role in ("name", "initial")]
    bare = "".join(word.latin or word.text for word in own)
    if len(bare) >= _SHORTEST:
        yield from (f"slip {told}|{slip}" for slip in slips(bare))
    heard = "".join(next(iter(word.sounds), "") for word in own)
    if len(heard) >= _SOUNDS:
        yield f"sound {told}|{heard}"
