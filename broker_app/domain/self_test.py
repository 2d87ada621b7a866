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
VARIANTS = ("exact", "case", "form", "order", "typo", "lookalike", "script", "kana")
"""The ways in which a name is altered."""
_SHORTEST = 4
"""Letters of a word that bears two of them changing places."""
_LATIN, _CYRILLIC = "ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху"
_BEFORE_LIPS = re.compile("m(?=[bp])")

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
    katakana: Mapping[str, str]
    """Latin letters, one or several, -> how katakana write their sound."""


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
        "lookalike": lambda name: _with_a_lookalike(name, ways),
        "script": lambda name: _written_in(made_up.cyrillic, name).title(),
        "kana": lambda name: _in_katakana(name, made_up.katakana),
    }
    for entry in chosen:
        name = _name(entry)
        for variant, alter in variants.items():
            if entry.kind == "person" and variant == "form":
                continue
            if entry.kind != "person" and variant == "kana":
                continue  # what companies do is translated, not written by its sound
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


def _with_a_lookalike(name: str, ways: random.Random) -> str:
    """Write one letter as Cyrillic does that looks the same."""
    places = [at for at, letter in enumerate(name) if letter in _LATIN]
    if not places:
        return ""
    at = ways.choice(places)
    return name[:at] + _CYRILLIC[_LATIN.index(name[at])] + name[at + 1 :]


def _in_katakana(name: str, letters: Mapping[str, str]) -> str:
    """Write a name by its sound, what stood behind a comma first; empty where it has no sound."""
    family, _, given = name.partition(",")
    words = re.sub(r"['.]", "", f"{given} {family}".lower()).replace("-", " ").split()
    single = [_BEFORE_LIPS.sub("n", re.sub(r"(.)\1", r"\1", word)) for word in words]
    made = "・".join(_written_in(letters, word) for word in single)
    return "" if re.search("[a-z]", made) else made


def _written_in(letters: Mapping[str, str], name: str) -> str:
    """Write a name in other letters, the longest group of its own first."""
    longest = max(map(len, letters), default=1)
    made, rest = "", name.lower()
    while rest:
        size = next((n for n in range(longest, 0, -1) if rest[:n] in letters), 0)
        made += letters[rest[:size]] if size else rest[0]
        rest = rest[size or 1 :]
    return made
