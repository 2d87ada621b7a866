"""The published test of screening: listed names altered as they come in trade, and made-up ones.

What is altered should be found, what is made up should not. Chosen by a seed, so that a run can be
repeated.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from broker_app.domain.listing import Entry, EntryKind
from broker_app.domain.name_tables import NameTables

SEED = 20261122
VARIANTS = ("exact", "case", "form", "order", "typo", "script")
"""The ways in which a name is altered."""
_SHORTEST = 4
"""Letters of a word that bears two of them changing places."""

Alter = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Parts that people and companies of no list are made up of."""

    people: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """A culture -> its given names and its family names."""
    companies: Sequence[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]
    """Own words, what they do, legal forms."""
    cyrillic: Mapping[str, str]
    """Latin letters, one or several, -> how Russian writes them."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A listed name as it stands, and as it was altered."""

    variant: str
    entry: Entry
    name: str


def sample(entries: Sequence[Entry], count: int, seed: int = SEED) -> list[Entry]:
    """Return some entries with a Latin name of at least two words, ships and aircraft left out."""
    usable = [
        one for one in entries if one.kind in ("person", "organisation", "unknown") and _name(one)
    ]
    usable.sort(key=lambda one: (one.list_id, one.entry_id))
    return random.Random(seed).sample(usable, min(count, len(usable)))  # noqa: S311  no secret


def altered(
    chosen: Sequence[Entry], tables: NameTables, made_up: MadeUp, seed: int = SEED
) -> Iterator[Altered]:
    """Yield each entry in every way in which its name can be altered."""
    ways = random.Random(seed)  # noqa: S311  no secret
    variants: dict[str, Alter] = {
        "exact": str,
        "case": str.upper,
        "form": lambda name: _other_form(name, tables, ways),
        "order": _swapped,
        "typo": lambda name: _slipped(name, ways),
        "script": lambda name: _in_cyrillic(name, made_up.cyrillic),
    }
    for entry in chosen:
        name = _name(entry)
        for variant, alter in variants.items():
            if variant == "form" and entry.kind == "person":
                continue
            made = alter(name)
            if variant == "exact" or made not in ("", name):
                yield Altered(variant, entry, made)


def invented(made_up: MadeUp, count: int, seed: int = SEED) -> Iterator[tuple[str, EntryKind]]:
    """Yield people and companies that nobody has listed, as far as chance allows."""
    ways = random.Random(seed)  # noqa: S311  no secret
    cultures = sorted(made_up.people)
    for number in range(count):
        if number % 3 == 2:
            parts = made_up.companies[number // 3 % len(made_up.companies)]
            yield " ".join(ways.choice(part) for part in parts), "organisation"
        else:
            given, family = made_up.people[cultures[number % len(cultures)]]
            yield f"{ways.choice(given)} {ways.choice(family)}", "person"


def _name(entry: Entry) -> str:
    """Return the first name that is Latin and says enough; empty where there is none."""
    for name in entry.names:
        plain = name.text.strip()
        latin = name.kind == "primary" and re.fullmatch(r"[A-Za-z][A-Za-z .,'&-]+", plain)
        if latin and len(re.findall("[A-Za-z]{2,}", plain)) >= 2:
            return plain
    return ""


def _swapped(name: str) -> str:
    """Put the last word first, and what stood before a comma behind."""
    words = name.replace(",", " ").split()
    return " ".join([words[-1], *words[:-1]]) if len(words) > 1 else ""


def _slipped(name: str, ways: random.Random) -> str:
    """Let two letters within the longest word change places."""
    word = max(re.findall("[A-Za-z]+", name), key=len, default="")
    if len(word) < _SHORTEST:
        return ""
    places = [n for n in range(1, len(word) - 1) if word[n] != word[n + 1]]
    if not places:
        return ""
    at = ways.choice(places)
    made = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return name.replace(word, made, 1)


def _other_form(name: str, tables: NameTables, ways: random.Random) -> str:
    """Write a legal form at the end of a name otherwise; a company without one gets `LLC`."""
    bare = name.replace(".", "").replace(",", "").strip()
    for spellings in tables.forms.values():
        latin = [one for one in spellings if one.isascii()]
        for one in latin:
            if bare.lower().endswith(f" {one.lower()}"):
                others = [other for other in latin if other != one]
                return f"{bare[: -len(one)].strip()} {ways.choice(others)}" if others else ""
    return f"{name} LLC"


def _in_cyrillic(name: str, letters: Mapping[str, str]) -> str:
    """Write a name as Russian hears its letters."""
    longest = max(map(len, letters), default=1)
    made, rest = "", name.lower()
    while rest:
        size = next((n for n in range(longest, 0, -1) if rest[:n] in letters), 0)
        made += letters[rest[:size]] if size else rest[0]
        rest = rest[size or 1 :]
    return made.title()
