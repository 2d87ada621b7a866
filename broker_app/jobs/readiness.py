"""Readiness: what stands between a shipment and its papers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from broker_app import words
from broker_app.domain.disposition import Screening
from broker_app.domain.document import INVOICE
from broker_app.domain.evidence import asks_of_parties, is_decided, waiting
from broker_app.domain.particulars import PREFIX
from broker_app.domain.party import Party
from broker_app.domain.red_flags import HELD, UNANSWERED
from broker_app.domain.series import FOLLOWS
from broker_app.domain.shipment import Shipment
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.jobs import numbering, particulars, screening
from broker_app.jobs.books import Books
from broker_app.jobs.deciding import parties_decided
from broker_app.jobs.evidencing import is_released
from broker_app.jobs.going import lacking
from broker_app.jobs.paper_order import Order, lead_of, standing
from broker_app.jobs.people import people_of
from broker_app.store.database import Rows

NOT_YET = (Outcome.REVIEW, Outcome.CONDITIONAL)
HITS = ("hit", "confirmed")
"""Reasons that name a list and a party."""
BY_HAND = "by_hand"
UNSCREENED = (BY_HAND, "cannot_decide")
"""Reasons that name a party of which no list decides."""
LEAD = "lead"
"""Missing: the issued paper whose number another carries, saying what the shipment says now."""
BOX = "container."
"""Before the key of what a container lacks."""
COPIED = "copied"
"""Missing: a text that the paper it is copied from does not show, or that paper itself."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a shipment and its papers."""

    verdicts: dict[int, Verdict]
    missing: tuple[str, ...]
    released: frozenset[int] = frozenset()
    """Vehicles of which people have decided all that the law leaves open."""
    hits: tuple[str, ...] = ()
    """Hits on parties that are open or confirmed: `hit.un.NAME`, `confirmed.un.NAME`."""
    unscreened: tuple[str, ...] = ()
    """Parties that no list decides on, and nobody has: `by_hand.NAME`, `cannot_decide.NAME`."""

    @property
    def blocked(self) -> list[int]:
        """Vehicles that may not be shipped."""
        return [v for v, verdict in self.verdicts.items() if verdict.outcome is Outcome.BLOCKED]

    @property
    def undecided(self) -> list[int]:
        """Vehicles that may be drafted, not released."""
        return [
            vehicle
            for vehicle, verdict in self.verdicts.items()
            if verdict.outcome in NOT_YET and vehicle not in self.released
        ]

    @property
    def ready(self) -> bool:
        """Whether papers may be issued."""
        return bool(self.verdicts) and not (
            self.blocked or self.undecided or self.missing or self.hits
        )


def readiness_of(reader: Rows, order: Order) -> Readiness:
    """Judge every vehicle for the voyage and list what a paper still lacks."""
    from broker_app.papers import snapshot as snapshots

    verdicts = order.sailing.verdicts
    lacks = snapshots.problems(order.snapshot(), order.definition)
    missing = [*dict.fromkeys((*lacks, *lacking(order, order.definition))), *order.without_country]
    if order.definition.numbered_with and lead_of(reader, order) is None:
        missing.append(LEAD)
    if FOLLOWS in numbering.pattern_of(order.company, order.definition):
        missing += [] if standing(reader, order, INVOICE) else [LEAD]
    missing += _not_copied(reader, order)
    shipment = order.shipment.id or 0
    if order.sailing.red_flags is not None:
        missing.append(order.sailing.red_flags)
    screened = screened_of(reader, order.books, order.shipment, order.today)
    parties = parties_decided(reader, shipment, [held for _, held in screened])
    free = {
        vehicle
        for vehicle, verdict in verdicts.items()
        if is_decided(verdict, is_released(reader, shipment, vehicle, verdict), parties)
    }
    unscreened = () if parties else unscreened_of(screened)
    return Readiness(verdicts, tuple(missing), frozenset(free), hits_on(screened), unscreened)


def screened_of(
    reader: Rows, books: Books, shipment: Shipment, today: date
) -> list[tuple[Party, Screening]]:
    """Return the parties of a shipment, each with what is held of it."""
    people = people_of(reader, shipment)
    found = screening.of_parties(reader, books, today, people)
    return [(party, found[party.id or 0]) for party in people]


def hits_on(screened: Iterable[tuple[Party, Screening]]) -> tuple[str, ...]:
    """Return what of its parties holds the papers of a shipment: each hit by list and name."""
    return tuple(
        f"{'confirmed' if one.is_match else 'hit'}.{one.hit.entry.list_id}.{party.name}"
        for party, held in screened
        for one in held.holding
    )


def unscreened_of(screened: Iterable[tuple[Party, Screening]]) -> tuple[str, ...]:
    """Return the parties that no list decides on: `by_hand.NAME`, `cannot_decide.NAME`."""
    return tuple(
        f"{held.answer}.{party.name}" for party, held in screened if held.answer in UNSCREENED
    )


def _not_copied(reader: Rows, order: Order) -> list[str]:
    """Return the boxes of a paper that say what the paper it is copied from does not."""
    from broker_app.papers.agreement import not_found_in
    from broker_app.papers.layout import lay_out

    source = order.definition.copied_from
    printed = standing(reader, order, source) if source else None
    if printed is None:
        return []
    lead = lead_of(reader, order)
    now = order.snapshot(printed.number, printed.revision, printed.date)
    page = lay_out(replace(lead or now, kind=order.kind), order.definition)
    return [
        f"{COPIED}.{label.replace(':', '')}"
        for label in not_found_in(page, lay_out(printed, order.books.document_kinds[source]))
    ]


def holds_of(state: Readiness) -> tuple[str, ...]:
    """Return why a paper is only a draft; parties that nobody screened are named once."""
    open_ = [state.verdicts[vehicle] for vehicle in state.undecided]
    people = state.unscreened if any(map(asks_of_parties, open_)) else ()
    outcomes = Counter(one.outcome.value for one in open_ if waiting(one) or not people)
    missing = tuple(f"missing.{name}" for name in state.missing)
    return tuple(dict.fromkeys(state.hits)) + people + missing + tuple(outcomes)


def label_of(name: str) -> str:
    """Return how a field of a paper, a particular, or a fact of a vehicle is called."""
    if PREFIX in name:
        return particulars.label(name)
    field = f"paper.field.{name}"
    if words.has(field):
        return words.say(field)
    return words.fact(name) if words.has(f"fact.{name}") else particulars.label(name)


_SEVERAL = frozenset({"lines", "marks", "containers", f"{PREFIX}list_control"})
"""Fields that are called by a plural."""


def hold_text(hold: str) -> str:
    """Return in words one reason why a paper is only a draft."""
    key, _, rest = hold.partition(".")
    if key in HITS:
        list_id, _, name = rest.partition(".")
        return words.say(f"hold.{key}", name=name, list=screening.shipped_title(list_id))
    if key in UNSCREENED:
        return words.say(f"hold.{key}", name=rest)
    if key != "missing":
        return words.say(f"hold.{key}")
    if rest in (LEAD, UNANSWERED, HELD):
        return words.say(f"hold.{rest}")
    if rest.startswith(f"{COPIED}."):
        return words.say("hold.copied", box=rest.removeprefix(f"{COPIED}."))
    name, _, line = rest.partition(":")
    alone = "hold.missing_several" if name in _SEVERAL else "hold.missing"
    key = "hold.missing_line" if line else alone
    if name.startswith(BOX):
        key = "hold.missing_box"
    return words.say(key, line=line, name=label_of(name))
