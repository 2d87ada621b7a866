"""What lists and people said of a party, in words."""

from collections.abc import Sequence
from datetime import date, timedelta

from broker_app import words
from broker_app.domain.dates import local_day
from broker_app.domain.disposition import Disposition, Screening, Standing
from broker_app.domain.party import Party
from broker_app.domain.screening import Hit, Reason, TokenMatch
from broker_app.jobs.books import Books
from broker_app.jobs.screening import list_title

MOST_LISTS = 2
"""So many lists are named in a sentence; the rest are counted."""


def answer(found: Screening) -> str:
    """Return the answer in a word or two: `Clear`, `Hit`, `Confirmed`, `Cannot decide`."""
    return words.say(f"screening.{found.answer}")


def why(books: Books, party: Party, found: Screening) -> str:
    """Return the sentence that an answer rests on."""
    if found.why == "by_hand":
        return by_hand(books, party)
    if found.why == "hit":
        return _hits(books, found)
    lists = {"lists_missing": found.missing, "stale": found.stale}.get(found.why, ())
    return words.say(f"screening.why.{found.why}", lists=named(books, lists))


def by_hand(books: Books, party: Party) -> str:
    """Return who looked a party up and what it holds; empty where nobody did."""
    if party.screening == "unscreened":
        return ""
    at = local_day(party.screened_at)
    if party.screening == "designated":
        return words.say("screening.by_hand_designated", who=party.screened_by, day=words.day(at))
    until = words.day(at + timedelta(days=books.lists_fresh_days))
    return words.say(
        "screening.by_hand_clear", who=party.screened_by, day=words.day(at), until=until
    )


def lists_line(books: Books, found: Screening) -> str:
    """Return which lists were searched and when: how many, the oldest, what is missing or stale."""
    if not found.lists:
        return ""
    oldest = min(found.lists, key=lambda one: one.checked_on)
    said = [words.say("screening.lists", count=len(found.lists), day=words.day(oldest.checked_on))]
    if found.missing and found.why != "lists_missing":
        said.append(words.say("screening.lists_missing", lists=named(books, found.missing)))
    if found.stale and found.why != "stale":
        said.append(words.say("screening.lists_stale", lists=named(books, found.stale)))
    if found.searched_at:
        said.append(words.say("screening.searched", day=words.day(day_of(found.searched_at))))
    return "\n".join(said)


def named(books: Books, lists: Sequence[str]) -> str:
    """Return the first of some lists by name, and how many more there are."""
    said = [list_title(books, one) for one in lists[:MOST_LISTS]]
    more = len(lists) - len(said)
    return words.listed(said + ([words.say("hold.more", count=more)] if more else []))


def dated(books: Books, found: Screening, list_id: str) -> str:
    """Return the name of a list and the day our copy of it is of."""
    of_list = next((one for one in found.lists if one.id == list_id), None)
    title = list_title(books, list_id)
    if of_list is None:
        return title
    return words.say("screening.list_dated", list=title, day=words.day(of_list.listed_on))


def how(token: TokenMatch) -> str:
    """Return in which way two parts of names are alike."""
    return words.say(f"screening.how.{token.how}")


def reason(one: Reason) -> str:
    """Return what beside the name speaks for or against a hit."""
    value = one.value
    if one.key.startswith("country"):
        codes = [code.strip() for code in value.split(",")]
        value = words.listed(words.country(code) for code in codes)
    return words.say(f"screening.because.{one.key}", value=value)


def decided(one: Disposition) -> list[str]:
    """Return what was decided about a hit, by whom, until when, and who agreed."""
    said = [
        words.say(
            "screening.decided",
            decision=words.say(f"screening.decision.{one.decision}"),
            reason=words.say(f"screening.reason.{one.reason}"),
            who=one.who,
            day=words.day(day_of(one.at)),
        )
    ]
    if one.note:
        said.append(one.note)
    if one.until:
        until = words.day(date.fromisoformat(one.until))
        said.append(words.say("screening.decided_until", day=until))
    if one.second:
        day = words.day(day_of(one.second_at))
        said.append(words.say("screening.agreed", who=one.second, day=day))
    return said


def effect(books: Books, hit: Hit) -> str:
    """Return what follows from being on the list of a hit."""
    known = books.sanctions_lists.get(hit.entry.list_id)
    return words.in_both(known.effect) if known else ""


def state(one: Standing) -> str:
    """Return how a hit stands, in words."""
    return words.say(f"screening.state.{one.state}")


def day_of(moment: str) -> date:
    """Return the local day of a stored moment."""
    return local_day(moment)


def _hits(books: Books, found: Screening) -> str:
    """Return the worst hit by name and list, and how many wait."""
    worst = next((one for one in found.standings if one.is_match), None)
    if found.answer == "confirmed" and worst is not None:
        title = list_title(books, worst.hit.entry.list_id)
        return words.say("screening.why.confirmed", name=worst.hit.name.text, list=title)
    return words.say("screening.why.hit", count=len(found.open))
