"""Spellings: names written in several ways are proposed, and made one only by a person."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from broker_app.domain.changes import Changes
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.holding import SPELLINGS
from broker_app.domain.lookups import Lookups
from broker_app.domain.lot import Lot
from broker_app.domain.question import Question
from broker_app.domain.spelling import fold, plain
from broker_app.domain.telltale import word_said
from broker_app.domain.variants import FACTS, Cluster, Decision, clustered, proposed
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.intake.terms import name_words
from broker_app.jobs.books import Books
from broker_app.jobs.judging import judge_again
from broker_app.jobs.progress import Progress
from broker_app.papers.english import printed
from broker_app.store import spellings, vehicles, write
from broker_app.store.database import Database, Rows

_SOUNDS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"(?<=[AEIOUY])R(?![AEIOUY])", ""),  # CRUISER, クルーザー
        (r"C(?=[EIY])|SH|TH|Z|J", "S"),
        (r"X", "KS"),
        (r"CH|CK|C|Q", "K"),
        (r"PH", "F"),
        (r"V", "B"),
        (r"L", "R"),
        (r"[AEIOUYHW]", ""),
        (r"([A-Z])\1+", r"\1"),
    )
)
"""From the letters of a name to the consonants that kana and Latin spellings of it share."""


def found(reader: Rows, books: Books, batch: int | None = None) -> list[Cluster]:
    """Return names of the stock that are written in several ways, that of most records first.

    With `batch` only those of which one import brought a spelling that nobody has settled.
    """
    known = spellings.settled(reader)
    clusters: list[Cluster] = []
    for fact in FACTS:
        usual, tells = usual_of(books.lookups, fact), _tells(books.lookups, fact)
        brought = _brought(reader, fact, batch)
        for within, written in spellings.counted(reader, fact, known).items():
            clusters += [
                Cluster(fact, within, group, proposed(group, _naming(usual, fact)))
                for group in clustered(written, sound, usual, tells)
                if brought is None or any((within, one.text) in brought for one in group)
            ]
    return sorted(clusters, key=lambda cluster: -cluster.records)


def _brought(reader: Rows, fact: str, batch: int | None) -> set[tuple[str, str]] | None:
    if batch is None:
        return None
    counted = spellings.counted(reader, fact, {}, batch)
    return {(within, one.text) for within, written in counted.items() for one in written}


def merge(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    decisions: Sequence[Decision],
    who: str,
) -> tuple[int, Changes]:
    """Write spellings as the names that a person settled, now and in lists to come, in one step.

    Returns how many lots were left apart because the other house has a lot of that day and number
    too. Raises UserError where a spelling or the name is not of its cluster, or where they say
    different things of a vehicle; nothing is written then.
    """
    for decision in decisions:
        _check(books.lookups, decision)
    first, count = decisions[0], len(decisions)
    key = "spelling" if count == 1 else "spellings"
    with write.step(db, key, who, count=count, fact=first.cluster.fact, name=first.name) as step:
        apart, touched = 0, list[int]()
        # Makers last: a model is found by the maker it has now.
        for done, decision in enumerate(sorted(decisions, key=lambda d: d.cluster.fact == "maker")):
            progress(done, count, "progress.spelling")
            left, found = _apply(step, db.connection, books.lookups, decision)
            apart += left
            touched += found
        judge_again(db, step, progress, books, question, sorted(set(touched)))
    tables = frozenset({"vehicle", "lot", "verdict", "spelling"})
    return apart, Changes(tables, step.number)


def _apply(
    step: write.Step, connection: Rows, lookups: Lookups, decision: Decision
) -> tuple[int, list[int]]:
    """Returns how many lots were left apart, and the vehicles that got another name."""
    cluster, name = decision.cluster, decision.name
    others = [text for text in decision.texts if text != name]
    settled = [(text, name) for text in (*others, name)]
    spellings.settle(step, connection, cluster.fact, cluster.within, settled)
    if cluster.fact == "house":
        return _rename_houses(step, connection, lookups, others, name), []
    touched = spellings.vehicles_with(connection, cluster.fact, cluster.within, others)
    _rename(step, connection, cluster.fact, touched, name)
    return 0, touched


def keep_apart(db: Database, cluster: Cluster, who: str) -> Changes:
    """Settle that every spelling of a cluster is a name of its own; it is not proposed again."""
    with write.step(db, "spelling_apart", who, fact=cluster.fact, name=cluster.name) as step:
        own = [(spelling.text, spelling.text) for spelling in cluster.spellings]
        spellings.settle(step, db.connection, cluster.fact, cluster.within, own)
    return Changes(frozenset({"spelling"}), step.number)


@lru_cache(maxsize=20_000)
def sound(text: str) -> str:
    """Return the consonants and figures one hears in a name: `KRS` of クルーザー and CRUISER."""
    heard = re.sub(r"[^0-9A-Z㐀-鿿]", "", printed(text))
    for pattern, letters in _SOUNDS:
        heard = pattern.sub(letters, heard)
    return heard


def usual_of(lookups: Lookups, fact: str) -> Callable[[str], str]:
    """Return what gives the name that a table knows a spelling of a fact by, empty for none."""
    if fact == "house":
        houses = {fold(house.name) for house in lookups.houses.values()}
        return lambda text: known if fold(known := lookups.house_of(text)) in houses else ""
    tables = {"maker": lookups.makers, "model": lookups.models}
    table = tables[fact] if fact in tables else lookups.values.get(fact, {})
    names = {fold(name): name for name in table.values()}
    return lambda text: table.get(fold(text)) or names.get(fold(text), "")


def _naming(usual: Callable[[str], str], fact: str) -> Callable[[str], str]:
    """A colour keeps the language of its list."""
    return (lambda _: "") if fact == "colour" else usual


def _tells(lookups: Lookups, fact: str) -> Callable[[str], object]:
    """Return what gives all that the words of a name say of a vehicle."""
    if fact not in ("maker", "model"):
        return lambda _: ()
    words = name_words(lookups)

    def said(text: str) -> object:
        vehicle = Vehicle()
        setattr(vehicle, fact, text)
        told = tuple(word_said(telltale, vehicle) for telltale in lookups.telltales.values())
        return words(plain(text)), told

    return said


def _check(lookups: Lookups, decision: Decision) -> None:
    cluster, texts, name = decision.cluster, decision.texts, decision.name
    written = {spelling.text for spelling in cluster.spellings}
    if not set(texts) <= written or name not in written | {cluster.name}:
        raise UserError("spelling_unknown", name=name)
    tells = _tells(lookups, cluster.fact)
    if any(tells(text) != tells(name) for text in texts):
        raise UserError("spelling_says_more", name=name)


def _rename(
    step: write.Step,
    connection: Rows,
    fact: str,
    chosen: Sequence[int],
    name: str,
) -> None:
    """A name typed by hand stays one; any other now rests on this answer."""
    for number, held in vehicles.many(connection, sorted(chosen)):
        before = held.origins.get(fact)
        typed = before is not None and before.basis is Basis.TYPED
        basis = Basis.TYPED if typed else Basis.DERIVED
        record = held.copy()
        setattr(record, fact, name)
        record.origins[fact] = Origin(basis, SPELLINGS, step.who, step.at)
        vehicles.change(step, connection, number, record)


def _rename_houses(
    step: write.Step, connection: Rows, lookups: Lookups, texts: Sequence[str], name: str
) -> int:
    """Returns how many lots stay as they are, for the other house has such a lot too."""
    apart = 0
    for number, day, lot_number, identity in spellings.lots_with_house(connection, texts):
        lot = Lot(house=name, auction_date=day, lot_number=lot_number)
        wanted = lot.identity(lookups.house_of(name)) or identity
        if wanted != identity and spellings.is_taken(connection, wanted):
            apart += 1
        else:
            step.change("lot", number, {"house": name, "identity": wanted})
    return apart
