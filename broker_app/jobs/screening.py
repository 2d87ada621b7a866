"""Screening: what is held of parties by the lists and by people; hits decided by people.

A search never clears by itself what a person has to decide, and without fresh copies of every list
that binds an exporter in Japan it decides nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.disposition import (
    REASONS,
    Disposition,
    ListInUse,
    Screening,
    Standing,
    entry_key,
    hit_about,
    screening_of,
)
from broker_app.domain.party import Party
from broker_app.domain.person import Secret
from broker_app.domain.screening import Hit
from broker_app.domain.two_people import is_person, same_person
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.jobs.books import Books
from broker_app.jobs.party_names import is_searchable_party
from broker_app.jobs.sanctions_lists import Held, lists
from broker_app.jobs.standings import known_of
from broker_app.store import parties, screenings, write
from broker_app.store.database import Database, Rows
from broker_app.store.write import Step


def screening(reader: Rows, books: Books, party: Party, today: date) -> Screening:
    """Return what is held of a party today."""
    if party.id is None:
        return screening_of(party, (), None, (), today)
    return of_parties(reader, books, today, [party])[party.id]


def of_parties(
    reader: Rows, books: Books, today: date, chosen: Sequence[Party] | None = None
) -> dict[int, Screening]:
    """Return what is held of every party today, or of some."""
    people = parties.every(reader) if chosen is None else chosen
    known = known_of(reader, people, today)
    held = lists(reader, books, today, books.lists_fresh_days)
    searched_in = in_use(held)
    required = [one.about.id for one in held if one.about.binding]
    found = {}
    for party in people:
        number = party.id or 0
        one = known[number]
        found[number] = screening_of(
            party, searched_in, one.searched, one.standings, today, books.lists_fresh_days,
            required, is_searchable_party,
        )  # fmt: skip
    return found


def state_of(reader: Rows, books: Books, people: Iterable[int], today: date) -> str:
    """Return what the law is told of several parties together: the worst; nobody is unscreened."""
    named = [parties.get(reader, number) for number in dict.fromkeys(people)]
    states = {one.state for one in of_parties(reader, books, today, named).values()}
    found = states if named else {"unscreened"}
    return next((state for state in ("designated", "unscreened") if state in found), "clear")


def decide(
    db: Database,
    books: Books,
    party: int,
    entry: tuple[str, str],
    decision: str,
    reason: str,
    note: str,
    who: str,
    today: date,
    until: str = "",
    attachment: int | None = None,
) -> Changes:
    """Keep what a person decided about a hit.

    Raises UserError for a hit that is gone, a decision without its reason, a reason `other`
    without a note, and an end that is past.
    """
    if not who.strip():
        raise UserError("name_needed")
    if reason not in REASONS.get(decision, ()):
        raise UserError("hit_reason_needed")
    if reason == "other" and not note.strip():
        raise UserError("hit_note_needed")
    if until and until < today.isoformat():
        raise UserError("hit_until_past", day=date.fromisoformat(until))
    record = parties.get(db.connection, party)
    every = screening(db.connection, books, record, today).standings
    before = _standing(every, record, entry)
    hit = before.hit
    decided = Disposition(
        party=party,
        list_id=hit.entry.list_id,
        entry_id=hit.entry.entry_id,
        about=hit_about(record, hit.entry),
        level=hit.level,
        decision=decision,
        reason=reason,
        note=note.strip(),
        until=until,
        attachment=attachment,
    )
    with write.step(db, f"hit_{decision}", who, note.strip(), name=record.name) as step:
        screenings.decide(step, decided)
        barring = [one for one in every if one is not before and _bars(books, one)]
        if decision == "match" and _designates(books, hit):
            _screened(step, record, "designated")
        elif _bars(books, before) and not barring and not decided.waits_for_second:
            _screened(step, record, "unscreened")  # else the second person lifts it
    return Changes(frozenset({"disposition", "party"}), step.number)


def _screened(step: Step, party: Party, state: str) -> None:
    parties.change(step, replace(party, screening=state, screened_by=step.who, screened_at=step.at))


def _designates(books: Books, hit: Hit) -> bool:
    known = books.sanctions_lists.get(hit.entry.list_id)
    return known is not None and known.designates


def _bars(books: Books, one: Standing) -> bool:
    """Tell whether a hit was found to be the party, on a list of those whom the law designates."""
    return one.state == "confirmed" and _designates(books, one.hit)


def agree(
    db: Database,
    books: Books,
    party: int,
    entry: tuple[str, str],
    who: str,
    today: date,
    secret: Secret = signing_in.NOBODY,
) -> Changes:
    """Clear a strong hit as the second person.

    Raises UserError where no clearing waits for one, and for the person who decided it; where
    people sign in also for who is no approver, or whose own password is another.
    """
    record = parties.get(db.connection, party)
    every = screening(db.connection, books, record, today).standings
    found = _standing(every, record, entry)
    decided = found.disposition
    if found.state != "second" or decided is None or decided.id is None:
        raise UserError("hit_no_second")
    if not is_person(who) or same_person(who, decided.who):
        raise UserError("hit_second_same", who=decided.who)
    who = signing_in.second_of(db, decided.who, who, secret)
    lifted = _lifts(db.connection, books, every, found, party)
    with write.step(db, "hit_second", who, name=record.name) as step:
        screenings.agree(step, decided.id)
        if lifted:
            _screened(step, record, "unscreened")
    return Changes(frozenset({"disposition", "party"}), step.number)


def _lifts(
    reader: Rows, books: Books, every: Iterable[Standing], cleared: Standing, party: int
) -> bool:
    """Tell whether a designation rested on the hit that is cleared now, and on none besides."""
    told = screenings.told(reader, party)
    was = any(
        one.decision == "match" and (one.list_id, one.entry_id) == entry_key(cleared.hit)
        for one in told
    )
    barring = any(_bars(books, one) for one in every)
    return was and _designates(books, cleared.hit) and not barring


def list_title(books: Books, list_id: str) -> str:
    """Return what a list is called; its id where this program does not know it."""
    known = books.sanctions_lists.get(list_id)
    return words.in_both(known.title) if known else list_id


def shipped_title(list_id: str) -> str:
    """Return what a list is called, without books."""
    from broker_app.reference import sanctions_lists

    return next(
        (words.in_both(o.title) for o in sanctions_lists.shipped() if o.id == list_id), list_id
    )


def _standing(every: Iterable[Standing], party: Party, entry: tuple[str, str]) -> Standing:
    for one in every:
        if entry_key(one.hit) == entry:
            return one
    raise UserError("hit_gone", name=party.name)


def in_use(held: Iterable[Held]) -> tuple[ListInUse, ...]:
    """Return the lists that are searched: those that were taken in."""
    return tuple(
        ListInUse(
            one.about.id,
            one.snapshot.dated or one.snapshot.checked_on,
            one.snapshot.checked_on,
            one.snapshot.sha256,
            one.about.designates,
        )
        for one in held
        if one.snapshot is not None
    )
